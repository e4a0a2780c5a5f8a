"""Is this name forbidden, or is it disguised?  Every view of it against the receiver's list."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ..settings import DEFAULT_SETTINGS, Settings
from .disguises import Disguise
from .tricks import tricks_before, tricks_within
from .views import View, views

__all__ = ["NameVerdict", "judge"]

# what may give a name more views than one although its extension is plain, or make it a trick
_SPECIAL: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f:;\u061c\u200f\u202b\u202e\u2067\u2068]")


class NameVerdict(NamedTuple):
    """What one name comes to.

    Arguments:
        extension: the forbidden extension, lower case, without the dot; empty when nothing is forbidden.
        start: where it starts in the raw name.
        end: where it ends.
        saved_as: the name under which the file would be saved or run then.
        disguises: the tricks the name plays.
    """

    extension: str = ""
    start: int = 0
    end: int = 0
    saved_as: str = ""
    disguises: tuple[Disguise, ...] = ()

    @property
    def forbidden(self) -> bool:
        """Whether the receiver refuses it by its name."""
        return self.extension != ""

    @property
    def suspicious(self) -> bool:
        """Whether it hides something without being forbidden."""
        return not self.extension and bool(self.disguises)


_CLEAN: Final = NameVerdict()


def judge(text: str, settings: Settings = DEFAULT_SETTINGS) -> NameVerdict:
    """Judge the name *text*, decoded and otherwise as it stands; never raises, linear.

    Arguments:
        text: the name, with or without a path.
        settings: whose list applies.

    What Windows would run decides. So ``.js``, a name that is nothing but an extension, is forbidden: Windows runs it.
    ``setup.exe.pdf`` is not, because it opens as a document, nor is ``bundle.js.map``; their content is judged apart.

    >>> judge("scan.pdf.js").extension, judge("bundle.js.map").forbidden
    ('js', False)
    """
    if _is_plain(text, settings.forbidden):
        return _CLEAN
    seen = views(text)
    refused = [view for view in seen if view.extension and settings.forbids(view.extension)]
    if refused:
        return _refused(text, min(refused, key=lambda view: len(view.disguises)))
    disguises = tuple(tricks_within(text, seen[0].extension))
    if any(settings.forbids(view.extension.rstrip("_") or " ") for view in seen):
        disguises += (Disguise.UNDERSCORE,)
    return NameVerdict(disguises=disguises) if disguises else _CLEAN


def _is_plain(text: str, forbidden: frozenset[str]) -> bool:
    """Whether it can be seen at once that *text* is clean, as it can of nearly every honest name."""
    if _SPECIAL.search(text):
        return False
    name = text[max(text.rfind("/"), text.rfind("\\")) + 1 :]
    _, dot, extension = name.rpartition(".")
    if not extension.isascii():
        return False
    return (extension.isalnum() and extension.lower() not in forbidden) if dot else extension[-1:].isalnum()


def _refused(text: str, view: View) -> NameVerdict:
    disguises = (*view.disguises, *tricks_before(text, view.start), *tricks_within(text, view.extension))
    return NameVerdict(view.extension, view.start, view.end, view.name, tuple(dict.fromkeys(disguises)))
