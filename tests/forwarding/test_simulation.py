"""Is a real message judged at every server as that server would judge it?"""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

import deliverkit as dk
from deliverkit import forwarding
from deliverkit.core.questions import Answer, Clock, Dns
from deliverkit.forwarding import (
    AddField,
    Because,
    Effect,
    Fate,
    Footer,
    Hop,
    Receiver,
    RemoveField,
    RewriteFrom,
    Signing,
    SubjectTag,
)
from deliverkit.forwarding.receiving import judge_message
from deliverkit.message import Message
from deliverkit.srs import Rewriter
from forwarding_ways import (
    FORWARDER,
    KEY,
    LIST,
    MESSAGE,
    NOW,
    ORIGIN,
    UNEXPLAINED,
    ZONE,
    codes,
    outcome_of,
    path_of,
    signed,
)

PLAIN = replace(FORWARDER, envelope="keep")


# the four outcomes, of a real message


def test_kept_and_intact() -> None:
    outcome = outcome_of(signed(), [PLAIN])
    assert codes(outcome) == ["spf-breaks"]
    assert outcome.value is not None
    assert (outcome.value.summary, outcome.value.last.aligned_by, outcome.value.symbolic) == (
        "DMARC pass",
        ("dkim",),
        False,
    )


def test_rewritten_and_intact() -> None:
    outcome = outcome_of(signed(), [FORWARDER])
    assert codes(outcome) == ["srs-does-not-align"]
    assert outcome.value is not None
    assert outcome.value.arrives


@pytest.mark.parametrize("hop", [PLAIN, FORWARDER], ids=["plain", "srs"])
def test_broken(hop: Hop) -> None:
    outcome = outcome_of(signed(), [replace(hop, changes=(Footer("Bye"),))])
    path = outcome.value
    assert path is not None
    assert codes(outcome)[-1] == "refused"
    assert "edit-breaks-dkim" in codes(outcome)
    assert [one.marked for finding in outcome.findings for one in finding.evidence] == ["Bye"]
    (signature,) = path.last.signatures
    assert (signature.result, signature.reason, signature.symbolic) == ("fail", "dkim.footer-added", False)
    assert "were added after signing" in signature.why
    assert signature.broken == forwarding.Break("mx.fwd.example", "appends a footer", "body")
    assert (path.fate, path.last.because) == (Fate.REFUSED, Because.DMARC)
    assert outcome.unknown == ()  # what was done is known


def test_summaries_name_the_spf_result() -> None:
    for record, told in (("v=spf1 -all", "SPF fails"), ("v=spf1 ?all", "SPF neutral"), ("v=spf1 +all", "SPF pass")):
        path = path_of(MESSAGE, [PLAIN], zone={**ZONE, ("a.example", "TXT"): [record]}, origin=None)
        assert path.summary == (f"DMARC fail: {told}" if told != "SPF pass" else "DMARC pass")


def test_unsigned() -> None:
    assert codes(outcome_of(MESSAGE, [PLAIN])) == ["spf-breaks", "not-signed", "reject-without-dkim", "refused"]


def test_the_findings_of_each_server_stand_in_its_stage() -> None:
    path = path_of(signed(), [replace(FORWARDER, changes=(Footer(),))])
    assert "dkim.footer-added" not in [one.code for one in path.stages[0].findings]
    assert "dkim.footer-added" in [one.code for one in path.last.findings]


# signatures and seals that are made on the way


def test_a_list_signs_and_seals() -> None:
    zone = {**ZONE, ("_dmarc.lists.example", "TXT"): ["v=DMARC1; p=reject"]}
    hop = replace(LIST, changes=(SubjectTag(), RewriteFrom("list@lists.example")))
    path = path_of(signed(), [hop], zone=zone)
    assert [(one.domain, one.result, one.host, one.symbolic) for one in path.last.signatures] == [
        ("lists.example", "pass", "lists.example", False),
        ("a.example", "fail", "", False),
    ]
    assert (path.last.author, path.last.aligned_by) == ("lists.example", ("spf", "dkim"))
    assert (path.last.chain.result, path.last.chain.sealers, path.last.chain.symbolic) == (
        "pass",
        (forwarding.Sealer("lists.example", vouches=True),),
        False,
    )


