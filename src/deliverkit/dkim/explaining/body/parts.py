"""Was a part added, was all of the body put into one, or was its frame written anew?  (RFC 2046 section 5.1)"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ....message import Part, read_parameters
from ...damage import Hint
from .edits import Edit
from .view import BodyView, Splice

__all__ = ["added_parts", "frames", "hints_of", "unwrapped", "with_boundary", "wrappings"]

_CRLF: Final = b"\r\n"
_MOST_WALKED: Final = 100
_MOST_MULTIPARTS: Final = 16
_MOST_CHILDREN: Final = 8
_SHOWN: Final = 2_000
_PREAMBLES: Final = (
    b"This is a multi-part message in MIME format.",
    b"This is a multi-part message in MIME format",
    b"This is a MIME-encapsulated message",
    b"This is a MIME-formatted message.",
    b"This message is in MIME format.",
    b"This is a multipart message in MIME format.",
    b"This is an OpenPGP/MIME signed message (RFC 4880 and 3156)",
    b"This is a cryptographically signed message in MIME format.",
    b"",
)


def _walked(view: BodyView) -> Iterator[Part]:
    source = view.message.raw
    walked = view.at_most(_MOST_WALKED, view.message.walk(), "parts of one message")
    return (part for part in walked if part.source is source)


def _line_start(view: BodyView, at: int) -> int:
    """Where the line before the one at *at* starts: the delimiter, when a part's header stands at *at*."""
    return view.text.rfind(b"\n", 0, max(0, at - 1)) + 1


def _behind(view: BodyView, part: Part) -> int:
    """Where the delimiter behind *part* starts."""
    end = part.body_end - len(view.header)
    return end + len(_CRLF) if view.text.startswith(_CRLF, end) else end


def added_parts(view: BodyView) -> Iterator[Edit]:
    """One part of a multipart was not there: the last parts first, then the first ones."""
    before = len(view.header)
    multiparts = [part for part in _walked(view) if len(part.children) > 1 and part.is_multipart]
    for multipart in view.at_most(_MOST_MULTIPARTS, multiparts, "multiparts of one message"):
        children = [one for one in multipart.children if one.header_start >= before]
        if len(children) > 2 * _MOST_CHILDREN:
            view.effort.cap("parts at either end of a multipart", _MOST_CHILDREN)
        for part in [*reversed(children[-_MOST_CHILDREN:]), *children[:-_MOST_CHILDREN][:_MOST_CHILDREN]]:
            start = _line_start(view, part.header_start - before)
            end = max(start, _behind(view, part))
            body = view.text[part.body_start - before : end]
            yield Edit(
                "part-added",
                (Splice(start, end),),
                place=f"part {part.path}",
                text=part.decode()[:_SHOWN] if len(body) <= _SHOWN else body[:_SHOWN],
                marks=((start, end),),
                now=part.content_type,
            )


def hints_of(part: Part) -> tuple[Hint, ...]:
    """The fields that say what *part* is, as hints for a header that it once stood under."""
    fields = (part.get("Content-Type"), part.get("Content-Transfer-Encoding"))
    return tuple(Hint(field.key, field.value) for field in fields if field is not None)


def wrappings(view: BodyView) -> Iterator[Edit]:
    """One part is what the whole body was."""
    before = len(view.header)
    for part in _walked(view):
        start, end = part.body_start - before, part.body_end - before
        if part.parent is None or not 0 < start < end:
            continue
        yield Edit(
            "wrapped-in-multipart",
            (Splice(0, start), Splice(end, len(view.text))),
            place=f"part {part.path}",
            marks=((0, start),),
            was=part.content_type,
            now=view.message.root.content_type,
            hints=hints_of(part),
        )


def frames(view: BodyView) -> Iterator[Edit]:
    """What stands before the first part and behind the last one was other, or not there."""
    before = len(view.header)
    root = view.message.root
    children = [one for one in root.children if one.header_start > before]
    if not root.is_multipart or not children:
        return
    first = _line_start(view, children[0].header_start - before)
    last = _behind(view, children[-1])
    closing = view.text.find(b"\n", last) + 1 or len(view.text)
    # "There appears to be room for additional information prior to the first boundary delimiter line and following the
    # final boundary delimiter line. These areas should generally be left blank" (RFC 2046 section 5.1.1)
    epilogues = [Splice(view.end, view.end)] if closing >= view.end else [
        Splice(view.end, view.end), Splice(closing, len(view.text)),
    ]  # fmt: skip
    preamble = view.text[:first]
    for put in dict.fromkeys(_preambles()):
        for epilogue in epilogues:
            dropped = epilogue.start < epilogue.end
            if put == preamble and not dropped:
                continue
            changed = (Splice(0, first, view.canonical(put)),) if put != preamble else ()
            yield Edit(
                "mime-frame-changed",
                (*changed, epilogue),
                place="preamble" if changed else "epilogue",
                was=put.decode("ascii").strip() if changed else "",
                marks=((0, first),) if changed else ((closing, len(view.text)),),
                text=preamble if changed else view.text[closing:],
            )


def _preambles() -> Iterator[bytes]:
    yield b""
    for text in _PREAMBLES:
        yield from (text + end for end in (_CRLF, _CRLF * 2))
        yield from (_CRLF + text + end for end in (_CRLF, _CRLF * 2))


def unwrapped(view: BodyView) -> Iterator[tuple[Edit, bytes, bytes]]:
    """The body as it was before it became the first part of another one: the edit, and its header and body."""
    before = len(view.header)
    child = next(iter(view.message.root.children), None)
    if child is None or child.header_start < before or child.source is not view.message.raw:
        return
    start, end = child.body_start - before, child.body_end - before
    told = Edit(
        "wrapped-in-multipart",
        (),
        place=f"part {child.path}",
        was=child.content_type,
        now=view.message.root.content_type,
        marks=((0, start),),
        hints=hints_of(child),
    )
    yield told, view.text[child.header_start - before : start], view.text[start:end]


def with_boundary(view: BodyView, signed: bytes) -> tuple[Edit, bytes] | None:
    """The body with the boundary in *signed*, the Content-Type when it was signed: the edit, and the body."""
    was = read_parameters(signed).get("boundary")
    now = view.message.root.params.get("boundary")
    if not was or not now or was == now:
        return None
    delimiter = b"--" + now.encode()
    at = view.text.find(delimiter)
    if at < 0:
        return None
    told = Edit("mime-frame-changed", (), place="boundary", was=was, marks=((at, at + len(delimiter)),))
    return told._replace(text=now.encode()), view.text.replace(delimiter, b"--" + was.encode())
