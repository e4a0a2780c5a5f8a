"""In which order are edits of the body tried?  The likely and cheap ones first, then two at once, then line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import chain
from typing import Final, TypeAlias

from ...effort import Effort
from .edits import NOTHING, Edit, Rewriting
from .inserted import banners, both_forms, footers, in_other_words, tail
from .leaves import Leaf, text_leaves
from .lines import line_rewritings
from .part_headers import part_headers
from .parts import added_parts, frames, unwrapped, with_boundary, wrappings
from .recoded_cuts import cut_and_recoded
from .recoding import converted_as_usual, plain_forms, recoded, recoded_as_usual, rewrapped
from .rewritten import linked, wrapped
from .single import inserted_lines, one_blank, one_by_one
from .telling import Told
from .twofold import spliced, twofold
from .view import BodyView

__all__ = ["search"]

_FIRST: Final = 40  # places that are tried in each text before anything else is
_MOST: Final = 400
_LIKELY: Final = 8  # places where a banner most often ends, or a footer of HTML starts
_FEW: Final = 12  # places in a text that has HTML too
_MOST_LINKED: Final = 8
_SHORT: Final = 200  # octets of a footer on top of another edit, where no line end stands before it
_GAPS: Final = 4
_REWRITING: Final = 2  # octets that are hashed in the time in which all lines of one are looked through


def search(arrived: BodyView, signed: tuple[bytes, ...] = ()) -> list[Told]:
    """The edits that, undone, make the signature fit: first the one that was made last; empty when none do.

    Arguments:
        arrived: the body.
        signed: the values of Content-Type that the signature keeps a copy of.
    """
    effort = arrived.effort
    effort.capped = ""
    searched = _Search(arrived, signed)
    for stage, share in _STAGES:
        octets, tries = effort.octets * share // 100, effort.tries * share // 100
        arrived.effort = Effort(octets, tries, 0)
        found = stage(searched)
        effort.octets -= octets - arrived.effort.octets
        effort.tries -= tries - arrived.effort.tries
        effort.ran_out = arrived.effort.ran_out or effort.ran_out
        effort.capped = effort.capped or arrived.effort.capped
        if found:
            return found
    return []


class _Search:
    """The search in one reading of the body."""

    def __init__(self, view: BodyView, signed: tuple[bytes, ...] = (), *, told: str = "") -> None:
        self.view = view
        self.signed = signed
        self.told = told  # the edit that is undone already
        self.evident: list[Rewriting] = []  # what shows in all of the body, and may not be all that was done

    @cached_property
    def leaves(self) -> list[Leaf]:
        return text_leaves(self.view)

    @cached_property
    def links(self) -> list[Edit]:
        return list(linked(self.view, self.leaves))

    def first(self, edits: Iterable[Edit]) -> list[Told]:
        """The first of *edits* with which the body fits."""
        for edit in edits:
            if self.view.fits(edit.splices):
                return [Told(edit, self.view)]
            if self.view.effort.ran_out:
                break
        return []

    def put_in(self) -> list[Told]:
        """What was put in: behind all, as a part, or into a text."""
        footer = tail(self.view)
        return [Told(footer, self.view)] if footer else self.inserted()

    def inserted(self) -> list[Told]:
        """What was put in as a part, or into a text."""
        return self.first(self._inserted(_FIRST, whole=True))

    def _inserted(self, most: int, *, whole: bool) -> Iterator[Edit]:
        view, leaves = self.view, self.leaves
        yield from added_parts(view)
        yield from footers(leaves, most)
        yield from banners(leaves, _LIKELY)
        yield from wrappings(view)
        yield from frames(view)
        yield from both_forms(leaves, _FEW if whole else most, whole=whole)
        yield from in_other_words(leaves, _LIKELY if whole else most, whole=whole)
        yield from banners(leaves, most, _LIKELY)
        yield from footers(leaves, most // 2, _GAPS)

    def rewritten(self) -> list[Told]:
        """What was done to all lines, all links, or all base64."""
        for rewriting in line_rewritings(self.view):
            self.view.work(len(self.view.raw) * _REWRITING)
            if self._fits(rewriting):
                return [Told(rewriting.told, self.view, rewriting)]
            if self.view.effort.ran_out:
                return []
            if rewriting.probable:
                self.evident.append(rewriting)
        view, leaves = self.view, self.leaves
        edits = (self.links, recoded_as_usual(view, leaves), rewrapped(view))
        # a charset that changed together with an encoding is one edit, which is looked for as such
        last = () if self.told else converted_as_usual(view, leaves)
        return self.first(chain(chain.from_iterable(edits), last))

    def _fits(self, rewriting: Rewriting) -> bool:
        if rewriting.exact:
            return self.view.is_hash_of(rewriting.raw)
        return self._of(rewriting.raw).fits()

    def in_two_steps(self) -> list[Told]:
        """One edit that shows in the body, and another one that was made before it: what is cheap to try first."""
        steps, kept = self._steps(), list[_Step]()
        for stage in (_Search.whole, _Search.blanks, _Search.inserted, _Search.rewritten, _Search.one_line):
            for told, searched in chain(kept, _keeping(steps, kept)):
                found = stage(searched)
                if found:
                    return [told] if found[0].edit is NOTHING else [told, *found]
                if searched.view.effort.ran_out:
                    return []
        return []

    def whole(self) -> list[Told]:
        """This reading as it stands, or with a footer behind it."""
        if self.view.fits():
            return [Told(NOTHING, self.view)]
        footer = tail(self.view, _SHORT)
        return [Told(footer, self.view)] if footer else []

    def blanks(self) -> list[Told]:
        """One more blank at the end of a line, where others were taken away."""
        return self.first(one_blank(self.view, self.leaves) if self.told == "trailing-blanks-changed" else ())

    def _steps(self) -> Iterator[_Step]:
        view = self.view
        for edit in self.links[:_MOST_LINKED]:
            yield _step(Told(edit, view), self._of(spliced(view.text, edit)))
        for rewriting in self.evident:
            yield _step(Told(rewriting.told, view, rewriting), self._of(rewriting.raw))
        for found in filter(None, (with_boundary(view, value) for value in self.signed)):
            yield _step(Told(found[0], view), self._of(found[1]))
        for edit, header, raw in (*unwrapped(view), *plain_forms(view, self.leaves)):
            yield _step(Told(edit, view), BodyView(header, raw, view.target, view.effort))

    def _of(self, raw: bytes) -> BodyView:
        return BodyView(self.view.header, raw, self.view.target, self.view.effort)

    def at_two_places(self) -> list[Told]:
        """What was put in at the top of a text and at its end, or twice around its end."""
        for view, splices, edits in twofold(self.view, self.leaves):
            if view.fits(splices):
                return [Told(edit, self.view) for edit in edits]
            if self.view.effort.ran_out:
                break
        return []

    def headers(self) -> list[Told]:
        """Headers of parts in another form."""
        return self.first(part_headers(self.view))

    def wrapped(self) -> list[Told]:
        """Long lines that were broken."""
        return self.first(wrapped(self.view, self.leaves))

    def recoded(self) -> list[Told]:
        """What was encoded anew, or converted to another charset."""
        return self.first(recoded(self.view, self.leaves))

    def one_line(self) -> list[Told]:
        """What was done to one line of many, or a few put in."""
        return self.first(one_by_one(self.view, self.leaves))

    def cut_and_recoded(self) -> list[Told]:
        """A footer in a text that was encoded anew with it."""
        for recoding, footer in cut_and_recoded(self.view, self.leaves):
            if self.view.fits(recoding.splices):
                return [Told(recoding, self.view), Told(footer, self.view)]
            if self.view.effort.ran_out:
                break
        return []

    def anywhere(self) -> list[Told]:
        """What was put in at places that are less likely, or in the middle of a text."""
        return self.first(chain(inserted_lines(self.view, self.leaves, _MOST), self._inserted(_MOST, whole=False)))


_Stage: TypeAlias = Callable[[_Search], list[Told]]
_Step: TypeAlias = tuple[Told, _Search]


def _step(told: Told, view: BodyView) -> _Step:
    return told, _Search(view, told=told.edit.kind)


def _keeping(steps: Iterator[_Step], kept: list[_Step]) -> Iterator[_Step]:
    """Each of *steps*, which is *kept* for the next time."""
    for step in steps:
        kept.append(step)
        yield step


# the share of what is left, in percent, that each may spend; the header's search needs some too
_STAGES: Final[tuple[tuple[_Stage, int], ...]] = (
    (_Search.put_in, 30),
    (_Search.rewritten, 40),
    (_Search.in_two_steps, 35),
    (_Search.at_two_places, 30),
    (_Search.one_line, 60),
    (_Search.headers, 30),
    (_Search.wrapped, 30),
    (_Search.recoded, 40),
    (_Search.cut_and_recoded, 50),
    (_Search.anywhere, 60),
)
