"""Why does the published key not fit the signature?  (RFC 6376 sections 3.6.2 and 6.1.2)"""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from .wording import of

__all__ = ["foreign_key", "key_of_another_size", "signed_hash_of_another_kind", "wrong_selector"]

_ADMIN = Fixer.SENDING_ADMIN


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 6376 section 3.6.2", "RFC 8017 section 8.2.2"))
def foreign_key(*, domain: str, selector: str, bits: int, body_fits: bool) -> Said:
    """The published key did not make the signature.

    Why: The key was replaced in the DNS while the server goes on signing with the old one (or the reverse), or b= was
    damaged on the way. No hash can be recovered from the signature with this key, so this is no edit of the message.

    Remedy: Publish the public half of the key that the server signs with, and keep an old key published for a week
    after changing to a new selector.
    """
    intact = "; the body is intact" if body_fits else ""
    return Said(
        f"{of(domain, selector)}the published {bits}-bit key did not make this signature{intact}",
        fix="publish the public half of the key that signs: it was replaced on one side only",
    )


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 6376 section 3.6.2", "RFC 8017 section 8.2.2"))
def key_of_another_size(*, domain: str, selector: str, signature_bits: int, key_bits: int) -> Said:
    """The signature was made with a key of another size than the published one.

    Why: An RSA signature is as long as its key. The key was replaced on one side only, another selector is meant, or b=
    was cut on the way.

    Remedy: Publish the public half of the key that the server signs with; where the sizes differ by less than 64 bits,
    look for what cuts the DKIM-Signature field.
    """
    return Said(
        f"{of(domain, selector)}a {signature_bits}-bit signature, but the published key has {key_bits} bits",
        fix="publish the public half of the key that signs",
    )


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 6376 section 3.1", "RFC 6376 section 3.6.2"))
def wrong_selector(*, domain: str, selector: str, other: str) -> Said:
    """The key that made the signature stands at another selector.

    Why: Receivers look at the selector that the signature names, and find a key that does not fit.

    Remedy: Let the server sign with the selector where its key stands, or publish the key at the selector it uses.
    """
    return Said(
        f"{of(domain, selector)}the key that made this signature stands at the selector {other}",
        fix=f"let the server sign with s={other}",
    )


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 6376 section 3.3", "RFC 8301 section 3.1"))
def signed_hash_of_another_kind(*, domain: str, selector: str, algorithm: str, made_with: str) -> Said:
    """The signature was made over another kind of hash than it says.

    Why: a= names one algorithm and the signature holds another: receivers take it as failed.

    Remedy: Let the software that signs use the hash it names: rsa-sha256.
    """
    return Said(
        f"{of(domain, selector)}a={algorithm}, but the signature is over a {made_with} hash",
        fix="mend the configuration of what signs: rsa-sha256",
    )
