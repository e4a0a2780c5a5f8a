"""What is said of an edit that was found?  Its finding, with the changed octets marked."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from ....core.evidence import Evidence
from ....core.findings import Finding
from ....message.places import clipped, in_field
from ...damage import Damage
from ...fields import without_value
from ...rules import header_damage as rules
from ...signature import SignatureHeader
from .kinds import Difference, difference, tag_in
from .octets import Change, Edit, SignedHeader
from .parties import Parties, actor_of, kind_for, parties_of

__all__ = ["damages_of", "mismatched"]

_BLANKS: Final = b" \t\r\n"
_MOST_SHOWN: Final = 8  # fields of one damage that are shown
_WHOLE: Final = frozenset({
    "field-added", "field-doubled", "field-removed", "fields-reordered", "field-name-case", "from-rewritten",
})  # fmt: skip


def damages_of(header: SignedHeader, edits: tuple[Edit, ...], *, list_footer: bool = False) -> tuple[Damage, ...]:
    """What *edits* did, those of one kind that were made at once together.

    Arguments:
        header: the header.
        edits: what was found.
        list_footer: whether a mailing list's footer was found in the body.
    """
    parties = parties_of(header, list_footer=list_footer)
    found: list[Damage] = []
    for edit in edits:
        changes = tuple(one._replace(kind=kind_for(header, parties, one)) for one in edit.changes)
        if edit.sweeping:
            for _, same in groupby(sorted(changes, key=lambda one: one.kind), key=lambda one: one.kind):
                found.append(_damage(header, parties, tuple(same)))
        else:
            found += [_damage(header, parties, (change,)) for change in changes]
    return tuple(found)


def mismatched(signature: SignatureHeader) -> Damage:
    """The signer says one algorithm for the header, and used the other."""
    declared, used = ("relaxed", "simple") if signature.relaxed_header else ("simple", "relaxed")
    finding = rules.header_canonicalization_mismatch(
        domain=signature.domain, selector=signature.selector, declared=declared, used=used
    ).seen_in(in_field(signature.field, *signature.span("c")))
    kind = "header-canonicalization-mismatch"
    return Damage(kind, "signer", signature.field.name, used.encode(), declared.encode(), finding)


def _damage(header: SignedHeader, parties: Parties, changes: tuple[Change, ...]) -> Damage:
    change = changes[0]
    differs = _difference(header, change)
    shown = tuple(_seen(header, one) for one in changes[:_MOST_SHOWN])
    finding = _finding(header.signature, parties, changes).seen_in(*shown)
    place = ", ".join(dict.fromkeys(one.name for one in changes[:_MOST_SHOWN]))
    actor = actor_of(parties, change.kind, change.name)
    return Damage(change.kind, actor, place, differs.removed, differs.added, finding)


def _difference(header: SignedHeader, change: Change) -> Difference:
    if change.kind in _WHOLE:
        lead = len(change.now) - len(change.now.lstrip(_BLANKS))
        now, was = change.now.strip(_BLANKS), change.was.strip(_BLANKS)
        return Difference(was, now, lead, lead + len(now))
    # the folds are what is told of a field that was folded anew
    relaxed = header.relaxed and change.kind not in ("field-refolded", "header-line-ends")
    return difference(change.was, change.now, relaxed=relaxed)


def _seen(header: SignedHeader, change: Change) -> Evidence:
    """The field with what was changed marked; for one that is gone, its name in the signature."""
    field = change.field
    if field is None:
        return in_field(header.signature.field, *_mention(header.signature, change.name))
    if change.kind in ("field-added", "field-doubled", "fields-reordered"):
        return in_field(field)
    if change.kind == "field-name-case":
        return in_field(field, 0, field.colon)
    differs = _difference(header, change)
    start, end = differs.start, differs.end
    if change.kind == "header-line-ends":
        end = max(end, start + 1)
    elif start == end:
        # nothing stands where something was taken out: the word it belonged to
        start, end = _word(change.now, start)
    start, end = field.value_at + start, field.value_at + end
    if field.start == header.signature.field.start:
        start, end = (_with_value(header.signature, at) for at in (start, end))
    return in_field(field, start, end)


def _with_value(signature: SignatureHeader, at: int) -> int:
    """Where the octet *at* of the signature field without the value of its ``b=`` stands in the field."""
    raw, (start, end) = signature.field.raw, signature.value_span
    cut = len(raw[:start].rstrip(_BLANKS))
    return at if at <= cut else min(at + len(raw) - len(without_value(raw, start, end)), len(raw))


def _word(value: bytes, at: int) -> tuple[int, int]:
    start = max(value.rfind(blank, 0, at) for blank in (b" ", b"\t", b"\n")) + 1
    ends = [end for blank in (b" ", b"\t", b"\r") if (end := value.find(blank, at)) >= 0]
    return start, min(ends, default=len(value))


def _mention(signature: SignatureHeader, name: str) -> tuple[int, int]:
    """Where ``h=`` names the field *name* last: the one that finds no field is the last."""
    start, end = signature.span("h")
    listed = signature.field.raw[start:end].lower()
    for first, last in _items(listed):
        if listed[first:last] == name.lower().encode("utf-8", "replace"):
            return start + first, start + last
    return start, end


def _items(listed: bytes) -> Iterator[tuple[int, int]]:
    """Where the names of ``h=`` start and end, from the last to the first."""
    end = len(listed)
    while end > 0:
        start = max(listed.rfind(b":", 0, end), listed.find(b"=", 0, end)) + 1
        item = listed[start:end]
        lead = len(item) - len(item.lstrip(b" \t\r\n"))
        yield start + lead, start + lead + len(item.strip(b" \t\r\n"))
        end = start - 1


def _text(value: bytes) -> str:
    """*value* as a fact: outer blanks only where they are all that differs."""
    return clipped(value.decode("utf-8", "replace"))


def _finding(signature: SignatureHeader, parties: Parties, changes: tuple[Change, ...]) -> Finding:
    change = changes[0]
    domain, selector, field = signature.domain, signature.selector, change.name
    fields = tuple(dict.fromkeys(one.name for one in changes))[:_MOST_SHOWN]
    was, now = (_text(value.strip(_BLANKS)) for value in (change.was, change.now))
    match change.kind:
        case "field-added" | "field-doubled":
            put = rules.field_added if change.kind == "field-added" else rules.field_doubled
            return put(domain=domain, selector=selector, field=field, now=now)
        case "field-removed":
            return rules.field_removed(domain=domain, selector=selector, field=field, was=was)
        case "fields-reordered":
            return rules.fields_reordered(domain=domain, selector=selector, field=field)
        case "field-name-case":
            return rules.field_name_case(domain=domain, selector=selector, fields=fields, was=was, now=now)
        case "header-line-ends":
            return rules.header_line_ends(domain=domain, selector=selector, fields=fields)
        case "field-refolded":
            exact = _text(change.was), _text(change.now)
            return rules.field_refolded(domain=domain, selector=selector, fields=fields, was=exact[0], now=exact[1])
        case "field-reencoded":
            return rules.field_reencoded(domain=domain, selector=selector, field=field, was=was, now=now)
        case "from-rewritten":
            return rules.from_rewritten(domain=domain, selector=selector, was=was, now=now)
        case "subject-tagged" | "subject-marked":
            return _of_subject(signature, parties, change)
        case _:
            body = change.with_body
            return rules.field_rewritten(
                domain=domain, selector=selector, field=field, was=was, now=now, with_body=body
            )


def _of_subject(signature: SignatureHeader, parties: Parties, change: Change) -> Finding:
    domain, selector = signature.domain, signature.selector
    was, now = (_text(value.strip(_BLANKS)) for value in (change.was, change.now))
    tag = tag_in(change.was, change.now)
    told = clipped(tag.text) if tag else ""
    if change.kind == "subject-marked":
        return rules.subject_marked(domain=domain, selector=selector, tag=told, was=was, now=now)
    return rules.subject_tagged(
        domain=domain, selector=selector, tag=told, was=was, now=now, mailing_list=parties.mailing_list
    )
