"""What becomes of a mail that is passed on, server by server?"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from ..core.findings import Finding
from ..core.outcome import Unknown
from ..dmarc import Disposition, Evaluation
from ..dmarc import Result as DmarcResult
from ..spf import SpfResult
from .hops import Hop, Receiver
from .mail import Break

__all__ = ["Because", "ChainSeen", "Fate", "Path", "Rewriting", "Sealer", "SignatureSeen", "Stage"]


class Fate(Enum):
    """What a server does with the mail."""

    ACCEPTED = "accepted"
    QUARANTINED = "quarantined"  # put into the spam folder; a hop does not pass it on from there
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Because(Enum):
    """What decided that."""

    NOTHING = "nothing"  # nothing speaks against it that this server looks at
    SPF = "spf"  # it fails at MAIL FROM
    DMARC = "dmarc"  # the author's domain asks for it; or nobody knows what it asks for
    ARC = "arc"  # DMARC fails, but a trusted seal vouches for the mail
    PREMISE = "premise"  # that the mail reached the first hop, when nobody says from where


class SignatureSeen(NamedTuple):
    """A DKIM signature as one server sees it.

    Arguments:
        domain: who signed, ``d=``.
        selector: which key was used, ``s=``.
        result: in the word of RFC 8601 section 2.7.1.
        reason: the code of the finding that decides; empty for a pass.
        why: the same in words; empty for a pass.
        host: the hop that made the signature; empty where the mail came with it.
        symbolic: whether it is only supposed, and its key not asked for.
        broken: what on the way broke it; None where nothing did.
    """

    domain: str
    selector: str
    result: str
    reason: str = ""
    why: str = ""
    host: str = ""
    symbolic: bool = False
    broken: Break | None = None


class Sealer(NamedTuple):
    """Who sealed the mail, and whether the seal says that the mail passed DMARC when it came there."""

    domain: str
    vouches: bool


class ChainSeen(NamedTuple):
    """The Authenticated Received Chain as one server sees it.

    Arguments:
        result: ``none``, ``pass`` or ``fail``; ``unknown`` where the DNS did not answer.
        sealers: who sealed, the first one first.
        reason: the code of the finding that decides; empty for none and pass.
        why: the same in words.
        symbolic: whether a seal in it is only supposed.
        broken: what on the way broke it.
    """

    result: str
    sealers: tuple[Sealer, ...] = ()
    reason: str = ""
    why: str = ""
    symbolic: bool = False
    broken: Break | None = None


class Rewriting(NamedTuple):
    """What a hop gives in MAIL FROM.

    Arguments:
        address: the address; empty for the null sender.
        use: ``keep``, ``srs``, ``own`` or ``null``.
        why_not: why SRS changed nothing; empty where it did, or was not used.
    """

    address: str
    use: str
    why_not: str = ""


class Stage(NamedTuple):
    """The mail is handed from one server to the next, and what that one finds out.

    Arguments:
        number: 0 where the author's server hands it over; 1 where the first hop does.
        host: the name of the server that hands it over; empty for an author's server that is not known.
        client_ip: its address; empty likewise.
        receiver: the name of the one that receives.
        recipient: for whom; empty where that does not matter.
        envelope: what stands in MAIL FROM.
        changes: what was done to the message before it was handed over.
        author: the domain in From, as DMARC takes it; empty where there is none.
        spf: the result with its evaluation; None where it could not be judged.
        signatures: the DKIM signatures.
        chain: the ARC chain.
        dmarc: the evaluation; None where it could not be judged.
        fate: what the receiving server does with the mail.
        because: what decided that.
        findings: what SPF, DKIM, ARC and DMARC say there, each for itself.
        unknown: what they could not know.
    """

    number: int
    host: str
    client_ip: str
    receiver: str
    recipient: str
    envelope: Rewriting
    changes: tuple[str, ...]
    author: str
    spf: SpfResult | None
    signatures: tuple[SignatureSeen, ...]
    chain: ChainSeen
    dmarc: Evaluation | None
    fate: Fate
    because: Because
    findings: tuple[Finding, ...] = ()
    unknown: tuple[Unknown, ...] = ()

    @property
    def passes_on(self) -> bool:
        """Whether the server passes the mail on, where it is a hop."""
        return self.fate in (Fate.ACCEPTED, Fate.UNKNOWN)

    @property
    def spf_result(self) -> str:
        """The SPF result in the word of RFC 8601; empty where it could not be judged."""
        return "" if self.spf is None else self.spf.result.value

    @property
    def dmarc_result(self) -> str:
        """The DMARC result in the word of RFC 8601; empty where it could not be judged."""
        return "" if self.dmarc is None else self.dmarc.result.value

    @property
    def fails_dmarc(self) -> bool:
        """Whether DMARC fails."""
        return self.dmarc is not None and self.dmarc.result is DmarcResult.FAIL

    @property
    def disposition(self) -> Disposition | None:
        """What the owner of the author's domain asks for; None where DMARC could not be judged."""
        return None if self.dmarc is None else self.dmarc.disposition

    @property
    def aligned_by(self) -> tuple[str, ...]:
        """What lets DMARC pass: ``spf``, ``dkim`` or both."""
        return () if self.dmarc is None else tuple(dict.fromkeys(one.method for one in self.dmarc.aligned_by))

    @property
    def spf_aligned(self) -> bool:
        """Whether the domain that SPF judged is the author's, or belongs to it, whatever SPF came to."""
        identifiers = () if self.dmarc is None else self.dmarc.identifiers
        return any(one.method == "spf" and one.aligned is True for one in identifiers)

    @property
    def summary(self) -> str:
        """What became of it in a few words: ``DMARC fail: SPF passes, not aligned``."""
        if self.because is Because.SPF:
            return "refused at MAIL FROM: SPF fails"
        if self.dmarc is None or self.dmarc.result not in (DmarcResult.PASS, DmarcResult.FAIL):
            return f"DMARC {self.dmarc_result or 'not known'}"
        if not self.fails_dmarc:
            return "DMARC pass"
        match self.spf_result:
            case "pass":
                return "DMARC fail: SPF passes, not aligned"
            case "fail":
                return "DMARC fail: SPF fails"
            case other:
                return f"DMARC fail: SPF {other or 'not known'}"


