"""What a cursor takes, and where it stood."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliverkit.core.cursor import Cursor, Token

WORD = re.compile("[a-z]+")
NOTHING = re.compile("[0-9]*")


def test_taking() -> None:
    cursor = Cursor("p=none; sp=reject")
    assert cursor.peek() == "p"
    assert cursor.take(WORD) == Token("p", 0, 1)
    assert cursor.take(WORD) is None
    assert cursor.take("=") == Token("=", 1, 2)
    assert cursor.take("=") is None
    assert cursor.take(NOTHING) == Token("", 2, 2)
    assert cursor.until(";") == Token("none", 2, 6)
    assert cursor.until(";") == Token("", 6, 6)
    assert cursor.pos == 6
    assert not cursor.done
    assert cursor.take("; sp") == Token("; sp", 6, 10)
    assert cursor.rest() == Token("=reject", 10, 17)
    assert cursor.done
    assert (cursor.peek(), cursor.take("="), cursor.take(WORD)) == ("", None, None)
    assert cursor.until(";") == cursor.rest() == Token("", 17, 17)


def take_a_word(cursor: Cursor) -> Token | None:
    return cursor.take(re.compile("[a-z]*"))


def take_until(cursor: Cursor) -> Token | None:
    return cursor.until("x")


@pytest.mark.parametrize("take", [take_a_word, take_until, Cursor.rest])
def test_nothing_is_taken_beyond_the_end(take: Callable[[Cursor], Token | None]) -> None:
    cursor = Cursor("abcdefx", 2, 4)
    assert take(cursor) == Token("cd", 2, 4)
    assert cursor.done
    assert cursor.peek() == ""
    assert cursor.take("e") is None


def test_a_text_that_crosses_the_end_is_not_taken() -> None:
    assert Cursor("abc", 0, 2).take("abc") is None
    assert Cursor("abc", 3).done


@given(st.text("ab=;", max_size=30), st.lists(st.sampled_from(["a", "=", "word", "until", "rest"]), max_size=20))
def test_tokens_are_what_stands_there_one_after_the_other(text: str, moves: list[str]) -> None:
    cursor = Cursor(text)
    at = 0
    for move in moves:
        match move:
            case "word":
                token = cursor.take(WORD)
            case "until":
                token = cursor.until(";")
            case "rest":
                token = cursor.rest()
            case _:
                token = cursor.take(move)
        if token is not None:
            assert (token.start, token.text) == (at, text[token.start : token.end])
            at = token.end
        assert cursor.pos == at
        assert cursor.done == (at == len(text))
