"""What is said of an edit of the body, and who makes such edits?  (RFC 6377 section 3.3)"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from ....core.evidence import Evidence
from ....message import Message
from ...damage import Damage
from ...signature import SignatureHeader
from .edits import Edit, Rewriting
from .marks import first_difference, in_tag, marked
from .octets import octets_of, own, pieces_of
from .refining import INSERTED, NOT_RECODED, RECODED, another_program, refined
from .saying import finding_of, findings_together
from .view import BodyView

__all__ = ["Told", "tell"]

# a newsletter that no list has passed on has List-Unsubscribe and List-Help too
_LIST_FIELDS: Final = ("list-id", "list-post", "mailing-list", "x-mailman-version", "x-mailinglist")
_LIST_WORDS: Final = re.compile(
    rb"mailing[ -]?list|listinfo|mailman|groups\.google\.com|groups\.io/|/sympa\b|majordomo|listserv|https?://lists?\."
    rb"|@lists?\.|[+-](?:unsubscribe|request|leave)@|(?:from|to|of) th(?:is|e) (?:list|group)\b",
    re.IGNORECASE,
)
_BY_LISTS: Final = ("footer-added", "footer-inserted", "part-added")
_ACTORS: Final = {
    "body-canonicalization-mismatch": "signer",
    "trailing-lines-miscounted": "signer",
    "signed-with-line-feeds": "signer",
    "trailing-lines-changed": "relay",
    "line-ends-changed": "relay",
    "empty-lines-added": "relay",
    "empty-lines-removed": "relay",
    "transfer-encoding-changed": "relay",
    "encoded-anew": "relay",
    "trailing-blanks-changed": "relay",
    "blanks-changed": "relay",
    "dot-stuffing": "relay",
    "from-escaped": "relay",
    "lines-wrapped": "relay",
    "charset-changed": "relay",
}
# what shows nowhere in the body
_SEEN_IN_TAGS: Final = {"body-canonicalization-mismatch": "c", "trailing-lines-miscounted": "bh"}


class Told(NamedTuple):
    """One edit that was found, in the reading of the body it was found in.

    Arguments:
        edit: it.
        view: the reading.
        rewriting: how all of the body was written anew, if it was.
    """

    edit: Edit
    view: BodyView
    rewriting: Rewriting | None = None


def tell(
    message: Message, signature: SignatureHeader, told: list[Told], arrived: BodyView, *, key_fits: bool = False
) -> Damage:
    """The damage that consists of *told*, first what was done last; *key_fits*: the body alone was changed."""
    told = [one._replace(edit=refined(one.edit, one.view, arrived)) for one in _steps(told)]
    told = _merged(told, arrived)
    lists = [_from_list(message, signature, one.edit) for one in told]
    kinds = [
        f"list-{one.edit.kind}" if listed and one.edit.kind in _BY_LISTS else one.edit.kind
        for one, listed in zip(told, lists, strict=True)
    ]
    octets = [octets_of(one.edit, one.view, arrived) for one in told]
    findings = [
        finding_of(kind, signature, one.edit, len(added) - len(removed), key_fits=key_fits)
        for kind, one, (removed, added) in zip(kinds, told, octets, strict=True)
    ]
    kind, finding = kinds[0], findings[0]
    if len(told) > 1:
        changes = tuple(_named(one.edit) for one in told)
        texts = [one.edit.text for one in told if one.edit.text]
        net = sum(_net(one, arrived) for one in told)
        kind, finding = findings_together(findings, signature, changes, texts[-1] if texts else b"", net)
    actors = {_ACTORS.get(one.edit.kind, "gateway") for one in told}
    evidence = tuple(piece for one in told for piece in _evidence(message, signature, one, arrived))
    return Damage(
        kind=kind,
        actor="mailing-list" if any(lists) else actors.pop() if len(actors) == 1 else "gateway",
        place=" and ".join(_places(told)) or "body",
        removed=b"".join(removed for removed, _ in octets),
        added=b"".join(added for _, added in octets),
        finding=finding.seen_in(*evidence),
        hints=tuple(hint for one in told for hint in one.edit.hints),
    )


def _steps(told: list[Told]) -> list[Told]:
    """*told* without a step that changed no encoding, and only tells where something was put in."""
    first, last = told[0].edit, told[-1].edit
    if len(told) == 1 or first.was != NOT_RECODED or last.splices:
        return told
    text = told[0].view.text
    line = last.text.strip().partition(b"\r\n")[0]
    at = text.rfind(line) if line else -1
    marks = first.marks if at < 0 else ((at, at + len(line)),)
    return [told[0]._replace(edit=last._replace(splices=first.splices, marks=marks))]


def _places(told: list[Told]) -> Iterable[str]:
    """Each place once."""
    return dict.fromkeys(place for one in told if one.edit.place for place in one.edit.place.split(" and "))


def _net(told: Told, arrived: BodyView) -> int:
    """By how many octets the body grew."""
    edit = told.edit
    if edit.splices:
        return sum(map(len, pieces_of(edit, told.view, arrived))) - sum(len(put) for _, _, put in edit.splices)
    removed, added = edit.octets or (b"", b"")
    return (len(added) - len(removed)) * edit.times


def _merged(told: list[Told], arrived: BodyView) -> list[Told]:
    """*told*, as one where all of it is of one kind."""
    first, last = told[0].edit, told[-1].edit
    if len(told) == 1:
        return told
    if {one.edit.kind for one in told} <= {RECODED, "encoded-anew"}:
        # it was decoded only for the search
        was, now = last.was.partition(" ")[0], first.now
        return [told[0]._replace(edit=_recoding(first, was, now, _before(told[-1]), arrived.text))]
    if any(one.edit.kind != first.kind for one in told):
        return told
    pairs = [octets_of(one.edit, one.view, arrived) for one in told]
    both = b"".join(was for was, _ in pairs), b"".join(now for _, now in pairs)
    times = sum(one.edit.times for one in told)
    return [told[0]._replace(edit=first._replace(was=last.was, times=times, octets=both))]


def _before(told: Told) -> bytes:
    """The body of *told* before its edit."""
    return told.rewriting.raw if told.rewriting else b"".join(put for _, _, put in told.edit.splices)


def _recoding(edit: Edit, was: str, now: str, before: bytes, behind: bytes) -> Edit:
    if was == now:
        was, now = another_program(was, before, behind)
    kind = RECODED if was == "8bit" else "encoded-anew"
    return edit._replace(kind=kind, was=was, now=now, octets=own(before, behind))


def _named(edit: Edit) -> str:
    """An edit among others."""
    name = edit.kind.replace("-", " ")
    if edit.kind in INSERTED:
        return f"{name} ({edit.place})" if edit.place else name
    return f"{name} ({edit.was} to {edit.now})" if edit.was and edit.now else name


def _from_list(message: Message, signature: SignatureHeader, edit: Edit) -> bool:
    """Whether a mailing list did it: by its words, or by list fields that the author did not sign."""
    if edit.kind not in (*_BY_LISTS, "wrapped-in-multipart"):
        return False
    if _LIST_WORDS.search(edit.text):
        return True
    precedence = message.get("precedence")
    if precedence and precedence.value.strip().lower() == b"list" and "precedence" not in signature.names:
        return True
    return any(message.get(name) for name in _LIST_FIELDS if name not in signature.names)


def _evidence(message: Message, signature: SignatureHeader, told: Told, arrived: BodyView) -> tuple[Evidence, ...]:
    tag = _SEEN_IN_TAGS.get(told.edit.kind, "")
    if told.rewriting is not None and told.view is arrived and not tag:
        start, end = first_difference(arrived.text, told.rewriting.raw)
        return (marked(message, arrived, start, end),)
    if not told.edit.marks:
        return (in_tag(signature, tag if tag and signature.tags.get(tag) else "bh"),)
    found: list[Evidence] = []
    for start, end in told.edit.marks:
        at, last = (start, end) if told.view is arrived else _again(told.view, arrived, start, end)
        if at >= 0:
            found.append(marked(message, arrived, at, last))
    return tuple(found) or (in_tag(signature, "bh"),)


def _again(view: BodyView, arrived: BodyView, start: int, end: int) -> tuple[int, int]:
    """Where the line at *start* of *view* stands in the body as it arrived, from its end; -1 where it does not."""
    line_end = view.text.find(b"\r\n", start, end)
    line = view.text[start : end if line_end < 0 else line_end]
    at = arrived.text.rfind(line) if line else -1
    return at, at + len(line)
