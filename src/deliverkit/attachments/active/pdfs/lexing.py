"""Which names in a PDF matter, and where do its streams stand?  Its words, as ISO 32000-1 section 7.2 has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import Final, NamedTuple

__all__ = ["STRING", "Name", "Word", "decoded", "text_of", "unescaped", "words_of"]


class Name(Enum):
    """A name that matters, without its solidus; OTHER is one that was escaped, and does not."""

    JS = b"JS"
    JAVASCRIPT = b"JavaScript"
    LAUNCH = b"Launch"
    OPEN_ACTION = b"OpenAction"
    ADDITIONAL_ACTIONS = b"AA"
    EMBEDDED_FILE = b"EmbeddedFile"
    EMBEDDED_FILES = b"EmbeddedFiles"
    EMBEDDED = b"EF"
    OBJECT_STREAM = b"ObjStm"
    ENCRYPT = b"Encrypt"
    OTHER = b" "


class Word(NamedTuple):
    """A name that matters, or the keyword ``stream``.

    Arguments:
        name: the name; None for the keyword.
        start: where it stands.
        end: where it ends; for the keyword, where the data start.
        disguised: whether it is written with needless escapes.
    """

    name: Name | None
    start: int
    end: int
    disguised: bool


# white space and delimiters; all else is regular
_END: Final = rb"(?=[\0\t\n\f\r ()<>\[\]{}/%]|\Z)"
_NAMES: Final = rb"/(?:" + b"|".join(name.value for name in Name if name is not Name.OTHER) + rb")" + _END
# an escape of a letter or digit: honest writers escape only what is not regular
_ESCAPED: Final = rb"/[^\0\t\n\f\r ()<>\[\]{}/%#]*+#(?:[46][1-9A-Fa-f]|[57][0-9Aa])[^\0\t\n\f\r ()<>\[\]{}/%]*+"
_STREAM: Final = rb"(?<![A-Za-z])stream(?:\r\n|\n|\r)"
_INTERESTING: Final = rb"(?:" + _NAMES + b"|" + _ESCAPED + b"|" + _STREAM + b")"
# parentheses in a string may be balanced; three levels of them are followed, which keeps this linear
_LEVEL: Final = rb"\((?:[^()\\]++|\\.%s)*+\)"
STRING: Final = _LEVEL % (rb"|" + _LEVEL % (rb"|" + _LEVEL % b""))
"""A literal string."""
_WORD: Final = re.compile(
    rb"(?:[^/(%%s]++|%%[^\r\n]*+|%s|\(|(?!%s)[/s][^/(%%s]*+)*+(?:(/[^\0\t\n\f\r ()<>\[\]{}/%%]*+)|(%s))"
    % (STRING, _INTERESTING, _STREAM),
    re.DOTALL,
)
_ESCAPE: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_VALUES: Final = {name.value: name for name in Name}
_LITERAL_ESCAPE: Final = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|.))", re.DOTALL)
_LETTERS: Final = {
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"b": b"\b",
    b"f": b"\f",
    b"\n": b"",
    b"\r": b"",
    b"\r\n": b"",
}
_NOT_HEX: Final = re.compile(rb"[^0-9A-Fa-f]")


def words_of(data: bytes, start: int = 0, end: int | None = None) -> Iterator[Word]:
    """The words that matter in ``data[start:end]``; to go on behind a stream, ask again from there.

    Words that turn out not to matter have the name :attr:`Name.OTHER`, so that they can be paid for.
    """
    end = len(data) if end is None else end
    while found := _WORD.match(data, start, end):
        start = found.end()
        if found[1] is None:
            yield Word(None, found.start(2), start, disguised=False)
            continue
        value = decoded(found[1][1:])
        name = _VALUES.get(value, Name.OTHER)
        yield Word(name, found.start(1), start, disguised=len(value) + 1 < len(found[1]))


def decoded(name: bytes) -> bytes:
    """*name* without its escapes: "#" and two hexadecimal digits."""
    return _ESCAPE.sub(lambda found: bytes((int(found[1], 16),)), name)


def unescaped(string: bytes) -> bytes:
    """The octets of a *string* as it stands, ``(...)`` or ``<...>``."""
    if string.startswith(b"("):
        return _LITERAL_ESCAPE.sub(_meant, string[1:-1])
    digits = _NOT_HEX.sub(b"", string)
    # "If the final digit of a hexadecimal string is missing ... it shall be assumed to be 0"
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())


def _meant(found: re.Match[bytes]) -> bytes:
    if found[1]:
        return bytes((int(found[1], 8) & 0xFF,))
    return _LETTERS.get(found[2], found[2])


def text_of(string: bytes) -> str:
    """The text of a *string* as it stands: UTF-16 or UTF-8 with their marks, or else Latin-1, which is near enough."""
    octets = unescaped(string)
    for mark, codec in ((b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"), (b"\xef\xbb\xbf", "utf-8")):
        if octets.startswith(mark):
            return octets[len(mark) :].decode(codec, "replace")
    return octets.decode("latin-1")
