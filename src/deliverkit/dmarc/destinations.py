"""Will reports reach the addresses of this record?  May they be sent there, and does anybody take them?

RFC 9990 section 4 ("Verifying External Destinations"); RFC 9991 has the same for failure reports.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from ..core.budget import Budget
from ..core.evidence import Evidence
from ..core.findings import Finding
from ..core.names import fits
from ..core.outcome import Outcome, Unknown
from ..core.questions import Answer, Dns, Mx, Status, Txt, a, aaaa, mx, txt
from ..core.steps import Steps, ask_all, together
from .grammar import is_dmarc, text_of
from .organizational import organizational_domain
from .record import Record, read
from .rules import destinations as rules

__all__ = ["judge_destinations"]

_REPORT: Final = "._report._dmarc."
_AUTHORIZATION: Final = "v=DMARC1;"  # the grammar of RFC 7489 section 6.4 wants the semicolon
_MOST_QUESTIONS: Final = 12  # of one destination: its walk, its record, its MX, A and AAAA
_MOST_NAMED: Final = 10
_GONE: Final = "does not exist"
_WHAT: Final = "whether reports reach {}"


class _Destination(NamedTuple):
    """A domain that reports are to be sent to, and the addresses there."""

    domain: str
    addresses: tuple[str, ...]


class _Source(NamedTuple):
    """The domain whose record asks for reports, its organization, and the source of the record as evidence."""

    domain: str
    organizational: str
    text: str
    uri: str


def judge_destinations(
    record: Record, domain: str, organizational: str, uri: str, budget: Budget
) -> Steps[Outcome[None]]:
    """Judge the report addresses of a record.

    Arguments:
        record: the record.
        domain: the domain it stands at.
        organizational: the organizational domain of that; empty where it is not known.
        uri: the URI of the question that the record answers.
        budget: ``questions`` bounds the DNS questions.
    """
    source = _Source(domain, organizational, record.text, uri)
    taken: list[_Destination] = []
    left: list[_Destination] = []
    for one in _destinations(record):
        (taken if not left and budget.spend("questions", _MOST_QUESTIONS) else left).append(one)
    judged: Sequence[Outcome[None]] = yield from together(*[_judge(source, one) for one in taken])
    limit = f"limit: questions ({budget.limits.questions})"
    refused = tuple(Unknown(what=_WHAT.format(one.domain), why=limit) for one in left[:_MOST_NAMED])
    return Outcome(
        value=None,
        findings=tuple(finding for one in judged for finding in one.findings),
        unknown=(*(unknown for one in judged for unknown in one.unknown), *refused),
    )


def _destinations(record: Record) -> Iterator[_Destination]:
    found: dict[str, dict[str, None]] = {}
    for one in (*record.rua, *record.ruf):
        if one.valid and one.domain:
            found.setdefault(one.domain, {})[one.address] = None
    for domain, addresses in found.items():
        yield _Destination(domain, tuple(addresses))


def _judge(source: _Source, one: _Destination) -> Steps[Outcome[None]]:
    allowed, taken = yield from together(_allowed(source, one), _taken(source, one))
    if any(("why", _GONE) in finding.facts for finding in taken.findings):
        return taken  # nobody can give leave there
    return Outcome(value=None, findings=allowed.findings + taken.findings, unknown=allowed.unknown + taken.unknown)


def _allowed(source: _Source, one: _Destination) -> Steps[Outcome[None]]:
    """Whether receivers may send reports there."""
    if one.domain in (source.domain, source.organizational):
        return Outcome(value=None)
    walked = yield from organizational_domain(one.domain)
    # "the Organizational Domain at which that record was discovered is not identical to the Organizational Domain of
    # the host part"
    if not source.organizational or walked.value is None:
        why = walked.unknown[0].why if walked.unknown else "its organizational domain is not known"
        return Outcome(value=None, unknown=(Unknown(what=_WHAT.format(one.domain), why=why),))
    if walked.value == source.organizational:
        return Outcome(value=None)
    name = f"{source.domain}{_REPORT}{one.domain}"
    if not fits(name):
        # "If the length of the constructed name exceed DNS limits, a positive determination ... cannot be made"
        return Outcome(value=None, findings=(_refused(source, one, name, ""),))
    question = txt(name)
    answer: Answer[Txt]
    (answer,) = yield from ask_all((question,))
    if answer.status is Status.UNREACHABLE:
        unknown = Unknown(what=_WHAT.format(one.domain), why=answer.reason, question=question)
        return Outcome(value=None, unknown=(unknown,))
    confirmations = [record for record in answer.records if is_dmarc(record)]
    if not confirmations:
        wait = None if answer.ttl is None else timedelta(seconds=answer.ttl)
        return Outcome(value=None, findings=(_refused(source, one, name, _AUTHORIZATION).retest_after(wait),))
    return Outcome(value=None, findings=tuple(_redirected(source, one, question, confirmations)))


def _refused(source: _Source, one: _Destination, name: str, authorization: str) -> Finding:
    finding = rules.unauthorized_destination(
        domain=source.domain,
        destination=one.domain,
        addresses=one.addresses,
        name=name,
        authorization=authorization,
    )
    return _shown(finding, source, one)


def _redirected(
    source: _Source, one: _Destination, question: Dns[Txt], confirmations: Sequence[Txt]
) -> Iterator[Finding]:
    """What follows from addresses in the destination's own record."""
    for confirmation in confirmations[:1]:
        text = text_of(confirmation)
        instead = [uri for uri in read(text).rua if uri.valid]
        others = tuple(uri.address or uri.text for uri in instead if uri.domain != one.domain)
        # "the overriding URI MUST use the same destination host from the first step"
        rule = rules.refused_redirection if others else rules.redirected_reports
        told = others or tuple(uri.address for uri in instead if uri.address not in one.addresses)
        if told:
            finding = rule(domain=source.domain, destination=one.domain, name=question.name, instead=told)
            yield finding.about(source.domain).seen_in(Evidence.cut(question.uri, text))


def _taken(source: _Source, one: _Destination) -> Steps[Outcome[None]]:
    """Whether anybody takes mail there."""
    asked = (mx(one.domain), a(one.domain), aaaa(one.domain))
    answers = yield asked
    exchanges: Answer[Mx] = answers[0]
    if any(record.exchange for record in exchanges.records):
        return Outcome(value=None)
    why = ""
    if exchanges.records:
        why = "says with a null MX that it takes no mail"
    elif not any(answer.records for answer in answers[1:]):
        for question, answer in zip(asked, answers, strict=True):
            if answer.status is Status.UNREACHABLE:
                unknown = Unknown(what=f"whether {one.domain} takes mail", why=answer.reason, question=question)
                return Outcome(value=None, unknown=(unknown,))
        missing = exchanges.status is Status.NO_NAME
        why = _GONE if missing else "has neither a mail host (MX) nor an address"
    elif exchanges.status is Status.UNREACHABLE:
        unknown = Unknown(what=f"whether {one.domain} takes mail", why=exchanges.reason, question=asked[0])
        return Outcome(value=None, unknown=(unknown,))
    if not why:
        return Outcome(value=None)
    finding = rules.undeliverable_destination(
        domain=source.domain, destination=one.domain, addresses=one.addresses, why=why
    )
    return Outcome(value=None, findings=(_shown(finding, source, one),))


def _shown(finding: Finding, source: _Source, one: _Destination) -> Finding:
    spans = [uri.span for uri in (*read(source.text).rua, *read(source.text).ruf) if uri.domain == one.domain]
    return finding.about(source.domain).seen_in(*(Evidence.cut(source.uri, source.text, *span) for span in spans[:3]))
