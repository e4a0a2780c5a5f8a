"""Is nothing that was not read called absent or wrong?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliverkit.content import MessageForm, Settings, format  # noqa: A004 its name
from deliverkit.core.budget import Limits
from deliverkit.core.outcome import Outcome
from deliverkit.message import Message

HEADER = b"From: Anna <anna@a.example>\r\nDate: Sun, 22 Nov 2026 12:00:00 +0000\r\nMessage-ID: <1@a.example>\r\n"
MIXED = b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n"
EIGHT_BIT = b"--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\xc3\xbc\r\n"
INNER = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
COPY = b"Q29udGVudC1UeXBlOiBtdWx0aXBhcnQvbWl4ZWQ7IGJvdW5kYXJ5PWMNCg0KLS1jDQoNCngNCi0tYy0tDQo=\r\n"  # a multipart
CLEAN = HEADER + MIXED + b"\r\n" + EIGHT_BIT + b"--b--\r\n"
MBOX = (
    b"From anna Sun Nov 22 12:00:00 2026\r\n" + HEADER + b"Subject : x\r\nTo: b@b.example,\r\n \t\r\n c@b.example\r\n"
)
UTF8 = HEADER + "Received: by a with UTF8SMTP\r\nSubject: ü\r\nTo: ü@b.example\r\n".encode()
FAULTY = (
    b"From: a@a.example, b@a.example\r\nDate: 1 Jan 26 1:1 GMT\r\nSubject: \xff\r\nSubject: "
    + b"x" * 1000
    + b"\r\nContent-Type: multipart/mixed\r\nSender: c@a.example\r\nMIME-Version: 1.0\r\n\r\n"
    + b"y" * 1000
    + b"\xfc\r\n"
)
ENCODED = HEADER + MIXED + b"\r\n--b\r\n" + INNER + COPY + b"--b--\r\n"

each = pytest.mark.parametrize("raw", [CLEAN, CLEAN.replace(b"\r\n", b"\n"), MBOX, UTF8, FAULTY, ENCODED])


def judged(raw: bytes, limits: Limits) -> Outcome[MessageForm]:
    return format(Message.parse(raw, limits=limits))


def codes(outcome: Outcome[MessageForm]) -> set[str]:
    return {finding.code for finding in outcome.findings}


@each
def test_what_was_cut_off_is_no_fault(raw: bytes) -> None:
    of_all = codes(judged(raw, Limits()))
    for size in range(len(raw)):
        outcome = judged(raw, Limits(bytes_read=size))
        assert codes(outcome) <= of_all, (size, raw[:size][-20:])
        assert f"limit: bytes_read ({size})" in {one.why for one in outcome.unknown}


@each
@pytest.mark.parametrize("most", range(9))
def test_fields_parts_and_levels_over_a_limit_are_no_fault(raw: bytes, most: int) -> None:
    of_all = codes(judged(raw, Limits()))
    for limits in (Limits(fields=most), Limits(parts=most), Limits(depth=most)):
        assert codes(judged(raw, limits)) <= of_all, limits


CUTS = st.fixed_dictionaries({"bytes_read": st.integers(0, 400), "fields": st.integers(0, 12)})
LINES = st.sampled_from([line + b"\r\n" for line in (MBOX + UTF8 + FAULTY + ENCODED + EIGHT_BIT).split(b"\r\n")])


@given(st.lists(LINES, max_size=20).map(b"".join), CUTS)
@settings(max_examples=500)
def test_no_cut_makes_a_header_field_absent(raw: bytes, most: dict[str, int]) -> None:
    told = codes(judged(raw, Limits(**most))) - codes(judged(raw, Limits()))
    assert not {code for code in told if ".no-" in code}


def test_header_of_too_many_fields() -> None:
    outcome = judged(b"A: b\r\n" * 5 + HEADER + b"\r\n" + b"x" * 999, Limits(fields=5))
    assert codes(outcome) == {"content.long-line"}  # the body was found
    assert [(one.what, one.why) for one in outcome.unknown] == [
        ("the header fields", "limit: fields (5)"),
        ("the parts of the message", "limit: fields (5)"),
    ]


def test_as_many_fields_as_are_read() -> None:
    outcome = judged(HEADER.replace(b"Date", b"Data") + b"\r\n", Limits(fields=3))
    assert (codes(outcome), outcome.unknown) == ({"content.no-date"}, ())


def test_header_that_was_read_to_its_end_is_judged() -> None:
    outcome = judged(b"From: a@a.example\r\nDate: x\r\n\r\nbody", Limits(bytes_read=30))
    assert codes(outcome) == {"content.malformed-date", "content.no-message-id"}
    assert [one.what for one in outcome.unknown] == ["the parts of the message"]


def test_sender_that_was_not_read_is_not_missing() -> None:
    raw = b"From: a@a.example, b@a.example\r\nSubject: x\r\nSender: a@a.example\r\n\r\n"
    assert "content.multiple-authors" in codes(judged(raw, Limits()))
    assert codes(judged(raw, Limits(fields=2))) == set()
    assert codes(judged(raw, Limits(fields=3))) == {
        "content.multiple-authors",
        "content.no-date",
        "content.no-message-id",
    }


def test_fields_too_long_to_read_are_unknown() -> None:
    comment = b"(" + b"x" * 300 + b")"
    raw = HEADER.replace(b"+0000", b"+0000 " + comment).replace(b"<1", comment + b"<1") + b"\r\n"
    outcome = format(Message.parse(raw), settings=Settings(max_field=200))
    assert codes(outcome) == set()
    why = "limit: max_field (200 octets)"
    assert [(one.what, one.why) for one in outcome.unknown] == [
        ("the date in Date", why),
        ("the identifier in Message-ID", why),
    ]
    whole = format(Message.parse(raw))
    assert whole.value is not None
    assert (codes(whole), whole.unknown, whole.value.message_id) == (set(), (), "<1@a.example>")
