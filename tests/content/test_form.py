"""Is every message judged, whatever it holds, in linear time, with bounded findings?"""

from __future__ import annotations

import pickle
import time
from itertools import pairwise
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliverkit.catalogue import RULES
from deliverkit.content import MessageForm, Settings, format  # noqa: A004 its name
from deliverkit.core.budget import Limits
from deliverkit.core.outcome import Outcome
from deliverkit.message import Message

HEADER = b"From: Anna <anna@a.example>\r\nDate: Sun, 22 Nov 2026 12:00:00 +0000\r\nMessage-ID: <1@a.example>\r\n"
MIXED = b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n"


def judged(raw: bytes, **chosen: int) -> Outcome[MessageForm]:
    return format(Message.parse(raw), settings=Settings(**chosen))


def codes(raw: bytes, **chosen: int) -> list[str]:
    return [finding.code.removeprefix("content.") for finding in judged(raw, **chosen).findings]


def test_value() -> None:
    value = judged(HEADER + b"Sender: Ben <ben@b.example>\r\n\r\n").value
    assert value is not None
    assert [author.address for author in value.authors] == ["anna@a.example"]
    assert value.sender is not None
    assert value.sender.address == "ben@b.example"
    assert value.date is not None
    assert value.date.moment.isoformat() == "2026-11-22T12:00:00+00:00"
    assert value.message_id == "<1@a.example>"


def test_value_of_nothing() -> None:
    assert judged(b"").value == MessageForm()
    assert codes(b"") == ["no-from", "no-date", "no-message-id"]


@pytest.mark.parametrize(
    ("message_id", "right"),
    [
        (b"<1@a.example>", True),
        (b"(c) <1.2.3=4+5@a.example> (d)", True),
        (b"\r\n <1@a.example>", True),
        (b"<1@[192.0.2.1]>", True),
        (b'<"a b"@a.example>', True),
        ("<ü@a.example>".encode(), True),
        (b"<1>", False),
        (b"<@a.example>", False),
        (b"<1@>", False),
        (b"<1.@a.example>", False),
        (b"<1@a.example> <2@a.example>", False),
        (b"<a b@a.example>", False),
        (b"", False),
    ],
)
def test_message_ids(message_id: bytes, right: bool) -> None:
    raw = b"From: a@a.example\r\nDate: 22 Nov 2026 12:00 +0000\r\nMessage-ID: " + message_id + b"\r\n\r\n"
    found = set(codes(raw)) - {"undeclared-utf8-header"}
    assert found == (set() if right else {"malformed-message-id"})


LINE_ENDS = pytest.mark.parametrize("line_end", [b"\r\n", b"\n"])


@LINE_ENDS
@pytest.mark.parametrize("size", [0, 1, 10, 11, 12, 25, 400])
def test_lines_are_measured_without_their_end(line_end: bytes, size: int) -> None:
    body = line_end.join([b"x" * 10, b"y" * size, b"z" * 10, b"", b"z"])
    raw = HEADER.replace(b"\r\n", line_end) + line_end + body
    long = [finding for finding in judged(raw, max_line=10).findings if dict(finding.facts).get("place") == "body"]
    assert [(one["line"], one["count"], one["longest"]) for one in long] == ([(6, 1, size)] if size > 10 else [])


@given(st.lists(st.integers(0, 30), max_size=12), st.sampled_from([b"\n", b"\r\n"]), st.booleans())
@settings(max_examples=500)
def test_long_lines_are_those_that_splitting_finds(sizes: list[int], line_end: bytes, ended: bool) -> None:
    body = line_end.join([b"x" * size for size in sizes]) + (line_end if ended else b"")
    raw = b"A: b" + line_end + line_end + body
    wanted = [size for size in sizes if size > 10]
    told = [finding for finding in judged(raw, max_line=10).findings if finding.code == "content.long-line"]
    assert [(one["place"], one["count"], one["longest"]) for one in told] == (
        [("body", len(wanted), max(wanted))] if wanted else []
    )


def test_a_carriage_return_ends_lines_where_there_is_no_line_feed() -> None:
    raw = HEADER.replace(b"\r\n", b"\r") + b"\r" + b"x" * 20 + b"\r"
    assert codes(raw) == ["bare-carriage-return"]
    assert codes(raw, max_line=60) == ["bare-carriage-return"]


def test_evidence_is_bounded() -> None:
    raw = HEADER + b"\r\n" + b"y" * 1_000_000 + b"\r\n" + b"z" * 2000
    (finding,) = judged(raw).findings
    assert (finding["count"], finding["longest"]) == (2, 1_000_000)
    assert [len(one.marked) for one in finding.evidence] == [120, 120]
    assert all(len(one.text) < 250 for one in finding.evidence)


def test_evidence_of_many_places_is_cut() -> None:
    raw = b"Subject: x\r\n" * 1000 + HEADER + b"\r\n"
    (finding,) = judged(raw, max_shown=2).findings
    assert (finding["field"], finding["count"]) == ("Subject", 1000)
    assert len(finding.evidence) == 2


def test_long_texts_are_clipped_in_facts() -> None:
    raw = HEADER.replace(b"Sun,", b"x" * 5000) + b"\r\n"
    told = {finding.code: finding for finding in judged(raw).findings}
    assert told["content.malformed-date"]["text"] == "x" * 120 + "..."


