"""What of a message does a signature cover, and has it changed?  (RFC 6376 sections 3.4 and 3.7)"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple, TypeAlias

from ..dkim import SignatureHeader, SigningSettings
from ..dkim.body import hash_body
from ..dkim.fields import canonical_field, covered_octets
from ..dkim.signing.covering import names_to_sign
from ..message import Message
from .changes import Effect, Touch

__all__ = ["BODY", "HEADER", "USUAL", "Bodies", "Cover", "Marks", "broken_part", "names_covered", "sealed_names"]

HEADER: Final = "header"
BODY: Final = "body"
USUAL: Final = (
    b"Date: Wed, 25 Nov 2026 12:00:00 +0000\r\nFrom: a@a.example\r\nTo: b@b.example\r\nSubject: s\r\n"
    b"Message-ID: <1@a.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n"
    b"Content-Transfer-Encoding: 8bit\r\n\r\n"
)
"""The header of a usual message; what it holds does not matter, only which fields there are."""
_ARC: Final = ("ARC-Seal", "ARC-Message-Signature", "ARC-Authentication-Results")


class Cover(NamedTuple):
    """What a signature covers.

    Arguments:
        names: the names in ``h=``, in lower case.
        relaxed_header: whether the header is covered in its relaxed form.
        relaxed_body: whether the body is.
        limit: how many octets of the canonical body are covered, ``l=``; None for all.
        hash_name: how they are hashed.
    """

    names: tuple[str, ...]
    relaxed_header: bool
    relaxed_body: bool
    limit: int | None = None
    hash_name: str = "sha256"

    @staticmethod
    def of(header: SignatureHeader) -> Cover:
        """What a signature that is in a message covers."""
        limit, hash_name = header.length, header.hash_name or "sha256"
        return Cover(header.names, header.relaxed_header, header.relaxed_body, limit, hash_name)

    @staticmethod
    def by(names: Iterable[str], settings: SigningSettings) -> Cover:
        """What a signature that somebody makes covers."""
        return Cover(tuple(map(str.lower, names)), settings.relaxed_header, settings.relaxed_body)


Bodies: TypeAlias = dict[tuple[bool, str, int | None], bytes]  # the hashes of one body, by its forms


class Marks(NamedTuple):
    """The hashes of what a signature covers; the same as long as it is."""

    header: bytes
    body: bytes

    @staticmethod
    def of(message: Message, cover: Cover, own: SignatureHeader | None, bodies: Bodies) -> Marks:
        """The marks of what *cover* says of *message*, and of the signature field *own* where it stands in it.

        What was hashed of its body before is taken from *bodies*.
        """
        start = -1 if own is None else own.field.start
        octets = covered_octets(message.fields, cover.names, start, relaxed=cover.relaxed_header)
        if own is not None:
            octets += canonical_field(own.field.raw, own.field.colon, relaxed=cover.relaxed_header)
        form = cover.relaxed_body, cover.hash_name, cover.limit
        if form not in bodies:
            relaxed, name, limit = form
            body = hash_body(message.raw, message.body_start, relaxed=relaxed, hash_name=name, limit=limit)
            bodies[form] = body.digest
        return Marks(hashlib.sha256(octets).digest(), bodies[form])

    def differing(self, other: Marks) -> str:
        """Which half differs, the body first, as a verifier computes it first; empty where none does."""
        return BODY if self.body != other.body else HEADER if self.header != other.header else ""


def names_covered(message: Message | None, settings: SigningSettings) -> list[str]:
    """The names in ``h=`` of a signature over *message*, or over a usual message where it is None."""
    return names_to_sign(message or Message.parse(USUAL), settings.fields, settings.oversigned)


def sealed_names(message: Message | None, settings: SigningSettings) -> list[str]:
    """What a seal covers: the message as a signature would, its DKIM signatures, and the sets before it."""
    held = message or Message.parse(USUAL)
    before = [name for name in ("DKIM-Signature", *_ARC) for _ in range(held.fields.count(name))]
    return [*names_covered(message, settings), *before]


def broken_part(cover: Cover, effect: Effect) -> str:
    """Which half of a signature over a usual message *effect* breaks, the body first; empty where it survives.

    The relaxed form of the body forgives blanks (RFC 6376 section 3.4.4), that of the header forgives folds (section
    3.4.2), and a name that ``h=`` has more often than the message allows no more such fields (section 8.15).
    """
    if effect.body is Touch.CONTENT or (effect.body is Touch.BLANKS and not cover.relaxed_body):
        return BODY
    asked = Counter(cover.names)
    held = Counter(one.key for one in Message.parse(USUAL).fields)
    covered = {name for name in asked if held[name]}
    if effect.refolded and not cover.relaxed_header and covered:
        return HEADER
    if not covered.isdisjoint((*effect.changed, *effect.removed)):
        return HEADER
    # fields are signed "from the bottom of the header field block to the top" (section 5.4.2)
    if any(asked[name] > held[name] for name in effect.added) or any(asked[name] for name in effect.added_below):
        return HEADER
    return ""
