"""Which signature of a chain does not fit, and why?  (RFC 8617 section 5.2, steps 4 to 6)"""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from .wording import numbers, of

__all__ = [
    "altered_body",
    "altered_header",
    "altered_set",
    "changed_on_the_way",
    "damaged_seal",
    "expired_signature",
    "foreign_key",
    "key_lookup_failed",
    "length_beyond_body",
    "no_key",
    "uncovered_body",
    "unusable_key",
]

_BY = Fixer.FORWARDER


def _changed(domain: str, next_domain: str) -> str:
    after = f"after {domain or 'the handler'} sealed it"
    return f"{after} and before {next_domain} did" if next_domain else after


@rule(Severity.ERROR, by=_BY, cites=("RFC 8617 section 5.2", "RFC 6376 section 6.1.3"))
def altered_body(*, instance: int, domain: str, covered: int) -> Said:
    """The body is not the one that the newest set signed.

    Why: Something changed the message after the last handler had sealed it, and did not seal it again: the chain
    fails, and receivers treat the message as if it had none.

    Remedy: Let whatever edits the message (a list's footer, a virus scanner's banner) do so before it is sealed, or
    seal it afterwards.
    """
    return Said(
        f"{of(instance, domain)}the body ({covered} octets) was changed after the last seal",
        fix="edit the message before it is sealed, or seal it again afterwards",
    )


@rule(Severity.ERROR, by=_BY, cites=("RFC 8617 section 5.2", "RFC 6376 section 6.1.3"))
def altered_header(*, instance: int, domain: str, fields: tuple[str, ...], recovered: bool) -> Said:
    """A field that the newest set signed is not as it was.

    Why: Something changed, added or removed a header field after the last handler had sealed the message: the chain
    fails. With an RSA key the signed hash is recovered, so the key is known to be right; with Ed25519 the key may also
    be another one.

    Remedy: Let whatever edits the header (a subject tag, a rewritten From) do so before the message is sealed, or seal
    it afterwards.
    """
    sure = "" if recovered else "the key is another one, or "
    return Said(
        f"{of(instance, domain)}{sure}one of its signed fields was changed after the last seal: {', '.join(fields)}",
        fix="edit the header before the message is sealed, or seal it again afterwards",
    )


@rule(Severity.ERROR, by=_BY, cites=("RFC 6376 section 3.5", "RFC 8617 section 5.2"))
def length_beyond_body(*, instance: int, domain: str, length: int, body: int) -> Said:
    """The message signature of the newest set covers more octets than the body has.

    Why: The body was cut after it was sealed, or l= is wrong: the chain fails.

    Remedy: Seal without l=, and look for what cuts the message.
    """
    return Said(
        f"{of(instance, domain)}l={length}, but the body has {body} octets: it was cut, or l= is wrong",
        fix="seal without l=, and look for what cuts the message",
    )


@rule(Severity.WARNING, by=_BY, cites=("RFC 6376 section 8.2", "RFC 8617 section 4.1.2"))
def uncovered_body(*, instance: int, domain: str, covered: int, uncovered: int) -> Said:
    """Octets of the body stand behind what the message signature of a set covers, by l=.

    Why: Anybody can have put them there after the forwarder had signed, and the signature goes on fitting: the chain
    shows no change of the message, and readers see the added text as if it had come through it.

    Remedy: Let the forwarder seal without l=.
    """
    return Said(
        f"{of(instance, domain)}its ARC-Message-Signature covers {covered} octets of the body; the {uncovered} behind "
        "them may be anybody's",
        fix="sign the whole body: leave l= out of ARC-Message-Signature",
    )


@rule(Severity.ERROR, by=_BY, cites=("RFC 6376 section 3.5", "RFC 8617 section 5.2"))
def expired_signature(*, instance: int, domain: str, seconds: int) -> Said:
    """The message signature of the newest set has expired.

    Why: It says by x= how long it holds, and that time has passed: the chain fails.

    Remedy: Seal without x=; who received the message earlier has judged it then.
    """
    return Said(f"{of(instance, domain)}its message signature expired {seconds} s ago", fix="seal without x=")


@rule(Severity.ERROR, by=_BY, cites=("RFC 8617 section 5.1.1", "RFC 8617 section 5.2"))
def altered_set(*, since: int, first: int, last: int, domain: str, next_domain: str, recovered: bool) -> Said:
    """A field of a set is not as it was when it was sealed.

    Why: Every seal covers the fields of its set and of all before it. The sets whose seal fits are intact, so it is a
    field of the first set whose seal does not that was changed, after the last one that does not fit was made: the
    chain fails.

    Remedy: Look for what rewrites ARC-Authentication-Results or the other fields of ARC between these two handlers;
    they must be passed on as they are.
    """
    which = (
        f"the seals of sets {first} to {last} do not fit" if last > first else f"the seal of set {first} does not fit"
    )
    sure = "" if recovered else "the key is another one, or "
    return Said(
        f"{which}: {sure}a field of {numbers(range(since, first + 1))} was changed {_changed(domain, next_domain)}",
        fix="pass the fields of ARC on as they are",
    )