def test_a_real_seal_is_trusted_or_broken() -> None:
    sealed = replace(LIST, changes=(Footer(),))
    trusting = Receiver(host="mx.b.example", trusted_sealers=("Lists.Example",))
    outcome = outcome_of(signed(), [sealed], receiver=trusting)
    assert codes(outcome) == ["list-keeps-from", "reject-while-posting-to-lists", "arc-overrides"]
    lenient = replace(FORWARDER, receives=Receiver(host="mx.fwd.example", honours_dmarc=False))
    passed_on = [sealed, replace(lenient, changes=(AddField("Subject", "again"),))]
    outcome = outcome_of(signed(), passed_on, receiver=trusting)
    assert codes(outcome) == [
        "list-keeps-from",
        "reject-while-posting-to-lists",
        "edit-breaks-seal",
        "srs-does-not-align",
        "refused",
    ]
    path = outcome.value
    assert path is not None
    assert path.last.chain.reason == "arc.altered-header"
    assert path.last.chain.why
    assert outcome.findings[2]["host"] == "mx.fwd.example"


def test_a_seal_over_a_chain_that_nobody_broke_on_the_way() -> None:
    """A chain that was broken before fails by nobody's doing here."""
    path = path_of(signed(), [replace(LIST, changes=())])
    assert path.last.chain.result == "pass"
    broken = signed().replace(
        b"DKIM-Signature:", b"ARC-Seal: i=1; cv=none; a=rsa-sha256; d=x.example; s=s; b=AA==\r\nDKIM-Signature:"
    )
    path = path_of(broken, [FORWARDER])
    assert (path.last.chain.result, path.last.chain.broken) == ("fail", None)


def test_who_seals_vouches_for_what_was_judged_only() -> None:
    """Nobody knows where the mail came from, and it is not signed: the seal says so, and helps nothing."""
    hop = replace(LIST, changes=())
    trusting = Receiver(trusted_sealers=("lists.example",))
    for given, more in ((MESSAGE, {}), ("john@a.example", {"signed": ()})):
        path = path_of(given, [hop], origin=None, receiver=trusting, **more)
        assert path.last.chain.sealers == (forwarding.Sealer("lists.example", vouches=False),)
        assert (path.last.chain.result, path.fate) == ("pass", Fate.REFUSED)


def test_fields_that_are_added_to_a_supposed_mail() -> None:
    for below, change in ((True, "Date"), (True, "Reply-To"), (False, "Reply-To")):
        hop = replace(FORWARDER, changes=(AddField(change, "x", below=below),))
        assert path_of("john@a.example", [hop]).last.signatures[0].result == "fail"
    hop = replace(FORWARDER, changes=(AddField("X-Spam", "no"), AddField("X-Spam", "no", below=True)))
    assert path_of("john@a.example", [hop]).last.signatures[0].result == "pass"


def test_signatures_without_a_key_are_supposed() -> None:
    hop = replace(FORWARDER, dkim_sign=Signing("fwd.example"), arc_seal=Signing("fwd.example"))
    path = path_of(signed(), [hop])
    assert [(one.domain, one.result, one.symbolic) for one in path.last.signatures] == [
        ("a.example", "pass", False),
        ("fwd.example", "pass", True),
    ]
    assert (path.last.chain.result, path.last.chain.symbolic) == ("pass", True)
    after = Hop("mx.third.example", "192.0.2.33", "u@third.example", changes=(Footer(),))
    path = path_of(signed(), [hop, after])
    (_, supposed) = path.last.signatures
    assert (supposed.result, supposed.reason) == ("fail", "dkim.body-altered")
    assert supposed.why == "mx.third.example appends a footer, and the body is covered"
    assert (path.last.chain.result, path.last.chain.reason) == ("fail", "arc.altered-body")