def test_a_field_too_long_to_read_is_an_unknown() -> None:
    raw = HEADER + b"To: " + b"ben@b.example, " * 50 + b"\r\n\r\n"
    outcome = judged(raw, max_field=500)
    assert [(one.what, one.why) for one in outcome.unknown] == [
        ("the addresses in To", "limit: max_field (500 octets)")
    ]
    long = b"From: " + b"a@a.example, " * 50 + b"\r\n"
    outcome = judged(long * 2 + b"\r\n", max_field=500)
    assert [one.what for one in outcome.unknown] == ["the addresses in From"]
    assert outcome.value == MessageForm()
    assert [finding.code for finding in outcome.findings][:1] == ["content.multiple-from-fields"]


def test_limits_of_the_message_are_unknown() -> None:
    raw = HEADER + MIXED + b"\r\n" + b"--b\r\n\r\nx\r\n" * 9 + b"--b--\r\n"
    outcome = format(Message.parse(raw, limits=Limits(parts=3)))
    assert [one.why for one in outcome.unknown] == ["limit: parts (3)"]


def test_only_the_own_buffer_is_searched_for_eight_bits() -> None:
    inner = b"Q29udGVudC1UeXBlOiB0ZXh0L3BsYWluDQoNCsO8DQo="  # a header, an empty line, and one u with dots
    part = b"--b\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + inner
    raw = HEADER + MIXED + b"\r\n" + part + b"\r\n--b\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\xc3\xbc\r\n--b--\r\n"
    assert codes(raw) == ["encoded-composite"]


def test_eight_bits_between_the_parts_are_no_fault_of_a_part() -> None:
    assert codes(HEADER + MIXED + b"\r\n\xc3\xbc\r\n--b\r\n\r\nx\r\n--b--\r\n") == []


def test_eight_bits_far_inside_a_part_are_found() -> None:
    raw = HEADER + b"\r\n" + b"x" * 70 + b"\r\n" + b"y\r\n" * 40_000 + b"\xff\xfe\r\n"
    (finding,) = judged(raw).findings
    assert (finding.code, finding.evidence[0].marked) == ("content.undeclared-eight-bit-body", "\\xff\\xfe")
    assert finding.evidence[0].source == "message:line:40006"


def test_faults_in_a_decoded_message_are_shown_by_their_part() -> None:
    inner = b"VG86IGJAYi5leGFtcGxlDQpubyBmaWVsZA0K"  # "To: b@b.example", then a line that is no field
    raw = (
        HEADER + MIXED + b"\r\n--b\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + inner
    )
    told = {finding.code: finding for finding in judged(raw + b"\r\n--b--\r\n").findings}
    (evidence,) = told["content.broken-part-header"].evidence
    assert (evidence.source, evidence.marked) == ("message:part:1.1", "no field")


@pytest.mark.parametrize("raw", [b"!:\n\r", b"Content-Type: multipart/a\n--a\n\r"])
def test_a_lone_carriage_return_that_ends_a_header_is_shown(raw: bytes) -> None:
    assert "\\x0d" in {one.marked for finding in judged(raw).findings for one in finding.evidence}


FRAGMENTS = st.sampled_from(
    [
        *(
            b"From: a@b.example\r\n",
            b"From: ",
            b"Date: x\r\n",
            b"Date: Sun, 22 Nov 2026 12:00:00 GMT\r\n",
            b"\r\n",
            b"\n",
        ),
        *(
            b"\r",
            b"\0",
            b"\xff",
            b"\xc3\xa9",
            b"Content-Type: multipart/mixed; boundary=a\r\n",
            b"--a\r\n",
            b"--a--\r\n",
        ),
        *(
            b"Content-Type: multipart/mixed\r\n",
            b"Content-Transfer-Encoding: base64\r\n",
            b"x" * 1000,
            b"TQ==",
            b"text",
        ),
        *(
            b"Content-Type: message/rfc822\r\n",
            b"Sender: <",
            b"To: a:;\r\n",
            b" \r\n",
            b"Subject : x\r\n",
            b"From x\r\n",
        ),
        *(
            b"Message-ID: <a@b>\r\n",
            b"MIME-Version: 1.0\r\n",
            b"Content-Transfer-Encoding: foo\r\n",
            b"Content-Type: x\r\n",
        ),
    ]
)


@given(st.binary(max_size=300) | st.lists(FRAGMENTS, max_size=25).map(b"".join))
@settings(max_examples=1000)
def test_any_octets_are_judged(raw: bytes) -> None:
    outcome = judged(raw)
    assert outcome.unknown == ()
    for finding in outcome.findings:
        assert finding.code in RULES
        assert finding.message
        assert all(one.text for one in finding.evidence)
    assert len({finding.code for finding in outcome.findings}) > len(outcome.findings) - 30
    again: Outcome[MessageForm] = pickle.loads(pickle.dumps(outcome))
    assert again == outcome


GROWING = {
    "one line": b"x",
    "line feeds": b"\n",
    "returns": b"\r",
    "long lines": b"x" * 999 + b"\r\n",
    "lines just short enough": b"x" * 998 + b"\r\n",
    "short and long": b"\n" + b"x" * 998,
    "bytes": b"\xff\xfe",
}


@pytest.mark.parametrize("unit", GROWING.values(), ids=GROWING.keys())
def test_time_is_linear(unit: bytes) -> None:
    def cost(size: int) -> float:
        raw = HEADER + MIXED + b"\r\n" + unit * (size // len(unit))
        best = 9.0
        for _ in range(3):
            start = time.process_time()
            judged(raw)
            best = min(best, time.process_time() - start)
        return best

    costs = [cost(100_000 << step) for step in range(4)]
    assert median(late / early for early, late in pairwise(costs)) <= 2.6 or costs[-1] < 0.05, costs
