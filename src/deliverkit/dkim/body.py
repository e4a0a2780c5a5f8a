"""Which octets of the body does a signature cover, and what is their hash?  (RFC 6376 sections 3.4.3 to 3.4.5 and 3.7)

The canonical body is made in pieces, in one pass forward. What canonicalization leaves alone is hashed where it stands;
only pieces with blanks are written anew, so a large attachment costs its hash and little more, and no memory.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Final, NamedTuple, Protocol

from ..core.errors import UsageError
from ..core.quick import new

__all__ = ["BodyHash", "canonical_body", "canonical_length", "hash_body", "hash_body_at"]

_HASHES: Final = {"sha256": hashlib.sha256, "sha1": hashlib.sha1}
_CRLF: Final = b"\r\n"
_EMPTY_LINES: Final = tuple((_CRLF * count, count) for count in (2048, 64, 1))

_WINDOW: Final = 1 << 17  # octets searched for a blank, then hashed: both in the processor's cache
_NEAR: Final = 1 << 11  # a blank within so many octets: write anew from here on
_CHUNK: Final = 1 << 14  # octets written anew at once

# two literal blanks before the repeated one: the search then looks for pairs and passes by single blanks
_RUN: Final = re.compile(rb"   *+")
# where many pairs stand at the start of a chunk, arithmetic takes less time than a search
_SAMPLE: Final = 1 << 11
_DENSE: Final = 160
_MARK: Final = b"\xff"
_ONLY_BLANKS: Final = bytes(255 * (octet == 32) for octet in range(256))
# what belongs to the octets before it: the LF of a CR LF, the rest of a run of blanks, the CR LF behind blanks
_REST: Final = re.compile(rb"\n|[ \t]++(?:\r\n)?+|\r\n")
_LONGEST_REST: Final = 3  # a blank and CR LF: as much of the rest as makes a difference


class BodyHash(NamedTuple):
    """The hash of a canonical body.

    Arguments:
        digest: the hash.
        length: how many octets of the canonical body were hashed; less than ``l=`` when the body has not so many.
    """

    digest: bytes
    length: int


def hash_body(
    raw: bytes, start: int, *, relaxed: bool, hash_name: str = "sha256", limit: int | None = None
) -> BodyHash:
    """The hash of the body ``raw[start:]``, canonicalized.

    Arguments:
        raw: the message.
        start: where its body starts.
        relaxed: whether by the "relaxed" algorithm; else by "simple".
        hash_name: ``sha256`` or ``sha1``.
        limit: ``l=``: only so many octets of the canonical body are hashed. None hashes all.
    """
    if limit is not None:
        return hash_body_at(raw, start, relaxed=relaxed, hash_name=hash_name, limits=(limit,))[0]
    end = len(raw)
    if 0 <= end - start <= _CHUNK:
        text = _at_once(raw[start:], relaxed=relaxed)
        return new(BodyHash, (_new_hash(hash_name, text).digest(), len(text)))
    hashed, length = _new_hash(hash_name), 0
    for piece in _pieces(raw, start, end, relaxed=relaxed):
        hashed.update(piece)
        length += len(piece)
    return BodyHash(hashed.digest(), length)


def hash_body_at(
    raw: bytes, start: int, *, relaxed: bool, hash_name: str = "sha256", limits: tuple[int | None, ...]
) -> tuple[BodyHash, ...]:
    """What :func:`hash_body` gives for each of *limits*, in one pass over the body."""
    hashed = _new_hash(hash_name)
    waiting = sorted({limit for limit in limits if limit is not None}, reverse=True)
    if waiting and waiting[-1] < 0:
        raise UsageError(f"a body cannot be limited to {waiting[-1]} octets")
    found: dict[int | None, BodyHash] = {}
    length = 0
    for whole_piece in _pieces(raw, start, len(raw), relaxed=relaxed):
        piece = whole_piece
        # "the number of octets in the body of the email after canonicalization included in the cryptographic hash,
        # starting from 0 immediately following the CRLF preceding the body" (RFC 6376 section 3.5, l=)
        while waiting and waiting[-1] <= length + len(piece):
            limit = waiting.pop()
            hashed.update(piece[: limit - length])
            piece, length = piece[limit - length :], limit
            found[limit] = BodyHash(hashed.digest(), limit)
        if not waiting and None not in limits:
            break
        hashed.update(piece)
        length += len(piece)
    whole = BodyHash(hashed.digest(), length)
    return tuple(found.get(limit, whole) for limit in limits)


class _Hash(Protocol):
    def update(self, data: bytes | memoryview, /) -> None: ...

    def digest(self) -> bytes: ...


def _new_hash(name: str, data: bytes = b"") -> _Hash:
    maker = _HASHES.get(name)
    if maker is None:
        raise UsageError(f"DKIM hashes with {' or '.join(_HASHES)}, not with {name!r}")
    return maker(data, usedforsecurity=False)


def canonical_body(raw: bytes, start: int = 0, end: int | None = None, *, relaxed: bool) -> bytes:
    """All of the canonical body of ``raw[start:end]``."""
    return b"".join(_pieces(raw, start, len(raw) if end is None else end, relaxed=relaxed))


def canonical_length(raw: bytes, start: int = 0, end: int | None = None, *, relaxed: bool) -> int:
    """How many octets :func:`canonical_body` has, without its memory: what ``l=`` leaves uncovered is counted by it."""
    return sum(map(len, _pieces(raw, start, len(raw) if end is None else end, relaxed=relaxed)))


def _at_once(text: bytes, *, relaxed: bool) -> bytes:
    """The canonical body of a short one, *text*."""
    if relaxed:
        text = _without_blanks(text).removesuffix(b" ")
    if text.endswith(_CRLF) and len(text) > len(_CRLF) and not text.endswith(_CRLF * 2):
        return text
    last, _ = _before_empty_lines(text, 0, len(text))
    return text[:last] + _CRLF if last or not relaxed else b""


def _pieces(raw: bytes, start: int, end: int, *, relaxed: bool) -> Iterator[memoryview]:
    if not 0 <= start <= end <= len(raw):
        raise UsageError(f"a message of {len(raw)} octets has no body from {start} to {end}")
    return _relaxed(raw, start, end) if relaxed else _simple(raw, start, end)


def _simple(raw: bytes, start: int, end: int) -> Iterator[memoryview]:
    # "ignores all empty lines at the end of the message body. [...] If there is no body or no trailing CRLF on the
    # message body, a CRLF is added. It makes no other changes to the message body." (RFC 6376 section 3.4.3)
    last, _ = _before_empty_lines(raw, start, end)
    yield memoryview(raw)[start:last]
    yield memoryview(_CRLF)


def _relaxed(raw: bytes, start: int, end: int) -> Iterator[memoryview]:
    at, line_ends, empty = start, 0, True
    while at < end:
        text, first, last, at = _next_piece(raw, at, end)
        content, following = _before_empty_lines(text, first, last)
        if content > first:
            yield from _repeated_line_end(line_ends)
            yield memoryview(text)[first:content]
            line_ends, empty = 0, False
        # "Ignore all empty lines at the end of the message body." Whether these stand there, the next pieces tell
        line_ends += following
    # "If the body is non-empty but does not end with a CRLF, a CRLF is added." (RFC 6376 section 3.4.4)
    if not empty:
        yield memoryview(_CRLF)


def _next_piece(raw: bytes, start: int, end: int) -> tuple[bytes, int, int, int]:
    """The canonical piece at *start*: a text, from where to where in it, and where the next piece starts.

    A piece ends neither between CR and LF nor between a blank and what decides about it.
    """
    window = min(start + _WINDOW, end)
    stop = _find_blank(raw, start, window)
    if stop < window and stop - start < _NEAR:
        text, stop = _rewrite(raw, start, end)
        return text, 0, len(text), stop
    if raw.startswith(_CRLF, stop - 1, end):
        stop += 1
    return raw, start, stop, stop


def _find_blank(raw: bytes, start: int, end: int) -> int:
    """Where the first space or tab stands, which is all that "WSP" means (RFC 6376 section 2.8); *end* if none."""
    space = raw.find(b" ", start, end)
    before = end if space < 0 else space
    tab = raw.find(b"\t", start, before)
    return before if tab < 0 else tab


def _rewrite(raw: bytes, start: int, end: int) -> tuple[bytes, int]:
    """The canonical text of a chunk at *start*, and where the chunk ends."""
    cut = min(start + _CHUNK, end)
    rest = _REST.match(raw, cut, end)
    stop = rest.end() if rest else cut
    # megabytes of blanks are one run: the last ones of the rest stand for all
    text = raw[start:cut] + raw[max(cut, stop - _LONGEST_REST) : stop]
    text = _without_blanks(text)
    return (text.removesuffix(b" ") if stop == end else text), stop


def _without_blanks(text: bytes) -> bytes:
    # "Ignore all whitespace at the end of lines. Implementations MUST NOT remove the CRLF at the end of the line."
    # "Reduce all sequences of WSP within a line to a single SP character." (RFC 6376 section 3.4.4)
    # A line ends with CR LF, as in mail on its way; a CR or an LF alone is an octet like others
    return _single_blanks(text.replace(b"\t", b" ")).replace(b" \r\n", _CRLF)


def _single_blanks(text: bytes) -> bytes:
    if b"  " not in text:
        return text
    if text.count(b"  ", 0, _SAMPLE) < _DENSE or _MARK in text:
        return b" ".join(_RUN.split(text))
    # as one large number: FF where a blank is, then where the octet before it is one as well; these are marked
    blanks = int.from_bytes(text.translate(_ONLY_BLANKS), "little")
    marked = int.from_bytes(text, "little") | (blanks & (blanks << 8))
    return marked.to_bytes(len(text), "little").translate(None, _MARK)


def _before_empty_lines(text: bytes, start: int, end: int) -> tuple[int, int]:
    """Where the octets before all CR LF at the end of ``text[start:end]`` end, and how many CR LF follow."""
    last = end
    for lines, _ in _EMPTY_LINES:
        while text.endswith(lines, start, last):
            last -= len(lines)
    return last, (end - last) // len(_CRLF)


def _repeated_line_end(count: int) -> Iterator[memoryview]:
    for lines, size in _EMPTY_LINES:
        for _ in range(count // size):
            yield memoryview(lines)
        count %= size
