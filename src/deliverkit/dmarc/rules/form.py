"""Is the record written as it must be?  (RFC 9989 sections 4.7 and 4.8)

``name`` is where the record stands, ``record`` its text, ``repaired`` the record mended (empty where nobody can know
it), ``condition`` when to publish that; ``effect`` is what receivers make of the whole record as it is: ``ignored``,
``off`` (no DMARC), ``none`` (as if p=none) or ``policy`` (its policy counts).
"""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from .publishing import change, say, then
from .wording import clip

__all__ = [
    "backslashes_in_record",
    "empty_tag",
    "html_entities",
    "leading_text",
    "long_string",
    "misplaced_version",
    "missing_semicolon",
    "missing_version",
    "more_faults",
    "not_dmarc",
    "odd_blanks",
    "quotes_in_record",
    "stray_text",
    "typographic_signs",
    "wrong_equals_sign",
    "wrong_version",
]

_OWNER = Fixer.DOMAIN_OWNER
_IGNORED = "ignored"


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 9989 section 4.7", "RFC 9989 section 4.10"))
def not_dmarc(*, name: str, record: str) -> Said:
    """The text is no DMARC record, nor does it look like one that was mistyped.

    Why: Receivers discard every text that does not begin with "v=DMARC1", so for them the domain has no DMARC.

    Remedy: Publish a record such as "v=DMARC1; p=none; rua=mailto:dmarc@your-domain" at the name "_dmarc" of the
    domain.
    """
    return Said(
        f"{clip(record) or 'An empty text'} is no DMARC record: receivers discard it",
        fix=f"publish a TXT record at {name} that begins with v=DMARC1;",
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 9989 section 4.7",), publishes=True)
def missing_version(*, name: str, record: str, repaired: str, condition: str) -> Said:
    """The record has no "v=DMARC1" at all.

    Why: "If the tag is not the first in the list, or the tag is absent, or the value is not "DMARC1", then the entire
    record MUST be ignored": there is no DMARC.

    Remedy: Begin the record with "v=DMARC1;".
    """
    return say(
        "The record does not begin with v=DMARC1",
        _IGNORED,
        "put v=DMARC1; in front",
        change(name, repaired, record, condition=condition),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 9989 section 4.7",), publishes=True)
def misplaced_version(*, name: str, record: str, repaired: str, condition: str) -> Said:
    """The version, "v=DMARC1", is not the first tag of the record.

    Why: "This tag MUST be the first tag in the list", or else "the entire record MUST be ignored": there is no DMARC.

    Remedy: Put "v=DMARC1;" in front of all other tags.
    """
    return say(
        "v=DMARC1 stands behind other tags",
        _IGNORED,
        "put v=DMARC1; in front of all other tags",
        change(name, repaired, record, condition=condition),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 9989 section 4.7", "RFC 9989 section 4.8"), publishes=True)
def wrong_version(*, name: str, version: str, record: str, repaired: str, condition: str) -> Said:
    """The version is not written "v=DMARC1", letter by letter.

    Why: "The tag value is case sensitive, and the only possible value is "DMARC1"", so receivers ignore the entire
    record: there is no DMARC. There is no DMARC2 either.

    Remedy: Write v=DMARC1, in capitals, without a blank inside.
    """
    return say(
        f"The record begins with {clip(version)}, not with v=DMARC1",
        _IGNORED,
        "write v=DMARC1, in capitals and without blanks",
        change(name, repaired, record, condition=condition),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 9989 section 4.7", "RFC 9989 section 4.10"), publishes=True)
def leading_text(*, name: str, text: str, record: str, repaired: str, condition: str) -> Said:
    """Something stands in front of "v=DMARC1": a blank, or the name and type of the record pasted along with it.

    Why: Receivers discard records that do not start with the version: there is no DMARC.

    Remedy: The name, the type and the value of a record have fields of their own; the value begins with "v=DMARC1".
    """
    what = "A blank stands" if not text.strip() else f"{clip(text.strip())} stands"
    return say(
        f"{what} in front of v=DMARC1",
        _IGNORED,
        "take everything in front of v=DMARC1 out of the record's value",
        change(name, repaired, record, condition=condition),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 9989 section 4.8",), publishes=True)
def missing_semicolon(*, name: str, piece: str, effect: str, record: str, repaired: str, condition: str) -> Said:
    """Two tags are not parted by a semicolon.

    Why: Receivers read both as one tag with a value that does not exist. Behind v=DMARC1 this voids the whole record.
    It also happens where two strings of one TXT record join: nothing is put between them.

    Remedy: Put a semicolon between the tags; nothing else parts them.
    """
    return say(
        f"A semicolon is missing in front of {clip(piece.strip(' ,|:/'))}",
        effect,
        "put a semicolon between the tags",
        change(name, repaired, record, condition=condition),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 9989 section 4.8",), publishes=True)
def wrong_equals_sign(*, name: str, piece: str, effect: str, record: str, repaired: str, condition: str) -> Said:
    """A tag and its value are not parted by one "=": a colon, a blank or several signs stand there.

    Why: What is not of the form tag=value is ignored, so the tag counts as absent.

    Remedy: Write tag=value with a single "=".
    """
    return say(
        f"{clip(piece) if piece.strip() else 'A blank'} stands where = belongs",
        effect,
        "write a single = between the tag and its value",
        change(name, repaired, record, condition=condition),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 9989 section 4.8", "RFC 1035 section 5.1"), publishes=True)
def quotes_in_record(*, name: str, effect: str, record: str, repaired: str, condition: str) -> Said:
    """Quotes stand inside the record's value.

    Why: A zone file needs quotes around a text, a form does not: there they become part of the record. In front of
    v=DMARC1 they make receivers ignore it all, around a value they make the value one that does not exist.

    Remedy: Enter the value without any quotes.
    """
    return say(
        "The record has quotes in it",
        effect,
        "enter the value without quotes",
        change(name, repaired, record, condition=condition),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 9989 section 4.8", "RFC 1035 section 5.1"), publishes=True)
def backslashes_in_record(*, name: str, effect: str, record: str, repaired: str, condition: str) -> Said:
    r"""Backslashes stand inside the record's value, mostly in front of semicolons.

    Why: Some zone files need "\;", and some tools show records that way; entered in a form the backslash becomes part
    of the value, which then is one that does not exist: "DMARC1\" is not "DMARC1".

    Remedy: Enter the value without backslashes.
    """
    return say(
        "The record has backslashes in it",
        effect,
        "enter the value without backslashes",
        change(name, repaired, record, condition=condition),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 9989 section 4.8",), publishes=True)
def html_entities(*, name: str, text: str, effect: str, record: str, repaired: str, condition: str) -> Said:
    """The record holds signs as web pages write them: "&quot;", "&#59;", "&amp;".

    Why: In the DNS they stand for nothing, and their semicolons cut the tags in two.

    Remedy: Copy the text as a page shows it, not its source.
    """
    return say(
        f"The record holds {clip(text)}, as web pages write a sign",
        effect,
        "write the sign itself",
        change(name, repaired, record, condition=condition),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 9989 section 4.8",), publishes=True)
def typographic_signs(*, name: str, text: str, effect: str, record: str, repaired: str, condition: str) -> Said:
    """A dash, colon, semicolon or equals sign is one of typography, not the plain one.

    Why: Word processors and some keyboards change plain signs into their typographic or full-width likes. Only printing
    ASCII can stand in a record, so receivers do not read the tag.

    Remedy: Copy records as plain text, and type the signs anew.
    """
    return say(
        f"{clip(text)} is a typographic sign, not the plain one",
        effect,
        "type the plain sign",
        change(name, repaired, record, condition=condition),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 9989 section 4.8",), publishes=True)
def odd_blanks(*, name: str, text: str, effect: str, record: str, repaired: str, condition: str) -> Said:
    """The record holds a line break, a no-break space, an invisible character or another control.

    Why: Only blanks and tabs may stand between tags, and only printing ASCII inside them, so receivers do not read
    what this belongs to.

    Remedy: Write the record in one line, with plain blanks.
    """
    return say(
        f"The record holds {clip(text)}, which is no plain blank",
        effect,
        "write the record in one line, with plain blanks",
        change(name, repaired, record, condition=condition),
    )


@rule(Severity.WARNING, by=_OWNER, cites=("RFC 9989 section 4.8",), publishes=True)
def stray_text(*, name: str, text: str, effect: str, record: str, repaired: str, condition: str) -> Said:
    """A piece between semicolons is no tag=value.

    Why: Receivers leave it out, so whatever it was to say is not said.

    Remedy: Write it as the tag that was meant, or take it out.
    """
    return say(
        f"{clip(text)} is no tag=value, so receivers leave it out",
        effect,
        f"write {clip(text)} as the tag that was meant, or take it out",
        change(name, repaired, record, condition=condition),
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 9989 section 4.8",), publishes=True)
def empty_tag(*, name: str, record: str, repaired: str, condition: str) -> Said:
    """Nothing stands between two semicolons.

    Why: Most receivers pass over it; the grammar does not know it, and strict tools refuse the record.

    Remedy: Write one semicolon.
    """
    return Said(
        "Nothing stands between two semicolons",
        fix="take one semicolon out",
        publish=change(name, repaired, record, condition=condition),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 1035 section 3.3",), publishes=True)
def long_string(*, name: str, length: int, record: str, repaired: str, condition: str) -> Said:
    """One quoted string of the record is longer than 255 octets.

    Why: A character-string cannot be longer, so the zone is not loaded, or the record is cut.

    Remedy: Split the text into several strings, each in quotes; receivers join them without anything between.
    """
    return Said(
        f"A string of {length} octets cannot stand in the DNS; 255 is the most",
        fix="split it into several strings in quotes",
        publish=change(name, repaired, record, condition=condition),
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 9989 section 4.8",), publishes=True)
def more_faults(*, name: str, count: int, effect: str, record: str, repaired: str, condition: str) -> Said:
    """The record has more faults than can be told one by one.

    Why: See those that are told; they are the worst.

    Remedy: Write the record anew.
    """
    return Said(
        f"{count} further faults are in the record, from here on{then(effect)}",
        fix="write the record anew",
        publish=change(name, repaired, record, condition=condition),
    )
