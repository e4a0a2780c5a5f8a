"""Is a key record written as it must be?  (RFC 6376 sections 3.2 and 3.6.1)

``domain`` and ``selector`` say where it stands; ``record`` is its text as it is, ``repaired`` as it should be, empty
where nobody can know that; one character stands for one octet.
"""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from .publishing import key_change, of_key
from .wording import quoted

__all__ = [
    "armoured_key",
    "blanks_in_key",
    "capital_letters",
    "escaped_semicolons",
    "malformed_key_record",
    "misplaced_version",
    "missing_public_key",
    "missing_semicolon",
    "odd_blanks",
    "quotes_in_key",
    "repeated_key_tag",
    "strings_out_of_order",
    "unknown_key_tag",
    "wrong_version",
]

_OWNER = Fixer.DOMAIN_OWNER


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 6376 section 3.2", "RFC 6376 section 6.1.2"), publishes=True)
def malformed_key_record(*, domain: str, selector: str, piece: str, record: str, repaired: str) -> Said:
    """A piece of the key record is no tag=value.

    Why: A receiver must ignore a record that breaks the grammar (permerror), so every signature with this selector
    fails.

    Remedy: Write tag=value pairs, parted by single semicolons, and nothing else.
    """
    return Said(
        f"{of_key(domain, selector)}holds what is no tag=value: {quoted(piece)}",
        fix="publish the corrected record" if repaired else "publish the key again: v=DKIM1; k=rsa; p=...",
        publish=key_change(domain, selector, repaired, record),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 6376 section 3.2", "RFC 6376 section 3.6.1"), publishes=True)
def missing_semicolon(*, domain: str, selector: str, piece: str, record: str, repaired: str) -> Said:
    """Two tags of the key record are not parted by a semicolon.

    Why: Receivers read the second tag as part of the first one, which then means nothing: the record is ignored.

    Remedy: Put a semicolon between the tags.
    """
    return Said(
        f"{of_key(domain, selector)}lacks a semicolon in front of {quoted(piece)}",
        fix="publish the corrected record" if repaired else "put a semicolon between the tags",
        publish=key_change(domain, selector, repaired, record),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 6376 section 3.2",), publishes=True)
def repeated_key_tag(*, domain: str, selector: str, tag: str, record: str, repaired: str) -> Said:
    """A tag stands twice in the key record.

    Why: "If a tag name does occur more than once, the entire tag-list is invalid": receivers ignore the key.

    Remedy: Write each tag once. Two keys need two selectors.
    """
    return Said(
        f"{of_key(domain, selector)}has {quoted(f'{tag}=')} more than once, so receivers ignore it",
        fix="publish the record with one of them" if repaired else f"leave one {tag}=: the one that belongs to the key",
        publish=key_change(domain, selector, repaired, record),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 6376 section 3.6.1",), publishes=True)
def misplaced_version(*, domain: str, selector: str, record: str, repaired: str) -> Said:
    """v=DKIM1 does not stand first in the key record.

    Why: "This tag MUST be the first tag in the record": strict receivers ignore the key.

    Remedy: Write v=DKIM1 first.
    """
    return Said(
        f"{of_key(domain, selector)}has v= behind other tags; it must be the first one",
        fix="publish the record with v=DKIM1 first" if repaired else "write v=DKIM1 first",
        publish=key_change(domain, selector, repaired, record),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 6376 section 3.6.2.2", "RFC 6376 section 3.6.1"), publishes=True)
def strings_out_of_order(*, domain: str, selector: str, record: str, repaired: str) -> Said:
    """The end of the key stands in front of the record: its strings are in the wrong order.

    Why: Receivers join the strings of a TXT record as they stand, and what they get is no key record (permerror).

    Remedy: Enter the string that begins with v=DKIM1 first.
    """
    return Said(
        f"{of_key(domain, selector)}has its strings in the wrong order: the end of the key stands in front",
        fix="publish the record with the string first that begins with v=DKIM1",
        publish=key_change(domain, selector, repaired, record),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 6376 section 3.6.1", "RFC 6376 section 6.1.2"), publishes=True)
def wrong_version(*, domain: str, selector: str, version: str, record: str, repaired: str) -> Said:
    """The version of the key record is not DKIM1, in these very letters.

    Why: Records with any other value "MUST be discarded", and the value is compared as it stands: dkim1 and DKIM1.0 are
    other values.

    Remedy: Write v=DKIM1.
    """
    return Said(
        f"{of_key(domain, selector)}says {quoted(f'v={version}')}; receivers discard it, as it must be v=DKIM1",
        fix="publish the record with v=DKIM1" if repaired else "write v=DKIM1",
        publish=key_change(domain, selector, repaired, record),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 6376 section 3.6.1",), publishes=True)
def missing_public_key(*, domain: str, selector: str, record: str, repaired: str) -> Said:
    """The key record has no p=, so there is no key in it.

    Why: p= is required; receivers answer permerror to every signature with this selector.

    Remedy: Publish the public key behind p=, as one line of base64.
    """
    return Said(
        f"{of_key(domain, selector)}has no p=, where the key must stand",
        fix="publish the record with p= in front of the key" if repaired else "add p= with the public key",
        publish=key_change(domain, selector, repaired, record),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 6376 section 3.6.1", "RFC 1035 section 5.1"), publishes=True)
def quotes_in_key(*, domain: str, selector: str, record: str, repaired: str) -> Said:
    """Quotation marks stand inside the key record.

    Why: Quotes belong to zone files, where they mark the strings; a panel that adds its own leaves these in the record,
    and receivers cannot read the tag or the key they stand in.

    Remedy: Enter the record without quotes.
    """
    return Said(
        f"{of_key(domain, selector)}has quotation marks inside, which belong to the zone file only",
        fix="publish the record without them" if repaired else "take the quotation marks out",
        publish=key_change(domain, selector, repaired, record),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 6376 section 3.6.1",), publishes=True)
def armoured_key(*, domain: str, selector: str, record: str, repaired: str) -> Said:
    """The lines BEGIN PUBLIC KEY and END PUBLIC KEY were published with the key.

    Why: p= is base64 alone; receivers cannot read the rest (permerror).

    Remedy: Publish what stands between these lines, joined into one.
    """
    return Said(
        f"{of_key(domain, selector)}has the lines around a PEM key inside, which are no part of the key",
        fix="publish the key without them" if repaired else "leave out -----BEGIN ...----- and -----END ...-----",
        publish=key_change(domain, selector, repaired, record),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 6376 section 3.2", "RFC 1035 section 5.1"), publishes=True)
def escaped_semicolons(*, domain: str, selector: str, record: str, repaired: str) -> Said:
    """Backslashes stand in the key record, mostly before its semicolons.

    Why: Some zone files need \\; but most panels keep the backslash, and receivers then read v=DKIM1\\ or cannot read
    the key.

    Remedy: Enter the record without backslashes.
    """
    return Said(
        f"{of_key(domain, selector)}has backslashes inside, which belong to some zone files only",
        fix="publish the record without them" if repaired else "take the backslashes out",
        publish=key_change(domain, selector, repaired, record),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 6376 section 2.8", "RFC 6376 section 3.2"), publishes=True)
def odd_blanks(*, domain: str, selector: str, record: str, repaired: str) -> Said:
    """Line breaks, or blanks that only look like blanks, stand in the key record.

    Why: Space, tab and a line break with a space behind it are blanks to a receiver; a bare line break, a no-break
    space or a character without width, pasted from a web page or a key file, is not, and breaks the record.

    Remedy: Enter the record as one line, with plain spaces.
    """
    return Said(
        f"{of_key(domain, selector)}has line breaks or odd blanks inside, which receivers cannot read",
        fix="publish the record without them" if repaired else "enter the record as one line with plain spaces",
        publish=key_change(domain, selector, repaired, record),
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 6376 section 3.6.1",), publishes=True)
def blanks_in_key(*, domain: str, selector: str, count: int, at_joint: bool, record: str, repaired: str) -> Said:
    """Blanks stand inside the key.

    Why: They are allowed and must be ignored, but come from a value that was split or pasted with a blank too much, and
    some programs stop at them.

    Remedy: Publish the key without blanks.
    """
    where = ", where its strings join" if at_joint else ""
    return Said(
        f"{of_key(domain, selector)}has {count} blanks inside the key{where}; receivers must ignore them",
        fix="publish the key without blanks",
        publish=key_change(domain, selector, repaired, record),
    )


@rule(Severity.WARNING, by=_OWNER, cites=("RFC 6376 section 3.2",), publishes=True)
def capital_letters(*, domain: str, selector: str, tag: str, value: str, record: str, repaired: str) -> Said:
    """A value that is written in small letters stands in capitals.

    Why: "Values MUST be processed as case sensitive unless the specific tag description of semantics specifies case
    insensitivity": receivers that do so do not know the value.

    Remedy: Write it in small letters.
    """
    return Said(
        f"{of_key(domain, selector)}says {quoted(f'{tag}={value}')}; "
        f"strict receivers know {quoted(f'{tag}={value.lower()}')} only",
        fix="publish the record in small letters" if repaired else "write it in small letters",
        publish=key_change(domain, selector, repaired, record),
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 6376 section 3.2",))
def unknown_key_tag(*, domain: str, selector: str, tag: str) -> Said:
    """The key record has a tag that RFC 6376 does not know.

    Why: "Unrecognized tags MUST be ignored": it does no harm, but may be a known tag misspelt. The tag g= was dropped
    with RFC 6376.

    Remedy: Nothing, unless another tag was meant; names of tags are case-sensitive.
    """
    return Said(f"{of_key(domain, selector)}has a tag that receivers ignore: {quoted(f'{tag}=')}")
