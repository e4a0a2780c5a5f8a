"""What to publish: a change to one DNS record, ready to paste into a zone (RFC 1035 section 5.1)."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["RecordChange", "quoted"]


def quoted(value: str) -> str:
    """*value* as the character-strings of a TXT record in a zone file: quoted, escaped, split at 255 octets."""
    data = value.encode("utf-8", "surrogateescape")
    pieces = [data[at : at + 255] for at in range(0, len(data), 255)] or [b""]
    return " ".join('"' + "".join(_zone_escape(byte) for byte in piece) + '"' for piece in pieces)


def _zone_escape(byte: int) -> str:
    if byte in b'"\\':
        return "\\" + chr(byte)
    return chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChange:
    """One record to publish, and what it replaces.

    Arguments:
        owner: the name the record stands at, without a trailing dot.
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
        value = quoted(self.value) if self.rdtype == "TXT" else self.value
        return f"{self.owner}. {self.rdtype} {value}"
