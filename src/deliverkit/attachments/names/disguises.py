"""How does a name hide what it is?  The tricks, by their names."""

from __future__ import annotations

from enum import Enum

__all__ = ["Disguise"]


class Disguise(Enum):
    """One trick."""

    DOUBLE_EXTENSION = "double-extension"  # a harmless extension before the real one
    PADDING = "padding"  # blanks that push the real extension out of sight
    TRAILING = "trailing"  # dots, blanks or slashes behind the extension, which Windows or the mail client strips
    NUL = "nul"  # a NUL octet, where some programs end it
    STREAM = "stream"  # the name of an alternate data stream behind a colon
    CLASS_IDENTIFIER = "class-identifier"  # a class identifier for its extension, which Windows does not show
    REORDERED = "reordered"  # bidirectional controls that show it in another order
    INVISIBLE = "invisible"  # invisible characters in its extension
    CONTROL = "control"  # control characters
    QUOTES = "quotes"  # quotation marks, or characters that Windows cannot save, in its extension
    BLANKS = "blanks"  # blanks in its extension
    COMPATIBILITY = "compatibility"  # full-width or other compatibility forms of plain letters or dots
    LOOK_ALIKE = "look-alike"  # letters of another script that look like plain ones
    UNDERSCORE = "underscore"  # a forbidden extension but for an underscore at its end
