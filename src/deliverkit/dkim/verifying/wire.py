"""As what octets was this message sent?  Lines that end in LF alone, as files hold them, are sent with CRLF.

"If the message is submitted to the Signer with any local encoding that will be modified before transmission, that
modification to canonical [RFC5322] form MUST be done before signing. In particular, bare CR or LF characters (used by
some systems as a local line separator convention) MUST be converted to the SMTP-standard CRLF sequence" (RFC 6376
section 5.3).
"""

from __future__ import annotations

from typing import Final

from ...core.errors import UsageError
from ...core.outcome import Unknown
from ...message import Message

__all__ = ["in_wire_form", "unread"]


_PARSE: Final = "Message.parse"


def in_wire_form(message: bytes | bytearray | memoryview | Message, *, asked: str = _PARSE) -> Message:
    """*message* with CRLF at the end of its lines, if no line of it has one; else as it is, whatever it mixes.

    Arguments:
        message: the message.
        asked: the function that the caller called, for the error.

    Raises:
        UsageError: *message* is text or an email.message.Message.
    """
    mail = message if isinstance(message, Message) else _parsed(message, asked)
    # the first line tells, without a search through all of it, nearly always
    first = mail.raw.find(b"\n")
    if first < 0 or mail.raw[first - 1 : first] == b"\r" or b"\r\n" in mail.raw:
        return mail
    return Message.parse(mail.raw.replace(b"\n", b"\r\n"), limits=mail.limits)


def _parsed(message: bytes | bytearray | memoryview, asked: str) -> Message:
    try:
        return Message.parse(message)
    except UsageError as wrong:
        raise UsageError(str(wrong).replace(_PARSE, asked, 1)) from None


def unread(message: Message) -> Unknown | None:
    """That a limit left octets or fields of the message unread, if one did: no signature can be judged then."""
    limits = message.limits
    if len(message.raw) > limits.bytes_read:
        return Unknown(what="DKIM signatures", why=f"limit: bytes_read ({limits.bytes_read})")
    spans = message.fields.spans
    if len(spans) >= limits.fields and (not spans or spans[-1][2] < message.header_end):
        return Unknown(what="DKIM signatures", why=f"limit: fields ({limits.fields})")
    return None
