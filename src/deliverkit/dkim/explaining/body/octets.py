"""Which octets are an edit's own?  Decoded where the part is encoded, what stood there before taken off both ends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ....message.transfer import ENCODINGS
from .edits import Edit
from .leaves import parts_of
from .marks import alike
from .view import BodyView, Splice

__all__ = ["decoded_behind", "octets_of", "own", "pieces_of"]

_CRLF: Final = b"\r\n"
_TEXT_EDITS: Final = ("footer-added", "footer-inserted", "banner-inserted", "text-inserted", "links-rewritten")
_ENCODED: Final = ("base64", "quoted-printable")
_BASE64: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n")
_GROUP: Final = 4  # letters of base64 for three octets


def octets_of(edit: Edit, view: BodyView, arrived: BodyView) -> tuple[bytes, bytes]:
    """What *edit*, found in *view*, took away, and what it put there."""
    if edit.octets is not None:
        return edit.octets
    if not edit.splices:
        return b"", edit.text
    pairs = [(splice.put, piece) for splice, piece in zip(edit.splices, pieces_of(edit, view, arrived), strict=True)]
    if edit.kind in _TEXT_EDITS:
        parts = [(start, end, part.transfer_encoding) for part, start, end in parts_of(view)]
        encoded = [part for part in parts if part[2] in _ENCODED]
        pairs = [_decoded(splice, pair, encoded) for splice, pair in zip(edit.splices, pairs, strict=True)]
    mine = [own(was, now, at_top=edit.kind == "banner-inserted") for was, now in pairs]
    return b"".join(was for was, _ in mine), b"".join(now for _, now in mine)


def pieces_of(edit: Edit, view: BodyView, arrived: BodyView) -> list[bytes]:
    """The octets that stand at each splice now: as they arrived, where that can be told and compared."""
    return [
        view.raw[view.in_raw(start) : view.in_raw(end)] if view is arrived and not put else view.text[start:end]
        for start, end, put in edit.splices
    ]


def _decoded(splice: Splice, pair: tuple[bytes, bytes], encoded: Iterable[tuple[int, int, str]]) -> tuple[bytes, bytes]:
    """*pair* with the transfer encoding of the part it stands in undone."""
    for start, end, encoding in encoded:
        # an edit of base64 is written down as all of it; plain letters that stand behind nothing are none
        whole = encoding != "base64" or (splice.start == start and _BASE64.issuperset(b"".join(pair)))
        if start <= splice.start and splice.end <= end and whole:
            undo = ENCODINGS[encoding]
            return undo(pair[0]).data, undo(pair[1]).data
    return pair


def own(was: bytes, now: bytes, *, at_top: bool = False) -> tuple[bytes, bytes]:
    """*was* and *now* without what both begin and end with; the end first where something came in *at_top*."""
    whole, first = now, 0
    for from_end in (at_top, not at_top):
        if from_end:
            size = alike(now[::-1], was[::-1])
            was, now = was[: len(was) - size], now[: len(now) - size]
        else:
            first = alike(now, was)
            was, now = was[first:], now[first:]
    return (was, now) if was else (was, _from_tag(whole, first, len(now)))


def _from_tag(whole: bytes, start: int, size: int) -> bytes:
    """``whole[start:start + size]``, or where it has the same effect, the octets from the start of the same tag."""
    # "<p>A</p>" before "</body>" adds "p>A</p><" as well
    moved = start - 1
    if size and whole[start + size - 1 : start + size] == b"<" and whole[moved:start] == b"<":
        return whole[moved : moved + size]
    return whole[start : start + size]


def decoded_behind(view: BodyView, start: int) -> bytes | None:
    """What stands from *start* to the end of a body that is one encoded text, decoded; None where it is no such one."""
    root = view.message.root
    if root.children or root.transfer_encoding not in _ENCODED:
        return None
    added = view.text[start:]
    if root.transfer_encoding == "base64":
        # a footer in plain letters may stand behind base64, and so may letters behind its last group
        letters = added.replace(_CRLF, b"")
        before = view.text[:start].rstrip(_CRLF)
        if len(letters) % _GROUP or not _BASE64.issuperset(letters) or before.endswith(b"="):
            return None
    return ENCODINGS[root.transfer_encoding](added).data
