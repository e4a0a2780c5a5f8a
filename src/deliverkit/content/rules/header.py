"""What can be wrong with the fields of a header and with its lines (RFC 5322 sections 2.2, 3.3 and 3.6)."""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule

__all__ = [
    "broken_header",
    "mailbox_file_line",
    "malformed_date",
    "malformed_message_id",
    "no_date",
    "no_message_id",
    "obsolete_date",
    "obsolete_header_syntax",
    "repeated_field",
    "wrong_day_of_week",
]

_GMAIL_ID = "Google: SMTP errors, 550 5.7.1 (missing Message-ID)"
_GMAIL = "Google: SMTP errors, 550 5.7.1 (not RFC 5322 compliant)"
_DATE = "Sun, 22 Nov 2026 12:00:00 +0000"


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 5322 section 3.6", _GMAIL))
def no_date() -> Said:
    """The message has no Date field.

    Why: it is one of the two fields every message must have. Some servers on the way add one, which breaks a signature
    that covers Date; filters count its absence.

    Remedy: have the program that writes the mail set Date.
    """
    return Said("there is no Date field", fix=f"set Date, such as {_DATE}")


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 5322 section 3.3", _GMAIL))
def malformed_date(*, text: str) -> Said:
    """The Date field holds no date that RFC 5322 knows.

    Why: readers sort the mail under another day or under none, and filters count it as a sign of bulk software.

    Remedy: write day, English month, year, time and numeric zone, whatever the language of the system.
    """
    return Said(f"{text!r} is no date", fix=f"write it as {_DATE}")


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 5322 section 3.3",))
def wrong_day_of_week(*, text: str, day: str) -> Said:
    """The day of the week in Date is not the day of that date.

    Why: "the day-of-week (if included) MUST be the day implied by the date"; filters take the contradiction for a
    forged date.

    Remedy: have both computed from the same time, or leave the day of the week out.
    """
    return Said(f"{text!r} was a {day}", fix=f"write {day[:3]}, or leave the day of the week out")


@rule(Severity.NOTE, by=Fixer.SENDING_ADMIN, cites=("RFC 5322 section 4.3",))
def obsolete_date(*, text: str) -> Said:
    """The date is written in a form that only old mail may have.

    Why: receivers must still read it (a zone by name, a year of two digits, comments between the parts), so it costs
    no delivery; names of zones other than GMT are read as UTC by many.

    Remedy: write a year of four digits and a numeric zone.
    """
    return Said(f"{text!r} is an obsolete way to write a date", fix=f"write it as {_DATE}")


@rule(Severity.WARNING, by=Fixer.SENDING_ADMIN, cites=("RFC 5322 section 3.6.4", _GMAIL_ID))
def no_message_id() -> Said:
    """The message has no Message-ID.

    Why: "every message SHOULD have a Message-ID field". Gmail refuses mail without a valid one; elsewhere duplicates
    cannot be told apart and answers do not find their thread.

    Remedy: have the program that writes the mail set it: a unique text, "@" and a domain of yours, in angle brackets.
    """
    return Said("there is no Message-ID field", fix="set one, such as <a-unique-text@your.domain>")


@rule(Severity.WARNING, by=Fixer.SENDING_ADMIN, cites=("RFC 5322 section 3.6.4", _GMAIL_ID))
def malformed_message_id(*, text: str) -> Said:
    """The Message-ID is not of the form it must have.

    Why: Gmail refuses mail without a valid Message-ID, and some servers add a second one.

    Remedy: write ``<left@right>``: two words without blanks, one "@" between them, in angle brackets.
    """
    return Said(f"{text!r} is no Message-ID", fix="write it as <a-unique-text@your.domain>")


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 5322 section 3.6", "RFC 2045 section 3", _GMAIL))
def repeated_field(*, field: str, count: int, identical: bool) -> Said:
    """A field that may stand once stands several times.

    Why: readers show one of them and filters judge another; Gmail refuses such mail as not RFC 5322 compliant, and a
    signature over one of them says nothing about the others.

    Remedy: find which program adds the second one (often a form, a library called twice, or a gateway) and keep one.
    """
    same = "all alike" if identical else "not alike"
    return Said(f"{field} stands {count} times, {same}; it may stand once", fix=f"keep one {field}")


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 5322 section 2.1", "RFC 5322 section 2.2"))
def broken_header(*, line: int) -> Said:
    """A line in the header is neither a field nor the continuation of one, so the header ends there.

    Why: everything from this line on is taken for the body: fields behind it (often From, Subject or MIME-Version) are
    lost, attachments become text, and signatures fail.

    Remedy: write "Name: value" without blanks in the name, begin continuation lines with a blank, and put one empty
    line between header and body.
    """
    return Said(f"line {line} is no header field, so the body starts there", fix="mend or remove the line")


@rule(Severity.NOTE, by=Fixer.SENDING_ADMIN, cites=("RFC 5322 section 4.2", "RFC 5322 section 4.5"))
def obsolete_header_syntax(*, problem: str, count: int) -> Said:
    """The header uses a way of writing that only old mail may use.

    Why: receivers must still read it, but some take a line of blanks for the end of the header, and some do not know a
    field by its name when blanks stand before the colon.

    Remedy: write the colon right behind the name, and no line of blanks only.
    """
    what = "a line of blanks" if problem == "blank-fold" else "blanks before the colon"
    return Said(f"the header has {what} ({count} time(s))", fix="write the fields in today's form")


@rule(Severity.NOTE, by=Fixer.AUTHOR, cites=("RFC 4155 appendix A",))
def mailbox_file_line() -> Said:
    """A "From " line of a mailbox file stands before the message.

    Why: it is no part of a message. Judged here was what follows it; sent like this, the whole header would be body.

    Remedy: remove the line before the message is sent again.
    """
    return Said('the first line is the "From " line of a mailbox file', fix="remove the line before sending")
