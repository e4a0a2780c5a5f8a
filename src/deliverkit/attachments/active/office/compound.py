"""What acts in this compound file, an Office document of old?  Macros, commands, packages (MS-CFB, MS-OVBA, MS-XLS)."""

from __future__ import annotations

import re
from functools import partial
from struct import Struct
from typing import Final, NamedTuple

from ...containers.member import Held, Why
from ...containers.streams import open_held
from ..packages import read_package
from ..signs import Activity, InnerFile, Signs

__all__ = ["look_at_compound"]

_U16: Final = Struct("<H")
_U32: Final = Struct("<I")
_ENTRY: Final = 128  # octets of an entry of the directory, which stands at a multiple of them
_HEADER: Final = 512
_STREAM: Final = 2
_CUTOFF: Final = 4096
_COSTS: Final = 1024  # octets: looking at an entry takes as long as looking at these
_FIELD_COSTS: Final = 256


def _wide(name: str) -> bytes:
    return name.encode("utf-16-le")


# the streams that matter, as the directory has them; their case makes no difference
_NAMES: Final = ("_VBA_PROJECT", "\x01Ole10Native", "WordDocument", "Workbook", "Book")
_ANY: Final = re.compile(b"|".join(re.escape(_wide(name) + b"\0\0") for name in _NAMES), re.IGNORECASE)
_PACKAGE: Final = "\x01ole10native"
_MOST_OF_A_NAME: Final = 4  # a document has one, one for every document in it; all the file is searched for each
_MOST_MODULES: Final = 10
_MODULE: Final = re.compile(rb"^(?:Module|Class|BaseClass)=([^\r\n/]{1,60})", re.MULTILINE)
# a field: its mark, then what it does, in one octet a character or two
_FIELD: Final = re.compile(
    rb"\x13 {0,9}(DDE(?:AUTO)? [^\x13-\x15\0]{1,300})"
    rb"|\x13\0(?: \0){0,9}((?:D\0){2}E\0(?:A\0U\0T\0O\0)? \0(?:[\x20-\x7e]\0){1,300})",
    re.IGNORECASE,
)
_BOF: Final = b"\x09\x08"  # of a workbook of Excel 97 and later, or of 95
_BOUND_SHEET, _FILE_PASS, _EOF = 0x0085, 0x002F, 0x000A
_MOST_RECORDS: Final = 5000
_NEAR: Final = 2048  # octets of a package in which its names and sizes stand


class _Entry(NamedTuple):
    name: str
    at: int
    first: int
    size: int


def look_at_compound(data: bytes, signs: Signs, inner: str = "") -> None:
    """Note what acts in a compound file; *inner* is the part of a document that it is.

    The entries of its directory are looked for where they can stand, and not by the chains of its sectors: those of a
    damaged file may lead elsewhere, for Office as for us.
    """
    if not signs.pay(len(data)):
        return
    met: dict[str, int] = {}
    for found in _ANY.finditer(data, _HEADER):
        if not signs.pay(_COSTS):
            return
        entry = _entry(data, found)
        if entry is None:
            continue
        count = met[entry.name] = met.get(entry.name, 0) + 1
        if entry.name == _PACKAGE:
            _package(entry, data, inner, signs)
        elif count <= _MOST_OF_A_NAME:
            _judge(entry, data, inner, signs)


def _entry(data: bytes, found: re.Match[bytes]) -> _Entry | None:
    at = found.start()
    if at % _ENTRY or at + _ENTRY > len(data):
        return None
    size: int = _U16.unpack_from(data, at + 64)[0]
    # "The length MUST be a multiple of 2 and include the terminating null character"
    if size != len(found[0]) or data[at + 66] != _STREAM:
        return None
    first: int = _U32.unpack_from(data, at + 116)[0]
    length: int = _U32.unpack_from(data, at + 120)[0]
    return _Entry(found[0][:-2].decode("utf-16-le").lower(), at, first, length)


def _judge(entry: _Entry, data: bytes, inner: str, signs: Signs) -> None:
    match entry.name:
        case "_vba_project":
            modules = (found[1].decode("latin-1") for found in _MODULE.finditer(data))
            named = ", ".join(name for name, _ in zip(modules, range(_MOST_MODULES), strict=False))
            signs.add(Activity.MACROS, named, entry.at, entry.at + _ENTRY, inner or "_VBA_PROJECT")
        case "worddocument":
            _commands(data, inner, signs)
        case _:
            _sheets(data, _place(data, entry), inner, signs)


def _place(data: bytes, entry: _Entry) -> int:
    """Where the data of a stream begin; they are read as if its sectors stood in order, which they mostly do."""
    shift: int = min(_U16.unpack_from(data, 30)[0], 16)
    if entry.size >= _CUTOFF:
        return (entry.first + 1) << shift
    # "the starting sector of the mini stream" is in the root, which is the first entry of the directory
    directory: int = _U32.unpack_from(data, 48)[0]
    root = ((directory + 1) << shift) + 116
    start: int = _U32.unpack_from(data, root)[0] if root + 4 <= len(data) else 0
    return ((start + 1) << shift) + entry.first * 64


def _package(entry: _Entry, data: bytes, inner: str, signs: Signs) -> None:
    place = _place(data, entry)
    package = read_package(data[place : place + min(_NEAR, entry.size)], sized=True)
    if package:
        opener = partial(open_held, Held(data), place + package.start, package.size)
        signs.add_file(InnerFile(package.name, opener, place + package.start, inner))


def _commands(data: bytes, inner: str, signs: Signs) -> None:
    for found in _FIELD.finditer(data):
        if not signs.pay(_FIELD_COSTS):
            return
        said = found[1] or found[2].replace(b"\0", b"")
        signs.add(Activity.COMMAND, said, *found.span(), inner or "WordDocument")


def _sheets(data: bytes, at: int, inner: str, signs: Signs) -> None:
    """Note the macro sheets of a workbook, by the records at its beginning."""
    if not data.startswith(_BOF, at):
        return
    for _ in range(_MOST_RECORDS):
        if at + 4 > len(data):
            return
        kind, size = _U16.unpack_from(data, at)[0], _U16.unpack_from(data, at + 2)[0]
        record = data[at + 4 : at + 4 + size]
        if kind == _FILE_PASS:
            signs.stop(Why.ENCRYPTED, "the workbook is encrypted")
        # "dt (8 bits): An unsigned integer that specifies the sheet type", 1 for a macro sheet
        elif kind == _BOUND_SHEET and record[5:6] == b"\1":
            signs.add(Activity.MACROS, f"macro sheet {_sheet_name(record)}", at, at + 4 + size, inner or "Workbook")
        elif kind == _EOF:
            return
        at += 4 + size


def _sheet_name(record: bytes) -> str:
    size, wide = record[6:7], record[7:8] == b"\1"
    count = size[0] * (2 if wide else 1) if size else 0
    return record[8 : 8 + count].decode("utf-16-le" if wide else "latin-1", "replace")
