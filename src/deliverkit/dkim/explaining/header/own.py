"""How else may the signature field itself have been set?  Its blanks and folds are signed too (RFC 6376 section 3.7)"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .folds import foldings, respacings, unfolded

__all__ = ["own_values"]

_BLANKS: Final = re.compile(rb"[ \t\r\n]++")
_RUNS: Final = re.compile(rb"[ \t]++")
_COLON: Final = re.compile(rb"(?<![ \t])[ \t]*+:[ \t]*+")
_EQUALS: Final = re.compile(rb"(?<![ \t])[ \t]*+=[ \t]*+")
_SIGNATURE: Final = re.compile(rb"(?:\A|;)[ \t\r\n]*+b[ \t]*+=")
_SEPARATORS: Final = (b"; ", b";", b";\r\n\t", b";\r\n ", b";\r\n        ", b" ; ", b"; \r\n ", b"; \r\n\t")
# octets before the value on its line; programs count the name, the colon and the blank or forget some
_TAKEN: Final = (15, 13, 14, 16, 0)
# stands for the signature, which is folded like a long word and then taken out
_LONG_WORD: Final = b"\0" * 100


def own_values(value: bytes, *, relaxed: bool) -> Iterator[tuple[int, bytes]]:
    """The other ways to set *value*, a tag list whose ``b=`` is empty, each with how unlikely it is."""
    lead = value[: len(value) - len(value.lstrip(b" \t\r\n"))] or b" "
    body = _RUNS.sub(b" ", unfolded(value)).strip(b" \t\r\n")
    lists = list(_tag_lists(body))
    yield from respacings(value)
    yield from ((3, lead + separator.join(tags) + end) for tags, end in lists for separator in _SEPARATORS)
    if relaxed:
        return
    for taken in _TAKEN:
        for one in (value, lead + body):
            yield from ((2 + (taken != _TAKEN[0]), folded) for folded in _folded(one, taken))
    for tags, end in lists:
        yield from ((4, folded) for folded in _folded(lead + b"; ".join(tags) + end, _TAKEN[0]))


def _folded(value: bytes, taken: int) -> Iterator[bytes]:
    filled = _SIGNATURE.sub(lambda match: match[0] + _LONG_WORD, value, count=1)
    for one in dict.fromkeys((filled, value)):
        yield from (folded.replace(_LONG_WORD, b"") for _, folded in foldings(one, taken))


def _tag_lists(value: bytes) -> Iterator[tuple[list[bytes], bytes]]:
    """The tags with other blanks in them, and what ends the list."""
    tags = [tag.strip(b" ") for tag in value.split(b";")]
    closed = not tags[-1]
    if closed:
        tags.pop()
    # no blank belongs into base64
    clean = [_BLANKS.sub(b"", tag) if tag.startswith(b"b") else tag for tag in tags]
    for colon in (b":", b" : ", b": "):
        spaced = [_COLON.sub(colon, tag) if tag.startswith(b"h") else tag for tag in clean]
        for end in (b";" * closed, b"" if closed else b";"):
            yield spaced, end
            yield [_EQUALS.sub(b"=", tag, count=1) for tag in spaced], end
            yield [_EQUALS.sub(b" = ", tag, count=1) for tag in spaced], end
