"""How did the validation of an Authenticated Received Chain end, and each of its links?  (RFC 8617 section 4.4)"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from ..dkim.keys.cache import ReadKey
from ..dkim.keys.fitness import KeyFitness
from ..dkim.signature import SignatureHeader
from ..dkim.verifying.result import Leg
from ..message import AuthenticationResults

__all__ = ["ArcSet", "Chain", "Link", "Result"]


class Result(Enum):
    """The Chain Validation Status: "one of three possible values"."""

    NONE = "none"
    PASS = "pass"  # noqa: S105  # no password
    FAIL = "fail"


class Link(NamedTuple):
    """One signature of a set, its ARC-Message-Signature or its ARC-Seal, and what came of judging it.

    Arguments:
        header: the field, read.
        key: whether its key can be used.
        body: whether the body is the one that was signed; never judged for a seal, which covers no body.
        signed: whether the fields it covers are those that were signed, by this key.
        fitness: why the key can or cannot be used; None where there was none to judge.
        read: the key.
        expired: whether its ``x=`` has passed.
        covered: how many octets of the canonical body it covers.
        whole: how many octets that has; -1 where it was not judged.
    """

    header: SignatureHeader
    key: Leg = Leg.NOT_JUDGED
    body: Leg = Leg.NOT_JUDGED
    signed: Leg = Leg.NOT_JUDGED
    fitness: KeyFitness | None = None
    read: ReadKey | None = None
    expired: bool = False
    covered: int = 0
    whole: int = -1

    @property
    def fits(self) -> bool:
        """Whether a message signature fits: key, header and body, and that it has not expired."""
        return self.signed is Leg.FITS and self.body is Leg.FITS and not self.expired

    @property
    def too_long(self) -> bool:
        """Whether it covers more octets than the body has, by ``l=``."""
        return self.header.length is not None and 0 <= self.whole < self.header.length

    @property
    def domain(self) -> str:
        """Who signed, ``d=``, in normal form; empty when it cannot be read."""
        return self.header.domain

    @property
    def selector(self) -> str:
        """Which key was used, ``s=``."""
        return self.header.selector

    def __repr__(self) -> str:
        legs = ", ".join(f"{name} {leg.value}" for name, leg in (("key", self.key), ("body", self.body)))
        return f"<Link d={self.domain} s={self.selector}: {legs}, signed {self.signed.value}>"


class ArcSet(NamedTuple):
    """The three fields that one handler of the message added (RFC 8617 section 4.2).

    Arguments:
        instance: its number, from 1; the highest was added last.
        status: ``cv=`` of its seal, in lower case: what the handler found the chain before it to be.
        results: its ARC-Authentication-Results, or None where it has none.
        signature: its ARC-Message-Signature, which covers the message, or None.
        seal: its ARC-Seal, which covers the fields of this set and all before it, or None.
    """

    instance: int
    status: str
    results: AuthenticationResults | None
    signature: Link | None
    seal: Link | None

    @property
    def domain(self) -> str:
        """Who sealed, ``d=`` of the seal; empty when it cannot be read."""
        return self.seal.domain if self.seal else ""

    @property
    def selector(self) -> str:
        """Which key sealed, ``s=`` of the seal."""
        return self.seal.selector if self.seal else ""


class Chain(NamedTuple):
    """The chain of a message, judged.

    Arguments:
        result: the Chain Validation Status; None where it could not be known.
        sets: its sets, the oldest first; none are read where there are more than 50.
        broken_at: the set whose fault makes the chain fail, or None where no set can be named.
        oldest_pass: "the instance number of the oldest AMS that still validates, or 0 if all pass"; None where it was
            not judged.
        reason: the code of the finding that decided; empty for none and pass.
    """

    result: Result | None
    sets: tuple[ArcSet, ...] = ()
    broken_at: int | None = None
    oldest_pass: int | None = None
    reason: str = ""

    @property
    def newest(self) -> ArcSet | None:
        """The set that was added last."""
        return self.sets[-1] if self.sets else None
