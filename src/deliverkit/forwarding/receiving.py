"""What does a server find out about the mail that it is offered, and what does it do?  (RFC 7489 section 10.1)"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .. import arc, dkim, spf
from ..core.findings import Finding
from ..core.outcome import Outcome, Unknown
from ..core.steps import Steps, together
from ..dmarc import Disposition, Evaluation, author_domain
from ..dmarc import Result as DmarcResult
from .hops import Receiver
from .mail import REMOVED, Break, Mail, Name, Tracked
from .path import Because, ChainSeen, Fate, Sealer, SignatureSeen
from .remembering import Told, remembered

__all__ = ["Judged", "decide", "judge_message", "vouched_for"]


class Judged(NamedTuple):
    """What a server finds in the message itself.

    Arguments:
        author: the domain in From; empty where there is none that DMARC could take.
        signatures: the DKIM signatures.
        chain: the ARC chain.
        arc: the chain that stands in the message, for who seals it.
        failing: the signatures in it that do not pass, each a kind and a name.
        findings: what was found.
        unknown: what could not be known.
    """

    author: str
    signatures: tuple[SignatureSeen, ...]
    chain: ChainSeen
    arc: arc.Chain
    failing: frozenset[tuple[str, Name]] = frozenset()
    findings: tuple[Finding, ...] = ()
    unknown: tuple[Unknown, ...] = ()


def judge_message(mail: Mail, keys: dkim.KeyCache, told: Told, settings: dkim.Settings) -> Steps[Judged]:
    """The signatures and the chain of *mail*, and its author; *told* is what was answered before."""
    supposed = tuple(map(_supposed, mail.supposed("dkim")))
    message = mail.message
    if message is None:
        chain = arc.Chain(arc.Result.NONE)
        domain = mail.author.rpartition("@")[2]
        return Judged(domain, supposed, _chain(mail, Outcome(chain)), chain)
    signed, sealed = yield from remembered(
        together(dkim.verify(message, keys=keys, settings=settings), arc.verify(message, keys=keys)), told
    )
    author = author_domain(message)
    chain = sealed.value or arc.Chain(None)
    seen = (*(_real(mail, one, signed.findings) for one in signed.value or ()), *_gone(mail))
    return Judged(
        author.value or "",
        (*seen, *supposed),
        _chain(mail, sealed),
        chain,
        frozenset(_failing(signed.value or (), chain)),
        (*author.findings, *signed.findings, *sealed.findings),
        (*author.unknown, *signed.unknown, *sealed.unknown),
    )


def _failing(signatures: Sequence[dkim.Signature], chain: arc.Chain) -> Iterator[tuple[str, Name]]:
    for one in signatures:
        if one.result is not dkim.Result.PASS:
            yield "dkim", (one.domain, one.selector, one.header.signature)
    newest = None if chain.newest is None or chain.result is arc.Result.PASS else chain.newest.signature
    if newest is not None:
        yield "arc", (newest.domain, newest.selector, newest.header.signature)


def _real(mail: Mail, signature: dkim.Signature, findings: Sequence[Finding]) -> SignatureSeen:
    """A signature that stands in the message."""
    known = mail.broken("dkim", signature.domain, signature.selector, signature.header.signature)
    result = signature.result.value
    broken = None if known is None or signature.result is dkim.Result.PASS else known.broken
    said = (one.message for one in findings if one.code == signature.reason and _is_about(one, signature))
    why = next(said, signature.reason)
    host = "" if known is None else known.host
    return SignatureSeen(
        signature.domain,
        signature.selector,
        result,
        signature.reason,
        why if signature.reason else "",
        host,
        broken=broken,
    )


def _is_about(finding: Finding, signature: dkim.Signature) -> bool:
    facts = dict(finding.facts)
    return facts.get("domain") == signature.domain and facts.get("selector") == signature.selector


def _gone(mail: Mail) -> Iterator[SignatureSeen]:
    """The signatures that somebody on the way took out."""
    for one in mail.tracked:
        broken = one.broken
        if one.kind == "dkim" and broken is not None and broken.part == REMOVED:
            why = f"{broken.host} {broken.change}, and the signature is gone"
            yield SignatureSeen(one.domain, one.selector, "none", "dkim.not-signed", why, one.host, broken=broken)


def _supposed(one: Tracked) -> SignatureSeen:
    """A signature that is supposed to be there: its key is in order, so only a change can break it."""
    if one.broken is None:
        return SignatureSeen(one.domain, one.selector, "pass", host=one.host, symbolic=True)
    code, why = f"dkim.{one.broken.part}-altered", _told(one.broken)
    return SignatureSeen(one.domain, one.selector, "fail", code, why, one.host, symbolic=True, broken=one.broken)


def _told(broken: Break) -> str:
    return f"{broken.host} {broken.change}, and the {broken.part} is covered"


def _chain(mail: Mail, found: Outcome[arc.Chain]) -> ChainSeen:
    """The chain in the message with the supposed seals on top of it."""
    chain = found.value or arc.Chain(None)
    sealers = tuple(_sealers(chain))
    supposed = mail.supposed("arc")
    if not supposed:
        why = next((one.message for one in found.findings if one.code == chain.reason), "")
        result = "unknown" if chain.result is None else chain.result.value
        broken = _newest_break(mail, chain) if result == "fail" else None
        return ChainSeen(result, sealers, chain.reason, why, broken=broken)
    sealers += tuple(Sealer(one.domain, one.seal is not None and one.seal.vouches) for one in supposed)
    newest = supposed[-1]
    # "Validate the AMS with the greatest instance value" (RFC 8617 section 5.2): what broke older ones does not matter
    if newest.broken is not None:
        code = f"arc.altered-{newest.broken.part}"
        return ChainSeen("fail", sealers, code, _told(newest.broken), symbolic=True, broken=newest.broken)
    whole = all(one.seal is not None and one.seal.whole for one in supposed)
    why = "" if whole else "the chain was broken before it was sealed"
    return ChainSeen("pass" if whole else "fail", sealers, "" if whole else "arc.declared-broken", why, symbolic=True)


def _newest_break(mail: Mail, chain: arc.Chain) -> Break | None:
    newest = chain.newest
    link = None if newest is None else newest.signature
    known = None if link is None else mail.broken("arc", link.domain, link.selector, link.header.signature)
    return None if known is None else known.broken


def _sealers(chain: arc.Chain) -> Iterator[Sealer]:
    for one in chain.sets:
        results = () if one.results is None else one.results.results
        yield Sealer(one.domain, any((each.method, each.result) == ("dmarc", "pass") for each in results))


def vouched_for(chain: ChainSeen, trusted: Sequence[str]) -> bool:
    """Whether a trusted sealer says that the mail passed DMARC, and all that sealed after it are trusted too.

    "As a matter of local policy, a DMARC processor MAY choose to accept the authentication assessments provided by an
    Authenticated Received Chain" (RFC 8617 section 7.2.1). Whoever sealed last could have written what he liked, so a
    seal is worth as much as those above it.
    """
    if chain.result != "pass":
        return False
    for one in reversed(chain.sealers):
        if one.domain not in trusted:
            return False
        if one.vouches:
            return True
    return False


def decide(
    receiver: Receiver, checked: spf.SpfResult | None, evaluation: Evaluation | None, chain: ChainSeen
) -> tuple[Fate, Because]:
    """What *receiver* does with the mail, and what decides that."""
    if receiver.rejects_spf_fail and checked is not None and checked.result is spf.Result.FAIL:
        # "some receiver architectures might implement SPF in advance of any DMARC operations. This means that a "-"
        # prefix on a sender's SPF mechanism, such as "-all", could cause that rejection to go into effect early in
        # handling, causing message rejection before any DMARC processing takes place" (RFC 7489 section 10.1)
        return Fate.REFUSED, Because.SPF
    if evaluation is None or evaluation.result in (DmarcResult.TEMPERROR, DmarcResult.UNDETERMINED):
        return Fate.UNKNOWN, Because.DMARC
    if evaluation.result is not DmarcResult.FAIL or not receiver.honours_dmarc:
        return Fate.ACCEPTED, Because.NOTHING
    if evaluation.disposition is Disposition.NONE:
        return Fate.ACCEPTED, Because.NOTHING
    if vouched_for(chain, receiver.trusted_sealers):
        return Fate.ACCEPTED, Because.ARC
    rejected = evaluation.disposition is Disposition.REJECT
    return Fate.REFUSED if rejected else Fate.QUARANTINED, Because.DMARC
