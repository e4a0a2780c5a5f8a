"""What does a 7z archive hold?  The header, unpacked as often as it was packed but within bounds, names every file."""

from __future__ import annotations

from functools import partial
from itertools import accumulate
from struct import Struct
from typing import Final, NamedTuple
from zlib import crc32

from ....core.budget import Budget
from ..member import ContainerFault, Held, Kind, Listing, Member, MemberName, NameSource, Notes, Source, Why, limit_of
from ..naming import cost_of
from ..streams import Coding, Solid, gather, stored
from .cursor import Cursor, DamagedError, TooManyError
from .folders import Place, begin, coding_of
from .header import ENCODED_HEADER, HEADER, Files, Streams, read_header, streams_of

__all__ = ["read_7z"]

_SIGN: Final = b"7z\xbc\xaf\x27\x1c"
_START: Final = Struct("<6s2BIQQI")
_MOST_HEADER: Final = 16 << 20
_MOST_ROUNDS: Final = 4
_MOST_STREAMS: Final = 64
"""Of a packed header, which needs one."""


class _StoppedError(Exception):
    def __init__(self, why: Why, detail: str) -> None:
        super().__init__(detail)
        self.why = why
        self.detail = detail


class _Archive(NamedTuple):
    held: Held
    base: int
    """The offset from which packed streams are counted."""
    budget: Budget
    notes: Notes


def read_7z(data: Source, budget: Budget) -> Listing:
    """List the files of *data*; something may stand before it."""
    octets = bytes(data)
    notes = Notes()
    members: list[Member] = []
    try:
        at = _begin(octets, notes)
        archive = _Archive(Held(octets), at + _START.size, budget, notes)
        header = _plain_header(archive, _packed_header(octets, at, notes))
        if header:
            cursor = Cursor(header, budget.left("members"))
            cursor.byte()
            _list(archive, *read_header(cursor), members)
    except DamagedError as error:
        notes.add(ContainerFault.DAMAGED, 0, str(error))
        return _listing(members, notes, Why.UNREADABLE, str(error))
    except TooManyError:
        budget.spend("members", budget.left("members") + 1)
        return _listing(members, notes, Why.LIMIT, limit_of(budget, "members"))
    except _StoppedError as stopped:
        return _listing(members, notes, stopped.why, stopped.detail)
    return Listing(Kind.SEVENZIP, tuple(members), notes.told)


def _listing(members: list[Member], notes: Notes, why: Why, detail: str) -> Listing:
    return Listing(Kind.SEVENZIP, tuple(members), notes.told, False, why, detail)


def _begin(octets: bytes, notes: Notes) -> int:
    at = octets.find(_SIGN)
    if at < 0 or len(octets) < at + _START.size:
        raise _StoppedError(Why.UNREADABLE, "no 7z header")
    if at:
        notes.add(ContainerFault.PREPENDED_DATA, 0, f"{at} octets")
    return at


def _packed_header(octets: bytes, at: int, notes: Notes) -> bytes:
    """The header as it stands at the end of the file."""
    _, _, _, crc, offset, size, header_crc = _START.unpack_from(octets, at)
    if crc32(octets[at + 12 : at + 32]) != crc:
        notes.add(ContainerFault.WRONG_CHECKSUM, at, "of the start header")
    start = at + _START.size + offset
    end = start + size
    if end > len(octets):
        notes.add(ContainerFault.TRUNCATED, len(octets), "the header would stand behind the end")
        raise _StoppedError(Why.UNREADABLE, "the header is cut off")
    if end < len(octets):
        notes.add(ContainerFault.TRAILING_DATA, end, f"{len(octets) - end} octets")
    if size > _MOST_HEADER:
        raise _StoppedError(Why.LIMIT, f"limit: a header of {size} octets")
    header = octets[start:end]
    if crc32(header) != header_crc:
        notes.add(ContainerFault.WRONG_CHECKSUM, start, "of the header")
    return header


