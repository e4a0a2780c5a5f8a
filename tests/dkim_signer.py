"""Messages signed in any way one likes, sound or not, by a naive signer of the tests' own: line by line, tag by tag.

It shares no code with what it tests; dkimpy agrees with it in `dkim/test_differential.py`.
"""

from __future__ import annotations

import base64
import hashlib
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any, Final

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

__all__ = ["PLAIN", "Key", "canonical", "ed25519_key", "naive_body", "rsa_key", "sign", "small_key", "zone"]

PLAIN: Final = (
    b"From: Anna <anna@a.example>\r\n"
    b"To: ben@b.example\r\n"
    b"Subject: Hello\r\n"
    b"Date: Sun, 22 Nov 2026 12:00:00 +0000\r\n"
    b"\r\n"
    b"Hello  Ben,\r\n"
    b"\r\n"
    b"see you. \r\n"
)
Sign = Callable[[bytes, str], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key to sign with, and the record that publishes it.

    Arguments:
        algorithm: ``a=`` by default.
        sign: the signature over some octets, with the hash of this name.
        octets: what stands in ``p=``.
    """

    algorithm: str
    sign: Sign
    octets: bytes

    @property
    def p(self) -> str:
        """``p=`` in base64."""
        return base64.b64encode(self.octets).decode()

    @property
    def record(self) -> str:
        """Its key record."""
        return f"v=DKIM1; k={self.algorithm.partition('-')[0]}; p={self.p}"


_HASHES: Final[dict[str, Any]] = {"sha256": hashes.SHA256(), "sha1": hashes.SHA1()}
# "DigestInfo" of RFC 8017 section 9.2, up to the hash
_SHA256_INFO: Final = bytes.fromhex("3031300d060960864801650304020105000420")


@cache
def rsa_key(bits: int = 2048, number: int = 0) -> Key:
    """An RSA key, the same in every run; *number* tells those of one size apart."""
    p, q, n, d = _numbers(bits, number)
    public = rsa.RSAPublicNumbers(65537, n)
    private = rsa.RSAPrivateNumbers(
        p, q, d, rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q), public
    ).private_key()

    def signature(octets: bytes, hash_name: str) -> bytes:
        return private.sign(octets, padding.PKCS1v15(), _HASHES[hash_name])

    return Key(algorithm="rsa-sha256", sign=signature, octets=_spki(public.public_key()))


@cache
def small_key(bits: int) -> Key:
    """An RSA key of a size that no library signs with any more."""
    _, _, n, d = _numbers(bits, 0)
    size = (bits + 7) // 8

    def signature(octets: bytes, hash_name: str) -> bytes:
        info = _SHA256_INFO + hashlib.new(hash_name, octets).digest()
        padded = b"\x00\x01" + b"\xff" * (size - len(info) - 3) + b"\x00" + info
        return pow(int.from_bytes(padded, "big"), d, n).to_bytes(size, "big")

    return Key(algorithm="rsa-sha256", sign=signature, octets=_spki(rsa.RSAPublicNumbers(65537, n).public_key()))


def _numbers(bits: int, number: int) -> tuple[int, int, int, int]:
    """Two primes, their product and the private exponent."""
    random = Random(f"{bits}:{number}")
    p, q = _prime(random, bits // 2), _prime(random, bits - bits // 2)
    return p, q, p * q, pow(65537, -1, math.lcm(p - 1, q - 1))


@cache
def ed25519_key(number: int = 0) -> Key:
    """An Ed25519 key, the same in every run."""
    private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"{number}".encode()).digest())
    raw = private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)

    def signature(octets: bytes, hash_name: str) -> bytes:
        # "The Ed25519 signing algorithm ... over the SHA-256 hash" (RFC 8463 section 3)
        return private.sign(hashlib.new(hash_name, octets).digest())

    return Key(algorithm="ed25519-sha256", sign=signature, octets=raw)


def zone(
    key: Key | str | None = None, name: str = "s1._domainkey.a.example", **more: Any
) -> dict[tuple[str, str], Any]:
    """A DNS that has the record of *key* (:func:`rsa_key` by default) at *name*, as a TableResolver takes it."""
    record = key if isinstance(key, str) else (key or rsa_key()).record
    return {(name, "TXT"): [record], **{(owner, "TXT"): value for owner, value in more.items()}}


def sign(
    raw: bytes,
    key: Key | None = None,
    *,
    order: Iterable[str] | None = None,
    form: str = "; ",
    name: str = "DKIM-Signature",
    below: bool = False,
    **tags: str | None,
) -> bytes:
    """*raw* with a signature on top.

    Arguments:
        raw: the message.
        key: the key, :func:`rsa_key` by default.
        order: the tags in this order.
        form: what parts the tags.
        name: the field's name.
        below: put it at the end of the header.
        tags: tags to add or change; None takes one away. What they say is done, if it can be done at all.
    """
    key = key or rsa_key()
    said = _tags(key, tags)
    header, _, body = raw.partition(b"\r\n\r\n")
    relaxed_header, relaxed_body = _canonicalization(said.get("c", "simple/simple"))
    algorithm = said.get("a", key.algorithm).lower()
    hash_name = "sha1" if algorithm.endswith("sha1") else "sha256"
    if said.get("bh") == "":
        covered = naive_body(body, relaxed=relaxed_body)
        if "l" in said and said["l"].isdigit() and len(said["l"]) < 9:
            covered = covered[: int(said["l"])]
        said["bh"] = base64.b64encode(hashlib.new(hash_name, covered).digest()).decode()
    text = name + ": " + form.join(f"{one}={said[one]}" for one in (order or said) if one in said)
    octets = canonical(header, said.get("h", ""), relaxed=relaxed_header)
    # "with the value of the "b=" tag (including all surrounding whitespace) deleted" (section 3.7)
    before, _, behind = text.partition("\0")
    bare = (before + behind.lstrip(" \t\r\n")).encode()
    octets += _field(bare + b"\r\n", relaxed=relaxed_header).removesuffix(b"\r\n")
    field = text.replace("\0", base64.b64encode(key.sign(octets, hash_name)).decode()).encode()
    if below:
        return header + b"\r\n" + field + b"\r\n\r\n" + body
    return field + b"\r\n" + raw


def _tags(key: Key, changed: Mapping[str, str | None]) -> dict[str, str]:
    """The tags of a signature; ``\\0`` marks where the value of b= is to stand."""
    said: dict[str, str | None] = {
        "v": "1",
        "a": key.algorithm,
        "c": "relaxed/relaxed",
        "d": "a.example",
        "s": "s1",
        "h": "From:To:Subject:Date:From:Subject",
        "bh": "",
        **{name: value for name, value in changed.items() if name != "b"},
    }
    said["b"] = changed.get("b", "\0")
    return {name: value for name, value in said.items() if value is not None}


def _canonicalization(text: str) -> tuple[bool, bool]:
    header, _, body = text.lower().partition("/")
    return header == "relaxed", body == "relaxed"


def canonical(header: bytes, names: str, *, relaxed: bool) -> bytes:
    """The fields of *header* that ``h=`` names, from the bottom, in canonical form (RFC 6376 section 5.4.2)."""
    fields: list[bytes] = []
    for line in header.removesuffix(b"\r\n").split(b"\r\n"):
        if line[:1] in (b" ", b"\t") and fields:
            fields[-1] += line + b"\r\n"
        else:
            fields.append(line + b"\r\n")
    stacks: dict[bytes, list[bytes]] = {}
    for field in fields:
        stacks.setdefault(field.partition(b":")[0].strip(b" \t").lower(), []).append(field)
    asked = [stacks.get(name.strip().lower().encode(), []) for name in names.split(":")]
    return b"".join(_field(stack.pop(), relaxed=relaxed) for stack in asked if stack)


def _field(field: bytes, *, relaxed: bool) -> bytes:
    if not relaxed:
        return field
    name, _, value = field.removesuffix(b"\r\n").partition(b":")
    return name.strip(b" \t").lower() + b":" + _one_blank(value.replace(b"\r\n", b"")).strip(b" ") + b"\r\n"


def naive_body(body: bytes, *, relaxed: bool) -> bytes:
    """The canonical body, line by line (RFC 6376 sections 3.4.3 and 3.4.4)."""
    lines = body.split(b"\r\n")
    if relaxed:
        lines = [_one_blank(line).rstrip(b" ") for line in lines]
    while lines and not lines[-1]:
        lines.pop()
    if not lines:
        return b"" if relaxed else b"\r\n"
    return b"".join(line + b"\r\n" for line in lines)


def _one_blank(text: bytes) -> bytes:
    text = text.replace(b"\t", b" ")
    while b"  " in text:
        text = text.replace(b"  ", b" ")
    return text


def _prime(random: Random, bits: int) -> int:
    while True:
        n = random.getrandbits(bits) | (3 << (bits - 2)) | 1
        if n % 65537 != 1 and all(pow(a, n - 1, n) == 1 for a in (2, 3, 5, 7, 11, 13)):
            return n


def _spki(public: rsa.RSAPublicKey) -> bytes:
    return public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
