"""What is a public key, ready to be used, and why are some octets none?"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple

__all__ = ["KeyProblem", "PublicKey"]


class PublicKey(NamedTuple):
    """A public key, ready to be used.

    Arguments:
        key_type: ``rsa`` or ``ed25519``.
        bits: the size of the modulus; 256 for Ed25519.
        form: how it was written: ``spki`` (RFC 5280), ``pkcs1`` (RFC 8017 appendix A.1.1) or ``raw``.
        handle: the key object of the cryptography package.
    """

    key_type: str
    bits: int
    form: str
    handle: Any


class KeyProblem(StrEnum):
    """Why octets are no public key."""

    TRUNCATED = "truncated"  # its length promises more
    NOT_A_KEY = "not-a-key"
    WRONG_TYPE = "wrong-type"  # a key, of another kind than it is said to be
    PRIVATE_KEY = "private-key"
