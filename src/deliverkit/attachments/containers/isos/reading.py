"""What does a CD image hold, whatever reads it?  The trees of all its volumes, put together by where the data stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import partial
from operator import itemgetter
from typing import Final, NamedTuple

from ....core.budget import Budget
from ..finds import Finds
from ..member import ContainerFault, Kind, Listing, Member, MemberName, NameSource, Source, Why
from ..naming import ANY_CODE_PAGE, UTF8_FIRST, cost_of, distinct, readings
from ..streams import open_held
from .records import Record, RockRidge, records_in, rock_ridge
from .volumes import Volume, has_udf, sessions, volumes_at

__all__ = ["read_iso"]

_VERSION: Final = re.compile(rb"\.?;[0-9]*+\Z")
_WIDE_VERSION: Final = re.compile(r"\.?;[0-9]*+\Z")
_LONGEST: Final = 4_096
_MOST_NAMES: Final = 16
"""Of one file: what has more is listed as several."""


_NOTHING_MORE: Final = RockRidge(None, compressed=False, cost=0)


class _Directory(NamedTuple):
    extent: int
    size: int
    path: str


class _Image(Finds):
    """What was found in the image so far, and where the data of its files stand."""

    __slots__ = ("places",)

    def __init__(self, data: Source, budget: Budget) -> None:
        super().__init__(Kind.ISO, data, budget)
        self.places: dict[tuple[int, int], int] = {}  # of a file's data: where it stands among the members


def read_iso(data: Source, budget: Budget) -> Listing:
    """List the files of *data* under the names of every volume and session."""
    image = _Image(data, budget)
    if image.why is None:
        _read_sessions(image)
        if has_udf(image.data):
            image.stop(Why.UNSUPPORTED, "a UDF file system beside it, or instead of it")
    return image.listing()


def _read_sessions(image: _Image) -> None:
    found = 0
    reached: list[tuple[int, int]] = []
    for at in sessions(image.data):
        if found and _within(reached, at):
            continue  # an image that is a file of this one
        volumes = volumes_at(image.data, at)
        found += bool(volumes)
        if found > 1:
            image.notes.add(ContainerFault.SECOND_DIRECTORY, at, "another session")
        for volume in volumes:
            _walk(image, volume)
        reached = _reached(image)
        if image.why is not None:
            return
    if not found and not has_udf(image.data):
        image.stop(Why.UNREADABLE, "no volume descriptor")


def _reached(image: _Image) -> list[tuple[int, int]]:
    """Where the files begin, in order, and how far those before or at it reach."""
    reached: list[tuple[int, int]] = []
    furthest = 0
    for start, size in sorted(image.places):
        furthest = max(furthest, start + size)
        reached.append((start, furthest))
    return reached


def _within(reached: list[tuple[int, int]], at: int) -> bool:
    index = bisect_right(reached, at, key=itemgetter(0)) - 1
    return index >= 0 and at < reached[index][1]


def _walk(image: _Image, volume: Volume) -> None:
    todo = [_Directory(volume.extent, volume.size, "")]
    seen = {volume.extent}
    while todo and image.why is None:
        directory = todo.pop()
        start = directory.extent * volume.block
        octets = image.data[start : start + directory.size]
        if len(octets) < directory.size:
            image.notes.add(ContainerFault.TRUNCATED, start, "a directory that is cut")
        if not image.pay("bytes_read", len(octets)):
            return
        below: list[_Directory] = []
        for record in records_in(octets):
            names = _take(image, volume, record, directory.path)
            if image.why is not None:
                return
            if not record.directory:
                continue
            if record.extent in seen:
                image.notes.add(ContainerFault.LOOP, start + record.at, "a directory that was read already")
                continue
            seen.add(record.extent)
            below.append(_Directory(record.extent, record.size, names[0].text + "/"))
        todo.extend(reversed(below))


def _take(image: _Image, volume: Volume, record: Record, path: str) -> tuple[MemberName, ...]:
    """List the file or directory of *record*; its names, the likeliest first."""
    more = rock_ridge(image.data, record.system, volume.block) if record.system else _NOTHING_MORE
    # a path costs by the memory it takes, as deep trees have long ones
    cost = more.cost + cost_of(record.raw) + cost_of(more.name or b"") + 16 * len(path)
    names = _names(volume, record, more, path)
    if len(path) > _LONGEST:
        image.stop(Why.LIMIT, f"limit: a path of {len(path)} characters")
    if not image.pay("members") or not image.pay("bytes_read", cost):
        return names
    start = record.extent * volume.block
    if record.directory:
        image.members.append(Member(names, True, None, False, start, None))
        return names
    known = image.places.get((start, record.size)) if record.size else None
    if known is not None and len(image.members[known].names) < _MOST_NAMES:
        member = image.members[known]
        image.members[known] = member._replace(names=_ordered(member.names + names))
        return names
    image.places[start, record.size] = len(image.members)
    if start + record.size > len(image.data):
        image.notes.add(ContainerFault.TRUNCATED, start, "the data of a file are cut")
    image.members.append(_file(image, record, names, start, compressed=more.compressed))
    return names


def _file(image: _Image, record: Record, names: tuple[MemberName, ...], start: int, *, compressed: bool) -> Member:
    if compressed or record.interleaved:
        detail = "zisofs compression" if compressed else "interleaved data"
        return Member(names, False, record.size, False, start, None, Why.UNSUPPORTED, detail)
    return Member(names, False, record.size, False, start, partial(open_held, image.held, start, record.size))


def _names(volume: Volume, record: Record, more: RockRidge, path: str) -> tuple[MemberName, ...]:
    found: tuple[MemberName, ...] = ()
    if volume.source is NameSource.JOLIET:
        text = record.raw.decode("utf-16-be", "replace")
        found = (MemberName(record.raw, _WIDE_VERSION.sub("", text), NameSource.JOLIET, "utf-16-be"),)
    else:
        if more.name:
            found = readings(more.name, NameSource.ROCK_RIDGE, UTF8_FIRST)
        # what follows a semicolon is "a File Version Number", which no program shows
        found += readings(_VERSION.sub(b"", record.raw), NameSource.ISO, ANY_CODE_PAGE)
    return _ordered(tuple(MemberName(name.raw, path + name.text, name.source, name.encoding) for name in found))


_LIKELY: Final = (NameSource.ROCK_RIDGE, NameSource.JOLIET, NameSource.ISO)


def _ordered(names: tuple[MemberName, ...]) -> tuple[MemberName, ...]:
    return names if len(names) == 1 else distinct(sorted(names, key=lambda name: _LIKELY.index(name.source)))
