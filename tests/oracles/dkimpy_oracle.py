"""What does dkimpy say of a signature, and where does the standard say otherwise?

dkimpy answers yes, no, or with an exception of any kind; all but a yes is no.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final, NamedTuple

from deliverkit import dkim
from deliverkit.dkim.tags import without_blanks
from deliverkit.message import ProblemKind

__all__ = ["EXCEPTIONS", "Asked", "Exempt", "ask_dkimpy"]

_dkimpy: Any = import_module("dkim")
_LOGGER: Final = logging.getLogger("dkimpy-silent")
_LOGGER.disabled = True


def ask_dkimpy(raw: bytes, record: bytes, index: int = 0) -> bool:
    """Whether dkimpy verifies the signature *index* of *raw* with the key *record*, wherever it looks for it."""

    def look_up(name: bytes, timeout: float = 5) -> bytes:
        return record

    try:
        return _dkimpy.DKIM(raw, logger=_LOGGER).verify(index, dnsfunc=look_up) is True
    except Exception:  # noqa: BLE001  # dkimpy leaks exceptions of many kinds
        return False


class Asked(NamedTuple):
    """A signature that both were asked about, and our answer."""

    raw: bytes
    record: bytes
    ours: dkim.Signature

    def tag(self, name: str) -> str:
        """The value of a tag of the signature, empty when it has none."""
        tag = self.ours.header.tags.get(name)
        return "" if tag is None else tag.value

    def key_tag(self, name: str) -> str:
        """The value of a tag of the key record, empty when it has none."""
        tag = dkim.parse_key(self.record.decode("latin-1")).tags.get(name)
        return "" if tag is None else tag.value


class Exempt(NamedTuple):
    """A difference from dkimpy that the standard wants.

    Arguments:
        we_pass: whether it is we who let the signature pass; None for both.
        applies: whether it explains a difference.
        sentence: the standard's.
    """

    we_pass: bool | None
    applies: Callable[[Asked], bool]
    sentence: str


def _because(*codes: str) -> Callable[[Asked], bool]:
    return lambda asked: asked.ours.reason.removeprefix("dkim.") in codes


def _bare(asked: Asked) -> bool:
    return b"\r\n" in asked.raw and _BARE.search(asked.raw) is not None


def _several_from(asked: Asked) -> bool:
    return len(asked.ours.message.get_all("From")) > asked.ours.header.names.count("from")


def _open_end(asked: Asked) -> bool:
    return asked.ours.header.relaxed_body and asked.ours.message.raw.endswith((b" ", b"\t"))


def _blank_behind_value(asked: Asked) -> bool:
    _, end = asked.ours.header.value_span
    return (
        asked.ours.header.field.raw[end : end + 1] in (b" ", b"\t", b"\r") and b";" in asked.ours.header.field.raw[end:]
    )


def _padding(asked: Asked) -> bool:
    return any(len(without_blanks(asked.tag(name))) % 4 for name in ("b", "bh"))


def _capitals(asked: Asked) -> bool:
    values = asked.tag("a"), asked.tag("c"), asked.tag("q"), asked.key_tag("k")
    return any(value != value.lower() for value in values)


def _lists(asked: Asked) -> bool:
    return ":" in asked.tag("q") or ":" in asked.key_tag("s")


def _blank_at_its_end(asked: Asked) -> bool:
    header = asked.ours.header
    return not header.relaxed_header and header.field.value.endswith((b" ", b"\t"))


def _having(kind: ProblemKind) -> Callable[[Asked], bool]:
    return lambda asked: any(one.kind is kind for one in asked.ours.message.problems)


_BARE: Final = re.compile(rb"(?<!\r)\n|\r(?!\n)")

# in the order in which they are tried; each has to be needed
EXCEPTIONS: Final[dict[str, Exempt]] = {
    "SHA-1": Exempt(
        False,
        _because("obsolete-algorithm"),
        'RFC 8301 section 3.1: "rsa-sha1 MUST NOT be used for signing or verifying"',
    ),
    "l= beyond the body": Exempt(
        False,
        _because("length-beyond-body"),
        'RFC 6376 section 3.5: "MUST NOT be greater than the actual number of octets in the canonicalized [...] body"',
    ),
    "h= of the key": Exempt(
        False,
        _because("hash-not-allowed", "signature-hash-not-allowed"),
        'RFC 6376 section 6.1.2: "not included in the contents of the "h=" tag, the Verifier MUST ignore the key"',
    ),
    "t=s of the key": Exempt(
        False,
        _because("subdomain-not-allowed"),
        'RFC 6376 section 3.6.1: "the "i=" domain MUST NOT be a subdomain of "d=""',
    ),
    "v= of the key": Exempt(
        False, _because("misplaced-version"), 'RFC 6376 section 3.6.1: "This tag MUST be the first tag in the record"'
    ),
    "no DER in base64 in the key": Exempt(
        False,
        _because("quotes-in-key", "unreadable-key", "truncated-key", "malformed-key-record"),
        'RFC 6376 section 3.6.1: "key-p-tag = %x70 [FWS] "=" [ [FWS] base64string]"',
    ),
    "several From fields": Exempt(
        True, _several_from, 'RFC 6376 section 5.4.2: "in order from the bottom of the header field block to the top"'
    ),
    "blanks at the open end of a body": Exempt(
        True, _open_end, 'RFC 6376 section 3.4.4: "Ignore all whitespace at the end of lines"'
    ),
    "blanks behind b=": Exempt(
        True, _blank_behind_value, 'RFC 6376 section 3.7: "(including all surrounding whitespace) deleted"'
    ),
    "base64 without its padding": Exempt(
        True, _padding, 'RFC 6376 section 2.10: "base64string = ALPHADIGITPS *([FWS] ALPHADIGITPS) [ [FWS] "=" [...] ]"'
    ),
    "capitals": Exempt(True, _capitals, 'RFC 5234 section 2.3: "ABNF strings are case insensitive"'),
    "lists": Exempt(True, _lists, 'RFC 6376 section 3.5: "A colon-separated list of query methods"'),
    "lines that end in LF or CR alone": Exempt(
        False, _bare, 'RFC 6376 section 2.8: "FWS = [*WSP CRLF] 1*WSP", so neither LF nor CR alone is a blank'
    ),
    "blanks before a colon": Exempt(
        True,
        _having(ProblemKind.SPACE_BEFORE_COLON),
        'RFC 5322 section 4.5.3: "obs-subject = "Subject" *WSP ":" unstructured CRLF"',
    ),
    "blanks at the end of the signature field": Exempt(
        False,
        _blank_at_its_end,
        'RFC 6376 section 3.4.1: "does not change header fields in any way" but for "a trailing CRLF"',
    ),
    "a line that is no field": Exempt(
        None,
        _having(ProblemKind.NO_SEPARATOR),
        'RFC 5322 section 2.2: "A field name MUST be composed of printable US-ASCII characters [...], except colon"',
    ),
}
