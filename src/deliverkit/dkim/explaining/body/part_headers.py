"""Was the header of a part written anew, as servers do that keep mail in pieces?  (RFC 2045 section 5, RFC 2183)"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice, product
from typing import Final, TypeAlias

from ....message import Part
from .edits import Edit
from .leaves import parts_of
from .view import BodyView, Splice

__all__ = ["part_headers"]

_CRLF: Final = b"\r\n"
_MOST_PARTS: Final = 16
_MOST_CHANGES: Final = 3  # that one program made together
_LONGEST: Final = 4_096  # octets of a header
_CHANGING: Final = 64  # octets that are hashed in the time in which one of a header is written anew
_Change: TypeAlias = Callable[[bytes], bytes]
_Header: TypeAlias = tuple[Part, int, bytes]  # where it starts, and its octets

_SAME: Final[_Change] = bytes

_FIELD: Final = rb"[^\r\n]*+\r\n(?:[ \t][^\r\n]*+\r\n)*+"
_ADDED: Final = re.compile(rb"(?im)^(?:content-(?:id|description|language)|mime-version|x-[^:\r\n]*+):" + _FIELD)
_ENCODING: Final = re.compile(rb"(?im)^content-transfer-encoding:" + _FIELD)
_TYPE: Final = re.compile(rb"(?im)^content-type:" + _FIELD)
_DATES: Final = re.compile(rb"(?i);\s*+(?:size|(?:creation|modification|read)-date)=(?:\"[^\"\r\n]*+\"|[^;\s\"]++)")
_NAME: Final = re.compile(rb"(?i);\s*+name=(?:\"[^\"\r\n]*+\"|[^;\s\"]++)")
_FILE_NAME: Final = re.compile(rb"(?i)(?<=;|\s)filename(=(?:\"[^\"\r\n]*+\"|[^;\s\"]++))")
_BARE: Final = re.compile(rb"(?<=[A-Za-z])=([^\s\";=]++)(?=[;\r\n])")
_QUOTED: Final = re.compile(rb"=\"([A-Za-z0-9._+-]++)\"")
_FOLD: Final = re.compile(rb";[ \t]*+(?:\r\n[ \t]++)?+")
_CHARSET: Final = re.compile(rb"(?i)(?<=charset=)\"?+[^\s\";]++")
_VALUE: Final = re.compile(rb"(?im)(?<=^content-transfer-encoding: )[^\r\n]++")


def _without_name(header: bytes) -> bytes:
    return _TYPE.sub(lambda field: _NAME.sub(b"", field[0]), header)


def _named(header: bytes) -> bytes:
    """*header*, with the name in Content-Type that Content-Disposition has too."""
    found, kind = _FILE_NAME.search(header), _TYPE.search(header)
    if found is None or kind is None or _NAME.search(kind[0]):
        return header
    return header[: kind.end() - 2] + b"; name" + found[1] + header[kind.end() - 2 :]


def _encoding_moved(header: bytes) -> bytes:
    """*header*, with Content-Transfer-Encoding at its other end."""
    found = _ENCODING.search(header)
    if found is None:
        return header
    rest = header[: found.start()] + header[found.end() :]
    return rest + found[0] if found.end() < len(header) else found[0] + rest


def _encoding_added(name: bytes) -> _Change:
    """Say that the encoding is *name* where nothing is said of it."""
    line = b"Content-Transfer-Encoding: " + name + _CRLF
    return lambda header: header if _ENCODING.search(header) else header + line


def _subbed(pattern: re.Pattern[bytes], put: bytes) -> _Change:
    return lambda header: pattern.sub(put, header)


def _cased(pattern: re.Pattern[bytes], case: Callable[[bytes], bytes]) -> _Change:
    return lambda header: pattern.sub(lambda found: case(found[0]), header)


# what one program does to fields, to parameters, to folds, and to letters; nothing first
_FIELDS: Final = (
    *(_SAME, _subbed(_ADDED, b""), _subbed(_ENCODING, b""), _encoding_moved),
    *(_encoding_added(b"7bit"), _encoding_added(b"8bit")),
)
_PARAMETERS: Final = (_SAME, _subbed(_DATES, b""), _named, _without_name)
_QUOTES: Final = (_SAME, _subbed(_BARE, rb'="\1"'), _subbed(_QUOTED, rb"=\1"))
_FOLDS: Final = (_SAME, _subbed(_FOLD, b"; "), _subbed(_FOLD, b";\r\n\t"), _subbed(_FOLD, b";\r\n "))
_LETTERS: Final = (_SAME, *(_cased(_CHARSET, case) for case in (bytes.lower, bytes.upper)), _cased(_VALUE, bytes.lower))
_ALL: Final = tuple(product(_FIELDS, _PARAMETERS, _QUOTES, _FOLDS, _LETTERS))
_WAYS: Final = tuple(
    tuple(change for change in changes if change is not _SAME)
    for count in range(1, _MOST_CHANGES + 1)
    for changes in _ALL
    if sum(change is not _SAME for change in changes) == count
)


def part_headers(view: BodyView) -> Iterator[Edit]:
    """The headers of all parts in another form, then those of each part; what takes the fewest changes first."""
    held = list(view.at_most(_MOST_PARTS, _headers(view), "parts whose headers are written in other forms"))
    seen: set[bytes] = set()
    for way in _WAYS:
        if not view.work(sum(len(header) for *_, header in held) * _CHANGING):
            return
        changed = [(one, view.canonical(_after(way, one[2]))) for one in held]
        changed = [(one, header) for one, header in changed if header != one[2]]
        together = b"\0".join(b"%d:%s" % (start, header) for (_, start, _), header in changed)
        if changed and together not in seen:
            seen.add(together)
            yield _told(changed)
            if len(changed) > 1:
                yield from (_told([one]) for one in changed)


def _headers(view: BodyView) -> Iterator[_Header]:
    before = len(view.header)
    for part, body, _ in parts_of(view):
        start, end = part.header_start - before, body - len(_CRLF)
        if part.parent is None or not 0 <= start < end:
            continue
        if end - start <= _LONGEST:
            yield part, start, view.text[start:end]
        else:
            view.effort.cap("octets in the header of a part", _LONGEST)


def _after(way: tuple[_Change, ...], header: bytes) -> bytes:
    for change in way:
        header = change(header)
    return header


def _told(changed: list[tuple[_Header, bytes]]) -> Edit:
    (_, first, now), was = changed[0]
    lost, came = _other(was, now), _other(now, was)
    return Edit(
        "mime-frame-changed",
        tuple(Splice(start, start + len(header), put) for (_, start, header), put in changed),
        place="header of " + " and ".join(f"part {part.path}" for (part, *_), _ in islice(changed, 3)),
        text=came,
        marks=((at := first + now.find(came.partition(_CRLF)[0]), at + len(came)),),
        was=" ".join(lost.decode("ascii", "replace").split()),
    )


def _other(one: bytes, than: bytes) -> bytes:
    """The lines of *one* that are not lines of *than*."""
    held = set(than.splitlines())
    return _CRLF.join(line for line in one.splitlines() if line not in held)
