"""Which words stand in a zone file, and which of them make one entry?  (RFC 1035 section 5.1)"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from ..core.names import MAX_LABEL, MAX_NAME, to_ascii

__all__ = ["Entry", "Token", "ZoneSyntaxError", "absolute_name", "entries", "octets"]

# possessive throughout, so that a quote that is never closed costs one pass; every character is in some group
_LEX: Final = re.compile(
    r"""
      (?P<blank>[ \t\f\v]++)
    | (?P<comment>;[^\r\n]*+)
    | (?P<newline>\r\n?|\n)
    | (?P<open>\()
    | (?P<close>\))
    | "(?P<quoted>(?:[^"\\\r\n]|\\[^\r\n])*+)"
    | (?P<word>(?:[^\s"();\\]|\\[^\r\n])++)
    | (?P<stray>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(?:([0-9]{3})|(.))", re.DOTALL)
_LABEL: Final = re.compile(r"((?:[^.\\]|\\.)++)|\.", re.DOTALL)
_GIVE: Final = "add a line '$ORIGIN example.com.' above; in Python, origin='example.com' does the same"


class ZoneSyntaxError(ValueError):
    """Something in the text cannot be read; the reader adds the file's name."""

    def __init__(self, line: int, wrong: str) -> None:
        super().__init__(wrong)
        self.line = line


class Token(NamedTuple):
    """A word or a quoted string, its escapes not yet undone and its quotes taken off."""

    text: str
    line: int
    quoted: bool = False

    @property
    def shown(self) -> str:
        """The token as it stood."""
        return f'"{self.text}"' if self.quoted else self.text


@dataclass(slots=True)
class Entry:
    """One logical line: a record or a directive."""

    line: int
    indented: bool  # it starts with a blank, so it has no owner of its own
    tokens: list[Token]


def entries(text: str) -> Iterator[Entry]:
    """The entries of *text*; an empty line is one without tokens.

    Raises:
        ZoneSyntaxError: a quote or a parenthesis is not closed, or a character cannot stand where it does.
    """
    line = 1
    entry = Entry(line, False, [])
    opened: list[int] = []  # the lines of the parentheses not closed yet
    for match in _LEX.finditer(text):
        match match.lastgroup:
            case ("word" | "quoted") as kind:
                entry.tokens.append(Token(match[kind], line, kind == "quoted"))
            case "blank":
                entry.indented |= not entry.tokens and not opened
            case "newline":
                line += 1
                # "Parentheses are used to group data that crosses a line boundary."
                if not opened:
                    yield entry
                    entry = Entry(line, False, [])
            case "open":
                opened.append(line)
            case "close" if opened:
                opened.pop()
            case "close" | "stray":
                raise ZoneSyntaxError(line, _STRAY.get(match[0]) or _STRAY[""].format(ord(match[0])))
            case _:
                pass  # a comment
    if opened:
        raise ZoneSyntaxError(opened[0], "this '(' is never closed")
    yield entry


_STRAY: Final = {
    '"': "this quote is not closed on the same line",
    "\\": "a backslash at the end of a line escapes nothing",
    ")": "this ')' closes nothing",
    "": "the character U+{:04X} cannot stand outside quotes",
}


def octets(token: Token) -> bytes:
    r"""The octets of a character-string, escapes undone: ``\X`` is X itself, ``\DDD`` the octet of that number."""
    text = token.text
    if "\\" not in text:
        return _encoded(text, token.line)
    told = bytearray()
    done = 0
    for match in _ESCAPE.finditer(text):
        told += _encoded(text[done : match.start()], token.line)
        told += _unescaped(match, token.line)
        done = match.end()
    return bytes(told + _encoded(text[done:], token.line))


def _unescaped(match: re.Match[str], line: int) -> bytes:
    if match[1] is None:
        return _encoded(match[2], line)
    if int(match[1]) > 0xFF:
        raise ZoneSyntaxError(line, f"\\{match[1]} is no octet; \\000 to \\255 are")
    return bytes((int(match[1]),))


def _encoded(text: str, line: int) -> bytes:
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raise ZoneSyntaxError(line, "half a UTF-16 surrogate pair is no character") from None


def absolute_name(token: Token, origin: str | None) -> str:
    r"""The name that *token* stands for, in normal form and without its final dot; "" for the root.

    Only a dot separates labels: a dot inside a label, and an octet beyond ASCII, is written ``\DDD``, any other as is.

    Raises:
        ZoneSyntaxError: it is no name, or it is relative and there is no origin.
    """
    text = token.text
    if token.quoted:
        raise ZoneSyntaxError(token.line, f"a name is not quoted: {token.shown}")
    if text == ".":
        return ""
    if text == "@":
        # "A free standing @ is used to denote the current origin."
        if origin is None:
            raise ZoneSyntaxError(token.line, "'@' stands for the origin, and there is none; " + _GIVE)
        return origin
    if "\\" in text:
        name = _with_escapes(token, origin)
    else:
        name = to_ascii(text if text.endswith(".") else f"{text}.{_origin_of(token, origin)}")
    if name is None:
        raise ZoneSyntaxError(token.line, f"{text!r} is not a domain name (labels of 1 to 63 octets, 253 in all)")
    return name


def _origin_of(token: Token, origin: str | None) -> str:
    """What stands behind a relative name; nothing where it is complete and lacks its final dot only."""
    if origin is not None:
        return origin
    if "." not in token.text or token.text.rpartition(".")[2].startswith("_"):
        raise ZoneSyntaxError(token.line, f"{token.text!r} is relative to an origin, and there is none; " + _GIVE)
    return ""


def _with_escapes(token: Token, origin: str | None) -> str | None:
    raw = [""]
    for match in _LABEL.finditer(token.text):
        if match[1] is None:
            raw.append("")
        else:
            raw[-1] = match[1]
    if raw[-1] == "":
        raw.pop()
        above = ""
    else:
        above = _origin_of(token, origin)
    labels = [octets(Token(label, token.line)).lower() for label in raw]
    if not all(0 < len(label) <= MAX_LABEL for label in labels):
        return None
    if sum(len(label) + 1 for label in labels) + len(above) > MAX_NAME + 1:
        return None
    shown = ["".join(map(_label_escape, label)) for label in labels]
    return ".".join([*shown, above] if above else shown)


def _label_escape(octet: int) -> str:
    return chr(octet) if octet < 0x80 and octet != 0x2E else f"\\{octet:03d}"
