"""Which words, addresses and records are taken for which?"""

from __future__ import annotations

import pytest

from deliverkit.dmarc.addresses import Ill, read_addresses
from deliverkit.dmarc.grammar import percentage
from deliverkit.dmarc.meant import looks_like_dmarc, read_meant
from deliverkit.dmarc.merging import merge
from deliverkit.dmarc.record import read
from deliverkit.dmarc.repair import mend
from deliverkit.dmarc.spelling import alignment_mode, flag, near, policy, tag_name
from deliverkit.dmarc.traced import trace


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("reject", "reject"),
        ("REJECT", "reject"),
        ("rejct", "reject"),
        ("rejected", "reject"),
        ("reject.", "reject"),
        ("rej", "reject"),
        ("quarentine", "quarantine"),
        ("quarantined", "quarantine"),
        ("qurantin", "quarantine"),
        ("nnoe", "none"),
        ("non", "none"),
        ("monitor", "none"),
        ("none/reject", "none"),
        ("reject, quarantine", "quarantine"),
        ("", ""),
        ("block", ""),
        ("x" * 1000, ""),
    ],
)
def test_policies(value: str, meant: str) -> None:
    assert policy(value) == meant


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("polcy", "p"),
        ("pc", "pct"),
        ("rau", "rua"),
        ("r-ua", "rua"),
        ("adkm", "adkim"),
        ("spf", "aspf"),
        ("pp", ""),
        ("xyz", ""),
    ],
)
def test_tag_names(name: str, meant: str) -> None:
    assert tag_name(name) == meant


