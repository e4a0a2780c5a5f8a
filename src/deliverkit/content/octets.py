"""Are the lines and octets of this mail such that every server passes them on?  (RFC 5322 section 2, RFC 6532)"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from ..core.evidence import Evidence
from ..core.findings import Finding
from ..message import HeaderField, Message, Part
from ..message.places import at_line, in_buffer, in_field, line_number
from ..message.scan import line_end_of
from .reach import Reach
from .rules import octets as rules
from .settings import Settings

__all__ = ["judge_eight_bit_bodies", "judge_eight_bit_header", "judge_line_ends", "judge_long_lines"]

_CR: Final = 13
_BARE_LF: Final = re.compile(rb"(?<!\r)\n")
_BARE_CR: Final = re.compile(rb"\r(?!\n)")
_EIGHT_BIT: Final = re.compile(rb"[\x80-\xff]+")
_EIGHT_BIT_ENCODINGS: Final = frozenset({"8bit", "binary"})
_CHUNK: Final = 1 << 16


class _Long(NamedTuple):
    number: int
    longest: int
    first: tuple[tuple[int, int], ...]  # start and end of the first ones


def judge_long_lines(message: Message, reach: Reach, settings: Settings) -> Iterator[Finding]:
    """The lines over the limit: one finding for those of the header, one for those of the body."""
    limit, most = settings.max_line, settings.max_shown
    found = {place: _Long(0, 0, ()) for place in ("header", "body")}
    for start, end in _long_lines(message.raw, limit):
        if reach.is_cut and reach.header and start >= message.header_end:
            break  # of the header or of the body: nobody looked
        place = "header" if start < message.header_end else "body"
        number, longest, first = found[place]
        kept = (*first, (start, end)) if number < most else first
        found[place] = _Long(number + 1, max(longest, end - start), kept)
    for place, (number, longest, first) in found.items():
        if number:
            line = line_number(message, first[0][0])
            finding = rules.long_line(place=place, line=line, count=number, longest=longest, limit=limit)
            yield finding.seen_in(*(_over(message, start, end, limit) for start, end in first))


def _over(message: Message, start: int, end: int, limit: int) -> Evidence:
    shown = in_buffer("", message.raw, start + limit, end)
    return replace(shown, source=f"message:line:{line_number(message, start)}")


def _long_lines(raw: bytes, limit: int) -> Iterator[tuple[int, int]]:
    """Start and end of each line with more than *limit* octets; looks at few octets of the lines that have fewer."""
    line_end = line_end_of(raw)
    pos, size = 0, len(raw)
    while size - pos > limit:
        # every line that ends within the next limit + 1 octets is short enough: go behind the last of them
        at = raw.rfind(line_end, pos, pos + limit + 1)
        if at < 0:
            at = raw.find(line_end, pos + limit + 1)
            at = size if at < 0 else at
            end = at - 1 if raw[at - 1] == _CR else at
            if end - pos > limit:
                yield pos, end
        pos = at + 1


def judge_line_ends(message: Message) -> Iterator[Finding]:
    """NUL, and line ends that are no CRLF; LF throughout is how a message is stored, not how it was sent."""
    raw, ends = message.raw, message.line_ends
    nul = raw.find(b"\0")
    if nul >= 0:
        finding = rules.nul_octet(line=line_number(message, nul), count=raw.count(b"\0"))
        yield finding.seen_in(at_line(message, nul, nul + 1))
    # "CR and LF MUST only occur together as CRLF; they MUST NOT appear independently in the body." (section 2.3)
    lf = _BARE_LF.search(raw) if ends.lf and ends.crlf else None
    if lf:
        finding = rules.bare_line_feed(line=line_number(message, lf.start()), count=ends.lf, crlf=ends.crlf)
        yield finding.seen_in(at_line(message, lf.start(), lf.end()))
    cr = _BARE_CR.search(raw) if ends.cr else None
    if cr:
        finding = rules.bare_carriage_return(line=line_number(message, cr.start()), count=ends.cr)
        yield finding.seen_in(at_line(message, cr.start(), cr.end()))


def judge_eight_bit_header(message: Message, reach: Reach, settings: Settings) -> Iterator[Finding]:
    """Octets over 127 in the header, which only SMTPUTF8 allows, and only as UTF-8."""
    if message.raw[message.header_start : message.header_end].isascii():
        return
    found: dict[bool, list[HeaderField]] = {False: [], True: []}
    for field in message.fields:
        if not field.raw.isascii() and reach.has_whole(field):
            found[_is_utf8(field.raw)].append(field)
    bad, good = found[False], found[True]
    if bad:
        finding = rules.unreadable_header_octets(field=bad[0].name, count=len(bad))
        yield finding.seen_in(*map(_eight_bit_of, bad[: settings.max_shown]))
    # RFC 6531 section 3.7.3: a message that came by SMTPUTF8 says so, as "UTF8SMTP", in its Received field
    if good and not reach.header and not any(b"UTF8SMTP" in field.raw for field in message.get_all("Received")):
        finding = rules.undeclared_utf8_header(field=good[0].name, count=len(good))
        yield finding.seen_in(*map(_eight_bit_of, good[: settings.max_shown]))


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _eight_bit_of(field: HeaderField) -> Evidence:
    found = _EIGHT_BIT.search(field.raw)
    return in_field(field, *(found.span() if found else ()))


def judge_eight_bit_bodies(message: Message, reach: Reach, settings: Settings) -> Iterator[Finding]:
    """Octets over 127 in parts whose encoding has none; parts of encoded messages inside are passed over."""
    raw = message.raw
    if raw.isascii() or not reach.all_parts:
        return
    found: list[tuple[Part, int]] = []
    for part in message.walk():
        if not part.children and part.source is raw and _EIGHT_BIT_ENCODINGS.isdisjoint(part.transfer_encodings):
            at = _first_eight_bit(raw, part.body_start, min(part.body_end, reach.end))
            if at >= 0:
                found.append((part, at))
    if found:
        part = found[0][0]
        finding = rules.undeclared_eight_bit_body(part=part.path, encoding=part.transfer_encoding, count=len(found))
        places = [_marked(message, one, at) for one, at in found[: settings.max_shown]]
        yield finding.seen_in(*places)


def _first_eight_bit(raw: bytes, start: int, end: int) -> int:
    for at in range(start, end, _CHUNK):
        if not raw[at : min(at + _CHUNK, end)].isascii():
            found = _EIGHT_BIT.search(raw, at, end)
            return found.start() if found else -1
    return -1


def _marked(message: Message, part: Part, at: int) -> Evidence:
    found = _EIGHT_BIT.match(message.raw, at, part.body_end)
    return at_line(message, at, found.end() if found else at + 1)
