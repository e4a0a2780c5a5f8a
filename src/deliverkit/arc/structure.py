"""Do these sets make a chain at all?  (RFC 8617 section 5.2, steps 1 to 3)"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..core.findings import Finding
from ..dkim.signature import SignatureHeader
from ..message.places import in_field
from .rules import structure as rules
from .sets import MOST_SETS, NAMES, ArcFields, SetFields

__all__ = ["Fault", "status_of", "structure_faults"]


class Fault(NamedTuple):
    """Why a chain fails: the set whose fault it is, where one can be named, and what there is to say of it."""

    instance: int | None
    finding: Finding


def status_of(seal: SignatureHeader) -> str:
    """``cv=`` of *seal*, in lower case; empty where it has none."""
    tag = seal.tags.get("cv")
    return "" if tag is None else tag.value.lower()


def structure_faults(fields: ArcFields) -> tuple[Fault, ...]:
    """Everything that makes the sets no chain, the first reason first; nothing where they are one."""
    if fields.most > MOST_SETS:
        # "If more than the maximum number exist, the Chain Validation Status is "fail", and the algorithm stops here."
        return (Fault(None, rules.too_many_sets(fields=fields.most)),)
    return (*_terminal(fields), *_instances(fields), *_members(fields), *_gaps(fields), *_statuses(fields))


def _terminal(fields: ArcFields) -> Iterator[Fault]:
    # "If the Chain Validation Status of the highest instance value ARC Set is "fail", then the Chain Validation Status
    # is "fail", and the algorithm stops here."
    for one in fields.sets[-1:]:
        for seal in one.seals[:1]:
            if status_of(seal) == "fail":
                found = rules.declared_broken(instance=one.instance, domain=seal.domain)
                yield Fault(one.instance, found.seen_in(in_field(seal.field, *seal.span("cv"))))


def _instances(fields: ArcFields) -> Iterator[Fault]:
    for field, value, start, end in fields.unplaced:
        found = rules.unreadable_instance(field=field.name, value=value)
        yield Fault(None, found.seen_in(in_field(field, start, end)))


def _members(fields: ArcFields) -> Iterator[Fault]:
    # "Each ARC Set MUST contain exactly one each of the three ARC header fields"
    told = {one.field.key for one in fields.unplaced}  # where its instance cannot be read, that was said already
    for one in fields.sets:
        for name in NAMES:
            own = one.of(name)
            if not own and name.lower() not in told:
                beside = next(other for other in map(one.of, NAMES) if other)
                found = rules.missing_field(instance=one.instance, field=name)
                yield Fault(one.instance, found.seen_in(in_field(beside[0])))
            elif len(own) > 1:
                found = rules.repeated_field(instance=one.instance, field=name, count=len(own))
                yield Fault(one.instance, found.seen_in(*map(in_field, own[:3])))


def _gaps(fields: ArcFields) -> Iterator[Fault]:
    # "The instance values of the ARC Sets MUST form a continuous sequence from 1..N with no gaps or repetition."
    present = {one.instance for one in fields.sets}
    newest = max(present, default=0)
    missing = tuple(instance for instance in range(1, newest) if instance not in present)
    if missing:
        above = next(one for one in fields.sets if one.instance > missing[0])
        beside = next(own for own in map(above.of, reversed(NAMES)) if own)
        found = rules.missing_set(missing=missing, newest=newest)
        yield Fault(missing[0], found.seen_in(in_field(beside[0])))


def _statuses(fields: ArcFields) -> Iterator[Fault]:
    # "The "cv" value for all ARC-Seal header fields MUST NOT be "fail". For ARC Sets with instance values > 1, the
    # values MUST be "pass". For the ARC Set with instance value = 1, the value MUST be "none"."
    followers: list[SetFields | None] = [*fields.sets[1:], None]
    for one, after in zip(fields.sets, followers, strict=False):
        expected = "none" if one.instance == 1 else "pass"
        for seal in one.seals:
            status = status_of(seal)
            shown = in_field(seal.field, *seal.span("cv"))
            if status == "fail" and after is not None:
                next_domain = after.seals[0].domain if after.seals else ""
                found = rules.sealed_after_failure(instance=one.instance, domain=seal.domain, next_domain=next_domain)
                yield Fault(one.instance, found.seen_in(shown))
            elif status not in (expected, "fail"):
                found = rules.wrong_status(instance=one.instance, domain=seal.domain, status=status, expected=expected)
                yield Fault(one.instance, found.seen_in(shown))
