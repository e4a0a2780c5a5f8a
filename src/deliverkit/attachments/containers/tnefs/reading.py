"""Which files does a winmail.dat hold?  Attributes, one behind another; some begin an attachment (MS-OXTNEF 2.1).

Where data or names stand twice, as attribute and as property, each is a candidate: programs differ in which they take.
"""

from __future__ import annotations

from functools import partial
from struct import Struct
from typing import Final

from ....core.budget import Budget
from ..finds import Finds
from ..member import ContainerFault, Kind, Listing, MemberName, NameSource, Source, Why
from ..naming import distinct, readings
from ..streams import open_held
from .properties import OBJECT, STRING8, UNICODE, properties_in

__all__ = ["read_tnef"]

_SIGN: Final = b"\x78\x9f\x3e\x22"
_FIRST: Final = 6
"""Behind the signature and a key that means nothing."""
_ATTRIBUTE: Final = Struct("<BII")
_LEVELS: Final = (1, 2)
# the low half of the identifier; the high one says the type of the value
_REND_DATA, _TITLE, _DATA, _TRANSPORT_NAME, _ATTACHMENT = 0x9002, 0x8010, 0x800F, 0x9001, 0x9005
_NAMES: Final = (0x3707, 0x3704, 0x3001, 0x370D, 0x3708, 0x370C)
_ATTACH_DATA: Final = 0x3701
_WANTED: Final = frozenset((*_NAMES, _ATTACH_DATA))
_IDENTIFIER: Final = 16
_CODE_PAGES: Final = ("utf-8", "cp1252", "cp932")
_LONGEST: Final = 1 << 16
_MOST: Final = 1_000
"""Names of one attachment, and data."""


def read_tnef(data: Source, budget: Budget) -> Listing:
    """List the attachments of *data*; one that is a message of its own opens as another winmail.dat."""
    finds = Finds(Kind.TNEF, data, budget)
    if not finds.data.startswith(_SIGN):
        finds.stop(Why.UNREADABLE, "no TNEF signature")
    if finds.why is None:
        _Walk(finds).run()
    return finds.listing()


class _Walk:
    """One pass over the attributes."""

    def __init__(self, finds: Finds) -> None:
        self.finds = finds
        self.sums = memoryview(finds.data)
        self.at = _FIRST
        self.begun: int | None = None  # where the attachment begins that is being read
        self.names: list[tuple[int, MemberName]] = []
        self.places: list[tuple[int, int]] = []

    def run(self) -> None:
        data, finds = self.finds.data, self.finds
        while finds.why is None and self.at + _ATTRIBUTE.size <= len(data):
            level, kind, size = _ATTRIBUTE.unpack_from(data, self.at)
            if level not in _LEVELS:
                finds.notes.add(ContainerFault.TRAILING_DATA, self.at, f"{len(data) - self.at} octets")
                break
            start = self.at + _ATTRIBUTE.size
            self._check(start, size)
            self._take(kind & 0xFFFF, start, min(start + size, len(data)), size)
            self.at = start + size + 2
        else:
            if self.at != len(data) and finds.why is None:
                finds.notes.add(ContainerFault.TRUNCATED, min(self.at, len(data)), "an attribute that is cut")
        self._end()

    def _check(self, start: int, size: int) -> None:
        # the checksum is "the sum of all the bytes in the attribute data", modulo 65,536
        written = self.sums[start + size : start + size + 2]
        if len(written) == 2 and sum(self.sums[start : start + size]) & 0xFFFF != int.from_bytes(written, "little"):
            self.finds.notes.add(ContainerFault.WRONG_CHECKSUM, start, "an attribute whose checksum does not fit")

    def _take(self, kind: int, start: int, end: int, size: int) -> None:
        """Keep what belongs to the attachment that is being read."""
        if kind == _REND_DATA:
            self._end()
            self.begun = start
        elif kind in (_TITLE, _TRANSPORT_NAME):
            self._name(start, end, STRING8, NameSource.HEADER, len(_NAMES))
        elif kind == _DATA:
            self._place(start, size)
        elif kind == _ATTACHMENT:
            self._properties(start, end)

    def _properties(self, start: int, end: int) -> None:
        for found in properties_in(self.finds.data, start, end, _WANTED):
            if found is None:
                self.finds.notes.add(ContainerFault.DAMAGED, start, "properties that cannot be read")
            elif found.id in _NAMES and found.type in (STRING8, UNICODE):
                self._name(found.start, found.end, found.type, NameSource.PROPERTY, _NAMES.index(found.id))
            elif found.id == _ATTACH_DATA:
                # "the value contains the IID" of an interface before the object
                skipped = _IDENTIFIER if found.type == OBJECT else 0
                self._place(found.start + skipped, max(0, found.end - found.start - skipped))

    def _place(self, start: int, size: int) -> None:
        if len(self.places) < _MOST:
            self.places.append((start, size))
        else:
            self.finds.stop(Why.LIMIT, f"limit: an attachment that has its data more than {_MOST} times")

    def _name(self, start: int, end: int, kind: int, source: NameSource, rank: int) -> None:
        if end - start > _LONGEST or len(self.names) > _MOST:
            self.finds.stop(Why.LIMIT, f"limit: a name of {end - start} octets, beside {len(self.names)}")
        raw = self.finds.data[start : min(end, start + _LONGEST)]
        self.finds.pay("bytes_read", 16 * len(raw))
        if kind == STRING8:
            found = readings(raw.rstrip(b"\0"), source, _CODE_PAGES)
        else:
            text = raw.decode("utf-16-le", "replace").rstrip("\0")
            found = tuple(MemberName(raw, one, source, "utf-16-le") for one in (text, text.partition("\0")[0]))
        self.names.extend((rank, name) for name in found if name.text)

    def _end(self) -> None:
        """List the attachment that was read, if one was."""
        names = distinct(name for _, name in sorted(self.names, key=lambda one: one[0]))
        for start, size in self.places:
            self.finds.file(names, start, size, partial(open_held, self.finds.held, start, size))
        if names and not self.places:
            at = self.at if self.begun is None else self.begun
            self.finds.closed(names, at, None, Why.UNSUPPORTED, "its data stand elsewhere")
        self.begun = None
        self.names, self.places = [], []
