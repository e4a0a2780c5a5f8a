"""Is the envelope what was given, and what the receiving server noted where it is asked for?"""

from __future__ import annotations

import pickle
from typing import Any

import pytest

import deliverkit as dk

RECEIVED = (
    b"Return-Path: <anna@a.example>\r\n"
    b"Received: from mail.a.example (unknown [192.0.2.1]) by mx.b.example with ESMTPS id 1\r\n"
    b" for <ben@b.example>; Sun, 22 Nov 2026 12:00:01 +0000\r\n"
    b"Received: from laptop (laptop.lan [198.51.100.7]) by mail.a.example with ESMTPSA id 2\r\n"
)


def test_nothing_is_known_by_default() -> None:
    envelope = dk.Envelope()
    assert (envelope.client_ip, envelope.helo, envelope.mail_from, envelope.rcpt_to) == (None, None, None, ())
    assert not envelope.is_null_sender
    assert pickle.loads(pickle.dumps(envelope)) == envelope
    assert hash(envelope) == hash(dk.Envelope())


@pytest.mark.parametrize("mail_from", ["", "<>", " <> "])
def test_null_sender(mail_from: str) -> None:
    assert dk.Envelope(mail_from=mail_from).is_null_sender


def test_recipients_become_a_tuple() -> None:
    recipients: Any = ["ben@b.example"]
    assert dk.Envelope(rcpt_to=recipients).rcpt_to == ("ben@b.example",)


@pytest.mark.parametrize("given", ["ben@b.example", None, [b"ben@b.example"]])
def test_recipients_must_be_several(given: Any) -> None:
    with pytest.raises(dk.UsageError, match="several addresses"):
        dk.Envelope(rcpt_to=given)


@pytest.mark.parametrize("name", ["client_ip", "helo", "mail_from"])
def test_the_rest_must_be_text(name: str) -> None:
    given: dict[str, Any] = {name: b"x"}
    with pytest.raises(dk.UsageError, match=rf"Envelope\({name}=...\) is a text or None, not bytes"):
        dk.Envelope(**given)


def test_read_off_the_topmost_fields() -> None:
    assert dk.Envelope.from_message(dk.Message.parse(RECEIVED)) == dk.Envelope(
        client_ip="192.0.2.1", helo="mail.a.example", mail_from="anna@a.example", rcpt_to=("ben@b.example",)
    )


def test_what_was_not_noted_is_not_known() -> None:
    assert dk.Envelope.from_message(dk.Message.parse(b"From: anna@a.example\r\n\r\n")) == dk.Envelope()
    assert dk.Envelope.from_message(dk.Message.parse(b"Received: by mx.b.example\r\n\r\n")) == dk.Envelope()
    bounce = dk.Message.parse(b"Return-Path: <>\r\nReceived: from x ([192.0.2.9])\r\n\r\n")
    assert dk.Envelope.from_message(bounce) == dk.Envelope(client_ip="192.0.2.9", helo="x", mail_from="")
