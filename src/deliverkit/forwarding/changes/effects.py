"""Which part of a message does a change touch, as far as signatures are concerned?  (RFC 6376 section 3.4)"""

from __future__ import annotations

from enum import IntEnum
from typing import Final, NamedTuple, Protocol

from ...message import Message

__all__ = ["NO_EFFECT", "Change", "Effect", "Touch"]


class Touch(IntEnum):
    """How far a body was changed; the higher of two outweighs the other."""

    NONE = 0
    BLANKS = 1  # only such blanks as the relaxed canonicalization leaves out (RFC 6376 section 3.4.4)
    CONTENT = 2


class Effect(NamedTuple):
    """What a change does to a usual message, where none is at hand.

    A usual message has the fields that mail programs write, is a multipart with a text of eight bits in it, and has an
    attachment, long lines in its header and blanks at the end of lines: there is something to do for every change.

    Arguments:
        body: how far its body is changed.
        changed: the names of the fields whose content is changed, in lower case.
        added: the names of the fields that are put above all others.
        added_below: the names of the fields that are put below all others.
        removed: the names of the fields that are taken out.
        refolded: whether fields are folded at other places.
        author: the address that stands in From afterwards; empty where that is left alone.
    """

    body: Touch = Touch.NONE
    changed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    added_below: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    refolded: bool = False
    author: str = ""


NO_EFFECT: Final = Effect()


class Change(Protocol):
    """Something that a host does to the mail it passes on; any class with these members is one."""

    @property
    def name(self) -> str:
        """What it is called, in a few words: ``adds a footer``."""
        ...

    @property
    def effect(self) -> Effect:
        """What it does to a usual message."""
        ...

    def apply(self, message: Message) -> bytes:
        """The octets of *message* after it; those of the message itself where it finds nothing to do."""
        ...
