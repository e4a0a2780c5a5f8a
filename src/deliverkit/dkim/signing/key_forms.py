"""In which form is this private key written?  (RFC 5958, RFC 7468, RFC 8017 appendix A.1.2, RFC 8032 section 5.1.5)"""

from __future__ import annotations

import binascii
import re
from typing import Any, Final

from ...core.errors import UsageError

__all__ = ["read_private_key"]

# "The private key is 32 octets ... of cryptographically secure random data" (RFC 8032 section 5.1.5)
_SEED_OCTETS: Final = 32
_LEAST_DER: Final = 48  # octets of the shortest key in DER form, Ed25519 in PKCS #8
_SEQUENCE: Final = b"\x30"  # what every DER key starts with
_BEGIN: Final = "-----BEGIN "
# of 32 random octets all are such once in 10**13 keys; a path, a word or the text of a key always is
_TEXT: Final = re.compile(rb"[\t\r\n -~]*+")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]++={0,2}")
_HEX_SEED: Final = re.compile(r"[0-9A-Fa-f]{64}")
_RECORD: Final = re.compile(r"(?:\A|[;\s\"])p[ \t]*+=")
_ENCRYPTED: Final = "this private key is encrypted; decrypt it first: openssl pkey -in encrypted.pem -out key.pem"
_ENCRYPTED_SSH: Final = "this private key is encrypted; decrypt it first: ssh-keygen -p -N '' -f copy-of-the-key"
_NO_KEY: Final = "this is no private key: pass the content of the key file (PEM), not its name"
_PUBLIC: Final = "a private key is needed to sign; this is the public half of one"
_MOST_SHOWN: Final = 40


def read_private_key(key: str | bytes) -> Any:
    """The private key in *key*, as the cryptography package has it.

    Raises:
        UsageError: there is none, or it is encrypted.
    """
    if isinstance(key, str):
        text = key
    elif _TEXT.fullmatch(key) is None and _BEGIN.encode("ascii") not in key:
        return _from_octets(key)
    else:
        text = key.decode("latin-1")
    if _BEGIN in text:
        return _from_pem(text)
    return _from_octets(_from_base64(text))


def _from_pem(text: str) -> Any:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_ssh_private_key

    if "PRIVATE KEY-----" not in text:  # a certificate may stand before it
        kind = text[text.index(_BEGIN) + len(_BEGIN) :].partition("-----")[0]
        raise UsageError(f"a private key is needed to sign; this is a {kind[:_MOST_SHOWN]}")
    of_openssh = f"{_BEGIN}OPENSSH" in text
    octets = text.encode("utf-8", "replace")
    try:
        return (load_ssh_private_key if of_openssh else load_pem_private_key)(octets, None)
    except TypeError:
        raise UsageError(_ENCRYPTED_SSH if of_openssh else _ENCRYPTED) from None
    except (ValueError, UnsupportedAlgorithm):
        raise UsageError(
            "this private key cannot be read: it needs its BEGIN and END lines and its line ends as they were written"
        ) from None


def _from_base64(text: str) -> bytes:
    """The octets that *text* is the base64 of, which may be a key."""
    bare = "".join(text.split())
    if _BASE64.fullmatch(bare) is None:
        raise UsageError(_what_it_is(text))
    if _HEX_SEED.fullmatch(bare):
        raise UsageError("these are 64 hexadecimal digits; of an Ed25519 key, pass the octets: bytes.fromhex(text)")
    digits = bare.rstrip("=")
    missing = -len(digits) % 4
    octets = b"" if missing == 3 else binascii.a2b_base64(digits + "=" * missing)
    if len(octets) != _SEED_OCTETS and not (len(octets) >= _LEAST_DER and octets.startswith(_SEQUENCE)):
        raise UsageError(_NO_KEY)
    if len(bare) != len(digits) + missing:
        raise UsageError("the base64 of this key has not the = signs that it must end in: it may be cut")
    return octets


def _what_it_is(text: str) -> str:
    if _RECORD.search(text):
        return "a private key is needed to sign; this is the record of the public one"
    return _PUBLIC if text.lstrip().startswith("ssh-") else _NO_KEY


def _from_octets(octets: bytes) -> Any:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    if len(octets) == _SEED_OCTETS:
        if _TEXT.fullmatch(octets):
            raise UsageError("these 32 octets are a text, and no Ed25519 key, which is made of random ones")
        return Ed25519PrivateKey.from_private_bytes(octets)
    try:
        return load_der_private_key(octets, None)
    except TypeError:
        raise UsageError(_ENCRYPTED) from None
    except (ValueError, UnsupportedAlgorithm):
        raise UsageError(
            _PUBLIC if _is_public(octets) else "these octets are no private key in DER form (PKCS #8 or PKCS #1)"
        ) from None


def _is_public(octets: bytes) -> bool:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        load_der_public_key(octets)
    except (ValueError, UnsupportedAlgorithm):
        return False
    return True
