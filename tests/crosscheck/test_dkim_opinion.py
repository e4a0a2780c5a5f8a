from __future__ import annotations

import pickle
import re
from datetime import UTC, datetime
from typing import Any, Final

import pytest

import deliverkit as dk
from deliverkit.core.outcome import Outcome
from deliverkit.core.questions import Answer, Clock, Question, Status, Txt, a, txt
from deliverkit.crosscheck import Opinion, dkim, dkim_opinion
from deliverkit.dkim.signing.generation import generate_key
from deliverkit.dkim.signing.signing import Signer, sign, sign_all
from deliverkit.dkim.verifying.result import Result
from deliverkit.drivers.recording import recorded

KEY: Final = generate_key()
RAW: Final = b"From: anna@a.example\r\nSubject: hello\r\n\r\nHello.\r\n"
SIGNED: Final = sign(RAW, KEY, "a.example", "s").message
TWICE: Final = sign_all(RAW, (Signer(KEY, "b.example", "t"), Signer(KEY, "a.example", "s"))).message
BROKEN: Final = re.sub(rb"bh=.", b"bh=\xff", SIGNED)  # no base64, which dkimpy does not expect
NAME: Final = txt("s._domainkey.a.example")
OTHER: Final = txt("t._domainkey.b.example")
FOUND: Final[Answer[Txt]] = Answer(Status.FOUND, (Txt((KEY.record[:255].encode(), KEY.record[255:].encode())),))
PASS: Final = Opinion(engine="dkimpy", version="1.1.8", result="pass", signatures=("pass",))
Pairs = list[tuple[Question[Any], Any]]


class Judged:
    """What our verification returns, as far as it is looked at."""

    def __init__(self, result: Result) -> None:
        self.result = result


class TestAgreement:
    def test_pass(self) -> None:
        pairs: Pairs = [(NAME, FOUND), (a("a.example"), Answer(Status.NO_NAME)), (Clock(), None)]
        outcome = dkim(SIGNED, pairs, ours=["pass"])
        assert outcome == dk.Outcome(value=PASS)
        assert outcome.verdict is dk.Verdict.CLEAN
        assert pickle.loads(pickle.dumps(outcome)) == outcome

    @pytest.mark.parametrize("word", ["fail", "permerror", "temperror", "neutral", "policy"])
    def test_no_pass_is_no_pass(self, word: str) -> None:
        outcome = dkim(SIGNED.replace(b"Hello", b"Hallo"), [(NAME, FOUND)], ours=[word])
        assert outcome == dk.Outcome(
            value=Opinion(engine="dkimpy", version="1.1.8", result="fail", signatures=("fail",))
        )

    def test_none(self) -> None:
        assert dkim(RAW, [], ours=[]).value == Opinion(engine="dkimpy", version="1.1.8", result="none")

    def test_a_message_that_was_read(self) -> None:
        assert dkim(dk.Message.parse(SIGNED), [(NAME, FOUND)]).value == PASS
        assert dkim(bytearray(SIGNED), [(NAME, FOUND)]).value == PASS

    def test_any_signature_that_passes(self) -> None:
        outcome = dkim(TWICE, [(OTHER, Answer(Status.NO_NAME)), (NAME, FOUND)], ours=["permerror", "pass"])
        assert outcome.value == Opinion(engine="dkimpy", version="1.1.8", result="pass", signatures=("fail", "pass"))
        assert outcome.findings == ()

    def test_unreachable(self) -> None:
        assert dkim(SIGNED, [(NAME, dk.UNREACHABLE)], ours=["temperror"]).value is not None

    def test_the_time_that_was_recorded(self) -> None:
        timed = sign(RAW, KEY, "a.example", "s", signed_at=1_000_000, expires_after=86_400).message
        asked = datetime.fromtimestamp(1_000_100, tz=UTC)
        assert dkim(timed, [(NAME, FOUND), (Clock(), asked)], ours=["pass"]).value == PASS

    def test_our_own_run(self) -> None:
        zone = {("s._domainkey.a.example", "TXT"): [KEY.record], ("t._domainkey.b.example", "TXT"): ["v=DKIM1; p="]}
        outcome, transcript = dk.run(recorded(dk.dkim.verify(TWICE)), resolver=dk.TableResolver(zone))
        opinion = dkim(TWICE, transcript, ours=outcome.value)
        assert opinion.value == Opinion(engine="dkimpy", version="1.1.8", result="pass", signatures=("fail", "pass"))
        assert (opinion.findings, opinion.unknown) == ((), ())


