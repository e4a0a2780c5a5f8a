"""Can this message be signed, and in which octets will it be sent?  (RFC 6376 section 5.3)

"bare CR or LF characters (used by some systems as a local line separator convention) MUST be converted to the
SMTP-standard CRLF sequence before the message is signed. Any conversion of this sort SHOULD be applied to the message
actually sent to the recipient(s), not just to the version presented to the signing algorithm."
"""

from __future__ import annotations

import re
from typing import Final

from ...core.errors import UsageError
from ...message import Message
from ..verifying.wire import in_wire_form

__all__ = ["in_signable_form", "ready_to_sign"]

_STRAY: Final = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_STRAY_CR: Final = re.compile(rb"\r(?!\n)")
_STRAY_LF: Final = re.compile(rb"(?<!\r)\n")
_MOST_SHOWN: Final = 60


def ready_to_sign(given: bytes | bytearray | memoryview | Message) -> Message:
    """The message with all its lines ending in CRLF, and without a "From " line of a mailbox file before it.

    Raises:
        UsageError: it has no From field or several, its header is read by some in another way than by others, or it is
            no message as octets.
    """
    ready = in_signable_form(in_wire_form(given, asked="dkim.sign"))
    if isinstance(ready, str):
        raise UsageError(ready)
    return ready


def in_signable_form(message: Message) -> Message | str:
    """The message as :func:`ready_to_sign` returns it; a text that says why, if it cannot be signed."""
    doubtful = _doubtful_line_end(message)
    if doubtful:
        return doubtful
    ends = message.line_ends
    if message.header_start or ends.lf or ends.cr or not message.raw.endswith(b"\r\n"):
        raw = _STRAY.sub(b"\r\n", message.raw[message.header_start :])
        # SMTP ends the last line, too (RFC 5321 section 4.1.1.4)
        message = Message.parse(raw if raw.endswith(b"\r\n") else raw + b"\r\n", limits=message.limits)
    if not message.separator and message.body_start < len(message.raw):
        line = message.raw[message.body_start :][:_MOST_SHOWN].split(b"\r\n")[0]
        return f"a line of the header is no header field: {line!r}; without an empty line before it, some read it so"
    if len(message.fields) >= message.limits.fields:
        return f"the header has more than {message.limits.fields} fields"
    count = len(message.get_all("From"))
    if count != 1:
        # "The From header field MUST be signed" (section 5.4); a message with several is refused by large receivers
        return f"a message to be signed has one From field (RFC 5322 section 3.6); this one has {count or 'none'}"
    return message


def _doubtful_line_end(message: Message) -> str:
    """Which octets of the header end a line for some readers only; empty if none do.

    Made a line end, they would make what stands behind them a field of its own: whoever put them into a value that a
    form took from him would have the field signed.
    """
    ends, header = message.line_ends, (message.raw, message.header_start, message.body_start)
    if ends.cr and (ends.crlf or ends.lf) and _STRAY_CR.search(*header):
        return "the header holds a CR without LF, which some read as the end of a line: take it out, then sign"
    if ends.lf and ends.crlf and _STRAY_LF.search(*header):
        return (
            "the header holds a LF without CR, where other lines end in CRLF: some read what stands behind it as a "
            "field; take it out, then sign"
        )
    return ""
