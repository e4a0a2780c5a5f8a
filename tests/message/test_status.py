"""Bounces: the groups of a delivery status and the mail that came back."""

from __future__ import annotations

import base64

import pytest

from deliverkit.core.budget import Budget, Limits
from deliverkit.message import Message, returned_original

STATUS = (
    b"Reporting-MTA: dns; mx.a.example\r\n\r\nFinal-Recipient: rfc822; u@b.example\r\nAction: failed\r\n"
    b"Status: 5.1.1\r\n\r\n\r\nFinal-Recipient: rfc822; v@b.example\r\nnot a field\r\nAction: delayed\r\n"
)
ORIGINAL = b"From: a@a.example\r\nSubject: first\r\n\r\nbody"


def _report(status: bytes, returned: bytes, kind: bytes = b"multipart/report") -> bytes:
    return (
        b"From: mailer-daemon@b.example\r\nContent-Type: " + kind + b"; report-type=delivery-status; boundary=x\r\n\r\n"
        b"--x\r\n\r\nSorry.\r\n--x\r\nContent-Type: message/delivery-status\r\n" + status + b"\r\n--x\r\n" + returned
    )


@pytest.mark.parametrize(
    "status",
    [
        b"\r\n" + STATUS,
        b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(STATUS),
        b"\r\n" + STATUS + b"\r\n\r\n",
    ],
)
def test_groups(status: bytes) -> None:
    part = Message.parse(_report(status, b"\r\n--x--")).part("2")
    assert part is not None
    groups = part.status_groups()
    assert [[(field.name, field.text) for field in group] for group in groups] == [
        [("Reporting-MTA", "dns; mx.a.example")],
        [("Final-Recipient", "rfc822; u@b.example"), ("Action", "failed"), ("Status", "5.1.1")],
        [("Final-Recipient", "rfc822; v@b.example"), ("Action", "delayed")],
    ]
    assert groups[1][2].where == "message:part:2:status:1:header:Status:1"


def test_groups_of_other_parts() -> None:
    message = Message.parse(b"Content-Type: message/delivery-status\n\njunk")
    assert message.root.status_groups() == ()
    assert Message.parse(b"Content-Type: message/delivery-status\n\nA: b\njunk").root.status_groups()[0][0].name == "A"
    assert Message.parse(b"A: b\n\nC: d").root.status_groups() == ()


@pytest.mark.parametrize(
    "returned",
    [
        b"Content-Type: message/rfc822\r\n\r\n" + ORIGINAL + b"\r\n--x--\r\n",
        b"Content-Type: message/global\r\n\r\n" + ORIGINAL,
        b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(ORIGINAL),
    ],
)
def test_the_original(returned: bytes) -> None:
    original = returned_original(Message.parse(_report(STATUS, returned)))
    assert original == Message.parse(ORIGINAL)


def test_the_header_of_the_original() -> None:
    head = ORIGINAL.partition(b"\r\nbody")[0]
    raw = _report(STATUS, b"Content-Type: text/rfc822-headers\r\n\r\n" + head)
    original = returned_original(Message.parse(raw))
    assert original == Message.parse(head)
    budget = Budget(Limits(bytes_read=1))
    assert returned_original(Message.parse(raw), budget) == Message.parse(b"")
    assert budget.exhausted == ("bytes_read",)


def test_no_original() -> None:
    assert returned_original(Message.parse(ORIGINAL)) is None
    assert returned_original(Message.parse(_report(STATUS, b"Content-Type: text/plain\r\n\r\nx"))) is None
    mixed = _report(STATUS, b"Content-Type: message/rfc822\r\n\r\n" + ORIGINAL, b"multipart/mixed")
    assert returned_original(Message.parse(mixed)) is None
