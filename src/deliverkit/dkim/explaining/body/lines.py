"""Were line ends, empty lines, blanks, full stops or "From " changed, in all of the body?  (RFC 6376 section 5.3)"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ...body import canonical_body
from .broken import broken_lines
from .edits import Edit, Rewriting
from .view import BodyView

__all__ = ["line_rewritings"]

_CRLF: Final = b"\r\n"
_ENDS: Final = {"CR LF": _CRLF, "CR CR LF": b"\r\r\n", "LF": b"\n", "CR": b"\r", "": b""}
_BARE: Final = re.compile(rb"\n(?<!\r\n)|\r(?!\n)")
_BARE_LF: Final = re.compile(rb"\n(?<!\r\n)")
_TRAILING: Final = re.compile(rb"(?<![ \t])[ \t]++(?=\r\n)")
_OTHER_RUNS: Final = re.compile(rb"[ \t]{2,}+|\t")  # that are no single blank


def _told(kind: str, was: str, now: str, count: int = 1, *, removed: bytes = b"", added: bytes = b"") -> Edit:
    return Edit(kind, (), was=was, now=now, times=count, octets=(removed, added))


def _ended(was: str, now: str, count: int) -> Edit:
    return _told("line-ends-changed", was, now, count, removed=_ENDS[was], added=_ENDS[now])


def _counted(count: int, what: str) -> str:
    first, _, rest = what.partition(" of ")
    return f"{count or 'no'} {first}{'' if count == 1 else 's'}{' of ' if rest else ''}{rest}"


def line_rewritings(view: BodyView) -> Iterator[Rewriting]:
    """What the body may have been before, the likeliest first."""
    yield from _canonicalizations(view)
    yield from _line_ends(view)
    yield from broken_lines(view)
    yield from _empty_lines(view)
    if not view.target.relaxed:
        yield from _blanks(view)
    yield from _stops(view)
    yield from _from_lines(view)


def _canonicalizations(view: BodyView) -> Iterator[Rewriting]:
    relaxed = not view.target.relaxed
    used, declared = ("relaxed", "simple") if relaxed else ("simple", "relaxed")
    raw = canonical_body(view.raw, relaxed=relaxed)
    if relaxed and not view.target.implied and raw == canonical_body(_TRAILING.sub(b"", view.text), relaxed=False):
        return  # nothing but blanks at line ends: a relay adds them more often than a signer overlooks what it says
    yield Rewriting(_told("body-canonicalization-mismatch", used, declared), raw, exact=True)


def _line_ends(view: BodyView) -> Iterator[Rewriting]:
    raw = view.raw
    crlf = raw.count(_CRLF)
    lines = raw.count(b"\n")
    bare, returns = lines - crlf, raw.count(b"\r") - crlf
    if b"\r\r\n" in raw:
        whole = raw.replace(b"\r\r\n", _CRLF)
        yield Rewriting(_ended("CR LF", "CR CR LF", raw.count(b"\r\r\n")), whole, probable=True)
    if bare:
        whole = _BARE_LF.sub(_CRLF, raw)
        yield Rewriting(_ended("CR LF", "LF", bare), whole, probable=True)
    if returns:
        whole = _BARE.sub(_CRLF, raw)
        yield Rewriting(_ended("CR LF", "CR", returns), whole, probable=True)
        yield Rewriting(_ended("", "CR", returns), raw.replace(b"\r", b"").replace(b"\n", _CRLF))
    # RFC 6376 section 5.3: these "MUST be converted to the SMTP-standard CRLF sequence before the message is signed"
    signed = _told("signed-with-line-feeds", "LF", "CR LF", crlf, removed=b"\n", added=_CRLF)
    for relaxed in dict.fromkeys((view.target.relaxed, False)):
        unix = canonical_body(raw, relaxed=relaxed).replace(_CRLF, b"\n")
        yield Rewriting(signed, unix, exact=True)
    unix = raw.replace(_CRLF, b"\n")
    yield Rewriting(signed, unix, exact=True)
    # a canonicalization that finds no CR LF adds one
    yield Rewriting(signed, unix.rstrip(b"\n") + b"\n" + _CRLF, exact=True)
    yield Rewriting(signed, unix + _CRLF, exact=True)


def _empty_lines(view: BodyView) -> Iterator[Rewriting]:
    """The end of the body: what the signer counted there, or what was put there or taken away since."""
    content = view.text[: view.end]
    present = (len(view.text) - view.end) // len(_CRLF)
    for count in dict.fromkeys((present, 0, 2, 3, 4, 1, 5)):
        name = _counted(count - 1, "empty line") if count else "no final line end"
        told = _told("trailing-lines-miscounted", name, "none that count", removed=_CRLF * count, added=_CRLF)
        yield Rewriting(told, content + _CRLF * count, exact=True)
    if view.target.relaxed:
        return
    # lines of blanks are no empty lines to the "simple" algorithm
    bare = view.raw.rstrip(b" \t\r\n")
    if len(bare) < view.end:
        told = _told("trailing-lines-changed", "no such line", "lines of blanks", added=view.text[len(bare) : view.end])
        yield Rewriting(told, bare)
    for line in (b" \r\n", b"  \r\n", b"\t\r\n", b"    \r\n"):
        for count in range(1, 4):
            name = _counted(count, "line of blanks")
            for gap in (b"", _CRLF):
                lost = gap + line * count
                told = _told("trailing-lines-changed", name, "no line of blanks", removed=lost)
                yield Rewriting(told, content + _CRLF + lost)


def _blanks(view: BodyView) -> Iterator[Rewriting]:
    """Blanks at line ends, which the "simple" algorithm keeps."""
    text = view.text
    bare, count = _TRAILING.subn(b"", text)
    if count:
        now = "blanks at line ends"
        less = text.replace(b" \r\n", _CRLF)
        yield Rewriting(_told("trailing-blanks-changed", "a blank less", now, count, added=b" "), less)
        added = _first(_TRAILING, text)
        told = _told("trailing-blanks-changed", "none", now, count, added=added)
        yield Rewriting(told, bare, probable=True)
    for written, name, pattern, put in _LOST_BLANKS:
        if written in text:
            whole, count = pattern.subn(put, text)
            if count:
                probable = written == _DELIMITER
                told = _told("trailing-blanks-changed", name, "no blanks", count, removed=b" ")
                yield Rewriting(told, whole, probable=probable)
    for put in (b" ", b"    ", b"        "):
        name = _counted(len(put), "blank")
        if b"\t" in text:
            told = _told("blanks-changed", name, "a tab", text.count(b"\t"), removed=put, added=b"\t")
            yield Rewriting(told, text.replace(b"\t", put))
        if put != b" " and put in text:
            told = _told("blanks-changed", "a tab", name, text.count(put), removed=b"\t", added=put)
            yield Rewriting(told, text.replace(put, b"\t"))
    whole, count = _OTHER_RUNS.subn(b" ", text)
    if count:
        added = _first(_OTHER_RUNS, text)
        yield Rewriting(_told("blanks-changed", "one blank", "several blanks", count, removed=b" ", added=added), whole)


def _first(pattern: re.Pattern[bytes], text: bytes) -> bytes:
    """The first place where *pattern* stands in *text*; it does."""
    return next(pattern.finditer(text))[0]


_DELIMITER: Final = b"--\r\n"
# what programs that strip blanks take away, and where it stood
_LOST_BLANKS: Final = (
    (_DELIMITER, "the delimiter of a signature, with its blank", re.compile(rb"--\r\n(?<![^\n]--\r\n)"), b"-- \r\n"),
    (_CRLF, "a blank at every line end", re.compile(rb"\r\n(?<=[^\r\n]\r\n)"), b" \r\n"),
    # "a line that ends with one or more spaces ("flowed line")" (RFC 3676 section 4)
    (
        _CRLF,
        "a blank at the end of every line that flows on",
        re.compile(rb"\r\n(?<=[^\r\n ]\r\n)(?=[^\r\n])"),
        b" \r\n",
    ),
    (_CRLF, "a blank at the end of every long line", re.compile(rb"\r\n(?<=[^\r\n]{60}\r\n)(?=[^\r\n])"), b" \r\n"),
    (_CRLF, "a blank at the end of every long line", re.compile(rb"\r\n(?<=[^\r\n]{66}\r\n)(?=[^\r\n])"), b" \r\n"),
    (b"\r\n\r\n", "a blank in every empty line", re.compile(rb"\r\n(?<=\n\r\n)"), b" \r\n"),
    (b"\r\n\r\n", "a blank in the empty lines within the text", re.compile(rb"\r\n(?<=\n\r\n)(?=[^\r])"), b" \r\n"),
)


def _stops(view: BodyView) -> Iterator[Rewriting]:
    """Full stops that SMTP doubles at line starts (RFC 5321 section 4.5.2)."""
    text = view.text
    stuffed = text.count(b"\n..") + text.startswith(b"..")
    if stuffed:
        whole = _STUFFED.sub(b".", text)
        yield Rewriting(
            _told("dot-stuffing", "one full stop", "two full stops", stuffed, added=b"."), whole, probable=True
        )
    starting = text.count(b"\n.") + text.startswith(b".")
    if starting:
        whole = _STARTING.sub(b"..", text)
        yield Rewriting(_told("dot-stuffing", "two full stops", "one full stop", starting, removed=b"."), whole)
    if stuffed and stuffed < starting:
        whole = _SINGLE.sub(b"..", text)
        yield Rewriting(
            _told("dot-stuffing", "two full stops", "one full stop", starting - stuffed, removed=b"."), whole
        )


_STUFFED: Final = re.compile(rb"\.\.(?<![^\n]\.\.)")
_STARTING: Final = re.compile(rb"\.(?<![^\n]\.)")
_SINGLE: Final = re.compile(rb"\.(?<![^\n]\.)(?!\.)")


def _from_lines(view: BodyView) -> Iterator[Rewriting]:
    """The word From at line starts, which mailbox files escape (RFC 4155)."""
    text = view.text
    for sign, pattern, put, was, now in _FROM_LINES:
        if sign in text or text.startswith(sign[1:]):
            whole, count = pattern.subn(put, text)
            if count:
                removed, added = _ESCAPES[was, now]
                told = _told("from-escaped", was, now, count, removed=removed, added=added)
                yield Rewriting(told, whole, probable=was == "From")


_FROM_LINES: Final = (
    (b"\n>From ", re.compile(rb">From (?<![^\n]>From )"), b"From ", "From", ">From"),
    (b"\n>>", re.compile(rb">(?<![^\n]>)(?=>++From )"), b"", ">From", ">>From"),
    (b"\n>", re.compile(rb">(?<![^\n]>)(?=>*+From )"), b"", "From", ">From"),
    (b"\nFrom ", re.compile(rb"From (?<![^\n]From )"), b">From ", ">From", "From"),
    (b"\n=46rom ", re.compile(rb"=46rom (?<![^\n]=46rom )"), b"From ", "From", "=46rom"),
    (b"\nFrom ", re.compile(rb"From (?<![^\n]From )"), b"=46rom ", "=46rom", "From"),
)
_ESCAPES: Final = {
    ("From", ">From"): (b"", b">"),
    (">From", ">>From"): (b"", b">"),
    (">From", "From"): (b">", b""),
    ("From", "=46rom"): (b"F", b"=46"),
    ("=46rom", "From"): (b"=46", b"F"),
}
