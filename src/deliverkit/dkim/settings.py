"""Which numbers may a verifier choose?  (RFC 6376 sections 3.5 and 6.1, RFC 8301 section 3.2)"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from ..core.errors import UsageError
from .arguments import expect
from .effort import Effort

__all__ = ["DEFAULT_SETTINGS", "Settings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The limits of one verification, and how hard a failure is explained.

    Arguments:
        max_signatures: signatures of one message that are judged, from the top; the others are an unknown.
        clock_skew: seconds by which the clocks of signer and verifier may differ.
        max_other_keys: other selectors whose key is asked for when the published key did not make the signature.
        max_explained: signatures of one message whose failure is explained, from the top; the others are an unknown.
        max_hashed: octets that may be hashed to explain the failures of one message; 0 explains nothing.
        max_tries: edits that may be tried for it. What all three allow is shared among the signatures that fail.
        max_verifications: public-key operations for it, where the key is Ed25519.

    Raises:
        UsageError: a number is negative, or none.
    """

    max_signatures: int = 20
    clock_skew: int = 300
    max_other_keys: int = 6
    max_explained: int = 3
    max_hashed: int = 1_500_000_000
    max_tries: int = 60_000
    max_verifications: int = 1_000

    def __post_init__(self) -> None:
        for one in fields(self):
            number: object = getattr(self, one.name)
            expect(f"dkim.Settings({one.name}=...)", number, int, "a whole number")
            if getattr(self, one.name) < 0:
                raise UsageError(f"dkim.Settings({one.name}=...) must not be negative")

    def effort(self, failures: int = 1) -> Effort:
        """What may be spent on explaining one of so many *failures* in a message."""
        return Effort(self.max_hashed // failures, self.max_tries // failures, self.max_verifications // failures)


DEFAULT_SETTINGS: Final = Settings()
