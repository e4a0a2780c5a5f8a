"""What can one say of an edit of the body that was found?"""

from __future__ import annotations

from typing import Final, NamedTuple

from ...damage import Hint
from .view import Splice

__all__ = ["NOTHING", "Edit", "Rewriting"]


class Edit(NamedTuple):
    """A local edit: with *splices* put in place the body is what it was before.

    Arguments:
        kind: the name of its rule.
        splices: what stood there, in order and apart.
        place: where, for people.
        text: what was added, decoded.
        marks: where in ``BodyView.text`` it starts and ends, once for each place.
        was, now: what it was and became, in words.
        times: how many times.
        hints: what is known of the header then.
        octets: what was taken away and what came in its place, each time; None where the splices tell.
    """

    kind: str
    splices: tuple[Splice, ...]
    place: str = ""
    text: bytes = b""
    marks: tuple[tuple[int, int], ...] = ()
    was: str = ""
    now: str = ""
    times: int = 0
    hints: tuple[Hint, ...] = ()
    octets: tuple[bytes, bytes] | None = None


class Rewriting(NamedTuple):
    """An edit of the whole body: *raw* is what it was before.

    Arguments:
        told: what to say of it.
        raw: the octets of the body before.
        exact: that *raw* is what was hashed, as it stands; else it is canonicalized.
        probable: that it shows in the body as it arrived, so that other edits may have come on top of it.
    """

    told: Edit
    raw: bytes
    exact: bool = False
    probable: bool = False


NOTHING: Final = Edit("", ())
