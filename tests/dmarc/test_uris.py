"""Which report addresses are valid, as receivers read them?"""

from __future__ import annotations

import pytest

from deliverkit.dmarc.uris import read_uris


@pytest.mark.parametrize(
    ("text", "address", "domain", "limit"),
    [
        ("mailto:a@b.example", "a@b.example", "b.example", None),
        ("MAILTO:A@B.Example", "A@B.Example", "b.example", None),
        ("mailto:a@b.example!10", "a@b.example", "b.example", 10),
        ("mailto:a@b.example!2k", "a@b.example", "b.example", 2048),
        ("mailto:a@b.example !10M", "a@b.example", "b.example", 10 << 20),
        ("mailto:a@b.example!1g", "a@b.example", "b.example", 1 << 30),
        ("mailto:a@b.example!1t", "a@b.example", "b.example", 1 << 40),
        ("mailto:a%21b@c.example", "a!b@c.example", "c.example", None),
        ("mailto:%22a%2Cb%22@c.example", '"a,b"@c.example', "c.example", None),
        ("mailto:a@b.example?subject=x", "a@b.example", "b.example", None),
        ("mailto:p%C3%B6st@xn--mnchen-3ya.example", "p\u00f6st@xn--mnchen-3ya.example", "xn--mnchen-3ya.example", None),
        ("mailto:a@m%C3%BCnchen.example", "a@m\u00fcnchen.example", "xn--mnchen-3ya.example", None),
    ],
)
def test_valid_mailboxes(text: str, address: str, domain: str, limit: int | None) -> None:
    (uri,) = read_uris(text, 4)
    assert (uri.valid, uri.scheme) == (True, "mailto")
    assert (uri.text, uri.address, uri.domain, uri.limit) == (text, address, domain, limit)
    assert uri.span == (4, 4 + len(text))


@pytest.mark.parametrize(
    "text",
    [
        "a@b.example",
        "mailto:",
        "mailto:a",
        "mailto:@b.example",
        "mailto:a@",
        "mailto:a@b",
        "mailto:a@b..example",
        "mailto:a@b.example.",
        "mailto://a@b.example",
        "mailto:a@@b.example",
        "mailto:a@c@b.example",
        "mailto:.a@b.example",
        "mailto:a b@b.example",
        "mailto:a!b@c.example",
        "mailto:p\u00f6st@b.example",
        "mailto:%FF@b.example",
        "mailto:a%zz@b.example",
        "mailto:a@b.example!10x",
        "mailto:a@[192.0.2.1]",
        "mailto:a@-b.example",
        "https:",
        "https://",
        "https://b example/",
        "1x:y",
        "!10m",
    ],
)
def test_what_is_no_address(text: str) -> None:
    (uri,) = read_uris(text)
    assert not uri.valid
    assert uri.text == text


def test_other_schemes_are_valid_uris() -> None:
    (uri,) = read_uris("https://b.example/report")
    assert (uri.valid, uri.scheme, uri.address, uri.domain) == (True, "https", "", "")


def test_lists() -> None:
    value = " mailto:a@b.example ,, mailto:c@d.example!1k,\thttps://e.example/ "
    uris = read_uris(value, 10)
    assert [uri.text for uri in uris] == ["mailto:a@b.example", "mailto:c@d.example!1k", "https://e.example/"]
    assert [value[uri.span[0] - 10 : uri.span[1] - 10] for uri in uris] == [uri.text for uri in uris]
    assert read_uris("") == read_uris(" , ,") == ()


def test_a_long_limit_is_bounded() -> None:
    (uri,) = read_uris("mailto:a@b.example!" + "9" * 10_000 + "t")
    assert uri.valid
    assert uri.limit is not None
    assert uri.limit.bit_length() < 120