def test_small_words() -> None:
    assert [flag(word) for word in ("Y", "yes", "1", "No", "off", "x", "")] == ["y", "y", "y", "n", "n", "", ""]
    assert [alignment_mode(word) for word in ("S", "strict", "relaxed", "x")] == ["s", "s", "r", ""]
    assert [percentage(text) for text in ("0", "007", "100", "101", "1000", "-1", "", "x", "5%")] == [
        0,
        7,
        100,
        *[None] * 6,
    ]
    assert near("ab", "ba", 1)
    assert not near("ab", "cd", 1)
    assert not near("a" * 30, "a" * 30, 1)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("mailto:a@b.example", [((), "mailto:a@b.example")]),
        ("", [((Ill.EMPTY,), "")]),
        (" , ", [((Ill.EMPTY,), "")]),
        (",a@b.example", [((Ill.EMPTY,), ""), ((Ill.NO_SCHEME,), "mailto:a@b.example")]),
        ("a@b.example,", [((Ill.NO_SCHEME,), "mailto:a@b.example"), ((Ill.EMPTY,), "")]),
        (
            "mailto:a@b.example|mailto:c@d.example",
            [((), "mailto:a@b.example"), ((Ill.SEPARATOR,), "mailto:c@d.example")],
        ),
        (
            "mailto:a@b.example !1k !2k",
            [((Ill.SIZE,), "mailto:a@b.example"), ((Ill.SEPARATOR, Ill.SIZE, Ill.MALFORMED), "")],
        ),
        ("mailto : a@b.example", [((Ill.MALFORMED,), "mailto:a@b.example")]),
        ("mailto:mailto:a@b.example", [((Ill.MALFORMED,), "mailto:a@b.example")]),
        ("mailto:a@b.example!0!0", [((Ill.SIZE, Ill.MALFORMED), "")]),
        ("mailt:a@b.example", [((Ill.MALFORMED,), "mailto:a@b.example")]),
        ("mailtoa@b.example", [((Ill.MALFORMED,), "mailto:a@b.example")]),
        ("mailto:a,b@c.example", [((Ill.UNENCODED,), "mailto:%22a%2Cb%22@c.example")]),
        ("mailto:a@b.example?subject=a!b", [((Ill.UNENCODED,), "mailto:a@b.example?subject=a%21b")]),
        ("mailto:a(at)b.example", [((Ill.MALFORMED,), "mailto:a@b.example")]),
        ("mailto:50%@b.example", [((Ill.UNENCODED,), "mailto:50%25@b.example")]),
        ("mailto:a@@b.example", [((Ill.MALFORMED,), "mailto:a@b.example")]),
        ("mailto:a@c@b.example", [((Ill.MALFORMED,), "")]),
        ("mailto:a@b", [((Ill.MALFORMED,), "")]),
        ("https://a b", [((Ill.SCHEME,), "https://a"), ((Ill.SEPARATOR, Ill.MALFORMED), "")]),
        ("ftp://a.example/!x", [((Ill.MALFORMED,), "")]),
        ("https://a.example/!5m", [((Ill.SIZE, Ill.SCHEME), "https://a.example/")]),
        (
            "mailto:a@b.example,MAILTO:a@B.example",
            [((), "mailto:a@b.example"), ((Ill.REPEATED,), "MAILTO:a@B.example")],
        ),
    ],
)
def test_addresses(value: str, expected: list[tuple[tuple[Ill, ...], str]]) -> None:
    assert [(one.ills, one.meant) for one in read_addresses(value)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("v=DMARC1", True),
        ("v=dmarc1 p=none", True),
        ("p=none; rua=mailto:a@b.example", True),
        ("dmarc1; p=none", True),
        ("v=DNARC1; p=none", True),
        ("v=spf1 -all", False),
        ("v=DKIM1; k=rsa; p=MIGf", False),
        ("v=STSv1; id=1", False),
        ("v=TLSRPTv1; rua=https://a.example", False),
        ("v=BIMI1; l=https://a.example", False),
        ("dmarc-verification=abc", False),
        ("", False),
    ],
)
def test_what_was_meant_to_be_dmarc(text: str, *, expected: bool) -> None:
    assert looks_like_dmarc(text) is expected


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("v=DMARC1; p=none; p=reject; p=x", "v=DMARC1; p=none"),
        ("v=DMARC1; p=reject; sp=reject; sp=none", "v=DMARC1; p=reject; sp=none"),
        ("v=DMARC1; p=reject; sp=x", "v=DMARC1; p=reject; sp=none"),
        ("v=DMARC1; p=reject; sp=", "v=DMARC1; p=reject"),
        ("v=DMARC1; p=reject; adkim=s; adkim=r", "v=DMARC1; p=reject; adkim=r"),
        ("v=DMARC1; p=reject; psd=y; psd=n", "v=DMARC1; p=reject"),
        ("v=DMARC1; p=reject; psd=n; psd=N", "v=DMARC1; p=reject; psd=n"),
        ("v=DMARC1; p=reject; t=n; t=y", "v=DMARC1; p=reject; t=y"),
        ("v=DMARC1; p=reject; pct=x; pct=20", "v=DMARC1; p=reject; pct=20; t=y"),
        ("v=DMARC1; p=reject; polcy=none", "v=DMARC1; p=reject"),
        ("v=DMARC1; polcy=none; p=reject", "v=DMARC1; p=reject"),
        ("v=DMARC1; polcy=quarantine; policy=reject", "v=DMARC1; p=quarantine"),
        ("v=DMARC1; foo=bar; p=none", "v=DMARC1; p=none"),
        ("v=DMARC1; p=none; fo=1; fo=d; ruf=mailto:a@b.example", "v=DMARC1; p=none; fo=1:d; ruf=mailto:a@b.example"),
        (
            "v=DMARC1; p=none; rua=a@b.example; rua=mailto:A@b.example,mailto:a@B.example",
            "v=DMARC1; p=none; rua=mailto:a@b.example,mailto:A@b.example",
        ),
        ("v=DMARC1; p=none rua=mailto:a@b.example aspf:s", "v=DMARC1; p=none; rua=mailto:a@b.example; aspf=s"),
        ("v=DMARC1; p=reject; mailto:a@b.example", "v=DMARC1; p=reject"),
        ("v=DMARC1; p=reject; rua=mailto:p=none@b.example", "v=DMARC1; p=reject; rua=mailto:p=none@b.example"),
        ("v=DMARC1; p=reject; rua=mailto:a/p=none@b.example", "v=DMARC1; p=reject; rua=mailto:a/p=none@b.example"),
        ("v=DMARC1; p=reject; note=keep t=y p=none", "v=DMARC1; p=reject"),
        ("v=DMARC1; p=reject:sp=none/np=none", "v=DMARC1; p=reject; sp=none; np=none"),
        ("v=DMARC1,;p=none", "v=DMARC1; p=none"),
        ("v=DMARC1 ...", "v=DMARC1; p=none"),
        ("\t(v=DMARC1; p=none )", "v=DMARC1; p=none"),
        ("v=DMARC1; p=none; t=yaspf=s", "v=DMARC1; p=none; t=y; aspf=s"),
        (
            "v=DMARC1; rua=mailto:a@b.exampleruf=mailto:c@d.example",
            "v=DMARC1; p=none; rua=mailto:a@b.example; ruf=mailto:c@d.example",
        ),
    ],
)
def test_mended(text: str, mended: str) -> None:
    meant = read_meant(text)
    assert meant is not None
    assert mend(meant).text == mended


