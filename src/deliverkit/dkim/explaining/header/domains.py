"""How do the fields of this header write a domain?  A program on the way may have written it in small letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from .octets import SignedHeader

__all__ = ["known_domains"]

_FIELDS: Final = (
    "sender", "return-path", "reply-to", "from", "to", "cc", "message-id", "references", "in-reply-to", "list-id",
    "list-post", "x-original-to", "delivered-to", "x-original-from", "received",
)  # fmt: skip
_MOST_FIELDS: Final = 3  # of one name
_MOST_OCTETS: Final = 4096  # of a field that is read
_MOST_SPELLINGS: Final = 4  # of one domain
_DOMAIN: Final = re.compile(rb"(?<![A-Za-z0-9.-])[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)++")


def known_domains(header: SignedHeader) -> dict[bytes, tuple[bytes, ...]]:
    """The spellings with capitals of every domain in the header and in ``d=``, by the domain in lower case."""
    found: dict[bytes, dict[bytes, None]] = {}
    for text in _texts(header):
        for domain in _DOMAIN.findall(text):
            if domain != domain.lower():
                found.setdefault(domain.lower(), {})[domain] = None
    return {domain: tuple(spelled)[:_MOST_SPELLINGS] for domain, spelled in found.items()}


def _texts(header: SignedHeader) -> Iterator[bytes]:
    yield header.signature.field.raw[slice(*header.signature.span("d"))]
    for name in _FIELDS:
        for field in islice(header.message.get_all(name), _MOST_FIELDS):
            if len(field.raw) <= _MOST_OCTETS:
                yield field.value
