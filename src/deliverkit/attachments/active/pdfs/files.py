"""Which files does a PDF carry, and where do they stand?  File specifications (ISO 32000-1 section 7.11.3)."""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from ...containers.member import Held
from ..signs import InnerFile, Signs
from .lexing import STRING, text_of
from .streams import filters_of, open_stream, stream_end

__all__ = ["Specifications", "strings_of"]

_BLANK: Final = rb"[\0\t\n\f\r ]"
_VALUE: Final = re.compile(rb"/(UF|F|DOS|Unix|Mac|P|Desc)%s*+(%s|<[0-9A-Fa-f\s]*+>)" % (_BLANK, STRING), re.DOTALL)
_REFERENCE: Final = re.compile(rb"/(?:UF|F|DOS|Unix|Mac)%s*+([0-9]{1,10})%s++[0-9]{1,5}%s++R" % ((_BLANK,) * 3))
_OBJECT: Final = re.compile(rb"(?<![0-9])([0-9]{1,10})%s{1,8}[0-9]{1,5}%s{1,8}obj(?![A-Za-z])" % (_BLANK, _BLANK))
_STREAM: Final = re.compile(rb"stream(?:\r\n|\n|\r)")
_NAMES: Final = ("UF", "F", "Unix", "DOS", "Mac")  # "the UF entry should be used in preference"
_MOST: Final = 10_000
_LONGEST: Final = 4096  # octets of a dictionary


def strings_of(dictionary: bytes) -> dict[str, str]:
    """The strings in *dictionary* that name files or tell what to do with them, by their keys."""
    return {key.decode(): text_of(value) for key, value in _VALUE.findall(dictionary)}


class Specifications:
    """The file specifications of one PDF.

    Arguments:
        signs: takes the files.
        data: the PDF.
    """

    __slots__ = ("_data", "_found", "_signs")

    def __init__(self, signs: Signs, data: bytes) -> None:
        self._signs = signs
        self._data = data
        self._found: dict[tuple[str, int], tuple[int, str]] = {}

    def add(self, dictionary: bytes, at: int, inner: str, *, legible: bool) -> None:
        """Note the specification in *dictionary*, which stands at *at* in *inner*; its strings may be encrypted."""
        strings = strings_of(dictionary) if legible else {}
        name = next((strings[key] for key in _NAMES if strings.get(key)), "")
        reference = _REFERENCE.search(dictionary)
        number = int(reference[1]) if reference else -1
        if len(self._found) < _MOST:
            self._found.setdefault((name, number), (at, inner))

    def add_stream(self, number: int, at: int) -> None:
        """Note a stream that says that it is a file; one that no specification names has no name."""
        if len(self._found) < _MOST:
            self._found.setdefault(("", number), (at, ""))

    def tell(self) -> None:
        """Hand the files on."""
        if not self._found:
            return
        places = {int(found[1]): found.end() for found in _OBJECT.finditer(self._data)}
        held = Held(self._data)
        named = {number for name, number in self._found if name}
        for (name, number), (at, inner) in self._found.items():
            if name or number not in named:
                self._tell(InnerFile(name, None, at, inner), held, places.get(number, -1))

    def _tell(self, file: InnerFile, held: Held, place: int) -> None:
        stream = _STREAM.search(self._data, place, place + _LONGEST) if place >= 0 else None
        if stream:
            mark = self._data.find(b"endstream", stream.end())
            end = stream_end(self._data, stream.end(), mark if mark >= 0 else len(self._data))
            filters = filters_of(self._data[place : stream.start()])
            file = file._replace(opener=partial(open_stream, held, stream.end(), end, filters), start=stream.end())
        self._signs.add_file(file)
