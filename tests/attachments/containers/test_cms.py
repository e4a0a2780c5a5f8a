"""Does the reader get at what a CMS object signs or compresses, and say so where it is encrypted?"""

from __future__ import annotations

from pathlib import Path

import pytest

from attachment_builders.cms import COMPRESSED_TYPE, DATA_TYPE, VERSION, compressed, enveloped, octets, oid, signed, tlv
from attachment_builders.listings import faults, lavish, opened
from attachment_builders.tools import run, tool
from deliverkit.attachments.containers.cms import cms_member
from deliverkit.attachments.containers.cms.ber import Element, pieces_of
from deliverkit.attachments.containers.member import ContainerFault, Member, Opened, Why
from deliverkit.core.budget import Budget, Limits

MAIL = b"Content-Type: text/plain\r\n\r\nHello\r\n" * 40


def member(data: bytes) -> Member:
    found = cms_member(data)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "content",
    [
        octets(MAIL),
        octets(MAIL, piece=100),
        octets(MAIL, piece=100, open_ended=True),
        tlv(0x24, octets(MAIL[:50], piece=7) + octets(MAIL[50:], piece=9, open_ended=True), open_ended=True),
    ],
)
@pytest.mark.parametrize("open_ended", [True, False])
def test_signed(content: bytes, *, open_ended: bool) -> None:
    found = member(signed(content, open_ended=open_ended))
    assert opened(found) == Opened(MAIL, complete=True)
    assert found.opener is not None
    assert found.opener(lavish(), 60) == Opened(MAIL[:60], complete=False)


def test_data_and_digested_data() -> None:
    assert opened(member(tlv(0x30, oid(DATA_TYPE) + tlv(0xA0, octets(MAIL))))).data == MAIL
    digested = signed(octets(MAIL), kind="2a864886f70d010705", before=tlv(0x30, oid("2a8648")))
    assert opened(member(digested)).data == MAIL


def test_content_that_is_no_string() -> None:
    assert opened(member(signed(tlv(0x30, MAIL)))).data == tlv(0x30, MAIL)


def test_compressed() -> None:
    found = member(compressed(MAIL))
    assert opened(found).data == MAIL
    assert found.opener is not None
    assert found.opener(lavish(), 10).data == MAIL[:10]
    assert found.opener(Budget(Limits(bytes_read=100)), 10).why is Why.LIMIT
    assert found.opener(Budget(Limits(bytes_inflated=100))).why is Why.LIMIT
    damaged = member(signed(octets(b"x\x9cnonsense"), kind=COMPRESSED_TYPE, before=tlv(0x30, b"")))
    assert opened(damaged).why is Why.UNREADABLE


def test_a_signature_that_stands_apart() -> None:
    assert cms_member(signed(None)) is None


@pytest.mark.parametrize(
    "kind", ["2a864886f70d010703", "2a864886f70d010704", "2a864886f70d010706", "2a864886f70d0109100117"]
)
def test_encrypted(kind: str) -> None:
    found = member(enveloped(kind))
    assert (found.encrypted, found.why, found.opener) == (True, Why.ENCRYPTED, None)


def test_another_type() -> None:
    assert member(enveloped("2a0304")).why is Why.UNSUPPORTED


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x30",
        b"\x30\x80",
        b"\x30\x05\x06\x85\x01\x01",
        b"\x1f\x01\x01",
        b"\x31\x00",
        tlv(0x30, b"\x04\x80"),
        tlv(0x30, b"\x06\x80"),
        tlv(0x30, oid(DATA_TYPE)),
        tlv(0x30, oid(DATA_TYPE) + tlv(0xA0, b"")),
        signed(octets(MAIL), before=b"\x05\x00"),
        signed(octets(MAIL), before=b"\x31\x80\x1f"),
        signed(octets(MAIL), before=b"\x31\x80" + b"\x04\x00" * 10_001),
        tlv(0x30, oid("2a864886f70d010702")),
        tlv(0x30, oid("2a864886f70d010702") + tlv(0xA0, tlv(0x30, VERSION + tlv(0x31, b"") + tlv(0x30, b"")))),
    ],
)
def test_no_cms(data: bytes) -> None:
    found = member(data)
    assert (found.why, found.opener) == (Why.UNREADABLE, None)


def test_algorithms_in_the_open_form() -> None:
    before = tlv(0x31, tlv(0x30, b"\x05\x00", open_ended=True), open_ended=True)
    assert opened(member(signed(octets(MAIL), before=before))).data == MAIL


@pytest.mark.parametrize("content", [b"\x24\x80\x04\x03abc\x1f\0", b"\x24\x80" * 200, b"\x24\x80\x04\x03abc"])
def test_strings_that_cannot_be_read(content: bytes) -> None:
    data = tlv(0x30, oid(DATA_TYPE) + b"\xa0\x80" + content)
    found = opened(member(data))
    assert (found.why, faults(found)) == (Why.UNREADABLE, {ContainerFault.DAMAGED})
    assert found.data in (b"", b"abc")
    pieces = [*pieces_of(content, Element(content[0], 0, len(content), open=True))]
    assert pieces[-1] is None


def test_limits() -> None:
    found = member(signed(octets(MAIL, piece=10)))
    assert found.opener is not None
    assert found.opener(Budget(Limits(bytes_read=1_000))).why is Why.LIMIT


@pytest.mark.parametrize("options", [[], ["-stream"], ["-outform", "DER", "-indef"]])
def test_what_openssl_signed(options: list[str], tmp_path: Path) -> None:
    tool("openssl")
    (tmp_path / "mail").write_bytes(MAIL * 1_000)
    subject = ["-subj", "/CN=a.example", "-days", "2", "-nodes", "-keyout", "key.pem", "-out", "cert.pem"]
    run(["openssl", "req", "-x509", "-newkey", "rsa:2048", *subject], tmp_path)
    signer = ["-signer", "cert.pem", "-inkey", "key.pem", "-binary", "-nodetach", "-outform", "DER"]
    run(["openssl", "cms", "-sign", "-in", "mail", "-out", "x.p7m", *signer, *options], tmp_path)
    assert opened(member((tmp_path / "x.p7m").read_bytes())).data == MAIL * 1_000
    run(["openssl", "cms", "-encrypt", "-in", "mail", "-out", "y.p7m", "-outform", "DER", "cert.pem"], tmp_path)
    assert member((tmp_path / "y.p7m").read_bytes()).why is Why.ENCRYPTED
