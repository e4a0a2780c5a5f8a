"""What is said of a chain, beside what the case files show?"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pytest

import deliverkit as dk
from arc_chains import MESSAGE, NOW, SEALERS, ZONE, chain_of, codes, key_of, sealed, verified
from deliverkit import arc
from deliverkit.arc.sets import read_fields
from deliverkit.core.questions import Answer, Dns, Status
from deliverkit.dkim.fields import canonical_field
from deliverkit.dkim.keys.cache import KeyCache
from deliverkit.dkim.signing.private_key import SigningKey
from deliverkit.dkim.verifying.result import Leg
from deliverkit.message import HeaderField, Message

RSA, OTHER, ED25519 = SEALERS
NAME: Final = f"{RSA.selector}._domainkey.{RSA.domain}"


def with_key(record: Any) -> Mapping[tuple[str, str], Any]:
    return {**ZONE, (NAME, "TXT"): record}


def test_unsealed() -> None:
    outcome = verified(MESSAGE)
    assert outcome == dk.Outcome(arc.Chain(arc.Result.NONE), applies=False)
    assert outcome.verdict is dk.Verdict.NOT_APPLICABLE
    assert outcome.value is not None
    assert outcome.value.newest is None


def test_a_whole_chain_and_what_it_says() -> None:
    chain = chain_of(sealed(SEALERS))
    assert (chain.result, chain.oldest_pass, chain.broken_at, chain.reason) == (arc.Result.PASS, 0, None, "")
    assert [(one.instance, one.status, one.domain, one.selector) for one in chain.sets] == [
        (1, "none", "lists.example", "s1"),
        (2, "pass", "forward.example", "arc"),
        (3, "pass", "school.example", "e1"),
    ]
    newest = chain.newest
    assert newest is not None
    assert newest.results is not None
    assert newest.results.instance == 3
    assert [(one.method, one.result) for one in newest.results.results] == [("spf", "pass"), ("dkim", "pass")]
    assert newest.seal is not None
    assert newest.signature is not None
    assert (newest.seal.key, newest.seal.body, newest.seal.signed) == (Leg.FITS, Leg.NOT_JUDGED, Leg.FITS)
    assert (newest.signature.key, newest.signature.body, newest.signature.signed) == (Leg.FITS,) * 3
    assert newest.signature.fits
    assert (newest.signature.covered, newest.signature.whole) == (33, 33)
    assert newest.signature.read is not None


def test_a_message_a_parsed_one_and_one_from_a_file_are_the_same() -> None:
    raw = sealed((RSA,))
    assert chain_of(raw).result is arc.Result.PASS
    assert chain_of(raw.replace(b"\r\n", b"\n")).result is arc.Result.PASS
    told = dk.run(arc.verify(dk.Message.parse(raw)), resolver=dk.TableResolver(ZONE)).value
    assert told is not None
    assert told.result is arc.Result.PASS


def test_text_is_a_mistake() -> None:
    with pytest.raises(dk.UsageError, match=r"arc\.verify wants the octets of a mail"):
        dk.run(arc.verify("From: a@a.example\r\n\r\n"), resolver=dk.TableResolver({}))  # type: ignore[arg-type]


def test_all_keys_are_asked_for_at_once_and_each_once() -> None:
    steps = iter(arc.verify(sealed((RSA, OTHER, RSA, ED25519))))
    asked = next(steps)
    assert sorted(question.uri for question in asked) == [
        "dns:arc._domainkey.forward.example?type=TXT",
        "dns:e1._domainkey.school.example?type=TXT",
        "dns:s1._domainkey.lists.example?type=TXT",
    ]


def test_nothing_is_asked_where_the_sets_are_no_chain() -> None:
    raw = sealed((RSA,)).replace(b"cv=none", b"cv=pass")
    with pytest.raises(StopIteration) as stopped:
        next(iter(arc.verify(raw)))
    assert stopped.value.value.value.result is arc.Result.FAIL


def test_the_cache_is_used() -> None:
    keys = KeyCache()
    outcome = dk.run(arc.verify(sealed(SEALERS), keys=keys), resolver=dk.TableResolver(ZONE))
    assert outcome.value is not None
    assert outcome.value.result is arc.Result.PASS
    assert len(keys) == 3


def test_the_sets_of_a_broken_structure_are_told_unjudged() -> None:
    raw = sealed((RSA, OTHER))
    start = raw.index(b"ARC-Authentication-Results: i=1")
    chain = chain_of(raw[:start] + raw[raw.index(b"From: ") :])
    assert [(one.instance, one.results is None) for one in chain.sets] == [(1, True), (2, False)]
    seal = chain.sets[0].seal
    assert seal is not None
    assert seal.signed is Leg.NOT_JUDGED
    only = b"ARC-Authentication-Results: i=1; mx.a.example; none\r\n"
    (alone,) = chain_of(only + MESSAGE).sets
    assert (alone.status, alone.domain, alone.selector, alone.signature, alone.seal) == ("", "", "", None, None)


def test_an_older_signature_that_covers_a_seal_fails_the_chain_and_other_faults_of_it_do_not() -> None:
    raw = sealed((RSA,))
    old = raw.replace(b"h=From:", b"h=ARC-Seal:From:", 1)
    chain = verified(_resealed(old))
    assert chain.value is not None
    assert (chain.value.result, chain.value.broken_at, chain.value.reason) == (arc.Result.FAIL, 1, "arc.covers-seal")
    odd = raw.replace(b" bh=", b" zz; bh=", 1)
    outcome = verified(_resealed(odd))
    assert outcome.value is not None
    assert "arc.malformed-field" not in codes(outcome)
    assert outcome.value.oldest_pass == 2
    (told,) = [one for one in outcome.findings if one.code == "arc.changed-on-the-way"]
    assert told["part"] == "malformed"


def _resealed(raw: bytes) -> bytes:
    return arc.seal(
        raw, "mx.b.example; none", key_of("other rsa"), OTHER.domain, OTHER.selector, chain=arc.Result.PASS
    ).message


def test_no_answer_is_no_failure() -> None:
    raw = sealed((RSA, OTHER))
    outcome = verified(raw, with_key(dk.UNREACHABLE))
    assert outcome.value is not None
    assert (outcome.value.result, outcome.value.reason) == (None, "arc.key-lookup-failed")
    assert outcome.value.oldest_pass is None
    assert {one.question for one in outcome.unknown} == {Dns(NAME, "TXT")}
    assert outcome.verdict is dk.Verdict.PROBLEMS


def test_no_answer_about_an_older_signature_leaves_a_chain_that_passes() -> None:
    # the first forwarder signs with another selector than it seals with
    raw = sealed((RSA,))
    start, end = raw.index(b"ARC-Message-Signature"), raw.index(b"ARC-Authentication-Results")
    old = raw[:start] + raw[start:end].replace(b"s=s1", b"s=s2") + raw[end:]
    again = _resealed_after_forgery(old)
    outcome = verified(again, {**ZONE, ("s2._domainkey.lists.example", "TXT"): dk.UNREACHABLE})
    assert outcome.value is not None
    assert outcome.value.result is arc.Result.FAIL  # the seal covers s=
    assert [(one.what, one.why) for one in outcome.unknown] == [("since when the message is unchanged", "timeout")]
    assert outcome.value.oldest_pass is None


def _resealed_after_forgery(raw: bytes) -> bytes:
    return _resealed(raw)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(Status.NO_NAME), "arc.no-key"),
        (Answer(Status.NO_DATA), "arc.no-key"),
        (Answer(Status.FOUND), "arc.no-key"),
        (["v=spf1 -all"], "arc.no-key"),
        (["v=DKIM1; p="], "arc.unusable-key"),
        ([b"\xff\x00"], "arc.no-key"),
        (["v=spf1 -all", "v=DMARC1; p=none"], "arc.no-key"),
        (["v=spf1 -all", key_of("rsa").record], "dkim.stray-record"),
        ([key_of("other rsa").record, key_of("rsa").record], "dkim.multiple-keys"),
        ([key_of("other rsa").record], "arc.foreign-key"),
        ([key_of("ed25519").record], "arc.unusable-key"),
    ],
)
def test_keys(answer: Any, code: str) -> None:
    outcome = verified(sealed((RSA,)), with_key(answer))
    assert codes(outcome) == ([code] if code else [])


def _published(outcome: dk.Outcome[arc.Chain]) -> str | None:
    """The key that is to stay of several, if that is told."""
    (told,) = [one for one in outcome.findings if one.code == "dkim.multiple-keys"]
    return None if told.remedy.publish is None else told.remedy.publish.value


def test_of_several_keys_the_one_that_signs_is_to_stay() -> None:
    right, wrong, third = key_of("rsa").record, key_of("other rsa").record, key_of("ed25519").record
    raw = sealed((RSA, OTHER))
    outcome = verified(raw, with_key([wrong, right]))
    assert codes(outcome) == ["dkim.multiple-keys"]  # both fields of the set need it, and it is told once
    assert (outcome.findings[0].subject, _published(outcome)) == ("lists.example", right)
    assert outcome.value is not None
    assert outcome.value.result is arc.Result.PASS
    # what came was changed, and RSA tells who signed nevertheless
    assert _published(verified(sealed((RSA,)).replace(b"frames\r\n", b"fames\r\n"), with_key([wrong, right]))) == right
    assert _published(verified(sealed((RSA,)), with_key([wrong, wrong + ";", third]))) is None
    changed = sealed((ED25519,)).replace(b"i=1", b"i=01")
    zone = {("e1._domainkey.school.example", "TXT"): [third, third + ";"]}
    assert codes(verified(changed, zone))[-1] == "dkim.multiple-keys"


def test_two_keys_of_one_selector_that_sign_both_are_kept() -> None:
    raw = sealed((RSA, RSA._replace(key="other rsa")))
    outcome = verified(raw, with_key([key_of("rsa").record, key_of("other rsa").record]))
    assert codes(outcome) == ["dkim.multiple-keys"]
    assert _published(outcome) is None


def test_only_so_many_keys_are_tried() -> None:
    records = ["v=spf1 -all", *(f"v=DKIM1; n={number}; p=" for number in range(12)), key_of("rsa").record]
    raw = sealed((RSA,))
    outcome = verified(raw, with_key(records))
    assert codes(outcome)[:2] == ["arc.unusable-key", "dkim.multiple-keys"]
    assert [(one.what, one.why) for one in outcome.unknown] == [
        ("3 more keys of d=lists.example s=s1", "limit: max_keys (10)")
    ]
    settings = arc.Settings(max_keys=13)
    outcome = dk.run(arc.verify(raw, settings=settings), resolver=dk.TableResolver(with_key(records)))
    assert codes(outcome)[0] == "dkim.multiple-keys"
    assert not outcome.unknown
    assert outcome.value is not None
    assert outcome.value.result is arc.Result.PASS


def _with_length(length: int, raw: bytes = MESSAGE, instance: int = 1) -> bytes:
    """*raw* with a set whose message signature covers so many octets of the body."""
    chain = chain_of(raw)
    whole = Message.parse(raw)
    body = base64.b64encode(hashlib.sha256(whole.raw[whole.body_start :][:length]).digest()).decode()
    key, status = key_of("ed25519"), "pass" if chain.sets else "none"
    names = "a=ed25519-sha256; d=school.example; s=e1;"
    results = f"ARC-Authentication-Results: i={instance}; mx.lists.example; none\r\n".encode()
    signature = f"ARC-Message-Signature: i={instance}; {names} c=relaxed/simple; l={length}; h=From; bh={body}; b="
    signed = signature + _signed(key, whole.get_all("From"), signature)
    before = b"".join(
        canonical_field(own.raw, own.colon, relaxed=True)
        for one in read_fields(whole).sets
        for own in (*one.of("ARC-Authentication-Results"), *one.of("ARC-Message-Signature"), *one.of("ARC-Seal"))
    )
    seal = f"ARC-Seal: i={instance}; cv={status}; {names} b="
    covered = b"".join(_canonical(one) for one in (results, signed.encode() + b"\r\n", seal.encode()))[:-2]
    made = base64.b64encode(key.sign(before + covered)).decode()
    return f"{seal}{made}\r\n{signed}\r\n".encode() + results + raw


def _canonical(raw: bytes) -> bytes:
    return canonical_field(raw, raw.index(b":"), relaxed=True)


def _signed(key: SigningKey, fields: Sequence[HeaderField], signature: str) -> str:
    octets = b"".join(_canonical(one.raw) for one in fields) + _canonical(signature.encode())[:-2]
    return base64.b64encode(key.sign(octets)).decode()


def test_what_stands_behind_the_signed_length() -> None:
    whole = len(MESSAGE.partition(b"\r\n\r\n")[2])
    assert codes(verified(_with_length(whole))) == []
    outcome = verified(_with_length(whole) + b"Buy our watches!\r\n")
    assert outcome.value is not None
    assert outcome.value.result is arc.Result.PASS
    (told,) = [one for one in outcome.findings if one.code == "arc.uncovered-body"]
    assert told.facts == (("instance", 1), ("domain", "school.example"), ("covered", whole), ("uncovered", 18))
    assert told.evidence[0].text[told.evidence[0].span[0] : told.evidence[0].span[1]] == f"l={whole}"
    # of an older set too, whose signature goes on fitting
    twice = _with_length(whole + 18, _with_length(whole) + b"Buy our watches!\r\n", 2)
    outcome = verified(twice)
    assert [one["instance"] for one in outcome.findings if one.code == "arc.uncovered-body"] == [1]
    assert outcome.value is not None
    assert (outcome.value.result, outcome.value.oldest_pass) == (arc.Result.PASS, 0)
    # and where it does not fit, the body is what was changed
    assert codes(verified(_with_length(whole).replace(b"Hello", b"Hallo") + b"x\r\n")) == ["arc.altered-body"]


def test_settings_are_checked() -> None:
    with pytest.raises(dk.UsageError, match="must not be negative"):
        arc.Settings(clock_skew=-1)
    with pytest.raises(dk.UsageError, match="one at least"):
        arc.Settings(max_keys=0)
    wrong: Any
    for wrong in ("300", 2.5, None):
        with pytest.raises(dk.UsageError, match=r"arc\.Settings\(clock_skew=\.\.\.\) takes a whole number"):
            arc.Settings(clock_skew=wrong)
        with pytest.raises(dk.UsageError, match=r"arc\.Settings\(max_keys=\.\.\.\) takes a whole number"):
            arc.Settings(max_keys=wrong)


def test_arguments_of_another_kind() -> None:
    world = dk.TableResolver({})
    mistakes: list[Any] = [{}, None, dk.dkim.Settings()]
    for wrong in mistakes:
        with pytest.raises(dk.UsageError, match=r"arc\.verify\(settings=\.\.\.\) takes an arc\.Settings, not"):
            dk.run(arc.verify(MESSAGE, settings=wrong), resolver=world)
    with pytest.raises(dk.UsageError, match=r"arc\.verify\(keys=\.\.\.\) takes a dkim\.KeyCache, not dict"):
        dk.run(arc.verify(MESSAGE, keys={}), resolver=world)  # type: ignore[arg-type]
    for octets in (bytearray(MESSAGE), memoryview(MESSAGE)):
        assert dk.run(arc.verify(octets), resolver=world) == verified(MESSAGE)


def test_the_clock_is_asked_only_where_a_signature_expires() -> None:
    raw = sealed((RSA,))
    assert all(isinstance(question, Dns) for question in next(iter(arc.verify(raw))))
    later = raw.replace(b" h=", b" x=1990000000; h=", 1)
    assert [type(question).__name__ for question in next(iter(arc.verify(later)))] == ["Dns", "Clock"]


def test_limits_are_unknown() -> None:
    raw = sealed((RSA, OTHER))
    for limits, why in (
        (dk.Limits(signatures=1), "limit: signatures (1)"),
        (dk.Limits(bytes_read=100), "limit: bytes_read (100)"),
        (dk.Limits(fields=5), "limit: fields (5)"),
    ):
        outcome = dk.run(arc.verify(dk.Message.parse(raw, limits=limits)), resolver=dk.TableResolver(ZONE))
        assert outcome.value == arc.Chain(None)
        assert [(one.what, one.why) for one in outcome.unknown] == [("the ARC chain", why)]
        assert outcome.verdict is dk.Verdict.UNDETERMINED


def test_which_part_was_changed_between_two_seals() -> None:
    def footer(raw: bytes) -> bytes:
        return raw + b"-- \r\nlist\r\n"

    def tag(raw: bytes) -> bytes:
        return raw.replace(b"Subject: ", b"Subject: [list] ")

    def part(raw: bytes) -> list[tuple[Any, Any]]:
        found = verified(raw).findings
        return [(one["part"], one["instance"]) for one in found if one.code == "arc.changed-on-the-way"]

    assert part(sealed((RSA, OTHER), edits={2: footer})) == [("body", 1)]
    assert part(sealed((RSA, OTHER), edits={2: tag})) == [("header", 1)]
    assert part(sealed((RSA, OTHER, ED25519), edits={2: footer, 3: tag})) == [("header", 2)]


def test_the_time_is_that_of_the_driver() -> None:
    raw = sealed((RSA,)).replace(b" h=", b" x=1795608001; h=", 1)  # the signature does not fit any more
    outcome = dk.run(arc.verify(raw), resolver=dk.TableResolver(ZONE), now=NOW.replace(minute=5))
    assert "arc.expired-signature" not in codes(outcome)  # within the skew that is allowed
    strict = arc.Settings(clock_skew=0)
    later = NOW.replace(hour=13)
    outcome = dk.run(arc.verify(raw, settings=strict), resolver=dk.TableResolver(ZONE), now=later)
    (told,) = [one for one in outcome.findings if one.code == "arc.expired-signature"]
    assert told["seconds"] == 3599


def test_where_a_seal_cannot_be_judged_the_change_may_be_in_its_set() -> None:
    raw = sealed((RSA, OTHER)).replace(b"ARC-Seal: i=1;", b"ARC-Seal: i=1; zz;")
    outcome = verified(raw)
    assert codes(outcome) == ["arc.malformed-field", "arc.altered-set"]
    told = outcome.findings[1]
    assert (told["since"], told["first"], told["last"]) == (1, 2, 2)
    assert "a field of sets 1 and 2 was changed" in told.message


def test_a_link_is_shown_in_a_line() -> None:
    seal = chain_of(sealed((RSA,))).sets[0].seal
    assert repr(seal) == "<Link d=lists.example s=s1: key fits, body not-judged, signed fits>"
