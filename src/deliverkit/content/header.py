"""Are the fields of the header the ones a message must have, once each?  (RFC 5322 sections 2.2 and 3.6)"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..core.evidence import Evidence
from ..core.findings import Finding
from ..core.outcome import Outcome, Unknown
from ..message import HeaderField, Message, Problem, ProblemKind
from ..message.lexis import without_comments
from ..message.places import at_line, before_end, clipped, in_field, in_value, line_number
from ..message.words import unfold
from .dates import MailDate, read_date
from .reach import Reach
from .rules import header as rules
from .settings import Settings

__all__ = ["judge_lines", "judge_repeated", "read_date_field", "read_message_id"]

# what the table of RFC 5322 section 3.6 and the grammar of RFC 2045 section 3 allow once; From has a rule of its own
_ONCE: Final = (
    *("Date", "Sender", "Reply-To", "To", "Cc", "Bcc", "Message-ID", "In-Reply-To", "References", "Subject"),
    *("MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Content-ID", "Content-Description"),
    "Content-Disposition",
)
_ATOM: Final = rb"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\x80-\xff-]++"
_DOT_ATOM: Final = rb"%s(?:\.%s)*+" % (_ATOM, _ATOM)
# "msg-id = [CFWS] "<" id-left "@" id-right ">" [CFWS]" with the obsolete quoted left side, which must be accepted
_MESSAGE_ID: Final = re.compile(rb'<(?:%s|"(?:[^"\\\r\n]|\\.)*+")@(?:%s|\[[^\[\]\\<>\s]*+\])>' % (_DOT_ATOM, _DOT_ATOM))


def read_date_field(message: Message, reach: Reach) -> Outcome[MailDate]:
    """The date of the message, and what is wrong with it."""
    field = message.get("Date")
    if field is None:
        return Outcome(value=None, findings=() if reach.header else (rules.no_date(),))
    if why := reach.unread(field):
        return Outcome(value=None, unknown=(Unknown(what="the date in Date", why=why),))
    date = read_date(field.value)
    text = clipped(field.text)
    findings: tuple[Finding, ...] = ()
    if date is None:
        findings = (rules.malformed_date(text=text),)
    elif not date.day_is_right:
        findings = (rules.wrong_day_of_week(text=text, day=date.day),)
    elif date.obsolete:
        findings = (rules.obsolete_date(text=text),)
    return Outcome(value=date, findings=tuple(finding.seen_in(in_value(field)) for finding in findings))


def read_message_id(message: Message, reach: Reach) -> Outcome[str]:
    """The Message-ID with its angle brackets, and what is wrong with it."""
    field = message.get("Message-ID")
    if field is None:
        return Outcome(value=None, findings=() if reach.header else (rules.no_message_id(),))
    if why := reach.unread(field):
        return Outcome(value=None, unknown=(Unknown(what="the identifier in Message-ID", why=why),))
    value = without_comments(unfold(field.value)).strip(b" \t\r\n")
    if _MESSAGE_ID.fullmatch(value):
        return Outcome(value=value.decode("utf-8", "backslashreplace"))
    finding = rules.malformed_message_id(text=clipped(field.text))
    return Outcome(value=None, findings=(finding.seen_in(in_value(field)),))


def judge_repeated(message: Message, settings: Settings) -> Iterator[Finding]:
    """The fields that may stand once and stand more often."""
    for name in _ONCE:
        fields = message.get_all(name)
        if len(fields) > 1:
            finding = rules.repeated_field(field=name, count=len(fields), identical=_alike(fields))
            yield finding.seen_in(*map(in_field, fields[: settings.max_shown]))


def _alike(fields: tuple[HeaderField, ...]) -> bool:
    return len({unfold(field.value).strip(b" \t\r\n") for field in fields}) == 1


_OBSOLETE: Final = (ProblemKind.SPACE_BEFORE_COLON, ProblemKind.BLANK_FOLD)
_ENDS_HEADER: Final = (ProblemKind.NO_SEPARATOR, ProblemKind.FOLD_WITHOUT_FIELD)


def judge_lines(message: Message, problems: dict[ProblemKind, list[Problem]]) -> Iterator[Finding]:
    """The lines of the header that are no fields of today's form; *problems* are those of the message's own header."""
    for kind in _ENDS_HEADER:
        for problem in problems.get(kind, ()):
            number = line_number(message, problem.start)
            yield rules.broken_header(line=number).seen_in(_whole_line(message, problem))
    for kind in _OBSOLETE:
        found = problems.get(kind, [])
        if found:
            finding = rules.obsolete_header_syntax(problem=kind.word, count=len(found))
            yield finding.seen_in(_whole_line(message, found[0]))
    for problem in problems.get(ProblemKind.MBOX_FROM_LINE, ()):
        yield rules.mailbox_file_line().seen_in(_whole_line(message, problem))


def _whole_line(message: Message, problem: Problem) -> Evidence:
    return at_line(message, problem.start, before_end(message.raw, problem.start, problem.end))
