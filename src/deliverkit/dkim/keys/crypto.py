"""Does this key fit this signature, and over which hash was it made?  (RFC 6376 section 3.3, RFC 8463, RFC 8017)

RSA lets a verifier recover the hash that was signed, which tells a wrong key or a damaged ``b=`` (nothing is recovered)
from an edited header (another hash is); Ed25519 does not. The cryptography package is loaded with this module, so it is
imported where it is first used.
"""

from __future__ import annotations

import hashlib
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from .public import KeyProblem, PublicKey

__all__ = ["digest_of", "fits", "load_public_key", "recover"]

_ED25519_OCTETS: Final = 32
_MAKERS: Final = {"sha256": hashlib.sha256, "sha1": hashlib.sha1}
_PADDING: Final = PKCS1v15()
_HASHES: Final[dict[str, hashes.HashAlgorithm]] = {"sha256": hashes.SHA256(), "sha1": hashes.SHA1()}  # noqa: S303  # judged as obsolete


def digest_of(hash_name: str, data: bytes) -> bytes:
    """The hash of *data*; *hash_name* is ``sha256`` or ``sha1``."""
    return _MAKERS[hash_name](data, usedforsecurity=False).digest()


def load_public_key(key_type: str, data: bytes) -> PublicKey | KeyProblem:
    """The public key in the octets of ``p=``; never raises on them.

    Arguments:
        key_type: ``rsa`` or ``ed25519``.
        data: for RSA a SubjectPublicKeyInfo ("the public key data (as specified in the p= tag)" is in practice this
            form) or a bare RSAPublicKey (RFC 6376 section 3.6.1 with its erratum 3017); for Ed25519 the 32 octets of
            RFC 8032, or a SubjectPublicKeyInfo that sloppy zones hold.
    """
    if key_type == "ed25519" and len(data) == _ED25519_OCTETS:
        return PublicKey("ed25519", 256, "raw", Ed25519PublicKey.from_public_bytes(data))
    try:
        handle = load_der_public_key(data)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return _why_not(data)
    return _of_type(key_type, data, handle)


def _of_type(key_type: str, data: bytes, handle: object) -> PublicKey | KeyProblem:

    if key_type == "rsa" and isinstance(handle, RSAPublicKey):
        return PublicKey("rsa", handle.key_size, _form(data), handle)
    if key_type == "ed25519" and isinstance(handle, Ed25519PublicKey):
        return PublicKey("ed25519", 256, "spki", handle)
    return KeyProblem.WRONG_TYPE


_INTEGER: Final = 2
_SEQUENCE: Final = 0x30


def _form(data: bytes) -> str:
    """What stands first in the outer sequence: an integer (the modulus), or the sequence that names the algorithm."""
    head = _content(data)
    return "pkcs1" if data[head : head + 1] == bytes((_INTEGER,)) else "spki"


def _content(data: bytes) -> int:
    """Where the content of the outermost DER element starts (X.690 section 8.1.3)."""
    return 2 if len(data) < 2 or data[1] < 0x80 else 2 + (data[1] & 0x7F)


def _why_not(data: bytes) -> KeyProblem:
    """Whether the outermost DER element promises more octets than there are."""
    if data[:1] != bytes((_SEQUENCE,)) or len(data) < 2:
        return KeyProblem.NOT_A_KEY
    start = _content(data)
    length = data[1] if data[1] < 0x80 else int.from_bytes(data[2:start], "big")
    if start + length > len(data):
        return KeyProblem.TRUNCATED
    # a PKCS #8 or PKCS #1 private key starts with the integer 0, a version
    is_private = data[start : start + 3] == b"\x02\x01\x00"
    return KeyProblem.PRIVATE_KEY if is_private else KeyProblem.NOT_A_KEY


def recover(key: PublicKey, hash_name: str, signature: bytes) -> bytes | None:
    """The hash that was signed, or None when *key* did not make *signature* (RFC 8017 section 8.2.2); RSA only."""
    handle: RSAPublicKey = key.handle
    try:
        return handle.recover_data_from_signature(signature, _PADDING, _HASHES[hash_name])
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return None


def fits(key: PublicKey, signature: bytes, digest: bytes) -> bool:
    """Whether an Ed25519 *key* signed *digest*.

    "The Ed25519 signing algorithm is PureEdDSA ... the input to the signing algorithm is the SHA-256 hash" (RFC 8463
    section 3).
    """
    handle: Ed25519PublicKey = key.handle
    try:
        handle.verify(signature, digest)
    except (InvalidSignature, ValueError):
        return False
    return True