@rule(Severity.ERROR, by=_BY, cites=("RFC 8617 section 5.1.1", "RFC 8617 section 5.2"))
def damaged_seal(*, first: int, last: int, domain: str, next_domain: str) -> Said:
    """The signature in a seal was damaged.

    Why: Its key made no such signature, and the seals after it, which cover it, do not fit either: it was another one
    when they were made. The chain fails.

    Remedy: Look for what cuts or rewrites long header fields between these handlers.
    """
    return Said(
        f"b= in the seal of set {first} was changed {_changed(domain, next_domain)}: "
        f"it and the seals up to set {last}, which cover it, do not fit",
        fix="pass the fields of ARC on as they are",
    )


@rule(Severity.ERROR, by=_BY, cites=("RFC 8617 section 5.2", "RFC 8017 section 8.2.2"))
def foreign_key(*, instance: int, fields: tuple[str, ...], domain: str, selector: str, bits: int, intact: bool) -> Said:
    """The published key did not make a signature of the set.

    Why: The forwarder's key was replaced in the DNS while it goes on sealing with the old one (or the reverse), or b=
    was damaged. No hash can be recovered from it with this key, so this is no edit of the message. The chain fails.

    Remedy: Publish the public half of the key that the forwarder seals with, and keep an old key published for weeks
    after it was replaced.
    """
    sure = "; the seals after it fit, so b= is intact" if intact else ""
    told = f"the published {bits}-bit key at {selector} did not make its {' and '.join(fields)}{sure}"
    return Said(
        f"{of(instance, domain)}{told}",
        fix="publish the public half of the key that seals",
    )


@rule(Severity.ERROR, by=_BY, cites=("RFC 8617 section 5.2", "RFC 6376 section 6.1.2"))
def no_key(*, instances: tuple[int, ...], name: str) -> Said:
    """There is no key where a forwarder's signature says it is.

    Why: It cannot be verified: the chain fails. Keys for ARC are often forgotten when DNS is moved, for the forwarder's
    own mail is signed with others.

    Remedy: Publish the key, and keep it published while messages sealed with it are under way.
    """
    return Said(f"{numbers(instances)} cannot be verified: there is no key at {name}", fix="publish the key that seals")


@rule(Severity.ERROR, by=_BY, cites=("RFC 8617 section 5.2", "RFC 6376 section 6.1.2"))
def unusable_key(*, instances: tuple[int, ...], name: str, why: str) -> Said:
    """The key of a forwarder's signature cannot be used for it.

    Why: It is revoked, cannot be read, is too short or is meant for something else: the chain fails.

    Remedy: Look at the record with ``dkim.key(domain, selector)``, which says what is wrong with it and what to
    publish.
    """
    return Said(
        f"{numbers(instances)} cannot be verified: the key at {name} cannot be used ({why.replace('-', ' ')})",
        fix="publish the key that seals, as dkim.key(domain, selector) advises",
    )


@rule(Severity.WARNING, by=Fixer.DOMAIN_OWNER, cites=("RFC 8617 section 5.2.1", "RFC 6376 section 6.1.2"))
def key_lookup_failed(*, instances: tuple[int, ...], name: str, reason: str) -> Said:
    """The DNS did not say which key stands where a forwarder's signature says it is.

    Why: "All errors, including DNS failures, become unrecoverable and are considered permanent": a receiver whose
    look-up fails takes the chain as failed. That this resolver got no answer does not mean that theirs gets none.

    Remedy: Ask again; if it goes on, see that all name servers of the domain answer for this name.
    """
    return Said(
        f"{numbers(instances)} could not be verified: nobody answered for the key at {name} ({reason})",
        fix="see that all name servers of the domain answer for this name",
    )


@rule(Severity.NOTE, by=Fixer.NOBODY, cites=("RFC 8617 section 5.2", "RFC 8617 section 7.2"))
def changed_on_the_way(*, instance: int, domain: str, next_domain: str, part: str, oldest_pass: int) -> Said:
    """The message was changed between two handlers that sealed it.

    Why: An older message signature no longer fits, as is to be expected where a list adds a footer or a tag. "This does
    not affect the validity of the Authenticated Received Chain"; it tells which handler changed the message.

    Remedy: Nothing, if that handler is known to change messages.
    """
    what = {"body": "the body", "header": "a signed field", "both": "the body and a signed field"}.get(part)
    told = f"{what} was changed after it" if what else f"its message signature cannot be verified ({part})"
    by = f", before {next_domain} sealed it" if what and next_domain else ""
    return Said(f"{of(instance, domain)}{told}{by}; the oldest signature that fits is that of set {oldest_pass}")
