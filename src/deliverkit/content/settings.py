"""Which numbers may a receiver choose when it judges the form of a message?  (RFC 5322 section 2.1.1)"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["DEFAULT_SETTINGS", "Settings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The limits of one judgement.

    Arguments:
        max_line: octets of a line without its end ("MUST be no more than 998 characters").
        max_field: octets of one field that are read for its addresses, its date or its identifier; a longer one is an
            unknown. Postfix cuts them there.
        max_shown: pieces of evidence of one finding.
    """

    max_line: int = 998
    max_field: int = 102_400
    max_shown: int = 3


DEFAULT_SETTINGS: Final = Settings()
