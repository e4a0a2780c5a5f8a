"""What is wrong with the key itself?  (RFC 6376 section 3.6.1, RFC 8301, RFC 8463)

``domain`` and ``selector`` say where it stands; ``record`` is its text as it is, ``repaired`` as it should be, empty
where nobody can know that; one character stands for one octet.
"""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from .publishing import key_change, of_key
from .wording import shown

__all__ = [
    "key_type_mismatch",
    "large_key",
    "lost_plus_signs",
    "private_key_published",
    "short_key",
    "truncated_key",
    "unreadable_key",
    "unusual_exponent",
    "unusual_key_form",
    "url_safe_base64",
    "weak_key",
    "wrapped_ed25519_key",
]

_OWNER = Fixer.DOMAIN_OWNER


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 6376 section 3.6.1", "RFC 6376 section 8.3"))
def private_key_published(*, domain: str, selector: str) -> Said:
    """The record holds a private key, which everybody can read now.

    Why: Who copies it signs mail in the name of the domain, and receivers believe it once the public half is published.
    They cannot use the record as it is.

    Remedy: Revoke this selector, make a new pair of keys, publish its public half at a new selector and sign with
    that. Do not use this pair again.
    """
    return Said(
        f"{of_key(domain, selector)}holds a PRIVATE key: everybody can read it and sign in your name",
        fix="revoke this selector (v=DKIM1; p=), and sign with a new pair of keys at a new selector",
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 6376 section 3.6.2.2", "RFC 6376 section 6.1.2"))
def truncated_key(*, domain: str, selector: str, octets: int, promised: int, length: int) -> Said:
    """The key is cut: its octets promise more than there are.

    Why: Receivers cannot read it (permerror). One string of a TXT record holds 255 octets; a panel or a script that
    does not split longer values into several strings drops the rest, and a 2048-bit key needs about 400.

    Remedy: Publish the key again, split into strings of up to 255 octets, as "first part" "second part" in one
    record; or, where the panel cannot do that, ask the DNS provider.
    """
    classic = ", exactly what fits into one string: the rest was cut off" if length == 255 else ""
    return Said(
        f"{of_key(domain, selector)}is cut: {octets} of {promised} octets of the key are there; "
        f"the record has {length}{classic}",
        fix="publish the whole key again, split into strings of up to 255 octets in one record",
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 6376 section 3.6.1", "RFC 4648 section 4"), publishes=True)
def lost_plus_signs(*, domain: str, selector: str, record: str, repaired: str) -> Said:
    """Blanks stand in the key where its plus signs were.

    Why: Receivers leave blanks out, and what is left is no key (permerror). A form or a script has taken the value for
    a part of a web address, in which "+" stands for a blank.

    Remedy: Enter the key with its plus signs; where it is part of a web address, write %2B for each.
    """
    return Said(
        f"{of_key(domain, selector)}has blanks inside the key where its plus signs were; receivers cannot read it",
        fix="publish the key with its plus signs",
        publish=key_change(domain, selector, repaired, record),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 6376 section 3.6.1", "RFC 4648 section 5"), publishes=True)
def url_safe_base64(*, domain: str, selector: str, record: str, repaired: str) -> Said:
    """The key is written with the letters - and _ of base64 for web addresses, where DKIM has + and /.

    Why: Receivers do not know these letters, or leave them out, and find no key (permerror).

    Remedy: Write + for each - and / for each _ in p=.
    """
    return Said(
        f"{of_key(domain, selector)}has - and _ inside the key, which must be + and /; receivers cannot read it",
        fix="publish the key with + for - and / for _",
        publish=key_change(domain, selector, repaired, record),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 6376 section 3.6.1", "RFC 8463 section 4"))
def unreadable_key(*, domain: str, selector: str, why: str) -> Said:
    """What stands in p= is no public key.

    Why: Receivers cannot use it (permerror): every signature with this selector fails.

    Remedy: Publish the public half of the key that the server signs with: in PEM form, the lines between BEGIN PUBLIC
    KEY and END PUBLIC KEY, joined.
    """
    return Said(
        f"{of_key(domain, selector)}holds no key in p=: {why}",
        fix="publish the public key again: the base64 between BEGIN PUBLIC KEY and END PUBLIC KEY, in one line",
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 6376 section 6.1.2", "RFC 8463 section 4"), publishes=True)
def key_type_mismatch(
    *, domain: str, selector: str, key_type: str, found: str, explicit: bool, record: str, repaired: str
) -> Said:
    """The key in p= is of another type than k= says; without k=, it says rsa.

    Why: Receivers cannot use it (permerror).

    Remedy: Write the type of the key into k=.
    """
    says = f"says k={key_type}" if explicit else f"has no k=, which means {key_type}"
    return Said(
        f"{of_key(domain, selector)}{says}, but the key is {found}",
        fix=f"publish the record with k={found}",
        publish=key_change(domain, selector, repaired, record),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 8463 section 4",), publishes=True)
def wrapped_ed25519_key(*, domain: str, selector: str, record: str, repaired: str) -> Said:
    """The Ed25519 key is published with the wrapping that RSA keys have.

    Why: For Ed25519, p= holds the 32 octets of the key alone, 44 characters of base64; most receivers cannot read more.

    Remedy: Publish the last 32 octets alone.
    """
    return Said(
        f"{of_key(domain, selector)}wraps its Ed25519 key; p= must hold its 32 octets alone",
        fix="publish the 32 octets alone",
        publish=key_change(domain, selector, repaired, record),
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 6376 section 3.6.1", "RFC 8017 appendix A.1.1"), publishes=True)
def unusual_key_form(*, domain: str, selector: str, record: str, repaired: str) -> Said:
    """The RSA key is written as a bare RSAPublicKey.

    Why: This is what RFC 6376 says, but everybody writes and reads the SubjectPublicKeyInfo form (BEGIN PUBLIC KEY);
    some receivers cannot read the bare one (BEGIN RSA PUBLIC KEY).

    Remedy: Publish the same key in the usual form.
    """
    return Said(
        f"{of_key(domain, selector)}has the RSA key in the bare form, which some receivers cannot read",
        fix="publish the same key in the usual form",
        publish=key_change(domain, selector, repaired, record),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 8301 section 3.2",))
def short_key(*, domain: str, selector: str, bits: int) -> Said:
    """The RSA key has fewer than 1024 bits.

    Why: Receivers "MUST NOT consider signatures using RSA keys of less than 1024 bits as valid": the mail counts as
    unsigned, and such a key can be broken by anybody.

    Remedy: Make a key of 2048 bits and publish it at a new selector.
    """
    return Said(
        f"{of_key(domain, selector)}has {bits} bits; receivers refuse RSA keys below 1024",
        fix="make a 2048-bit key, publish it at a new selector, and sign with it",
    )


@rule(Severity.WARNING, by=_OWNER, cites=("RFC 8301 section 3.2",))
def weak_key(*, domain: str, selector: str, bits: int) -> Said:
    """The RSA key has fewer than 2048 bits.

    Why: "Signers SHOULD use RSA keys of at least 2048 bits": receivers must accept it today, but it will not hold for
    long.

    Remedy: Make a key of 2048 bits and publish it at a new selector.
    """
    return Said(
        f"{of_key(domain, selector)}has {bits} bits; RSA keys should have 2048",
        fix="make a 2048-bit key, publish it at a new selector, and sign with it",
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 8301 section 3.2",))
def large_key(*, domain: str, selector: str, bits: int) -> Said:
    """The RSA key has more bits than every receiver must accept.

    Why: Receivers must accept 1024 to 4096 bits; of larger keys they may refuse to verify a signature.

    Remedy: Use a key of 2048 bits, or of 4096 at most.
    """
    return Said(
        f"{of_key(domain, selector)}has {bits} bits; receivers need not accept more than 4096",
        fix="use a 2048-bit key",
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 8017 section 3.1",))
def unusual_exponent(*, domain: str, selector: str, exponent: str) -> Said:
    """The public exponent of the RSA key is not the usual 65537.

    Why: It is allowed, but some receivers refuse exponents that are very small or very large.

    Remedy: Make the next key with the usual exponent, as all tools do unless told otherwise.
    """
    return Said(
        f"{of_key(domain, selector)}has the exponent {shown(exponent)}, where 65537 is usual",
        fix="make the next key with the exponent 65537",
    )
