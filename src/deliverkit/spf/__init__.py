"""May this client send for this domain, and is the domain's record right?  (RFC 7208)"""

from .evaluation import check_host
from .grammar import Fault, Record, Term, parse
from .result import Lookup, RecordTrace, Result, SpfResult, TermTrace
from .settings import Settings

__all__ = [
    "Fault",
    "Lookup",
    "Record",
    "RecordTrace",
    "Result",
    "Settings",
    "SpfResult",
    "Term",
    "TermTrace",
    "check_host",
    "parse",
]