class TestDisagreement:
    def test_it_is_a_note(self) -> None:
        outcome = dkim(SIGNED, [(NAME, FOUND)], ours=["fail"])
        (finding,) = outcome.findings
        assert (finding.code, finding.severity) == ("crosscheck.dkim-disagrees", dk.Severity.NOTE)
        assert finding.facts == (
            ("signature", 1),
            ("domain", "a.example"),
            ("ours", "fail"),
            ("theirs", "pass"),
            ("says", ""),
            ("engine", "dkimpy 1.1.8"),
        )
        assert finding.subject == "a.example"
        assert finding.message == (
            "dkimpy 1.1.8 says pass of signature 1, by a.example, where this verification says fail"
        )
        assert outcome.value == PASS

    def test_why(self) -> None:
        (finding,) = dkim(SIGNED.replace(b"hello", b"hallo"), [(NAME, FOUND)], ours=["pass"]).findings
        assert finding.message.startswith("dkimpy 1.1.8 says fail (signature mismatch) of signature 1, by a.example,")

    def test_of_nobody(self) -> None:
        (finding,) = dkim(b"DKIM-Signature: x\r\n" + RAW, [], ours=["pass"]).findings
        assert "of signature 1, by nobody," in finding.message
        assert finding.subject == ""

    def test_which(self) -> None:
        pairs: Pairs = [(NAME, FOUND), (OTHER, FOUND)]
        assert [one["signature"] for one in dkim(TWICE, pairs, ours=["pass", "fail"]).findings] == [2]
        assert [one["signature"] for one in dkim(TWICE, pairs, ours=["fail", "fail", "fail"]).findings] == [1, 2]

    def test_ours_may_be_the_signatures(self) -> None:
        pairs: Pairs = [(NAME, FOUND), (OTHER, FOUND)]
        ours = (Judged(Result.PASS), Judged(Result.POLICY))
        assert [one["ours"] for one in dkim(TWICE, pairs, ours=ours).findings] == ["policy"]


class TestUnknown:
    def test_unrecorded_question(self) -> None:
        not_recorded: Answer[Any] = Answer.unreachable("not-recorded")
        for pairs in ([], [(NAME, not_recorded)]):
            outcome = dkim(SIGNED, pairs, ours=["pass"])
            assert (outcome.value, outcome.findings) == (None, ())
            (unknown,) = outcome.unknown
            assert unknown.what == "second opinion of dkimpy on signature 1"
            assert unknown.why == "it asked what was not recorded: s._domainkey.a.example TXT"
            assert unknown.question == NAME

    def test_beside_a_pass(self) -> None:
        outcome = dkim(TWICE, [(NAME, FOUND)], ours=["pass", "pass"])
        assert outcome.value == Opinion(engine="dkimpy", version="1.1.8", result="pass", signatures=("unknown", "pass"))
        assert [one.question for one in outcome.unknown] == [OTHER]
        assert outcome.findings == ()

    def test_what_it_raises(self) -> None:
        (unknown,) = dkim(BROKEN, [(NAME, FOUND)]).unknown
        assert unknown.why.startswith("dkimpy raised ")
        outcome = dkim(b"DKIM-Signature: v=1\r\nX\r\n\r\n", [])
        assert outcome.value is None
        assert outcome.unknown[0].why.startswith("dkimpy raised MessageFormatError")

    def test_many_signatures(self) -> None:
        outcome = dkim(SIGNED.removesuffix(RAW) * 12 + RAW, [(NAME, FOUND)])
        assert outcome.value is not None
        assert outcome.value.signatures == ("pass",) * 10
        assert [one.why for one in outcome.unknown] == ["limit: signatures (10 of 12)"]

    def test_large_message(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(dkim_opinion, "_MOST_OCTETS", 20)
        assert dkim(SIGNED, [(NAME, FOUND)]).unknown[0].why == "limit: octets (20)"

    def test_late(self) -> None:
        blanks = b"From: a@a.example\r\n\r\n" + b" \t" * 100_000 + b"x"
        signed = sign(blanks, KEY, "a.example", "s").message
        assert dkim(signed, [(NAME, FOUND)], timeout=1.0).unknown[0].why == "no answer within 1 s"

    def test_text(self) -> None:
        text: Any = "From: a@a.example\r\n\r\n"
        with pytest.raises(dk.UsageError, match="octets of a mail"):
            dkim(text, [])


def test_what_ours_may_be() -> None:
    words = dkim_opinion._words_of  # pyright: ignore[reportPrivateUsage]
    assert words("fail") == words(dk.dkim.Result.FAIL) == words([dk.dkim.Result.FAIL]) == words(("fail",)) == ["fail"]
    with pytest.raises(dk.UsageError, match=r"pass outcome\.value"):
        words(Outcome(value=()))
    with pytest.raises(dk.UsageError, match=r"takes what dkim\.verify returned, not int"):
        words([1])
    with pytest.raises(dk.UsageError, match="not NoneType"):
        words(None)
