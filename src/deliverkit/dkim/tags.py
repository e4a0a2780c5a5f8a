"""Which tags does this list hold, and where does each stand?  The grammar of RFC 6376 section 3.2.

The reader does not stop at a fault: what is no tag is a problem with its span, and all other tags are read, until there
are a thousand problems.
"""

from __future__ import annotations

import binascii
import re
from enum import Enum
from typing import Final, NamedTuple

__all__ = [
    "Tag",
    "TagFault",
    "TagList",
    "TagProblem",
    "as_text",
    "base64_octets",
    "is_plain",
    "parse_tags",
    "without_blanks",
]

# "tag-name = ALPHA *ALNUMPUNC", where ALNUMPUNC is a letter, a digit or "_"
_SPEC: Final = re.compile(r"[ \t\r\n]*+([A-Za-z][A-Za-z0-9_]*+)[ \t\r\n]*+(=)[ \t\r\n]*+([^;]*+)(?:;|\Z)")
# "VALCHAR = %x21-3A / %x3C-7E", parted by blanks and folds; RFC 8616 section 4 adds the non-ASCII characters of UTF-8
_STRANGE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n[ \t])|(?<!\r)\n")
_BLANKS: Final = " \t\r\n"
_USUAL: Final = frozenset({"v", "a", "c", "d", "s", "h", "bh", "b", "t", "i", "q", "x", "k", "p", "n"})
_MOST_PADDING: Final = 2
_MOST_PROBLEMS: Final = 1_000  # what stands behind them is not read
_PLAIN: Final = b"\t" + bytes(range(0x20, 0x7F))


class TagFault(Enum):
    """Why a piece of a tag list is none, or must not stand there."""

    NO_EQUALS = "no-equals-sign"
    BAD_NAME = "bad-tag-name"
    REPEATED = "repeated-tag"
    EMPTY = "empty-tag"
    BAD_CHARACTER = "bad-character"


class Tag(NamedTuple):
    """One tag: ``text[start:end]``, and its value, ``text[value_start:end]``, without outer blanks and folds."""

    name: str
    value: str
    start: int
    value_start: int
    end: int


class TagProblem(NamedTuple):
    """Something in a tag list that must not be there: ``text[start:end]``, in the tag called *name* if it has one."""

    fault: TagFault
    name: str
    start: int
    end: int


class TagList:
    """A tag list as it was read; equal to another one of the same text.

    Attributes:
        text: the list; one character stands for one octet.
        values: the value of each tag by its name, of tags with one name the first; names are case-sensitive.
        problems: what must not be there, in order.
    """

    __slots__ = ("_of_b", "_starts", "_tags", "problems", "text", "values")

    def __init__(
        self,
        text: str,
        values: dict[str, str],
        starts: dict[str, int] | None,
        tags: tuple[Tag, ...] | None,
        problems: tuple[TagProblem, ...],
        of_b: tuple[int, int] | None = None,
    ) -> None:
        self.text = text
        self.values = values
        self.problems = problems
        self._starts = starts
        self._tags = tags
        self._of_b = of_b

    @property
    def tags(self) -> tuple[Tag, ...]:
        """What could be read, in order; of tags with one name, all."""
        if self._tags is None:
            self._tags = tuple(_read(self.text)[0])
        return self._tags

    def get(self, name: str) -> Tag | None:
        """The first tag called *name*; "tags are interpreted in a case-sensitive manner"."""
        if self._starts is None:
            starts: dict[str, int] = {}
            _take(self.text, {}, starts)
            self._starts = starts
        spec = _SPEC.match(self.text, self._starts.get(name, len(self.text)))
        return None if spec is None else _tag(spec)

    @property
    def signature_span(self) -> tuple[int, int] | None:
        """Where the value of ``b=`` stands, if there is one: the same as of ``get("b")``, which every signer needs."""
        if self._of_b is None and (tag := self.get("b")) is not None:
            self._of_b = (tag.value_start, tag.end)
        return self._of_b

    def __eq__(self, other: object) -> bool:
        return self.text == other.text if isinstance(other, TagList) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"<TagList {self.text!r}>"

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return parse_tags, (self.text,)


def parse_tags(text: str) -> TagList:
    """Read the tag list *text*, folds included; one character stands for one octet. Any text will do."""
    plain = is_plain(text.encode("latin-1", "replace"))
    values: dict[str, str] = {}
    starts: dict[str, int] = {}
    if plain and _take(text, values, starts):
        return TagList(text, values, starts, None, ())
    tags, problems = _read(text)
    if not plain:
        problems += _strange(text, tags)
    first = {tag.name: tag for tag in reversed(tags)}
    values = {tag.name: tag.value for tag in first.values()}
    starts = {tag.name: tag.start for tag in first.values()}
    return TagList(text, values, starts, tuple(tags), tuple(problems))


