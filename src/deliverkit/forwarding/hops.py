"""Which way does the mail take?  Whoever hands it on, how each of them does it, and who receives it in the end."""

from __future__ import annotations

import ipaddress
from copy import copy
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Final

from ..core.errors import UsageError
from ..core.names import to_ascii
from ..dkim import SigningSettings
from ..dkim.arguments import expect, expect_texts
from ..dkim.signing.names import key_owner
from ..dkim.signing.private_key import SigningKey, load_key
from ..srs import Rewriter
from ..srs.address import is_domain
from .changes import Change

if TYPE_CHECKING:
    from ..dkim.signing.private_key import KeyLike

__all__ = ["MOST_HOPS", "EnvelopeUse", "Hop", "Origin", "Receiver", "Signing"]

MOST_HOPS: Final = 50
"""The most hops of one path; mail servers take a message that made more for one that goes in circles."""
_DEFAULT_SIGNING: Final = SigningSettings()


class EnvelopeUse(Enum):
    """Whose address a hop gives in MAIL FROM."""

    KEEP = "keep"  # that of the author, as plain forwarding does
    SRS = "srs"  # one in its own domain that leads back to the author's
    OWN = "own"  # its own, as lists do, whose bounces come to the list
    NULL = "null"  # none at all


@dataclass(frozen=True, slots=True)
class Signing:
    """A DKIM signature, or an ARC seal, that somebody makes.

    Arguments:
        domain: who signs, ``d=``.
        selector: where the record of the key stands, ``s=``.
        key: the private key, to really sign a message; None for a signature that is only supposed: it takes part in the
            simulation as if its key were published and in order.
        settings: what a DKIM signature covers, and how; a seal has no choice.

    Raises:
        UsageError: a name is none, or the key cannot sign.
    """

    domain: str
    selector: str = "s1"
    key: KeyLike | None = field(default=None, repr=False)
    settings: SigningSettings = _DEFAULT_SIGNING

    def __post_init__(self) -> None:
        domain, selector = key_owner(self.domain, self.selector)
        expect("Signing(settings=...)", self.settings, SigningSettings, "a dkim.SigningSettings")
        object.__setattr__(self, "domain", domain)
        object.__setattr__(self, "selector", selector)
        if self.key is not None:
            object.__setattr__(self, "key", load_key(self.key))

    @property
    def signing_key(self) -> SigningKey | None:
        """The key, loaded."""
        return None if self.key is None else load_key(self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """How a server decides about the mail that it is offered.

    Arguments:
        host: its name, for people; "" for that of the hop, or none.
        trusted_sealers: the domains whose ARC seals it believes: it accepts what fails DMARC only since it was passed
            on, where they vouch that it passed before (RFC 8617 section 7.2.1).
        rejects_spf_fail: whether it refuses at MAIL FROM what SPF fails, before it has seen any signature (RFC 7489
            section 10.1).
        honours_dmarc: whether it does with mail that fails DMARC what the owner of the domain asks for.

    Raises:
        UsageError: a sealer is no domain, or something is of another kind.
    """

    host: str = ""
    trusted_sealers: tuple[str, ...] = ()
    rejects_spf_fail: bool = False
    honours_dmarc: bool = True

    def __post_init__(self) -> None:
        _expect_text("Receiver(host=...)", self.host)
        sealers = expect_texts("Receiver(trusted_sealers=...)", self.trusted_sealers, "('lists.example',)")
        names = [_name("Receiver(trusted_sealers=...)", one) for one in sealers]
        object.__setattr__(self, "trusted_sealers", tuple(names))
        expect("Receiver(rejects_spf_fail=...)", self.rejects_spf_fail, bool, "True or False")
        expect("Receiver(honours_dmarc=...)", self.honours_dmarc, bool, "True or False")


@dataclass(frozen=True, slots=True)
class Origin:
    """The author's own server, which hands the mail to the first hop.

    Arguments:
        host: the name that it gives in HELO or EHLO.
        ip: its address.

    Raises:
        UsageError: the address is none.
    """

    host: str
    ip: str

    def __post_init__(self) -> None:
        _expect_text("Origin(host=...)", self.host)
        object.__setattr__(self, "ip", _address("Origin(ip=...)", self.ip))


@dataclass(frozen=True, slots=True)
class Hop:
    """A server that receives the mail and passes it on.

    What it does to a message happens in the order: its changes, its DKIM signature, its ARC seal.

    Arguments:
        host: the name that it gives in HELO or EHLO to the next one.
        ip: the address from which it sends.
        recipient: the address at this hop that the mail is for; "" where it does not matter. Its domain is the one that
            the hop's own envelope senders are in; without it, *host* is.
        envelope: whose address it gives in MAIL FROM: ``keep``, ``srs``, ``own`` or ``null``.
        changes: what it does to the message, in order.
        dkim_sign: the signature that it adds, if it adds one.
        arc_seal: the seal that it adds, if it adds one.
        sender: its own address, for ``own``; "" for its recipient, or postmaster in its domain.
        srs: the rewriter of its domain, for ``srs``; None for one with a key that is made up, so that the hash in the
            rewritten address is none that the hop would write.
        receives: how it decides about mail itself; None for who honours DMARC and refuses nothing else.

    Raises:
        UsageError: the address is none, the envelope has another word, or something is of another kind.
    """

    host: str
    ip: str
    recipient: str = ""
    envelope: EnvelopeUse | str = EnvelopeUse.KEEP
    changes: tuple[Change, ...] = ()
    dkim_sign: Signing | None = None
    arc_seal: Signing | None = None
    sender: str = ""
    srs: Rewriter | None = field(default=None, repr=False)
    receives: Receiver | None = None

    def __post_init__(self) -> None:
        for name in ("host", "recipient", "sender"):
            _expect_text(f"Hop({name}=...)", getattr(self, name))
        if self.sender and "@" not in self.sender:
            raise UsageError(f"Hop(sender=...) takes an address, such as 'bounces@b.example', not {self.sender[:80]!r}")
        object.__setattr__(self, "ip", _address("Hop(ip=...)", self.ip))
        object.__setattr__(self, "envelope", _envelope(self.envelope))
        object.__setattr__(self, "changes", _changes(self.changes))
        for name in ("dkim_sign", "arc_seal"):
            signing: object = getattr(self, name)
            if signing is not None:
                expect(f"Hop({name}=...)", signing, Signing, "a forwarding.Signing", "it says who signs")
        if self.srs is not None:
            expect("Hop(srs=...)", self.srs, Rewriter, "an srs.Rewriter", 'for a new one say envelope="srs"')
        elif self.envelope is EnvelopeUse.SRS and not is_domain(self.domain):
            raise UsageError(
                f'Hop(envelope="srs") needs a domain of its own, not {self.domain[:80]!r}: give a recipient'
            )
        if self.receives is not None:
            expect("Hop(receives=...)", self.receives, Receiver, "a forwarding.Receiver")

    @property
    def domain(self) -> str:
        """The domain of its own envelope senders, in normal form; as given where it has none."""
        given = self.recipient.rpartition("@")[2] or self.host
        return to_ascii(given) or given

    def without_secrets(self) -> Hop:
        """The same hop without private keys and without the secrets of its rewriter, so that anybody may keep it."""
        bare = copy(self)
        for name in ("dkim_sign", "arc_seal"):
            signing: Signing | None = getattr(self, name)
            object.__setattr__(bare, name, None if signing is None else replace(signing, key=None))
        object.__setattr__(bare, "srs", None)
        return bare

    @property
    def receiver(self) -> Receiver:
        """How it decides about the mail that it is offered."""
        given = Receiver() if self.receives is None else self.receives
        return replace(given, host=given.host or self.host)


def _expect_text(what: str, given: object) -> None:
    expect(what, given, str, "a text")


def _name(what: str, given: str) -> str:
    name = to_ascii(given)
    if not name:
        raise UsageError(f"{what}: {given[:80]!r} is no domain")
    return name


def _address(what: str, given: object) -> str:
    if not isinstance(given, str):
        raise UsageError(f"{what} takes a text such as '192.0.2.1', not {type(given).__name__}: pass str(ip)")
    try:
        # "%eth0" behind an address names an interface of one host
        return str(ipaddress.ip_address("" if "%" in given else given))
    except ValueError:
        raise UsageError(f"{what}: {given[:80]!r} is no IP address, such as 192.0.2.1 or 2001:db8::1") from None


def _envelope(given: object) -> EnvelopeUse:
    words = {one.value: one for one in EnvelopeUse}
    use = given if isinstance(given, EnvelopeUse) else words.get(str(given))
    if use is None:
        raise UsageError(f"Hop(envelope=...) takes one of {', '.join(map(repr, words))}, not {given!r}")
    return use


def _changes(given: object) -> tuple[Change, ...]:
    if not isinstance(given, tuple | list):
        raise UsageError("Hop(changes=...) takes several changes, such as (forwarding.Footer(),)")
    changes: tuple[Change, ...] = tuple(given)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] # looked at below
    for one in changes:
        if isinstance(one, type) or not all(hasattr(one, name) for name in ("name", "effect", "apply")):
            raise UsageError(f"Hop(changes=...) takes changes, such as forwarding.Footer(), not {one!r}")
    return changes
