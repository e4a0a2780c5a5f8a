"""What does a zip hold, whoever reads it?  Every directory, and every local header that none of them mentions.

"An end of central directory record ... MUST be unique" is not what programs check: some take the last, some the first,
some read the file as a stream. So each part of the file that no directory explains is searched again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ....core.budget import Budget
from ..member import ContainerFault, Kind, Listing, Source, Why
from .directory import End, read_end, walk
from .records import CENTRAL_SIGN, DESCRIPTOR_FOLLOWS, DESCRIPTOR_SIGN, END_SIGN, LOCAL_SIGN, METHODS
from .views import Local, Scan, as_member, local_at

__all__ = ["read_zip"]

_ANY_SIGN: Final = re.compile(rb"PK(?:\x03\x04|\x01\x02|\x05\x06|\x07\x08)")
_LOOK: Final = 500
"""What it costs to look at a place that may be no header, in octets read."""
_Span = tuple[int, int]


def read_zip(data: Source, budget: Budget) -> Listing:
    """List every member of *data* that some program would find."""
    octets = bytes(data)
    scan = Scan(octets, budget)
    scan.look_at(len(octets))
    ends, rest = _by_ends(scan)
    rest = [gap for span in rest for gap in _by_entries(scan, span)]
    known = len(scan.members)
    for span in rest:
        _by_locals(scan, span)
    _follow(scan)
    scan.settle()
    _judge_ends(scan, ends, known)
    return _listing(scan, ends)


def _gaps(span: _Span, extents: list[_Span]) -> Iterator[_Span]:
    """What of *span* none of *extents* covers; these are sorted."""
    at, end = span
    for start, stop in extents:
        if at < start < end:
            yield (at, start)
        at = max(at, stop)
    if at < end:
        yield (at, end)


def _by_ends(scan: Scan) -> tuple[list[End], list[_Span]]:
    """The end records, the last first, and what their directories do not explain."""
    todo, rest, ends = [(0, len(scan.data))], list[_Span](), list[End]()
    while todo and not scan.limit:
        start, end = span = todo.pop()
        at = scan.data.rfind(END_SIGN, start, end)
        if at < 0:
            rest.append(span)
            continue
        scan.look_at(16 * _LOOK)
        before = len(scan.extents)
        if one := read_end(scan, at):
            ends.append(one)
        todo.extend(_gaps(span, _sorted(scan, before)))
    return ends, sorted(rest + todo)


def _sorted(scan: Scan, since: int) -> list[_Span]:
    """The extents found since, in order; members that share octets are noted."""
    extents = sorted(scan.extents[since:])
    reached = 0
    for start, end in extents:
        if start < reached:
            scan.notes.add(ContainerFault.OVERLAP, start, f"shares octets with what ends at {reached}")
        reached = max(reached, end)
    return extents


def _by_entries(scan: Scan, span: _Span) -> Iterator[_Span]:
    """Read directories that no end record points at; what they do not explain."""
    at, end = span
    before = len(scan.extents)
    while not scan.limit and (at := scan.data.find(CENTRAL_SIGN, at, end)) >= 0:
        found = walk(scan, at, (0,))
        if found:
            scan.notes.add(ContainerFault.NO_DIRECTORY, at, "no end record points at this directory")
        at = max(scan.extents[-1][1], at + 4)
    return _gaps(span, _sorted(scan, before))


def _by_locals(scan: Scan, span: _Span) -> None:
    """List the members of local headers that no directory mentions."""
    at, end = span
    while not scan.limit and (at := scan.data.find(LOCAL_SIGN, at, end)) >= 0:
        at = _add_local(scan, at) or at + 4


def _follow(scan: Scan) -> None:
    """Go where the sizes of local headers lead that the directory contradicts."""
    while scan.follow:
        at = scan.follow.pop()
        while at and at not in scan.locals and scan.data.startswith(LOCAL_SIGN, at):
            at = _add_local(scan, at)


def _add_local(scan: Scan, at: int) -> int:
    """List the member of the local header at *at*; where its data end, or 0 if this is none."""
    scan.look_at(_LOOK)
    local = local_at(scan.data, at)
    if local is None or not local.raw or local.method not in METHODS or at in scan.locals:
        return 0
    if not scan.pay_for(local.raw, local.extra):
        return 0
    scan.locals.add(at)
    size, end = _extent(scan, local)
    scan.members.append(as_member(scan, local, size))
    if scan.entries:
        scan.notes.add(ContainerFault.HIDDEN_MEMBER, at, "no directory mentions this member")
    if end > len(scan.data):
        scan.notes.add(ContainerFault.TRUNCATED, at, "the data of the member are cut")
    return end


def _extent(scan: Scan, local: Local) -> tuple[int, int]:
    """How many octets the data of *local* have, and where the next header may stand."""
    if not local.flags & DESCRIPTOR_FOLLOWS or local.csize:
        return local.csize, local.start + local.csize
    # "the fields crc-32, compressed size and uncompressed size are set to zero in the local header. The correct values
    # are put in the data descriptor immediately following the compressed data."
    sign = _ANY_SIGN.search(scan.data, local.start)
    stop = max(sign.start() if sign else len(scan.data), local.start)
    scan.look_at(stop - local.start)
    return stop - local.start, stop + 16 if scan.data.startswith(DESCRIPTOR_SIGN, stop) else stop


def _judge_ends(scan: Scan, ends: list[End], known: int) -> None:
    for end in ends:
        if not end.true and (end.claimed or known):
            scan.notes.add(ContainerFault.FAKE_END, end.at, f"{end.claimed} members declared, no directory")
    if scan.directories > 1:
        scan.notes.add(ContainerFault.SECOND_DIRECTORY, 0, f"{scan.directories} directories")
    if not ends:
        scan.notes.add(ContainerFault.NO_DIRECTORY, len(scan.data), "no end record")
    elif (behind := len(scan.data) - ends[0].end) > 0:
        scan.notes.add(ContainerFault.TRAILING_DATA, ends[0].end, f"{behind} octets")
    first = min(scan.extents)[0] if scan.extents else 0
    if first:
        scan.notes.add(ContainerFault.PREPENDED_DATA, 0, f"{first} octets")


def _listing(scan: Scan, ends: list[End]) -> Listing:
    why, detail = None, ""
    if scan.limit:
        why, detail = Why.LIMIT, scan.limit
    elif scan.notes.has(ContainerFault.HEADER_ENCRYPTED):
        why, detail = Why.ENCRYPTED, "the directory is encrypted"
    elif not any(end.true for end in ends) and (scan.members or not ends):
        why, detail = Why.UNREADABLE, "no end record: the zip is cut, or is none"
    return Listing(Kind.ZIP, tuple(scan.members), scan.notes.told, why is None, why, detail)
