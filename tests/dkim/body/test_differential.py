"""Is the fast canonicalization the plain one?  Seeded bodies against a reading of RFC 6376, line by line.

`DKIM_BODIES=5000000 pytest tests/dkim/body/test_differential.py` is the long run, `DKIM_SEED=n` draws others.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from random import Random
from typing import Final, NamedTuple

import pytest

from deliverkit.dkim import body
from deliverkit.dkim.body import canonical_body, hash_body_at
from support import Figures

BODIES: Final = int(os.environ.get("DKIM_BODIES", "240000"))
LONG: Final = BODIES // 300
SEED: Final = int(os.environ.get("DKIM_SEED", "6376"))

OCTETS: Final = (b" ", b"\t", b"\r", b"\n", b"\r\n", b"a", b"b", b"\0", b"\xff", b"\x0b", b" \r\n", b"\t \r\n")
WEIGHTS: Final[Sequence[Sequence[int]]] = (
    (1,) * 12,
    (9, 5, 1, 1, 9, 9, 1, 1, 1, 0, 5, 5),  # mail
    (1, 1, 9, 9, 9, 1, 0, 0, 0, 0, 1, 1),  # line ends
    (9, 9, 1, 1, 3, 1, 0, 0, 0, 0, 0, 0),  # runs of blanks
    (0, 0, 2, 2, 5, 9, 9, 9, 1, 1, 0, 0),  # no blanks
    (3, 1, 0, 0, 9, 0, 0, 0, 0, 0, 9, 9),  # empty lines
)


def plain(raw: bytes, *, relaxed: bool) -> bytes:
    """The canonical body, one line after the other."""
    # "An empty line is a line of zero length after removal of the line terminator": what stands behind the last CR LF
    # is a line only if it has octets
    lines = raw.split(b"\r\n")
    if not lines[-1]:
        lines.pop()
    if relaxed:
        lines = [_one_blank_each(line.rstrip(b" \t")) for line in lines]
    while lines and not lines[-1]:
        lines.pop()
    if not lines and not relaxed:
        return b"\r\n"
    return b"".join(line + b"\r\n" for line in lines)


def _one_blank_each(line: bytes) -> bytes:
    out = bytearray()
    for octet in line:
        if octet not in b" \t":
            out.append(octet)
        elif not out or out[-1] != ord(" "):
            out += b" "
    return bytes(out)


class Sizes(NamedTuple):
    """Of the pieces a body is worked off in."""

    window: int
    near: int
    chunk: int
    dense: int


REAL: Final = Sizes(*(vars(body)[f"_{name.upper()}"] for name in Sizes._fields))


def _use(sizes: Sizes, patch: pytest.MonkeyPatch) -> None:
    for name, size in sizes._asdict().items():
        patch.setattr(body, f"_{name.upper()}", size)


def _differs(raw: bytes, limits: tuple[int, ...]) -> int:
    """How many of the two canonicalizations, whole and limited, are wrong."""
    wrong = 0
    for relaxed in (False, True):
        expected = plain(raw, relaxed=relaxed)
        hashes = hash_body_at(b"X:\r\n\r\n" + raw, 6, relaxed=relaxed, limits=(None, *limits))
        right = all(
            found == (hashlib.sha256(expected[:limit]).digest(), len(expected[:limit]))
            for limit, found in zip((None, *limits), hashes, strict=True)
        )
        wrong += not right or canonical_body(raw, relaxed=relaxed) != expected
    return wrong


def _short(draw: Random) -> bytes:
    return b"".join(draw.choices(OCTETS, draw.choice(WEIGHTS), k=draw.randrange(24)))


def _long(draw: Random) -> bytes:
    """What is short, at the edges of chunks, windows and long runs of empty lines."""
    parts: list[bytes] = []
    for _ in range(draw.randrange(1, 4)):
        size = draw.choice((REAL.near, REAL.chunk, REAL.chunk, REAL.window, 4096)) - draw.randrange(12)
        filling = draw.choice(
            (b"x", b"x", b" ", b"\r\n", b"\r", b"\n", b" \r\n", b"a  b ", b"\t\xff", b"word and word\r\n")
        )
        parts += (_short(draw), (filling * (size // len(filling) + 1))[:size], _short(draw))
    return b"".join(parts)


def _tell(figures: Figures, count: int, what: str) -> None:
    figures(f"DKIM bodies against line by line, seed {SEED}: 0 differences in {count} {what}")


def test_short_bodies(monkeypatch: pytest.MonkeyPatch, figures: Figures) -> None:
    draw = Random(SEED)
    sizes = REAL
    for number in range(BODIES):
        if number % 50 == 0:
            # pieces of an octet and more, so that every edge falls on everything
            sizes = Sizes._make((*draw.choices((1, 2, 3, 5, 8, 64), k=3), draw.choice((0, 2, 99))))
            _use(draw.choice((sizes, sizes, sizes, REAL)), monkeypatch)
        raw = _short(draw)
        limits = (draw.randrange(30),) if number % 2 else ()
        assert not _differs(raw, limits), (SEED, number, raw, limits, sizes)
    _tell(figures, BODIES, "short bodies, each simple and relaxed, half of them with l=")


def test_long_bodies(figures: Figures) -> None:
    draw = Random(SEED + 1)
    for number in range(LONG):
        raw = _long(draw)
        limits = tuple(draw.randrange(len(raw) + 9) for _ in range(2))
        assert not _differs(raw, limits), (SEED, number, len(raw), limits)
    _tell(figures, LONG, "bodies longer than a piece")
