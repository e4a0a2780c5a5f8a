"""What may this field have said before a program wrote it anew?  (RFC 6376 section 5.3)"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ....message import decode_words
from .addresses import ADDRESS_FIELDS, lists, restyled
from .authors import authors, known_names, originals
from .changes import lead_of
from .dates import dates
from .domains import known_domains
from .folds import foldings, respacings, unfolded, wrapped
from .media import encodings, media_types, versions
from .octets import Mention, SignedHeader
from .own import own_values
from .subject import subjects
from .words import spellings

__all__ = ["Rewriting"]

_LONG: Final = 60  # octets of a value that may have been folded
_RUN: Final = re.compile(rb"[ \t]++")
_COMMA: Final = re.compile(rb",[ \t]*+")


class Rewriting:
    """Writes the values of the fields of one header anew."""

    __slots__ = ("domains", "header", "known")

    def __init__(self, header: SignedHeader) -> None:
        self.header = header
        self.known = known_names(header.message)
        self.domains = known_domains(header)

    def values(self, mention: Mention) -> Iterator[tuple[int, bytes]]:
        """What the value of *mention* may have been, each with how unlikely it is; some of them several times."""
        if mention is self.header.own:
            yield from own_values(mention.value, relaxed=self.header.relaxed)
            return
        if self.header.relaxed:
            yield from respacings(mention.value)
        else:
            yield from foldings(mention.value, len(mention.name) + 1)
        if mention.name in ADDRESS_FIELDS:
            yield from ((2, value) for value in restyled(mention.value))
        lead = lead_of(mention)
        body = unfolded(mention.value).strip(b" \t\r\n")
        for cost, written in self._bodies(mention, body):
            yield cost, lead + written
            if not self.header.relaxed and len(written) > _LONG and b"\r\n" not in written:
                yield from ((cost + 1, folded) for folded in wrapped(lead + written, len(mention.name) + 1))
        if not self.header.relaxed and b"\r\n" in mention.value and mention.name == "subject":
            yield from ((cost, lead + written) for cost, written in subjects(mention.value.strip(b" \t\r\n")))

    def _bodies(self, mention: Mention, body: bytes) -> Iterator[tuple[int, bytes]]:
        """The values that may have stood there, without outer blanks."""
        header, name = self.header, mention.name
        yield from ((1, original) for original in originals(header.message, name))
        if name == "from":
            yield from authors(header.message, body, header.signature.domain, header.signature.identity)
        if name in ADDRESS_FIELDS:
            yield from lists(body, self.known, self.domains)
        match name:
            case "subject":
                yield from subjects(body)
            case "date" | "resent-date":
                yield from dates(body)
            case "content-type" | "content-disposition":
                yield from media_types(body)
            case "content-transfer-encoding":
                yield from encodings()
            case "mime-version":
                yield from versions(body)
            case _:
                yield from _any(body)


def _any(body: bytes) -> Iterator[tuple[int, bytes]]:
    """What is done to fields of any name."""
    if body.startswith(b"<") and body.endswith(b">"):
        yield 2, body[1:-1]
    yield 2, b"<%s>" % body
    yield 2, _RUN.sub(b" ", body)
    yield 2, body.lower()
    yield 2, body.replace(b", ", b",")
    yield 2, _COMMA.sub(b", ", body)
    if b"=?" in body or not body.isascii():
        yield from ((2, spelled) for spelled in spellings(decode_words(body).text, body))
