"""Where does this shortcut lead?  The command of a Windows shortcut (MS-SHLLINK), the page of an Internet shortcut."""

from __future__ import annotations

import re
from struct import Struct
from typing import Final

from .signs import Activity, Signs

__all__ = ["look_at_internet_shortcut", "look_at_shortcut"]

_HEADER: Final = 76
_U16: Final = Struct("<H")
_U32: Final = Struct("<I")
_HAS_ID_LIST, _HAS_LINK_INFO, _UNICODE = 0x01, 0x02, 0x80
# "StringData = [NAME_STRING] [RELATIVE_PATH] [WORKING_DIR] [COMMAND_LINE_ARGUMENTS] [ICON_LOCATION]", and their flags
_STRINGS: Final = ((0x04, ""), (0x08, "path"), (0x10, ""), (0x20, "arguments"), (0x40, "icon"))
_ENVIRONMENT: Final = _U32.pack(0x314) + _U32.pack(0xA0000001)
_MOST_ITEMS: Final = 4096  # octets of the list of identifiers that are searched for the name of a program
_ITEM: Final = re.compile(rb"(?:[\x20-\x7e]\0){3,120}\.\0(?:[A-Za-z0-9]\0){2,5}|[\x20-\x7e]{3,120}\.[A-Za-z0-9]{2,5}")
_FIELD: Final = re.compile(
    rb"^[ \t]*+(URL|BASEURL|IconFile|WorkingDirectory)[ \t]*+=[ \t]*+([^\r\n]++)", re.IGNORECASE | re.MULTILINE
)
_SECTION: Final = re.compile(rb"^[ \t]*+\[InternetShortcut[^\]\r\n]{0,20}\]", re.IGNORECASE | re.MULTILINE)
_HARMLESS: Final = re.compile(rb"(?:https?|mailto|ftp):", re.IGNORECASE)
_MOST_TEXT: Final = 65_536


def look_at_shortcut(data: bytes, signs: Signs) -> None:
    """Note what a Windows shortcut starts."""
    if len(data) < _HEADER:
        signs.add(Activity.SHORTCUT, "", 0, len(data))
        return
    flags: int = _U32.unpack_from(data, 20)[0]
    at, items = _HEADER, b""
    if flags & _HAS_ID_LIST:
        size = _u16(data, at)
        items = data[at + 2 : at + 2 + min(size, _MOST_ITEMS)]
        at += 2 + size
    base = b""
    if flags & _HAS_LINK_INFO:
        size = _u32(data, at)
        base = _local_base(data[at : at + min(size, 65_536)])
        at += size
    said = _strings(data, at, flags)
    target = _environment(data) or _shown(base) or said.get("path", "") or _last_item(items)
    command = " ".join(filter(None, (target, said.get("arguments", ""))))
    icon = said.get("icon", "")
    signs.add(Activity.SHORTCUT, command, _HEADER, len(data))
    if icon.startswith("\\\\"):
        signs.add(Activity.REMOTE, icon, _HEADER, len(data))


def _u16(data: bytes, at: int) -> int:
    number: int = _U16.unpack_from(data.ljust(at + 2, b"\0") if len(data) < at + 2 else data, at)[0]
    return number


def _u32(data: bytes, at: int) -> int:
    return _u16(data, at) | _u16(data, at + 2) << 16


def _local_base(info: bytes) -> bytes:
    # "LocalBasePathOffset ... specifies the location of the LocalBasePath field"
    offset = _u32(info, 16)
    return info[offset:].partition(b"\0")[0] if 28 <= offset < len(info) else b""


def _strings(data: bytes, at: int, flags: int) -> dict[str, str]:
    found: dict[str, str] = {}
    width = 2 if flags & _UNICODE else 1
    for flag, name in _STRINGS:
        if flags & flag:
            # "CountCharacters ... specifies either the number of characters"
            size = _u16(data, at) * width
            found[name] = _shown(data[at + 2 : at + 2 + size], wide=width == 2)
            at += 2 + size
    return found


def _shown(octets: bytes, *, wide: bool = False) -> str:
    return " ".join(octets.decode("utf-16-le" if wide else "latin-1", "replace").split()).strip("\0")


def _environment(data: bytes) -> str:
    # TargetUnicode is "a NULL-terminated, Unicode string that defines a path with environment variables"
    at = data.rfind(_ENVIRONMENT)
    block = data[at + 8 + 260 : at + 8 + 260 + 520] if at >= 0 else b""
    return _shown(block, wide=True).partition("\0")[0]


def _last_item(items: bytes) -> str:
    found = _ITEM.findall(items)
    return _shown(found[-1].replace(b"\0", b"")) if found else ""


def look_at_internet_shortcut(data: bytes, signs: Signs) -> bool:
    """Note where an Internet shortcut leads; False when *data* are none."""
    section = _SECTION.search(data, 0, _MOST_TEXT)
    if section is None:
        return False
    for field in _FIELD.finditer(data, section.end(), _MOST_TEXT):
        name, value = field[1].lower(), field[2].strip()
        if name in (b"iconfile", b"workingdirectory"):
            if value.startswith((b"\\\\", b"//")):
                signs.add(Activity.SHORTCUT, f"{field[1].decode()}={value.decode('latin-1')}", *field.span(2))
        elif _HARMLESS.match(value):
            signs.add(Activity.LINK, value.decode("latin-1"), *field.span(2))
        else:
            signs.add(Activity.SHORTCUT, value.decode("latin-1"), *field.span(2))
    return True
