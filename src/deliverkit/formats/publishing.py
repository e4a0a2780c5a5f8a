"""How is a record to publish shown so that it can be pasted into a zone?  (RFC 1035 section 5.1)"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from ..core.findings import Evidence, RecordChange
from ..core.questions import Dns, question_from_uri
from .layout import plain, shortened, wrap

__all__ = ["publish_lines", "record_lines"]

# one octet of a character-string as a zone file writes it; '" "' stands between two strings and is no octet
_OCTET: Final = re.compile(r'\\[0-9]{3}|\\.|" "|[^\\]')
_MOST_OCTETS: Final = 255


def publish_lines(change: RecordChange, text: str, evidence: tuple[Evidence, ...], width: int) -> Iterator[str]:
    """What to publish, and in place of what, in lines of at most *width*.

    Arguments:
        change: the record; its condition is told unless *text*, the sentence above, has told it.
        evidence: what was shown already.
    """
    if not change.value and not change.replaces:
        return
    if change.condition and not text.startswith(change.condition):
        yield from wrap(f"{change.condition}:", width)
    if change.value:
        yield from record_lines(change, width)
    if not change.replaces:
        return
    told = "in place of" if change.value else "nothing; delete"
    shown = _shown(change, evidence)
    above = sum(old in shown or any(text in old for text in shown) for old in change.replaces)
    if above == len(change.replaces):
        yield f"{told} the record above" if above == 1 else f"{told} the {above} records above"
        return
    yield f"{told}:"
    for old in change.replaces:
        # enough to tell which one: nobody has to paste it
        yield shortened(replace(change, value=old).zone_line or f'{change.owner}. {change.rdtype} ""', width)


def record_lines(change: RecordChange, width: int) -> Iterator[str]:
    """The record of *change* as a zone file takes it: one line, or several in parentheses.

    A TXT record is broken into more character-strings, which are read as one (RFC 7208 section 3.3). Only a name, or a
    record of another type, can be longer than *width*: nothing in it may be broken.
    """
    line = plain(change.zone_line)
    if len(line) <= width or change.rdtype != "TXT":
        yield line
        return
    head, _, strings = line.partition(' TXT "')
    octets = [octet for octet in _OCTET.findall(strings.removesuffix('"')) if octet != '" "']
    yield f"{head} TXT ("
    *first, last = _strings(octets, width - len('  "" )'))
    for one in first:
        yield f'  "{one}"'
    yield f'  "{last}" )'


def _strings(octets: list[str], room: int) -> Iterator[str]:
    taken: list[str] = []
    size = blank = 0
    for octet in octets:
        while taken and (size + len(octet) > room or len(taken) == _MOST_OCTETS):
            cut = blank or len(taken)
            yield "".join(taken[:cut])
            taken = taken[cut:]
            size, blank = sum(map(len, taken)), 0
        taken.append(octet)
        size += len(octet)
        if octet == " ":
            blank = len(taken)
    yield "".join(taken)


def _shown(change: RecordChange, evidence: tuple[Evidence, ...]) -> frozenset[str]:
    """What was shown of the records that stand where *change* goes, without the marks of what was left out."""
    question: Dns[Any] = Dns(change.owner, change.rdtype)
    here = {source for source in {one.source for one in evidence} if question_from_uri(source) == question}
    return frozenset(one.text.removeprefix("...").removesuffix("...") for one in evidence if one.source in here)
