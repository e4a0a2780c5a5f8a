"""Who signed this mail, and does each signature fit?  If not: which of key, body and header does not, and why.

RFC 6376 section 6, with RFC 8301 (algorithms and key sizes), RFC 8463 (Ed25519), RFC 8601 section 2.7.1 (results) and
RFC 8616 (internationalized names).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import starmap
from typing import Any, Final, cast

from ...core.findings import Finding
from ...core.names import fits
from ...core.outcome import Outcome, Unknown
from ...core.questions import Answer, Clock, Dns, Question, Txt, txt
from ...core.quick import new
from ...core.steps import Steps, ask_all, check
from ...message import Message
from ..arguments import expect
from ..effort import Effort
from ..keys.answer import read_keys
from ..keys.cache import KeyCache
from ..rules import signature as signature_rules
from ..rules import verification as rules
from ..settings import DEFAULT_SETTINGS, Settings
from ..signature import SignatureHeader, parse_signature
from .deciding import Decided, decide, kept_keys
from .explanation import OtherKey, wants_other_keys
from .hearing import Heard, Run, hear, question_of
from .judging import Bodies
from .other_keys import neighbours
from .result import Signature
from .wire import in_wire_form, unread

__all__ = ["verify"]

_CLOCK: Final = Clock()
_OUTCOME: Final = cast("type[Outcome[tuple[Signature, ...]]]", Outcome)


@check
def verify(
    message: bytes | bytearray | memoryview | Message,
    *,
    keys: KeyCache | None = None,
    settings: Settings = DEFAULT_SETTINGS,
) -> Steps[Outcome[tuple[Signature, ...]]]:
    """Verify every DKIM signature of a message, and say of each that fails what was done to the message or its key.

    Arguments:
        message: the message. Where no line of it ends in CRLF it is taken as a file that holds lines ending in LF.
        keys: a cache of keys, for programs that verify many messages.
        settings: limits, and how hard a failure is explained.

    Returns:
        A check whose outcome's value has one :class:`Signature` for each DKIM-Signature field, from the top; it is
        empty, and the outcome does not apply, where there is none. A result is about the signature alone: look at the
        findings too, where ``dkim.uncovered-field`` tells of a second From that nobody signed. The key of every
        signature is asked for, the time only where a signature has ``t=`` or ``x=``, and keys at other selectors only
        where a key did not make its signature.

    Raises:
        UsageError: *message* is text or an email.message.Message, or *keys* or *settings* are of another kind. No
            octets raise anything.

    >>> import deliverkit as dk
    >>> dk.run(verify(b"From: anna@a.example\\r\\n\\r\\nHello.\\r\\n")).value
    ()
    """
    _judge_arguments(keys, settings)
    mail = in_wire_form(message, asked="dkim.verify")
    limited = unread(mail)
    if limited is not None:
        return Outcome(value=(), unknown=(limited,))
    fields = mail.get_all("DKIM-Signature")
    drafts = _of_drafts(mail)
    if not fields:
        return Outcome(value=(), findings=(rules.not_signed(), *drafts), applies=False)
    most = min(settings.max_signatures, mail.limits.signatures)
    asked = [(header, question_of(header)) for header in map(parse_signature, fields[:most])]
    batch: list[Question[Any]] = list({question: None for _, question in asked if question is not None})
    timed = any(starmap(_depends_on_the_time, asked))
    if timed:
        batch.append(_CLOCK)
    told: tuple[Any, ...] = (yield tuple(batch)) if batch else ()
    answers: dict[Any, Answer[Txt]] = dict(zip(batch, told, strict=False))
    now: float | None = told[-1].timestamp() if timed else None
    run = new(Run, (mail, Bodies(mail), KeyCache() if keys is None else keys, settings, now))
    heard = [hear(run, header, question, answers.get(question)) for header, question in asked]
    # most fit, by the only key at their selector: nothing is to be explained, nobody else to be asked
    plainly = all(map(_fits_alone, heard))
    decided = [decide(run, one) for one in heard] if plainly else (yield from _decide(run, heard))
    signatures = tuple([one.signature for one in decided])
    findings = (*[finding for one in decided for finding in one.findings], *drafts)
    unknown = (*[unknown for one in decided for unknown in one.unknown], *_beyond(len(fields), most, settings))
    return new(_OUTCOME, (signatures, findings, unknown, True))


def _fits_alone(heard: Heard) -> bool:
    return heard.fits and len(heard.keys) == 1


def _decide(run: Run, heard: Sequence[Heard]) -> Steps[list[Decided]]:
    """All results, after other keys were asked for where some may have made a signature."""
    others = {} if all(one.fits for one in heard) else (yield from _other_keys(run, heard))
    keep, efforts = kept_keys(heard), _efforts(heard, run.settings)
    return [
        decide(run, one, effort, others.get(one.header.domain, ()), keep.get(one.question))
        for one, effort in zip(heard, efforts, strict=True)
    ]


def _efforts(heard: Sequence[Heard], settings: Settings) -> list[Effort | None]:
    """What may be spent on explaining each signature: the first that need it share what is allowed."""
    wanting = [number for number, one in enumerate(heard) if one.needs_explaining][: settings.max_explained]
    return [settings.effort(len(wanting)) if number in wanting else None for number in range(len(heard))]


def _judge_arguments(keys: object, settings: object) -> None:
    advice = "a dkim.SigningSettings is for dkim.sign; leave settings=... out for the default"
    expect("dkim.verify(settings=...)", settings, Settings, "a dkim.Settings", advice)
    if keys is not None:
        expect("dkim.verify(keys=...)", keys, KeyCache, "a dkim.KeyCache", "the keys themselves are looked up")


def _depends_on_the_time(header: SignatureHeader, question: Dns[Txt] | None) -> bool:
    return question is not None and (header.signed_at is not None or header.expires_at is not None)


def _other_keys(run: Run, heard: Sequence[Heard]) -> Steps[dict[str, tuple[OtherKey, ...]]]:
    """By domain, the keys at other selectors, where the one that a signature names did not make it."""
    lost = [one for one in heard if wants_other_keys(one)]
    wanted: dict[tuple[str, str], Dns[Txt]] = {}
    for one in lost:
        domain, selector = one.header.domain, one.header.selector
        known = [other.header.selector for other in heard if other.header.domain == domain]
        for other in neighbours(selector, known, run.settings.max_other_keys):
            if fits(name := f"{other}._domainkey.{domain}"):
                wanted.setdefault((domain, other), txt(name))
    places = tuple(wanted)[: run.settings.max_other_keys]
    answers: tuple[Answer[Txt], ...] = yield from ask_all(tuple(wanted[place] for place in places))
    found: dict[str, tuple[OtherKey, ...]] = {}
    for (domain, selector), answer in zip(places, answers, strict=True):
        here = (OtherKey(selector, text) for text in read_keys(answer))
        found[domain] = (*found.get(domain, ()), *here)
    return found


def _of_drafts(message: Message) -> tuple[Finding, ...]:
    """That the message carries fields of DKIM2, if it does: a draft, which must not fail here."""
    index = message.fields.by_name()
    if "dkim2-signature" not in index and "message-instance" not in index:
        return ()
    signatures, instances = message.fields.count("DKIM2-Signature"), message.fields.count("Message-Instance")
    return (signature_rules.dkim2_not_judged(signatures=signatures, instances=instances),)


def _beyond(count: int, most: int, settings: Settings) -> tuple[Unknown, ...]:
    if count <= most:
        return ()
    limit = "max_signatures" if most == settings.max_signatures else "signatures"
    return (Unknown(what=f"{count - most} more DKIM signatures", why=f"limit: {limit} ({most})"),)
