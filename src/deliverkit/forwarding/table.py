"""How does a person at a terminal read a way?  As a block for each server, in aligned columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..core.errors import UsageError
from ..dkim.arguments import expect
from .path import Path, Stage
from .rows import Row, fate_words, heading, rows_of, title, wrapped

__all__ = ["path_text", "stage_lines"]

_NARROWEST: Final = 40
_INDENT: Final = 4
_LABEL: Final = 11
_RESULT: Final = 11


def path_text(path: Path, *, width: int = 100) -> str:
    """*path* as text, printable ASCII and line feeds only, without one at the end.

    Arguments:
        path: the way of a mail.
        width: the most columns of a line, 40 at least.

    Raises:
        UsageError: *width* is less than 40.
    """
    expect("path.text(width=...)", width, int, "a whole number")
    if width < _NARROWEST:
        raise UsageError(f"a width of {width} columns is too narrow: give {_NARROWEST} at least")
    blocks = [wrapped(title(path), width)]
    blocks += [list(stage_lines(stage, width)) for stage in path.stages]
    return "\n\n".join("\n".join(block) for block in blocks)


def stage_lines(stage: Stage, width: int) -> Iterator[str]:
    """The lines of one stage."""
    number = f"{stage.number + 1}.".ljust(_INDENT)
    first, *others = wrapped(heading(stage), width - _INDENT)
    yield number + first
    for line in others:
        yield " " * _INDENT + line
    for row in rows_of(stage):
        yield from _row_lines(row, width)
    for line in wrapped(fate_words(stage)[0], width - _INDENT - 3):
        yield f"{' ' * _INDENT}=> {line}"


def _row_lines(row: Row, width: int) -> Iterator[str]:
    head = " " * _INDENT + row.label.ljust(_LABEL)
    if row.label not in ("Edits", "MAIL FROM"):
        head += row.result.ljust(_RESULT)
    lines = wrapped(row.detail, width - len(head)) or [""]
    yield (head + lines[0]).rstrip()
    for line in lines[1:]:
        yield " " * len(head) + line
