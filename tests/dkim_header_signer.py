"""Signs with dkimpy, and asks what was done to a header; for the tests of what is explained."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from typing import Any, Final, NamedTuple

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from deliverkit.dkim.damage import Damage, Fits, Hint
from deliverkit.dkim.effort import Effort
from deliverkit.dkim.explaining.header.explain import explain_header
from deliverkit.dkim.explaining.header.octets import SignedHeader
from deliverkit.dkim.fields import header_input, select, without_value
from deliverkit.dkim.keys.crypto import digest_of, fits, load_public_key, recover
from deliverkit.dkim.keys.public import PublicKey
from deliverkit.dkim.signature import SignatureHeader, parse_signature
from deliverkit.message import Message

__all__ = [
    "Asked",
    "KeyPair",
    "ask",
    "ed25519_key",
    "explain",
    "fits_now",
    "octets_of",
    "pieces_of",
    "rsa_key",
    "sign",
    "unsigned",
]

_dkimpy: Any = import_module("dkim")
OCTETS: Final = 1_500_000_000
TRIES: Final = 20_000
VERIFICATIONS: Final = 1_000


class KeyPair(NamedTuple):
    """A key to sign with, as dkimpy wants it, and the public half."""

    algorithm: bytes
    private: bytes
    public: PublicKey


class Asked(NamedTuple):
    """What was explained, and what it cost."""

    damages: tuple[Damage, ...]
    tries: int


@cache
def rsa_key() -> KeyPair:
    """One key a session."""
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    der = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    public = load_public_key("rsa", der)
    assert isinstance(public, PublicKey)
    return KeyPair(b"rsa-sha256", pem, public)


@cache
def ed25519_key() -> KeyPair:
    """One key a session; dkimpy wants its seed in base64."""
    key = ed25519.Ed25519PrivateKey.generate()
    public = load_public_key("ed25519", key.public_key().public_bytes_raw())
    assert isinstance(public, PublicKey)
    return KeyPair(b"ed25519-sha256", base64.b64encode(key.private_bytes_raw()), public)


def sign(raw: bytes, names: Sequence[bytes], *, relaxed: bool, key: KeyPair | None = None) -> bytes:
    """*raw* with a signature above it that covers *names*."""
    key = key or rsa_key()
    if key is ed25519_key():
        return _sign_ed25519(raw, names, relaxed=relaxed)
    how = b"relaxed" if relaxed else b"simple"
    field: bytes = _dkimpy.sign(
        raw,
        b"s1",
        b"a.example",
        key.private,
        canonicalize=(how, how),
        include_headers=list(names),
        signature_algorithm=key.algorithm,
    )
    return field + raw


def _sign_ed25519(raw: bytes, names: Sequence[bytes], *, relaxed: bool) -> bytes:
    """dkimpy needs another package for that, so the octets are put together here."""
    how, names_of = b"relaxed" if relaxed else b"simple", b":".join(names)
    field = b"DKIM-Signature: v=1; a=ed25519-sha256; c=%s/%s; d=a.example; s=s1;\r\n\th=%s; bh=AAAA; b=" % (
        how,
        how,
        names_of,
    )
    message = Message.parse(field + b"AAAA\r\n" + raw)
    digest = digest_of("sha256", octets_of(message, _signature(message)))
    private = ed25519.Ed25519PrivateKey.from_private_bytes(base64.b64decode(ed25519_key().private))
    return field + base64.b64encode(private.sign(digest)) + b"\r\n" + raw


def _signature(message: Message) -> SignatureHeader:
    return parse_signature(message.get_all("DKIM-Signature")[0])


def octets_of(message: Message, signature: SignatureHeader) -> bytes:
    """The octets that a verifier hashes."""
    field = signature.field
    bare = without_value(field.raw, *signature.value_span)
    covered = select(message.fields, signature.names, field.start)
    return header_input(covered, bare, field.colon, relaxed=signature.relaxed_header)


def fits_now(raw: bytes, key: KeyPair | None = None) -> bool:
    """Whether the first signature of *raw* fits its header."""
    message = Message.parse(raw)
    signature = _signature(message)
    judge = _judge(signature, key or rsa_key(), Effort(OCTETS, TRIES, VERIFICATIONS))
    return judge(octets_of(message, signature))


def _judge(signature: SignatureHeader, key: KeyPair, effort: Effort) -> Fits:
    if key.algorithm.startswith(b"rsa"):
        recovered = recover(key.public, "sha256", signature.signature)
        assert recovered is not None
        return lambda octets: hashlib.sha256(octets).digest() == recovered

    def verifies(octets: bytes) -> bool:
        return effort.spend_verification() and fits(key.public, signature.signature, digest_of("sha256", octets))

    return verifies


def ask(raw: bytes, key: KeyPair | None = None, hints: tuple[Hint, ...] = ()) -> Asked:
    """What was done to the header of *raw*, by its first signature."""
    message = Message.parse(raw)
    signature = _signature(message)
    effort = Effort(OCTETS, TRIES, VERIFICATIONS)
    damages = explain_header(message, signature, _judge(signature, key or rsa_key(), effort), effort, hints)
    return Asked(damages, TRIES - effort.tries)


def unsigned(header: str, names: str, *, relaxed: bool = True, more: str = "") -> bytes:
    """A message with a signature field that nobody made; *header* in LF form, *more* tags."""
    how = "relaxed" if relaxed else "simple"
    field = (
        f"DKIM-Signature: v=1; a=rsa-sha256; c={how}/relaxed; d=a.example; s=s1;\n\th={names};\n\tbh=AAAA;{more} b=AAAA"
    )
    return f"{field}\n{header}\n\nHello.\n".replace("\n", "\r\n").encode("utf-8")


def explain(
    was: bytes,
    now: bytes,
    *,
    hints: tuple[Hint, ...] = (),
    effort: Effort | None = None,
    judge: Callable[[bytes], bool] | None = None,
) -> tuple[Damage, ...]:
    """What is said of *now*, had its first signature been made over the header of *was*."""
    before = Message.parse(was)
    wanted = octets_of(before, _signature(before))
    message = Message.parse(now)
    effort = effort or Effort(OCTETS, TRIES, VERIFICATIONS)
    return explain_header(message, _signature(message), judge or wanted.__eq__, effort, hints)


def pieces_of(raw: bytes) -> SignedHeader:
    """The header of *raw* in pieces, by its first signature."""
    message = Message.parse(raw)
    signature = _signature(message)
    return SignedHeader(message, signature, relaxed=signature.relaxed_header)