def test_a_real_seal_cannot_cover_a_supposed_one() -> None:
    hops = [replace(FORWARDER, arc_seal=Signing("fwd.example")), replace(LIST, changes=())]
    path = path_of(signed(), hops)
    assert (path.last.chain.result, path.last.chain.symbolic) == ("pass", True)
    assert [one.domain for one in path.last.chain.sealers] == ["fwd.example", "lists.example"]


def test_what_cannot_be_signed_is_passed_on_unsigned() -> None:
    twice = b"From: x@b.example\r\n" + MESSAGE
    path = path_of(twice, [replace(LIST, changes=())])
    assert path.last.signatures == ()
    assert path.last.chain.result == "none"


def test_a_signature_that_is_taken_out() -> None:
    outcome = outcome_of(signed(), [replace(FORWARDER, changes=(RemoveField("DKIM-Signature"),))])
    assert codes(outcome) == ["edit-breaks-dkim", "srs-does-not-align", "refused"]
    assert outcome.findings[0]["part"] == "removed"
    assert outcome.findings[0].message.startswith("mx.fwd.example takes the signature (d=a.example")
    assert outcome.value is not None
    (gone,) = outcome.value.last.signatures
    assert (gone.result, gone.why) == ("none", "mx.fwd.example removes DKIM-Signature, and the signature is gone")


@pytest.mark.parametrize("change", [Footer(), RemoveField("DKIM-Signature"), SubjectTag()], ids=lambda one: one.name)
def test_who_edits_mail_that_was_broken_before_is_not_to_blame(change: forwarding.Change) -> None:
    altered = signed().replace(b"Subject: The frames", b"Subject: Other frames")
    no_key = {name: told for name, told in ZONE.items() if name[0] != "s1._domainkey.a.example"}
    zones: tuple[tuple[bytes, Any, str], ...] = ((altered, ZONE, "altered"), (signed(), no_key, "no-key"))
    for raw, zone, reason in zones:
        outcome = outcome_of(raw, [replace(FORWARDER, changes=(change,))], zone=zone)
        assert codes(outcome) == ["broken-at-origin", "srs-does-not-align", "refused"]
        assert str(outcome.findings[0]["reason"]).endswith(reason)
        assert outcome.value is not None
        assert all(one.broken is None for stage in outcome.value.stages for one in stage.signatures)


def test_a_list_whose_key_is_missing_is_to_blame_whoever_edits_behind_it() -> None:
    zone: dict[tuple[str, str], Any] = {**ZONE, ("_dmarc.lists.example", "TXT"): ["v=DMARC1; p=reject; aspf=s"]}
    del zone["s1._domainkey.lists.example", "TXT"]
    hops = [replace(LIST, changes=(RewriteFrom("l@lists.example"),)), replace(FORWARDER, changes=(Footer(),))]
    outcome = outcome_of(signed(), hops, zone=zone)
    assert codes(outcome) == ["own-signature-fails", "srs-does-not-align", "refused"]
    assert (outcome.findings[0]["host"], outcome.findings[0]["reason"]) == ("lists.example", "dkim.no-key")
    assert outcome.value is not None
    assert (outcome.value.last.chain.result, outcome.value.last.chain.broken) == ("fail", None)


def test_the_first_of_several_edits_is_named() -> None:
    path = path_of(signed(), [replace(FORWARDER, changes=(AddField("X-A", "b"), SubjectTag(), Footer()))])
    assert path.last.signatures[0].broken == forwarding.Break("mx.fwd.example", "tags the subject", "header")


def test_a_list_may_be_on_the_way_twice() -> None:
    """A member whose mail goes to the list again is no circle; nor is a hop that says nothing of its mailbox."""
    nameless = replace(FORWARDER, recipient="", receives=Receiver(honours_dmarc=False))
    hops = [LIST, nameless, nameless, LIST]
    assert "goes-in-circles" not in codes(outcome_of("john@a.example", hops))


# what a message says of its way


def test_sender_is_read_off_the_message() -> None:
    raw = b"Return-Path: <bounces@a.example>\r\n" + MESSAGE
    assert path_of(raw, []).last.envelope.address == "bounces@a.example"
    assert path_of(MESSAGE, []).last.envelope.address == "john@a.example"
    assert path_of(b"Return-Path: broken\r\n" + MESSAGE, []).last.envelope.address == "john@a.example"
    assert path_of(MESSAGE, [], sender="x@b.example").last.envelope.address == "x@b.example"
    assert path_of(b"Subject: x\r\n\r\n", []).last.envelope.address == ""


