"""Which file does an attachment of an Outlook message hold, and what is it called?  ([MS-OXMSG] section 2.2.2)

"Each Attachment object is represented as a storage"; its name, its data and all else are streams called by properties.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple

from ..finds import Finds
from ..member import Member, MemberName, NameSource, Why
from ..naming import distinct, readings
from .entries import STORAGE, STREAM, Entry
from .sectors import Sectors

__all__ = ["Attached", "attached", "is_attachment"]

_ATTACHMENT: Final = "__attach_version1.0_#"
_PROPERTY: Final = re.compile(r"__substg1\.0_([0-9a-f]{4})([0-9a-f]{4})")
# long and short file name, what is shown, and where it came from
_NAMES: Final = ("3707", "3704", "3001", "370d", "3708", "370c")
_DATA: Final = "3701"
_TEXT, _WIDE_TEXT = "001e", "001f"
_CODE_PAGES: Final = ("utf-8", "cp1252", "cp932")
_LONGEST: Final = 1 << 16


class Attached(NamedTuple):
    """An attachment of an Outlook message.

    Arguments:
        names: the likeliest first.
        data: the streams that hold it; one, if all is well.
        held: the storage that holds it, of a message or another document.
        rest: what else stands in its storage.
    """

    names: tuple[MemberName, ...]
    data: tuple[Entry, ...]
    held: tuple[Entry, ...]
    rest: tuple[Entry, ...]

    def show(self, finds: Finds, sectors: Sectors, at: int) -> None:
        """List it; *at* is where its storage stands."""
        for entry in self.data:
            opener = partial(sectors.read, entry.first, entry.size)
            finds.file(self.names, entry.at, entry.size, opener)
        if self.held:
            finds.directory(self.names, at)
        elif not self.data:
            finds.add(Member(self.names, False, None, False, at, None, Why.UNSUPPORTED, "its data stand elsewhere"))


def is_attachment(entry: Entry) -> bool:
    """Whether *entry* is the storage of an attachment."""
    return entry.kind == STORAGE and entry.name.lower().startswith(_ATTACHMENT)


def attached(entries: Sequence[Entry], finds: Finds, sectors: Sectors, path: str) -> Attached:
    """The attachment whose storage holds *entries* and stands below *path*."""
    called: dict[str, list[MemberName]] = {}
    data: list[Entry] = []
    held: list[Entry] = []
    rest: list[Entry] = []
    for entry in entries:
        found = _PROPERTY.fullmatch(entry.name.lower())
        tag, form = found.groups() if found else ("", "")
        if tag == _DATA:
            (held if entry.kind == STORAGE else data).append(entry)
        elif tag in _NAMES and entry.kind == STREAM and form in (_TEXT, _WIDE_TEXT):
            called.setdefault(tag, []).extend(_read(entry, form, finds, sectors))
        else:
            rest.append(entry)
    ordered = [name._replace(text=path + name.text) for tag in _NAMES for name in called.get(tag, ()) if name.text]
    return Attached(distinct(ordered), tuple(data), tuple(held), tuple(rest))


def _read(entry: Entry, form: str, finds: Finds, sectors: Sectors) -> Iterator[MemberName]:
    opened = sectors.read(entry.first, entry.size, finds.budget, _LONGEST)
    if not opened.complete:
        finds.stop(opened.why or Why.LIMIT, opened.detail or f"limit: a name of {entry.size} octets")
    if form == _TEXT:
        yield from readings(opened.data.rstrip(b"\0"), NameSource.PROPERTY, _CODE_PAGES)
        return
    text = opened.data.decode("utf-16-le", "replace").rstrip("\0")
    for one in (text, text.partition("\0")[0]):
        yield MemberName(opened.data, one, NameSource.PROPERTY, "utf-16-le")
