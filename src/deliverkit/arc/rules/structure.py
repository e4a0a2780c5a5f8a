"""What can be wrong with the sets of a chain?  (RFC 8617 sections 4.2, 4.3 and 5.2, steps 1 to 3)"""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from ...dkim.rules.wording import shown
from .wording import numbers, of

__all__ = [
    "declared_broken",
    "historic",
    "missing_field",
    "missing_set",
    "repeated_field",
    "sealed_after_failure",
    "too_many_sets",
    "unreadable_instance",
    "wrong_status",
]

_BY = Fixer.FORWARDER


@rule(Severity.ERROR, by=_BY, cites=("RFC 8617 section 4.2.1", "RFC 8617 section 5.2"))
def too_many_sets(*, fields: int) -> Said:
    """The message has more ARC sets than a chain may have.

    Why: "The maximum number of ARC Sets that can be attached to a message is 50": the chain fails, and none of its
    fields is looked at. Only a loop adds so many, or somebody who wants to make receivers work.

    Remedy: Look for servers that forward to each other, and let a forwarder refuse a message with 50 sets.
    """
    return Said(f"{fields} ARC fields of one name: a chain has 50 sets at most", fix="look for a forwarding loop")


@rule(Severity.ERROR, by=_BY, cites=("RFC 8617 section 5.1", "RFC 8617 section 5.2"))
def declared_broken(*, instance: int, domain: str) -> Said:
    """The last handler that sealed the message says that the chain was broken when it came there.

    Why: With cv=fail the chain has ended: receivers treat the message as if it had none, and no further set may be
    added.

    Remedy: Look for what was changed between the handler before that one and it; whoever changes a message must seal it
    afterwards.
    """
    return Said(
        f"{of(instance, domain)}its seal says cv=fail: the chain was broken before it came there",
        fix="look at what changed the message before it came to this handler",
    )


@rule(Severity.ERROR, by=_BY, cites=("RFC 8617 section 4.2.1",))
def unreadable_instance(*, field: str, value: str) -> Said:
    """A field of ARC does not say which set it belongs to.

    Why: Its instance, i=, must be a number from 1 to 50. In ARC-Authentication-Results it comes first, with a semicolon
    behind it. A set that lacks a field makes the whole chain fail.

    Remedy: Mend what writes the field, or what rewrites header fields on the way.
    """
    told = f"this is none: {shown(value)}" if value else "it has none"
    return Said(f"{field} needs an instance, i=1 to i=50; {told}", fix="mend what writes, or later edits, the field")


@rule(Severity.ERROR, by=_BY, cites=("RFC 8617 section 4.2.1", "RFC 8617 section 5.2"))
def missing_field(*, instance: int, field: str) -> Said:
    """A set lacks one of its three fields.

    Why: "Each ARC Set MUST contain exactly one each of the three ARC header fields": the chain fails.

    Remedy: Let the forwarder add all three, and let no gateway take one away (ARC-Authentication-Results is sometimes
    removed together with Authentication-Results).
    """
    return Said(f"{of(instance)}it has no {field}", fix="add all three fields, and let nothing take one away")


@rule(Severity.ERROR, by=_BY, cites=("RFC 8617 section 4.2.1", "RFC 8617 section 5.2"))
def repeated_field(*, instance: int, field: str, count: int) -> Said:
    """A set has one of its three fields more than once.

    Why: "Each ARC Set MUST contain exactly one each of the three ARC header fields": the chain fails. Two servers used
    the same instance, or one of them sealed the message twice.

    Remedy: Let each server count on from the highest instance it finds, and seal a message once.
    """
    return Said(
        f"{of(instance)}it has {field} {count} times; exactly one is allowed",
        fix="seal once, with an instance that is one higher than the highest there is",
    )


@rule(Severity.ERROR, by=_BY, cites=("RFC 8617 section 5.2",))
def missing_set(*, missing: tuple[int, ...], newest: int) -> Said:
    """The sets are not numbered without a gap.

    Why: "The instance values of the ARC Sets MUST form a continuous sequence from 1..N with no gaps or repetition": the
    chain fails. Somebody took a set away, or a forwarder counted wrongly.

    Remedy: Let nothing on the way remove ARC fields, and let each server count on from the highest instance it finds.
    """
    return Said(f"{numbers(missing)} of {newest} cannot be found", fix="let nothing on the way remove ARC fields")


@rule(Severity.ERROR, by=_BY, cites=("RFC 8617 section 5.2",))
def wrong_status(*, instance: int, domain: str, status: str, expected: str) -> Said:
    """A seal says the wrong thing of the chain before it, or nothing.

    Why: cv= must be "none" in the first set, for there was no chain, and "pass" in all others: anything else makes the
    chain fail.

    Remedy: Let the forwarder verify the chain it receives, and write the result of that.
    """
    told = f"cv={shown(status)}" if status else "no cv="
    return Said(
        f"{of(instance, domain)}its seal has {told}, where only cv={expected} can stand", fix=f"write cv={expected}"
    )


@rule(Severity.ERROR, by=_BY, cites=("RFC 8617 section 5.1", "RFC 8617 section 5.1.3"))
def sealed_after_failure(*, instance: int, domain: str, next_domain: str) -> Said:
    """A set was added to a chain that had ended.

    Why: "Once broken, the chain cannot be continued": with cv=fail in any seal the chain fails, whatever comes after
    it.

    Remedy: Let the forwarder add no set where the newest seal says cv=fail.
    """
    after = f" by {next_domain}" if next_domain else ""
    return Said(
        f"{of(instance, domain)}its seal says cv=fail, and yet a set was added{after}",
        fix="add no set where the newest seal says cv=fail",
    )


@rule(Severity.NOTE, by=Fixer.NOBODY, cites=("draft-ietf-dmarc-arc-to-historic-00 section 1", "RFC 8617 section 9.4"))
def historic(*, sets: int) -> Said:
    """The message carries ARC, an experiment that is being concluded.

    Why: A draft of the IETF moves RFC 8617 to Historic and recommends to rely on it no longer. A receiver that knows
    and trusts the forwarders may still let a message pass because of it; nobody has to, and it never turns DMARC into a
    pass.

    Remedy: Do not depend on it: forward mail without changing it, so that its DKIM signatures go on fitting.
    """
    return Said(f"ARC (sets: {sets}) is an experiment on its way to Historic; no receiver has to heed it")
