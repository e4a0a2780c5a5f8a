"""Is this a message as RFC 5322 and MIME want it?  What it says of itself, and everything wrong with how it says it."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.outcome import Outcome
from ..message import Mailbox, Message, Problem, ProblemKind
from .dates import MailDate
from .header import judge_lines, judge_repeated, read_date_field, read_message_id
from .mime import judge_mime_version, judge_parts
from .octets import judge_eight_bit_bodies, judge_eight_bit_header, judge_line_ends, judge_long_lines
from .originators import read_originators
from .reach import Reach, problems_within, reach_of
from .settings import DEFAULT_SETTINGS, Settings

__all__ = ["MessageForm", "format"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageForm:
    """What a message says of itself, as far as it can be read.

    Arguments:
        authors: the mailboxes in From (the first such field).
        sender: the mailbox in Sender, or None.
        date: the date in Date, or None.
        message_id: the Message-ID with its angle brackets, or None.
    """

    authors: tuple[Mailbox, ...] = ()
    sender: Mailbox | None = None
    date: MailDate | None = None
    message_id: str | None = None


def format(message: Message, *, settings: Settings = DEFAULT_SETTINGS) -> Outcome[MessageForm]:  # noqa: A001 the word for it: content.format(message)
    """Judge the form of a message: its fields, its lines and octets, its parts (RFC 5322, 6532, 2045 and 2046).

    Arguments:
        message: the message; the header of messages inside it is not judged.
        settings: the limits a receiver may choose.

    Returns:
        What the message says of itself, and everything that is wrong with how it says it. Never raises on a message;
        linear in its octets.
    """
    reach = reach_of(message, settings)
    own, inner = _by_place(message, reach)
    originators = read_originators(message, reach, settings)
    date = read_date_field(message, reach)
    message_id = read_message_id(message, reach)
    findings = (
        *judge_lines(message, own),
        *originators.findings,
        *date.findings,
        *message_id.findings,
        *judge_repeated(message, settings),
        *judge_long_lines(message, reach, settings),
        *judge_line_ends(message),
        *judge_eight_bit_header(message, reach, settings),
        *judge_mime_version(message, reach),
        *judge_parts(message, inner, settings),
        *judge_eight_bit_bodies(message, reach, settings),
    )
    form = MessageForm(
        authors=originators.authors, sender=originators.sender, date=date.value, message_id=message_id.value
    )
    unread = originators.unknown + date.unknown + message_id.unknown
    return Outcome(value=form, findings=findings, unknown=reach.unknown + unread + message.unknown)


def _by_place(
    message: Message, reach: Reach
) -> tuple[dict[ProblemKind, list[Problem]], dict[ProblemKind, list[Problem]]]:
    """What had to be forgiven, by kind: that of the message's own header, and that of its parts."""
    own: dict[ProblemKind, list[Problem]] = {}
    inner: dict[ProblemKind, list[Problem]] = {}
    for problem in problems_within(message, reach):
        in_header = problem.where == "message" and problem.kind in _OF_A_HEADER
        (own if in_header else inner).setdefault(problem.kind, []).append(problem)
    return own, inner


_OF_A_HEADER = frozenset(
    {
        ProblemKind.MBOX_FROM_LINE,
        ProblemKind.NO_SEPARATOR,
        ProblemKind.FOLD_WITHOUT_FIELD,
        ProblemKind.SPACE_BEFORE_COLON,
        ProblemKind.BLANK_FOLD,
        ProblemKind.REPEATED_FIELD,  # judged for all fields by their names
    }
)
