"""Any octets in, never an exception out: every public accessor of every part of every mail."""

from __future__ import annotations

import pickle

from hypothesis import example, given, settings
from hypothesis import strategies as st

from deliverkit.core.budget import Budget, Limits
from deliverkit.core.evidence import Evidence
from deliverkit.message import (
    Message,
    Part,
    filename_candidates,
    read_addresses,
    read_parameters,
    read_received,
    read_return_path,
    returned_original,
)
from deliverkit.message.transfer import ENCODINGS

PIECES = [
    *(b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"\n\n", b" ", b"\t", b":", b";", b"=", b'"', b"(", b")", b"<", b">", b"@"),
    *(b",", b"\\", b"'", b"%", b"%41", b"%00", b"\0", b"\xff", b"\xc3\xa9", b"--", b"--x", b"--x--", b"--y", b"-"),
    *(
        b"From ",
        b"From: ",
        b"To: a@b",
        b"Received: from x (y [1.2.3.4]) by z; d",
        b"Content-Type: ",
        b"multipart/mixed",
    ),
    *(b"multipart/digest", b"message/rfc822", b"message/delivery-status", b"multipart/report", b"text/plain"),
    *(b"text/rfc822-headers", b"boundary=x", b'boundary="y"', b"boundary=", b"Content-Transfer-Encoding: ", b"base64"),
    *(b"quoted-printable", b"x-uuencode", b"8bit", b"Content-Disposition: attachment", b"filename=", b"filename*="),
    *(
        b"filename*0=",
        b"filename*1*=",
        b"filename*99999999999=",
        b"name=",
        b"utf-8''",
        b"=?utf-8?q?a?=",
        b"=?x?b?YQ==?=",
    ),
    *(
        b"charset=utf-7",
        b"charset=utf-16",
        b"charset=hz",
        b"=\r\n",
        b"=3D",
        b"YWJj",
        b"begin 644 a\n",
        b"#86)C\n",
        b"end",
    ),
    *(b"[1.2.3.4]", b"helo=", b"a", b"IPv6:::1", b"Status: 5.1.1", b"+2AA-"),
]
octets = st.one_of(
    st.binary(max_size=300),
    st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=4)), max_size=60).map(b"".join),
)


def _look_at(part: Part) -> None:
    source = part.source
    assert 0 <= part.header_start <= part.body_start <= part.body_end <= len(source)
    assert bytes(part.body) == source[part.body_start : part.body_end]
    for field in part.fields:
        assert source[field.start : field.end] == field.raw
        assert field.start < field.value_start <= field.end
        assert field.name.lower() == field.key
        assert field in part.get_all(field.name)
        assert [
            problem for problem in field.read().problems if not 0 <= problem.start <= problem.end <= len(field.raw)
        ] == []
        assert isinstance(field.text, str)
        field.decoded.encode()
        Evidence.cut(field.where, field.raw, field.colon)
        parameters = read_parameters(field.value, field.where, field.value_at)
        addresses = read_addresses(field.value, field.where, field.value_at)
        spans = [(one.start, one.end) for one in parameters.values]
        spans += [(one.start, one.end) for one in addresses.mailboxes]
        spans += [(one.start, one.end) for one in parameters.problems + addresses.problems]
        assert [span for span in spans if not 0 <= span[0] <= span[1] <= len(field.raw)] == []
        for mailbox in addresses.mailboxes:
            mailbox.address.encode()
        read_received(field.value)
        read_return_path(field.value)
    for candidate in filename_candidates(part):
        candidate.name.encode()
    body = part.read()
    assert [one for one in body.problems if not part.body_start <= one.start <= one.end <= part.body_end] == []
    for encoding in ENCODINGS:
        assert isinstance(part.decode(encoding=encoding), bytes)
    part.text().encode()
    assert all(isinstance(field.decoded, str) for group in part.status_groups() for field in group)
    assert part.path in repr(part)
    assert [child.parent for child in part.children] == [part] * len(part.children)


@given(octets)
@example(b"")
@example(b"\n")
@example(b"\r")
@example(b"--x")
@example(b"Content-Type: multipart/mixed\n\n--")
@example(b"Content-Type: multipart/mixed; boundary=\n\n--\n\na\n----\n")
@example(b"From \nFrom \nA: b")
@settings(max_examples=600)
def test_everything_can_be_looked_at(raw: bytes) -> None:
    message = Message.parse(raw)
    fields = b"".join(field.raw for field in message.fields)
    assert raw[: message.header_start] + fields + message.separator + raw[message.body_start :] == raw
    assert message.separator in {b"", b"\n", b"\r\n", b"\r"}
    parts = list(message.walk())
    assert parts[0] == message.root
    assert len({part.path for part in parts}) == len(parts)
    for part in parts:
        _look_at(part)
        assert message.part(part.path) == part
    assert [one for one in message.problems if one.start > one.end] == []
    assert message.unknown == ()
    assert sum(message.line_ends) == raw.count(b"\n") + raw.count(b"\r") - raw.count(b"\r\n")
    returned = returned_original(message)
    assert returned is None or isinstance(returned, Message)
    assert pickle.loads(pickle.dumps(message)) == message
    assert pickle.loads(pickle.dumps(parts[-1])) == parts[-1]
    assert hash(pickle.loads(pickle.dumps(message))) == hash(message)


@given(octets, st.integers(0, 400), st.integers(0, 6), st.integers(0, 6), st.integers(0, 4))
@settings(max_examples=300)
def test_limits_never_raise_and_keep_what_was_found(
    raw: bytes, bytes_read: int, fields: int, parts: int, depth: int
) -> None:
    limits = Limits(bytes_read=bytes_read, fields=fields, parts=parts, depth=depth)
    message = Message.parse(raw, limits=limits)
    found = list(message.walk())
    assert len(found) <= max(1, parts)
    assert sum(len(part.fields) for part in found) <= fields
    assert max(part.depth for part in found) <= depth
    assert found[0].body_end == len(raw)
    assert (len(raw) <= bytes_read) or message.unknown
    for part in found:
        part.text(Budget(limits))
    assert isinstance(message.problems, tuple)
