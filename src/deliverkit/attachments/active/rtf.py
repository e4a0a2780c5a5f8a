"""Does this RTF document hold objects, start commands, or load its template from elsewhere?  (RTF 1.9.1)"""

from __future__ import annotations

import re
from typing import Final

from .packages import object_of
from .signs import Activity, Signs

__all__ = ["look_at_rtf"]

_WORDS: Final = re.compile(
    rb"\\(objdata|objupdate|objautlink|objlink|objhtml|objocx|template|fldinst)(?![A-Za-z])(?:-?[0-9]{1,9})? ?"
)
# a control word or symbol, a group's end, a line end: what may stand between the characters that are meant
_NOISE: Final = re.compile(
    rb"\\'([0-9A-Fa-f]{2})|\\u(-?[0-9]{1,6})[ ?]?|\\\*?[A-Za-z]{1,40}+-?[0-9]{0,9} ?|[{}\r\n]|\\[^A-Za-z']?"
)
_NOT_HEX: Final = re.compile(rb"[^0-9A-Fa-f]++")
_NEAR: Final = 4096  # octets behind a control word that belong to it
_COMMAND: Final = re.compile(rb"\s*+DDE(?:AUTO)?\b\s*+(.{0,300})", re.IGNORECASE | re.DOTALL)
_INSTRUCTION: Final = re.compile(rb"[^{}]*+(?:\{[^{}]*+\}[^{}]*+)*+")
_ADDRESS: Final = re.compile(
    rb"\s*+((?:https?|ftp|mhtml|file)\s*+:[^\s{}]{1,500}|\\{2,4}[^\s{}]{1,500})", re.IGNORECASE
)
_COSTS: Final = 4 * _NEAR


def look_at_rtf(data: bytes, signs: Signs) -> None:
    """Note what acts in an RTF document."""
    if not signs.pay(len(data)):
        return
    for found in _WORDS.finditer(data):
        if not signs.pay(_COSTS):
            return
        word, near = found[1], data[found.end() : found.end() + _NEAR]
        match word:
            case b"objdata":
                _object(near, found.start(), signs)
            case b"template":
                _template(near, found.start(), signs)
            case b"fldinst":
                _field(near, found.start(), signs)
            case _:
                # of the last it is said that it "forces an update to the object before displaying it"
                signs.add(Activity.OBJECT, b"\\" + word, *found.span(1))


def _plain(text: bytes) -> bytes:
    return _NOISE.sub(_meant, text)


def _meant(found: re.Match[bytes]) -> bytes:
    if found[1]:
        return bytes((int(found[1], 16),))
    return bytes((int(found[2]) & 0xFF,)) if found[2] else b""


def _object(near: bytes, at: int, signs: Signs) -> None:
    digits = _NOT_HEX.sub(b"", _NOISE.sub(b"", near))
    octets = bytes.fromhex(digits[: len(digits) // 2 * 2].decode())
    said = object_of(octets)
    signs.add(Activity.OBJECT, said or "of an unknown class", at, at + len(b"\\objdata"))


def _template(near: bytes, at: int, signs: Signs) -> None:
    target = _ADDRESS.match(_plain(near))
    if target and not _is_local(target[1]):
        signs.add(Activity.REMOTE, target[1], at, at + len(b"\\template"))


def _is_local(target: bytes) -> bool:
    return target[:5].lower() == b"file:" and b":" in target[5:]


def _field(near: bytes, at: int, signs: Signs) -> None:
    instruction = _INSTRUCTION.match(near)
    command = _COMMAND.match(_plain(instruction[0])) if instruction else None
    if command:
        signs.add(Activity.COMMAND, command[0], at, at + len(b"\\fldinst"))
