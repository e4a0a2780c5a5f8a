"""Which numbers may a validator of ARC choose?  (RFC 8617 section 5.2)"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ..core.errors import UsageError
from ..dkim.arguments import expect

__all__ = ["DEFAULT_SETTINGS", "Settings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The limits of one validation; that a chain has at most 50 sets is the standard's.

    Arguments:
        clock_skew: seconds by which the clocks of signer and verifier may differ.
        max_keys: records that are tried where several stand at one selector.

    Raises:
        UsageError: a number is none, or out of range.
    """

    clock_skew: int = 300
    max_keys: int = 10

    def __post_init__(self) -> None:
        for name, value in (("clock_skew", self.clock_skew), ("max_keys", self.max_keys)):
            expect(f"arc.Settings({name}=...)", value, int, "a whole number")
        if self.clock_skew < 0:
            raise UsageError("arc.Settings(clock_skew=...) must not be negative")
        if self.max_keys < 1:
            raise UsageError("arc.Settings(max_keys=...) must be one at least")


DEFAULT_SETTINGS: Final = Settings()
