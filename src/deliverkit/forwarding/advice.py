"""Who must act, so that mail that takes this way arrives?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from ..core.evidence import Evidence
from ..core.findings import Finding
from ..dmarc import Disposition
from .advice_envelope import envelope_advice, refusal_advice
from .hops import EnvelopeUse, Hop
from .path import Because, Fate, Path, SignatureSeen, Stage
from .rules import envelope, fate, seals, signatures

__all__ = ["advice"]


def advice(path: Path) -> tuple[Finding, ...]:
    """What is to be said of *path*: first what broke, by whoever must mend it, then what came of it."""
    return tuple(_advice(path))


def _advice(path: Path) -> Iterator[Finding]:
    first, last = path.stages[0], path.last
    if not first.author:
        yield fate.no_author(text="")
    if last is first:
        if not first.passes_on:
            yield fate.refused_unforwarded(
                receiver=first.receiver, author=first.author, fate=first.fate.value, why=first.because.value
            )
        return
    yield from _of_circles(path)
    if first.author and not last.author:
        yield fate.author_lost(host=_renaming_host(path), author=first.author, receiver=last.receiver)
    for stage in path.stages[1:]:
        yield from envelope_advice(stage, path.hops[stage.number - 1])
    if last.fails_dmarc:
        yield from _of_signatures(path)
    yield from _of_seals(path)
    yield from _of_alignment(path)
    yield from _of_fate(path)


def _of_circles(path: Path) -> Iterator[Finding]:
    """That the mail comes to a mailbox twice; a list may be written to again by its members."""
    seen: set[str] = set()
    for stage in path.stages[:-1]:
        address = stage.recipient.lower()
        if address in seen and path.hops[stage.number].envelope is not EnvelopeUse.OWN:
            yield fate.goes_in_circles(address=stage.recipient, host=stage.host)
            return
        seen.update(filter(None, (address,)))


def _of_signatures(path: Path) -> Iterator[Finding]:
    """Why no signature of the author's domain is whole at the end."""
    last = path.last
    mine = _aligned_domains(path)
    rejects = last.dmarc is not None and last.dmarc.policy is Disposition.REJECT
    # one that never fitted may have been taken out on the way, as it is of no use
    held = _failing(last, mine) or _failing(path.stages[0], mine)
    renamed = _renaming_host(path)
    if not held and renamed:
        yield signatures.rewritten_from_not_signed(host=renamed, domain=last.author, receiver=last.receiver)
    elif not held:
        signers = tuple(dict.fromkeys(one.domain for one in last.signatures))
        if signers:
            yield signatures.signature_not_aligned(domain=last.author, signers=signers, receiver=last.receiver)
        else:
            yield signatures.not_signed(domain=last.author, receiver=last.receiver)
        if rejects:
            yield signatures.reject_without_dkim(domain=last.author)
    lists = [hop.host for hop in path.hops if hop.envelope is EnvelopeUse.OWN]
    for one in held:
        stage, seen = (last, one) if one.broken is not None else _as_it_came(path, one)
        yield _of_broken(path, seen, lists).seen_in(*_evidence(stage, seen))
    broken = [one.broken.host for one in held if one.broken is not None and one.broken.host in lists]
    if broken and rejects:
        yield signatures.reject_while_posting_to_lists(domain=last.author, host=broken[0])


def _failing(stage: Stage, domains: Collection[str]) -> list[SignatureSeen]:
    return [one for one in stage.signatures if one.domain in domains and one.result != "pass"]


def _renaming_host(path: Path) -> str:
    """Who put the author's address into From that stands there at the end; empty where the mail came with it."""
    stages = path.stages
    at = max((one.number for one in stages[1:] if one.author != stages[one.number - 1].author), default=0)
    return path.hops[at - 1].host if at else ""


def _aligned_domains(path: Path) -> set[str]:
    """The domains that are the author's, as the author is at the end."""
    evaluations = [stage.dmarc for stage in path.stages if stage.author == path.last.author]
    found = [one for evaluation in evaluations if evaluation is not None for one in evaluation.identifiers]
    return {one.domain for one in found if one.method == "dkim" and one.aligned}


