"""What a recording holds, and how it answers."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliverkit.core.errors import DriverError, UsageError
from deliverkit.core.questions import Answer, Clock, Dns, Https, Mx, Page, Question, Status, Txt, a, mx, txt
from deliverkit.core.steps import Check, Done, Steps, advance, ask, ask_all, check, together
from deliverkit.drivers.recording import recorded
from deliverkit.drivers.runner import run, run_async
from deliverkit.drivers.table import TableResolver
from deliverkit.drivers.transcript import Transcript, TranscriptResolver
from strategies import answers, any_text, domains, pages

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)

LINES = """\
{"question": "dns:a.example?type=TXT", "status": "found", "records": [["v=spf1 ", "-all"], [{"base64": "/w=="}]], \
"aliases": ["b.example"], "ttl": 0, "authenticated": true}
{"question": "dns:a.example?type=MX", "status": "found", "records": [[10, "mx.example"], [0, ""]]}
{"question": "dns:a.example?type=A", "status": "found", "records": ["192.0.2.1"], "ttl": 300}
{"question": "dns:b.example?type=A", "status": "no-data", "ttl": 60}
{"question": "dns:c.example?type=A", "status": "no-name"}
{"question": "dns:d.example?type=A", "status": "unreachable", "reason": "timeout"}
{"question": "https://mta-sts.a.example/x", "code": 200, "body": "version: STSv1\\r\\n"}
{"question": "https://mta-sts.b.example/x", "code": 0, "reason": "tls"}
{"question": "clock:", "now": "2026-11-22T12:00:00+00:00"}
"""

EXCHANGES: tuple[tuple[Question[Any], Any], ...] = (
    (
        txt("a.example"),
        Answer(Status.FOUND, (Txt((b"v=spf1 ", b"-all")), Txt((b"\xff",))), "", ("b.example",), 0, authenticated=True),
    ),
    (mx("a.example"), Answer(Status.FOUND, (Mx(10, "mx.example"), Mx(0, "")))),
    (a("a.example"), Answer(Status.FOUND, ("192.0.2.1",), ttl=300)),
    (a("b.example"), Answer(Status.NO_DATA, ttl=60)),
    (a("c.example"), Answer(Status.NO_NAME)),
    (a("d.example"), Answer.unreachable("timeout")),
    (Https("https://mta-sts.a.example/x"), Page(200, b"version: STSv1\r\n")),
    (Https("https://mta-sts.b.example/x"), Page(0, reason="tls")),
    (Clock(), NOON),
)


# ---------------------------------------------------------------- the value and its lines


def test_the_lines_are_these() -> None:
    transcript = Transcript(EXCHANGES)
    assert transcript.to_lines() == LINES
    assert Transcript.from_lines(LINES) == transcript
    assert Transcript.from_lines("\ufeff" + LINES.replace("\n", "\r\n\n")) == transcript
    assert list(transcript) == list(EXCHANGES)
    assert len(transcript) == 9
    assert hash(pickle.loads(pickle.dumps(transcript))) == hash(transcript)
    assert Transcript.from_lines("") == Transcript()


def dns_exchanges() -> st.SearchStrategy[tuple[Question[Any], Any]]:
    def asked(name: str, rdtype: str) -> Question[Any]:
        question: Dns[Any] = Dns(name, rdtype)
        return question

    def of(rdtype: str) -> st.SearchStrategy[tuple[Question[Any], Any]]:
        return st.tuples(st.builds(asked, st.one_of(domains, any_text()), st.just(rdtype)), answers(rdtype))

    return st.sampled_from(["TXT", "SPF", "MX", "A", "PTR", "TLSA"]).flatmap(of)


def zones() -> st.SearchStrategy[timezone]:
    return st.integers(-86399, 86399).map(lambda seconds: timezone(timedelta(seconds=seconds)))


CLOCKS: st.SearchStrategy[tuple[Question[Any], Any]] = st.tuples(
    st.just(Clock()), st.datetimes(timezones=st.one_of(st.just(UTC), zones()))
)
WEB: st.SearchStrategy[tuple[Question[Any], Any]] = st.tuples(
    st.one_of(domains, any_text()).map(lambda name: Https(f"https://{name}/")), pages()
)


@settings(max_examples=200)
@given(st.lists(st.one_of(dns_exchanges(), WEB, CLOCKS), max_size=4))
def test_whatever_was_recorded_is_read_back(exchanges: list[tuple[Question[Any], Any]]) -> None:
    transcript = Transcript(tuple(exchanges))
    lines = transcript.to_lines()
    assert lines.isascii()
    assert Transcript.from_lines(lines) == transcript


class Odd(Question[int]):
    __slots__ = ()

    @property
    def uri(self) -> str:
        return "odd:"


@pytest.mark.parametrize(
    ("question", "answer", "wrong"),
    [
        (Odd(), 1, "a recording cannot hold <"),
        (Https("http://a.example"), Page(200), "a recording cannot hold Https(url='http://a.example')"),
        (a("a.example"), None, "a recording cannot hold the answer None"),
        (a("a.example"), Answer(Status.FOUND, (1,)), "a recording cannot hold the record 1"),
        (a("a.example"), Answer(Status.FOUND), "there are records exactly when the status is 'found'"),
        (
            a("a.example"),
            Answer(Status.NO_DATA, ("192.0.2.1",)),
            "there are records exactly when the status is 'found'",
        ),
    ],
)
def test_what_cannot_be_written(question: Question[Any], answer: object, wrong: str) -> None:
    with pytest.raises(UsageError) as caught:
        Transcript(((question, answer),)).to_lines()
    assert wrong in str(caught.value)


DNS = '{"question": "dns:a?type=TXT", '
MAIL = '{"question": "dns:a?type=MX", "status": "found", "records": '
ADDRESS = '{"question": "dns:a?type=A", "status": "found", "records": '
OLD = '{"question": "dns:a?type=spf", "status": "found", "records": '


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("x", "Expecting value: line 1 column 1 (char 0)"),
        ("[]", "[] is no JSON object"),
        ('"' + "x" * 200 + '"', '"' + "x" * 76 + "... is no JSON object"),
        ("{}", '"question" is missing'),
        ('{"question": 1}', '"question" is missing'),
        ('{"question": "odd:"}', '"odd:" is no question'),
        ('{"question": "dns:a"}', '"dns:a" is no question'),
        (DNS + '"reason": "timeout"}', "'status' is missing"),
        (
            DNS + '"status": "found", "recods": []}',
            '"recods" is not known here; status, records, reason, aliases, ttl, authenticated are',
        ),
        (DNS + '"status": "lost"}', "'status': \"lost\" is none of found, no-data, no-name, unreachable"),
        (DNS + '"status": 1}', "'status': 1 is none of found, no-data, no-name, unreachable"),
        (DNS + '"status": "found"}', "there are records exactly when the status is 'found'"),
        (DNS + '"status": "no-data", "records": [["x"]]}', "there are records exactly when the status is 'found'"),
        (DNS + '"status": "found", "records": "x"}', "'records': \"x\" is no list"),
        (DNS + '"status": "found", "records": ["x"]}', "'records': \"x\" is no list of strings, as a TXT record is"),
        (
            DNS + '"status": "found", "records": [[10, "x"]]}',
            '\'records\': 10 is neither a string nor {"base64": "..."}',
        ),
        (OLD + '["x"]}', "'records': \"x\" is no list of strings, as a TXT record is"),
        (ADDRESS + "[1]}", '\'records\': 1 is neither a string nor {"base64": "..."}'),
        (ADDRESS + '[[10, "x"]]}', '\'records\': [10, "x"] is neither a string nor {"base64": "..."}'),
        (ADDRESS + '["192.0.2.1", ["x"]]}', '\'records\': ["x"] is neither a string nor {"base64": "..."}'),
        (MAIL + '["x"]}', '\'records\': "x" is no MX record, such as [10, "mx.example.com"]'),
        (MAIL + '[["x"]]}', '\'records\': ["x"] is no MX record, such as [10, "mx.example.com"]'),
        (MAIL + '[["x", "y"]]}', "'records': \"x\" is no whole number"),
        (MAIL + '[[true, "x"]]}', "'records': true is no whole number"),
        (MAIL + '[[-1, "x"]]}', "'records': -1 is no whole number"),
        (DNS + '"status": "found", "records": [["x", 1]]}', '\'records\': 1 is neither a string nor {"base64": "..."}'),
        (DNS + '"status": "found", "records": [[{"base64": "?"}]]}', "'records': Only base64 data is allowed"),
        (
            DNS + '"status": "found", "records": [[{"base32": ""}]]}',
            '\'records\': {"base32": ""} is neither a string nor {"base64": "..."}',
        ),
        (DNS + '"status": "no-data", "ttl": 1.5}', "'ttl': 1.5 is no whole number"),
        (DNS + '"status": "no-data", "ttl": null}', "'ttl': null is no whole number"),
        (
            DNS + '"status": "no-data", "ttl": 2147483648}',
            "'ttl': 2147483648 is no time to live, which is 2147483647 seconds at most",
        ),
        (DNS + '"status": "no-data", "authenticated": 1}', "'authenticated': 1 is neither true nor false"),
        (DNS + '"status": "no-data", "aliases": [1]}', '\'aliases\': 1 is neither a string nor {"base64": "..."}'),
        ('{"question": "https://a/", "body": "x"}', "'code' is missing"),
        ('{"question": "clock:", "time": "x"}', "'now' is missing"),
        ('{"question": "clock:", "now": "noon"}', "'now': Invalid isoformat string: 'noon'"),
        (
            '{"question": "clock:", "now": 1}',
            "'now': 1 is no time with its offset from UTC, such as 2026-11-22T12:00:00+00:00",
        ),
        (
            '{"question": "clock:", "now": "2026-11-22T12:00:00"}',
            "'now': \"2026-11-22T12:00:00\" is no time with its offset from UTC, such as 2026-11-22T12:00:00+00:00",
        ),
    ],
)
def test_a_malformed_line_is_named(line: str, wrong: str) -> None:
    with pytest.raises(UsageError) as caught:
        TranscriptResolver(LINES + "\n" + line)
    assert str(caught.value) == f"<transcript>:11: {wrong}"


@pytest.mark.parametrize(
    "line", ["[" * 100_000, '{"question": ' + "9" * 5000 + "}", '{"question": NaN}', '{"a":' * 500 + "1" + "}" * 500]
)
def test_what_strains_the_json_reader_is_a_malformed_line_too(line: str) -> None:
    with pytest.raises(UsageError, match=r"^<transcript>:1: "):
        Transcript.from_lines(line)


@settings(max_examples=500)
@given(
    st.text(st.characters(), max_size=60) | st.sampled_from(LINES.splitlines()).flatmap(st.permutations).map("".join)
)
def test_any_text_is_read_or_a_usage_error(text: str) -> None:
    try:
        transcript = Transcript.from_lines(text)
    except UsageError as wrong:
        said = str(wrong)
    else:
        said = "<transcript>:" * (Transcript.from_lines(transcript.to_lines()) == transcript)
    assert said.startswith("<transcript>:")


# ---------------------------------------------------------------- replaying


def test_replay_repeats_the_last_answer() -> None:
    times = [NOON + timedelta(seconds=at) for at in range(3)]
    resolver = TranscriptResolver(
        Transcript(
            (
                (a("a.example"), Answer.unreachable("timeout")),
                (Clock(), times[0]),
                (Https("https://a.example/"), Page(503)),
                (a("a.example"), Answer(Status.NO_DATA)),
                (Clock(), times[1]),
                (Https("https://a.example/"), Page(200)),
                (Clock(), times[2]),
            )
        )
    )
    told = [resolver.resolve([a("a.example")])[0].status for _ in range(3)]
    assert told == [Status.UNREACHABLE, Status.NO_DATA, Status.NO_DATA]
    assert [resolver.now() for _ in range(4)] == [*times, times[2]]
    assert [resolver.fetch("https://a.example/").code for _ in range(3)] == [503, 200, 200]


def test_what_was_not_recorded() -> None:
    resolver = TranscriptResolver("")
    assert resolver.resolve([a("a.example"), a("b.example")], 1.0) == [Answer.unreachable("not-recorded")] * 2
    assert resolver.fetch("https://a.example/") == Page(0, reason="not-recorded")
    with pytest.raises(DriverError, match=r"^the recording does not tell the time; give it: run\(\.\.\., now="):
        resolver.now()


def test_what_was_not_recorded_when_that_is_an_error() -> None:
    resolver = TranscriptResolver("", strict=True)
    with pytest.raises(DriverError, match=r"^the recording has no answer to dns:a\.example\?type=A$"):
        resolver.resolve([a("a.example")])
    with pytest.raises(DriverError, match=r"^the recording has no answer to https://a\.example/$"):
        resolver.fetch("https://a.example/")
    with pytest.raises(DriverError, match=r"^the recording does not tell the time"):
        resolver.now()


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "recording.jsonl"
    path.write_text("\ufeff" + LINES, encoding="utf-8")
    assert TranscriptResolver.from_file(str(path), strict=True).now() == NOON
    path.write_bytes(b'{"question": "dns:a?type=A", "status": "\xff"}')
    with pytest.raises(UsageError, match=r"recording\.jsonl:1: 'status': \"\\ufffd\" is none of found"):
        TranscriptResolver.from_file(path)
    with pytest.raises(FileNotFoundError):
        TranscriptResolver.from_file(tmp_path / "none")


# ---------------------------------------------------------------- recording

TABLE = TableResolver(
    {
        ("a.example", "TXT"): ["x", ("y", b"\xff")],
        ("a.example", "MX"): [(10, "mx.example")],
        ("b.example", "A"): ["192.0.2.1"],
        ("slow.example", "TXT"): Answer.unreachable("timeout"),
    }
)


def fetched(url: str) -> Page:
    return Page(200, url.encode())


@check
def asking(name: str) -> Steps[tuple[Any, ...]]:
    answer = yield from ask(txt(name))
    rest = yield from ask_all((mx(name), mx(name)))
    time = yield from ask(Clock())
    page = yield from ask(Https(f"https://{name}/"))
    again = yield from ask(Clock())
    return answer, rest, time, page, again


@check
def asking_two() -> Steps[Any]:
    return (yield from together(asking("a.example"), together(asking("slow.example"), asking("b.example"))))


def ticking() -> Iterator[datetime]:
    at = NOON
    while True:
        yield at
        at += timedelta(seconds=1)


@pytest.mark.parametrize("one", [asking("a.example"), asking_two()])
def test_a_recorded_run_is_replayed(one: Check[Any]) -> None:
    value = run(one, resolver=TABLE, fetch=fetched, now=ticking().__next__)
    told, transcript = run(recorded(one), resolver=TABLE, fetch=fetched, now=ticking().__next__)
    assert told == value
    assert len(transcript) == sum(1 for _ in transcript) > 0
    for source in (transcript, transcript.to_lines()):
        assert run(one, resolver=TranscriptResolver(source, strict=True)) == value
        assert asyncio.run(run_async(one, resolver=TranscriptResolver(source, strict=True))) == value
        assert run(recorded(one), resolver=TranscriptResolver(source)) == (value, transcript)
    assert asyncio.run(run_async(recorded(one), resolver=TABLE, fetch=fetched, now=ticking().__next__)) == (
        value,
        transcript,
    )


def test_what_run_is_given_goes_before_the_recording() -> None:
    _, transcript = run(recorded(asking("a.example")), resolver=TABLE, now=NOON)
    later = NOON + timedelta(days=1)
    told = run(asking("a.example"), resolver=TranscriptResolver(transcript), now=later, fetch=fetched)
    assert told[2] == told[4] == later
    assert told[3] == Page(200, b"https://a.example/")


def test_a_recording_without_a_clock_does_not_read_that_of_the_system() -> None:
    with pytest.raises(DriverError, match="does not tell the time"):
        run(asking("a.example"), resolver=TranscriptResolver(""))


def test_each_exchange_is_kept_in_order() -> None:
    _, transcript = run(recorded(asking("a.example")), resolver=TABLE, now=NOON)
    assert [question.uri for question, _ in transcript] == [
        "dns:a.example?type=TXT",
        "dns:a.example?type=MX",
        "dns:a.example?type=MX",
        "clock:",
        "https://a.example/",
        "clock:",
    ]
    assert [answer for question, answer in transcript if question == Clock()] == [NOON, NOON]


def test_recordings_are_parts_of_other_checks() -> None:
    @check
    def outer() -> Steps[Any]:
        first, second = yield from together(recorded(asking("a.example")), asking("b.example"))
        third = yield from recorded(asking("a.example"))
        return first, second, third

    first, second, third = run(outer(), resolver=TABLE, now=NOON)
    assert first == third
    assert first[0] == run(asking("a.example"), resolver=TABLE, now=NOON)
    assert second == run(asking("b.example"), resolver=TABLE, now=NOON)
    assert {question.uri.partition("?")[0] for question, _ in first[1]} == {
        "dns:a.example",
        "clock:",
        "https://a.example/",
    }


def test_a_recording_can_be_run_again_and_pickled() -> None:
    one = recorded(asking("a.example"))
    first = run(one, resolver=TABLE, now=NOON)
    assert run(one, resolver=TABLE, now=NOON) == first
    assert run(pickle.loads(pickle.dumps(one)), resolver=TABLE, now=NOON) == first
    assert repr(one).startswith("<drivers._recorded(<")


@check
def asking_nothing() -> Steps[int]:
    yield from ()
    return 5


def test_a_check_that_asks_nothing() -> None:
    assert run(recorded(asking_nothing())) == (5, Transcript())


def test_a_generator_may_be_recorded_once() -> None:
    assert run(recorded(iter(asking_nothing()))) == (5, Transcript())


@pytest.mark.parametrize("wrong", [None, 5, asking, "x", Answer.unreachable("x")])
def test_what_is_no_check_cannot_be_recorded(wrong: Any) -> None:
    with pytest.raises(UsageError, match=r"^recorded\(\) takes what a check function returned, not "):
        recorded(wrong)


def closing(log: list[str]) -> Steps[int]:
    try:
        yield from ask(a("a.example"))
        yield from ask(a("b.example"))
        raise ZeroDivisionError
    finally:
        log.append("closed")


def test_the_inner_check_is_closed() -> None:
    log: list[str] = []
    steps = iter(recorded(closing(log)))
    advance(steps, None)
    assert log == []
    steps.close()
    assert log == ["closed"]
    with pytest.raises(ZeroDivisionError):
        run(recorded(closing(log)), resolver=TABLE)
    assert log == ["closed", "closed"]


def test_a_driver_that_answers_too_little_breaks_its_contract() -> None:
    log: list[str] = []
    steps = iter(recorded(closing(log)))
    assert not isinstance(advance(steps, None), Done)
    with pytest.raises(DriverError, match=r"^1 questions were asked and 0 answered$"):
        advance(steps, ())
    assert log == ["closed"]