class Path(NamedTuple):
    """The way of a mail, as far as it comes.

    Arguments:
        author: the address or domain in From.
        symbolic: whether there is no message, so that its signatures are only supposed.
        hops: the servers that pass it on, without their private keys and secrets.
        receiver: who receives it in the end.
        stages: from server to server; fewer where one does not take it.
    """

    author: str
    symbolic: bool
    hops: tuple[Hop, ...]
    receiver: Receiver
    stages: tuple[Stage, ...]

    @property
    def last(self) -> Stage:
        """Where the mail ended."""
        return self.stages[-1]

    @property
    def is_whole(self) -> bool:
        """Whether it came to the last receiver."""
        return len(self.stages) == len(self.hops) + 1

    @property
    def fate(self) -> Fate:
        """What became of it in the end."""
        return self.last.fate

    @property
    def arrives(self) -> bool:
        """Whether the last receiver accepts it."""
        return self.is_whole and self.fate is Fate.ACCEPTED

    @property
    def summary(self) -> str:
        """What became of it in a few words, with the place where that was not the last receiver."""
        return self.last.summary if self.is_whole else f"{self.last.summary}, at {self.last.receiver}"

    def text(self, *, width: int = 100) -> str:
        """The way as a table for a terminal, printable ASCII; see :func:`deliverkit.forwarding.table.path_text`."""
        from .table import path_text

        return path_text(self, width=width)

    def svg(self) -> str:
        """The way as a picture, a document of its own; see :func:`deliverkit.forwarding.drawing.path_svg`."""
        from .drawing import path_svg

        return path_svg(self)

    def __str__(self) -> str:
        return self.text()