def _as_it_came(path: Path, one: SignatureSeen) -> tuple[Stage, SignatureSeen]:
    """Where the signature *one*, which nobody on the way broke, was found not to pass, and how it was seen there."""
    whose = one.domain, one.selector, one.host
    sights = ((stage, seen) for stage in path.stages for seen in stage.signatures if seen.result != "pass")
    return next((stage, seen) for stage, seen in sights if (seen.domain, seen.selector, seen.host) == whose)


def _of_broken(path: Path, one: SignatureSeen, lists: Sequence[str]) -> Finding:
    last, broken = path.last, one.broken
    if broken is None and one.host:
        return signatures.own_signature_fails(
            host=one.host, domain=one.domain, selector=one.selector, result=one.result, reason=one.reason
        )
    if broken is None:
        return signatures.broken_at_origin(
            domain=one.domain, selector=one.selector, result=one.result, reason=one.reason
        )
    rule = signatures.list_keeps_from if broken.host in lists else signatures.edit_breaks_dkim
    return rule(
        host=broken.host,
        change=broken.change,
        part=broken.part,
        domain=one.domain,
        selector=one.selector,
        author=last.author,
    )


def _evidence(stage: Stage, one: SignatureSeen) -> tuple[Evidence, ...]:
    """Where it can be seen that a signature of a message does not fit."""
    for finding in stage.findings:
        facts = dict(finding.facts)
        if finding.code == one.reason and (facts.get("domain"), facts.get("selector")) == (one.domain, one.selector):
            return finding.evidence
    return ()


def _of_seals(path: Path) -> Iterator[Finding]:
    last, chain = path.last, path.last.chain
    sealers = tuple(dict.fromkeys(one.domain for one in chain.sealers))
    if chain.broken is not None:
        yield seals.edit_breaks_seal(
            host=chain.broken.host,
            change=chain.broken.change,
            part=chain.broken.part,
            domain=sealers[-1],
            receiver=last.receiver,
        )
    if last.because is Because.ARC:
        yield seals.arc_overrides(receiver=last.receiver, sealers=sealers)
    elif last.because is Because.DMARC and last.fails_dmarc and chain.result == "pass" and _is_vouched(last):
        yield seals.arc_not_trusted(receiver=last.receiver, sealers=sealers)


def _is_vouched(stage: Stage) -> bool:
    return any(one.vouches for one in stage.chain.sealers)


def _of_alignment(path: Path) -> Iterator[Finding]:
    """That SRS mended SPF, and DMARC has nothing of it."""
    last, hop = path.last, path.hops[path.last.number - 1]
    rewritten = last.envelope.use == EnvelopeUse.SRS.value and not last.envelope.why_not
    if rewritten and last.spf is not None and last.spf_result == "pass" and not last.spf_aligned and last.author:
        yield envelope.srs_does_not_align(
            host=hop.host, domain=last.spf.domain, author=last.author, receiver=last.receiver
        )


def _mailbox(hop: Hop) -> str:
    """The mailbox that *hop* forwards; empty where it is not known, or no mailbox but a list."""
    return "" if hop.envelope is EnvelopeUse.OWN else hop.recipient


def _of_fate(path: Path) -> Iterator[Finding]:
    last, hop = path.last, path.hops[path.last.number - 1]
    if last.because is Because.SPF:
        yield refusal_advice(last, hop)
    elif last.fate is Fate.REFUSED:
        yield fate.refused(receiver=last.receiver, author=last.author, address=_mailbox(hop))
    elif last.fate is Fate.QUARANTINED:
        yield fate.quarantined(receiver=last.receiver, author=last.author, address=_mailbox(hop))
    elif last.fails_dmarc and last.because is Because.NOTHING:
        disposition = last.disposition or Disposition.NONE
        yield fate.dmarc_fails(receiver=last.receiver, author=last.author, disposition=disposition.value)
