"""Is what is read at once the same as what is read with care, and is nothing taken that has a fault?"""

from __future__ import annotations

import base64
from random import Random
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliverkit.dkim import signature
from deliverkit.dkim.signature import REQUIRED, SignatureHeader, parse_signature
from deliverkit.dkim.usual import read_usual
from deliverkit.message import HeaderField, Message

HASH: Final = base64.b64encode(bytes(range(32))).decode()
USUAL: Final = {
    "v": "1",
    "a": "rsa-sha256",
    "c": "relaxed/relaxed",
    "d": "a.example",
    "s": "s1",
    "h": "from:to:subject",
    "bh": HASH,
    "b": "QUJD",
}
# what stands in signatures: sound, odd, and broken
VALUES: Final[dict[str, tuple[str, ...]]] = {
    "v": ("1", "2", "", "1 "),
    "a": ("rsa-sha256", "ed25519-sha256", "rsa-sha1", "RSA-SHA256", "x", ""),
    "c": ("relaxed/relaxed", "simple", "relaxed", "simple/relaxed", "relaxed/simple", "Simple", "x/y", "", "/"),
    "d": (
        "a.example",
        "A.example",
        "a.example.",
        "example",
        "-a.example",
        "a..b",
        "a b.example",
        "x" * 70 + ".example",
    ),
    "s": ("s1", "a.b", "S1", "s1.", "-s", "", "s_1", "s--1", "\r\n s1"),
    "h": ("from", "From : To", "from:\r\n to", "to", "from to", "from:", ":from", "", "from;to", "from\r\n\t: to"),
    "bh": (HASH, HASH.rstrip("="), HASH + "==", HASH[:20] + " " + HASH[20:], "", "!", "QUJD"),
    "b": ("QUJD", "QU\r\n JD", "QUJD=", "QUJD===", "QUI=", "QUI", "=", "", "QU=J", "QU\tJD", "QUJD;QUJD"),
    "i": ("@a.example", "x@a.example", "x@b.a.example", "x@other.example", "a.example", "", "1", "x\r\n @a.example"),
    "q": ("dns/txt", "DNS/TXT", "dns/txt:x", "x", ""),
    "t": ("1", "2", "x", "", "1234567890123", "\u00b2"),
    "x": ("1", "3", "-1", ""),
    "l": ("0", "x"),
    "z": ("From:a",),
    "y": ("1",),
}


def field_of(text: str) -> HeaderField:
    return Message.parse(b"DKIM-Signature:" + text.encode("latin-1") + b"\r\n\r\n").fields[0]


def never(_field: HeaderField, _required: tuple[str, ...]) -> None:
    """In place of what reads at once."""


def written(tags: dict[str, str], parted: str = "; ") -> str:
    return parted.join(f"{name}={value}" for name, value in tags.items())


def agrees(field: HeaderField, required: tuple[str, ...] = REQUIRED) -> bool:
    """Whether *field* is read at once; if it is, then as it is with care."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signature, "read_usual", never)
        careful = parse_signature(field, required=required)
    usual = read_usual(field, required)
    if usual is None:
        return False
    quick = SignatureHeader(*usual)
    assert quick == careful
    assert quick.value_span == careful.value_span
    assert quick.tags.values == careful.tags.values
    for name in USUAL:
        assert quick.span(name) == careful.span(name)
    assert quick.tags.tags == careful.tags.tags
    return True


@pytest.mark.parametrize(
    "text",
    [
        written(USUAL),
        " " + written(USUAL, ";\r\n ") + ";",
        "\r\n\t" + written(USUAL, ";\r\n\t"),
        written(USUAL | {"b": "QU\r\n JD", "bh": "\r\n " + HASH, "h": "From : To :\r\n Subject"}),
        written(dict(reversed(USUAL.items()))),
        written(dict(reversed(USUAL.items())), " ; ") + " ;",
        written(USUAL | {"i": "x@a.example", "q": "dns/txt", "t": "1", "x": "2"}),
        written({name: value for name, value in USUAL.items() if name != "c"} | {"a": "ed25519-sha256"}),
        " v = 1 ;" + written(USUAL)[4:],
        written(USUAL) + " ",
    ],
)
def test_read_at_once(text: str) -> None:
    assert agrees(field_of(text))


@pytest.mark.parametrize(
    "changed",
    [
        {"v": "2"},
        {"a": "rsa-sha1"},
        {"c": "Relaxed"},
        {"d": "a..b"},
        {"s": "s_1"},
        {"q": "DNS/TXT"},
        {"t": "x"},
        {"x": ""},
        {"h": "from to"},
        {"h": "to"},
        {"bh": "!"},
        {"b": "QUJD==="},
        {"b": ""},
        {"bh": ""},
        {"bh": "QUJD==="},
        {"t": "2", "x": "2"},
        {"t": "1234567890123"},
        {"i": "x@b.a.example"},
        {"l": "1"},
        {"v": "1;v=1"},
        {"v": "1\r"},
        {"d": "x" * 60 + ".example"},
    ],
)
def test_left_to_care(changed: dict[str, str]) -> None:
    assert not agrees(field_of(written(USUAL | changed)))


@pytest.mark.parametrize("missing", ["a", "b", "bh", "d", "h", "s", "v"])
def test_missing_tags_are_left_to_care(missing: str) -> None:
    assert not agrees(field_of(written({name: value for name, value in USUAL.items() if name != missing})))


def test_a_count_of_sets_is_no_identity() -> None:
    tags = {"i": "1"} | {name: value for name, value in USUAL.items() if name != "v"}
    assert agrees(field_of(written(tags)), tuple(name for name in REQUIRED if name != "v"))


@given(
    st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in VALUES.items()}),
    st.sampled_from(["; ", ";\r\n ", ";\r\n\t", ";", " ;", ";;", "; \r\n "]),
    st.sampled_from(["", ";", " ", "; ", ";\r\n ", "=", "x", "\x0b", "\xa0"]),
    st.booleans(),
)
def test_both_readings_agree(changed: dict[str, str], parted: str, behind: str, complete: bool) -> None:
    tags = USUAL | changed if complete else changed
    agrees(field_of(written({name: value.replace("\u00b2", "\xb2") for name, value in tags.items()}, parted) + behind))


def test_volumes() -> None:
    draw = Random(6376)
    at_once = 0
    for _ in range(4000):
        tags = dict(USUAL)
        for name in draw.sample(sorted(VALUES), draw.randrange(4)):
            tags[name] = draw.choice(VALUES[name])
        text = bytearray(written(tags, draw.choice(["; ", ";\r\n ", ";"])).encode("latin-1", "replace"))
        for _ in range(draw.randrange(2)):
            text[draw.randrange(len(text))] = draw.choice(b" \t\r\n;=aA:@.\x00\x0b\xff")
        at_once += agrees(field_of(text.decode("latin-1")))
    assert at_once > 500, "seed 6376"
