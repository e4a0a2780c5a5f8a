from __future__ import annotations

import base64
import copy
import io
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

import deliverkit as dk
from deliverkit.core.records import RecordChange
from deliverkit.dkim.keys.cache import read_key
from deliverkit.dkim.signing.generation import generate_key
from deliverkit.dkim.signing.names import key_owner
from deliverkit.dkim.signing.private_key import SigningKey, load_key

RSA = generate_key()
ED25519 = generate_key("ed25519")
# RFC 8463 appendix A.2: the private key of its example, and the record that goes with it
EXAMPLE_SEED = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="
EXAMPLE_RECORD = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="


_ENCODINGS = {"PEM": serialization.Encoding.PEM, "DER": serialization.Encoding.DER}


def _in(key: SigningKey, form: serialization.PrivateFormat, encoding: str = "PEM", password: bytes = b"") -> bytes:
    handle: Any = serialization.load_pem_private_key(key.private_pem.encode(), None)
    hidden = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    told: bytes = handle.private_bytes(_ENCODINGS[encoding], form, hidden)
    return told


PKCS1, PKCS8 = serialization.PrivateFormat.TraditionalOpenSSL, serialization.PrivateFormat.PKCS8
OPENSSH = serialization.PrivateFormat.OpenSSH


def _strings(*texts: bytes) -> bytes:
    return b"".join(len(one).to_bytes(4, "big") + one for one in texts)


def _encrypted_ssh() -> bytes:
    """What says of itself that it is encrypted, as ssh-keygen writes it; to write one really takes another package."""
    salted = _strings(bytes(16)) + bytes((0, 0, 0, 16))
    octets = b"openssh-key-v1\0" + _strings(b"aes256-ctr", b"bcrypt", salted) + bytes((0, 0, 0, 1))
    octets += _strings(_strings(b"ssh-ed25519", bytes(32)), bytes(32))
    lines = base64.encodebytes(octets)
    return b"-----BEGIN OPENSSH PRIVATE KEY-----\n" + lines + b"-----END OPENSSH PRIVATE KEY-----\n"


class TestGenerate:
    def test_rsa(self) -> None:
        assert (RSA.key_type, RSA.bits, RSA.algorithm) == ("rsa", 2048, "rsa-sha256")
        assert RSA.record.startswith("v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A")
        public: Any = serialization.load_der_public_key(base64.b64decode(RSA.record.partition("p=")[2]))
        assert public.public_numbers().e == 65537

    def test_ed25519(self) -> None:
        assert (ED25519.key_type, ED25519.bits, ED25519.algorithm) == ("ed25519", 256, "ed25519-sha256")
        assert len(base64.b64decode(ED25519.record.partition("p=")[2])) == 32

    def test_no_two_are_alike(self) -> None:
        assert generate_key("ed25519").record != ED25519.record

    def test_smallest(self) -> None:
        assert generate_key(bits=1024).bits == 1024

    @pytest.mark.parametrize("bits", [512, 1023, 4097, 0])
    def test_refused_sizes(self, bits: int) -> None:
        with pytest.raises(dk.UsageError, match="from 1024 to 4096 bits"):
            generate_key("rsa", bits)

    @pytest.mark.parametrize("bits", ["2048", 2048.0, None])
    def test_no_sizes(self, bits: Any) -> None:
        with pytest.raises(dk.UsageError, match=r"generate_key\(bits=\.\.\.\) takes a whole number, not"):
            generate_key("rsa", bits)

    def test_unknown_kind(self) -> None:
        with pytest.raises(dk.UsageError, match="not with 'dsa'"):
            generate_key("dsa")


class TestSecret:
    """What must not be seen where a key is only mentioned."""

    @pytest.mark.parametrize("key", [RSA, ED25519])
    def test_repr(self, key: SigningKey) -> None:
        assert repr(key) == f"<SigningKey {key.key_type}, {key.bits} bits>"
        assert str(key) == repr(key)

    def test_it_is_not_pickled(self) -> None:
        with pytest.raises(TypeError):
            pickle.dumps(RSA)

    def test_errors_do_not_show_it(self) -> None:
        damaged = RSA.private_pem.replace("A", "!")
        with pytest.raises(dk.UsageError) as caught:
            load_key(damaged)
        assert damaged[60:100] not in str(caught.value)


