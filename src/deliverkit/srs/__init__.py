"""Which envelope sender lets forwarded mail pass SPF, and find its way back?  (the Sender Rewriting Scheme)"""

from .chain import Dialect, Rewriting
from .explain import Explanation, explain
from .outcomes import (
    Forwarded,
    NeedsToken,
    NotReversed,
    NotReversedReason,
    Refused,
    RefusedReason,
    Returned,
    Reversed,
    Rewritten,
    StoredSender,
    Unchanged,
    UnchangedReason,
)
from .rewriter import Rewriter

__all__ = [
    "Dialect",
    "Explanation",
    "Forwarded",
    "NeedsToken",
    "NotReversed",
    "NotReversedReason",
    "Refused",
    "RefusedReason",
    "Returned",
    "Reversed",
    "Rewriter",
    "Rewriting",
    "Rewritten",
    "StoredSender",
    "Unchanged",
    "UnchangedReason",
    "explain",
]
