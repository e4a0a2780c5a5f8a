"""Which archives stand behind something else: a program that unpacks itself, a picture with a zip at its end?"""

from __future__ import annotations

import re
from struct import Struct
from typing import Final, NamedTuple

from .kinds import ContentKind

__all__ = ["Found", "containers_in", "zip_ends"]

_END: Final = b"PK\x05\x06"
_END_RECORD: Final = Struct("<4sHHHHIIH")
_LONGEST_END: Final = _END_RECORD.size + 65_535
_MOST_TRIES: Final = 64  # of one mark; a file with more is made to have them, and then its reader shall say so
_SEE_ZIP64: Final = 2**32 - 1


class Found(NamedTuple):
    """An archive in a file.

    Arguments:
        kind: what it is.
        offset: where it starts; 0 for a zip archive, whose own offsets may count from the start of the file.
    """

    kind: ContentKind
    offset: int


def containers_in(data: bytes | memoryview, kind: ContentKind | None) -> tuple[Found, ...]:
    """Everything in *data* that holds other files and can be listed, at most one of each kind.

    Arguments:
        data: a whole file.
        kind: what it is, by :func:`identify`. What is an archive itself is that and nothing else: its reader says what
            follows it.
    """
    if kind is not None and kind.container is not None:
        return (Found(kind, 0),)
    raw = bytes(data)  # itself, when it is bytes
    found = [Found(kind, at) for mark, rest, kind in _MARKS if (at := _find(raw, mark, rest)) >= 0]
    if zip_ends(raw) or _find(raw, b"PK\x03\x04", _LOCAL) >= 0:
        found.append(Found(ContentKind.ZIP, 0))
    return tuple(found)


def zip_ends(data: bytes | memoryview) -> bool:
    """Whether the end record of a zip archive stands in the last 64 KiB of *data*, and could be true."""
    tail = bytes(data[-_LONGEST_END:])
    at = len(tail)
    for _ in range(_MOST_TRIES):
        at = tail.rfind(_END, 0, at)
        if at < 0:
            return False
        if _could_end(tail[at:], len(data) - len(tail) + at):
            return True
    return True


def _could_end(record: bytes, before: int) -> bool:
    if len(record) < _END_RECORD.size:
        return False
    _, _, _, here, entries, size, offset, comment = _END_RECORD.unpack_from(record)
    inside = all(number <= before or number == _SEE_ZIP64 for number in (size, offset))
    return inside and here <= entries and _END_RECORD.size + comment <= len(record)


# what has a mark long enough to be looked for anywhere, what must follow it, and what it means then
_MARKS: Final = (
    (b"Rar!\x1a\x07\0", re.compile(b""), ContentKind.RAR4),
    (b"Rar!\x1a\x07\x01\0", re.compile(b""), ContentKind.RAR5),
    (b"7z\xbc\xaf\x27\x1c", re.compile(rb"\0[\0-\x09]"), ContentKind.SEVENZIP),
    (
        b"MSCF\0\0\0\0",
        re.compile(rb".{4}\0\0\0\0.{4}\0\0\0\0[\x02\x03]\x01", re.DOTALL),
        ContentKind.CAB,
    ),
)
# behind the mark of a member of a zip archive: a version, flags, a method that exists, and a name that is not empty
_LOCAL: Final = re.compile(
    rb"[\0-\x3f].{3}[\0-\x06\x08-\x0a\x0c\x0e\x12\x13\x5d-\x63]\0.{16}(?:[^\0].|\0[^\0])..", re.DOTALL
)


def _find(raw: bytes, mark: bytes, rest: re.Pattern[bytes]) -> int:
    """Where *mark* stands in *raw*, but not at its start, with *rest* behind it; -1 where it does not."""
    at = 0
    for _ in range(_MOST_TRIES):
        at = raw.find(mark, at + 1)
        if at < 0 or rest.match(raw, at + len(mark)):
            return at
    return at
