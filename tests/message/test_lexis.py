"""Comments and quoted strings, closed and not."""

from __future__ import annotations

import pytest

from deliverkit.message.lexis import comments_of, skip_blanks, unescape, without_comments


@pytest.mark.parametrize(
    ("data", "comments"),
    [
        (b"no", {}),
        (b"(a)", {0: 3}),
        (b"((a)(b))", {0: 8, 1: 4, 4: 7}),
        (b"((a)", {1: 4}),
        (b")(", {}),
        (rb"(\))", {0: 4}),
        (rb"\(a)", {}),
    ],
)
def test_comments(data: bytes, comments: dict[int, int]) -> None:
    assert comments_of(data) == comments


@pytest.mark.parametrize(
    ("data", "bare"),
    [
        (b"a(b)c", b"ac"),
        (b'a"(b)"c(d)', b'a"(b)"c'),
        (b'"(b) (c)', b'" '),
        (b'"(b" "(c)', b'"(b" "'),
        (b'"\\"(c)', b'"\\"'),
        (b"(a(b)c", b"(ac"),
        (b'(a") "b(c)', b' "b'),
    ],
)
def test_without_comments(data: bytes, bare: bytes) -> None:
    assert without_comments(data) == bare


def test_skip() -> None:
    data = b" (a) \r\n (b(c)) x (d"
    comments = comments_of(data)
    assert skip_blanks(data, 0, len(data), comments) == data.index(b"x")
    assert skip_blanks(data, 0, 3, comments) == 0 + 1
    assert skip_blanks(data, len(data) - 2, len(data), comments) == len(data) - 2
    assert skip_blanks(data, 5, 5, comments) == 5
    assert unescape(rb"a\"b\\c") == rb'a"b\c'
