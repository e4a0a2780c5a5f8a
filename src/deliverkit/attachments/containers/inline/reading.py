"""Which files stand in this text?  Every uuencoded one and every one of yEnc, and nothing that only looks like one."""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from ....core.budget import Budget
from ..finds import Finds
from ..member import ContainerFault, Kind, Listing, Member, NameSource, Source
from ..naming import readings
from .uuencoding import encoded_at, open_base64, open_uu
from .yenc import open_yenc, yenc_at

__all__ = ["read_uuencode"]

_BEGIN: Final = re.compile(rb"(?:\A|(?<=[\r\n]))(=y)?+begin(?=[ \t-])")
_TRY_COST: Final = 400
_CODE_PAGES: Final = ("utf-8", "cp1252", "cp932")


def read_uuencode(data: Source, budget: Budget) -> Listing:
    """List the files in the text *data*; a text without any is a listing without members."""
    finds = Finds(Kind.UUENCODE, data, budget)
    behind = 0
    endless = False
    for begin in _BEGIN.finditer(finds.data):
        if begin.start() < behind:
            continue
        # to look at what follows costs more than the octets of one line
        if finds.why is not None or not finds.pay("bytes_read", _TRY_COST):
            break
        if begin[1]:
            behind = _yenc(finds, begin.start(), endless=endless)
            endless = endless or behind == len(finds.data)
        else:
            behind = _uu(finds, begin.start())
    return finds.listing()


def _uu(finds: Finds, at: int) -> int:
    found = encoded_at(finds.data, at)
    if found is None:
        return 0
    if not finds.data.startswith(b"end", found.end) and not found.base64:
        finds.notes.add(ContainerFault.TRUNCATED, found.end, "no end of a uuencoded file")
    names = readings(found.name, NameSource.BEGIN, _CODE_PAGES)
    opener = partial(open_base64 if found.base64 else open_uu, finds.held, found.start, found.end)
    finds.add(Member(names, False, None, False, at, opener))
    return found.end


def _yenc(finds: Finds, at: int, *, endless: bool) -> int:
    found = yenc_at(finds.data, at, endless=endless)
    if found is None:
        return 0
    if found.part > 1 or not found.ended:
        kind = ContainerFault.MULTI_VOLUME if found.part > 1 else ContainerFault.TRUNCATED
        finds.notes.add(kind, at, f"part {found.part} of a yEnc file" if found.part > 1 else "no end of a yEnc file")
    names = readings(found.name, NameSource.BEGIN, _CODE_PAGES)
    finds.file(names, at, found.size, partial(open_yenc, finds.held, found.start, found.end))
    return found.end
