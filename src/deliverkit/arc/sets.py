"""Which ARC sets does this message have, and which fields belong to which?  (RFC 8617 sections 4.1 and 4.2)"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ..dkim.signature import SignatureHeader, parse_signature
from ..message import HeaderField, Message
from ..message.lexis import comments_of, skip_blanks

__all__ = ["MOST_SETS", "NAMES", "RESULTS", "SEAL", "SIGNATURE", "ArcFields", "SetFields", "Unplaced", "read_fields"]

RESULTS: Final = "ARC-Authentication-Results"
SIGNATURE: Final = "ARC-Message-Signature"
SEAL: Final = "ARC-Seal"
NAMES: Final = (RESULTS, SIGNATURE, SEAL)
MOST_SETS: Final = 50  # "Instance tag values can range from 1-50 (inclusive)"

# an ARC-Message-Signature has the tags of a DKIM-Signature but v=; a seal has no body hash and no list of fields. Their
# i= and cv= are judged with the sets
_OF_SIGNATURE: Final = ("a", "b", "bh", "d", "h", "s")
_OF_SEAL: Final = ("a", "b", "d", "s")
_POSITION: Final = re.compile(r"[0-9]{1,2}")
_DIGITS: Final = re.compile(rb"[0-9]++")
_LONGEST: Final = 80  # octets of an instance that are shown


class Unplaced(NamedTuple):
    """A field that belongs to no set: ``field.raw[start:end]`` is where its instance should be told."""

    field: HeaderField
    value: str
    start: int
    end: int


class SetFields(NamedTuple):
    """The fields of one instance; there should be one of each.

    Arguments:
        instance: the number they share.
        results: its ARC-Authentication-Results fields.
        signatures: its ARC-Message-Signature fields.
        seals: its ARC-Seal fields.
    """

    instance: int
    results: list[HeaderField]
    signatures: list[SignatureHeader]
    seals: list[SignatureHeader]

    def of(self, name: str) -> tuple[HeaderField, ...]:
        """Its fields called *name*, one of :data:`NAMES`."""
        if name == RESULTS:
            return tuple(self.results)
        return tuple(one.field for one in (self.signatures if name == SIGNATURE else self.seals))


class ArcFields(NamedTuple):
    """All ARC fields of a message.

    Arguments:
        sets: by instance, the lowest first.
        unplaced: the fields that belong to no set.
        most: how many fields there are of the name that stands most often; with more than 50, none is read.
    """

    sets: tuple[SetFields, ...]
    unplaced: tuple[Unplaced, ...]
    most: int


def read_fields(message: Message) -> ArcFields:
    """The ARC fields of *message*, put into sets by their instance; whatever they hold."""
    most = max(map(message.fields.count, NAMES))
    if most > MOST_SETS:
        return ArcFields((), (), most)
    sets: dict[int, SetFields] = {}
    unplaced: list[Unplaced] = []

    def place(field: HeaderField, found: tuple[str, int, int]) -> SetFields | None:
        value, start, end = found
        instance = int(value) if _POSITION.fullmatch(value) else 0
        if not 1 <= instance <= MOST_SETS:
            unplaced.append(Unplaced(field, value[:_LONGEST], start, end))
            return None
        return sets.setdefault(instance, SetFields(instance, [], [], []))

    for field in message.get_all(RESULTS):
        if (own := place(field, _of_results(field))) is not None:
            own.results.append(field)
    for field in message.get_all(SIGNATURE):
        header = parse_signature(field, required=_OF_SIGNATURE)
        if (own := place(field, _of_tags(header))) is not None:
            own.signatures.append(header)
    for field in message.get_all(SEAL):
        header = parse_signature(field, required=_OF_SEAL)
        if (own := place(field, _of_tags(header))) is not None:
            own.seals.append(header)
    return ArcFields(tuple(sets[instance] for instance in sorted(sets)), tuple(unplaced), most)


def _of_tags(header: SignatureHeader) -> tuple[str, int, int]:
    """``i=``, and where it stands; all of the field where it is missing."""
    tag = header.tags.get("i")
    return ("" if tag is None else tag.value, *header.span("i"))


def _of_results(field: HeaderField) -> tuple[str, int, int]:
    """The instance in front of ARC-Authentication-Results, and where it stands; the first part where it is none."""
    # "instance = [CFWS] %s"i" [CFWS] "=" [CFWS] position", "arc-authres-info = instance [CFWS] ";" authres-payload"
    raw, end, comments = field.raw, len(field.raw), comments_of(field.raw)
    at = skip_blanks(raw, field.value_at, end, comments)
    sign = skip_blanks(raw, at + 1, end, comments)
    digits = _DIGITS.match(raw, skip_blanks(raw, sign + 1, end, comments))
    if digits and raw[at : at + 1] == b"i" and raw[sign : sign + 1] == b"=":
        semicolon = skip_blanks(raw, digits.end(), end, comments)
        if raw[semicolon : semicolon + 1] == b";":
            return digits[0].decode("ascii"), *digits.span()
    value = field.value.partition(b";")[0]
    lead = len(value) - len(value.lstrip(b" \t\r\n"))
    shown = value.strip(b" \t\r\n")
    start = field.value_at + lead
    return shown[:_LONGEST].decode("latin-1"), start, start + len(shown)
