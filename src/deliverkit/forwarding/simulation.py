"""Will this mail survive being passed on, and who must act if it will not?  (RFC 7960)

path = dk.run(dk.simulate_forwarding("john@a.example", [Hop("mx.b.example", "192.0.2.7", envelope="srs")])).value
print(path)
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from .. import dkim, spf
from ..core.errors import UsageError
from ..core.outcome import Outcome, Unknown
from ..core.questions import Clock
from ..core.steps import Steps, ask, check
from ..dkim.arguments import expect
from ..dkim.settings import DEFAULT_SETTINGS
from ..dkim.verifying.wire import in_wire_form
from ..dmarc import Authenticated, Evaluation, evaluate
from ..message import Message, read_addresses, read_return_path
from .advice import advice
from .envelope import rewritten
from .hops import MOST_HOPS, EnvelopeUse, Hop, Origin, Receiver, Signing
from .mail import Mail, Seal
from .path import Because, Fate, Path, Rewriting, Stage
from .receiving import Judged, decide, judge_message
from .remembering import Told, remembered
from .results import results_of
from .rules import fate as rules

__all__ = ["simulate_forwarding"]

_RECEIVER: Final = Receiver()
_NOWHERE: Final = Origin("", "0.0.0.0")  # noqa: S104  # nobody is bound to it: the author's server is not known
_NAMELESS: Final = "the receiver"
_MOST_SHOWN: Final = 120


class _Way(NamedTuple):
    """What stays the same all the way."""

    hops: tuple[Hop, ...]
    receiver: Receiver
    origin: Origin
    keys: dkim.KeyCache
    told: Told


class _Start(NamedTuple):
    """With what the way begins."""

    author: str
    mail: Mail
    sender: str


@check
def simulate_forwarding(
    message_or_author: bytes | bytearray | memoryview | Message | str,
    hops: Sequence[Hop],
    *,
    receiver: Receiver = _RECEIVER,
    sender: str | None = None,
    origin: Origin | None = None,
    signed: Sequence[Signing] | None = None,
    settings: dkim.Settings = DEFAULT_SETTINGS,
) -> Steps[Outcome[Path]]:
    """Pass a mail on from server to server, and judge it at each as that server would (RFC 7960).

    Of a message, every change is made to its octets, and its DKIM signatures and ARC sets are verified again after it.
    Of an author, signatures are symbolic: supposed to be there with keys in order, and broken by what they cover being
    changed. SPF and DMARC are judged by what stands in the DNS either way.

    Arguments:
        message_or_author: the message, or the address or domain of an author.
        hops: the servers that pass it on, 50 at most, in order.
        receiver: who receives it in the end.
        sender: the envelope sender that the author's server gives, ``""`` for none; None for the message's Return-Path,
            or the author's address.
        origin: the author's server; None where it is not known: that the mail came to the first hop is taken as given,
            and a receiver without a hop before it has DKIM alone to judge by.
        signed: how the author's mail is signed, where there is no message; None for a signature of the author's domain
            that covers what is usual, relaxed/relaxed; () for mail that is not signed.
        settings: how hard it is explained why a signature of a message fails, and other limits.

    Returns:
        A check whose outcome's value is the :class:`Path`, one stage a server, up to the one that does not take the
        mail. The findings name who must act: the author's side, the forwarder, the list or the recipient; what SPF,
        DKIM, ARC and DMARC say at each server stands in the stages. The value is None where the author given has no
        domain. Each question is asked once; the time only where a hop signs, seals or uses SRS, or a signature depends
        on it.

    Raises:
        UsageError: there are more than 50 hops, or an argument is of another kind. No octets of a message raise
            anything.

    >>> import deliverkit as dk
    >>> world = dk.TableResolver({
    ...     ("_dmarc.a.example", "TXT"): ["v=DMARC1; p=reject"],
    ...     ("b.example", "TXT"): ["v=spf1 ip4:198.51.100.7 -all"],
    ... })
    >>> redirect = Hop("mx.b.example", "198.51.100.7", "ben@b.example", envelope="srs")
    >>> outcome = dk.run(simulate_forwarding("anna@a.example", [redirect], signed=()), resolver=world)
    >>> outcome.value.summary
    'DMARC fail: SPF passes, not aligned'
    >>> [(finding.code, finding.remedy.by.value) for finding in outcome.findings]  # doctest: +NORMALIZE_WHITESPACE
    [('forwarding.not-signed', 'sending admin'), ('forwarding.reject-without-dkim', 'domain owner'),
     ('forwarding.srs-does-not-align', 'nobody'), ('forwarding.refused', 'recipient')]
    """
    way = _Way(_checked_hops(hops), receiver, origin or _NOWHERE, dkim.KeyCache(), {})
    _check_others(receiver, sender, origin)
    expect("simulate_forwarding(settings=...)", settings, dkim.Settings, "a dkim.Settings")
    start = _start(message_or_author, sender, signed)
    if start is None:
        told = str(message_or_author)[:_MOST_SHOWN]
        return Outcome(value=None, findings=(rules.no_author(text=told),))
    now = (yield from remembered(ask(Clock()), way.told)) if _needs_clock(way.hops) else None
    mail, envelope = start.mail, Rewriting(start.sender, "keep")
    stages: list[Stage] = []
    judged = yield from judge_message(mail, way.keys, way.told, settings)
    mail = mail.verified(judged.failing)
    while True:
        stage = yield from _hand_over(way, len(stages), envelope, judged)
        stages.append(stage)
        if len(stages) > len(way.hops) or not stage.passes_on:
            break
        hop, before = way.hops[stage.number], mail
        mail = _passed_on(hop, mail, stage, judged, now)
        envelope = rewritten(hop, envelope.address, now or 0)
        if mail is not before:
            judged = yield from judge_message(mail, way.keys, way.told, settings)
            mail = mail.verified(judged.failing)
    bare = tuple(hop.without_secrets() for hop in way.hops)
    path = Path(start.author, start.mail.message is None, bare, way.receiver, tuple(stages))
    return Outcome(value=path, findings=advice(path), unknown=_unknown(path))


def _hand_over(way: _Way, number: int, envelope: Rewriting, judged: Judged) -> Steps[Stage]:
    """What the server behind hop *number* finds out; 0 is the author's server."""
    hop = way.hops[number - 1] if number else None
    after = way.hops[number] if number < len(way.hops) else None
    receiver = way.receiver if after is None else after.receiver
    host, ip = (way.origin.host, way.origin.ip) if hop is None else (hop.host, hop.ip)
    from_nowhere = hop is None and way.origin is _NOWHERE
    premised = from_nowhere and after is not None
    checked: Outcome[spf.SpfResult] = Outcome(value=None)
    if not from_nowhere:
        checked = yield from remembered(spf.check_host(ip, envelope.address, host), way.told)
    evaluated: Outcome[Evaluation] = Outcome(value=None)
    if judged.author:
        signed = [Authenticated(one.domain, one.result, one.selector) for one in judged.signatures]
        evaluated = yield from remembered(evaluate(judged.author, checked.value, signed), way.told)
    fate, because = decide(receiver, checked.value, evaluated.value, judged.chain)
    if premised:
        fate, because = Fate.ACCEPTED, Because.PREMISE
    unknown = (*checked.unknown, *judged.unknown, *(() if premised else evaluated.unknown))
    return Stage(
        number,
        host,
        "" if from_nowhere else ip,
        receiver.host or _NAMELESS,
        "" if after is None else after.recipient,
        envelope,
        () if hop is None else _done(hop),
        judged.author,
        checked.value,
        judged.signatures,
        judged.chain,
        evaluated.value,
        fate,
        because,
        (*checked.findings, *judged.findings, *evaluated.findings),
        unknown,
    )


