"""What comes out of a stream of a PDF?  Its filters undone, in bounded memory (ISO 32000-1 section 7.4)."""

from __future__ import annotations

import re
from base64 import a85decode
from typing import Final

from ....core.budget import Budget
from ...containers.codings import DEFLATE
from ...containers.member import WHOLE, Held, Opened, Why, limit_of
from ...containers.streams import Flow, gather
from .lexing import decoded, unescaped

__all__ = ["filters_of", "open_stream", "stream_end"]

_FILTER: Final = re.compile(rb"/(?:Filter|#46ilter)[\0\t\n\f\r ]*+(?:\[([^\]]*+)\]|(/[^\0\t\n\f\r ()<>\[\]{}/%]++))")
_NAME: Final = re.compile(rb"/([^\0\t\n\f\r ()<>\[\]{}/%]++)")
_PREDICTOR: Final = re.compile(rb"/Predictor[\0\t\n\f\r ]*+(?:[2-9]|1[0-9])")
_FLATE: Final = (b"FlateDecode", b"Fl")
_HEX: Final = (b"ASCIIHexDecode", b"AHx")
_BASE85: Final = (b"ASCII85Decode", b"A85")
_ZLIB_HEADER: Final = 2
# the end of an object, or the start of another, which also ends a stream whose end is missing
_OBJECT: Final = re.compile(rb"endobj|[0-9][\0\t\n\f\r ]{1,8}obj(?![A-Za-z])")
_MOST_FILTERS: Final = 8
_MOST_HELD: Final = 64 << 20


def filters_of(dictionary: bytes) -> tuple[bytes, ...]:
    """The filters that *dictionary* names, in the order they are undone; a predictor is one of its own at the end."""
    found = _FILTER.search(dictionary)
    names = _NAME.findall(found[1] or found[2] or b"") if found else ()
    predictor = (b"Predictor",) if _PREDICTOR.search(dictionary) else ()
    return (*map(decoded, names), *predictor)


def stream_end(data: bytes, start: int, mark: int) -> int:
    """Where the stream ends that starts at *start*; *mark* is where the next ``endstream`` stands."""
    if data.find(b"obj", start, mark) < 0:
        return mark
    other = _OBJECT.search(data, start, mark)
    return other.start() if other else mark


def open_stream(
    held: Held, start: int, end: int, filters: tuple[bytes, ...], budget: Budget, most: int = WHOLE, /
) -> Opened:
    """The first *most* octets of the stream in ``held.data[start:end]``."""
    data = bytes(held.data[start:end])
    if not budget.spend("bytes_read", len(data)):
        return Opened(b"", False, Why.LIMIT, limit_of(budget, "bytes_read"))
    if len(filters) > _MOST_FILTERS:
        return Opened(b"", False, Why.UNSUPPORTED, f"{len(filters)} filters")
    opened = Opened(data, True)
    for at, name in enumerate(filters, 1):
        last = most if at == len(filters) else WHOLE
        if name in _FLATE:
            flow = Flow(opened.data, _ZLIB_HEADER, len(opened.data), budget, lambda flow: flow.decode(DEFLATE))
            opened = gather(flow, min(last, _MOST_HELD))
        elif name in _HEX:
            opened = opened._replace(data=unescaped(b"<" + opened.data.partition(b">")[0]))
        elif name in _BASE85:
            opened = _base85(opened)
        else:
            return Opened(b"", False, Why.UNSUPPORTED, f"the filter {name.decode('latin-1')}")
    return opened if len(opened.data) <= most else Opened(opened.data[:most], False)


def _base85(opened: Opened) -> Opened:
    try:
        return opened._replace(data=a85decode(opened.data.partition(b"~>")[0], ignorechars=b" \t\n\r\f\v\0"))
    except ValueError as error:
        return Opened(b"", False, Why.UNREADABLE, str(error))
