"""What does a bounce say, and which mail came back?  (RFC 3464, RFC 6522, RFC 6533)"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..core.budget import Budget
from .fields import Fields, HeaderField
from .media import MESSAGES
from .scan import line_end_of, scan_header

if TYPE_CHECKING:
    from .message import Message

__all__ = ["field_groups", "returned_original"]

_HEADERS: Final = frozenset({"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"})


def field_groups(data: bytes, where: str) -> tuple[tuple[HeaderField, ...], ...]:
    """The groups of fields in *data*, parted by empty lines; lines that are no field are passed over.

    Arguments:
        data: the decoded body of a delivery status.
        where: the path of its part; a field's path is ``message:part:2:status:1:header:Action:1``.

    The fields' offsets count in *data*.
    """
    budget, line_end = Budget(), line_end_of(data)
    groups: list[tuple[HeaderField, ...]] = []
    pending: list[HeaderField] = []
    pos = 0
    while pos < len(data):
        block = scan_header(data, pos, len(data), line_end=line_end, budget=budget)
        pending.extend(Fields(data, block.fields, f"{where}:status:{len(groups)}"))
        if block.separator < block.body_start or block.body_start >= len(data):  # an empty line, or the end
            if pending:
                groups.append(tuple(pending))
                pending = []
            pos = block.body_start
        else:  # a line that is no field
            pos = (data.find(line_end, block.separator) + 1) or len(data)
    if pending:
        groups.append(tuple(pending))
    return tuple(groups)


def returned_original(message: Message, budget: Budget | None = None) -> Message | None:
    """The message that a bounce returns, or its header alone, as a message of its own.

    Arguments:
        message: a message that holds a multipart/report (RFC 6522 section 3).
        budget: its octets are taken from ``bytes_read``.

    Returns:
        The first message/rfc822, message/global or text/rfc822-headers part of the report; None when there is none.
    """
    from .message import Message

    for report in message.walk():
        if "multipart/report" not in report.content_types:
            continue
        for part in report.children:
            if not (MESSAGES | _HEADERS).isdisjoint(part.content_types):
                return Message.parse(part.decode(budget), limits=message.limits)
    return None
