"""Did we sign this?  HMAC over what an address carries, and the comparison of its first letters.  (RFC 2104)

The plain format is the one of Mail::SRS, libsrs2 and postsrsd 1.x: HMAC-SHA1 over the parts in lower case, put
together without anything between them. The keyed format is HMAC-SHA256 over the parts with a NUL before each of them,
the domain of the address among them; its hash starts with ``~``, which neither base64 alphabet has.
"""

from __future__ import annotations

import hashlib
import hmac
from binascii import b2a_base64
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from .outcomes import NotReversedReason

__all__ = ["FOLD", "KEYED_LEAST", "KEYED_MARK", "MOST_HASH", "TO_URL", "Signer"]

KEYED_MARK: Final = "~"
KEYED_LEAST: Final = 8
"""Letters of a keyed hash, the mark not counted, at least: 40 bits where case is lost."""
MOST_HASH: Final = 27
"""Letters that 160 bits have."""
TO_URL: Final = bytes.maketrans(b"+/", b"-_")
"""From the letters of base64 to those of base64url."""
FOLD: Final = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ-_", b"abcdefghijklmnopqrstuvwxyz+/")
"""Makes letters equal that count as equal: case is lost on the way, and both alphabets stand for the same bits."""

_BLOCK: Final = 64  # octets, of SHA-1 and SHA-256
_INNER: Final = bytes(octet ^ 0x36 for octet in range(256))
_OUTER: Final = bytes(octet ^ 0x5C for octet in range(256))

# what has been hashed of a secret alone, inside and outside
_States: TypeAlias = "tuple[Any, Any]"


class Signer:
    """Signs with the first secret and verifies with all.

    Arguments:
        secrets: the secrets.
        length: letters of the hashes it makes.
        least: letters of the hashes it accepts, at least.
        url: whether it writes ``-`` and ``_`` in place of ``+`` and ``/``; it reads all four.
        keyed: whether it is the keyed format.
    """

    __slots__ = ("keyed", "least", "length", "states", "url")

    def __init__(self, secrets: tuple[bytes, ...], length: int, least: int, url: bool, keyed: bool) -> None:
        self.keyed = keyed
        self.length = max(length, KEYED_LEAST) if keyed else length
        self.least = max(least, KEYED_LEAST) if keyed else least
        self.url = url or keyed
        self.states = tuple(_states(secret, _sha256 if keyed else _sha1) for secret in secrets)

    def sign(self, alias: str, scheme: str, *parts: str) -> str:
        """The hash for an address of *alias* that carries *parts*.

        Arguments:
            scheme: ``SRS0`` or ``SRS1``.
            parts: for SRS0 stamp, domain and local part; for SRS1 the first forwarder and its local part.
        """
        letters = b2a_base64(_digest(self.states[0], self._data(alias, scheme, parts)))[: self.length]
        written = (letters.translate(TO_URL) if self.url else letters).decode()
        return KEYED_MARK + written if self.keyed else written

    def find(self, letters: str, alias: str, scheme: str, *parts: str) -> int | NotReversedReason:
        """Which of the secrets made the hash *letters*, or why it does not count."""
        if letters.startswith(KEYED_MARK) is not self.keyed:
            return NotReversedReason.OTHER_FORMAT
        given = letters.removeprefix(KEYED_MARK).encode().translate(FOLD)
        if len(given) < self.least:
            return NotReversedReason.SHORT_HASH
        data = self._data(alias, scheme, parts)
        found = -1
        for number, states in enumerate(self.states):  # every secret is tried, whichever fits
            made = b2a_base64(_digest(states, data), newline=False)[: len(given)].translate(FOLD)
            if hmac.compare_digest(made, given) and found < 0:
                found = number
        return NotReversedReason.BAD_HASH if found < 0 else found

    def _data(self, alias: str, scheme: str, parts: tuple[str, ...]) -> bytes:
        # no part can hold a NUL, so in the keyed format every part ends where it ended when it was signed; lower() of
        # bytes leaves all but ASCII alone, as the other implementations do
        return ("\0".join((scheme, alias, *parts)) if self.keyed else "".join(parts)).encode().lower()


def _sha1(data: bytes) -> Any:
    return hashlib.sha1(data, usedforsecurity=False)  # the format asks for it; HMAC needs no collision resistance


def _sha256(data: bytes) -> Any:
    return hashlib.sha256(data)


def _states(secret: bytes, algorithm: Callable[[bytes], Any]) -> _States:
    # "the intermediate results of the compression function on the B-byte blocks (K XOR ipad) and (K XOR opad) can be
    # precomputed only once at the time of generation of the key K" (RFC 2104 section 4)
    padded = (algorithm(secret).digest() if len(secret) > _BLOCK else secret).ljust(_BLOCK, b"\0")
    return algorithm(padded.translate(_INNER)), algorithm(padded.translate(_OUTER))


def _digest(states: _States, data: bytes) -> bytes:
    inner, outer = states[0].copy(), states[1].copy()
    inner.update(data)
    outer.update(inner.digest())
    digest: bytes = outer.digest()
    return digest
