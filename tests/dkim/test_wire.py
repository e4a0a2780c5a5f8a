from __future__ import annotations

from typing import Any

import pytest

import deliverkit as dk
from deliverkit.core.budget import Limits
from deliverkit.dkim.verifying.wire import in_wire_form, unread


@pytest.mark.parametrize(
    ("raw", "sent"),
    [
        (b"A: 1\n\nx\ny\n", b"A: 1\r\n\r\nx\r\ny\r\n"),
        (b"\nx\n", b"\r\nx\r\n"),
        (b"A: 1\ry\n", b"A: 1\ry\r\n"),
        # where one line ends in CRLF, the message is what was sent
        (b"A: 1\r\n\r\nx\ny", b"A: 1\r\n\r\nx\ny"),
        (b"A: 1\n\nx\r\ny", b"A: 1\n\nx\r\ny"),
        (b"\nx\r\n", b"\nx\r\n"),
        (b"A: 1", b"A: 1"),
        (b"A: 1\rB: 2", b"A: 1\rB: 2"),
        (b"", b""),
    ],
)
def test_line_ends(raw: bytes, sent: bytes) -> None:
    assert in_wire_form(raw).raw == sent
    assert in_wire_form(dk.Message.parse(raw)).raw == sent


def test_octets_of_every_kind() -> None:
    raw = b"A: 1\r\n\r\n"
    message = dk.Message.parse(raw)
    assert in_wire_form(message) is message
    assert in_wire_form(bytearray(raw)).raw == in_wire_form(memoryview(raw)).raw == raw


def test_limits_are_kept() -> None:
    limits = Limits(fields=7)
    assert in_wire_form(dk.Message.parse(b"A: 1\n", limits=limits)).limits is limits


@pytest.mark.parametrize("wrong", ["From: a", None, 3])
def test_what_is_no_message(wrong: Any) -> None:
    with pytest.raises(dk.UsageError, match="octets of a mail"):
        in_wire_form(wrong)


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        (Limits(), None),
        (Limits(bytes_read=20), "limit: bytes_read (20)"),
        (Limits(fields=2), "limit: fields (2)"),
    ],
)
def test_what_was_not_read(limits: Limits, why: str | None) -> None:
    message = dk.Message.parse(b"A: 1\r\nB: 2\r\nC: 3\r\n\r\nx\r\n", limits=limits)
    unknown = unread(message)
    assert (None if unknown is None else unknown.why) == why
