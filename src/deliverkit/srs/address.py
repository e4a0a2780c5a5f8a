"""Is this a mailbox, as an envelope has it, and how is one written?  (RFC 5321 sections 4.1.2 and 4.5.3.1, RFC 6531)"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ..core.names import is_hostname, to_ascii
from .outcomes import RefusedReason

__all__ = [
    "ATEXT",
    "MAX_ADDRESS",
    "MAX_LOCAL_PART",
    "MAX_MAILBOX",
    "Mailbox",
    "is_domain",
    "octets",
    "read_mailbox",
    "write_local",
]

MAX_LOCAL_PART: Final = 64  # octets, section 4.5.3.1.1
MAX_MAILBOX: Final = 254  # "256 octets (including the punctuation and element separators)", section 4.5.3.1.3
MAX_ADDRESS: Final = 64 + 1 + 255  # a local part and a domain that both have all they may have

ATEXT: Final = r"A-Za-z0-9!#$%&'*+/=?^_`{|}~\-"
# what no mailbox holds, quoted or not: controls, line ends of any alphabet, what is no character
_HIDDEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
# RFC 6531 section 3.3: "atext =/ UTF8-non-ascii"
_ATOM: Final = rf"[{ATEXT}\x80-\U0010ffff]"
_DOT_STRING: Final = re.compile(rf"{_ATOM}++(?:\.{_ATOM}++)*+")
_DOTS_ANYWHERE: Final = re.compile(rf"(?:{_ATOM}|\.)++")
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*+)"')
_PAIR: Final = re.compile(r"\\(.)")
_ESCAPED: Final = re.compile(r'(["\\])')


class Mailbox(NamedTuple):
    """A mailbox: the local part without quotation marks, and the domain as written."""

    local_part: str
    domain: str


def read_mailbox(text: str, *, dots_anywhere: bool = False) -> Mailbox | RefusedReason:
    """Read a mailbox, or say why it is none; never raises.

    Arguments:
        text: without angle brackets.
        dots_anywhere: whether a local part may have dots where none may be: others wrote it, and delivered to it.
    """
    if "\r" in text or "\n" in text:
        return RefusedReason.CRLF
    if len(text) > MAX_ADDRESS:
        return RefusedReason.TOO_LONG_PATH
    if _HIDDEN.search(text):
        return RefusedReason.BAD_MAILBOX
    if octets(text) > MAX_ADDRESS:
        return RefusedReason.TOO_LONG_PATH
    local, at, domain = text.rpartition("@")
    if not at:
        return RefusedReason.NO_AT
    if domain.startswith("["):
        return RefusedReason.DOMAIN_LITERAL
    if not local or not is_domain(domain):
        return RefusedReason.BAD_MAILBOX
    return _local_part(local, domain, _DOTS_ANYWHERE if dots_anywhere else _DOT_STRING)


def _local_part(local: str, domain: str, form: re.Pattern[str]) -> Mailbox | RefusedReason:
    if local.startswith('"'):
        quoted = _QUOTED.fullmatch(local)
        # "all quoted forms MUST be treated as equivalent, and the sending system SHOULD transmit the form that uses the
        # minimum quoting possible" (section 4.1.2): what is signed is the form without quotes
        return RefusedReason.BAD_MAILBOX if quoted is None else Mailbox(_PAIR.sub(r"\1", quoted[1]), domain)
    return RefusedReason.NEEDS_QUOTING if form.fullmatch(local) is None else Mailbox(local, domain)


def is_domain(text: str) -> bool:
    """Whether *text* is a domain name that may stand behind an "@".

    "At least the highest-level component label will be alphabetic" (RFC 1123 section 2.1): ``192.0.2.1`` is none, and
    ``1`` can stand in the place of one.
    """
    name = to_ascii(text)
    if name is None or text.endswith(".") or not is_hostname(name):
        return False
    return not name.rpartition(".")[2][0].isdigit()


def write_local(local_part: str) -> str:
    """The local part as it stands in an envelope: in quotation marks where it needs them, and only there.

    >>> print(write_local("anna"), write_local('a "b"'))
    anna "a \\"b\\""
    """
    return local_part if _DOT_STRING.fullmatch(local_part) else '"' + _ESCAPED.sub(r"\\\1", local_part) + '"'


def octets(text: str) -> int:
    """How long it is on the wire, in UTF-8."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
