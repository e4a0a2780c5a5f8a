"""What is there to publish?  A change to one DNS record, ready to paste into a zone (RFC 1035 section 5.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["RecordChange", "quoted"]

_SPECIAL_IN_NAMES: Final = b' "$();@\\'


def quoted(value: str) -> str:
    """*value* as the character-strings of a TXT record in a zone file: quoted, escaped, split at 255 octets."""
    data = _octets(value)
    pieces = [data[at : at + 255] for at in range(0, len(data), 255)] or [b""]
    return " ".join('"' + "".join(_zone_escape(byte) for byte in piece) + '"' for piece in pieces)


def _octets(value: str) -> bytes:
    try:
        return value.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a surrogate that stands for no octet
        return value.encode("utf-8", "surrogatepass")


def _zone_escape(byte: int, special: bytes = b'"\\') -> str:
    # RFC 1035 section 5.1: "\X where X is any character other than a digit (0-9), is used to quote that character",
    # "\DDD where each D is a digit is the octet corresponding to the decimal number described by DDD"
    if byte in special:
        return "\\" + chr(byte)
    return chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03d}"


def _one_line(text: str, special: bytes) -> str:
    return "".join(_zone_escape(byte, special) for byte in _octets(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChange:
    """One record to publish, and what it replaces.

    Arguments:
        owner: the name the record stands at, without a trailing dot; "@" where that is the zone's own name. A single
            label that begins with an underscore, such as ``_dmarc``, is to be read relative to the zone: no top-level
            domain begins so.
        rdtype: its type, such as ``TXT``.
        value: its value: the plain text for TXT, the presentation form otherwise; empty to publish nothing.
        replaces: the values to delete at the same name and type.
        condition: when it is right to do so ("only if 192.0.2.1 is yours"); empty for always.
    """

    owner: str
    rdtype: str
    value: str
    replaces: tuple[str, ...] = ()
    condition: str = ""

    @property
    def zone_line(self) -> str:
        """The record as a line of a zone file; empty when there is nothing to publish."""
        if not self.value:
            return ""
        value = quoted(self.value) if self.rdtype == "TXT" else _one_line(self.value, b"")
        # RFC 1035 section 5.1: "A free standing @ is used to denote the current origin", "Domain names which do not end
        # in a dot are called relative"
        is_relative = self.owner.startswith("_") and "." not in self.owner
        owner = "@" if self.owner == "@" else _one_line(self.owner, _SPECIAL_IN_NAMES) + "." * (not is_relative)
        return f"{owner} {self.rdtype} {value}"
