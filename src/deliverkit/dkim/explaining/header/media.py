"""How else may Content-Type and its like have been written?  (RFC 2045 sections 4, 5 and 6)"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import permutations
from typing import Final, TypeAlias

__all__ = ["encodings", "media_types", "versions"]

_PIECE: Final = re.compile(rb'(?:[^;"]++|"(?:[^"\\]++|\\.)*+"|")++', re.DOTALL)
_TOKEN: Final = re.compile(rb"[!#$%&'*+\-.0-9A-Z^_`a-z{|}~]++")
_MOST_PARAMETERS: Final = 12

_Parameter: TypeAlias = tuple[bytes, bytes]
_Write: TypeAlias = Callable[[_Parameter], bytes]
_List: TypeAlias = tuple[_Parameter, ...]

_ENCODINGS: Final = (
    b"7bit", b"8bit", b"quoted-printable", b"base64", b"binary", b"7BIT", b"8BIT", b"Quoted-Printable",
    b"QUOTED-PRINTABLE", b"BASE64", b"7Bit", b"8Bit", b"Base64", b"BINARY", b"Binary",
)  # fmt: skip
_CHARSETS: Final = (b"utf-8", b"UTF-8", b"us-ascii", b"US-ASCII", b"iso-8859-1", b"ISO-8859-1", b"windows-1252",
                    b"Windows-1252", b"iso-8859-15", b"ISO-8859-15", b"ascii")  # fmt: skip
_DROPPED: Final[_List] = (
    (b"format", b"flowed"), (b"format", b'"flowed"'), (b"format", b"fixed"), (b"delsp", b"yes"), (b"delsp", b"no"),
    (b"reply-type", b"original"), (b"reply-type", b"response"), (b"markup", b""),
)  # fmt: skip
_SEPARATORS: Final = (b"; ", b";", b";\r\n ", b";\r\n\t", b";\r\n        ", b" ; ")


def encodings() -> Iterator[tuple[int, bytes]]:
    """The values of Content-Transfer-Encoding, each with how unlikely it is: the mechanisms of RFC 2045 section 6.1."""
    yield from ((1 if number < 4 else 2, one) for number, one in enumerate(_ENCODINGS))


def versions(value: bytes) -> Iterator[tuple[int, bytes]]:
    """The values of MIME-Version; "comments ... are to be ignored" (section 4), and some programs take them out."""
    yield from ((1, one) for one in (b"1.0", b"1.0 (produced by MetaSend Vx.x)", b"(1.0)") if one != value)


def _as_is(parameter: _Parameter) -> bytes:
    return b"%s=%s" % parameter


def _bare(value: bytes) -> bytes:
    inner = value[1:-1]
    return inner if value[:1] == b'"' == value[-1:] and b"\\" not in inner else value


def _quoted(parameter: _Parameter) -> bytes:
    name, value = parameter
    return _as_is(parameter) if value[:1] == b'"' else b'%s="%s"' % (name, value)


def _unquoted(parameter: _Parameter) -> bytes:
    return b"%s=%s" % (parameter[0], _bare(parameter[1]))


def _as_needed(parameter: _Parameter) -> bytes:
    bare = _bare(parameter[1])
    return b"%s=%s" % (parameter[0], bare) if _TOKEN.fullmatch(bare) else _quoted(parameter)


def _boundary_quoted(parameter: _Parameter) -> bytes:
    return _quoted(parameter) if parameter[0].lower() == b"boundary" else _as_needed(parameter)


_WRITES: Final[tuple[_Write, ...]] = (_as_is, _quoted, _as_needed, _unquoted, _boundary_quoted)


def media_types(value: bytes) -> Iterator[tuple[int, bytes]]:
    """The other ways to write the Content-Type or Content-Disposition *value*, each with how unlikely it is."""
    main, *pieces = (piece.strip(b" \t\r\n") for piece in _PIECE.findall(value) or [b""])
    if len(pieces) > _MOST_PARAMETERS:
        return
    split = (piece.partition(b"=") for piece in pieces if piece)
    parameters: _List = tuple((name.strip(b" \t\r\n"), text.strip(b" \t\r\n")) for name, _, text in split)
    for cost, held in _parameter_lists(parameters):
        for separator in _SEPARATORS if cost < 4 else _SEPARATORS[:3]:
            for write in _WRITES:
                for kind in dict.fromkeys((main, main.lower(), main.title(), main.upper())) if cost < 3 else (main,):
                    yield cost + (kind != main), separator.join((kind, *map(write, held)))
    yield 2, value.rstrip(b";") + b";"
    yield 2, value.rstrip(b"; ")
    yield 3, main.lower()
    yield 3, main.lower() + b";"


def _parameter_lists(parameters: _List) -> Iterator[tuple[int, _List]]:
    """The parameters as they may have been: other charsets and case, one dropped, one added, another order."""
    yield 1, parameters
    yield 2, tuple((name.lower(), text) for name, text in parameters)
    yield 3, tuple((name.title(), text) for name, text in parameters)
    at = next((number for number, (name, _) in enumerate(parameters) if name.lower() == b"charset"), -1)
    if at >= 0:
        before, (name, text), behind = parameters[:at], parameters[at], parameters[at + 1 :]
        yield 1, (*before, (name, text.lower()), *behind)
        yield 1, (*before, (name, text.upper()), *behind)
        yield from ((2, (*before, (name, charset), *behind)) for charset in _CHARSETS)
    else:
        yield from ((3, ((b"charset", charset), *parameters)) for charset in _CHARSETS)
    for number in range(len(parameters)):
        yield 3, (*parameters[:number], *parameters[number + 1 :])
    for extra in _DROPPED:
        yield 3, (*parameters, extra)
        yield 4, (*parameters[:1], extra, *parameters[1:])
    yield 3, (*parameters, *_DROPPED[:1], _DROPPED[3])
    yield 3, (*parameters, *_DROPPED[:1], _DROPPED[4])
    if len(parameters) < 4:
        yield from ((4, order) for order in permutations(parameters))
