"""May this client send for this domain, and is the domain's record right?  (RFC 7208)"""

from .evaluation import check_host
from .grammar import Fault, Record, Term, parse
from .ledger import Branch, Cost, Fate
from .lint import lint
from .publication import Publication, publication
from .received import ReceivedSpf, read_received_spf, write_received_spf
from .result import Lookup, RecordTrace, Result, SpfResult, TermTrace
from .settings import Settings

__all__ = [
    "Branch",
    "Cost",
    "Fate",
    "Fault",
    "Lookup",
    "Publication",
    "ReceivedSpf",
    "Record",
    "RecordTrace",
    "Result",
    "Settings",
    "SpfResult",
    "Term",
    "TermTrace",
    "check_host",
    "lint",
    "parse",
    "publication",
    "read_received_spf",
    "write_received_spf",
]
