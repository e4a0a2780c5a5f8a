"""What stands at a selector, and may it be used for a signature?  (RFC 6376 sections 3.6.2 and 6.1.2)

``domain`` and ``selector`` say where it stands; records are texts, one character an octet.
"""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from .publishing import key_change, key_name, of_key
from .wording import quoted

__all__ = [
    "dangling_alias",
    "key_for_another_algorithm",
    "key_in_two_records",
    "misplaced_key",
    "multiple_keys",
    "no_key",
    "not_a_key_record",
    "signature_hash_not_allowed",
    "stray_record",
    "subdomain_not_allowed",
]

_OWNER = Fixer.DOMAIN_OWNER


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 6376 section 3.6.2.1", "RFC 6376 section 6.1.2"))
def no_key(*, domain: str, selector: str, name_exists: bool) -> Said:
    """Nothing stands where the key of this selector must stand.

    Why: Receivers find no key and give up (permerror): every signature with this selector fails. The key was never
    published, was taken away while the server still signs with it, or the server signs with another selector than was
    published.

    Remedy: Publish the public half of the server's key at selector._domainkey.domain; where the mail provider runs
    the key, publish the CNAME that it asks for.
    """
    why = "the name exists, but has no TXT record" if name_exists else "there is no such name"
    return Said(
        f"No key stands at {key_name(domain, selector)}: {why}",
        fix=f"publish the server's public key as a TXT record at {key_name(domain, selector)}",
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 6376 section 3.6.2", "RFC 1034 section 3.6.2"))
def dangling_alias(*, domain: str, selector: str, target: str) -> Said:
    """The selector is an alias of a name that holds no key.

    Why: Receivers follow the alias and find no key (permerror). The provider at its end removed the key, or was never
    told to make one, or the target is misspelt. Whoever gets hold of the target's domain can sign in the name of this
    one.

    Remedy: Switch DKIM on at the provider, or copy the target anew from its instructions; take the CNAME away when that
    provider sends no mail any more.
    """
    return Said(
        f"{key_name(domain, selector)} is an alias of {quoted(target)}, where no key stands",
        fix="switch DKIM on at the provider, or take the CNAME away if it sends no mail for the domain",
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 6376 section 3.6.2.1",), publishes=True)
def misplaced_key(*, domain: str, selector: str, found_at: str, record: str) -> Said:
    """The key stands at another name than the one where receivers look.

    Why: Receivers ask for selector._domainkey.domain alone. Many panels append the domain to whatever is entered, so
    that it stands there twice; others drop _domainkey.

    Remedy: Publish the record at the right name. In a panel that appends the domain, enter selector._domainkey only.
    """
    return Said(
        f"The key stands at {found_at}, but receivers look for it at {key_name(domain, selector)}",
        fix=f"publish it at {key_name(domain, selector)}",
        publish=key_change(domain, selector, record, condition="only if the server signs with this key"),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 6376 section 3.6.2.2",), publishes=True)
def multiple_keys(*, domain: str, selector: str, records: tuple[str, ...], usable: int, chosen: str) -> Said:
    """Several key records stand at one selector.

    Why: A selector has one record; "if there are multiple records in an RRset, the results are undefined": some
    receivers take the first one, in an order that changes with every answer, others give up.

    Remedy: Leave the one that belongs to the key the server signs with. A new key gets a new selector. Of more than
    ten records, the first ten are looked at.
    """
    only = ", of which one can be used" if usable == 1 else ""
    which = "the one that can be used" if usable == 1 else "the one that made the signature"
    return Said(
        f"{key_name(domain, selector)} has {len(records)} key records{only}; it must have one",
        fix=f"replace them by {which}" if chosen else "leave the one that the server signs with",
        publish=key_change(
            domain, selector, chosen, *records, condition="" if usable == 1 else "only if no server signs with another"
        ),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 6376 section 3.6.2.2", "RFC 1035 section 3.3.14"), publishes=True)
def key_in_two_records(*, domain: str, selector: str, records: tuple[str, ...], joined: str) -> Said:
    """A key was split over two records, where it must be two strings of one record.

    Why: Receivers take each record for itself, and none of them is a key (permerror).

    Remedy: Publish one record that has both parts as its strings: "first part" "second part".
    """
    return Said(
        f"The key at {key_name(domain, selector)} is split over {len(records)} records; it must be one record",
        fix="replace them by one record; its strings may have up to 255 octets each",
        publish=key_change(domain, selector, joined, *records),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 6376 section 3.6.1", "RFC 6376 section 6.1.2"))
def not_a_key_record(*, domain: str, selector: str, records: tuple[str, ...]) -> Said:
    """What stands at the selector is no key record.

    Why: Receivers find no key in it (permerror). Often a wildcard brings it: a TXT record at *.domain answers for every
    name that does not exist, selectors included.

    Remedy: Publish the key at the selector, and look for a wildcard record.
    """
    return Said(
        f"What stands at {key_name(domain, selector)} is no key record: {quoted(records[0])}",
        fix="publish the key there; when you did not publish this text there, look for a wildcard record",
    )


@rule(Severity.WARNING, by=_OWNER, cites=("RFC 6376 section 3.6.2.2",), publishes=True)
def stray_record(*, domain: str, selector: str, record: str) -> Said:
    """Another text stands beside the key record.

    Why: The records at a selector are to be key records, and only one: receivers may take this one for the key, and
    fail.

    Remedy: Take it away.
    """
    return Said(
        f"Beside the key at {key_name(domain, selector)} stands a text that is none: {quoted(record)}",
        fix="take it away",
        publish=key_change(domain, selector, "", record, even_empty=True),
    )


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 6376 section 3.6.1", "RFC 6376 section 6.1.2"))
def subdomain_not_allowed(*, domain: str, selector: str, identity: str) -> Said:
    """The key does not allow identities in subdomains (t=s), and the signature has one.

    Why: With t=s, the domain in i= must be d= itself; receivers do not accept the signature.

    Remedy: Leave i= out of the signature, or take s out of the key's t=.
    """
    return Said(
        f"{of_key(domain, selector)}allows no subdomain (t=s), but the signature is for i={quoted(identity)}",
        fix="leave i= out of the signature, or take s out of t= in the key record",
    )


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 6376 section 6.1.2", "RFC 8463 section 4"))
def key_for_another_algorithm(*, domain: str, selector: str, algorithm: str, key_type: str) -> Said:
    """The key is of another type than the algorithm of the signature needs.

    Why: Receivers cannot check the signature with it (permerror).

    Remedy: Give each algorithm a selector of its own, and let the server sign with the one that belongs to the key.
    """
    return Said(
        f"{of_key(domain, selector)}has a key of type {quoted(key_type)}, but the signature is a={quoted(algorithm)}",
        fix="sign with the selector whose key is of the right type",
    )


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 6376 section 6.1.2", "RFC 8301 section 3.1"))
def signature_hash_not_allowed(*, domain: str, selector: str, hash_name: str, hashes: tuple[str, ...]) -> Said:
    """The key does not allow the hash that the signature was made with.

    Why: Receivers must ignore the key for this signature (permerror).

    Remedy: Sign with SHA-256 (rsa-sha256).
    """
    return Said(
        f"{of_key(domain, selector)}allows the hashes {', '.join(map(quoted, hashes))}, "
        f"but the signature uses {hash_name or 'another'}",
        fix="sign with rsa-sha256",
    )
