"""Will this mail survive being forwarded, and who must act if not?  (RFC 7960)

hops = [forwarding.Hop("mx.b.example", "192.0.2.7", envelope="srs")]
path = dk.run(dk.simulate_forwarding("john@a.example", hops)).value
print(path)                                    # or path.svg()
"""

from .changes import (
    AddField,
    Change,
    Effect,
    Footer,
    PartFooter,
    Recode,
    RefoldHeader,
    RemoveField,
    RewriteFrom,
    StripAttachments,
    SubjectTag,
    Touch,
    TrimBlanks,
)
from .comparison import Comparison, compare
from .hops import MOST_HOPS, EnvelopeUse, Hop, Origin, Receiver, Signing
from .mail import Break
from .path import Because, ChainSeen, Fate, Path, Rewriting, Sealer, SignatureSeen, Stage
from .simulation import simulate_forwarding

__all__ = [
    "MOST_HOPS",
    "AddField",
    "Because",
    "Break",
    "ChainSeen",
    "Change",
    "Comparison",
    "Effect",
    "EnvelopeUse",
    "Fate",
    "Footer",
    "Hop",
    "Origin",
    "PartFooter",
    "Path",
    "Receiver",
    "Recode",
    "RefoldHeader",
    "RemoveField",
    "RewriteFrom",
    "Rewriting",
    "Sealer",
    "SignatureSeen",
    "Signing",
    "Stage",
    "StripAttachments",
    "SubjectTag",
    "Touch",
    "TrimBlanks",
    "compare",
    "simulate_forwarding",
]
