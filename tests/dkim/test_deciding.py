"""What is said of several signatures and several keys, what is asked, and what does the outcome hold?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import pytest

import deliverkit as dk
from deliverkit.core.budget import Limits
from deliverkit.core.questions import UNREACHABLE, Clock
from deliverkit.dkim import KeyCache, Leg, Result, Settings, Signature, overall, verify
from deliverkit.dkim.rules import verification as rules
from dkim_signer import PLAIN, ed25519_key, rsa_key, sign, zone

NAME: Final = "s1._domainkey.a.example"
NOW: Final = datetime(2026, 11, 22, 12, tzinfo=UTC)
RSA, ED25519 = rsa_key(), ed25519_key()


def judged(raw: bytes, dns: Any = None, **more: Any) -> dk.Outcome[tuple[Signature, ...]]:
    """The outcome; failures are not explained."""
    settings = Settings(max_hashed=0, **more)
    return dk.run(verify(raw, settings=settings), resolver=dk.TableResolver(zone() if dns is None else dns), now=NOW)


def signatures(raw: bytes, dns: Any = None, **more: Any) -> tuple[Signature, ...]:
    value = judged(raw, dns, **more).value
    assert value is not None
    return value


def codes(outcome: dk.Outcome[Any]) -> list[str]:
    return [one.code.removeprefix("dkim.") for one in outcome.findings]


class TestSeveralRecords:
    """RFC 6376 section 3.6.2.2: "if there are multiple records in an RRset, the results are undefined"."""

    @pytest.mark.parametrize("texts", [[RSA.record, rsa_key(2048, 1).record], ["v=DKIM1; p=", RSA.record]])
    def test_each_is_tried(self, texts: list[str]) -> None:
        for records in (texts, texts[::-1]):
            dns = {(NAME, "TXT"): records}
            (one,) = signatures(sign(PLAIN), dns)
            assert one.result is Result.PASS
            assert one.record is not None
            assert one.record.text == RSA.record
            assert codes(judged(sign(PLAIN), dns)) == ["multiple-keys"]

    def test_the_nearest_is_told(self) -> None:
        altered = sign(PLAIN).replace(b"Subject: H", b"Subject: h")
        (one,) = signatures(altered, {(NAME, "TXT"): [rsa_key(2048, 1).record, "v=DKIM1; p=", RSA.record]})
        assert (one.result, one.signed) == (Result.FAIL, Leg.DIFFERS)
        (one,) = signatures(sign(PLAIN), {(NAME, "TXT"): ["v=DKIM1; p=", rsa_key(2048, 1).record]})
        assert (one.result, one.signed) == (Result.FAIL, Leg.FOREIGN)


class TestSeveralSignatures:
    def test_each_by_itself(self) -> None:
        raw = sign(sign(PLAIN, ED25519, s="e").replace(b"Hello  Ben", b"Hello Bert"))
        found = signatures(raw, zone() | zone(ED25519, "e._domainkey.a.example"))
        assert [one.result for one in found] == [Result.PASS, Result.FAIL]
        assert [one.algorithm for one in found] == ["rsa-sha256", "ed25519-sha256"]
        assert overall(found) is Result.PASS

    def test_the_body_is_hashed_for_each_form(self) -> None:
        raw = PLAIN
        for c, length in (
            ("relaxed/simple", None),
            ("relaxed/relaxed", None),
            ("relaxed/relaxed", "5"),
            ("simple", "5"),
        ):
            raw = sign(raw, c=c, l=length)
        found = signatures(raw)
        assert [one.result for one in found] == [Result.PASS] * 4
        assert [(one.covered, one.uncovered) for one in found] == [(5, 21), (5, 19), (24, 0), (26, 0)]

    @pytest.mark.parametrize(
        ("most", "limit", "why"),
        [
            (2, 60, "limit: max_signatures (2)"),
            (20, 3, "limit: signatures (3)"),
            (5, 5, None),
            (0, 9, "limit: max_signatures (0)"),
        ],
    )
    def test_as_many_as_are_allowed(self, most: int, limit: int, why: str | None) -> None:
        message = dk.Message.parse(sign(PLAIN, v="2") + b"", limits=Limits(signatures=limit))
        message = dk.Message.parse(b"DKIM-Signature: v=2\r\n" * 4 + message.raw, limits=message.limits)
        outcome = dk.run(verify(message, settings=Settings(max_signatures=most)), resolver=dk.TableResolver({}))
        assert outcome.value is not None
        assert len(outcome.value) == min(most, limit, 5)
        assert [one.why for one in outcome.unknown] == ([] if why is None else [why])


class TestWhatIsAsked:
    """The key of every signature, the time where it matters, and other selectors where a key does not fit."""

    def asked(self, raw: bytes, dns: Any = None, **more: Any) -> list[str]:
        check = verify(raw, settings=Settings(max_hashed=0, **more))
        _, transcript = dk.run(dk.recorded(check), resolver=dk.TableResolver(zone() if dns is None else dns), now=NOW)
        return ["clock" if isinstance(one, Clock) else one.uri for one, _ in transcript]

    def test_nothing_where_there_is_no_signature(self) -> None:
        assert self.asked(PLAIN) == []

    def test_the_key_and_no_clock(self) -> None:
        assert self.asked(sign(PLAIN)) == [f"dns:{NAME}?type=TXT"]

    @pytest.mark.parametrize(("t", "x"), [("1", None), (None, "1"), ("1", "2")])
    def test_the_clock_where_there_is_a_time(self, t: str | None, x: str | None) -> None:
        assert self.asked(sign(PLAIN, t=t, x=x)) == [f"dns:{NAME}?type=TXT", "clock"]

    def test_no_clock_for_a_signature_that_is_not_judged(self) -> None:
        assert self.asked(sign(PLAIN, t="1", v="2")) == []
        assert self.asked(sign(sign(PLAIN, t="1", v="2"))) == [f"dns:{NAME}?type=TXT"]

    def test_each_key_once_and_all_at_once(self) -> None:
        raw = sign(sign(sign(PLAIN), s="s2"))
        assert self.asked(raw) == [f"dns:{NAME}?type=TXT", "dns:s2._domainkey.a.example?type=TXT"]

    def test_other_selectors_where_the_key_is_another_one(self) -> None:
        selectors = [one.split(".")[0] for one in self.asked(sign(PLAIN, rsa_key(2048, 1)))]
        assert selectors == ["dns:s1", "dns:s2", "dns:s0", "dns:default", "dns:dkim", "dns:mail", "dns:selector1"]
        assert len(self.asked(sign(PLAIN, rsa_key(2048, 1)), max_other_keys=2)) == 3
        assert len(self.asked(sign(PLAIN, rsa_key(2048, 1)), max_other_keys=0)) == 1

    def test_none_where_only_the_message_differs(self) -> None:
        assert len(self.asked(sign(PLAIN).replace(b"Hello\r", b"Hullo\r"))) == 1
        assert len(self.asked(sign(PLAIN).replace(b"see you", b"see me"))) == 1

    def test_of_all_signatures_together_as_many_as_are_allowed(self) -> None:
        raw = PLAIN
        for number in range(5):
            raw = sign(raw, rsa_key(2048, 1), s=f"k{number * 10}", d=f"d{number}.example")
        dns = {(f"k{n * 10}._domainkey.d{n}.example", "TXT"): [RSA.record] for n in range(5)}
        assert len(self.asked(raw, dns)) == 5 + 6

    def test_only_names_that_can_be(self) -> None:
        label = "a" * 60 + ".99"
        domain = ".".join(["b" * 60] * 2 + ["c" * 48, "example"])
        name = f"{label}._domainkey.{domain}"
        assert len(name) == 253
        raw = sign(sign(PLAIN, rsa_key(2048, 1), s=label, d=domain), d=domain, s="/")
        asked = self.asked(raw, {(name, "TXT"): [RSA.record]})
        assert [one.split(".")[1] for one in asked] == ["99", "98", *["_domainkey"] * 3]


class TestOtherKeys:
    @pytest.mark.parametrize("key", [rsa_key(2048, 1), ed25519_key(1)])
    def test_the_key_stands_at_another_selector(self, key: Any) -> None:
        published = RSA if key.algorithm == "rsa-sha256" else ED25519
        dns = zone(published) | zone(key, "s2._domainkey.a.example")
        outcome = judged(sign(PLAIN, key), dns)
        (finding,) = outcome.findings
        assert (finding.code, finding["other"]) == ("dkim.wrong-selector", "s2")
        assert (finding.evidence[0].marked, outcome.unknown) == ("s=s1", ())

    def test_and_the_header_was_altered(self) -> None:
        # RSA: the key is known by the hash it recovers, whatever that is
        raw = sign(PLAIN, rsa_key(2048, 1)).replace(b"Hello\r", b"Hullo\r")
        outcome = judged(raw, zone() | zone(rsa_key(2048, 1), "mail._domainkey.a.example"))
        assert [(one.code, one.facts[-1]) for one in outcome.findings] == [("dkim.wrong-selector", ("other", "mail"))]

    def test_keys_that_cannot_be_used_and_none(self) -> None:
        key = ed25519_key(1)
        dns = (
            zone(ED25519)
            | zone("v=DKIM1; p=", "s2._domainkey.a.example")
            | zone(key.record + "; s=x", "s0._domainkey.a.example")
        )
        outcome = judged(sign(PLAIN, key), dns)
        assert codes(outcome) == ["header-altered"]
        assert outcome.findings[0]["recovered"] is False

    def test_another_hash(self) -> None:
        # signed with SHA-1 and called SHA-256: the digest of another kind is recovered
        raw = sign(PLAIN, a="rsa-sha1").replace(b"a=rsa-sha1", b"a=rsa-sha256")
        assert "signed-hash-of-another-kind" in codes(judged(raw))


class TestOutcome:
    def test_unsigned(self) -> None:
        outcome = judged(PLAIN)
        assert (outcome.value, outcome.applies, codes(outcome)) == ((), False, ["not-signed"])

    def test_drafts_are_named_and_never_fail(self) -> None:
        drafts = b"DKIM2-Signature: x\r\nMessage-Instance: y\r\nMessage-Instance: z\r\n"
        assert codes(judged(drafts + PLAIN)) == ["not-signed", "dkim2-not-judged"]
        outcome = judged(drafts + sign(PLAIN))
        assert codes(outcome) == ["dkim2-not-judged"]
        assert (outcome.findings[0]["signatures"], outcome.findings[0]["instances"]) == (1, 2)
        assert signatures(drafts + sign(PLAIN))[0].result is Result.PASS

    def test_octets_that_were_not_read(self) -> None:
        message = dk.Message.parse(sign(PLAIN), limits=Limits(bytes_read=10))
        outcome = dk.run(verify(message), resolver=dk.TableResolver({}))
        assert (outcome.value, outcome.findings) == ((), ())
        assert [one.why for one in outcome.unknown] == ["limit: bytes_read (10)"]

    def test_nobody_answers(self) -> None:
        outcome = judged(sign(PLAIN), {(NAME, "TXT"): UNREACHABLE})
        assert [(one.what, one.why) for one in outcome.unknown] == [("the key of d=a.example s=s1", "timeout")]
        question = outcome.unknown[0].question
        assert question is not None
        assert question.uri == f"dns:{NAME}?type=TXT"

    def test_not_explained(self) -> None:
        outcome = judged(sign(PLAIN).replace(b"see you", b"see me").replace(b"Hello\r", b"Hullo\r"))
        assert codes(outcome) == ["body-altered", "header-altered"]
        assert [one.why for one in outcome.unknown] == ["limit: max_hashed (0)"] * 2

    def test_the_reason_is_what_decides_not_what_is_told_first(self) -> None:
        (one,) = signatures(sign(PLAIN, order=("y", *"vacdsh", "bh", "i", "b"), y="1", i="@b.example"))
        assert (one.result, one.reason) == (Result.PERMERROR, "dkim.identity-mismatch")

    def test_a_cache_of_keys_is_used(self) -> None:
        cache = KeyCache()
        for _ in range(2):
            dk.run(verify(sign(PLAIN), keys=cache), resolver=dk.TableResolver(zone()))
        assert len(cache) == 1

    def test_findings_are_about_the_domain_that_signs(self) -> None:
        outcome = judged(sign(PLAIN, l="5", y="1", t="99999999999"))
        assert {one.subject for one in outcome.findings} == {"a.example"}

    def test_it_is_the_same_every_time(self) -> None:
        raw = sign(sign(PLAIN, l="5"), rsa_key(2048, 1))
        assert judged(raw) == judged(raw)

    @pytest.mark.parametrize("wrong", ["From: a", None])
    def test_what_is_no_message(self, wrong: Any) -> None:
        with pytest.raises(dk.UsageError, match="octets of a mail"):
            dk.run(verify(wrong))


class TestExplained:
    """What the explanations are is tested beside them; here, that they are asked for and told."""

    def test_what_was_done(self) -> None:
        raw = sign(PLAIN).replace(b"Subject: Hello", b"Subject: [list] Hello") + b"-- \r\nA footer\r\n"
        outcome = dk.run(verify(raw), resolver=dk.TableResolver(zone()))
        assert outcome.value is not None
        assert [one.kind for one in outcome.value[0].damage] == ["footer-added", "subject-tagged"]
        assert codes(outcome) == ["footer-added", "subject-tagged"]
        assert outcome.unknown == ()

    def test_what_nobody_can_tell(self) -> None:
        outcome = dk.run(verify(sign(PLAIN).replace(b"see you", b"give up")), resolver=dk.TableResolver(zone()))
        assert [one.why for one in outcome.unknown] == ["no usual edit explains it"]

    @pytest.mark.parametrize(
        ("limit", "key"), [("max_tries", RSA), ("max_hashed", RSA), ("max_verifications", ED25519)]
    )
    def test_what_a_limit_cut_short(self, limit: str, key: Any) -> None:
        raw = sign(PLAIN, key).replace(b"Hello\r", b"Whatever\r")
        how = Settings(**{limit: 1})
        outcome = dk.run(verify(raw, settings=how), resolver=dk.TableResolver(zone(key)))
        assert [one.why for one in outcome.unknown] == [f"limit: {limit} (1)"]

    def test_no_edit_where_another_key_signed(self) -> None:
        raw = sign(PLAIN, rsa_key(2048, 1)) + b"-- \r\nA footer\r\n"
        outcome = dk.run(verify(raw), resolver=dk.TableResolver(zone()))
        assert codes(outcome) == ["body-altered", "foreign-key"]
        assert [one.why for one in outcome.unknown] == ["the published key did not make the signature"]


def test_a_time_that_no_calendar_has() -> None:
    finding = rules.expired(domain="a.example", selector="s1", expires_at=10**13, seconds=5)
    assert "expired at second 10000000000000, 5 s ago" in finding.message


class TestWhatIsExplained:
    def test_the_first_signatures_share_what_it_may_cost(self) -> None:
        raw = PLAIN
        for _ in range(3):
            raw = sign(raw)
        altered = raw.replace(b"Subject: H", b"Subject: [list] H")
        settings = Settings(max_explained=2)
        outcome = dk.run(verify(altered, settings=settings), resolver=dk.TableResolver(zone()), now=NOW)
        assert outcome.value is not None
        assert [len(one.damage) for one in outcome.value] == [1, 1, 0]
        assert [one.why for one in outcome.unknown] == ["limit: max_explained (2)"]

    def test_none_may_be(self) -> None:
        outcome = judged(sign(PLAIN) + b"x\r\n", max_explained=0)
        assert codes(outcome) == ["body-altered"]

    def test_no_header_of_more_names_than_anybody_signs(self) -> None:
        altered = sign(PLAIN, h="from:subject" + ":x" * 1_000).replace(b"Subject: H", b"Subject: [list] H")
        outcome = dk.run(verify(altered), resolver=dk.TableResolver(zone()), now=NOW)
        assert [one.why for one in outcome.unknown] == ["limit: names in h= (1000)"]
