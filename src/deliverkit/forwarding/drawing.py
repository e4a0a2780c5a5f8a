"""How does a way look?  A box for each server, from left to right, as one SVG document without anything foreign in it.

It has no scripts, no links and no fonts of its own, reads in light and in dark, and says all in words that it says in
colours. All texts are printable ASCII, so that nothing anybody sent can leave its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final, NamedTuple

from .path import Path, Stage
from .rows import Row, Tone, fate_words, heading, plain, rows_of, title, wrapped

__all__ = ["path_svg"]

_IN_A_ROW: Final = 3
_BOX: Final = 356  # pixels
_GAP: Final = 46
_MARGIN: Final = 28
_LINE: Final = 18
_PAD: Final = 16
_AT_WORDS: Final = 98  # pixels from the edge of a box to the words behind a label
_WORDS: Final = 29  # characters that fit behind it at 13 px, in a wide face
_HEAD: Final = 34  # characters of a line in bold
_MOST_OF_HEAD: Final = 6  # lines
_TOP: Final = 86
_MOST_LINES: Final = 40  # of one box
_LABELLED: Final = 'role="img" aria-labelledby="way-title way-desc"'
_STYLE: Final = (
    "text{font:13px system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;fill:#1c2128}"
    ".page{fill:#fff}.box{fill:#f6f8fa;stroke:#8c959f}.way{stroke:#57606a;fill:none}.tip{fill:#57606a}"
    ".head{font-weight:600}.title{font-size:16px;font-weight:600}.label,.more{fill:#57606a}"
    ".good{fill:#116329;font-weight:600}.bad{fill:#b3202c;font-weight:600}.open{fill:#4d5560;font-weight:600}"
    ".bar-good{fill:#1a7f37}.bar-bad{fill:#cf222e}.bar-open{fill:#8c959f}"
    "@media (prefers-color-scheme:dark){text{fill:#e6edf3}.page{fill:#0d1117}.box{fill:#161b22;stroke:#6e7681}"
    ".way{stroke:#9da7b3}.tip{fill:#9da7b3}.label,.more{fill:#9da7b3}.good{fill:#56d364}.bad{fill:#ff8b82}"
    ".open{fill:#b1bac4}.bar-good{fill:#2ea043}.bar-bad{fill:#f85149}.bar-open{fill:#6e7681}}"
)


class _Line(NamedTuple):
    """A line of a box: a label at the left, a result and words behind it."""

    label: str
    result: str
    tone: Tone
    words: str


class _Box(NamedTuple):
    """What stands in the box of one stage."""

    stage: Stage
    head: list[str]
    lines: list[_Line]

    @property
    def height(self) -> int:
        return _PAD * 2 + _LINE * (len(self.head) + len(self.lines)) + 6


def path_svg(path: Path) -> str:
    """*path* as an SVG document of printable ASCII; its size is bounded, whatever the mail holds.

    Arguments:
        path: the way of a mail.
    """
    boxes = [_box(stage) for stage in path.stages]
    rows = [boxes[at : at + _IN_A_ROW] for at in range(0, len(boxes), _IN_A_ROW)]
    width = 2 * _MARGIN + min(len(boxes), _IN_A_ROW) * (_BOX + _GAP) - _GAP
    width = max(width, 2 * _MARGIN + 2 * _BOX + _GAP)
    drawn: list[str] = []
    top = _TOP
    for number, row in enumerate(rows):
        height = max(box.height for box in row)
        for place, box in enumerate(row):
            drawn += _drawn(box, _MARGIN + place * (_BOX + _GAP), top, height)
            if place or number:
                drawn += _arrow(_MARGIN + place * (_BOX + _GAP), top + 30, first=not place)
        top += height + _GAP
    height = top - _GAP + _MARGIN
    whose, _, how = title(path).rpartition(": ")
    about = "; ".join(f"{heading(stage)}: {_told(stage)}" for stage in path.stages)
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" {_LABELLED}>',
            f'<title id="way-title">{_safe(title(path))}</title>',
            f'<desc id="way-desc">{_safe(about)}</desc>',
            f"<style>{_STYLE}</style>",
            f'<rect class="page" width="{width}" height="{height}"/>',
            _text(_MARGIN, 30, "title", _cut(whose, 70)),
            _text(_MARGIN, 51, "more", _cut(path.summary, 90)),
            _text(_MARGIN, 70, "more", _cut(how, 90)),
            *drawn,
            "</svg>\n",
        )
    )


def _told(stage: Stage) -> str:
    results = ", ".join(f"{row.label} {row.result}" for row in rows_of(stage) if row.label and row.result)
    return f"{results}; {plain(fate_words(stage)[0])}"


def _box(stage: Stage) -> _Box:
    host, arrow, receiver = heading(stage).partition(" -> ")
    head = [*wrapped(f"{stage.number + 1}. {host}", _HEAD), *wrapped(arrow.strip() + " " + receiver, _HEAD)]
    lines = [line for row in rows_of(stage) for line in _lines(row)]
    if len(lines) > _MOST_LINES:
        lines = [*lines[:_MOST_LINES], _Line("", "", Tone.OPEN, "...")]
    words, tone = fate_words(stage)
    for number, one in enumerate(wrapped(plain(words), _HEAD)):
        lines.append(_Line("" if number else "=>", one, tone, ""))
    return _Box(stage, head[:_MOST_OF_HEAD], lines)


def _lines(row: Row) -> Iterator[_Line]:
    """The lines of a row; what fits stands beside the result."""
    room = _WORDS - len(row.result) - 1 if row.result else _WORDS
    words = row.detail.split(" ")
    count = len(words)
    while count and len(" ".join(words[:count])) > room:
        count -= 1
    beside, below = " ".join(words[:count]), wrapped(" ".join(words[count:]), _WORDS)
    if not row.result and not beside and below:
        beside = below.pop(0)  # one long word
    yield _Line(row.label, row.result, row.tone, beside)
    for one in below:
        yield _Line("", "", row.tone, one)


def _drawn(box: _Box, left: int, top: int, height: int) -> Iterator[str]:
    tone = fate_words(box.stage)[1].value
    # what stands in a picture of its own does not leave it, however wide its letters are
    yield f'<svg x="{left}" y="{top}" width="{_BOX}" height="{height}">'
    yield f'<rect class="box" x="1" y="1" width="{_BOX - 2}" height="{height - 2}" rx="8"/>'
    yield f'<rect class="bar-{tone}" x="1" y="8" width="5" height="{height - 16}" rx="2"/>'
    at = _PAD + 10
    for line in box.head:
        yield _text(_PAD, at, "head", line)
        at += _LINE
    at += 6
    for one in box.lines:
        yield from _line_drawn(one, at)
        at += _LINE
    yield "</svg>"


def _line_drawn(one: _Line, at: int) -> Iterator[str]:
    # what becomes of the mail stands at the left, under the labels
    begin = _PAD + 26 if one.result and not one.words and one.label in ("", "=>") else _AT_WORDS
    if one.label:
        yield _text(_PAD, at, "label", one.label)
    pieces = [f'<tspan class="{one.tone.value}">{_safe(one.result)}</tspan>'] if one.result else []
    pieces += [_safe(one.words)] if one.words else []
    yield f'<text x="{begin}" y="{at}">{" ".join(pieces)}</text>'


def _arrow(left: int, at: int, *, first: bool) -> Iterator[str]:
    length = _MARGIN - 4 if first else _GAP - 8
    start, tip = left - length - 3, left - 3
    yield f'<path class="way" stroke-width="2" d="M{start} {at}H{tip - 6}"/>'
    yield f'<path class="tip" d="M{tip} {at}l-9 -5v10z"/>'


def _text(left: int, at: int, kind: str, words: str) -> str:
    return f'<text class="{kind}" x="{left}" y="{at}">{_safe(words)}</text>'


def _cut(text: str, most: int) -> str:
    return plain(text if len(text) <= most else text[:most] + "...")


def _safe(text: str) -> str:
    return escape(text, quote=True)
