"""Who handled this mail on its way, and is that chain of custody whole?  (RFC 8617)

ARC is an experiment on its way to Historic: verify it to see what happened to a message, and rely on nothing it says.
"""

from .result import ArcSet, Chain, Link, Result
from .sealing import Sealed, seal
from .settings import Settings
from .verification import verify

__all__ = ["ArcSet", "Chain", "Link", "Result", "Sealed", "Settings", "seal", "verify"]