def _done(hop: Hop) -> tuple[str, ...]:
    """What *hop* does to the message, in words."""
    signs = () if hop.dkim_sign is None else (f"signs for {hop.dkim_sign.domain}",)
    seals = () if hop.arc_seal is None else (f"seals as {hop.arc_seal.domain}",)
    return (*(one.name for one in hop.changes), *signs, *seals)


def _passed_on(hop: Hop, mail: Mail, stage: Stage, judged: Judged, now: datetime | None) -> Mail:
    """The mail as *hop* hands it on, after it came at *stage*."""
    for change in hop.changes:
        mail = mail.changed(change, hop.host)
    if hop.dkim_sign is not None:
        mail = mail.signed(hop.dkim_sign, hop.host, now)
    if hop.arc_seal is not None:
        # "there is no need to proceed" where the chain was failed (RFC 8617 section 5.1): a chain that is broken gets
        # one more seal, which says so
        said = Seal(stage.chain.result in ("none", "pass"), stage.dmarc_result == "pass")
        mail = mail.sealed(hop.arc_seal, hop.host, results_of(stage), said=said, chain=judged.arc, now=now)
    return mail


def _needs_clock(hops: Sequence[Hop]) -> bool:
    signing = [one for hop in hops for one in (hop.dkim_sign, hop.arc_seal) if one is not None]
    return any(hop.envelope is EnvelopeUse.SRS for hop in hops) or any(one.key is not None for one in signing)


