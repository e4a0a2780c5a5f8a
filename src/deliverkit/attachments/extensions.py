"""Which file name extensions are refused in mail, and by whom?  The published lists, with their source and date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple

from ..core.data import text

__all__ = [
    "DEFAULT_PROFILE",
    "STRICT",
    "ExtensionList",
    "blocked_by",
    "is_class_identifier",
    "label_of",
    "lists",
    "profile",
    "profiles",
]

DEFAULT_PROFILE: Final = "host"
STRICT: Final = "strict"
"""The profile that refuses what any of the lists refuses."""

# "name.{class identifier}": Windows takes the class for the type of the file. It stands in no list; these refuse it.
_CLASS: Final = re.compile(r"\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}")
_REFUSE_CLASSES: Final = ("mailscanner", "amavis")


class ExtensionList(NamedTuple):
    """One list of refused extensions.

    Arguments:
        name: the profile it makes, such as ``exchange-online``.
        label: its name for people, such as ``Exchange Online``.
        source: where it is told.
        date: the day it was looked at.
        extensions: lower case, without the dot.
    """

    name: str
    label: str
    source: str
    date: str
    extensions: frozenset[str]


@cache
def lists() -> Mapping[str, ExtensionList]:
    """Every list by its name, in the order of the data."""
    lines = (line for line in text("forbidden-extensions.tsv").splitlines() if not line.startswith("#"))
    read = (_read(*line.split("\t")) for line in lines)
    return MappingProxyType({one.name: one for one in read})


def _read(name: str, label: str, source: str, date: str, extensions: str) -> ExtensionList:
    return ExtensionList(name, label, source, date, frozenset(extensions.split(" ")))


def profiles() -> tuple[str, ...]:
    """The names of all profiles: one a list, and ``strict``."""
    return (*lists(), STRICT)


def profile(name: str) -> frozenset[str]:
    """The extensions that a profile of :func:`profiles` refuses.

    Raises:
        KeyError: there is none of this name.
    """
    if name == STRICT:
        return frozenset[str]().union(*(one.extensions for one in lists().values()))
    return lists()[name].extensions


def blocked_by(extension: str) -> tuple[str, ...]:
    """The lists that *extension* stands in, by name, in the order of the data.

    Arguments:
        extension: lower case, without the dot; or a class identifier in braces.

    >>> blocked_by("scf")
    ('host', 'exchange', 'exchange-online', 'rspamd', 'mailscanner')
    """
    if is_class_identifier(extension):
        return _REFUSE_CLASSES
    return tuple(one.name for one in lists().values() if extension in one.extensions)


def is_class_identifier(extension: str) -> bool:
    """Whether *extension*, in lower case, is a class identifier in braces, which is refused by every profile."""
    return _CLASS.fullmatch(extension) is not None


def label_of(names: Iterable[str]) -> tuple[str, ...]:
    """What people call the lists of these *names*."""
    return tuple(lists()[name].label for name in names)
