from __future__ import annotations

import io
import json
import sys
from importlib import import_module
from typing import Any, Final

import pytest

import deliverkit as dk
from deliverkit.core.errors import UsageError
from deliverkit.core.questions import Answer, Question, Status, Txt, a, txt
from deliverkit.crosscheck import Opinion, _checkdmarc, dmarc, dmarc_opinion
from deliverkit.crosscheck.isolated import Failure
from deliverkit.drivers.recording import recorded

RECORD: Final = "v=DMARC1; p=reject; rua=mailto:dmarc@a.example"
APEX: Final[tuple[Question[Any], Any]] = (txt("a.example"), Answer(Status.NO_DATA))
ABOVE: Final[tuple[Question[Any], Any]] = (txt("_dmarc.example"), Answer(Status.NO_NAME))
Pairs = list[tuple[Question[Any], Any]]


def found(*texts: str) -> tuple[Question[Any], Any]:
    return txt("_dmarc.a.example"), Answer(Status.FOUND, tuple(Txt((text.encode(),)) for text in texts))


class TestOpinion:
    def test_our_own_run(self) -> None:
        world = dk.TableResolver({("_dmarc.a.example", "TXT"): [RECORD], ("a.example", "MX"): [(10, "mx.a.example")]})
        outcome, transcript = dk.run(recorded(dk.dmarc.publication("a.example")), resolver=world)
        opinion = dmarc("a.example", transcript, ours=outcome.value)
        expected = Opinion(engine="checkdmarc", version="6.0.4", result="p=reject at a.example")
        assert opinion == dk.Outcome(value=expected)

    @pytest.mark.parametrize(
        ("texts", "ours", "result", "disagrees"),
        [
            ((RECORD,), "p=none at a.example", "p=reject at a.example", True),
            ((RECORD,), None, "p=reject at a.example", False),
            (("v=DMARC1; p=none", "v=DMARC1; p=none"), "no record", "several records", False),
            (("v=DMARC1; p=x",), "p=none at a.example", "error", True),
        ],
    )
    def test_disagreement(self, texts: tuple[str, ...], ours: str | None, result: str, *, disagrees: bool) -> None:
        pairs: Pairs = [found(*texts), APEX, ABOVE, (a("a.example"), Answer(Status.NO_NAME))]
        outcome = dmarc("a.example", pairs, ours=ours)
        assert outcome.value is not None
        assert outcome.value.result == result
        assert [one.code for one in outcome.findings] == ["crosscheck.dmarc-disagrees"] * disagrees

    def test_no_record(self) -> None:
        nothing: Answer[Txt] = Answer(Status.NO_NAME)
        pairs: Pairs = [(txt(name), nothing) for name in ("_dmarc.a.example", "a.example", "_dmarc.example")]
        outcome = dmarc("a.example", pairs, ours="no record")
        assert outcome.value is not None
        assert (outcome.value.result, outcome.findings) == ("no record", ())

    def test_an_open_result_is_not_compared(self) -> None:
        world = dk.TableResolver({("_dmarc.a.example", "TXT"): dk.UNREACHABLE})
        outcome, transcript = dk.run(recorded(dk.dmarc.publication("a.example")), resolver=world)
        assert dmarc("a.example", transcript, ours=outcome.value).findings == ()

    def test_a_record_that_is_void_is_none(self) -> None:
        world = dk.TableResolver({("_dmarc.a.example", "TXT"): ["v=DMARC1; p=x"]})
        outcome, transcript = dk.run(recorded(dk.dmarc.publication("a.example")), resolver=world)
        assert dmarc("a.example", transcript, ours=outcome.value).findings == ()


class TestUnknown:
    def test_what_was_not_recorded(self) -> None:
        outcome = dmarc("a.example", [])
        (unknown,) = outcome.unknown
        assert outcome.value is None
        assert unknown.question == txt("_dmarc.a.example")
        assert unknown.why.startswith("it asked what was not recorded: _dmarc.a.example TXT")

    def test_failure(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def late(worker: str, request: object, timeout: float) -> Failure:
            return Failure("no answer within 1 s")

        monkeypatch.setattr(dmarc_opinion, "consult", late)
        assert dmarc("a.example", []).unknown[0].why == "no answer within 1 s"

    def test_wrong_arguments(self) -> None:
        wrong: list[tuple[Any, Any]] = [(None, None), ("a.example", 1), ("a.example", dk.Outcome[int](value=None))]
        for domain, ours in wrong:
            with pytest.raises(UsageError, match=r"crosscheck\.dmarc\("):
                dmarc(domain, [], ours=ours)


@pytest.fixture
def _engine(monkeypatch: pytest.MonkeyPatch) -> None:
    engine: Any = import_module("checkdmarc.dmarc")
    replaced = ("query_dns", "get_mx_records", "verify_dmarc_report_destination", "_dmarc_cname_conflict_warning")
    for name in (*replaced, "check_dmarc"):
        monkeypatch.setattr(engine, name, getattr(engine, name))


@pytest.mark.usefixtures("_engine")
class TestWorker:
    """The worker, in this process: what it replaces in checkdmarc is put back after each test."""

    def ask(self, *answers: tuple[str, str, list[str]]) -> dict[str, Any]:
        return _checkdmarc.judge({"domain": "a.example", "answers": [list(one) for one in answers]})

    def test_found(self) -> None:
        told = self.ask(("_dmarc.a.example", "found", [RECORD]), ("a.example", "no-data", []))
        assert told == {
            "version": "6.0.4",
            "found": True,
            "location": "a.example",
            "policy": "reject",
            "says": "",
            "missing": [],
        }

    def test_missing(self) -> None:
        told = self.ask()
        assert "_dmarc.a.example" in told["missing"]
        assert not told["found"]

    def test_octets(self) -> None:
        assert "Undecodable" in self.ask(("_dmarc.a.example", "found", ["\xff"]), ("a.example", "no-name", []))["says"]

    def test_whatever_it_raises(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def burst(_: str) -> None:
            raise RuntimeError("burst")

        monkeypatch.setattr(import_module("checkdmarc.dmarc"), "check_dmarc", burst)
        assert self.ask() == {"failed": "checkdmarc raised RuntimeError: burst"}

    def test_another_version(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delattr(import_module("checkdmarc.dmarc"), "query_dns")
        assert self.ask() == {"failed": "this version of checkdmarc is not known"}

    def test_not_installed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "checkdmarc.dmarc", None)
        assert self.ask()["failed"].startswith("checkdmarc is not installed: ")

    def test_main(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        request = json.dumps({"domain": "a.example", "answers": []}).encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(request)))
        _checkdmarc.main()
        assert json.loads(capsys.readouterr().out)["missing"]
