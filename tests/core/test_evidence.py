"""How the faulty part of an input is shown."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliverkit.core.evidence import Evidence
from strategies import any_text

WIDE = "a" * 60


def cut(raw: bytes | str, start: int = 0, end: int | None = None) -> tuple[str, str]:
    """What is shown, with the mark between brackets."""
    evidence = Evidence.cut("here", raw, start, end)
    begin, stop = evidence.span
    assert evidence.source == "here"
    assert evidence.marked == evidence.text[begin:stop]
    return evidence.text[:begin] + "[" + evidence.marked + "]" + evidence.text[stop:], evidence.marked


@pytest.mark.parametrize(
    ("raw", "start", "end", "shown"),
    [
        ("p=none; sp=rejct", 11, 16, "p=none; sp=[rejct]"),
        ("p=none", 0, None, "[p=none]"),
        ("p=none", 6, 6, "p=none[]"),
        ("", 0, None, "[]"),
        (b"", 0, None, "[]"),
        (b"a\x00\xff\\b", 1, 3, r"a[\x00\xff]\\b"),
        ("a\x00\\b", 1, 2, r"a[\x00]\\b"),
        ("grün", 2, 3, "gr[ü]n"),
        ("grün".encode(), 2, 4, r"gr[\xc3\xbc]n"),
        ("a\ud800\u2028\uffff\x9fb", 1, 5, r"a[\ud800\u2028\uffff\x9f]b"),
        (b"\x7f\x80\x9f\xa0", 0, None, r"[\x7f\x80\x9f\xa0]"),
        ("\U0001f4e7", 0, 1, "[\U0001f4e7]"),
        # clamped
        ("abc", -5, 2, "[ab]c"),
        ("abc", 2, 1, "ab[]c"),
        ("abc", 9, 12, "abc[]"),
        (b"abc", 1, 99, "a[bc]"),
        # windows
        (WIDE + "b", 60, 61, f"{WIDE}[b]"),
        ("x" + WIDE + "b", 61, 62, f"...{WIDE}[b]"),
        ("b" + WIDE, 0, 1, f"[b]{WIDE}"),
        ("b" + WIDE + "x", 0, 1, f"[b]{WIDE}..."),
        ("b" * 120 + "c", 0, 120, "[" + "b" * 120 + "]c"),
        ("b" * 121 + "c", 0, 121, "[" + "b" * 120 + "]..."),
        # the width is that of what is shown
        (b"\x00" * 30 + b"c", 0, 30, "[" + r"\x00" * 30 + "]c"),
        (b"\x00" * 31 + b"c", 0, 31, "[" + r"\x00" * 30 + "]..."),
        ("x" * 119 + "\\", 0, None, "[" + "x" * 119 + "]..."),
        ("\x00" * 16 + "b" + "\uffff" * 11, 16, 17, "..." + r"\x00" * 15 + "[b]" + r"\uffff" * 10 + "..."),
        (b"x" * 99 + b"!" + b"y" * 99, 99, 100, "..." + "x" * 60 + "[!]" + "y" * 60 + "..."),
    ],
)
def test_windows(raw: bytes | str, start: int, end: int | None, shown: str) -> None:
    assert cut(raw, start, end)[0] == shown


def plainly(raw: bytes | str) -> str:
    """Escaping, one character after the other."""
    shown = ""
    for mark in raw:
        code = mark if isinstance(mark, int) else ord(mark)
        hidden = (
            code < 0x20 or 0x7F <= code <= 0x9F or 0xD800 <= code <= 0xDFFF or code in (0x2028, 0x2029, 0xFFFE, 0xFFFF)
        )
        if code == 0x5C:
            shown += "\\\\"
        elif hidden or (isinstance(mark, int) and code > 0x7E):
            shown += f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
        else:
            shown += chr(code)
    return shown


def most(raw: bytes | str, width: int) -> bytes | str:
    """The beginning of *raw* that takes no more than *width* escaped."""
    size = min(len(raw), width)
    while len(plainly(raw[:size])) > width:
        size -= 1
    return raw[:size]


@settings(max_examples=1000)
@given(st.one_of(st.binary(max_size=400), any_text(400)), st.integers(-5, 405), st.none() | st.integers(-5, 405))
def test_the_span_marks_exactly_the_escaped_part(raw: bytes | str, start: int, end: int | None) -> None:
    evidence = Evidence.cut("x", raw, start, end)
    begin = min(max(start, 0), len(raw))
    stop = len(raw) if end is None else min(max(end, begin), len(raw))
    shown = most(raw[begin:stop], 120)
    assert evidence.marked == plainly(shown)
    before = most(raw[:begin][::-1], 60)[::-1]
    assert evidence.text[: evidence.span[0]] == ("..." if len(before) < begin else "") + plainly(before)
    after = evidence.text[evidence.span[1] :]
    if len(shown) < stop - begin:
        assert after == "..."
    else:
        rest = most(raw[stop:], 60)
        assert after == plainly(rest) + ("..." if len(rest) < len(raw) - stop else "")
    assert len(evidence.text) <= 60 + 120 + 60 + 6
    assert evidence.text.encode().decode() == evidence.text  # no lone surrogate is left
    assert not any(mark in evidence.text for mark in "\r\n\x00\x1b\u2028")


def test_an_input_of_any_size_is_looked_at_near_the_mark_only() -> None:
    raw = b"\x00" * 50_000_000
    assert len(Evidence.cut("x", raw, 25_000_000, 25_000_001).text) == 4 * 31 + 6
