"""How hard is it tried to explain a failure?  Octets hashed and verifications made, never seconds."""

from __future__ import annotations

__all__ = ["Effort"]


class Effort:
    """What may still be spent on explaining the failures of one message; shared by all its signatures.

    Arguments:
        octets: octets that may be hashed.
        tries: edits that may be tried, each a hash of its own.
        verifications: public-key operations, for Ed25519, whose hash cannot be recovered.

    Attributes:
        ran_out: the setting that ended the search; empty while there is something left of each.
        capped: what there was more of than is ever looked at, with the number that is; empty where there was not.
    """

    __slots__ = ("capped", "octets", "ran_out", "tries", "verifications")

    def __init__(self, octets: int, tries: int, verifications: int) -> None:
        self.octets = octets
        self.tries = tries
        self.verifications = verifications
        self.ran_out = ""
        self.capped = ""

    def cap(self, what: str, most: int) -> None:
        """Say that there were more than *most* of *what*, so that not all was tried; what is said first stays."""
        self.capped = self.capped or f"{what} ({most})"

    def spend(self, octets: int) -> bool:
        """Take one try that hashes so many *octets*; False, with nothing taken, when they are not left."""
        if self.tries < 1 or octets > self.octets:
            self.ran_out = "max_tries" if self.tries < 1 else "max_hashed"
            return False
        self.tries -= 1
        self.octets -= octets
        return True

    def spend_verification(self) -> bool:
        """Take one public-key operation; False when none is left."""
        if self.verifications < 1:
            self.ran_out = "max_verifications"
            return False
        self.verifications -= 1
        return True
