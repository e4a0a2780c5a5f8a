"""What do the tags of a key record say?  (RFC 6376 section 3.6.1)

``domain`` and ``selector`` say where it stands; ``record`` is its text as it is, ``repaired`` as it should be, empty
where nobody can know that; one character stands for one octet.
"""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from .publishing import key_change, of_key
from .wording import quoted

__all__ = [
    "hash_not_allowed",
    "key_revoked",
    "service_not_email",
    "testing_flag",
    "unknown_flag",
    "unknown_hash",
    "unknown_key_type",
    "unknown_service",
]

_OWNER = Fixer.DOMAIN_OWNER


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 6376 section 3.6.1", "RFC 6376 section 6.1.2"))
def key_revoked(*, domain: str, selector: str) -> Said:
    """The key was revoked: its p= is empty.

    Why: Every signature with this selector fails (permerror), as it should when the key was withdrawn.

    Remedy: Let the server sign with another selector whose key is published; or, when p= is empty by mistake (a panel
    that refused a long value), publish the key again.
    """
    return Said(
        f"{of_key(domain, selector)}revokes the key (p= is empty): every signature with it fails",
        fix="sign with another selector, or publish the key here if it was not meant to be withdrawn",
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 6376 section 3.6.1", "RFC 8463 section 4"), publishes=True)
def unknown_key_type(*, domain: str, selector: str, key_type: str, record: str, repaired: str) -> Said:
    """k= names a type of key that DKIM does not have.

    Why: "Unrecognized key types MUST be ignored": receivers find no key.

    Remedy: Write k=rsa or k=ed25519, by what the key is.
    """
    return Said(
        f"{of_key(domain, selector)}says {quoted(f'k={key_type}')}; receivers know rsa and ed25519",
        fix="publish the record with the right k=" if repaired else "write k=rsa or k=ed25519",
        publish=key_change(domain, selector, repaired, record),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 6376 section 6.1.2", "RFC 8301 section 3.1"), publishes=True)
def hash_not_allowed(*, domain: str, selector: str, hashes: tuple[str, ...], record: str, repaired: str) -> Said:
    """h= does not allow SHA-256, the only hash that may be used.

    Why: Receivers must ignore the key for every signature made with SHA-256, and must not accept those with SHA-1.

    Remedy: Leave h= out, or write h=sha256.
    """
    return Said(
        f"{of_key(domain, selector)}allows the hashes {', '.join(map(quoted, hashes)) or 'none'}, and not sha256",
        fix="publish the record with h=sha256" if repaired else "write h=sha256",
        publish=key_change(domain, selector, repaired, record),
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 6376 section 3.6.1",), publishes=True)
def unknown_hash(*, domain: str, selector: str, word: str, record: str, repaired: str) -> Said:
    """h= names a hash that DKIM does not have.

    Why: "Unrecognized algorithms MUST be ignored": it does no harm beside sha256, but may be a misspelling.

    Remedy: Write h=sha256, or leave h= out.
    """
    return Said(
        f"{of_key(domain, selector)}names in h= what is no hash of DKIM: {quoted(word)}",
        fix="leave it out",
        publish=key_change(domain, selector, repaired, record),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 6376 section 3.6.1",), publishes=True)
def service_not_email(*, domain: str, selector: str, services: tuple[str, ...], record: str, repaired: str) -> Said:
    """s= does not allow the key for email.

    Why: Receivers of email must ignore the key. A key with s=tlsrpt is for reports of TLS failures only.

    Remedy: Leave s= out, if mail is to be signed with this key.
    """
    return Said(
        f"{of_key(domain, selector)}is for {', '.join(map(quoted, services))}, and not for email",
        fix="publish the record without s=" if repaired else "leave s= out",
        publish=key_change(domain, selector, repaired, record, condition="only if mail is signed with this key"),
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 6376 section 3.6.1",), publishes=True)
def unknown_service(*, domain: str, selector: str, word: str, record: str, repaired: str) -> Said:
    """s= names a service that nobody knows.

    Why: "Unrecognized service types MUST be ignored": it does no harm beside email or *, but may be a misspelling.

    Remedy: Leave s= out.
    """
    return Said(
        f"{of_key(domain, selector)}names in s= a service that receivers ignore: {quoted(word)}",
        fix="leave it out",
        publish=key_change(domain, selector, repaired, record),
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 6376 section 3.6.1",), publishes=True)
def unknown_flag(*, domain: str, selector: str, word: str, record: str, repaired: str) -> Said:
    """t= holds a flag that nobody knows.

    Why: "Unrecognized flags MUST be ignored": it does no harm, but may be a misspelling of y or s.

    Remedy: Leave it out.
    """
    return Said(
        f"{of_key(domain, selector)}has in t= a flag that receivers ignore: {quoted(word)}",
        fix="leave it out",
        publish=key_change(domain, selector, repaired, record),
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 6376 section 3.6.1",), publishes=True)
def testing_flag(*, domain: str, selector: str, record: str, repaired: str) -> Said:
    """The key says that its domain is only testing DKIM, by t=y.

    Why: Receivers "MUST NOT treat messages from Signers in testing mode differently from unsigned email": a signature
    may count for nothing.

    Remedy: Take t=y out once signatures verify.
    """
    return Said(
        f"{of_key(domain, selector)}says that DKIM is only tested (t=y), so signatures may count for nothing",
        fix="publish the record without y in t= once signatures verify",
        publish=key_change(domain, selector, repaired, record, condition="once signatures verify"),
    )
