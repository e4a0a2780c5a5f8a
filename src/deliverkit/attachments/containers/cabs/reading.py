"""Which files are in a cabinet?  Its header, its folders, its list of files (MS-CAB section 2)."""

from __future__ import annotations

from functools import partial
from struct import Struct
from typing import Final, NamedTuple

from ....core.budget import Budget
from ..finds import Finds
from ..member import ContainerFault, Kind, Listing, NameSource, Source, Why
from ..naming import UTF8_FIRST, readings
from .folders import FOLDER, Folder, Latest, folder_at

__all__ = ["read_cab"]

_SIGN: Final = b"MSCF\0\0\0\0"
_HEADER: Final = Struct("<8xI4xI4x2xHHH4x")
_RESERVED: Final = Struct("<HBB")
_FILE: Final = Struct("<IIHHHH")
_PREVIOUS, _NEXT, _HAS_RESERVED = 1, 2, 4
_GOES_ON, _CONTINUED = 0xFFFE, (0xFFFD, 0xFFFF)


class _Header(NamedTuple):
    size: int
    files: int  # where their list begins
    told: int  # how many there are
    folders: list[Folder]


def read_cab(data: Source, budget: Budget) -> Listing:
    """List the files of the first cabinet in *data*; those in LZX and Quantum are not opened."""
    finds = Finds(Kind.CAB, data, budget)
    at = finds.data.find(_SIGN)
    if at < 0 or at + _HEADER.size > len(finds.data):
        finds.stop(Why.UNREADABLE, "no header of a cabinet")
    if finds.why is None:
        if at:
            finds.notes.add(ContainerFault.PREPENDED_DATA, 0, f"{at} octets")
        _read(finds, at)
    return finds.listing()


def _read(finds: Finds, begin: int) -> None:
    held = finds.data[begin:] if begin else finds.data
    header = _header(finds, held)
    if header.size != len(held):
        more = header.size < len(held)
        kind = ContainerFault.TRAILING_DATA if more else ContainerFault.TRUNCATED
        finds.notes.add(kind, begin + min(header.size, len(held)), f"{header.size} octets declared, {len(held)} there")
    at = header.files
    latest = Latest(held)
    for _ in range(header.told):
        nul = held.find(b"\0", at + _FILE.size)
        if nul < 0:
            finds.notes.add(ContainerFault.TRUNCATED, begin + min(at, len(held)), "the list of files is cut")
            finds.stop(Why.UNREADABLE, "the list of files is cut")
        if finds.why is not None:
            return
        size, start, number, *_ = _FILE.unpack_from(held, at)
        folder = _folder(header.folders, number)
        # names are UTF-8 where a flag says so, and where one forgot the flag
        names = readings(held[at + _FILE.size : nul], NameSource.HEADER, UTF8_FIRST)
        if folder is None:
            finds.closed(names, begin + at, size, Why.UNREADABLE, "its data begin in another cabinet, or nowhere")
        elif not folder.readable:
            finds.closed(names, begin + at, size, Why.UNSUPPORTED, folder.method)
        else:
            finds.file(names, begin + at, size, partial(latest.open, folder, start, size), folder.method)
        at = nul + 1


def _header(finds: Finds, held: bytes) -> _Header:
    size, files, folders, count, flags = _HEADER.unpack_from(held)
    at = _HEADER.size
    in_folders = in_blocks = 0
    if flags & _HAS_RESERVED and at + _RESERVED.size <= len(held):
        in_header, in_folders, in_blocks = _RESERVED.unpack_from(held, at)
        at += _RESERVED.size + in_header
    # "szCabinetPrev" and "szDiskPrev", "szCabinetNext" and "szDiskNext"
    for _ in range(2 * bool(flags & _PREVIOUS) + 2 * bool(flags & _NEXT)):
        at = held.find(b"\0", at) + 1 or len(held)
    if flags & (_PREVIOUS | _NEXT):
        finds.notes.add(ContainerFault.MULTI_VOLUME, 0, "one cabinet of several")
    found: list[Folder] = []
    for _ in range(folders):
        if at + FOLDER.size > len(held):
            finds.notes.add(ContainerFault.TRUNCATED, len(held), "the list of folders is cut")
            break
        found.append(folder_at(held, at, in_blocks))
        at += FOLDER.size + in_folders
    return _Header(size, files, count, found)


def _folder(folders: list[Folder], number: int) -> Folder | None:
    if number in _CONTINUED:
        return None
    if number == _GOES_ON:
        number = len(folders) - 1
    return folders[number] if 0 <= number < len(folders) else None
