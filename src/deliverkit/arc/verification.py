"""Is the chain of custody of this mail whole?  If not: which link is broken, and why?  (RFC 8617 section 5.2)

outcome = dk.run(dk.arc.verify(raw))
outcome.value.result, [one.domain for one in outcome.value.sets]
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from ..core.findings import Finding
from ..core.outcome import Outcome, Unknown
from ..core.questions import Answer, Clock, Dns, Question, Txt
from ..core.steps import Steps, ask_all, check
from ..dkim.arguments import expect
from ..dkim.keys.answer import read_keys
from ..dkim.keys.cache import KeyCache
from ..dkim.verifying.judging import Bodies
from ..dkim.verifying.wire import in_wire_form, unread
from ..message import Message
from .key_reasons import key_faults, keys_not_tried, several_keys
from .links import Known, judge_seal, judge_signature, question_of, seal_digests
from .members import Members, arc_set, unjudged
from .older import Older, judge_older
from .reasons import seal_faults, signature_faults, uncovered_body
from .result import Chain, Link, Result
from .rules import structure as rules
from .sets import ArcFields, read_fields
from .settings import DEFAULT_SETTINGS, Settings
from .structure import Fault, structure_faults

__all__ = ["verify"]


@check
def verify(
    message: bytes | bytearray | memoryview | Message,
    *,
    keys: KeyCache | None = None,
    settings: Settings = DEFAULT_SETTINGS,
) -> Steps[Outcome[Chain]]:
    """Validate the Authenticated Received Chain of a message.

    A message without ARC has nothing to judge: the result is ``none``, and there is no finding. What cannot be known
    because the DNS did not answer is an unknown here, and the result is None; a receiver takes it as failed ("All
    errors, including DNS failures, become unrecoverable", RFC 8617 section 5.2.1).

    Arguments:
        message: the message, whole.
        keys: a cache of keys, for who verifies many messages.
        settings: the numbers a validator may choose.

    Raises:
        UsageError: *message* is text or an email.message.Message, or *keys* or *settings* are of another kind.
    """
    expect("arc.verify(settings=...)", settings, Settings, "an arc.Settings", "leave it out for the default")
    if keys is not None:
        expect("arc.verify(keys=...)", keys, KeyCache, "a dkim.KeyCache", "the keys themselves are looked up")
    mail = in_wire_form(message, asked="arc.verify")
    fields = read_fields(mail)
    unknown = _limit(mail, fields)
    if unknown is not None:
        return Outcome(Chain(None), (), (unknown,))
    if not fields.most:
        # "If there are none, the Chain Validation Status is "none", and the algorithm stops here."
        return Outcome(Chain(Result.NONE), applies=False)
    historic = rules.historic(sets=len(fields.sets) or fields.most)
    faults = structure_faults(fields)
    if faults:
        chain = _chain(faults, ())._replace(sets=tuple(map(unjudged, fields.sets)))
        return Outcome(chain, (*(fault.finding for fault in faults), historic))
    members = tuple(map(Members.of, fields.sets))
    answers, now = yield from _ask(members)
    cache = KeyCache() if keys is None else keys
    earliest = None if now is None else now - settings.clock_skew
    records = {question: read_keys(answer) for question, answer in answers.items()}
    known = Known(mail, Bodies(mail), answers, records, cache, settings.max_keys, earliest)
    return _outcome(known, members, now, historic)


def _limit(mail: Message, fields: ArcFields) -> Unknown | None:
    """That a limit left something unread that may belong to the chain, if one did."""
    limit = unread(mail)
    if limit is not None:
        return Unknown(what="the ARC chain", why=limit.why)
    if len(fields.sets) > mail.limits.signatures:
        return Unknown(what="the ARC chain", why=f"limit: signatures ({mail.limits.signatures})")
    return None


def _ask(members: Sequence[Members]) -> Steps[tuple[dict[Dns[Txt], Answer[Txt]], float | None]]:
    """All keys in one batch, and the time where a signature that expires depends on it."""
    signatures = [one.signature for one in members if not one.signature_form.faults]
    seals = [one.seal for one in members if not one.seal_form.faults]
    keys = tuple(dict.fromkeys(map(question_of, (*signatures, *seals))))
    clock = (Clock(),) if any(one.expires_at is not None for one in signatures) else ()
    told = yield from ask_all(cast("tuple[Question[Any], ...]", (*keys, *clock)))
    time: datetime | None = told[-1] if clock else None
    return dict(zip(keys, told, strict=False)), None if time is None else time.timestamp()


def _outcome(known: Known, members: Sequence[Members], now: float | None, historic: Finding) -> Outcome[Chain]:
    newest = members[-1]
    signature = Link(newest.signature)
    if not newest.signature_form.faults:
        # "Validate the AMS with the greatest instance value"
        signature = judge_signature(known, newest.signature, always_body=True)
    older = judge_older(known, members) if signature.fits else Older({})
    # "Validate each AS"
    digests = seal_digests(members)
    seals = [
        Link(one.seal) if one.seal_form.faults else judge_seal(known, one.seal, digest)
        for one, digest in zip(members, digests, strict=True)
    ]
    needed = [(newest.instance, signature)] if not newest.signature_form.faults else []
    needed += [(one.instance, seal) for one, seal in zip(members, seals, strict=True) if not one.seal_form.faults]
    failing, silent, unknown = key_faults(needed, known.answers)
    faults = (
        *_form_faults(members),
        *signature_faults(newest.instance, signature, seals[-1], now),
        *failing,
        *seal_faults(seals, signature),
    )
    links = {**older.links, newest.instance: signature}
    judged = (signature, *older.links.values(), *seals)
    sets = tuple(
        arc_set(one.instance, one.results, links.get(one.instance, Link(one.signature)), seal)
        for one, seal in zip(members, seals, strict=True)
    )
    chain = _chain(faults, silent)._replace(sets=sets, oldest_pass=older.oldest_pass)
    told = (
        *(one.finding for one in (*faults, *silent)),
        *several_keys(judged, known.answers),
        *_form_remarks(members),
        *(finding for instance in sorted(links) for finding in uncovered_body(instance, links[instance])),
        *older.remarks,
        historic,
    )
    return Outcome(chain, told, (*unknown, *older.unknown, *keys_not_tried(judged, known.records, known.max_keys)))


def _form_faults(members: Sequence[Members]) -> tuple[Fault, ...]:
    newest = members[-1]
    found = [Fault(newest.instance, one) for one in newest.signature_form.faults]
    for one in members[:-1]:
        found += [Fault(one.instance, fatal) for fatal in one.signature_form.fatal]
    for one in members:
        found += [Fault(one.instance, fault) for fault in one.seal_form.faults]
    return tuple(found)


def _form_remarks(members: Sequence[Members]) -> tuple[Finding, ...]:
    seals = [remark for one in members for remark in one.seal_form.remarks]
    return (*members[-1].signature_form.remarks, *seals)


def _chain(faults: Sequence[Fault], silent: Sequence[Fault]) -> Chain:
    if faults:
        return Chain(Result.FAIL, broken_at=faults[0].instance, reason=faults[0].finding.code)
    if silent:
        return Chain(None, broken_at=None, reason=silent[0].finding.code)
    return Chain(Result.PASS)
