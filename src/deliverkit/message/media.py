"""What is this part, and how is it encoded?  Content-Type and Content-Transfer-Encoding (RFC 2045 sections 5 and 6)."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from .lexis import without_comments
from .parameters import Parameters, read_parameters
from .problems import ProblemKind
from .scan import FieldSpan, Note
from .transfer import ENCODINGS, IDENTITY, encoding_of

__all__ = ["DELIVERY_STATUS", "MESSAGES", "Media", "media_type", "read_media"]

MESSAGES: Final = frozenset({"message/rfc822", "message/global", "message/news"})  # a message stands in the body
DELIVERY_STATUS: Final = frozenset({"message/delivery-status", "message/global-delivery-status"})

_WORD: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z{}-]++"
_TYPE: Final = re.compile(rf"({_WORD})[ \t]*+/[ \t]*+({_WORD})[ \t]*+")
# what nearly every part has; anything else is read in full
_SIMPLE: Final = re.compile(rb"[ \t\r\n]*+([A-Za-z0-9.+-]+/[A-Za-z0-9.+_-]+)[ \t]*+(?:;|\r?\n?\Z)")
_CONTENT_FIELDS: Final = frozenset({b"content-type", b"content-transfer-encoding", b"content-disposition"})


class Media(NamedTuple):
    """What the structure needs to know of a part, with every candidate where fields repeat.

    Arguments:
        types: media types in lower case, the first field's first; never empty.
        encodings: transfer encodings in lower case, the first field's first; never empty.
        boundaries: what may delimit its parts when it is a multipart.
        notes: what had to be forgiven.
    """

    types: tuple[str, ...]
    encodings: tuple[str, ...]
    boundaries: tuple[bytes, ...]
    notes: tuple[Note, ...]

    @property
    def multipart(self) -> str | None:
        """The multipart type any of its fields gives."""
        return next((one for one in self.types if one.startswith("multipart/")), None)

    @property
    def encoded(self) -> str:
        """The first of its encodings that changes the octets, or ""."""
        return next((one for one in self.encodings if one in ENCODINGS and one not in IDENTITY), "")

    @property
    def unencoded(self) -> bool:
        """Whether any of its encodings leaves the octets as they are."""
        return any(one not in ENCODINGS or one in IDENTITY for one in self.encodings)


def media_type(text: str) -> tuple[str, bool]:
    """The media type in *text*, a field's value without parameters, and whether it is written right.

    text/plain is "assumed when a syntactically invalid Content-Type header field is encountered" (RFC 2045
    section 5.2).
    """
    match = _TYPE.match(text)
    if match is None:
        return "text/plain", False
    return f"{match[1]}/{match[2]}".lower(), match.end() == len(text)


def read_media(buffer: bytes, spans: tuple[FieldSpan, ...], default: str) -> Media:
    """Read the content fields among *spans*; *default* is the type of a part that has none."""
    found: dict[bytes, list[FieldSpan]] = {}
    for span in spans:
        if buffer[span[0]] in b"cC":
            key = buffer[span[0] : span[1]].rstrip(b" \t").lower()
            if key in _CONTENT_FIELDS:
                found.setdefault(key, []).append(span)
    notes: list[Note] = [
        (ProblemKind.REPEATED_FIELD, start, end) for same in found.values() for start, _, end in same[1:]
    ]
    types: dict[str, None] = {}
    boundaries: dict[bytes, None] = {}
    for span in found.get(b"content-type", ()):
        types[_type_of(buffer, span, boundaries, notes)] = None
    encodings = dict.fromkeys(_encoding_of(buffer, span, notes) for span in found.get(b"content-transfer-encoding", ()))
    return Media(tuple(types) or (default,), tuple(encodings) or ("7bit",), tuple(boundaries), tuple(notes))


def _type_of(buffer: bytes, span: FieldSpan, boundaries: dict[bytes, None], notes: list[Note]) -> str:
    value = buffer[span[1] + 1 : span[2]]
    simple = _SIMPLE.match(value)
    if simple and not simple[1][:10].lower().startswith(b"multipart/"):
        return simple[1].decode("ascii").lower()
    parameters = read_parameters(value)
    kind, right = media_type(parameters.value)
    if not right:
        notes.append((ProblemKind.BAD_CONTENT_TYPE, span[0], span[2]))
    for key in _boundary_keys(parameters):
        boundaries[key] = None
    return kind


def _boundary_keys(parameters: Parameters) -> list[bytes]:
    # a boundary is compared as octets; trailing blanks are not part of it (RFC 2046 section 5.1.1)
    texts = [value.text.rstrip(" \t\r\n") for value in parameters.get_all("boundary")]
    return [text.encode(codec, "replace") for text in texts for codec in ("utf-8", "latin-1")]


def _encoding_of(buffer: bytes, span: FieldSpan, notes: list[Note]) -> str:
    text = without_comments(buffer[span[1] + 1 : span[2]]).decode("latin-1")
    encoding, right = encoding_of(text.partition(";")[0].strip(" \t\r\n\"'"))
    if not right or encoding not in ENCODINGS:
        notes.append((ProblemKind.UNKNOWN_ENCODING, span[0], span[2]))
    return encoding
