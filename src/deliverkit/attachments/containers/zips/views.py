"""Do the two headers of a member agree?  Each is read; where they differ, both members are listed (APPNOTE.TXT 4.3.7).

Programs that read the directory believe the central header, those that read the file as a stream the local one.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final, NamedTuple

from ....core.budget import Budget
from ..member import ContainerFault, Held, Member, MemberName, NameSource, Notes, Why, limit_of
from ..naming import cost_of, distinct
from .extras import widened
from .naming import names_of
from .opening import Packed, open_entry, open_packed
from .records import (
    AES,
    CENTRAL,
    DECODABLE,
    DESCRIPTOR_FOLLOWS,
    DESCRIPTOR_SIGN,
    ENCRYPTED,
    LOCAL,
    LOCAL_SIGN,
    MASKED,
    METHODS,
)

__all__ = ["Entry", "Local", "Scan", "add", "as_member", "local_at", "simple"]

_FULL: Final = 0xFFFFFFFF
_SIMPLE: Final = frozenset({0, 8})
_LOCAL: Final = LOCAL.unpack_from


class Entry(NamedTuple):
    """A header of the central directory."""

    at: int
    flags: int
    method: int
    crc: int
    csize: int
    usize: int
    attributes: int
    offset: int
    raw: bytes
    extra: bytes


class Local(NamedTuple):
    """A local header."""

    at: int
    flags: int
    method: int
    crc: int
    csize: int
    usize: int
    raw: bytes
    extra: bytes
    start: int


class Scan:
    """What has been found in *data* so far.

    What it costs is counted here and taken from the budget once, by :meth:`settle`.

    Arguments:
        data: the whole zip.
        budget: what pays.
    """

    __slots__ = (
        "budget",
        "data",
        "directories",
        "entries",
        "extents",
        "follow",
        "held",
        "limit",
        "locals",
        "members",
        "members_left",
        "notes",
        "octets_left",
    )

    def __init__(self, data: bytes, budget: Budget) -> None:
        self.data = data
        self.held = Held(data)
        self.budget = budget
        self.notes = Notes()
        self.members: list[Member] = []
        self.extents: list[tuple[int, int]] = []
        self.directories = 0
        self.entries: set[int] = set()
        self.locals: set[int] = set()
        self.follow: list[int] = []
        self.limit = ""
        self.members_left = budget.left("members")
        self.octets_left = budget.left("bytes_read")

    def look_at(self, octets: int) -> None:
        """Pay for having looked at so many octets."""
        self.octets_left -= octets
        if self.octets_left < 0:
            self._out("bytes_read")

    def pay_for(self, raw: bytes, extra: bytes) -> bool:
        """Whether one more member may be kept; names cost by the memory that their readings take."""
        if self.limit:
            return False
        self.members_left -= 1
        self.octets_left -= cost_of(raw) + (16 if b"up" in extra else 1) * len(extra) + CENTRAL.size
        if self.members_left >= 0 and self.octets_left >= 0:
            return True
        self._out("members" if self.members_left < 0 else "bytes_read")
        return False

    def _out(self, unit: str) -> None:
        self.limit = self.limit or limit_of(self.budget, unit)

    def settle(self) -> None:
        """Take from the budget what was used; what is not there is noted as exhausted."""
        for unit, left in (("members", self.members_left), ("bytes_read", self.octets_left)):
            before = self.budget.left(unit)
            if left < 0:
                self.budget.spend(unit, before + 1)
            self.budget.spend(unit, before - max(left, 0))


def local_at(data: bytes, at: int) -> Local | None:
    """The local header at *at*, if one is there."""
    if at < 0 or not data.startswith(LOCAL_SIGN, at) or at + LOCAL.size > len(data):
        return None
    _, _, flags, method, _, _, crc, csize, usize, length, extra_length = LOCAL.unpack_from(data, at)
    name_end = at + LOCAL.size + length
    start = name_end + extra_length
    extra = data[name_end:start]
    if _FULL in (usize, csize):
        usize, csize, _ = widened(extra, usize, csize, 0)
    return Local(at, flags, method, crc, csize, usize, data[at + LOCAL.size : name_end], extra, start)


def simple(scan: Scan, at: int, record: tuple[Any, ...], raw: bytes, extra: bytes, base: int) -> bool:
    """List a member of which nothing has to be asked, fast: most are; False if something has."""
    _, _, _, flags, method, _, _, _, csize, usize, _, _, _, _, _, attributes, offset = record
    data, where = scan.data, base + offset
    if (
        flags & (ENCRYPTED | MASKED)
        or method not in _SIMPLE
        or _FULL in (csize, usize, offset)
        or not raw.isascii()
        or b"\0" in raw
        or b"up" in extra
        or where in scan.locals
        or not 0 <= where <= len(data) - LOCAL.size
    ):
        return False
    sign, _, local_flags, local_method, _, _, _, local_csize, _, local_length, local_extra = _LOCAL(data, where)
    later = local_flags & DESCRIPTOR_FOLLOWS
    if (
        sign != LOCAL_SIGN
        or local_length != len(raw)
        or local_method != method
        or local_flags & ENCRYPTED
        or (local_csize != csize and not later)
        or not data.startswith(raw, where + LOCAL.size)
    ):
        return False
    start = where + LOCAL.size + local_length + local_extra
    end = start + csize
    scan.locals.add(where)
    scan.extents.append((where, end + 16 if later and data.startswith(DESCRIPTOR_SIGN, end) else end))
    names = (MemberName(raw, raw.decode("ascii"), NameSource.CENTRAL, "ascii"),)
    directory = csize <= 2 and not usize and _is_directory(raw, attributes)
    scan.members.append(Member(names, directory, usize, False, at, partial(open_entry, scan.held, record, start)))
    return True


def _is_directory(raw: bytes, attributes: int) -> bool:
    # attribute 0x10 of FAT; what has data is a file whatever it is called
    return raw.endswith((b"/", b"\\")) or bool(attributes & 0x10)


def add(scan: Scan, entry: Entry, bases: tuple[int, ...]) -> None:
    """List the member of *entry*; its local header stands at its offset, counted from one of *bases*."""
    data = scan.data
    local = next(filter(None, (local_at(data, base + entry.offset) for base in bases)), None)
    if local is None:
        scan.notes.add(ContainerFault.DAMAGED, entry.at, f"no local header at {entry.offset}")
        member = _central(scan, entry, None, ())
        if member.why is None:
            lost = "its local header is not where it should be"
            member = member._replace(opener=None, why=Why.UNREADABLE, detail=lost)
        scan.members.append(member)
        return
    names = () if entry.flags & MASKED else _compare(scan, entry, local)
    if local.at in scan.locals:
        scan.notes.add(ContainerFault.OVERLAP, local.at, "several directory entries share one local header")
    scan.locals.add(local.at)
    end = local.start + entry.csize
    if local.flags & DESCRIPTOR_FOLLOWS and data.startswith(DESCRIPTOR_SIGN, end):
        end += 16
    scan.extents.append((local.at, end))
    scan.members.append(_central(scan, entry, local, names))


def _compare(scan: Scan, entry: Entry, local: Local) -> tuple[MemberName, ...]:
    """The names of the local header if they differ; if more does, it is a member of its own."""
    other_size = local.csize != entry.csize and not local.flags & DESCRIPTOR_FOLLOWS
    other_data = local.method != entry.method or (local.flags ^ entry.flags) & ENCRYPTED or other_size
    if (local.raw == entry.raw and not other_data) or not scan.pay_for(local.raw, local.extra):
        return ()
    if local.raw != entry.raw:
        detail = f"{entry.raw[:80]!r} in the directory, {local.raw[:80]!r} before the data"
        scan.notes.add(ContainerFault.VIEWS_DIFFER, local.at, detail)
    if other_data:
        scan.notes.add(ContainerFault.VIEWS_DIFFER, local.at, "the directory and the local header tell of other data")
        scan.members.append(as_member(scan, local, local.csize if other_size else entry.csize))
    if other_size:
        scan.follow.append(local.start + local.csize)
    return names_of(local.raw, local.flags, local.extra, NameSource.LOCAL, scan.notes, local.at)


def _central(scan: Scan, entry: Entry, local: Local | None, more: tuple[MemberName, ...]) -> Member:
    names = names_of(entry.raw, entry.flags, entry.extra, NameSource.CENTRAL, scan.notes, entry.at)
    directory = entry.csize <= 2 and not entry.usize and _is_directory(entry.raw, entry.attributes)
    start = local.start if local else 0
    packed = Packed(start, entry.csize, entry.usize, entry.method, entry.flags, entry.crc)
    return _member(scan, distinct(names + more) if more else names, directory, packed, entry.at)


def as_member(scan: Scan, local: Local, csize: int) -> Member:
    """The member that a local header alone describes."""
    names = names_of(local.raw, local.flags, local.extra, NameSource.LOCAL, scan.notes, local.at)
    later = bool(local.flags & DESCRIPTOR_FOLLOWS) and not local.usize
    packed = Packed(
        local.start, csize, None if later else local.usize, local.method, local.flags, None if later else local.crc
    )
    directory = csize == 0 and not local.usize and _is_directory(local.raw, 0)
    return _member(scan, names, directory, packed, local.at)


def _member(scan: Scan, names: tuple[MemberName, ...], directory: bool, packed: Packed, at: int) -> Member:
    method = packed.method
    if packed.flags & ENCRYPTED or method == AES:
        return Member(names, directory, packed.usize, True, at, None, Why.ENCRYPTED, "a password is needed")
    if method not in DECODABLE:
        detail = f"compression method {METHODS.get(method, method)}"
        return Member(names, directory, packed.usize, False, at, None, Why.UNSUPPORTED, detail)
    return Member(names, directory, packed.usize, False, at, partial(open_packed, scan.held, packed))
