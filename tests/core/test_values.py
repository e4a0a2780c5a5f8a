"""Does every value that leaves the library pickle, hash and refuse to be changed?"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, fields, is_dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest

import deliverkit.core
from deliverkit.core import data
from deliverkit.core.budget import DEFAULT_LIMITS, Limits
from deliverkit.core.cursor import Token
from deliverkit.core.errors import DriverError, UsageError
from deliverkit.core.evidence import Evidence
from deliverkit.core.findings import Cut, Finding, Fixer, Remedy, Severity
from deliverkit.core.outcome import Outcome, Unknown, Verdict
from deliverkit.core.questions import Answer, Clock, Dns, Https, Mx, Page, Status, Txt, a, aaaa, mx, ptr, txt
from deliverkit.core.records import RecordChange
from deliverkit.core.report import CheckReport, Report
from deliverkit.core.rules import Said
from deliverkit.drivers.transcript import Transcript

CHANGE = RecordChange(owner="a.example", rdtype="TXT", value="v=spf1 -all", replaces=("x",), condition="only if")
REMEDY = Remedy(text="do", by=Fixer.DOMAIN_OWNER, publish=CHANGE, retest_after=timedelta(hours=1))
EVIDENCE = Evidence.cut("dns:a.example?type=TXT", b"v=spf1 \xff", 7)
FINDING = Finding(
    code="spf.wrong",
    severity=Severity.ERROR,
    message="wrong",
    remedy=REMEDY,
    subject="a.example",
    facts=(("name", "a"), ("hosts", ("b", (1, None, True)))),
    evidence=(EVIDENCE,),
    cites=("RFC 7208",),
)
UNKNOWN = Unknown(what="record", why="timeout", question=txt("a.example"))
ANSWER: Answer[Txt] = Answer(Status.FOUND, (Txt((b"x",)),), "", ("b.example",), 60, authenticated=True)
TLSA: Dns[str] = Dns("a.example", "TLSA")
OUTCOME: Outcome[int] = Outcome(value=1, findings=(FINDING,), unknown=(UNKNOWN,), applies=False)
CHECK = CheckReport(check="spf", result="fail", findings=(FINDING,), unknown=(UNKNOWN,), value=1)

VALUES: list[Any] = [
    *Severity, *Fixer, *Verdict, *Status,
    a("x"), aaaa("x"), mx("x"), ptr("x"), txt("x"), TLSA, Https("https://a.example/"), Clock(),
    Txt((b"x", b"y")), Mx(10, "mx.example"), ANSWER, Answer.unreachable("timeout"), Page(200, b"x"),
    CHANGE, REMEDY, EVIDENCE, FINDING, UNKNOWN, OUTCOME, CHECK, Report(subject="a.example", checks=(CHECK,)),
    Cut(txt("x"), b"y", 0, 1), Token("x", 0, 1), Said("x", "y", CHANGE), DEFAULT_LIMITS, Limits(parts=1),
    Transcript(((txt("x"), ANSWER), (Clock(), datetime(2026, 11, 22, tzinfo=UTC)))),
]  # fmt: skip


def shown(value: object) -> str:
    return f"{type(value).__name__}-{value!r:.40}"


@pytest.mark.parametrize("value", VALUES, ids=shown)
def test_it_pickles_and_hashes(value: Any) -> None:
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(value, protocol))
        assert type(again) is type(value)
        assert again == value
        assert hash(again) == hash(value)
        assert repr(again) == repr(value)
    assert {value: 1}[value] == 1


@pytest.mark.parametrize("value", [value for value in VALUES if is_dataclass(value)], ids=shown)
def test_it_cannot_be_changed(value: Any) -> None:
    for field in fields(value):
        with pytest.raises(FrozenInstanceError):
            setattr(value, field.name, None)
    assert not hasattr(value, "__dict__")


@pytest.mark.parametrize("error", [UsageError("pass this"), DriverError("too few")])
def test_errors_travel_too(error: Exception) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again)) == (type(error), str(error))
    assert isinstance(error, ValueError | RuntimeError)


def modules() -> Iterator[Any]:
    for found in iter_modules(deliverkit.core.__path__):
        yield import_module(f"deliverkit.core.{found.name}")


@pytest.mark.parametrize("module", list(modules()), ids=lambda module: module.__name__)
def test_public_names_exist_and_say_what_they_are(module: Any) -> None:
    for name in module.__all__:
        value = getattr(module, name)
        if callable(value) and getattr(value, "__module__", None) == module.__name__:
            assert value.__doc__, name


def test_a_value_that_holds_what_cannot_be_hashed_says_so() -> None:
    outcome: Outcome[list[int]] = Outcome(value=[1])
    with pytest.raises(TypeError, match="unhashable type: 'list'"):
        hash(outcome)


def test_bundled_data_is_read_once() -> None:
    schema = data.text("report-1.schema.json")
    assert schema.startswith("{")
    assert data.text("report-1.schema.json") is schema
    with pytest.raises(FileNotFoundError):
        data.text("none")
