"""Where are the parts?  One pass over the delimiter lines of a message (RFC 2046 section 5.1).

A stack holds every open part and a table every open boundary, so the work is linear in the octets, whatever the
number and the depth of the parts. Bodies are never copied, except those of messages that are themselves encoded.
"""

from __future__ import annotations

from typing import Final

from ..core.budget import Budget
from .media import MESSAGES, Media, read_media
from .problems import ProblemKind
from .scan import Block, line_end_of, scan_header
from .transfer import ENCODINGS

__all__ = ["Node", "Structure", "find_parts"]

_MOST_COPIES: Final = 16  # encoded messages inside encoded messages; each costs a decoded copy
_LONGEST_GUESS: Final = 200
_HOPS: Final = 8
_WINDOW: Final = 1 << 16


class Node:
    """One part, as offsets in its ``buffer``."""

    __slots__ = ("block", "body_end", "buffer", "children", "copies", "default", "depth", "media", "nth", "parent")

    def __init__(
        self, buffer: bytes, block: Block, media: Media, parent: int, depth: int, nth: int, copies: int
    ) -> None:
        self.buffer = buffer
        self.block = block
        self.media = media
        self.parent = parent
        self.depth = depth
        self.nth = nth
        self.copies = copies
        self.body_end = block.body_start
        self.children: list[int] = []


class Structure:
    """All parts of a message, the message itself first, and what had to be forgiven to find them."""

    __slots__ = ("budget", "copies_ran_out", "nodes", "notes")

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.nodes: list[Node] = []
        self.notes: list[tuple[ProblemKind, int, int, int]] = []  # kind, node, start, end
        self.copies_ran_out = False


class _Level:
    """A part whose end is not yet found."""

    __slots__ = ("closed", "keys", "node", "seen")

    def __init__(self, node: int, keys: tuple[bytes, ...] | None) -> None:
        self.node = node
        self.keys = keys  # None when it is no multipart, empty when its boundary must be guessed
        self.closed = False
        self.seen = False


def find_parts(raw: bytes, block: Block, end: int, budget: Budget) -> Structure:
    """Find the parts of the message *raw*, whose header is *block*, up to *end*."""
    structure = Structure(budget)
    encoded: list[int] = []
    _Pass(structure, raw, end, encoded).run(block.start, -1, "text/plain", block)
    while encoded:  # grows while it is worked off
        node = structure.nodes[number := encoded.pop()]
        data = _decoded_copy(structure, node)
        if data is None:
            continue
        inner = _Pass(structure, data, len(data), encoded)
        if node.media.multipart:
            inner.reopen(number)
        else:
            inner.run(0, number, "text/plain", None)
    if end < len(raw) and structure.nodes:
        structure.nodes[0].body_end = len(raw)
    return structure


def _decoded_copy(structure: Structure, node: Node) -> bytes | None:
    if node.copies >= _MOST_COPIES:
        structure.copies_ran_out = True
        return None
    if not structure.budget.spend("bytes_read", node.body_end - node.block.body_start):
        return None
    return ENCODINGS[node.media.encoded](node.buffer[node.block.body_start : node.body_end]).data


