"""Which selectors do providers give to everybody, and whose name does a CNAME lead to?  (RFC 6376 section 3.1)

Selectors cannot be listed; these are the ones that many domains share. The data says where it comes from and of which
day it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ...core.data import text

__all__ = ["Provider", "provider_of", "providers", "usual_selectors"]


class Provider(NamedTuple):
    """What is known of one provider.

    Arguments:
        name: its name; empty for selectors that belong to none.
        selectors: those it gives to everybody; none where each customer has his own.
        target: how the names end that its CNAME records lead to; empty where the key itself is published.
        source: where this is told.
        date: the day it was looked at.
    """

    name: str
    selectors: tuple[str, ...]
    target: str
    source: str
    date: str


def providers() -> tuple[Provider, ...]:
    """All that is known, in the order of the data."""
    lines = (line for line in text("dkim-selectors.tsv").splitlines() if not line.startswith("#"))
    return tuple(_read(*line.split("\t")) for line in lines)


def _read(name: str, selectors: str, target: str, source: str, date: str) -> Provider:
    return Provider(
        "" if name == "-" else name,
        () if selectors == "-" else tuple(selectors.split(" ")),
        "" if target == "-" else target,
        source,
        date,
    )


def usual_selectors() -> tuple[str, ...]:
    """Every selector of the data, each once, in its order."""
    return tuple(dict.fromkeys(selector for provider in providers() for selector in provider.selectors))


def provider_of(selector: str, aliases: Iterable[str]) -> str:
    """The provider that a selector belongs to, by where its CNAME leads, else by its name; empty where that says
    nothing.

    Arguments:
        selector: the selector.
        aliases: the names its CNAME chain led through, of which the last holds the key.
    """
    known = providers()
    chain = tuple(aliases)
    for target in chain:
        for provider in known:
            if provider.target and f".{target}".endswith(provider.target):
                return provider.name
    if chain:
        return ""
    names = {provider.name for provider in known if selector in provider.selectors and not provider.target}
    # a selector that several use, or that tutorials suggest, tells nothing
    return names.pop() if len(names) == 1 else ""