def test_message_of_a_file() -> None:
    assert path_of(signed().replace(b"\r\n", b"\n"), [FORWARDER]).arrives
    value = dk.run(
        forwarding.simulate_forwarding(Message.parse(signed()), [FORWARDER], origin=ORIGIN),
        resolver=dk.TableResolver(ZONE),
        now=NOW,
    ).value
    assert value is not None
    assert value.arrives


def test_address_or_domain_of_an_author() -> None:
    assert path_of("A.Example", [FORWARDER]).author == "a.example"
    assert path_of("A.Example", []).last.envelope.address == "author@a.example"
    assert path_of(" john@a.example ", [FORWARDER]).author == "john@a.example"
    assert path_of("john@xn--mnchen-3ya.example", []).last.author == "xn--mnchen-3ya.example"
    assert path_of("john@m\u00fcnchen.example", []).last.author == "xn--mnchen-3ya.example"


@pytest.mark.parametrize(
    "author", ["", "@", "john@", "a", "x@" + "a." * 126 + "b", "x@a b.example", "x@_domainkey.a.example"]
)
def test_no_author(author: str) -> None:
    outcome = outcome_of(author, [FORWARDER])
    assert (outcome.value, codes(outcome)) == (None, ["no-author"])


# how much is asked


class Counting(dk.TableResolver):
    """A world that counts what it is asked."""

    asked: Counter[object]

    def resolve(self, questions: Sequence[Dns[Any]], timeout: float = 1.0) -> Sequence[Answer[Any]]:
        self.asked.update(questions)
        return super().resolve(questions, timeout)


def test_nothing_is_asked_twice() -> None:
    world = Counting(ZONE)
    world.asked = Counter()
    hops = [FORWARDER, replace(LIST, changes=(Footer(),)), FORWARDER, FORWARDER]
    dk.run(forwarding.simulate_forwarding(signed(), hops, origin=ORIGIN), resolver=world, now=NOW)
    assert world.asked
    assert set(world.asked.values()) == {1}


def test_unaltered_messages_are_verified_once(monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[object] = []

    def counting(*given: Any) -> Any:
        verified.append(given)
        return judge_message(*given)

    monkeypatch.setattr("deliverkit.forwarding.simulation.judge_message", counting)
    hops = [FORWARDER] * 4
    path = path_of(signed(), hops)
    assert (len(path.stages), len(verified)) == (5, 1)
    path_of(signed(), [*hops, replace(FORWARDER, changes=(RemoveField("X-Nothing"),))])
    assert len(verified) == 2  # nothing was changed there, either


def test_the_clock_is_asked_only_where_it_matters() -> None:
    def asks(*hops: Hop) -> bool:
        check = forwarding.simulate_forwarding("john@a.example", hops, origin=ORIGIN)
        batch = next(iter(check))
        return batch == (Clock(),)

    assert [asks(PLAIN), asks(FORWARDER), asks(LIST), asks(replace(PLAIN, dkim_sign=Signing("a.example")))] == [
        False,
        True,
        True,
        False,
    ]


def test_what_nobody_answers_is_unknown() -> None:
    zone = {**ZONE, ("s1._domainkey.a.example", "TXT"): dk.UNREACHABLE, ("fwd.example", "TXT"): dk.UNREACHABLE}
    outcome = outcome_of(signed(), [FORWARDER, FORWARDER], zone=zone)
    questions = [one.question for one in outcome.unknown]
    assert len(questions) == len(set(questions)) == 2
    assert outcome.value is not None
    assert outcome.value.last.signatures[0].result == "temperror"


# what callers may do wrong


class Odd:
    """A change that makes no octets."""

    name = "is odd"
    effect = Effect()

    def apply(self, message: Message) -> bytes:
        return str(message)  # type: ignore[return-value]  # pyright: ignore[reportReturnType]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"hops": FORWARDER}, "takes several hops, such as"),
        ({"hops": ["mx.b.example"]}, "takes hops, such as"),
        ({"hops": iter([FORWARDER])}, "takes several hops, such as"),  # a check can be run twice
        ({"signed": iter(())}, "takes several signatures, or ()"),
        ({"hops": [FORWARDER] * 51}, "takes 50 hops at most"),
        ({"receiver": "mx.b.example"}, "receiver=...) takes a forwarding.Receiver, not str"),
        ({"sender": 1}, "takes an address, or '' for the null sender"),
        ({"origin": "192.0.2.1"}, "takes a forwarding.Origin, not str; it is the author's server"),
        ({"settings": None}, "takes a dkim.Settings"),
        ({"signed": Signing("a.example")}, "takes several signatures, or ()"),
        ({"signed": ["a.example"]}, "takes several of forwarding.Signing, or ()"),
        ({"message_or_author": MESSAGE, "signed": ()}, "is for an author without a message"),
        ({"message_or_author": None}, "simulate_forwarding wants the octets of a mail"),
        (
            {"message_or_author": MESSAGE, "hops": [replace(FORWARDER, changes=(Odd(),))]},
            "apply() of the change 'is odd'",
        ),
    ],
)
def test_wrong_arguments(arguments: dict[str, Any], said: str) -> None:
    given: dict[str, Any] = {"message_or_author": "john@a.example", "hops": [FORWARDER], **arguments}
    with pytest.raises(dk.UsageError) as wrong:
        dk.run(forwarding.simulate_forwarding(**given), resolver=dk.TableResolver(ZONE), now=NOW)
    assert said in str(wrong.value)


