"""How is Authentication-Results written, whatever its values hold?  The writer of its grammar (RFC 8601 section 2.2).

The values come from strangers' mail. None of them can end its quotation, its comment, its line or its result: what the
grammar cannot hold bare is quoted or escaped, and a control character becomes a question mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Final, TypeAlias

from ..core.errors import UsageError
from .authentication_results import AuthenticationResults, Comment, CommentPlace, MethodResult, Property

__all__ = ["write_authentication_results"]

_Token: TypeAlias = tuple[str, CommentPlace]

# what a line reader may take for the end of a line, and what cannot be encoded
_CONTROLS: Final = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_TOKEN: Final = re.compile(r"[!#$%&'*+.0-9A-Z^_`a-z{|}~-]+")
# "[ [ local-part ] "@" ] domain-name"; the local-part may be a quoted string (RFC 5321 section 4.1.2)
_ADDRESS: Final = re.compile(
    r"""(?:(?:[!#$%&'*+/0-9=?^`{|}~\w-]++(?:\.[!#$%&'*+/0-9=?^`{|}~\w-]++)*+|"(?:[^"\\]++|\\["\\])*+")?+@)?+"""
    r"[\w-]++(?:\.[\w-]++)++"
)
_WORD: Final = re.compile(r"[A-Za-z0-9_-]+")
_NAME: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*+")
_DIGITS: Final = re.compile(r"[0-9]+")
_QUOTED_PAIR: Final = re.compile(r'["\\]')
_COMMENT_PAIR: Final = re.compile(r"[()\\]")
_CHUNK: Final = re.compile(r"[ \t]*+[^ \t]++")
# "Each line of characters MUST be no more than 998 characters, and SHOULD be no more than 78 characters" (RFC 5322
# section 2.1.1)
_LONGEST_LINE: Final = 78
_LONGEST_OF_ALL: Final = 998
_MOST_INSTANCES: Final = 50
_SHOWN: Final = 40  # characters of what is too long
_P = CommentPlace


def write_authentication_results(results: AuthenticationResults) -> bytes:
    """The body of the field that says *results*, folded with CRLF, without its final line end.

    Arguments:
        results: what to say. Reading it again gives an equal value, if no text in it has a control character; method,
            result and property names are written in lower case. What is not ASCII is written as UTF-8 (RFC 6532): give
            A-labels where the mail is not internationalized. A word without a blank cannot be folded.

    Raises:
        UsageError: there is no authserv-id; a name, version or instance is none; a comment stands behind a word that
            is not there; a word is too long for a line, about 950 octets; anything is no text that should be.
    """
    server = _server(_given(results))
    name = "Authentication-Results: " if results.instance is None else "ARC-Authentication-Results: "
    written = [_folded(server, len(name))]
    written.extend(_folded(" " + _result(one), 0) for one in results.results)
    field = ";\r\n".join(written).encode("utf-8")
    for line in (name.encode("ascii") + field).split(b"\r\n"):
        if len(line) > _LONGEST_OF_ALL:
            word = max(line.split(b" "), key=len)[:_SHOWN].decode("utf-8", "replace")
            raise UsageError(
                f"a line has {_LONGEST_OF_ALL} octets at most and only blanks can be folded: cut {word!r}..."
            )
    return field


def _given(results: object) -> AuthenticationResults:
    if not isinstance(results, AuthenticationResults):
        told = "pass read_authentication_results(text.encode())" if isinstance(results, str) else "see its arguments"
        raise UsageError(f"what is written is an AuthenticationResults, not {type(results).__name__}: {told}")
    return results


def _server(results: AuthenticationResults) -> str:
    if not _text(results.authserv_id, "authserv-id").strip():
        raise UsageError("Authentication-Results must name the server that judged: authserv_id='mx.a.example'")
    tokens: list[_Token] = [("", _P.START)]
    if results.instance is not None:
        tokens = [(f"i={_position(results.instance)}", _P.INSTANCE), (";", _P.START)]
    tokens.append((" " + _value(results.authserv_id, _TOKEN, "authserv-id"), _P.AUTHSERV_ID))
    if results.version is not None:
        tokens.append((" " + _checked(results.version, _DIGITS, "version"), _P.VERSION))
    if not results.results:
        tokens += [(";", _P.SEMICOLON), (" none", _P.NONE)]
    return _joined(tokens, results.comments)


def _result(result: MethodResult) -> str:
    tokens: list[_Token] = [("", _P.SEMICOLON), (_checked(result.method, _WORD, "method").lower(), _P.METHOD)]
    if result.version is not None:
        tokens += [("/", _P.SLASH), (_checked(result.version, _DIGITS, "method version"), _P.METHOD_VERSION)]
    tokens += [("=", _P.EQUALS), (_checked(result.result, _WORD, "result").lower(), _P.RESULT)]
    if result.reason is not None:
        tokens += [
            (" reason", _P.REASON),
            ("=", _P.REASON_EQUALS),
            (_value(result.reason, _TOKEN, "reason"), _P.REASON_VALUE),
        ]
    elif any((one.ptype, _text(one.name, "property").lower()) == ("", "reason") for one in result.properties):
        raise UsageError("a reason is given as MethodResult.reason, not as a property")
    return " ".join([_joined(tokens, result.comments), *map(_property, result.properties)])


def _property(one: Property) -> str:
    tokens: list[_Token] = []
    if one.ptype:
        tokens = [(_checked(one.ptype, _WORD, "ptype").lower(), _P.PTYPE), (".", _P.DOT)]
    name = _checked(one.name, _NAME if one.ptype else _WORD, "property").lower()
    value = _value(one.value, _ADDRESS, "property value")
    return _joined([*tokens, (name, _P.NAME), ("=", _P.EQUALS), (value, _P.VALUE)], one.comments)


def _position(instance: object) -> int:
    # "position = 1*2DIGIT ; 1 - 50" (RFC 8617 section 4.2.1)
    if type(instance) is not int or not 1 <= instance <= _MOST_INSTANCES:
        raise UsageError(f"the instance of an ARC set is a number from 1 to {_MOST_INSTANCES}, not {instance!r}")
    return instance


def _text(text: object, what: str) -> str:
    if not isinstance(text, str):
        value = ", pass its value" if isinstance(text, Enum) else ""
        raise UsageError(f"the {what} of Authentication-Results is text, not {type(text).__name__}{value}")
    return text


def _checked(text: str, grammar: re.Pattern[str], what: str) -> str:
    if not grammar.fullmatch(_text(text, what)):
        raise UsageError(f"{text!r} is no {what} of Authentication-Results")
    return text


def _value(text: str, bare: re.Pattern[str], what: str) -> str:
    text = _CONTROLS.sub("?", _text(text, what))
    if _TOKEN.fullmatch(text) or bare.fullmatch(text):
        return text
    return '"' + _QUOTED_PAIR.sub(r"\\\g<0>", text) + '"'


def _joined(tokens: Sequence[_Token], comments: Iterable[Comment]) -> str:
    """The tokens, each with the comments behind it."""
    behind: dict[CommentPlace, list[str]] = {place: [] for _, place in tokens}
    for comment in comments:
        if comment.place not in behind:
            raise UsageError(f"a comment stands behind the {comment.place.value}, but none is there")
        behind[comment.place].append(_comment(comment.text))
    pieces: list[str] = []
    commented = False
    for token, place in tokens:
        pieces.append(" " + token if commented and token[0] not in " ;" else token)
        pieces.extend(f" {comment}" for comment in behind[place])
        commented = bool(behind[place])
    return "".join(pieces).lstrip(" ")


def _comment(text: str) -> str:
    text = _CONTROLS.sub("?", _text(text, "comment"))
    if _is_balanced(text):
        return f"({text})"
    return "(" + _COMMENT_PAIR.sub(r"\\\g<0>", text) + ")"


def _is_balanced(text: str) -> bool:
    """Whether *text* reads the same without quoted pairs."""
    depth = 0
    for mark in _COMMENT_PAIR.findall(text):
        depth += {"(": 1, ")": -1}.get(mark, -len(text))
        if depth < 0:
            return False
    return depth == 0


def _folded(text: str, column: int) -> str:
    """*text* with a fold before each blank that would end a line too late."""
    lines: list[str] = []
    for chunk in _CHUNK.findall(text):
        # a semicolon may follow
        if lines and column + len(chunk) >= _LONGEST_LINE:
            lines.append("\r\n")
            column = 0
        lines.append(chunk)
        column += len(chunk)
    return "".join(lines)
