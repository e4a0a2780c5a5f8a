"""Where are reports to be sent?  The addresses in ``rua=`` and ``ruf=``  (RFC 9989 sections 4.6 to 4.8, RFC 6068)."""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes

from .arguments import mail_domain

__all__ = ["WHITE", "ReportUri", "read_uris"]

WHITE: Final = " \t"
_MAILTO: Final = "mailto"

# RFC 3986 section 3.1: scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*+):")
# the characters of RFC 3986 but for the comma and "!", which "MUST be encoded" here
_URI: Final = re.compile(r"(?:[A-Za-z0-9._~:/?#\[\]@$&'()*+;=-]|%[0-9A-Fa-f]{2})++")
_SIZE: Final = re.compile(r"[ \t]*+![ \t]*+([0-9]++)([kmgtKMGT]?)")
_UNITS: Final = {"": 0, "k": 10, "m": 20, "g": 30, "t": 40}
_MOST_DIGITS: Final = 18
# RFC 5321 section 4.1.2: Dot-string; RFC 6531 section 3.3 adds everything that is not ASCII
_DOT_STRING: Final = re.compile(r"[^\s\x00-\x20\x7f\"(),:;<>@\[\\\].]++(?:\.[^\s\x00-\x20\x7f\"(),:;<>@\[\\\].]++)*+")
_QUOTED: Final = re.compile(r'"(?:[^"\\\x00-\x1f\x7f]|\\[ -~])*+"')


class ReportUri(NamedTuple):
    """One address that reports are to be sent to.

    Arguments:
        text: what stands in the record, its obsolete size limit included.
        address: the mailbox of a ``mailto:`` URI, decoded; empty where there is none.
        domain: the domain of the mailbox, in normal form; empty where there is none.
        scheme: the scheme, in lower case, such as ``mailto``; empty where there is none.
        limit: the obsolete size limit in octets, or None.
        span: start and end in the record.
        valid: it is a URI; and if it is a ``mailto:`` URI, it names one mailbox that can exist.
    """

    text: str
    address: str
    domain: str
    scheme: str
    limit: int | None
    span: tuple[int, int]
    valid: bool


def read_uris(value: str, start: int = 0) -> tuple[ReportUri, ...]:
    """The URIs of a list parted by commas; empty places between commas are left out.

    Arguments:
        value: the value of ``rua=`` or ``ruf=``.
        start: where it stands in the record.
    """
    found: list[ReportUri] = []
    for piece in value.split(","):
        text = piece.strip(WHITE)
        if text:
            at = start + len(piece) - len(piece.lstrip(WHITE))
            found.append(_read(text, (at, at + len(text))))
        start += len(piece) + 1
    return tuple(found)


def _read(text: str, span: tuple[int, int]) -> ReportUri:
    bare, limit = _without_size(text)
    matched = _SCHEME.match(bare)
    if matched is None:
        return ReportUri(text, "", "", "", limit, span, valid=False)
    scheme, is_uri = matched[1].lower(), _URI.fullmatch(bare) is not None
    rest = bare[matched.end() :]
    if scheme != _MAILTO:
        return ReportUri(text, "", "", scheme, limit, span, is_uri and bool(rest.strip("/")))
    address, domain = _mailbox(rest)
    return ReportUri(text, address, domain, scheme, limit, span, is_uri and bool(domain))


def _without_size(text: str) -> tuple[str, int | None]:
    """The URI, and the limit behind its "!": obs-dmarc-report-size = "!" 1*DIGIT [ "k" / "m" / "g" / "t" ]."""
    at = len(text[: max(text.rfind("!"), 0)].rstrip(WHITE))
    matched = _SIZE.fullmatch(text, at)
    if matched is None:
        return text, None
    digits, unit = matched.groups()
    return text[:at], int(digits[:_MOST_DIGITS]) << _UNITS[unit.lower()]


def _mailbox(rest: str) -> tuple[str, str]:
    """The mailbox behind ``mailto:`` and its domain; both empty unless there is exactly one that can exist."""
    try:
        # RFC 6068 section 2: the hfields, behind "?", name no recipient here
        address = unquote_to_bytes(rest.partition("?")[0]).decode("utf-8")
    except UnicodeError:
        return "", ""
    local_part, at, name = address.rpartition("@")
    domain = mail_domain(name)
    # RFC 3986 section 3.3: what stands behind "//" is no path, which is where RFC 6068 has the mailbox
    if not at or address.startswith("//") or name.endswith(".") or "." not in domain:
        return "", ""
    if _DOT_STRING.fullmatch(local_part) is None and _QUOTED.fullmatch(local_part) is None:
        return "", ""
    return address, domain
