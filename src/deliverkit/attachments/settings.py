"""What does this receiver refuse, and how much may looking at it cost?  The choices of one inspection."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from ..core.budget import Limits
from ..core.errors import UsageError
from .extensions import DEFAULT_PROFILE, is_class_identifier, profile, profiles

__all__ = ["DEFAULT_SETTINGS", "Settings"]

_EXTENSION: Final = re.compile(r"[^\W_][\w+~!#$&-]{0,39}")
_MIB: Final = 1024 * 1024
_LIMITS: Final = Limits(bytes_read=400 * _MIB, bytes_inflated=250 * _MIB, members=50_000, names=20_000, steps=600_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is refused, and the limits of one inspection.

    Arguments:
        profile: whose list of extensions applies: ``host`` (the default), ``gmail``, ``exchange``, ``exchange-online``,
            ``rspamd``, ``mailscanner``, ``amavis``, or ``strict`` for all of them together.
        add: more extensions, with or without a dot, in any case.
        remove: extensions of the list that are let through; a class identifier (``name.{...}``) is refused always.
        max_message_size: octets of a whole message, encoded, that the receiver takes.
        limits: the most that one message may cost.
        max_shown: pieces of evidence of one finding.

    Raises:
        UsageError: there is no such profile, an extension is none, or a number is negative.

    >>> Settings(add=(".ISO",), remove=("com",)).forbids("iso")
    True
    """

    profile: str = DEFAULT_PROFILE
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    max_message_size: int = 25 * _MIB
    limits: Limits = _LIMITS
    max_shown: int = 3

    def __post_init__(self) -> None:
        if self.profile != DEFAULT_PROFILE and self.profile not in profiles():
            raise UsageError(f"Settings(profile=...) is one of {', '.join(profiles())}, not {self.profile!r}")
        added, removed = _read("add", self.add), _read("remove", self.remove)
        if both := sorted({*added} & {*removed}):
            raise UsageError(f"Settings(add=..., remove=...) both name {', '.join(both)}")
        object.__setattr__(self, "add", added)
        object.__setattr__(self, "remove", removed)
        for name, number in (("max_message_size", self.max_message_size), ("max_shown", self.max_shown)):
            if number < 0:
                raise UsageError(f"Settings({name}=...) must not be negative")

    @property
    def forbidden(self) -> frozenset[str]:
        """What is refused in the end: lower case, without dots."""
        return _forbidden(self.profile, self.add, self.remove)

    def forbids(self, extension: str) -> bool:
        """Whether files with *extension* (lower case, without the dot; or a class identifier) are refused."""
        return extension in self.forbidden or is_class_identifier(extension)

    def listed_in(self, extension: str) -> str:
        """Where a forbidden *extension* comes from: the profile, or ``settings`` when it was added."""
        listed = extension in profile(self.profile) or is_class_identifier(extension)
        return self.profile if listed else "settings"


@cache
def _forbidden(name: str, add: tuple[str, ...], remove: tuple[str, ...]) -> frozenset[str]:
    return profile(name).union(add).difference(remove)


def _read(name: str, extensions: Iterable[object]) -> tuple[str, ...]:
    if isinstance(extensions, str | bytes):
        raise UsageError(f'Settings({name}=...) takes a tuple of extensions, such as ("iso", "one")')
    return tuple(dict.fromkeys(_extension(name, one) for one in extensions))


def _extension(name: str, given: object) -> str:
    if not isinstance(given, str):
        raise UsageError(f"Settings({name}=...) takes extensions as text, not {given!r}")
    extension = unicodedata.normalize("NFKC", given).strip().removeprefix("*").removeprefix(".").lower()
    if not _EXTENSION.fullmatch(extension):
        hint = "; only what stands behind the last dot counts" if "." in extension else ""
        raise UsageError(f"Settings({name}=...): {given!r} is no extension such as 'js'{hint}")
    return extension


DEFAULT_SETTINGS: Final = Settings()
