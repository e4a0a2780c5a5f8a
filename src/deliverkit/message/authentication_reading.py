"""What does an Authentication-Results field say, well written or not?  A reader of its grammar (RFC 8601 section 2.2).

It decides whether a mail is trusted, so what is in doubt gives no result: a comment or a quoted string that is never
closed takes the rest of the field with it, and a result that cannot be read is a problem and nothing more.
"""

from __future__ import annotations

import re
from typing import Final

from ..core.errors import UsageError
from .authentication_properties import PropertyReader
from .authentication_results import AuthenticationResults, Comment, CommentPlace, MethodResult
from .authentication_words import TOKEN, Part, Words, is_keyword
from .problems import Problem, ProblemKind

__all__ = ["read_arc_authentication_results", "read_authentication_results"]

_DIGITS: Final = re.compile(rb"[0-9]++")
_WORD: Final = re.compile(rb"[A-Za-z0-9_-]++")
_BEHIND: Final = (b"", b" ", b"\t", b"\r", b"\n", b"(", b";")  # what ends a word
_LONGEST_INSTANCE: Final = 9  # digits
_P = CommentPlace
_K = ProblemKind


def read_authentication_results(value: bytes, where: str = "", offset: int = 0) -> AuthenticationResults:
    """Read the body of an Authentication-Results field; any octets can be read, linear.

    Arguments:
        value: the octets behind the colon.
        where: the path for the problems.
        offset: where *value* starts in what *where* names (``HeaderField.value_at``).

    Raises:
        UsageError: *value* is no bytes.
    """
    return _read(Words(_octets(value)), where, offset, None, [])


def read_arc_authentication_results(value: bytes, where: str = "", offset: int = 0) -> AuthenticationResults:
    """Read the body of an ARC-Authentication-Results field (RFC 8617 section 4.1.1); any octets can be read, linear.

    Arguments:
        value: the octets behind the colon.
        where: the path for the problems.
        offset: where *value* starts in what *where* names (``HeaderField.value_at``).

    Raises:
        UsageError: *value* is no bytes.
    """
    words = Words(_octets(value))
    comments: list[Comment] = []
    return _read(words, where, offset, _instance(words, comments), comments)


def _octets(value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    raise UsageError(f"the value of a field is read from bytes, HeaderField.value, not from {type(value).__name__}")


def _instance(words: Words, comments: list[Comment]) -> int | None:
    # "instance = [CFWS] %s"i" [CFWS] "=" [CFWS] position", "position = 1*2DIGIT ; 1 - 50" (RFC 8617 section 4.2.1)
    part = words.parts[0]
    pos = words.skip(part.start, part.end)
    left = words.left(pos, part.end, b"/", _DIGITS)
    if left is None or (left.first, left.second) != ("i", None):
        words.notes.append((_K.BAD_INSTANCE, pos, pos))
        return None
    del words.parts[0]
    at = part.start
    for stop in (at, *left.stops):
        at = words.comments_at(stop, part.end, _P.INSTANCE, comments)
    digits = _DIGITS.match(words.value, at, part.end)
    number = int(digits[0]) if digits and len(digits[0]) <= _LONGEST_INSTANCE else None
    if number is None or not 1 <= number <= 50:
        words.notes.append((_K.BAD_INSTANCE, at, digits.end() if digits else at))
    _rest(words, digits.end() if digits else at, part, _P.INSTANCE, comments)
    return number


def _read(
    words: Words, where: str, offset: int, instance: int | None, comments: list[Comment]
) -> AuthenticationResults:
    authserv_id, version, start, end = _server(words, comments)
    results: list[MethodResult] = []
    none = _none_end(words)
    if none is not None:
        part = words.parts[0]
        words.comments_at(part.start, part.end, _P.SEMICOLON, comments)
        _rest(words, none, part, _P.NONE, comments)
    else:
        results.extend(result for part in words.parts if (result := _result(words, part, offset)))
    notes = sorted(words.notes, key=lambda note: note[1:])
    return AuthenticationResults(
        authserv_id=authserv_id,
        results=tuple(results),
        version=version,
        instance=instance,
        comments=tuple(comments),
        problems=tuple(Problem(kind, where, offset + first, offset + last) for kind, first, last in notes),
        start=offset + start,
        end=offset + end,
    )


def _server(words: Words, comments: list[Comment]) -> tuple[str, str | None, int, int]:
    """The authserv-id, the version, and the span of both; the part they stand in is taken from ``words.parts``."""
    parts = words.parts
    part = parts.pop(0) if parts else Part(len(words.value), len(words.value), [])
    pos = words.skip(part.start, part.end)
    name = words.value_at(pos, part.end)
    stop = words.skip(name.end, part.end)
    if b"=" in name.unquoted or words.value.startswith(b"=", stop, part.end):
        # no token has an equals sign: a server that does not say who it is starts with its first result
        parts.insert(0, part)
        words.notes.append((_K.NO_AUTHSERV_ID, pos, pos))
        return "", None, pos, pos
    if not name.text:
        words.notes.append((_K.NO_AUTHSERV_ID, pos, name.end))
    if not parts and not part.empty:
        words.notes.append((_K.NO_RESULT, part.end, part.end))
    words.check(name, TOKEN)
    words.comments_at(part.start, part.end, _P.START, comments)
    at = words.comments_at(name.end, part.end, _P.AUTHSERV_ID, comments)
    version, place = None, _P.AUTHSERV_ID
    digits = _DIGITS.match(words.value, at, part.end)
    if digits and words.value[digits.end() : digits.end() + 1] in _BEHIND:
        version, at, place = digits[0].decode("ascii"), digits.end(), _P.VERSION
    _rest(words, at, part, place, comments)
    return name.text, version, pos, part.end


def _none_end(words: Words) -> int | None:
    """Where ``none`` ends when that is all there is: "no message authentication was performed"."""
    if len(words.parts) != 1:
        return None
    part = words.parts[0]
    word = _WORD.match(words.value, words.skip(part.start, part.end), part.end)
    alone = word is not None and word[0].lower() == b"none" and words.skip(word.end(), part.end) == part.end
    return word.end() if word and alone else None


def _rest(words: Words, at: int, part: Part, place: CommentPlace, comments: list[Comment]) -> None:
    """Keep the comments of what is left of *part*; anything else there is astray."""
    while (at := words.comments_at(at, part.end, place, comments)) < part.end:
        at = words.stray(at, part.end)
    for start in part.empty:
        words.comments_at(start, len(words.value), place, comments)


def _result(words: Words, part: Part, offset: int) -> MethodResult | None:
    # the grammar: "resinfo = [CFWS] ";" methodspec [ CFWS reasonspec ] [ CFWS 1*propspec ]"
    pos = words.skip(part.start, part.end)
    end = pos + len(words.value[pos : part.end].rstrip(b" \t\r\n"))
    left = words.left(pos, part.end, b"/", _DIGITS)
    result = _WORD.match(words.value, words.skip(left.stops[-1], part.end), part.end) if left else None
    if left is None or result is None or words.value[result.end() : result.end() + 1] not in _BEHIND:
        words.notes.append((_K.BAD_RESULT, pos, end))
        return None
    word = result[0].decode("ascii")
    if not is_keyword(left.first) or not is_keyword(word):
        words.notes.append((_K.BAD_RESULT, pos, result.end()))
    behind = PropertyReader(words, part, offset)
    behind.read(left, result.end())
    return MethodResult(
        method=left.first.lower(),
        result=word.lower(),
        version=left.second,
        reason=behind.reason,
        properties=behind.properties,
        comments=behind.comments,
        start=offset + pos,
        end=offset + end,
    )
