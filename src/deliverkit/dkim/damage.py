"""What was done to a message after it was signed?  One edit that, undone, makes a signature fit again."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from ..core.findings import Finding

__all__ = ["Damage", "Fits", "Hint"]

Fits: TypeAlias = Callable[[bytes], bool]
"""Whether the signature was made over these canonical octets of the header."""


class Hint(NamedTuple):
    """A header field as it must have been, known from what was found in the body: its name in lower case, its value."""

    name: str
    value: bytes


class Damage(NamedTuple):
    """One edit, found because the signature fits once it is undone.

    Arguments:
        kind: what was done: the name of its rule, such as ``footer-added``.
        actor: who does such things: ``gateway``, ``mailing-list``, ``relay``, ``client``, ``signer``,
            ``spoofer`` or ``dns-editor``.
        place: where, for people: ``end``, ``part 1``, ``Subject``.
        removed: the octets that stood there when it was signed (empty for what was only added).
        added: the octets that stand there now (empty for what was only taken away).
        finding: the finding, complete but for its subject.
        hints: header fields as they must have been, by what was found in the body.
    """

    kind: str
    actor: str
    place: str
    removed: bytes
    added: bytes
    finding: Finding
    hints: tuple[Hint, ...] = ()
