"""Whose addresses stand in From, To or Sender?  An address list, every mailbox with its span (RFC 5322 section 3.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from .charsets import decode_unlabelled
from .lexis import QUOTED, comments_of, skip_blanks, unescape
from .problems import Problem, ProblemKind
from .scan import Note
from .words import decode_words

__all__ = ["AddressList", "Mailbox", "read_addresses"]


class Mailbox(NamedTuple):
    """One address.

    Arguments:
        display_name: the phrase before it, decoded; "" when there is none.
        local_part: what stands before the last ``@``, quotation marks removed.
        domain: what stands behind it, as written, without blanks and comments.
        start: where the address itself starts in ``HeaderField.raw``, without angle brackets.
        end: where it ends.
        group: the name of the group it stands in, or None.
    """

    display_name: str
    local_part: str
    domain: str
    start: int
    end: int
    group: str | None = None

    @property
    def address(self) -> str:
        """Local part and domain joined by ``@``."""
        return f"{self.local_part}@{self.domain}"


class AddressList(NamedTuple):
    """The mailboxes in order, the names of the groups, and what could not be read."""

    mailboxes: tuple[Mailbox, ...]
    groups: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


class _Token(NamedTuple):
    kind: str  # "word", "quoted", "literal", or one of < > @ , : ;
    text: bytes
    start: int
    end: int


_SPECIALS: Final = frozenset({b"<", b">", b"@", b",", b":", b";"})
_ONE: Final = re.compile(rb".", re.DOTALL)
_LITERAL: Final = re.compile(rb"\[[^\[\]\\]*+\]")
# an encoded-word may hold a comma or an at sign although it must not (RFC 2047 section 5 rule 3); clients read it whole
_ATOM: Final = re.compile(rb'=\?[^?\s]++\?[bBqQ]\?[^?\s]*+\?=|[^ \t\r\n<>@,:;"(\[]++|.', re.DOTALL)


def read_addresses(value: bytes, where: str = "", offset: int = 0) -> AddressList:
    """Read the address list *value*; never raises, linear.

    Arguments:
        value: the octets behind the colon.
        where: the path for the problems.
        offset: where *value* starts in what *where* names (``HeaderField.value_at``).

    Whatever has an ``@`` with something on both sides is a mailbox, so that none is hidden by a slip beside it.
    """
    notes: list[Note] = []
    mailboxes: list[Mailbox] = []
    groups: list[str] = []
    group: str | None = None
    for item, stop in _items(list(_tokens(value, notes)), notes):
        if stop == ":":
            if group is not None:
                notes.append((ProblemKind.UNCLOSED_GROUP, item[0].start if item else 0, item[-1].end if item else 0))
            group = _phrase(item)
            groups.append(group)
            continue
        mailboxes.extend(_mailboxes(item, group, notes))
        if stop == ";":
            group = None
    if group is not None:
        notes.append((ProblemKind.UNCLOSED_GROUP, len(value), len(value)))
    return AddressList(
        tuple(one._replace(start=one.start + offset, end=one.end + offset) for one in mailboxes),
        tuple(groups),
        tuple(Problem(kind, where, offset + start, offset + end) for kind, start, end in notes),
    )


def _tokens(value: bytes, notes: list[Note]) -> Iterator[_Token]:
    comments = comments_of(value)
    pos, end, quotes = 0, len(value), True
    while (pos := skip_blanks(value, pos, end, comments)) < end:
        octet = value[pos : pos + 1]
        kind, found = "word", None
        if octet in _SPECIALS:
            kind, found = octet.decode("ascii"), _ONE.match(value, pos)
        elif octet == b'"' and quotes:
            found = QUOTED.match(value, pos)
            kind, quotes = ("quoted", True) if found else ("word", False)
            if not found:
                notes.append((ProblemKind.UNTERMINATED_QUOTE, pos, end))
        elif octet == b"[":
            found = _LITERAL.match(value, pos)
            kind = "literal" if found else "word"
        elif octet == b"(":
            notes.append((ProblemKind.UNCLOSED_COMMENT, pos, end))
        found = found or _ATOM.match(value, pos)
        behind = found.end() if found else pos + 1
        yield _Token(kind, value[pos:behind], pos, behind)
        pos = behind


def _items(tokens: list[_Token], notes: list[Note]) -> Iterator[tuple[list[_Token], str]]:
    """The tokens between separators, each with the separator behind it ("" at the end)."""
    item: list[_Token] = []
    angle_until = -1
    for at, token in enumerate(tokens):
        if token.kind == "<" and at > angle_until:
            angle_until = _angle_end(tokens, at)
            if angle_until < 0:
                notes.append((ProblemKind.UNCLOSED_ANGLE, token.start, token.end))
        if at > angle_until and token.kind in ",;:":
            yield item, token.kind
            item = []
        else:
            item.append(token)
    yield item, ""


def _angle_end(tokens: list[_Token], at: int) -> int:
    # only a source route, which starts with "@", may hold commas and colons (RFC 5322 section 4.4)
    route = at + 1 < len(tokens) and tokens[at + 1].kind == "@"
    stops = "<>" if route else "<>,;:"
    for behind in range(at + 1, len(tokens)):
        if tokens[behind].kind in stops:
            return behind if tokens[behind].kind == ">" else -1
    return -1


def _mailboxes(item: list[_Token], group: str | None, notes: list[Note]) -> list[Mailbox]:
    """The mailboxes of one item; more than one stands there only by a slip."""
    found: list[Mailbox] = []
    for words, inside in _angles(item):
        found.extend(_bare(words, group, notes) if inside is None else _in_angles(words, inside, group, notes))
    if item and len(found) != 1:
        kind = ProblemKind.MISSING_COMMA if found else ProblemKind.NO_ADDRESS
        notes.append((kind, item[0].start, item[-1].end))
    return found


def _angles(item: list[_Token]) -> Iterator[tuple[list[_Token], list[_Token] | None]]:
    """Each phrase of the item with what stands in angle brackets behind it; None where none does."""
    words: list[_Token] = []
    inside: list[_Token] | None = None
    for token in item:
        if token.kind in "<>":
            if inside is not None:
                yield words, inside
                words = []
            inside = [] if token.kind == "<" else None
        else:
            (words if inside is None else inside).append(token)
    yield words, inside


def _in_angles(words: list[_Token], inside: list[_Token], group: str | None, notes: list[Note]) -> Iterator[Mailbox]:
    if inside and inside[0].kind == "@":  # <@relay.example,@other.example:user@host.example>
        colon = next((at for at, token in enumerate(inside) if token.kind == ":"), -1)
        inside = inside[colon + 1 :]
    mailbox = _address(inside, words, group, notes)
    if mailbox is None:
        return
    signs = [token for token in words if token.kind == "@"]
    if signs or len(list(_runs(inside))) > 1:
        notes.append((ProblemKind.STRAY_TEXT, (signs or inside)[0].start, inside[-1].end))
    yield mailbox


def _bare(words: list[_Token], group: str | None, notes: list[Note]) -> Iterator[Mailbox]:
    before: list[_Token] = []
    mailbox = None
    for run in _runs(words):
        found = _address(run, before, group, notes)
        if found is None:
            before += run
            continue
        if before:
            notes.append((ProblemKind.STRAY_TEXT, before[0].start, before[-1].end))
        before, mailbox = [], found
        yield mailbox
    if before and mailbox:
        notes.append((ProblemKind.STRAY_TEXT, before[0].start, before[-1].end))


def _address(run: list[_Token], words: list[_Token], group: str | None, notes: list[Note]) -> Mailbox | None:
    """The address that *run* is, split at its last at sign."""
    at = next((at for at in range(len(run) - 1, -1, -1) if run[at].kind == "@"), 0)
    local, domain = run[:at], run[at + 1 :]
    if not local or not domain:
        return None
    if any(token.kind == "@" for token in local):
        notes.append((ProblemKind.STRAY_TEXT, local[0].start, local[-1].end))
    return Mailbox(_phrase(words), _join(local), _join(domain), local[0].start, domain[-1].end, group)


def _runs(tokens: list[_Token]) -> Iterator[list[_Token]]:
    """The tokens in pieces that are one word each: nothing between them, or a dot or an at sign on either side."""
    run: list[_Token] = []
    for token in tokens:
        if run and not (
            run[-1].end == token.start or run[-1].text.endswith((b".", b"@")) or token.text.startswith((b".", b"@"))
        ):
            yield run
            run = []
        run.append(token)
    if run:
        yield run


def _join(tokens: Sequence[_Token]) -> str:
    return decode_unlabelled(
        b"".join(unescape(token.text[1:-1]) if token.kind == "quoted" else token.text for token in tokens)
    ).text


def _phrase(tokens: Sequence[_Token]) -> str:
    """The phrase as a reader sees it; blanks and comments between its words become one blank."""
    pieces: list[bytes] = []
    for at, token in enumerate(tokens):
        if at and tokens[at - 1].end < token.start:
            pieces.append(b" ")
        pieces.append(unescape(token.text[1:-1]) if token.kind == "quoted" else token.text)
    return decode_words(b"".join(pieces)).text.strip()
