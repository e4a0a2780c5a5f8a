"""Which parts does a message have?  The structure, found when it is first asked for and kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..core.budget import Budget, Limits
from ..core.outcome import Unknown
from .part import Part
from .problems import Problem
from .scan import Block, line_end_of, scan_header
from .structure import Node, Structure, find_parts

__all__ = ["Tree", "part_of"]

_DEEPEST_PATH: Final = 50  # deeper parts are numbered, else paths alone would cost the square of the depth


class Tree:
    """The octets of a message, its header, and (once asked for) its parts."""

    __slots__ = ("_found", "block", "budget", "end", "limits", "raw")

    def __init__(self, raw: bytes, limits: Limits) -> None:
        self.raw = raw
        self.limits = limits
        self.budget = Budget(limits)
        self.end = min(len(raw), limits.bytes_read)
        self.budget.spend("bytes_read", self.end)
        if self.end < len(raw):
            self.budget.spend("bytes_read", len(raw))
        self.block: Block = scan_header(raw, 0, self.end, line_end=line_end_of(raw), budget=self.budget)
        self._found: Structure | None = None

    @property
    def structure(self) -> Structure:
        """All its parts."""
        if self._found is None:
            self._found = find_parts(self.raw, self.block, self.end, self.budget)
        return self._found

    def node(self, index: int) -> Node:
        """The part found as number *index*."""
        return self.structure.nodes[index]

    def path(self, index: int) -> str:
        """See :attr:`Part.path`."""
        nodes = self.structure.nodes
        if nodes[index].depth > _DEEPEST_PATH:
            return f"~{index}"
        numbers: list[str] = []
        while index > 0:
            numbers.append(str(nodes[index].nth))
            index = nodes[index].parent
        if nodes[0].media.multipart is None:
            numbers.append("1")
        return ".".join(reversed(numbers))

    def where(self, index: int, *, header: bool = False) -> str:
        """The path for evidence of part *index*, or of its header."""
        if index == 0 and header:
            return "message"
        path = self.path(index)
        return f"message:part:{path}" if path else "message"

    def walk(self, index: int = 0) -> Iterator[Part]:
        """Part *index* and all parts in it, each before the parts in it."""
        nodes = self.structure.nodes
        todo = [index]
        while todo:
            number = todo.pop()
            yield Part(self, number)
            todo.extend(reversed(nodes[number].children))

    def problems(self) -> tuple[Problem, ...]:
        """What had to be forgiven to find the parts."""
        return tuple(
            Problem(kind, self.where(at, header=True), start, end) for kind, at, start, end in self.structure.notes
        )

    def unknown(self) -> tuple[Unknown, ...]:
        """What was not looked at, because a limit ran out."""
        structure = self.structure
        found = self.budget.unknown("the parts of the message")
        if structure.copies_ran_out:
            found += (Unknown(what="the parts of the message", why="limit: encoded messages inside one another (16)"),)
        return found

    def same_as(self, other: Tree) -> bool:
        """Whether *other* is of the same octets, read under the same limits."""
        return self is other or (self.raw == other.raw and self.limits == other.limits)


def part_of(raw: bytes, limits: Limits, index: int) -> Part:
    """Part number *index* of the message *raw*: how a pickled part comes back."""
    return Part(Tree(raw, limits), index)
