"""What was an edit of the body really, once it is known how the body became what it is?"""

from __future__ import annotations

from typing import Final

from ....message.transfer import decode_base64
from .edits import Edit
from .leaves import parts_of
from .marks import readable
from .octets import decoded_behind, octets_of
from .view import BodyView

__all__ = ["INSERTED", "NOT_RECODED", "RECODED", "another_program", "refined"]

INSERTED: Final = ("footer-added", "footer-inserted", "banner-inserted", "text-inserted")
"""What came into a text."""
RECODED: Final = "transfer-encoding-changed"
NOT_RECODED: Final = "8bit of another program"
"""What texts were that differ, and are not encoded."""
_CRLF: Final = b"\r\n"
_MOST_PLACES: Final = 3
_BLANKS: Final = b" \t\r\n"


def refined(edit: Edit, view: BodyView, arrived: BodyView) -> Edit:
    """*edit*, as it is to be told."""
    if edit.kind == "trailing-lines-changed" and edit.octets is None:
        edit = _at_the_end(edit, view)
    if edit.kind == "footer-added" and edit.splices and edit.splices[0] == (edit.splices[0].start, len(view.text), b""):
        text = decoded_behind(view, edit.splices[0].start)
        edit = edit if text is None else edit._replace(text=text, octets=(b"", text))
    if edit.kind in INSERTED:
        return _inserted(edit, view, arrived)
    if edit.kind == "mime-frame-changed":
        return edit._replace(now=readable(edit.text))
    return _recoded(edit, view) if edit.kind == RECODED else edit


def _at_the_end(edit: Edit, view: BodyView) -> Edit:
    """What came in behind all and shows nothing: lines of blanks, or half a line end."""
    start = edit.splices[0].start
    piece = view.text[start:]
    if b" " in piece or b"\t" in piece:
        return edit
    if piece.strip(_CRLF):
        return edit._replace(kind="footer-added", place="end", text=piece)  # a form feed, say
    now = view.text[start - 1 : start]
    return edit._replace(
        kind="line-ends-changed",
        marks=((start - 1, start),),
        was="CR LF",
        now="CR" if now == b"\r" else "LF",
        times=1,
        octets=(_CRLF, now),
    )


def _inserted(edit: Edit, view: BodyView, arrived: BodyView) -> Edit:
    _, added = octets_of(edit, view, arrived)
    if not added.strip(_BLANKS):
        return edit._replace(kind="empty-lines-added", times=max(1, added.count(b"\n")))
    return edit if edit.text.strip() else edit._replace(text=added)


def _recoded(edit: Edit, view: BodyView) -> Edit:
    """Where a text was encoded anew, and whether it had been encoded before."""
    was, now, place = edit.was, edit.now, edit.place
    if was == NOT_RECODED:
        _, added = octets_of(edit, view, view)
        return edit._replace(kind="empty-lines-added" if added else "empty-lines-removed", times=1)
    changed = [splice for splice in edit.splices if splice.put != view.text[splice.start : splice.end]]
    if place:
        parts = {end: part for part, _, end in parts_of(view)}
        paths = dict.fromkeys(f"part {parts[splice.end].path}" for splice in changed if splice.end in parts)
        place = " and ".join(list(paths)[:_MOST_PLACES])
    if was == "base64 of another program" and changed:
        start, end, put = changed[0]
        both = (text.partition(_CRLF * 2)[2] if place else text for text in (put, view.text[start:end]))
        was, now = another_program("base64", *both)
    return edit._replace(kind=RECODED if was == "8bit" else "encoded-anew", was=was, now=now, place=place)


def another_program(encoding: str, was: bytes, now: bytes) -> tuple[str, str]:
    """What differs between two texts in one *encoding*: their line ends within it, or only who wrote them."""
    if encoding == "base64":
        before, behind = (decode_base64(text).data for text in (was, now))
        first, second = ("LF" if b"\n" in text.replace(_CRLF, b"") else "CR LF" for text in (before, behind))
        if first != second and before.replace(_CRLF, b"\n") == behind.replace(_CRLF, b"\n"):
            return f"base64 of lines that end in {first}", f"base64 of lines that end in {second}"
        ended, ends = (text.count(b"\n", len(text.rstrip(_CRLF))) for text in (before, behind))
        if ended != ends:
            return _ending_in(ended), _ending_in(ends)
    return f"{encoding} of another program", f"this {encoding}"


def _ending_in(count: int) -> str:
    return f"base64 of a text that ends in {count or 'no'} line end{'' if count == 1 else 's'}"
