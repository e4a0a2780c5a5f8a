"""Which media types make a client save or run a file as a forbidden one, whatever it is called?  (RFC 2046)

A part without a usable name gets the extension that the system has for its type. So a type is as forbidden as that
extension is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from ..settings import DEFAULT_SETTINGS, Settings

__all__ = ["TypeVerdict", "judge_type", "listed_types"]

# the media type, and the extension that Windows has for it
_EXTENSIONS: Final[Mapping[str, str]] = {
    "application/hta": "hta",
    "application/javascript": "js",
    "application/x-javascript": "js",
    "application/ecmascript": "js",
    "text/javascript": "js",
    "text/ecmascript": "js",
    "text/jscript": "js",
    "text/vbscript": "vbs",
    "text/vbs": "vbs",
    "text/scriptlet": "sct",
    "text/x-scriptlet": "sct",
    "application/x-msdownload": "exe",
    "application/x-msdos-program": "exe",
    "application/x-dosexec": "exe",
    "application/dos-exe": "exe",
    "application/exe": "exe",
    "application/x-exe": "exe",
    "application/x-winexe": "exe",
    "application/vnd.microsoft.portable-executable": "exe",
    "application/bat": "bat",
    "application/x-bat": "bat",
    "application/x-ms-shortcut": "lnk",
    "application/x-mswinurl": "url",
    "application/x-msi": "msi",
    "application/msaccess": "mdb",
    "application/x-msaccess": "mdb",
    "application/prg": "prg",
    "application/x-internet-signup": "ins",
    "x-internet-signup": "ins",
    "application/java-archive": "jar",
    "application/x-java-archive": "jar",
    "application/x-java-jnlp-file": "jnlp",
    "application/vnd.android.package-archive": "apk",
    "application/vnd.ms-htmlhelp": "chm",
}
_LISTED: Final[Mapping[str, tuple[str, ...]]] = {
    "exchange": (
        "application/hta",
        "application/javascript",
        "application/x-javascript",
        "text/javascript",
        "application/msaccess",
        "application/prg",
        "text/scriptlet",
        "x-internet-signup",
    ),
    "amavis": ("application/hta", "application/x-msdownload", "application/x-msdos-program"),
}


class TypeVerdict(NamedTuple):
    """A forbidden media type.

    Arguments:
        media_type: the type, in lower case.
        extension: the extension under which such a part is saved.
        also_blocked_by: the receivers that list the type itself.
    """

    media_type: str
    extension: str
    also_blocked_by: tuple[str, ...]


def listed_types(name: str) -> tuple[str, ...]:
    """The media types that the receiver *name* lists: ``exchange`` eight, ``amavis`` three, others none."""
    return _LISTED.get(name, ())


def judge_type(media_type: str, settings: Settings = DEFAULT_SETTINGS) -> TypeVerdict | None:
    """Judge a media type as a Content-Type field gives it, without parameters, in any case; None when it is allowed.

    >>> judge_type("Application/HTA").extension
    'hta'
    """
    lowered = media_type.strip(" \t\r\n\"'").lower()
    extension = _EXTENSIONS.get(lowered, "")
    if not extension or not settings.forbids(extension):
        return None
    return TypeVerdict(lowered, extension, tuple(name for name, types in _LISTED.items() if lowered in types))
