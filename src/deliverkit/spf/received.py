"""What did a receiver note about SPF?  The Received-SPF field, read and written.  (RFC 7208 section 9.1)"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ..core.cursor import Cursor
from ..core.evidence import Evidence
from ..core.findings import Finding
from ..core.outcome import Outcome
from .result import Result, SpfResult
from .rules import evaluation as rules

__all__ = ["ReceivedSpf", "read_received_spf", "write_received_spf"]

_WORDS: Final = {result.value: result for result in Result}
_WORD: Final = re.compile(r"[A-Za-z]+")
_BLANK: Final = re.compile(r"[ \t\r\n]*")
_KEY: Final = re.compile(r"[A-Za-z][A-Za-z0-9._-]*")
# dot-atom (RFC 5322 section 3.2.3), and what is seen in its place: addresses without quotes
_ATOM: Final = re.compile(r"[^ \t\r\n;\"()]+")
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_COMMENT: Final = re.compile(r"\\.|[()]", re.DOTALL)
_DOT_ATOM: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_UNSHOWN: Final = re.compile(r"[^ -~]")
_MOST_PAIRS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedSpf:
    """A Received-SPF field.

    Arguments:
        result: the result it states.
        comment: the words in parentheses, without them.
        pairs: keys in lower case and their values, unquoted, in order: ``client-ip``, ``envelope-from``, ``helo``,
            ``problem``, ``receiver``, ``identity``, ``mechanism`` and any others.
    """

    result: Result
    comment: str = ""
    pairs: tuple[tuple[str, str], ...] = ()

    def __getitem__(self, key: str) -> str:
        """The first value of *key*, or "" where it is not given."""
        return next((value for name, value in self.pairs if name == key), "")


def read_received_spf(text: str) -> Outcome[ReceivedSpf]:
    """Read the value of a Received-SPF field.

    Arguments:
        text: what stands behind the field's name and colon, folded or not.

    Returns:
        The field, as far as it can be read; the value is None where not even a result can. A part that cannot be read
        is a finding. Never raises.
    """
    cursor = Cursor(text)
    findings: list[Finding] = []
    _skip(cursor)
    word = cursor.take(_WORD)
    result = None if word is None else _WORDS.get(word.text.lower())
    if result is None:
        end = cursor.pos if word is not None else len(text)
        return Outcome(value=None, findings=(_unreadable(text, 0, end),))
    comment = _skip(cursor)
    pairs: list[tuple[str, str]] = []
    while not cursor.done and len(pairs) < _MOST_PAIRS:
        start = cursor.pos
        pair = _pair(cursor)
        if pair is None:
            cursor.until(";")
            findings.append(_unreadable(text, start, cursor.pos))
        else:
            pairs.append(pair)
        _skip(cursor)
        cursor.take(";")
        _skip(cursor)
    if not cursor.done:
        findings.append(_unreadable(text, cursor.pos, len(text)))
    value = ReceivedSpf(result=result, comment=comment, pairs=tuple(pairs))
    return Outcome(value=value, findings=tuple(findings))


def write_received_spf(value: SpfResult, *, receiver: str) -> str:
    """The value of the Received-SPF field for *value*, on one line, ASCII.

    Arguments:
        receiver: the host name of the receiver that made the check.
    """
    matched = value.matched
    said = {
        Result.PASS: "designates {} as permitted sender",
        Result.FAIL: "does not designate {} as permitted sender",
        Result.SOFTFAIL: "probably does not designate {} as permitted sender",
        Result.NEUTRAL: "says nothing about {}",
        Result.NONE: "has no SPF record to judge {} by",
        Result.PERMERROR: "has an SPF record in error, {} not judged",
        Result.TEMPERROR: "could not be looked up, {} not judged",
    }[value.result].format(value.client_ip)
    comment = re.sub(r"([()\\])", r"\\\1", _UNSHOWN.sub("?", f"{receiver}: {value.domain} {said}"))
    pairs = (
        ("receiver", receiver),
        ("identity", value.identity),
        ("client-ip", value.client_ip),
        ("envelope-from", value.sender if value.identity == "mailfrom" else ""),
        ("helo", value.helo),
        ("mechanism", "" if matched is None else matched.text),
    )
    shown = "; ".join(f"{key}={_quote(text)}" for key, text in pairs if text)
    return f"{value.result.value} ({comment}) {shown}"


def _pair(cursor: Cursor) -> tuple[str, str] | None:
    key = cursor.take(_KEY)
    _skip(cursor)
    if key is None or cursor.take("=") is None:
        return None
    _skip(cursor)
    quoted = cursor.take(_QUOTED)
    if quoted is not None:
        return key.text.lower(), re.sub(r"\\(.)", r"\1", quoted.text[1:-1], flags=re.DOTALL)
    atom = cursor.take(_ATOM)
    return None if atom is None else (key.text.lower(), atom.text)


def _skip(cursor: Cursor) -> str:
    """Skip blanks and comments (CFWS, RFC 5322 section 3.2.2); returns what the comments say."""
    comments: list[str] = []
    cursor.take(_BLANK)
    while cursor.peek() == "(":
        start, depth = cursor.pos + 1, 0
        for mark in _COMMENT.finditer(cursor.text, cursor.pos):
            depth += {"(": 1, ")": -1}.get(mark[0], 0)
            if not depth:
                cursor.pos = mark.end()
                comments.append(cursor.text[start : mark.start()])
                break
        else:
            comments.append(cursor.rest().text[1:])  # never closed
        cursor.take(_BLANK)
    return re.sub(r"\\(.)", r"\1", " ".join(comments), flags=re.DOTALL)


def _quote(text: str) -> str:
    shown = _UNSHOWN.sub("?", text)
    return shown if _DOT_ATOM.fullmatch(shown) else '"' + re.sub(r'(["\\])', r"\\\1", shown) + '"'


def _unreadable(text: str, start: int, end: int) -> Finding:
    finding = rules.unreadable_received_spf(text=text[start:end][:100])
    return finding.about("Received-SPF").seen_in(Evidence.cut("message:header:Received-SPF", text, start, end))
