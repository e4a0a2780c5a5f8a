"""Which octets does a CMS object protect?  Those it only signs or compresses can be looked at (RFC 5652, RFC 3274)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from io import BytesIO
from typing import Final

from ....core.budget import Budget
from ..codings import DEFLATE
from ..member import WHOLE, ContainerFault, ContainerProblem, Held, Member, Opened, Source, Why, limit_of
from ..streams import Flow, gather
from .ber import Element, behind, element_at, pieces_of

__all__ = ["cms_member"]

_SEQUENCE, _SET, _OID, _INTEGER, _EXPLICIT = 0x30, 0x31, 0x06, 0x02, 0xA0
_OCTETS, _OCTETS_IN_PIECES = 0x04, 0x24
_PKCS7: Final = bytes.fromhex("2a864886f70d0107")
_SMIME: Final = bytes.fromhex("2a864886f70d0109100109")
_DATA, _SIGNED, _DIGESTED, _COMPRESSED = _PKCS7 + b"\1", _PKCS7 + b"\2", _PKCS7 + b"\5", _SMIME
_ENCRYPTED: Final[Mapping[bytes, str]] = {
    _PKCS7 + b"\3": "enveloped data",
    _PKCS7 + b"\4": "signed and enveloped data",
    _PKCS7 + b"\6": "encrypted data",
    _SMIME[:-1] + b"\x17": "authenticated and enveloped data",
}
# what stands before the content: a version, algorithms
_BEFORE: Final[Mapping[bytes, tuple[int, ...]]] = {
    _SIGNED: (_INTEGER, _SET),
    _DIGESTED: (_INTEGER, _SEQUENCE),
    _COMPRESSED: (_INTEGER, _SEQUENCE),
}
_PIECE_COST: Final = 512


def cms_member(data: Source) -> Member | None:
    """What *data* holds, without a name; None for a signature that stands apart from what it signs."""
    held = bytes(data)
    outer = _child(held, Element(_SEQUENCE, 0, len(held), open=False), _SEQUENCE)
    kind = _child(held, outer, _OID)
    if outer is None or kind is None:
        return _closed(Why.UNREADABLE, "no CMS object")
    oid = held[kind.start : kind.end]
    if oid in _ENCRYPTED:
        return _closed(Why.ENCRYPTED, _ENCRYPTED[oid])
    content = _child(held, outer._replace(start=kind.end), _EXPLICIT)
    if oid != _DATA and oid not in _BEFORE:
        return _closed(Why.UNSUPPORTED, f"a CMS object of the type {oid.hex()}")
    if oid == _DATA:
        return _member(held, content, compressed=False)
    inner = _encapsulated(held, _child(held, content, _SEQUENCE), _BEFORE[oid])
    kind = _child(held, inner, _OID)
    if inner is None or kind is None:
        return _closed(Why.UNREADABLE, "a CMS object that cannot be read")
    # "eContent [0] EXPLICIT OCTET STRING OPTIONAL": without it the signature is an external one
    content = _child(held, inner._replace(start=kind.end), _EXPLICIT)
    return None if content is None else _member(held, content, compressed=oid == _COMPRESSED)


def _child(data: bytes, parent: Element | None, tag: int) -> Element | None:
    """The first element in *parent*, if it has this *tag*."""
    found = element_at(data, parent.start, parent.end) if parent else None
    return found if found and found.tag == tag else None


def _encapsulated(data: bytes, parent: Element | None, before: tuple[int, ...]) -> Element | None:
    for tag in before:
        passed = _child(data, parent, tag)
        at = behind(data, passed) if passed else None
        if parent is None or at is None:
            return None
        parent = parent._replace(start=at)
    return _child(data, parent, _SEQUENCE)


def _closed(why: Why, detail: str) -> Member:
    return Member((), False, None, why is Why.ENCRYPTED, 0, None, why, detail)


def _member(data: bytes, content: Element | None, *, compressed: bool) -> Member:
    found = element_at(data, content.start, content.end) if content else None
    if content is None or found is None:
        return _closed(Why.UNREADABLE, "a CMS object without content")
    if found.tag not in (_OCTETS, _OCTETS_IN_PIECES):
        # PKCS #7 let the content be any type: then it is looked at as it stands
        found = Element(_OCTETS, content.start, found.end, open=False)
    opener = partial(_inflate if compressed else _gather, Held(data), found)
    return Member((), False, None, False, content.start, opener)


def _gather(held: Held, element: Element, budget: Budget, most: int = WHOLE, /) -> Opened:
    data = bytes(held.data)
    found = BytesIO()
    for piece in pieces_of(data, element):
        if piece is None:
            cut = ContainerProblem(ContainerFault.DAMAGED, element.start, "a string in pieces that cannot be read")
            return Opened(found.getvalue(), False, Why.UNREADABLE, cut.detail, (cut,))
        start, end = piece[0], min(piece[1], piece[0] + most - found.tell())
        if not budget.spend("bytes_read", end - start + _PIECE_COST):
            return Opened(found.getvalue(), False, Why.LIMIT, limit_of(budget, "bytes_read"))
        found.write(data[start:end])
        if end < piece[1]:
            return Opened(found.getvalue(), False)
    return Opened(found.getvalue(), True)


def _inflate(held: Held, element: Element, budget: Budget, most: int = WHOLE, /) -> Opened:
    packed = _gather(held, element, budget)
    if not packed.complete:
        return packed._replace(data=b"")
    # "the zlib format" (RFC 1950) is two octets, then deflate, then a checksum
    octets = packed.data[2:]
    return gather(Flow(octets, 0, len(octets), budget, lambda flow: flow.decode(DEFLATE)), most)
