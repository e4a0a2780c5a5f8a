"""Which key does this domain sign with, and which record goes with it?  (RFC 6376 section 3.6.1, RFC 8301, RFC 8463)"""

from __future__ import annotations

import binascii
import hashlib
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from ...core.errors import UsageError
from ...core.records import RecordChange
from ..keys.public import PublicKey
from .key_forms import read_private_key
from .names import key_owner

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    PrivateKey: TypeAlias = RSAPrivateKey | Ed25519PrivateKey
    KeyLike: TypeAlias = "SigningKey | PrivateKey | str | bytes | bytearray | memoryview"

__all__ = ["LEAST_BITS", "SigningKey", "load_key"]

# "Signers MUST use RSA keys of at least 1024 bits for all keys. Signers SHOULD use RSA keys of at least 2048 bits."
# (RFC 8301 section 3.2)
LEAST_BITS: Final = 1024


class SigningKey:
    """A private key, ready to sign with; made by :func:`generate_key` or :func:`load_key`. Its repr hides the key.

    Attributes:
        key_type: ``rsa`` or ``ed25519``, as in the ``k=`` of its record.
        bits: the size of the modulus; 256 for Ed25519.
    """

    __slots__ = ("_handle", "bits", "key_type")

    def __init__(self, handle: object) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

        if isinstance(handle, RSAPrivateKey):
            self.key_type, self.bits = "rsa", handle.key_size
        elif isinstance(handle, Ed25519PrivateKey):
            self.key_type, self.bits = "ed25519", 256
        elif isinstance(handle, RSAPublicKey | Ed25519PublicKey | PublicKey):
            raise UsageError("a private key is needed to sign; this is the public half of one")
        else:
            raise UsageError(f"DKIM signs with RSA and Ed25519 keys, not with {type(handle).__name__}")
        if self.key_type == "rsa" and self.bits < LEAST_BITS:
            raise UsageError(
                f"an RSA key of {self.bits} bits must not sign: receivers refuse keys of less than {LEAST_BITS} bits "
                "(RFC 8301 section 3.2); make one of 2048 with dkim.generate_key()"
            )
        self._handle: Any = handle

    @property
    def algorithm(self) -> str:
        """What the signatures it makes have as ``a=``: ``rsa-sha256`` or ``ed25519-sha256``."""
        return f"{self.key_type}-sha256"

    @property
    def record(self) -> str:
        """The key record to publish, ``v=DKIM1; k=rsa; p=...``: the public half."""
        return f"v=DKIM1; k={self.key_type}; p={binascii.b2a_base64(self._public(), newline=False).decode('ascii')}"

    @property
    def private_pem(self) -> str:
        """The private key as PEM text (PKCS #8, RFC 5958), not encrypted: keep it where only the signer can read it."""
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        pem: bytes = self._handle.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return pem.decode("ascii")

    def publish(self, domain: str, selector: str) -> RecordChange:
        """The record to publish before the first mail is signed; its ``zone_line`` can be pasted into a zone file.

        Arguments:
            domain: the domain that signs, ``d=``.
            selector: the name of this key among those of the domain, ``s=``; a new key needs a new one.

        Raises:
            UsageError: *domain* or *selector* is no name.
        """
        domain, selector = key_owner(domain, selector)
        return RecordChange(owner=f"{selector}._domainkey.{domain}", rdtype="TXT", value=self.record)

    def sign(self, data: bytes) -> bytes:
        """The signature over *data* (RFC 6376 section 3.3, RFC 8463 section 3)."""
        if self.key_type == "ed25519":
            # "It signs the hash with the PureEdDSA variant Ed25519"
            return bytes(self._handle.sign(hashlib.sha256(data).digest()))
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.hashes import SHA256

        return bytes(self._handle.sign(data, PKCS1v15(), SHA256()))

    def _public(self) -> bytes:
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        public = self._handle.public_key()
        if self.key_type == "ed25519":
            # "Since Ed25519 public keys are 256 bits long, the base64-encoded key is only 44 octets" (RFC 8463, 4.2)
            return bytes(public.public_bytes(Encoding.Raw, PublicFormat.Raw))
        return bytes(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))

    def __repr__(self) -> str:
        return f"<SigningKey {self.key_type}, {self.bits} bits>"


def load_key(key: KeyLike) -> SigningKey:
    """The private key that *key* holds. Loading a long RSA key costs more than signing with it: do it once.

    RSA keys of less than 1024 bits are refused; those of less than 2048 are on their way out ("Signers SHOULD use RSA
    keys of at least 2048 bits", RFC 8301 section 3.2), and a check of their record says so.

    Arguments:
        key: PEM (PKCS #8, PKCS #1 or that of OpenSSH), DER or its base64, the 32 octets of an Ed25519 key or their
            base64, a private key of the cryptography package, or a :class:`SigningKey`, which is returned as it is.

    Raises:
        UsageError: it is none of these, is encrypted, or is too short to sign with.
    """
    if isinstance(key, SigningKey):
        return key
    if isinstance(key, str):
        return SigningKey(read_private_key(key))
    if isinstance(key, bytes | bytearray | memoryview):
        return SigningKey(read_private_key(bytes(key)))
    if hasattr(key, "__fspath__"):
        raise UsageError("load_key takes the content of a key file, not its path: pass path.read_bytes()")
    if hasattr(key, "read"):
        raise UsageError("load_key takes the content of a key file, not the file: pass file.read()")
    return SigningKey(key)
