"""Can everybody read a way, as text and as a picture, whatever stands in it?"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

import deliverkit as dk
from deliverkit import forwarding
from deliverkit.core.errors import UsageError
from deliverkit.forwarding import (
    Because,
    ChainSeen,
    Fate,
    Footer,
    Hop,
    Path,
    Receiver,
    SignatureSeen,
    Signing,
    SubjectTag,
)
from deliverkit.forwarding.rows import plain
from forwarding_ways import FORWARDER, LIST, NOW, ZONE, outcome_of, path_of, signed
from strategies import any_text
from support import ROOT

NAMESPACE: Final = "{http://www.w3.org/2000/svg}"
ALLOWED: Final = {"svg", "title", "desc", "style", "rect", "text", "tspan", "path"}


def drawn(path: Path) -> ET.Element:
    """The picture, read; nothing foreign is in it."""
    svg = path.svg()
    assert svg.isascii()
    root = ET.fromstring(svg)
    for element in root.iter():
        assert element.tag.removeprefix(NAMESPACE) in ALLOWED
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert "href" not in name
            assert "url(" not in value
    style = root.findtext(f"{NAMESPACE}style") or ""
    assert "url" not in style
    assert "@import" not in style
    return root


def test_a_way_as_text() -> None:
    path = path_of("john@a.example", [replace(FORWARDER, changes=(Footer(),))])
    assert str(path) == path.text()
    assert str(path).splitlines() == [
        "Mail of john@a.example: signatures are supposed, their keys not looked up",
        "",
        "1.  mx.a.example [192.0.2.10] -> mx.fwd.example, for user@fwd.example",
        "    MAIL FROM  john@a.example",
        "    SPF        pass       a.example",
        "    DKIM       pass       a.example s=s1",
        "    DMARC      pass       a.example, by SPF and DKIM",
        "    => accepted",
        "",
        "2.  mx.fwd.example [198.51.100.7] -> the receiver",
        "    Edits      appends a footer",
        f"    MAIL FROM  {path.last.envelope.address}",
        "    SPF        pass       fwd.example",
        "    DKIM       fail       a.example s=s1: mx.fwd.example appends a footer (body)",
        "    DMARC      fail       a.example asks for reject: SPF passes, not aligned",
        "    => refused: DMARC asks for it",
    ]


@pytest.mark.parametrize("width", [40, 60, 100])
def test_text_keeps_its_width(width: int) -> None:
    hops = [replace(LIST, changes=(Footer(), SubjectTag())), Hop("a-long-name." * 12 + "example", "192.0.2.1")]
    path = path_of(signed(), hops, receiver=Receiver(host="x" * 200))
    assert all(len(line) <= width and line == line.rstrip() for line in path.text(width=width).splitlines())


@pytest.mark.parametrize(("width", "said"), [(39, "too narrow"), ("wide", "takes a whole number")])
def test_wrong_width(width: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        path_of("john@a.example", []).text(width=width)


def test_a_way_as_a_picture() -> None:
    path = path_of("john@a.example", [replace(FORWARDER, changes=(Footer(),))] * 4, receiver=Receiver(host='<&">'))
    root = drawn(path)
    assert root.attrib["role"] == "img"
    labelled = root.attrib["aria-labelledby"].split()
    assert labelled == [root.find(f"{NAMESPACE}{name}").attrib["id"] for name in ("title", "desc")]  # type: ignore[union-attr] # pyright: ignore[reportOptionalMemberAccess]
    words = " ".join(root.itertext())
    for told in ("refused: DMARC asks for it", "john@a.example", "SPF pass", "DKIM fail", "prefers-color-scheme:dark"):
        assert told in words


def test_picture_in_the_pages_is_up_to_date() -> None:
    world = dk.ZoneResolver.from_file(ROOT / "examples" / "data" / "redirect.zone")
    check = forwarding.simulate_forwarding(
        "john.doe@mailbox1.example",
        [Hop("mx.example2.com", "198.51.100.7", "user@example2.com", "srs", (Footer(),))],
        origin=forwarding.Origin("mx.mailbox1.example", "192.0.2.10"),
        receiver=Receiver(host="mx.yourdomain3.com"),
    )
    path = dk.run(check, resolver=world, now=NOW).value
    assert path is not None
    assert (ROOT / "docs" / "explanation" / "forwarding.svg").read_text(encoding="ascii") == path.svg()


def test_long_names_are_not_torn_apart() -> None:
    hop = Hop("mx.some-house-with-a-name.example", "2001:db8::7", "user@some-house-with-a-name.example", "srs")
    path = path_of("john@a.example", [hop], receiver=Receiver(host="mx.another-house-with-a-name.example"))
    for width in (80, 100):
        text = path.text(width=width)
        assert all(len(line) <= width for line in text.splitlines())
        assert (
            text.count("some-house-with-a-name.example") == text.replace("\n", "").count("some-house-with-a-name") == 5
        )


def test_what_the_picture_says_without_colours() -> None:
    """Every result is a word; a colour only repeats it."""
    root = drawn(path_of("john@a.example", [replace(FORWARDER, changes=(Footer(),))]))
    spans = list(root.iter(f"{NAMESPACE}tspan"))
    assert spans
    assert all(span.attrib["class"] in ("good", "bad", "open") and span.text for span in spans)


def test_boxes_go_on_below() -> None:
    lenient = replace(FORWARDER, receives=Receiver(honours_dmarc=False))
    one, many = drawn(path_of("john@a.example", [])), drawn(path_of("john@a.example", [lenient] * 50))
    assert int(many.attrib["width"]) < 1400
    assert int(many.attrib["height"]) > 10 * int(one.attrib["height"])
    assert len(path_of("john@a.example", [lenient] * 50).svg()) < 120_000


def shown(path: Path) -> str:
    """The text, and that the picture is one."""
    drawn(path)
    return path.text()


def test_what_was_not_looked_at() -> None:
    zone = {**ZONE, ("a.example", "TXT"): ["v=spf1 ip4:192.0.2.10 -all"]}
    hop = replace(FORWARDER, envelope="keep", arc_seal=Signing("fwd.example"))
    text = shown(path_of("john@a.example", [hop], zone=zone, receiver=Receiver(rejects_spf_fail=True)))
    assert text.splitlines()[-6:] == [
        "    MAIL FROM  john@a.example",
        "    SPF        fail       a.example",
        "    DKIM       -          a.example s=s1 never looked at: refused before",
        "    ARC        -          never looked at: refused before",
        "    DMARC      -          never looked at: refused before",
        "    => refused: SPF fails at MAIL FROM",
    ]


def test_what_is_not_known() -> None:
    assert "SPF        -          not judged: the author's server is not given" in shown(
        path_of("john@a.example", [FORWARDER], origin=None)
    )
    text = shown(path_of(b"Subject: x\r\n\r\n", [], sender=""))
    assert "Mail of nobody: a message, its signatures verified" in text
    assert "DMARC      -          From names no author" in text
    assert "MAIL FROM  <>" in text
    assert "not known what becomes of it" in text
    unsigned = path_of("john@a.example", [], origin=None, signed=())
    assert "DKIM       none       not signed" in shown(unsigned)
    assert "DMARC      -          not known" in shown(unsigned)
    assert unsigned.summary == "DMARC not known"


def test_a_domain_without_a_policy() -> None:
    zone: dict[tuple[str, str], Any] = {**ZONE, ("_dmarc.a.example", "TXT"): []}
    assert "DMARC      none       a.example" in shown(path_of("john@a.example", [FORWARDER], zone=zone))


def test_a_broken_chain_and_one_without_a_cause() -> None:
    path = path_of("john@a.example", [])
    for chain, line in (
        (ChainSeen("fail", (), "arc.x", "it is so"), "ARC        fail       : it is so"),
        (ChainSeen("unknown"), "ARC        unknown"),
    ):
        assert line in shown(path._replace(stages=(path.last._replace(chain=chain),)))
    hops = [replace(FORWARDER, arc_seal=Signing("fwd.example")), replace(FORWARDER, changes=(Footer(),))]
    text = shown(path_of("john@a.example", hops))
    assert "ARC        fail       fwd.example: mx.fwd.example appends a footer (body)" in text


def test_many_signatures() -> None:
    path = path_of("john@a.example", [])
    many = tuple(SignatureSeen(f"d{number}.example", "s", "permerror", "dkim.x", "why") for number in range(60))
    text = shown(path._replace(stages=(path.last._replace(signatures=many, changes=("edits " * 400,)),)))
    assert "d7.example s=s: why" in text
    assert "and 52 more" in text
    assert "d8.example" not in text
    wordy = tuple(one._replace(why="why " * 100) for one in many)
    svg = path._replace(stages=(path.last._replace(signatures=wordy),)).svg()
    assert svg.count("<text") < 60
    assert ">...</text>" in svg


@given(any_text(80), any_text(80), any_text(400))
def test_any_text(host: str, name: str, sender: str) -> None:
    hop = Hop(host, "192.0.2.1", name, changes=(SubjectTag(),), receives=Receiver(host=host))
    path = path_of("john@a.example", [hop], sender=sender, receiver=Receiver(host=name))
    drawn(path)
    assert re.fullmatch("[ -~\n]*", path.text())


@given(st.binary(max_size=200), any_text(60))
def test_any_octets(raw: bytes, sender: str) -> None:
    path = outcome_of(raw, [replace(FORWARDER, envelope="keep")], sender=sender).value
    assert path is not None
    drawn(path)
    assert re.fullmatch("[ -~\n]*", path.text())


def test_plain() -> None:
    assert plain("a\n\x7f\u00fc\u2028\U0001f600") == "a\\x0a\\x7f\\xfc\\u2028\\U0001f600"
    assert len(plain("x" * 1000)) == 303


def test_every_fate_has_words() -> None:
    path = path_of("john@a.example", [])
    for fate in Fate:
        for because in Because:
            assert "=> " in shown(path._replace(stages=(path.last._replace(fate=fate, because=because),)))
