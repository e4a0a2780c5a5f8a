"""What does a hop give in MAIL FROM?  (RFC 5321 section 4.1.1.2, RFC 7208 appendix D.2)"""

from __future__ import annotations

from typing import Final

from ..srs import NeedsToken, Rewriter, Rewritten
from ..srs.stamp import Day
from .hops import EnvelopeUse, Hop
from .path import Rewriting

__all__ = ["rewritten"]

# no secret: whoever wants the hash that his server would write passes his own Rewriter
_MADE_UP: Final = b"the key of a forwarder in a simulation"


def rewritten(hop: Hop, sender: str, day: Day) -> Rewriting:
    """What *hop* gives in MAIL FROM for mail that came to it from *sender*.

    Arguments:
        hop: the hop.
        sender: the envelope sender that it was given.
        day: which day it is, for SRS.

    Raises:
        UsageError: it uses SRS, and its domain cannot be that of an address.
    """
    match hop.envelope:
        case EnvelopeUse.SRS:
            return _with_srs(hop, sender, day)
        case EnvelopeUse.OWN:
            return Rewriting(hop.sender or hop.recipient or f"postmaster@{hop.domain}", "own")
        case EnvelopeUse.NULL:
            return Rewriting("", "null")
        case _:
            return Rewriting(sender, "keep")


def _with_srs(hop: Hop, sender: str, day: Day) -> Rewriting:
    rewriter = Rewriter((hop.domain,), (_MADE_UP,)) if hop.srs is None else hop.srs
    match rewriter.forward(sender, day):
        case Rewritten(address) | NeedsToken(_, _, address):
            return Rewriting(address, "srs")
        case left_alone:
            return Rewriting(sender, "srs", left_alone.reason.value)
