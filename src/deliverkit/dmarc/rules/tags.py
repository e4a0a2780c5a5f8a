"""Do the tags of the record mean what they should?  (RFC 9989 sections 4.7, 4.8 and 4.10.1; RFC 7489 section 6.3)

``name`` is where the record stands, ``record`` its text, ``repaired`` the record mended (empty where nothing is to be
changed), ``condition`` when to publish that; ``effect`` is what receivers make of the whole record as it is:
``ignored``, ``off`` (no DMARC), ``none`` (as if p=none) or ``policy`` (its policy counts).
"""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from .publishing import change, then
from .wording import clip

__all__ = [
    "capital_tag_name",
    "claims_public_suffix",
    "misspelt_tag",
    "removed_tag",
    "repeated_tag",
    "unknown_report_options",
    "unknown_tag",
    "unknown_value",
    "unused_report_options",
]

_OWNER = Fixer.DOMAIN_OWNER


@rule(Severity.WARNING, by=_OWNER, cites=("RFC 9989 section 4.8",), publishes=True)
def unknown_value(*, name: str, tag: str, value: str, default: str, record: str, repaired: str, condition: str) -> Said:
    """The value of "adkim=", "aspf=", "psd=" or "t=" does not exist.

    Why: "Syntax errors in the remainder of the record MUST be discarded in favor of default values": receivers act as
    if the tag were not there.

    Remedy: adkim and aspf are r or s, t is y or n, psd is y, n or u.
    """
    return Said(
        f"{tag}={clip(value)} does not exist: receivers act as if {tag}={default}",
        fix=f"write a value that {tag}= can have, or take it out",
        publish=change(name, repaired, record, condition=condition),
    )


@rule(Severity.WARNING, by=_OWNER, cites=("RFC 9989 section 4.7", "RFC 9989 section 4.8"), publishes=True)
def unknown_report_options(*, name: str, value: str, applied: str, record: str, repaired: str, condition: str) -> Said:
    """The options in "fo=" do not exist, repeat, or contradict one another.

    Why: Receivers act as if fo=0 (failure reports only where both SPF and DKIM fail), or on the part they can read.
    "0" (all fail) and "1" (any fails) "are mutually exclusive", and "d" and "s" may stand there once each.

    Remedy: Write 0 or 1, with :d and :s behind it as you like: fo=1:d:s.
    """
    return Said(
        f"fo={clip(value)} lists no options that exist together: receivers act as if fo={applied}",
        fix="write 0 or 1, and :d or :s behind it if failures of DKIM or SPF alone are to be told",
        publish=change(name, repaired, record, condition=condition),
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 9989 section 4.7",), publishes=True)
def unused_report_options(*, name: str, value: str, record: str, repaired: str, condition: str) -> Said:
    """The record has "fo=" but no "ruf=".

    Why: It says when failure reports are to be sent, and without "ruf=" there is no address for them: it "MUST be
    ignored".

    Remedy: Take "fo=" out, or add "ruf=" if you want failure reports. Few receivers send any.
    """
    return Said(
        f"fo={clip(value)} has no effect without ruf=",
        fix="take fo= out, or add ruf=mailto:... for failure reports",
        publish=change(name, repaired, record, condition=condition),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 9989 section 4.7", "RFC 6376 section 3.2"), publishes=True)
def repeated_tag(*, name: str, tag: str, value: str, record: str, repaired: str, condition: str) -> Said:
    """A tag stands in the record more than once.

    Why: DMARC follows the tag lists of DKIM, where "if a tag name does occur more than once, the entire tag-list is
    invalid". Some receivers ignore the record, some take the first of them, some the last.

    Remedy: Keep one. The mended record has the laxest of several policies, and all addresses.
    """
    return Said(
        f"{tag}= stands there more than once ({clip(value)}): receivers differ in which of them they obey, if any",
        fix=f"keep one {tag}=",
        publish=change(name, repaired, record, condition=condition),
    )


@rule(Severity.WARNING, by=_OWNER, cites=("RFC 9989 section 4.7",), publishes=True)
def misspelt_tag(*, name: str, tag: str, meant: str, effect: str, record: str, repaired: str, condition: str) -> Said:
    """A tag is misspelt.

    Why: "Unknown tags MUST be ignored": receivers act as if it were not there.

    Remedy: The tags are v, p, sp, np, adkim, aspf, fo, psd, t, rua and ruf.
    """
    return Said(
        f"{clip(tag)}= is no tag of DMARC ({meant}= was meant){then(effect) or ', so receivers ignore it'}",
        fix=f"write {meant}=",
        publish=change(name, repaired, record, condition=condition),
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 9989 section 4.7",), publishes=True)
def unknown_tag(*, name: str, tag: str, record: str, repaired: str, condition: str) -> Said:
    """A tag is none of DMARC's.

    Why: "Unknown tags MUST be ignored", so it has no effect.

    Remedy: Take it out, unless you know what it is for.
    """
    return Said(
        f"{clip(tag)}= is no tag of DMARC: receivers ignore it",
        fix=f"take {clip(tag)}= out",
        publish=change(name, repaired, record, condition=condition),
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 6376 section 3.2", "RFC 9989 section 4.7"), publishes=True)
def capital_tag_name(*, name: str, tag: str, record: str, repaired: str, condition: str) -> Said:
    """The name of a tag is written in capitals.

    Why: DMARC follows the tag lists of DKIM, where "tags MUST be interpreted in a case-sensitive manner"; receivers
    that keep to it do not know the tag.

    Remedy: Write the names of tags in small letters.
    """
    return Said(
        f"{clip(tag)}= is written in capitals, which some receivers do not take for {clip(tag.lower())}=",
        fix=f"write {clip(tag.lower())}=",
        publish=change(name, repaired, record, condition=condition),
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 9989 appendix C.5.2", "RFC 7489 section 6.3"), publishes=True)
def removed_tag(*, name: str, tag: str, value: str, record: str, repaired: str, condition: str) -> Said:
    """The record has "pct=", "rf=" or "ri=", which the standard has no more.

    Why: Receivers that keep to RFC 9989 ignore them. Older ones read "pct=", which has no effect at 100 or beside
    p=none; "rf=" and "ri=" hardly anybody ever obeyed.

    Remedy: Take it out.
    """
    return Said(
        f"{tag}={clip(value)} was removed from the standard in 2026 and has no effect",
        fix=f"take {tag}= out",
        publish=change(name, repaired, record, condition=condition),
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 9989 section 4.7", "RFC 9989 section 4.10.2"))
def claims_public_suffix(*, name: str) -> Said:
    """psd=y says that the domain is a public suffix, under which others register domains.

    Why: Each name below then is an organization of its own: a signature of the domain itself no longer aligns with mail
    from its subdomains. That is right for registries only.

    Remedy: Unless others register names below the domain, take psd=y out.
    """
    return Said(
        f"{name}: psd=y says that others register domains below this one, so its subdomains no longer align with it",
        fix="take psd=y out unless the domain is a registry's",
    )