class TestPublish:
    def test_change(self) -> None:
        change = ED25519.publish("A.Example.", "S1")
        assert change == RecordChange(owner="s1._domainkey.a.example", rdtype="TXT", value=ED25519.record)
        assert change.zone_line == f's1._domainkey.a.example. TXT "{ED25519.record}"'

    def test_it_is_split_at_255_octets(self) -> None:
        line = RSA.publish("a.example", "s1").zone_line
        strings = line.partition(" TXT ")[2][1:-1].split('" "')
        assert [len(one) for one in strings] == [255, len(RSA.record) - 255]
        assert "".join(strings) == RSA.record

    def test_internationalized(self) -> None:
        assert ED25519.publish("m\u00fcnchen.example", "s").owner == "s._domainkey.xn--mnchen-3ya.example"

    @pytest.mark.parametrize(
        "domain", ["", "localhost", "a b.example", "a..example", "-a.example", "x" * 300, "@a.example"]
    )
    def test_no_domain(self, domain: str) -> None:
        with pytest.raises(dk.UsageError, match="no domain to sign for"):
            ED25519.publish(domain, "s")

    @pytest.mark.parametrize("selector", ["", "a b", "s._domainkey", "s;", "x" * 64])
    def test_no_selector(self, selector: str) -> None:
        with pytest.raises(dk.UsageError, match="no selector"):
            ED25519.publish("a.example", selector)

    def test_octets(self) -> None:
        domain: Any = b"a.example"
        with pytest.raises(dk.UsageError, match=r"domain=\.\.\. takes a text such as 'example\.com', not bytes"):
            ED25519.publish(domain, "s")

    def test_too_long_together(self) -> None:
        with pytest.raises(dk.UsageError, match="too long for one name"):
            key_owner(".".join(["x" * 50] * 4), "s" * 60)

    def test_a_selector_may_have_dots(self) -> None:
        assert key_owner("a.example", "s1.mail") == ("a.example", "s1.mail")


