"""How is this mail signed, so that receivers know whom it is from?  (RFC 6376 section 5, RFC 8301, RFC 8463)

key = dkim.load_key(Path("s2026.pem").read_text())            # or dkim.generate_key()
signed = dkim.sign(raw, key, "example.com", "s2026", signed_at=datetime.now(UTC))
send(signed.message)
"""

from __future__ import annotations

import binascii
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from ...core.errors import UsageError
from ...message import Message
from ..arguments import expect
from ..body import hash_body
from ..fields import header_input, select
from .composing import compose, copied_fields, finish
from .covering import names_to_sign
from .names import identity_of, key_owner
from .normalizing import ready_to_sign
from .private_key import SigningKey, load_key
from .settings import DEFAULT_SIGNING, SigningSettings
from .times import expiry_time, signing_time

if TYPE_CHECKING:
    from .private_key import KeyLike

__all__ = ["Signed", "Signer", "sign", "sign_all"]

_A_SIGNER: Final = "dkim.Signer(key, domain, selector)"


class Signer(NamedTuple):
    """Who signs: a key, the domain it signs for, and the selector its record stands at."""

    key: KeyLike
    domain: str
    selector: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A signed message.

    Arguments:
        field: the DKIM-Signature field, or fields, each with its CRLF, to be put before all others.
        original: the message that they sign: the one that was passed, its lines ending in CRLF.
    """

    field: bytes
    original: bytes

    @property
    def message(self) -> bytes:
        """The message to send."""
        return self.field + self.original

    def __repr__(self) -> str:
        return f"<Signed {self.field.count(b'DKIM-Signature: v=')}x, message of {len(self.original)} octets>"


def sign(
    message: bytes | bytearray | memoryview | Message,
    key: KeyLike,
    domain: str,
    selector: str,
    *,
    signed_at: datetime | float | None = None,
    expires_after: timedelta | float | None = None,
    identity: str | None = None,
    settings: SigningSettings = DEFAULT_SIGNING,
) -> Signed:
    """Sign *message*: nothing of it is changed but line ends that are not CRLF, which SMTP would change.

    Sign last, when no program of yours will touch the message any more, and send ``signed.message``. A second signature
    (of another key, or of another domain) is made by signing that again, or by :func:`sign_all`.

    Arguments:
        message: the message, whole. A "From " line of a mailbox file in front of it is no part of it and left out.
        key: the private key, best from :func:`load_key` or :func:`generate_key`, which are slow; it decides ``a=``.
        domain: who signs, ``d=``: the domain in From, or one that DMARC aligns with it; no address.
        selector: where the record of the key stands, ``s=``.
        signed_at: the time now, ``t=``, aware of its zone, or in seconds since 1970, of which parts are dropped; None
            leaves it out.
        expires_after: how long the signature is good, ``x=``, also in seconds; None for ever, which is usual. Mail may
            be under way for days.
        identity: the user or subdomain for whom it is signed, ``i=``: ``user@sub.example.com``, or ``@`` and a domain.
        settings: what is signed, and how.

    Raises:
        UsageError: the key cannot sign, a name or a time is none, an argument is of another kind, or the message cannot
            be signed: it has no From field or several, or its header cannot be read by all in the same way.
    """
    return sign_all(
        message,
        (Signer(key, domain, selector),),
        signed_at=signed_at,
        expires_after=expires_after,
        identity=identity,
        settings=settings,
    )


def sign_all(
    message: bytes | bytearray | memoryview | Message,
    signers: Iterable[Signer | tuple[KeyLike, str, str]],
    *,
    signed_at: datetime | float | None = None,
    expires_after: timedelta | float | None = None,
    identity: str | None = None,
    settings: SigningSettings = DEFAULT_SIGNING,
) -> Signed:
    """Sign *message* once for each of *signers*, as with an RSA and an Ed25519 key: no signature covers another.

    A receiver that does not know Ed25519 (RFC 8463) takes the other one.

    Arguments:
        message, signed_at, expires_after, identity, settings: as in :func:`sign`.
        signers: keys with the domains and selectors they sign for, as :class:`Signer` or plain triples; the signature
            of the first stands first.

    Raises:
        UsageError: as in :func:`sign`, or there is nobody to sign.
    """
    expect("settings=...", settings, SigningSettings, "a dkim.SigningSettings", "a dkim.Settings is for dkim.verify")
    ready = [_Ready(load_key(key), *key_owner(domain, selector)) for key, domain, selector in _each(signers)]
    if not ready:
        raise UsageError("sign_all(signers=...): nobody is there to sign")
    began = signing_time(signed_at)
    times = (("t", began), ("x", expiry_time(began, expires_after)))
    identities = [identity_of(identity, one.domain) for one in ready]
    own = ready_to_sign(message)
    names = names_to_sign(own, settings.fields, settings.oversigned)
    body = hash_body(own.raw, own.body_start, relaxed=settings.relaxed_body).digest
    covered = select(own.fields, map(str.lower, names))
    copied = copied_fields(dict.fromkeys(covered)) if settings.copied else ""
    fields: list[bytes] = []
    for one, of_whom in zip(ready, identities, strict=True):
        unsigned = compose(_tags(one, settings, times, of_whom, body), names, copied)
        data = header_input(covered, unsigned + b"\r\n", len("DKIM-Signature"), relaxed=settings.relaxed_header)
        fields.append(finish(unsigned, one.key.sign(data)))
    return Signed(field=b"".join(fields), original=own.raw)


def _each(signers: Iterable[Signer | tuple[KeyLike, str, str]]) -> Iterator[Signer]:
    """The signers, each a whole one."""
    if isinstance(signers, Signer):
        raise UsageError(f"sign_all(signers=...) takes several, such as [{_A_SIGNER}], not one")
    expect("sign_all(signers=...)", signers, Iterable, f"several signers, such as [{_A_SIGNER}]")
    for one in signers:
        expect("sign_all(signers=...)", one, tuple, f"signers, each {_A_SIGNER}")
        if len(one) != len(Signer._fields):
            raise UsageError(f"sign_all(signers=...) takes {_A_SIGNER}, all three of each")
        yield Signer(*one)


class _Ready(NamedTuple):
    """A signer whose key is loaded and whose names are in normal form."""

    key: SigningKey
    domain: str
    selector: str


def _tags(
    one: _Ready, settings: SigningSettings, times: Iterable[tuple[str, int | None]], identity: str, body: bytes
) -> list[tuple[str, str]]:
    tags = [("v", "1"), ("a", one.key.algorithm), ("c", settings.canonicalization)]
    tags += [("d", one.domain), ("s", one.selector)]
    tags += [(name, str(seconds)) for name, seconds in times if seconds is not None]
    if identity:
        tags.append(("i", identity))
    return [*tags, ("bh", binascii.b2a_base64(body, newline=False).decode("ascii"))]
