"""What is there to say of the keys of a chain?  (RFC 8617 section 5.2, RFC 6376 sections 3.6.2.2 and 6.1.2)"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ..core.findings import Finding
from ..core.outcome import Unknown
from ..core.questions import Answer, Dns, Status, Txt
from ..dkim.keys.answer import findings_of_answer
from ..dkim.keys.fitness import KeyFitness
from ..dkim.keys.publication import timed
from ..dkim.verifying.result import Leg
from ..message.places import in_field
from .links import question_of
from .result import Link
from .rules import links as rules
from .structure import Fault

__all__ = ["key_faults", "keys_not_tried", "several_keys"]

_MOST_SHOWN: Final = 3  # fields that are shown for one key


def key_faults(
    links: Sequence[tuple[int, Link]], answers: dict[Dns[Txt], Answer[Txt]]
) -> tuple[tuple[Fault, ...], tuple[Fault, ...], tuple[Unknown, ...]]:
    """Which keys make the chain fail, of which nobody could say anything, and that this is not known.

    Each is told once, for all links that need it; *links* are those whose form lets them be judged, by instance.
    """
    needed: dict[tuple[Dns[Txt], KeyFitness | None], list[tuple[int, Link]]] = {}
    for instance, link in links:
        if link.key is not Leg.FITS:
            needed.setdefault((question_of(link.header), link.fitness), []).append((instance, link))
    failing: list[Fault] = []
    silent: list[Fault] = []
    unknown: list[Unknown] = []
    for (question, fitness), users in needed.items():
        answer = answers[question]
        instances = tuple(sorted({instance for instance, _ in users}))
        found = _of_key(instances, users[0][1], answer, fitness)
        fields = [in_field(link.header.field, *link.header.span("s")) for _, link in users[:_MOST_SHOWN]]
        fault = Fault(instances[0], found.about(users[0][1].domain).seen_in(*fields))
        if answer.status is Status.UNREACHABLE:
            silent.append(fault)
            unknown.append(Unknown(what="the ARC chain", why=answer.reason, question=question))
        else:
            failing.append(fault)
    return tuple(failing), tuple(silent), tuple(unknown)


def _of_key(instances: tuple[int, ...], link: Link, answer: Answer[Txt], fitness: KeyFitness | None) -> Finding:
    name = link.header.key_name
    if answer.status is Status.UNREACHABLE:
        return rules.key_lookup_failed(instances=instances, name=name, reason=answer.reason)
    if fitness is None:
        return rules.no_key(instances=instances, name=name)
    return rules.unusable_key(instances=instances, name=name, why=fitness.value)


def several_keys(links: Sequence[Link], answers: dict[Dns[Txt], Answer[Txt]]) -> Iterator[Finding]:
    """What stands beside a key at its selector, as it is told of DKIM; each selector once.

    Arguments:
        links: all that were judged.
        answers: what stands at the selectors.
    """
    made: dict[Dns[Txt], dict[str, None]] = {}
    owners: dict[Dns[Txt], Link] = {}
    for link in links:
        if link.read is None:
            continue
        question = question_of(link.header)
        if len(answers[question].records) < 2:
            continue
        owners.setdefault(question, link)
        # RSA gives away which key signed, even where what was signed is not what came; Ed25519 does not
        if link.signed is Leg.FITS or (link.signed is Leg.DIFFERS and link.header.key_type == "rsa"):
            made.setdefault(question, {})[link.read.record.text] = None
        elif link.signed is Leg.FOREIGN:
            made.setdefault(question, {})
    for question, link in owners.items():
        texts = made.get(question)
        keep = None if texts is None else next(iter(texts)) if len(texts) == 1 else ""
        answer = answers[question]
        yield from timed(findings_of_answer(link.domain, link.selector, answer, keep=keep), answer)


def keys_not_tried(links: Sequence[Link], records: dict[Dns[Txt], tuple[str, ...]], max_keys: int) -> Iterator[Unknown]:
    """Where more keys stand than were tried, and none of those made a link; each selector once."""
    told: dict[Dns[Txt], Link] = {}
    for link in links:
        if link.read is not None and link.signed is not Leg.FITS:
            told.setdefault(question_of(link.header), link)
    for question, link in told.items():
        more = len(records[question]) - max_keys
        if more > 0:
            what = f"{more} more keys of d={link.domain} s={link.selector}"
            yield Unknown(what=what, why=f"limit: max_keys ({max_keys})")
