"""Which numbers may a receiver choose?  (RFC 7208 section 4.6.4)"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["DEFAULT_SETTINGS", "Settings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The limits of one evaluation, and the receiver's name for ``%{r}``.

    Arguments:
        max_lookups: terms that cause DNS look-ups ("MUST limit the total number of those terms to 10").
        max_void_lookups: look-ups that bring nothing ("SHOULD limit void lookups to two").
        max_addresses: hosts of one ``mx``, and names of one ``ptr`` (10).
        receiver: the name of the host that receives, for explanations.
    """

    max_lookups: int = 10
    max_void_lookups: int = 2
    max_addresses: int = 10
    receiver: str = "unknown"


DEFAULT_SETTINGS: Final = Settings()