def test_lists_behind_many_semicolons_end() -> None:
    many = ";".join(f"mailto:a{number}@b.example" for number in range(30))
    meant = read_meant(f"v=DMARC1; p=none; rua={many}")
    assert meant is not None
    assert mend(meant).text.count("mailto:") == 21


@pytest.mark.parametrize(
    ("texts", "merged"),
    [
        ((), ""),
        (("v=spf1 -all",), ""),
        (("v=DMARC1; p=none", "v=DMARC1; p=reject; sp=reject"), "v=DMARC1; p=none"),
        (("v=DMARC1; p=reject; sp=none", "v=DMARC1; p=quarantine"), "v=DMARC1; p=quarantine; sp=none"),
        (("v=DMARC1; p=reject; np=none", "v=DMARC1; p=reject"), "v=DMARC1; p=reject; np=none"),
        (("v=DMARC1; p=reject; t=y", "v=DMARC1; p=reject"), "v=DMARC1; p=quarantine"),
        (("v=DMARC1; p=reject; pct=5", "v=DMARC1; p=reject; t=y; pct=9"), "v=DMARC1; p=reject; t=y; pct=5"),
        (
            ("v=DMARC1; p=none; adkim=s; aspf=s; psd=n", "v=DMARC1; p=none; adkim=s; psd=n"),
            "v=DMARC1; p=none; adkim=s; psd=n",
        ),
        (("v=DMARC1; p=none; aspf=s; psd=y", "v=DMARC1; p=none; aspf=s"), "v=DMARC1; p=none; aspf=s"),
        (
            ("v=DMARC1; p=none; ruf=mailto:a@b.example; fo=0", "v=DMARC1; p=none; ruf=mailto:c@b.example; fo=1:s"),
            "v=DMARC1; p=none; ruf=mailto:a@b.example,mailto:c@b.example; fo=1:s",
        ),
        (
            ("v=DMARC1; p=none; rua=mailto:a@b.example", "v=DMARC1; p=none; rua=mailto:c@b.example,mailto:a@b.example"),
            "v=DMARC1; p=none; rua=mailto:a@b.example,mailto:c@b.example",
        ),
    ],
)
def test_merged(texts: tuple[str, ...], merged: str) -> None:
    assert merge(tuple(map(read, texts))) == merged


def test_rewritten_characters_keep_their_places() -> None:
    import re

    text = "a&amp;b"
    traced = trace(text).sub(re.compile("&amp;"), lambda _: "&").sub(re.compile("b"), lambda _: "")
    assert traced.text == "a&"
    assert traced.span(1, 2) == (1, 6)
    assert traced.span(0, 0) == (0, 0)
    assert traced.span(2, 2) == (7, 7)