def _plain_header(archive: _Archive, header: bytes) -> bytes:
    """*header*, unpacked where it is packed."""
    for _ in range(_MOST_ROUNDS):
        if not archive.budget.spend("bytes_read", len(header)):
            raise _StoppedError(Why.LIMIT, limit_of(archive.budget, "bytes_read"))
        kind = header[0] if header else HEADER
        if kind == HEADER:
            return header
        if kind != ENCODED_HEADER:
            raise DamagedError(f"a header of kind {kind}")
        header = _unpacked(archive, header)
    raise _StoppedError(Why.LIMIT, f"limit: a header packed more than {_MOST_ROUNDS} times")


def _unpacked(archive: _Archive, header: bytes) -> bytes:
    cursor = Cursor(header, _MOST_STREAMS)
    cursor.byte()
    places = _places(archive, streams_of(cursor))
    if not places:
        raise DamagedError("a packed header without a folder")
    size = places[0].folder.size
    coding = coding_of(places[0].folder)
    if not isinstance(coding, Coding):
        why, detail = coding
        if why is Why.ENCRYPTED:
            archive.notes.add(ContainerFault.HEADER_ENCRYPTED, places[0].start, "a password is needed for the names")
        raise _StoppedError(why, f"the header: {detail}")
    if size > _MOST_HEADER:
        raise _StoppedError(Why.LIMIT, f"limit: a header of {size} octets")
    opened = gather(begin(archive.held, places[0], coding, archive.budget), size)
    if len(opened.data) < size:
        raise _StoppedError(opened.why or Why.UNREADABLE, f"the header: {opened.detail}")
    return opened.data


def _places(archive: _Archive, streams: Streams) -> list[Place]:
    starts = list(accumulate(streams.packed, initial=archive.base + streams.at))
    places: list[Place] = []
    index = 0
    for folder in streams.folders:
        if index >= len(streams.packed):
            raise DamagedError("a folder without a packed stream")
        places.append(Place(starts[index], streams.packed[index], folder))
        index += len(folder.packed)
    return places


class _Data(NamedTuple):
    """Where the data of one file stand: in what comes out of which folder, or why it does not."""

    folder: Solid | tuple[Why, str]
    start: int
    size: int
    offset: int


def _list(archive: _Archive, streams: Streams, files: Files, members: list[Member]) -> None:
    data = iter(_data(archive, streams))
    names = _names(files, archive.budget.left("members") + 1)
    if len(names) != files.total:
        archive.notes.add(ContainerFault.DAMAGED, 0, f"{files.total} files, {len(names)} names")
    empty = 0
    for index, raw in enumerate(names):
        for unit, amount in (("members", 1), ("bytes_read", cost_of(raw))):
            if not archive.budget.spend(unit, amount):
                raise _StoppedError(Why.LIMIT, limit_of(archive.budget, unit))
        name = MemberName(raw, raw.decode("utf-16-le", "replace"), NameSource.HEADER, "utf-16-le")
        place = None if files.empty[index] else next(data, None)
        if place is None:
            directory = files.empty[index] and not files.empty_file[empty]
            empty += files.empty[index]
            members.append(Member((name,), directory, 0, False, archive.base, partial(stored, b"", 0, 0)))
        else:
            members.append(_member(name, place))


def _data(archive: _Archive, streams: Streams) -> list[_Data]:
    found: list[_Data] = []
    for place in _places(archive, streams):
        coding = coding_of(place.folder)
        folder: Solid | tuple[Why, str]
        if isinstance(coding, Coding):
            folder = Solid(partial(begin, archive.held, place, coding), place.folder.size)
        else:
            folder = coding
        start = 0
        for size in place.folder.substreams:
            found.append(_Data(folder, start, size, place.start))
            start += size
    return found


def _member(name: MemberName, data: _Data) -> Member:
    if isinstance(data.folder, Solid):
        opener = partial(data.folder.open, data.start, data.size)
        return Member((name,), False, data.size, False, data.offset, opener)
    why, detail = data.folder
    return Member((name,), False, data.size, why is Why.ENCRYPTED, data.offset, None, why, detail)


def _names(files: Files, most: int) -> list[bytes]:
    octets = files.names or b""
    text = octets[: len(octets) // 2 * 2].decode("utf-16-le", "surrogatepass")
    names = text.split("\0", most)[: min(most, files.total)]
    return [name.encode("utf-16-le", "surrogatepass") for name in names]