class TestLoad:
    @pytest.mark.parametrize("key", [RSA, ED25519])
    def test_own_form(self, key: SigningKey) -> None:
        for form in (key.private_pem, key.private_pem.encode(), key.private_pem.replace("\n", "\r\n"), key):
            assert load_key(form).record == key.record
        assert load_key(key) is key

    @pytest.mark.parametrize("form", [PKCS1, PKCS8])
    @pytest.mark.parametrize("encoding", ["PEM", "DER"])
    def test_every_form(self, form: serialization.PrivateFormat, encoding: str) -> None:
        data = _in(RSA, form, encoding)
        assert load_key(data).record == RSA.record
        assert load_key(base64.encodebytes(data) if encoding == "DER" else data).record == RSA.record
        assert load_key((base64.b64encode(data) if encoding == "DER" else data).decode()).record == RSA.record

    @pytest.mark.parametrize("key", [RSA, ED25519])
    def test_form_of_openssh(self, key: SigningKey) -> None:
        written = _in(key, OPENSSH)
        for form in (written, written.decode(), written.replace(b"\n", b"\r\n"), written.strip()):
            assert load_key(form).record == key.record

    @pytest.mark.parametrize("kind", [bytearray, memoryview])
    def test_buffers(self, kind: Any) -> None:
        assert load_key(kind(RSA.private_pem.encode())).record == RSA.record
        assert load_key(kind(base64.b64decode(EXAMPLE_SEED))).record == EXAMPLE_RECORD

    def test_comments_in_any_charset_before_it(self) -> None:
        assert load_key(b"Schl\xfcssel\n" + RSA.private_pem.encode()).record == RSA.record
        assert load_key("Schl\u00fcssel\n" + RSA.private_pem).record == RSA.record

    def test_example_of_the_standard(self) -> None:
        assert load_key(EXAMPLE_SEED).record == EXAMPLE_RECORD
        assert load_key(base64.b64decode(EXAMPLE_SEED)).record == EXAMPLE_RECORD

    def test_key_of_the_library(self) -> None:
        handle: Any = serialization.load_pem_private_key(RSA.private_pem.encode(), None)
        assert load_key(handle).record == RSA.record

    def test_certificate_before_it(self) -> None:
        certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
        assert load_key(certificate + RSA.private_pem).record == RSA.record

    def test_short_rsa(self) -> None:
        one, two, public = 2**521 - 1, 2**127 - 1, 65537
        private = pow(public, -1, (one - 1) * (two - 1))
        parts = rsa.rsa_crt_dmp1(private, one), rsa.rsa_crt_dmq1(private, two), rsa.rsa_crt_iqmp(one, two)
        short = rsa.RSAPrivateNumbers(one, two, private, *parts, rsa.RSAPublicNumbers(public, one * two))
        with pytest.raises(dk.UsageError, match="an RSA key of 648 bits must not sign"):
            load_key(short.private_key(unsafe_skip_rsa_key_validation=True))

    @pytest.mark.parametrize(
        ("key", "why"),
        [
            (_in(RSA, PKCS8, password=b"x"), "is encrypted; decrypt it first"),
            (_in(RSA, PKCS8, "DER", b"x"), "is encrypted; decrypt it first"),
            (_encrypted_ssh(), "is encrypted; decrypt it first: ssh-keygen"),
            (_in(ED25519, OPENSSH)[:90], "line ends as they were written"),
            (_in(ED25519, OPENSSH).replace(b"\n", b"\\n"), "line ends as they were written"),
            ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "this is a PUBLIC KEY"),
            ("-----BEGIN ", "this is a $"),
            (RSA.private_pem.replace("\n", "\\n"), "line ends as they were written"),
            (RSA.private_pem[:200], "line ends as they were written"),
            (RSA.record, "the record of the public one"),
            ("/etc/dkim/key.pem", "not its name"),
            ("", "not its name"),
            (b"", "not its name"),
            ("\u00e9", "not its name"),
            (b"0abc", "not its name"),
            (b"AAAA", "not its name"),
            ("/etc/dkim/key123", "not its name"),
            ("s2026key", "not its name"),
            ("s2026keys", "not its name"),
            ("MIGkey00", "not its name"),
            (b"/etc/opendkim/keys/example/k.pem", "not its name"),
            (b"opendkim0keys0example0default0pk", "not its name"),
            (base64.b64encode(b"/etc/opendkim/keys/example/k.pem"), "these 32 octets are a text"),
            (base64.b64decode(EXAMPLE_SEED).hex(), r"64 hexadecimal digits; .* bytes\.fromhex\(text\)"),
            (EXAMPLE_SEED.rstrip("="), "the = signs that it must end in"),
            (EXAMPLE_SEED + "=", "the = signs that it must end in"),
            (base64.b64encode(b"0" + bytes(48)).rstrip(b"="), "the = signs that it must end in"),
            (base64.b64encode(b"0" + bytes(47)) + b"=", "the = signs that it must end in"),
            ("MA", "not its name"),
            (base64.b64encode(_in(RSA, PKCS8, "DER")[:-2]).decode(), "no private key in DER form"),
            (b"0" + bytes(80), "no private key in DER form"),
            (bytes(31), "no private key in DER form"),
            (base64.b64decode(RSA.record.partition("p=")[2]), "the public half"),
            (RSA.record.partition("p=")[2], "the public half"),
            ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== anna@host", "the public half"),
            (serialization.load_pem_private_key(RSA.private_pem.encode(), None).public_key(), "the public half"),
            (serialization.load_pem_private_key(ED25519.private_pem.encode(), None).public_key(), "the public half"),
            (read_key("a.example", "s", RSA.record).key, "the public half"),
            (Path("/etc/dkim/key.pem"), r"not its path: pass path\.read_bytes\(\)"),
            (io.BytesIO(RSA.private_pem.encode()), r"not the file: pass file\.read\(\)"),
            (ec.generate_private_key(ec.SECP256R1()), "not with EllipticCurvePrivateKey|not with ECPrivateKey"),
            (None, "not with NoneType"),
        ],
    )
    def test_no_private_key(self, key: Any, why: str) -> None:
        with pytest.raises(dk.UsageError, match=why):
            load_key(key)


def test_copies_sign_alike() -> None:
    again = load_key(RSA.private_pem)
    assert again.sign(b"x") == RSA.sign(b"x") != copy.copy(ED25519).sign(b"x")


def test_nothing_is_loaded_before_it_is_needed() -> None:
    source = "import sys, deliverkit.dkim, deliverkit.dkim.signing.generation; print('cryptography' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"
