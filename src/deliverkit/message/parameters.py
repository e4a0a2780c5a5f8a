"""What do the parameters of this field say, in every way a mail client may read them?  (RFC 2045 section 5.1, RFC 2231)

Clients disagree about repeated, continued, misquoted and doubly encoded parameters, so every reading is kept, the
likeliest first; which one matters is for a checker to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes

from .charsets import decode_charset, decode_unlabelled
from .lexis import without_comments
from .pieces import Piece, Way, split_pieces
from .problems import Problem, ProblemKind
from .scan import Note
from .words import decode_words, unfold

__all__ = ["ParameterValue", "Parameters", "Reading", "read_parameters"]


class Reading(Enum):
    """How a value was read."""

    PLAIN = "plain"  # as the grammar says, or as near to it as the text allows
    TO_SEMICOLON = "to-semicolon"  # a token taken beyond its first blank, or an open quotation cut at a semicolon
    UNQUOTED = "unquoted"  # stray quotation marks removed
    ESCAPES_KEPT = "escapes-kept"  # backslashes kept, as in a Windows path
    WITHOUT_COMMENTS = "without-comments"  # "evil.()exe" is "evil.exe"
    ENCODED_WORD = "encoded-word"  # RFC 2047 inside a parameter, forbidden and universal
    PERCENT = "percent"  # percent-decoded although the name has no star
    LATIN_1 = "latin-1"  # raw 8-bit octets as Latin-1 where they are UTF-8 too
    EXTENDED = "extended"  # RFC 2231 charset and percent
    UNTIL_GAP = "until-gap"  # continuations joined up to the first number that is missing
    JOINED = "joined"  # all continuations joined in the order of their numbers
    LAST_REPEATED = "last-repeated"  # of continuations with one number, the last
    CUT_AT_NUL = "cut-at-nul"  # ends at the first NUL, as C programs read it
    WHOLE_EXTENDED = "whole-extended"  # an RFC 2231 value without the charset it must have, apostrophes and all
    CHARSET_IGNORED = "charset-ignored"  # as ASCII, by a client that does not know the charset
    DECODED_FIRST = "decoded-first"  # the whole field's encoded-words decoded before its parameters are told apart
    COMMENTS_KEPT = "comments-kept"  # parentheses taken for text, as most clients do


class ParameterValue(NamedTuple):
    """One reading of one parameter.

    Arguments:
        name: the parameter's name in lower case, without star and number.
        text: its value, decoded.
        reading: how it was read.
        start: where the value starts in ``HeaderField.raw``.
        end: where it ends.
    """

    name: str
    text: str
    reading: Reading
    start: int
    end: int


class Parameters(NamedTuple):
    """A field's value and its parameters.

    Arguments:
        value: what stands before the first semicolon, comments and outer blanks removed, case kept.
        values: every reading of every parameter, grouped by name in order of appearance, the likeliest first.
        problems: what had to be forgiven.
    """

    value: str
    values: tuple[ParameterValue, ...] = ()
    problems: tuple[Problem, ...] = ()

    def get(self, name: str) -> str | None:
        """The likeliest reading of the parameter *name*, or None."""
        return next((value.text for value in self.values if value.name == name), None)

    def get_all(self, name: str) -> tuple[ParameterValue, ...]:
        """Every reading of the parameter *name*, the likeliest first, no text twice."""
        return tuple(value for value in self.values if value.name == name)


# "filename", "filename*", "filename*1", "filename*1*"; a number of ten digits is no section
_NAME: Final = re.compile(r"([^*]++)(?:\*([0-9]{1,9}+))?+(\*)?")
_PERCENT: Final = re.compile(rb"%[0-9A-Fa-f]{2}")
_QUOTES: Final = re.compile("[\"'`\u2018\u2019\u201c\u201d]")
# codecs in which a text of ASCII letters may be another text
_NOT_ASCII: Final = ("utf-7", "utf-16", "utf-32", "iso2022", "hz")
_WAYS: Final = {
    Way.PLAIN: Reading.PLAIN,
    Way.TO_SEMICOLON: Reading.TO_SEMICOLON,
    Way.ESCAPES_KEPT: Reading.ESCAPES_KEPT,
}


class _Named(NamedTuple):
    section: int | None
    extended: bool
    piece: Piece


def read_parameters(value: bytes, where: str = "", offset: int = 0, *, comments: bool = True) -> Parameters:
    """Read the field body *value* as a value and its parameters; never raises, linear.

    Arguments:
        value: the octets behind the colon.
        where: the path for the problems.
        offset: where *value* starts in what *where* names (``HeaderField.value_at``).
        comments: whether parentheses make comments, as the grammar says; most clients know of none here.
    """
    main, pieces, notes = split_pieces(value, comments=comments)
    problems = [Problem(kind, where, offset + start, offset + end) for kind, start, end in notes]
    groups: dict[str, list[_Named]] = {}
    for piece in pieces:
        match = _NAME.fullmatch(piece.name)
        base, section, star = match.groups() if match else (piece.name, None, None)
        groups.setdefault(base, []).append(_Named(int(section) if section else None, star is not None, piece))
    values: list[ParameterValue] = []
    for name, named in groups.items():
        readings = _Readings(name, offset)
        problems.extend(Problem(kind, where, start, end) for kind, start, end in _read_group(readings, named))
        values.extend(readings.values)
    text = decode_unlabelled(unfold(without_comments(main))).text.strip(" \t\r\n")
    return Parameters(text, tuple(values), tuple(problems))


def _read_group(readings: _Readings, named: list[_Named]) -> Iterator[Note]:
    extended = [one.piece for one in named if one.section is None and one.extended]
    plain = [one.piece for one in named if one.section is None and not one.extended]
    for piece in extended:
        readings.add_extended(_first(piece), Reading.EXTENDED, piece)
    yield from _join(readings, [one for one in named if one.section is not None])
    for piece in plain:
        for raw, way in piece.ways:
            readings.add_plain(raw, _WAYS[way], piece)
    # "filename" beside "filename*" is common and meant for two kinds of client; the same form twice is not
    for piece in (*extended[1:], *plain[1:]):
        yield readings.note(ProblemKind.REPEATED_PARAMETER, piece)


def _first(piece: Piece) -> bytes:
    return piece.ways[0][0]


def _join(readings: _Readings, sections: list[_Named]) -> Iterator[Note]:
    first: dict[int, _Named] = {}
    last: dict[int, _Named] = {}
    for one in sections:
        number = one.section or 0
        if number in first:
            yield readings.note(ProblemKind.REPEATED_PARAMETER, one.piece)
        first.setdefault(number, one)
        last[number] = one
    numbers = sorted(first)
    # "The count starts at 0 and increments by 1 for each subsequent section of the parameter value ... neither leading
    # zeroes nor gaps in the sequence are allowed" (RFC 2231 section 3)
    run = next((at for at, number in enumerate(numbers) if at != number), len(numbers))
    in_order = [first[number] for number in numbers]
    if run < len(numbers):
        yield readings.note(ProblemKind.CONTINUATION_GAP, in_order[run].piece)
        readings.add_sections(in_order[:run], Reading.UNTIL_GAP)
    readings.add_sections(in_order, Reading.JOINED)
    if len(first) < len(sections):
        readings.add_sections([last[number] for number in numbers], Reading.LAST_REPEATED)


class _Readings:
    """The readings of one name, no text twice."""

    __slots__ = ("_name", "_offset", "_seen", "values")

    def __init__(self, name: str, offset: int) -> None:
        self._name = name
        self._offset = offset
        self.values: list[ParameterValue] = []
        self._seen: set[str] = set()

    def note(self, kind: ProblemKind, piece: Piece) -> Note:
        return kind, piece.start + self._offset, piece.end + self._offset

    def add(self, text: str, reading: Reading, piece: Piece) -> None:
        if text in self._seen:
            return
        self._seen.add(text)
        start, end = piece.start + self._offset, piece.end + self._offset
        self.values.append(ParameterValue(self._name, text, reading, start, end))
        if "\0" in text:
            self.add(text[: text.index("\0")], Reading.CUT_AT_NUL, piece)

    def add_plain(self, raw: bytes, reading: Reading, piece: Piece) -> None:
        raw = unfold(raw)
        if b"=?" in raw:
            self.add(decode_words(raw).text, Reading.ENCODED_WORD, piece)
        text = decode_unlabelled(raw).text
        self.add(text, reading, piece)
        if not raw.isascii():
            self.add(raw.decode("latin-1"), Reading.LATIN_1, piece)
        if _PERCENT.search(raw):
            self.add(decode_unlabelled(unquote_to_bytes(raw)).text, Reading.PERCENT, piece)
        if b"(" in raw:
            self.add(decode_unlabelled(without_comments(raw)).text, Reading.WITHOUT_COMMENTS, piece)
        if _QUOTES.search(text):
            self.add(_QUOTES.sub("", text), Reading.UNQUOTED, piece)

    def add_extended(self, raw: bytes, reading: Reading, piece: Piece) -> None:
        charset, data = _charset_and_text(raw)
        self._add_charset(unquote_to_bytes(data), charset, reading, piece)
        if not data and raw:
            self._add_charset(unquote_to_bytes(raw), "", Reading.WHOLE_EXTENDED, piece)

    def add_sections(self, sections: list[_Named], reading: Reading) -> None:
        if not sections:
            return
        start, end = min(one.piece.start for one in sections), max(one.piece.end for one in sections)
        span = sections[0].piece._replace(start=start, end=end)
        texts = [_first(one.piece) for one in sections]
        if not any(one.extended for one in sections):
            self.add_plain(b"".join(texts), reading, span)
            return
        # "Language and charset information only appears at the beginning of a given parameter value" and each section
        # says by its own star whether it is percent-encoded (RFC 2231 section 4.1)
        charset = ""
        if sections[0].extended:
            charset, texts[0] = _charset_and_text(texts[0])
        joined = b"".join(
            unquote_to_bytes(text) if one.extended else text for one, text in zip(sections, texts, strict=True)
        )
        self._add_charset(joined, charset, reading, span)
        if all(one.extended for one in sections):  # an escape may be cut by the sections' ends
            self._add_charset(unquote_to_bytes(b"".join(texts)), charset, reading, span)

    def _add_charset(self, data: bytes, charset: str, reading: Reading, piece: Piece) -> None:
        decoded = decode_charset(data, charset) if charset else decode_unlabelled(data)
        self.add(decoded.text, reading, piece)
        if decoded.charset.startswith(_NOT_ASCII):
            self.add(decode_unlabelled(data).text, Reading.CHARSET_IGNORED, piece)
        if b"=?" in data:
            self.add(decode_words(data).text, Reading.ENCODED_WORD, piece)


def _charset_and_text(raw: bytes) -> tuple[str, bytes]:
    # "charset'language'text" (RFC 2231 section 4); without both marks all of it is text
    charset, _, rest = raw.partition(b"'")
    _, mark, text = rest.partition(b"'")
    return (charset.decode("latin-1"), text) if mark else ("", raw)
