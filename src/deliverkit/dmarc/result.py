"""How did DMARC end for this mail, and because of which identifier?  (RFC 9989 section 5.3, RFC 8601 section 2.7)"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from .discovery import Discovery
from .record import Disposition, Mode

__all__ = ["Authenticated", "Evaluation", "Identifier", "Result"]


class Result(Enum):
    """The results of DMARC, in the words of the registry of RFC 8601 (RFC 9989 section 9.2)."""

    NONE = "none"
    PASS = "pass"  # noqa: S105  # the word of the standard
    FAIL = "fail"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"
    UNDETERMINED = ""  # SPF or DKIM was not judged, and it depends on that; the standards have no word for it


class Authenticated(NamedTuple):
    """What another engine says of one identifier.

    Arguments:
        domain: the domain that SPF or DKIM speaks for.
        result: the result in the word of RFC 8601, such as ``pass``.
        selector: of a DKIM signature, its ``s=``.
        identity: of SPF, ``mailfrom`` or ``helo``.
    """

    domain: str
    result: str
    selector: str = ""
    identity: str = "mailfrom"


class Identifier(NamedTuple):
    """One identifier of a mail, and whether it is aligned with the author's domain (RFC 9989 section 4.4).

    Arguments:
        method: ``spf`` or ``dkim``.
        domain: the domain it speaks for, in normal form.
        result: the result in the word of RFC 8601.
        aligned: whether the domain is aligned; None where that depends on an answer that did not come. Of an
            identifier that did not pass this is what can be told without asking.
        mode: how near it has to be.
        organizational_domain: its organizational domain; empty where that was not needed, or is not known.
        legacy_aligned: the same as ``aligned`` for receivers that keep to RFC 7489.
        why: why it is aligned, or why not, in one clause.
        selector: of a DKIM signature, its ``s=``.
        identity: of SPF, ``mailfrom`` or ``helo``.
        counts: it is of the kind that DMARC counts: all are but a HELO name beside an envelope sender.
        related: whether it would be aligned, were relaxed alignment asked for.
    """

    method: str
    domain: str
    result: str
    aligned: bool | None
    mode: Mode
    organizational_domain: str
    legacy_aligned: bool | None
    why: str
    selector: str = ""
    identity: str = ""
    counts: bool = True
    related: bool | None = False

    @property
    def authenticated(self) -> bool:
        """Whether it passed and counts (RFC 9989 section 3.2.1)."""
        return self.counts and self.result == "pass"

    @property
    def passes(self) -> bool:
        """Whether it alone makes the mail pass."""
        return self.authenticated and self.aligned is True

    @property
    def word(self) -> str:
        """The identifier as a fact: ``spf a.example``."""
        return f"{self.method} {self.domain}"


class Evaluation(NamedTuple):
    """What DMARC comes to for one mail.

    Arguments:
        author_domain: the domain in From, in normal form.
        result: the result by RFC 9989.
        identifiers: every identifier that was judged: SPF first, then the signatures in order.
        aligned_by: those that make it pass.
        discovery: the record that applies, and how it was found; None where the author has no domain.
        policy: what the owner asks for mail of this domain; None where DMARC is not applied, or nobody knows.
        disposition: what the owner asks for this mail: that policy, lowered by ``t=y``, if it fails; else none.
        legacy_result: the result at receivers that keep to RFC 7489.
        legacy_disposition: what they are asked for this mail.
    """

    author_domain: str
    result: Result
    identifiers: tuple[Identifier, ...]
    aligned_by: tuple[Identifier, ...]
    discovery: Discovery | None
    policy: Disposition | None
    disposition: Disposition
    legacy_result: Result
    legacy_disposition: Disposition
