"""What of the header is signed, and in which octets?  (RFC 6376 sections 3.4.1, 3.4.2, 3.7 and 5.4.2)"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from ..message import Fields, HeaderField

__all__ = ["canonical_field", "covered_octets", "header_input", "select", "without_value"]

_SIGNATURES: Final = frozenset({"dkim-signature", "arc-message-signature"})
_RUN: Final = re.compile(rb"[ \t]++")


def canonical_field(raw: bytes, colon: int, *, relaxed: bool, plain: bool = False) -> bytes:
    """One header field in canonical form, its final CRLF included (RFC 6376 sections 3.4.1 and 3.4.2).

    Arguments:
        raw: the field with its folds and its final CRLF (or without one, at the end of a message).
        colon: where its colon stands.
        relaxed: the relaxed algorithm, else the simple one, which "does not change header fields in any way".
        plain: it is known that the header is plain (:attr:`deliverkit.message.Fields.are_plain`).
    """
    if relaxed and plain:
        return b"%b:%b\r\n" % (raw[:colon].rstrip().lower(), b" ".join(raw[colon + 1 :].split()))
    if not raw.endswith(b"\r\n"):
        raw = raw.removesuffix(b"\n") + b"\r\n"
    if not relaxed:
        return raw
    value = raw[colon + 1 : -2]
    if b"\r\n" in value:
        # "Unfold all header field continuation lines": inside a field, every CRLF stands before a blank
        value = value.replace(b"\r\n", b"")
    name = raw[:colon].rstrip(b" \t").lower()
    if b"\n" in value or b"\r" in value or b"\x0b" in value or b"\x0c" in value:  # blanks to split() only
        return b"%b:%b\r\n" % (name, _RUN.sub(b" ", value).strip(b" "))
    return b"%b:%b\r\n" % (name, b" ".join(value.split()))


def select(fields: Fields, names: Iterable[str], own: int = -1) -> tuple[HeaderField | None, ...]:
    """The field that each name of ``h=`` covers, None where it covers the absence of one.

    Arguments:
        fields: the header.
        names: the names in lower case, in the order of ``h=``.
        own: where the signature field itself starts; "the field MUST NOT include the DKIM-Signature header field that
            is being created or verified, but may include others" (section 3.5).
    """
    return tuple(None if number is None else fields[number] for number in _select(fields, tuple(names), own))


def covered_octets(fields: Fields, names: Iterable[str], own: int, *, relaxed: bool) -> bytes:
    """The fields that ``h=`` covers in canonical form, one after another; arguments as in :func:`select`."""
    names = tuple(names)
    buffer, spans, plain = fields.buffer, fields.spans, relaxed and fields.are_plain
    pieces: list[bytes] = []
    for name, number in zip(names, _select(fields, names, own), strict=True):
        if number is not None:
            start, colon, end = spans[number]
            if plain:  # as canonical_field does it, without a call for each
                pieces += (name.encode(), b":", b" ".join(buffer[colon + 1 : end].split()), b"\r\n")
            else:
                raw = buffer[start:end]
                whole = not relaxed and raw.endswith(b"\r\n")
                pieces.append(raw if whole else canonical_field(raw, colon - start, relaxed=relaxed))
    return b"".join(pieces)


def _select(fields: Fields, names: tuple[str, ...], own: int) -> list[int | None]:
    # "Signers MUST sign such header fields in order from the bottom of the header field block to the top" (section
    # 5.4.2): the second mention of a name is the second such field from the bottom
    index = fields.by_name()
    if own >= 0 and not _SIGNATURES.isdisjoint(names):
        index = {**index, **{name: _without(own, fields, index.get(name, ())) for name in _SIGNATURES}}
    mentions: dict[str, int] = {}
    found: list[int | None] = []
    for name in names:
        numbers = index.get(name)
        if numbers is None:
            found.append(None)
        else:
            nth = mentions[name] = mentions.get(name, 0) + 1
            found.append(numbers[-nth] if nth <= len(numbers) else None)
    return found


def _without(own: int, fields: Fields, numbers: Iterable[int]) -> list[int]:
    return [number for number in numbers if fields.spans[number][0] != own]


def without_value(raw: bytes, start: int, end: int) -> bytes:
    """A signature field with the value of its ``b=``, which is ``raw[start:end]``, taken out.

    "with the value of the "b=" tag (including all surrounding whitespace) deleted (i.e., treated as the empty string)"
    (section 3.7).
    """
    while start and raw[start - 1] in b" \t\r\n":
        start -= 1
    tail = raw[end:]
    rest = tail.lstrip(b" \t\r\n")
    return raw[:start] + (rest or b"\r\n")


def header_input(covered: Sequence[HeaderField | None], signature: bytes, colon: int, *, relaxed: bool) -> bytes:
    """The octets that a signature signs: the covered fields, then the signature field itself.

    Arguments:
        covered: what ``h=`` covers, from :func:`select`.
        signature: the signature field with the value of its ``b=`` taken out, from :func:`without_value`.
        colon: where its colon stands.
        relaxed: the algorithm for header fields.

    The signature field comes last and "without a trailing CRLF" (section 3.7).
    """
    pieces = [canonical_field(one.raw, one.colon, relaxed=relaxed) for one in covered if one is not None]
    pieces.append(canonical_field(signature, colon, relaxed=relaxed)[:-2])
    return b"".join(pieces)