def is_plain(octets: bytes) -> bool:
    """Whether no octet stands there that needs a second look, and every CR and LF is part of a fold."""
    odd = len(octets.translate(None, _PLAIN))
    folds = octets.count(b"\r\n ") * 2
    return odd == folds or odd == folds + octets.count(b"\r\n\t") * 2


def _take(text: str, values: dict[str, str], starts: dict[str, int]) -> bool:
    """Take the values by name, and where to look for each tag, if the whole list is as it should be."""
    start = 0
    for piece in text.removesuffix(";").split(";"):
        name, equals, value = piece.partition("=")
        name = name.strip(_BLANKS)
        if not equals or name in values or (name not in _USUAL and (not name.isidentifier() or name[0] == "_")):
            return False
        values[name] = value.strip(_BLANKS)
        starts[name] = start
        start += len(piece) + 1
    return True


def _read(text: str) -> tuple[list[Tag], list[TagProblem]]:
    """Every tag with its place, and what is none."""
    tags: list[Tag] = []
    problems: list[TagProblem] = []
    seen: set[str] = set()
    pos, size, match = 0, len(text), _SPEC.match
    while pos < size and len(problems) < _MOST_PROBLEMS:
        spec = match(text, pos)
        if spec is None:
            problem, pos = _no_tag(text, pos)
            if problem is not None:
                problems.append(problem)
            continue
        tag = _tag(spec)
        tags.append(tag)
        if tag.name in seen:
            # "Tags with duplicate names MUST NOT occur within a single tag-list; if a tag name does occur more than
            # once, the entire tag-list is invalid"
            problems.append(TagProblem(TagFault.REPEATED, tag.name, tag.start, tag.end))
        seen.add(tag.name)
        pos = spec.end()
    if not size:
        problems.append(TagProblem(TagFault.EMPTY, "", 0, 0))
    return tags, problems


def _tag(spec: re.Match[str]) -> Tag:
    value = spec[3].rstrip(_BLANKS)
    value_start = spec.start(3) if value else spec.end(2)
    return Tag(spec[1], value, spec.start(1), value_start, value_start + len(value))


def _no_tag(text: str, start: int) -> tuple[TagProblem | None, int]:
    """What is wrong with the piece at *start*, which is no tag, and where the next piece starts."""
    stop = text.find(";", start)
    end, following = (len(text), len(text)) if stop < 0 else (stop, stop + 1)
    piece = text[start:end]
    at = start + len(piece) - len(piece.lstrip(_BLANKS))
    last = start + len(piece.rstrip(_BLANKS))
    if at < last:
        fault = TagFault.BAD_NAME if "=" in piece else TagFault.NO_EQUALS
        return TagProblem(fault, "", at, last), following
    if stop < 0 and start:  # a list may end in ";"
        return None, following
    return TagProblem(TagFault.EMPTY, "", start, following), following


def _strange(text: str, tags: list[Tag]) -> list[TagProblem]:
    """The first character that no tag may hold."""
    found = _STRANGE.search(text)
    at, end = (-1, -1) if found is None else found.span()
    if at < 0 and not text.isascii():
        try:
            text.encode("latin-1", "replace").decode("utf-8")
        except UnicodeDecodeError as wrong:
            at, end = wrong.start, wrong.end
    if at < 0:
        return []
    name = next((tag.name for tag in tags if tag.start <= at < tag.end), "")
    return [TagProblem(TagFault.BAD_CHARACTER, name, at, end)]


def without_blanks(value: str) -> str:
    """*value* without blanks and folds, which "MUST be ignored" in base64 (RFC 6376 section 3.5)."""
    return value.replace(" ", "").replace("\r\n", "").replace("\t", "").replace("\r", "").replace("\n", "")


def base64_octets(value: str) -> bytes | None:
    """The octets that *value* encodes, blanks and folds left out; None when it is no base64. Padding may be missing."""
    digits = value.encode("latin-1", "replace").translate(None, b" \t\r\n")
    bare = digits.rstrip(b"=")
    if len(digits) - len(bare) > _MOST_PADDING:
        return None
    try:
        return binascii.a2b_base64(bare + b"=" * (-len(bare) % 4), strict_mode=True)
    except binascii.Error:
        return None


def as_text(value: str) -> str:
    """*value*, whose characters stand for octets, as people read it (RFC 8616)."""
    return value if value.isascii() else value.encode("latin-1").decode("utf-8", "replace")
