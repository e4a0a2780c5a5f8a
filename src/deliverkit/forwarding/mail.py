"""What is the mail like on its way, and who broke which signature?  Real octets, or only an author's address."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final, NamedTuple, TypeAlias

from ..arc import Chain, seal
from ..dkim import SignatureHeader, parse_signature, sign
from ..dkim.arguments import expect
from ..dkim.signature import REQUIRED
from ..dkim.signing.normalizing import in_signable_form
from ..message import AuthenticationResults, Message
from .changes import Change
from .covers import Bodies, Cover, Marks, broken_part, names_covered, sealed_names
from .hops import Signing

__all__ = ["REMOVED", "Break", "Mail", "Name", "Seal", "Tracked"]

Name: TypeAlias = tuple[str, str, bytes]
"""Domain, selector and the octets of a signature."""

REMOVED: Final = "removed"
_MOST_TRACKED: Final = 20  # signatures of one kind whose fate is followed
_OF_ARC: Final = tuple(name for name in REQUIRED if name != "v")  # RFC 8617 section 4.1.2 has no version
_FIELDS: Final = (("dkim", "DKIM-Signature", REQUIRED), ("arc", "ARC-Message-Signature", _OF_ARC))


class Break(NamedTuple):
    """What broke a signature.

    Arguments:
        host: who did it.
        change: what it did, such as ``appends a footer``.
        part: ``body`` or ``header``; ``removed`` where the signature itself is gone.
    """

    host: str
    change: str
    part: str


class Tracked(NamedTuple):
    """A signature on its way.

    Arguments:
        kind: ``dkim``, or ``arc`` for what seals the message.
        name: what tells it from others: domain, selector and its octets.
        cover: what it covers.
        host: who made it on the way; empty where it was there before.
        signing: the one that is only supposed; None where it stands in the message.
        marks: the hashes of what it covers; None without a message.
        broken: what broke it.
        seal: what the seal says, where it is a supposed one.
        unfit: whether it did not fit where it was verified first, so that nobody after that is to blame.
    """

    kind: str
    name: Name
    cover: Cover
    host: str = ""
    signing: Signing | None = None
    marks: Marks | None = None
    broken: Break | None = None
    seal: Seal | None = None
    unfit: bool = False

    @property
    def domain(self) -> str:
        """Who signed."""
        return self.name[0]

    @property
    def selector(self) -> str:
        """With which key."""
        return self.name[1]


class Seal(NamedTuple):
    """What a seal says: whether the chain before it was whole, and whether the mail passed DMARC where it was made."""

    whole: bool
    vouches: bool


class Mail(NamedTuple):
    """The mail as one server has it.

    Arguments:
        message: its octets; None where there is only an author.
        author: the address in From, where there is no message.
        tracked: the signatures it has, those that are gone too.
    """

    message: Message | None
    author: str
    tracked: tuple[Tracked, ...] = ()

    @staticmethod
    def of(message: Message) -> Mail:
        """A message as its author's server sends it."""
        return Mail(None, "").moved(message, "", "")

    def supposed(self, kind: str) -> tuple[Tracked, ...]:
        """The signatures of a *kind* that are only supposed, in order."""
        return tuple(one for one in self.tracked if one.kind == kind and one.signing is not None)

    def broken(self, kind: str, domain: str, selector: str, octets: bytes) -> Tracked | None:
        """What is known of a signature that stands in the message."""
        name = domain, selector, octets
        return next((one for one in self.tracked if one.kind == kind and one.name == name), None)

    def changed(self, change: Change, host: str) -> Mail:
        """The mail after *host* did *change*.

        Raises:
            UsageError: *change*, one of the caller's own, made no octets.
        """
        if self.message is None:
            effect = change.effect
            tracked = tuple(_broken(one, host, change.name, broken_part(one.cover, effect)) for one in self.tracked)
            # none left in From, or one more: neither way is there the one author that DMARC asks for
            lost = "from" in (*effect.added, *effect.added_below, *effect.removed)
            return Mail(None, effect.author or ("" if lost else self.author), tracked)
        octets = change.apply(self.message)
        expect(f"the apply() of the change {change.name!r}", octets, bytes, "a message and makes octets")
        if octets == self.message.raw:
            return self
        return self.moved(Message.parse(octets, limits=self.message.limits), host, change.name)

    def signed(self, signing: Signing, host: str, now: datetime | None) -> Mail:
        """The mail with a signature of *host*; without one where nobody can sign it."""
        message, key = self.message, signing.signing_key
        if message is not None and key is not None:
            ready = in_signable_form(message)
            if isinstance(ready, str):
                return self
            settings = signing.settings
            made = sign(ready, key, signing.domain, signing.selector, signed_at=now, settings=settings).message
            return self.moved(Message.parse(made, limits=message.limits), host, "signs")
        cover = Cover.by(names_covered(message, signing.settings), signing.settings)
        return self._with(_supposed("dkim", signing, host, cover, message))

    def sealed(
        self,
        signing: Signing,
        host: str,
        results: AuthenticationResults,
        *,
        said: Seal,
        chain: Chain,
        now: datetime | None,
    ) -> Mail:
        """The mail with an ARC set of *host*, where one can be added; *chain* was found when it came.

        A set that is only supposed is followed by supposed ones: a real seal cannot cover it.
        """
        message, key = self.message, signing.signing_key
        if message is not None and key is not None and not self.supposed("arc"):
            made = seal(message, results, key, signing.domain, signing.selector, chain=chain, signed_at=now)
            return (
                self if made.why_not else self.moved(Message.parse(made.message, limits=message.limits), host, "seals")
            )
        cover = Cover.by(sealed_names(message, Signing(signing.domain).settings), Signing(signing.domain).settings)
        return self._with(_supposed("arc", signing, host, cover, message)._replace(seal=said))

    def verified(self, failing: Collection[tuple[str, Name]]) -> Mail:
        """The mail after a server found that the signatures *failing* do not pass, each a kind and a name.

        Those that nobody broke up to there are not broken by anybody after it.
        """
        if not failing:
            return self
        tracked = [
            one._replace(unfit=True) if one.broken is None and (one.kind, one.name) in failing else one
            for one in self.tracked
        ]
        return self._replace(tracked=tuple(tracked))

    def _with(self, one: Tracked) -> Mail:
        return self._replace(tracked=(*self.tracked, one))

    def moved(self, message: Message, host: str, change: str) -> Mail:
        """The mail with the octets of *message*, after *host* did *change*; its signatures are followed."""
        here = {(kind, _name(header)): header for kind, header in _signatures(message)}
        tracked: list[Tracked] = []
        bodies: Bodies = {}
        for one in self.tracked:
            header = here.pop((one.kind, one.name), None)
            if one.signing is None and header is None:
                tracked += [] if one.unfit else [_broken(one, host, change, REMOVED)]
                continue
            # against what was signed: a change may undo the one before it
            part = (
                ""
                if one.marks is None or one.unfit
                else one.marks.differing(Marks.of(message, one.cover, header, bodies))
            )
            tracked.append(_broken(one if part else one._replace(broken=None), host, change, part))
        for (kind, name), header in here.items():
            cover = Cover.of(header)
            tracked.append(Tracked(kind, name, cover, host, marks=Marks.of(message, cover, header, bodies)))
        return Mail(message, self.author, tuple(tracked))


def _broken(one: Tracked, host: str, change: str, part: str) -> Tracked:
    """The signature after a change; who broke it first is remembered."""
    return one if one.broken is not None or not part else one._replace(broken=Break(host, change, part))


def _supposed(kind: str, signing: Signing, host: str, cover: Cover, message: Message | None) -> Tracked:
    marks = None if message is None else Marks.of(message, cover, None, {})
    return Tracked(kind, (signing.domain, signing.selector, b""), cover, host, signing, marks)


def _signatures(message: Message) -> Iterator[tuple[str, SignatureHeader]]:
    for kind, name, required in _FIELDS:
        for field in message.get_all(name)[:_MOST_TRACKED]:
            yield kind, parse_signature(field, required=required)


def _name(header: SignatureHeader) -> Name:
    return header.domain, header.selector, header.signature
