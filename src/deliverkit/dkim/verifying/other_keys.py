"""At which other selectors may the key stand that made a signature?  (RFC 6376 section 3.1)"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

__all__ = ["neighbours"]

_NUMBERED: Final = re.compile(r"([0-9]{1,3})(?![0-9])")
_USUAL: Final = ("default", "dkim", "mail", "s1", "selector1")


def neighbours(selector: str, others: Iterable[str], most: int) -> tuple[str, ...]:
    """The selectors to try beside *selector*, the most probable first, *most* of them at most.

    Arguments:
        selector: the selector whose key did not make the signature.
        others: selectors of the same domain that are known from elsewhere, such as other signatures of the message.
        most: how many to name.

    >>> neighbours("s1", (), 4)
    ('s2', 's0', 'default', 'dkim')
    """
    found = dict.fromkeys((*others, *_renumbered(selector), *_USUAL))
    found.pop(selector, None)
    return tuple(found)[:most]


def _renumbered(selector: str) -> Iterator[str]:
    """*selector* with its last number one more, and one less, as keys are rotated: s1 and s2, 2026a stays."""
    last = None
    for match in _NUMBERED.finditer(selector):
        last = match
    if last is None:
        return
    number, width = int(last[1]), len(last[1])
    for other in (number + 1, number - 1):
        if other >= 0:
            yield f"{selector[: last.start()]}{other:0{width}d}{selector[last.end() :]}"