class _Pass:
    """One pass over one buffer."""

    __slots__ = ("_buffer", "_encoded", "_end", "_levels", "_line_end", "_open", "_stopped", "_structure")

    def __init__(self, structure: Structure, buffer: bytes, end: int, encoded: list[int]) -> None:
        self._structure = structure
        self._buffer = buffer
        self._end = end
        self._encoded = encoded
        self._line_end = line_end_of(buffer)
        self._levels: list[_Level] = []
        self._open: dict[bytes, list[int]] = {}  # boundary: its levels, the innermost last
        self._stopped = False

    def run(self, start: int, parent: int, default: str, block: Block | None) -> None:
        """Read the message that starts at *start*."""
        self._hop(self._enter(start, parent, default, block))

    def reopen(self, number: int) -> None:
        """Read this buffer as the body of the multipart *number*."""
        self._push(number, self._structure.nodes[number].media.boundaries)
        self._hop(0)
        # its own body is delimited in the buffer it came from

    def _hop(self, pos: int) -> None:
        """From one line that starts with two hyphens to the next, *pos* being the start of a line."""
        while not self._stopped and (self._open or self._levels[-1].keys is not None):
            at = self._next_hyphens(pos)
            if at < 0:
                break
            pos = self._at_hyphens(at)
        self._pop_to(-1, self._end, self._end)

    def _next_hyphens(self, pos: int) -> int:
        """The next line that starts with two hyphens, or -1.

        A single octet is found many times faster than three, and base64 holds no hyphen; where hyphens stand close a
        window is searched for all three.
        """
        buffer, end, sign = self._buffer, self._end, self._line_end + b"--"
        at = pos
        while True:
            for _ in range(_HOPS):
                at = buffer.find(b"-", at, end)
                if at < 0:
                    return -1
                if buffer.startswith(sign, at - 1, end) if at else buffer.startswith(b"--", 0, end):
                    return at
                at += 1
            stop = min(end, at + _WINDOW)
            found = buffer.find(sign, at - 1, stop)
            if found >= 0:
                return found + 1
            if stop == end:
                return -1
            at = stop - 1

    def _at_hyphens(self, at: int) -> int:
        following, line = self._line(at)
        content = line.rstrip(b" \t\r\n")
        levels = self._open.get(content)
        closing = False
        if not levels and content.endswith(b"--"):
            levels = self._open.get(content[:-2])
            closing = bool(levels)
        if not levels:
            top = self._levels[-1]
            if top.keys != () or not 0 < len(content) <= _LONGEST_GUESS or b" " in content:
                return following
            top.keys = (content,)
            levels = self._open[content] = [len(self._levels) - 1]
        # nested multiparts that reuse a boundary: the innermost one still open, else the innermost
        position = next((one for one in reversed(levels) if not self._levels[one].closed), levels[-1])
        self._pop_to(position, self._before(at), at)
        level = self._levels[position]
        level.seen = True
        if line.rstrip(b"\r\n") != content:
            self._note(ProblemKind.BLANKS_AFTER_DELIMITER, level.node, at, following)
        if closing:
            level.closed = True
            return following
        if level.closed:
            # "implementations must ignore information that appears before the first boundary delimiter line or after
            # the last one" (RFC 2046 section 5.1.1), but some clients show parts that stand there
            self._note(ProblemKind.DELIMITER_AFTER_CLOSE, level.node, at, following)
            level.closed = False
        kind = self._structure.nodes[level.node].media.multipart
        # "in a digest, the default Content-Type value for a body part is changed from "text/plain" to "message/rfc822""
        return self._enter(
            following, level.node, "message/rfc822" if kind == "multipart/digest" else "text/plain", None
        )

    def _enter(self, pos: int, parent: int, default: str, block: Block | None) -> int:
        """Open the part whose header starts at *pos*, and the messages that start in it; where its body starts."""
        structure = self._structure
        while structure.budget.spend("parts") or not structure.nodes:
            if block is None:
                block = scan_header(
                    self._buffer,
                    pos,
                    self._end,
                    line_end=self._line_end,
                    budget=structure.budget,
                    is_delimiter=self._is_delimiter if self._open else None,
                )
            number = self._add(block, parent, default)
            media, pos, block = structure.nodes[number].media, block.body_start, None
            if not self._room_below(number):
                self._push(number, None)
                return pos
            if media.multipart:
                self._push(number, media.boundaries)
                if not media.boundaries:
                    self._note(ProblemKind.MISSING_BOUNDARY, number, structure.nodes[number].block.start, pos)
                return pos
            self._push(number, None)
            if MESSAGES.isdisjoint(media.types):
                return pos
            if media.encoded:
                self._note(ProblemKind.ENCODED_COMPOSITE, number, structure.nodes[number].block.start, pos)
                self._encoded.append(number)
                if not media.unencoded:
                    return pos
            parent, default = number, "text/plain"
        self._stopped = True
        return pos

    def _add(self, block: Block, parent: int, default: str) -> int:
        nodes = self._structure.nodes
        number = len(nodes)
        media = read_media(self._buffer, block.fields, default)
        if parent < 0:
            nodes.append(Node(self._buffer, block, media, parent, 0, 1, 0))
        else:
            above = nodes[parent]
            above.children.append(number)
            copies = above.copies + (above.buffer is not self._buffer)
            nodes.append(Node(self._buffer, block, media, parent, above.depth + 1, len(above.children), copies))
        for kind, start, end in (*block.notes, *media.notes):
            self._note(kind, number, start, end)
        return number

    def _room_below(self, number: int) -> bool:
        budget, depth = self._structure.budget, self._structure.nodes[number].depth
        return depth < budget.left("depth") or budget.spend("depth", depth + 1)

    def _push(self, number: int, keys: tuple[bytes, ...] | None) -> None:
        position = len(self._levels)
        self._levels.append(_Level(number, keys))
        for key in keys or ():
            levels = self._open.setdefault(key, [])
            if levels:
                block = self._structure.nodes[number].block
                self._note(ProblemKind.REUSED_BOUNDARY, number, block.start, block.body_start)
            levels.append(position)

    def _pop_to(self, position: int, edge: int, at: int) -> None:
        """Close every level above *position*; their bodies end at *edge*, the delimiter stands at *at*."""
        while len(self._levels) - 1 > position:
            level = self._levels.pop()
            node = self._structure.nodes[level.node]
            if node.buffer is self._buffer:
                node.body_end = max(node.block.body_start, edge)
            for key in level.keys or ():
                levels = self._open[key]
                levels.pop()
                if not levels:
                    del self._open[key]
            if level.keys is None or level.closed or self._stopped:
                continue
            self._note(ProblemKind.UNCLOSED_BOUNDARY if level.seen else ProblemKind.ABSENT_BOUNDARY, level.node, at, at)
            if not level.seen and node.media.encoded and node.buffer is self._buffer:
                self._note(ProblemKind.ENCODED_COMPOSITE, level.node, node.block.start, node.block.body_start)
                self._encoded.append(level.node)

    def _line(self, at: int) -> tuple[int, bytes]:
        following = (self._buffer.find(self._line_end, at, self._end) + 1) or self._end
        return following, self._buffer[at + 2 : following]

    def _before(self, at: int) -> int:
        # "The CRLF preceding the boundary delimiter line is conceptually attached to the boundary" (section 5.1.1)
        before = max(at - 1, 0)
        return before - 1 if self._line_end == b"\n" and self._buffer[before - 1 : before] == b"\r" else before

    def _is_delimiter(self, at: int) -> bool:
        if not self._buffer.startswith(b"--", at):
            return False
        content = self._line(at)[1].rstrip(b" \t\r\n")
        return content in self._open or (content.endswith(b"--") and content[:-2] in self._open)

    def _note(self, kind: ProblemKind, number: int, start: int, end: int) -> None:
        node = self._structure.nodes[number]
        if node.buffer is not self._buffer:  # a multipart whose body had to be decoded: all of that body
            start, end = node.block.body_start, node.body_end
        self._structure.notes.append((kind, number, start, end))
