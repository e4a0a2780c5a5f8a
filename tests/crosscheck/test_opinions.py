from __future__ import annotations

import pickle
import sys
from collections.abc import Iterable
from typing import Any, Final

import pytest

import deliverkit as dk
from deliverkit.core.questions import Answer, Clock, Mx, Question, Status, Txt, a, mx, ptr, txt
from deliverkit.core.rules import catalogue
from deliverkit.crosscheck import Opinion, isolated, rules, spf
from deliverkit.spf.result import Result, SpfResult

RECORD = txt("a.example")


def _txt(text: str) -> Answer[Txt]:
    return Answer(Status.FOUND, (Txt((text.encode(),)),))


def _opinion(pairs: Iterable[tuple[Question[Any], Any]], **more: Any) -> Any:
    return spf("192.0.2.1", "user@a.example", "mail.a.example", pairs, **more)


class TestAgreement:
    def test_pass(self) -> None:
        outcome = _opinion([(RECORD, _txt("v=spf1 ip4:192.0.2.0/24 -all")), (Clock(), None)], ours="pass")
        assert outcome.value == Opinion(engine="pyspf", version="2.0.14", result="pass")
        assert (outcome.findings, outcome.unknown) == ((), ())
        assert outcome.verdict is dk.Verdict.CLEAN
        assert pickle.loads(pickle.dumps(outcome)) == outcome

    def test_every_kind_of_record(self) -> None:
        pairs: list[tuple[Question[Any], Any]] = [
            (RECORD, Answer(Status.FOUND, (Txt((b"v=spf1 a:h.example m", b"x ptr ~all")), Txt((b"\xff",))))),
            (a("h.example"), Answer(Status.NO_NAME)),
            (mx("a.example"), Answer(Status.FOUND, (Mx(10, "mx.a.example"),))),
            (a("mx.a.example"), Answer(Status.FOUND, ("192.0.2.9",))),
            (ptr("1.2.0.192.in-addr.arpa"), Answer(Status.FOUND, ("mail.a.example",))),
            (a("mail.a.example"), Answer(Status.FOUND, ("192.0.2.1",))),
        ]
        assert _opinion(pairs).value.result == "pass"

    def test_explanation(self) -> None:
        pairs = [(RECORD, _txt("v=spf1 -all exp=why.example")), (txt("why.example"), _txt("not %{i}"))]
        assert _opinion(pairs).value == Opinion(
            engine="pyspf", version="2.0.14", result="fail", explanation="not 192.0.2.1"
        )

    def test_unreachable_is_a_temperror(self) -> None:
        assert _opinion([(RECORD, dk.UNREACHABLE)], ours="temperror").value.result == "temperror"

    def test_null_sender(self) -> None:
        pairs = [(txt("mail.a.example"), _txt("v=spf1 -all"))]
        assert spf("192.0.2.1", None, "mail.a.example", pairs).value == Opinion(
            engine="pyspf", version="2.0.14", result="fail"
        )


class TestDisagreement:
    ANSWERS: Final = ((RECORD, _txt("v=spf1 ?all")),)

    def test_it_is_a_note(self) -> None:
        outcome = _opinion(self.ANSWERS, ours="fail")
        (finding,) = outcome.findings
        assert (finding.code, finding.severity) == ("crosscheck.spf-disagrees", dk.Severity.NOTE)
        assert finding.facts == (("ours", "fail"), ("theirs", "neutral"), ("engine", "pyspf 2.0.14"))
        assert finding.subject == "user@a.example"
        assert finding.message == "pyspf 2.0.14 says neutral where this evaluation says fail"
        assert outcome.value.result == "neutral"

    def test_ours_may_be_the_whole_result(self) -> None:
        ours = SpfResult(
            result=Result.NEUTRAL,
            identity="mailfrom",
            domain="a.example",
            local_part="user",
            helo="mail.a.example",
            client_ip="192.0.2.1",
        )
        assert _opinion(self.ANSWERS, ours=ours).findings == ()
        assert len(_opinion(self.ANSWERS, ours=ours._replace(result=Result.PASS)).findings) == 1

    def test_rules_are_complete(self) -> None:
        for one in catalogue(rules).values():
            assert one.title
            assert one.why
            assert one.remedy
            assert one.cites


class TestUnknown:
    def test_unrecorded_question(self) -> None:
        outcome = _opinion([(RECORD, _txt("v=spf1 a:h.example a:i.example -all"))])
        assert outcome.value is None
        (unknown,) = outcome.unknown
        assert unknown.what == "second opinion of pyspf"
        assert unknown.why == "it asked what was not recorded: h.example A"
        assert unknown.question == a("h.example")

    def test_unrecorded_record(self) -> None:
        not_recorded: Answer[Any] = Answer.unreachable("not-recorded")
        assert _opinion([(RECORD, not_recorded)]).unknown[0].question == RECORD
        assert _opinion([]).unknown[0].question == RECORD

    def test_several_unrecorded_questions(self) -> None:
        # a ptr look-up that fails is passed over, so that the evaluation goes on to ask more
        pairs = [
            (RECORD, _txt("v=spf1 ptr -all")),
            (ptr("1.2.0.192.in-addr.arpa"), Answer(Status.FOUND, ("x.a.example", "y.a.example"))),
        ]
        assert _opinion(pairs).unknown[0].why.startswith("it asked what was not recorded: x.a.example A")

    def test_the_explanation_need_not_be_recorded(self) -> None:
        # it asks for it even where the result is pass; we do not
        pairs = [(RECORD, _txt("v=spf1 +all exp=why.example"))]
        assert _opinion(pairs, ours="pass").value.result == "pass"

    @pytest.mark.parametrize("client_ip", ["", "19", "\ud800"])
    def test_what_it_raises(self, client_ip: str) -> None:
        outcome = spf(client_ip, "user@a.example", "mail.a.example", [(RECORD, _txt("v=spf1 exists:x.a.example -all"))])
        assert outcome.value is None
        assert "pyspf raised" in outcome.unknown[0].why

    def test_late(self) -> None:
        slow = _txt("v=spf1 m=" + "%%." * 16_000)
        outcome = _opinion([(RECORD, slow)], timeout=1.0)
        assert outcome.unknown[0].why == "no answer within 1 s"


class TestIsolated:
    def test_no_interpreter(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "executable", "/no/such/python")
        assert isolated.consult("_pyspf", {}, 5.0) == "it could not be started: No such file or directory"

    def test_a_crash(self) -> None:
        why = isolated.consult("_pyspf", {}, 20.0)
        assert isinstance(why, isolated.Failure)
        assert why == "it ended with exit status 1: KeyError: 'answers'"

    def test_silence(self) -> None:
        assert isolated.consult("isolated", {}, 20.0) == "its reply could not be read"

    def test_no_such_worker(self) -> None:
        why = isolated.consult("nobody", {}, 20.0)
        assert isinstance(why, isolated.Failure)
        assert "nobody.py': [Errno 2] No such file or directory" in why


def test_the_package_lends_no_other_name() -> None:
    assert dir(dk.crosscheck) == ["Opinion", "dkim", "dmarc", "spf"]
    with pytest.raises(AttributeError, match=r"^module 'deliverkit.crosscheck' has no attribute 'ptr'$"):
        getattr(dk.crosscheck, "ptr")  # noqa: B009 the type checkers know that it does not exist
