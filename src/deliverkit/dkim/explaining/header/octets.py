"""Which octets are tried when one field is put back as it was?  (RFC 6376 sections 3.4.1, 3.4.2 and 3.7)"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from ....message import HeaderField, Message
from ...fields import canonical_field, select, without_value
from ...signature import SignatureHeader

__all__ = ["Change", "Edit", "Joined", "Mention", "SignedHeader"]

_BARE: Final = re.compile(rb"(?<!\r)\n|\r(?!\n)")


class Mention(NamedTuple):
    """One mention in ``h=``, or the signature field itself, which is signed last.

    Arguments:
        at: the number of the piece that holds its name; the next one holds its value.
        name: the name in lower case.
        field: the field it covers now, or None.
        value: the octets behind the colon without the final line end, every line end in them CRLF.
    """

    at: int
    name: str
    field: HeaderField | None
    value: bytes


class Change(NamedTuple):
    """What an edit says of one field.

    Arguments:
        kind: the name of its rule; empty where the values tell it.
        name: the name of the field, as people write it.
        field: the field as it stands, or None where there is none any more.
        was: its value when it was signed.
        now: its value as it stands.
        with_body: known from what was done to the body.
    """

    kind: str
    name: str
    field: HeaderField | None
    was: bytes = b""
    now: bytes = b""
    with_body: bool = False


class Edit(NamedTuple):
    """One thing that may have been done: the pieces as they were before, by number.

    Arguments:
        cost: how unlikely it is, from 0.
        pieces: what stood there when it was signed.
        changes: what it says, a field each.
        sweeping: done to the whole header at once, so that another edit of the same piece comes on top of it.
    """

    cost: int
    pieces: tuple[tuple[int, bytes], ...]
    changes: tuple[Change, ...]
    sweeping: bool = False


class SignedHeader:
    """The octets that a signature signs, in pieces: two for each mention in ``h=``, two for the signature field.

    Arguments:
        message: the message.
        signature: the signature.
        relaxed: the algorithm for header fields.
    """

    __slots__ = ("mentions", "message", "own", "pieces", "relaxed", "signature")

    def __init__(self, message: Message, signature: SignatureHeader, *, relaxed: bool) -> None:
        self.message = message
        self.signature = signature
        self.relaxed = relaxed
        self.pieces: list[bytes] = []
        self.mentions: list[Mention] = []
        covered = select(message.fields, signature.names, signature.field.start)
        for name, field in zip(signature.names, covered, strict=True):
            self._mention(name, field, field.raw if field else b"")
        field = signature.field
        raw = without_value(field.raw, *signature.value_span)
        self._mention(field.key, field, raw)
        # "without a trailing CRLF" (section 3.7)
        self.pieces[-1] = self.pieces[-1].removesuffix(b"\r\n")
        self.own = self.mentions.pop()

    def _mention(self, name: str, field: HeaderField | None, raw: bytes) -> None:
        at = len(self.pieces)
        value = b""
        self.pieces += (b"", b"")
        if field is not None:
            self.pieces[at:] = self.split(raw, field.colon)
            value = raw[field.colon + 1 :].removesuffix(b"\n").removesuffix(b"\r")
            if not value.count(b"\r\n") == value.count(b"\r") == value.count(b"\n"):
                value = _BARE.sub(b"\r\n", value)
        self.mentions.append(Mention(at, name, field, value))

    def split(self, raw: bytes, colon: int) -> tuple[bytes, bytes]:
        """The two pieces of the field *raw* whose colon stands at *colon*: its name, and its value."""
        octets = canonical_field(raw, colon, relaxed=self.relaxed)
        at = octets.index(b":") + 1
        return octets[:at], octets[at:]

    def name_piece(self, name: bytes) -> bytes:
        """The piece of the field name *name*."""
        return name.lower() + b":" if self.relaxed else name + b":"

    def value_piece(self, mention: Mention, value: bytes) -> bytes:
        """The piece of *value*, were it the value of *mention*."""
        piece = self.split(b":" + value + b"\r\n", 0)[1]
        return piece[:-2] if mention is self.own else piece

    def octets(self) -> bytes:
        """The octets as they are now."""
        return b"".join(self.pieces)


class Joined:
    """The octets of a header with some pieces replaced; what no edit has touched yet is joined once.

    Arguments:
        pieces: all pieces.
    """

    __slots__ = ("_all", "_at", "_pieces")

    def __init__(self, pieces: list[bytes]) -> None:
        self._all = pieces
        self._at: dict[int, int] = {}
        self._pieces: list[bytes] = [b"".join(pieces)]

    def _touch(self, edit: Edit) -> None:
        touched = sorted({*self._at, *(number for number, _ in edit.pieces)})
        self._at.clear()
        self._pieces = []
        behind = 0
        for number in touched:
            self._pieces.append(b"".join(self._all[behind:number]))
            self._at[number] = len(self._pieces)
            self._pieces.append(self._all[number])
            behind = number + 1
        self._pieces.append(b"".join(self._all[behind:]))

    def undo(self, edits: Sequence[Edit]) -> bytes:
        """The octets before *edits* were made, the first of them last."""
        at = self._at
        for edit in edits:
            for number, _ in edit.pieces:
                if number not in at:
                    self._touch(edit)
        pieces = self._pieces.copy()
        for edit in edits:
            for number, piece in edit.pieces:
                pieces[at[number]] = piece
        return b"".join(pieces)
