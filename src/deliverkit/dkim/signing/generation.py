"""Which key shall a domain begin to sign with?  (RFC 6376 section 3.3.3, RFC 8301 section 3.2, RFC 8463)

The one place in this package where chance is needed; the cryptography package draws it.
"""

from __future__ import annotations

from typing import Final

from ...core.errors import UsageError
from ..arguments import expect
from .private_key import LEAST_BITS, SigningKey

__all__ = ["generate_key"]

# "Verifiers MUST be able to validate signatures with keys ranging from 1024 bits to 4096 bits" (RFC 8301 section 3.2)
_MOST_BITS: Final = 4096
_EXPONENT: Final = 65537


def generate_key(kind: str = "rsa", bits: int = 2048) -> SigningKey:
    """Make a new private key; what it publishes is :meth:`SigningKey.publish`.

    Arguments:
        kind: ``rsa``, which every receiver can verify, or ``ed25519``, for a second signature beside it.
        bits: for RSA, from 1024 to 4096. Of 2048 bits are the keys most domains have; longer ones are answered over
            TCP, which some resolvers' paths do not let through, and shorter ones are on their way out.

    Raises:
        UsageError: there is no such kind of key, or none so long may be used.
    """
    if kind == "ed25519":
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return SigningKey(Ed25519PrivateKey.generate())
    if kind != "rsa":
        raise UsageError(f"DKIM signs with 'rsa' and 'ed25519' keys, not with {kind!r}")
    expect("generate_key(bits=...)", bits, int, "a whole number", "2048 is usual")
    if not LEAST_BITS <= bits <= _MOST_BITS:
        raise UsageError(f"an RSA key for DKIM has from {LEAST_BITS} to {_MOST_BITS} bits; 2048 is usual")
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

    return SigningKey(generate_private_key(_EXPONENT, bits))