def test_a_change_of_ones_own() -> None:
    class Own:
        name = "turns the subject round"
        effect = Effect(changed=("subject",))

        def apply(self, message: Message) -> bytes:
            return message.raw.replace(b"The frames", b"Frames, the")

    hop = replace(FORWARDER, changes=(Own(),))
    assert (
        path_of(signed(), [hop], settings=UNEXPLAINED).last.signatures[0].broken
        == path_of("john@a.example", [hop]).last.signatures[0].broken
    )


def test_a_way_can_be_kept_and_holds_no_secret() -> None:
    rewriter = Rewriter(["fwd.example"], [b"a secret of the forwarder"])
    hops = [replace(FORWARDER, srs=rewriter, changes=(Footer(),), receives=Receiver(honours_dmarc=False)), LIST]
    outcome = outcome_of(signed(), hops)
    kept = pickle.dumps(outcome)
    assert pickle.loads(kept) == outcome
    assert b"a secret of" not in kept
    assert outcome.value is not None
    assert [hop.srs for hop in outcome.value.hops] == [None, None]
    assert outcome.value.hops[1].dkim_sign == replace(LIST.dkim_sign, key=None)  # type: ignore[type-var]
    assert hops[0].srs is rewriter


def test_keys_do_not_show() -> None:
    assert "PRIVATE" not in repr(Signing("a.example", "s1", KEY.private_pem))
    assert Signing("a.example", "s1", KEY.private_pem).signing_key is not None


def test_a_change_that_is_undone() -> None:
    class Untagged:
        name = "takes the tag out"
        effect = Effect(changed=("subject",))

        def apply(self, message: Message) -> bytes:
            return message.raw.replace(b" [list]", b"")

    hops = [replace(FORWARDER, changes=(SubjectTag(),), dkim_sign=None), replace(FORWARDER, changes=(Untagged(),))]
    hops[0] = replace(hops[0], receives=Receiver(honours_dmarc=False))
    hops[1] = replace(hops[1], receives=Receiver(honours_dmarc=False))
    path = path_of(signed(), hops, settings=UNEXPLAINED)
    assert [stage.signatures[0].result for stage in path.stages] == ["pass", "fail", "pass"]
    assert path.last.signatures[0].broken is None
    supposed = [replace(FORWARDER, dkim_sign=Signing("fwd.example")), *hops]
    assert [one.result for one in path_of(signed(), supposed, settings=UNEXPLAINED).last.signatures] == ["pass", "pass"]
