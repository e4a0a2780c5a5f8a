"""Does the author's domain vouch for this mail, and what shall receivers do if not?  (RFC 9989, 9990; RFC 7489 too)"""

from .author import author_domain
from .discovery import Discovery, discover
from .evaluation import evaluate
from .legacy import Legacy
from .lint import parse
from .organizational import organizational_domain
from .publication import publication
from .record import Disposition, Fault, Mode, Record, ReportUri, Tag, Wrong, is_dmarc, read
from .result import Authenticated, Evaluation, Identifier, Result
from .walk import Step, StepOutcome

__all__ = [
    "Authenticated",
    "Discovery",
    "Disposition",
    "Evaluation",
    "Fault",
    "Identifier",
    "Legacy",
    "Mode",
    "Record",
    "ReportUri",
    "Result",
    "Step",
    "StepOutcome",
    "Tag",
    "Wrong",
    "author_domain",
    "discover",
    "evaluate",
    "is_dmarc",
    "organizational_domain",
    "parse",
    "publication",
    "read",
]
