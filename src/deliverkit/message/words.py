"""What does a header say to a reader?  Unfolding and encoded-words (RFC 5322 section 2.2.3, RFC 2047)."""

from __future__ import annotations

import binascii
import re
from typing import Final, NamedTuple

from .charsets import decode_charset, decode_unlabelled
from .problems import Problem, ProblemKind
from .transfer import decode_base64

__all__ = ["DecodedText", "decode_words", "unfold"]

# "encoded-word = "=?" charset "?" encoding "?" encoded-text "?="" (RFC 2047 section 2); "*language" behind the charset
# (RFC 2231 section 5); blanks inside are forgiven, as clients do. No group crosses a "?", so this is linear.
_WORD: Final = re.compile(rb"=\?([^?\s*]*+)(?:\*[^?\s]*+)?\?([bBqQ])\?([^?]*+)\?=")
# "Unfolding is accomplished by simply removing any CRLF that is immediately followed by WSP" (RFC 5322 section 2.2.3)
_FOLD: Final = re.compile(rb"\r?\n(?=[ \t])|\r(?=[ \t])")


class DecodedText(NamedTuple):
    """Text as a reader sees it, and what had to be forgiven to read it."""

    text: str
    problems: tuple[Problem, ...] = ()


def unfold(value: bytes) -> bytes:
    """*value* without the line ends of its folds."""
    return _FOLD.sub(b"", value) if b"\n" in value or b"\r" in value else value


def decode_words(value: bytes, where: str = "", offset: int = 0) -> DecodedText:
    """Unfold *value* and decode its encoded-words; never raises, linear.

    Arguments:
        value: the octets of an unstructured field, a phrase or a parameter value.
        where: the path for the problems.
        offset: where *value* starts in what *where* names.

    A word of an unknown charset is read as UTF-8 or Latin-1; octets its charset does not have become U+FFFD. Adjacent
    words of one charset are joined before they are decoded, because senders split characters across them.
    """
    problems: list[Problem] = []
    if b"=?" not in value:
        return DecodedText(_plain(value, where, offset, problems), tuple(problems))
    texts: list[str] = []
    word: list[bytes] = []
    charset, word_start, last = "", 0, 0

    def flush() -> None:
        if word:
            decoded = decode_charset(b"".join(word), charset)
            texts.append(decoded.text)
            word.clear()
            if decoded.problem:
                problems.append(Problem(decoded.problem, where, offset + word_start, offset + last))

    for match in _WORD.finditer(value):
        gap = value[last : match.start()]
        label = match[1].decode("latin-1").lower()
        # "any 'linear-white-space' that separates a pair of adjacent 'encoded-word's is ignored" (section 6.2)
        if last == 0 or gap.strip(b" \t\r\n"):
            flush()
            texts.append(_plain(gap, where, offset + last, problems))
        elif label != charset:
            flush()
        if not word:
            charset, word_start = label, match.start()
        word.append(_encoded_text(match[2], match[3], where, offset + match.start(3), problems))
        last = match.end()
    flush()
    texts.append(_plain(value[last:], where, offset + last, problems))
    return DecodedText("".join(texts), tuple(problems))


def _encoded_text(encoding: bytes, text: bytes, where: str, start: int, problems: list[Problem]) -> bytes:
    if encoding in b"qQ":
        return binascii.a2b_qp(text.replace(b"\r", b"").replace(b"\n", b""), header=True)
    plain = decode_base64(text)
    problems.extend(Problem(kind, where, start + first, start + end) for kind, first, end in plain.notes)
    return plain.data


def _plain(value: bytes, where: str, start: int, problems: list[Problem]) -> str:
    decoded = decode_unlabelled(unfold(value))
    if decoded.problem is ProblemKind.NOT_UTF8:
        problems.append(Problem(decoded.problem, where, start, start + len(value)))
    return decoded.text
