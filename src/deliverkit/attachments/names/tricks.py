"""What else does a name do so that people take the file for another one?  (Unicode UAX 9 for the order of display)"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .disguises import Disguise
from .signs import BLANK, DROPPED, INVISIBLE

__all__ = ["tricks_before", "tricks_within"]

_WINDOW: Final = 300  # characters before the extension that are looked at
_DOCUMENTS: Final = (
    "pdf doc docx docm dot dotx rtf odt ods odp xls xlsx xlsm csv ppt pptx pps txt log md xml json ics vcf eml msg htm"
)
_PICTURES: Final = "jpg jpeg jpe png gif bmp tif tiff webp heic svg mp3 mp4 m4a wav avi mov mkv wmv flac"
_HARMLESS: Final = frozenset(f"{_DOCUMENTS} {_PICTURES} html zip rar 7z gz tar".split())
# blanks, and the underscores that stand in for them, reversed: right before the last dot
_PADDING: Final = re.compile(f"(?:{BLANK.pattern}|_){{3,}}+")
# NUL and its like have no place in a name. Tabs and line ends come of careless folding, ESC of raw ISO-2022-JP; those
# above 7F are what UTF-8 looks like when it is read as Latin-1.
_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_RIGHT_TO_LEFT: Final = re.compile("[\u202b\u202e\u2067\u2068\u200f\u061c]")
# an override acts on letters that are not written from right to left
_OVERRIDDEN: Final = re.compile("\u202e[^\u202c\u202eA-Za-z\uff21-\uff5a]*+[A-Za-z\uff21-\uff5a]")
# what turns the direction, and the first run of letters behind it: that run is shown at the right end
_TURNED: Final = re.compile(
    "[\u202b\u2067\u2068\u200f\u061c][^!-~\u0590-\u08ff\u202b\u2067\u2068\u200f]*+([!-~][ -~]*+)[^ -~]"
)
_MOST_TURNS: Final = 16


def tricks_before(text: str, start: int) -> Iterator[Disguise]:
    """What stands before the extension that starts at *start* to draw the eye from it."""
    before = text[max(0, start - _WINDOW) : max(0, start - 1)]
    stem = DROPPED.sub("", before).rstrip("._-")
    if _is_harmless(stem):
        yield Disguise.DOUBLE_EXTENSION
    if _is_harmless(stem.rpartition(":")[0]):
        yield Disguise.STREAM
    if _PADDING.match(INVISIBLE.sub("", before)[::-1]):
        yield Disguise.PADDING


def _is_harmless(name: str) -> bool:
    _, dot, extension = name.rpartition(".")
    return dot != "" and extension.lower() in _HARMLESS


def tricks_within(text: str, extension: str) -> Iterator[Disguise]:
    """What no honest name does, whatever its extension is.

    Marks of direction and joiners are no trick: names in Hebrew, Arabic or Devanagari need them.

    Arguments:
        text: the raw name.
        extension: its extension as Windows reads it.
    """
    if _CONTROLS.search(text):
        yield Disguise.CONTROL
    if _RIGHT_TO_LEFT.search(text) and (_OVERRIDDEN.search(text) or _shows_another(text, extension)):
        yield Disguise.REORDERED


def _shows_another(text: str, extension: str) -> bool:
    """Whether the name, as it is shown, ends in a well-known extension that is not its own."""
    for turns, turned in enumerate(_TURNED.finditer(text)):
        # "pdf." shown from right to left ends in ".pdf", and so does "report.pdf"
        run = turned[1].rstrip()
        shown = (run[:-1] if run.endswith(".") else run.rpartition(".")[2]).lower()
        if turns == _MOST_TURNS or (shown in _HARMLESS and shown != extension):
            return True
    return False
