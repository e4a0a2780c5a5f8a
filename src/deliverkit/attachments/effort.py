"""How much is spent on one file, one archive, one message?  Steps, of which every container gets a part.

So a container made to cost much never takes what its neighbours need to be looked at.
"""

from __future__ import annotations

from typing import Final

__all__ = ["DOCUMENT", "FILE", "FORBIDDEN", "LOOK", "LOOK_CHEAPLY", "MESSAGE", "UNPACK", "Effort", "name_effort"]

# in steps of about two microseconds
FILE: Final = 8
LOOK_CHEAPLY: Final = 8
LOOK: Final = 25
FORBIDDEN: Final = 20
UNPACK: Final = 50
DOCUMENT: Final = 45
MESSAGE: Final = 150
_ODD: Final = 40
_A_STEP: Final = 6  # characters of an odd name
_USUAL: Final = 255
_LITTLE: Final = 5_000
_USUAL_EXTENSION: Final = 16


def name_effort(text: str) -> int:
    """What judging the name *text* costs: nothing worth counting when it has the form that most names have."""
    extension = text[text.rfind(".") + 1 :]
    plain = extension.isascii() and extension.isalnum() and len(extension) <= _USUAL_EXTENSION
    return 0 if plain and len(text) <= _USUAL else _ODD + len(text) // _A_STEP


class Effort:
    """What is left to be spent on the files of one container.

    Arguments:
        left: steps.
        above: what it is a part of.
    """

    __slots__ = ("above", "left")

    def __init__(self, left: int, above: Effort | None = None) -> None:
        self.left = left
        self.above = above

    def part(self) -> Effort:
        """For what stands in one of the files: three quarters of what is left, and all of what is little anyway."""
        return Effort(max(self.left * 3 // 4, min(self.left, _LITTLE)), self)

    def spend(self, steps: int) -> bool:
        """Take *steps*; False when less is left, and then nothing is left."""
        enough = steps <= self.left
        taken = min(steps, self.left)
        one: Effort | None = self
        while one is not None:
            one.left -= taken
            one = one.above
        return enough
