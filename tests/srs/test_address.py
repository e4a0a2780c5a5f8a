"""Which texts are mailboxes, and which names domains?  What the other tests do not reach."""

from __future__ import annotations

import pytest

from deliverkit.srs.address import is_domain, octets, write_local


@pytest.mark.parametrize(
    "name", ["a", "localhost", "a1", "1.a", "A-b.example", "m\u00fcnchen.example", "_a.b", "xn--a.b"]
)
def test_domains(name: str) -> None:
    assert is_domain(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "1",
        "1a",
        "a.1",
        "192.0.2.1",
        "a.1a",
        ".",
        "a.",
        ".a",
        "a..b",
        "-a",
        "a-",
        "a b",
        "a=b",
        "\ud800.a",
        "a" * 64,
    ],
)
def test_no_domains(name: str) -> None:
    assert not is_domain(name)


def test_quotes_only_where_they_are_needed() -> None:
    texts = ["a", "a.b", "a..b", ".a", "", 'a"b', "a\\b", "\u00e9", "a b"]
    assert [write_local(one) for one in texts] == [
        *("a", "a.b", '"a..b"', '".a"', '""', '"a\\"b"', '"a\\\\b"', "\u00e9", '"a b"')
    ]


def test_octets() -> None:
    assert [octets(text) for text in ("ab", "\u00e9", "\U0001f600", "\ud800")] == [2, 2, 4, 3]
