"""How the findings about attachments name a member, a type of file and who refuses it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from ...message.places import clipped
from ..extensions import is_class_identifier, label_of

__all__ = ["INSTEAD", "also", "legible", "noun_of", "place_of", "refused_where"]

# controls, and what changes the order of what is shown or shows nothing: in the words of a finding it is spelled out
_HIDDEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)
_MOST_LEVELS: Final = 6  # of a path that are told, from its end
_NOUNS: Final[Mapping[str, str]] = {
    extension: noun
    for noun, extensions in {
        "a program": "exe com pif cmd bat msi msp msix appx appxbundle msixbundle app gadget jar apk dex elf macho deb",
        "a script": "js jse vb vbe vbs ws wsc wsf wsh sct ps1 psc1 mjs ksh csh hta cdxml py pyc pyo pyw pl",
        "a screen saver, which is a program": "scr",
        "a control panel item, which is a program": "cpl",
        "a library of programs": "dll sys vxd ocx xll lib",
        "a shortcut, which can start any program": "lnk url scf appref-ms website pcd",
        "a scrap object, which can hold any program": "shs shb",
        "a disk image": "iso img vhd vhdx dmg",
        "an archive": "cab ace arj lha lzh xz z wim zpaq rev uif",
        "a settings file that Windows obeys": "reg inf ins isp library-ms search-ms settingcontent-ms theme msc",
        "a help file that can run programs": "chm hlp its",
    }.items()
    for extension in extensions.split()
}
_RECEIVERS: Final = ("gmail", "exchange", "exchange-online")
INSTEAD: Final = "send a link to the file instead"


def legible(text: str) -> str:
    """*text* as it can be printed anywhere: shortened, and nothing in it that hides or turns round."""
    return _HIDDEN.sub(lambda sign: f"\\u{ord(sign[0]):04x}", clipped(text))


def place_of(path: Sequence[str], name: str, origin: str) -> str:
    """A member by its path, ``invoice.zip > scan.pdf.js``; and what else it is called, where another name is judged.

    Arguments:
        path: the names that lead to it.
        name: the name that is judged.
        origin: where that name stands.
    """
    shown = [legible(one) or "(no name)" for one in path[-_MOST_LEVELS:]]
    place = " > ".join((["..."] if len(path) > _MOST_LEVELS else []) + shown)
    return place if name in path[-1:] else f"{place} (in its {origin}: {legible(name) or '(no name)'})"


def noun_of(extension: str) -> str:
    """What a file with this extension is, in words."""
    if is_class_identifier(extension):
        return "a file whose type is hidden in a class identifier"
    return _NOUNS.get(extension, f"a file of the type .{extension}")


def refused_where(container: str) -> str:
    """That it is refused, and where."""
    return "refused inside archives too" if container else "refused as an attachment"


def also(names: Sequence[str]) -> str:
    """Who else refuses it: the large receivers, or the filters where none of those does; empty for nobody."""
    large = [name for name in names if name in _RECEIVERS] or list(names)
    *most, last = label_of(large) or ("",)
    listed = f"{', '.join(most)} and {last}" if most else last
    return f" (also by {listed})" if listed else ""
