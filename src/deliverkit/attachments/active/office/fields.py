"""Which fields of a document, links of a workbook or buttons of a slide start a command?  (ECMA-376 part 1, 17.16)"""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from ..signs import Activity, Signs

__all__ = ["look_for_commands"]

# where a field begins or ends, a piece of its instruction, a whole field
_PIECE: Final = re.compile(
    rb"<(?:\w{1,20}:)?(?:fldChar\s[^>]{0,300}?fldCharType\s*+=\s*+[\"'](\w++)|instrText\b[^>]*+>([^<]*+)"
    rb"|fldSimple\s[^>]{0,300}?instr\s*+=\s*+(?:\"([^\"]*+)|'([^']*+)))"
)
_COMMAND: Final = re.compile(r"\s*DDE(?:AUTO)?\b.{0,300}", re.IGNORECASE | re.DOTALL)
_CODES: Final = re.compile(r"\s*QUOTE((?:\s+\d{1,3}){3,})", re.IGNORECASE)
_LINK: Final = re.compile(rb"<(?:\w{1,20}:)?ddeLink\b([^>]{0,2000})")
_VALUE: Final = re.compile(rb"dde(?:Service|Topic)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)')")
_BUTTON: Final = re.compile(rb"ppaction://(?:program|macro)[^\"'<>]{0,300}")
_LONGEST: Final = 4096  # octets of an instruction


def look_for_commands(part: bytes, inner: str, signs: Signs) -> None:
    """Note what *part*, the XML of a part of a document, starts."""
    text = b""
    for found in _PIECE.finditer(part):
        if not signs.pay():
            return
        if found[2] is not None:
            text += found[2][: _LONGEST - len(text)]
            continue
        _judge(text if found[1] else found[3] or found[4] or b"", found, inner, signs)
        text = b""
    for found in _LINK.finditer(part):
        if not signs.pay():
            return
        values = b" ".join(value or other for value, other in _VALUE.findall(found[1]))
        signs.add(Activity.COMMAND, unescape(values.decode("utf-8", "replace")), *found.span(), inner)
    if button := _BUTTON.search(part):
        signs.add(Activity.COMMAND, button[0], *button.span(), inner)


def _judge(instruction: bytes, found: re.Match[bytes], inner: str, signs: Signs) -> None:
    text = unescape(instruction.decode("utf-8", "replace"))
    if codes := _CODES.match(text):
        # "QUOTE" writes the characters of these numbers
        text = "".join(chr(int(code)) for code in codes[1].split())
    command = _COMMAND.match(text)
    if command:
        signs.add(Activity.COMMAND, command[0], *found.span(), inner)