def _unknown(path: Path) -> tuple[Unknown, ...]:
    """What could not be known, once each; what was done to a message on the way is known."""
    first, *others = path.stages
    told = [*first.unknown, *(one for stage in others for one in stage.unknown if one.question is not None)]
    return tuple(dict.fromkeys(told))


def _start(
    given: bytes | bytearray | memoryview | Message | str, sender: str | None, signed: Sequence[Signing] | None
) -> _Start | None:
    if isinstance(given, str):
        return _symbolic(given, sender, signed)
    if signed is not None:
        raise UsageError(
            "simulate_forwarding(signed=...) is for an author without a message; a message is signed as it is"
        )
    message = in_wire_form(given, asked="simulate_forwarding")
    author = message.get("From")
    found = () if author is None else read_addresses(author.value).mailboxes
    address = next((one.address for one in found), "")
    if sender is None:
        path = message.get("Return-Path")
        told = None if path is None else read_return_path(path.value)
        sender = address if told is None else told
    return _Start(address, Mail.of(message), sender)


def _symbolic(author: str, sender: str | None, signed: Sequence[Signing] | None) -> _Start | None:
    local_part, _, given = author.strip().rpartition("@")
    try:
        usual = Signing(given)
    except UsageError:
        return None  # nobody can sign for what is no domain
    domain = usual.domain
    address = f"{local_part or 'author'}@{domain}"
    expect("simulate_forwarding(signed=...)", () if signed is None else signed, Sequence, "several signatures, or ()")
    mail = Mail(None, address)
    for one in (usual,) if signed is None else signed:
        expect("simulate_forwarding(signed=...)", one, Signing, "several of forwarding.Signing, or ()")
        mail = mail.signed(one, "", None)
    return _Start(author.strip() if local_part else domain, mail, address if sender is None else sender)


def _checked_hops(hops: Sequence[Hop]) -> tuple[Hop, ...]:
    advised = "[forwarding.Hop('mx.b.example', '192.0.2.7')]"
    expect("simulate_forwarding(hops=...)", hops, Sequence, f"several hops, such as {advised}")
    checked = tuple(hops)
    for one in checked:
        expect("simulate_forwarding(hops=...)", one, Hop, f"hops, such as {advised}")
    if len(checked) > MOST_HOPS:
        raise UsageError(
            f"simulate_forwarding(hops=...) takes {MOST_HOPS} hops at most: servers refuse mail that made more"
        )
    return checked


def _check_others(receiver: object, sender: object, origin: object) -> None:
    expect("simulate_forwarding(receiver=...)", receiver, Receiver, "a forwarding.Receiver")
    if sender is not None:
        expect("simulate_forwarding(sender=...)", sender, str, "an address, or '' for the null sender")
    if origin is not None:
        expect("simulate_forwarding(origin=...)", origin, Origin, "a forwarding.Origin", "it is the author's server")
