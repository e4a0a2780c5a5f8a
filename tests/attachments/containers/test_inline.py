"""Does the reader find every file that stands in a text, and none where a text only speaks of one?"""

from __future__ import annotations

from pathlib import Path

import pytest

from attachment_builders.listings import faults, first_names, lavish, opened
from attachment_builders.tools import run, tool
from attachment_builders.uuencoded import base64_of, uu_of, yenc_of
from deliverkit.attachments.containers.inline import read_uuencode
from deliverkit.attachments.containers.member import ContainerFault, Why
from deliverkit.core.budget import Budget, Limits

DATA = bytes(range(256)) * 5 + bytes(300)


def names(text: bytes) -> list[str]:
    return first_names(read_uuencode(text, Budget()))


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r", b"\r\n\r\n"])
@pytest.mark.parametrize("backtick", [True, False])
@pytest.mark.parametrize("strip", [True, False])
@pytest.mark.parametrize("checksum", [b"", b"!"])
@pytest.mark.parametrize("size", [1, 2, 3, 44, 45, 46, 90, len(DATA)])
def test_uuencode(newline: bytes, checksum: bytes, size: int, *, backtick: bool, strip: bool) -> None:
    data = DATA[:size]
    text = b"Hello,\r\n\r\n" + uu_of(
        "evil.exe", data, newline=newline, backtick=backtick, strip=strip, checksum=checksum
    )
    listing = read_uuencode(text + b"Bye\r\n", Budget())
    if size < 45 and strip and not backtick and not checksum:
        return  # without the blanks nothing tells such a line from prose
    assert first_names(listing) == ["evil.exe"]
    assert (opened(listing.members[0]).data, faults(listing)) == (data, set())
    assert listing.members[0].offset == text.find(b"begin")


def test_several_files() -> None:
    text = uu_of("a.txt", b"alpha") + b"between\n" + uu_of("b b.js", DATA, mode="0755") + base64_of("c.scr", DATA)
    text += base64_of("d\u00e9.exe", b"1234567", encoded=True) + yenc_of("e e.vbs", DATA)
    listing = read_uuencode(text, Budget())
    assert first_names(listing) == ["a.txt", "b b.js", "c.scr", "d\u00e9.exe", "e e.vbs"]
    assert [opened(member).data for member in listing.members] == [b"alpha", DATA, DATA, b"1234567", DATA]
    assert not listing.problems


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"begin",
        b"begin 644 evil.exe",
        b"begin 644 evil.exe\n",
        b"begin 644 evil.exe\r\nend\r\n",
        b"begin 644 evil.exe\nand the rest of the file\nend\n",
        b"begin 644 evil.exe\nTHIS IS HOW FILES BEGAN\nend\n",
        b"begin 644 evil.exe\n...\nend\n",
        b"begin 644 evil.exe\n#IF!A\nbut then prose\n",
        b"begin 644 evil.exe\n \nand no end\n",
        b"begin 644   \n#IF!A\n`\nend\n",
        b"begin to read\n#IF!A\n`\nend\n",
        b"to begin 644 evil.exe\n#IF!A\n`\nend\n",
        b"> begin 644 evil.exe\n> #IF!A\n> `\n> end\n",
        b"begin-base64 644 evil.exe\nHello\nthere\n",
        b"begin-base64 644 evil.exe\n====\n====\n",
        b"begin-base64 644 evil.exe\nQUJD",
        b"=ybegin line=128 name=evil.exe\nabc\n=yend",
        b"=ybegin line=128 size=7\nabc\n=yend",
        b"=ybegin\n",
    ],
)
def test_prose(text: bytes) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    "text",
    [
        uu_of("evil.exe", DATA)[:500],
        uu_of("evil.exe", DATA, end=b""),
        uu_of("evil.exe", b"MZ", end=b""),
        uu_of("evil.exe", DATA)[:130],
        yenc_of("evil.exe", DATA, end=False),
        yenc_of("evil.exe", DATA, end=False) * 2,
    ],
)
def test_an_end_that_is_missing(text: bytes) -> None:
    listing = read_uuencode(text, Budget())
    assert first_names(listing) == ["evil.exe"]
    assert faults(listing) == {ContainerFault.TRUNCATED}


def test_an_empty_file() -> None:
    listing = read_uuencode(uu_of("empty.bat", b""), Budget())
    assert opened(listing.members[0]).data == b""
    assert names(yenc_of("empty.bat", b"")) == ["empty.bat"]


def test_lines_that_lie() -> None:
    text = uu_of("a.exe", b"x" * 90).replace(b"\r\n`\r\n", b"\r\nMAB\r\n#IF!ASECOND\r\n`\r\n")
    listing = read_uuencode(text, Budget())
    found = opened(listing.members[0])
    assert found.data.startswith(b"x" * 90)
    assert found.data.endswith(b"\xa5\xa1\xa1"[:0] + found.data[-3:])
    assert faults(found) == {ContainerFault.DAMAGED}


def test_lines_that_are_too_long() -> None:
    text = uu_of("a.exe", b"x" * 90, checksum=b"LONG TAIL")
    listing = read_uuencode(text, Budget())
    assert first_names(listing) == ["a.exe"]
    assert opened(listing.members[0]).data == b"x" * 90


def test_a_part_of_a_file() -> None:
    listing = read_uuencode(yenc_of("a.rar", DATA, part=2), Budget())
    assert faults(listing) == {ContainerFault.MULTI_VOLUME}
    assert opened(listing.members[0]).data == DATA


def test_lines_of_yenc_that_look_like_another_file() -> None:
    inside = b"begin 644 other.exe"
    text = yenc_of("a.exe", bytes((octet - 42) & 0xFF for octet in inside))
    assert inside in text
    assert names(text) == ["a.exe"]


def test_escapes_that_nothing_needs() -> None:
    text = yenc_of("a.exe", DATA, escapes=bytes(range(256)))
    assert opened(read_uuencode(text, Budget()).members[0]).data.count(b"\x41") >= 5
    many = yenc_of("a.exe", b"a" * 100_001, escapes=bytes(range(256)))
    assert opened(read_uuencode(many, Budget()).members[0]).why is Why.LIMIT


def test_only_the_beginning() -> None:
    large = DATA * 30
    for text in (uu_of("a", large), base64_of("a", large), yenc_of("a", large)):
        opener = read_uuencode(text, Budget()).members[0].opener
        assert opener is not None
        part = opener(lavish(), 10)
        assert (part.data, part.complete, part.why) == (DATA[:10], False, None)
        assert opener(Budget(Limits(bytes_read=99))).why is Why.LIMIT


def test_limits() -> None:
    text = uu_of("a", b"1") * 3
    assert read_uuencode(text, Budget(Limits(bytes_read=9))).why is Why.LIMIT
    listing = read_uuencode(text, Budget(Limits(members=1)))
    assert (len(listing.members), listing.why) == (1, Why.LIMIT)


@pytest.mark.parametrize("options", [[], ["-m"], ["-e"], ["-m", "-e"]])
def test_what_sharutils_wrote(options: list[str], tmp_path: Path) -> None:
    tool("uuencode")
    (tmp_path / "x").write_bytes(DATA)
    text = run(["uuencode", *options, "x", "a name.exe"], tmp_path).encode()
    listing = read_uuencode(b"Hello\n" + text, Budget())
    assert first_names(listing) == ["a name.exe"]
    assert opened(listing.members[0]).data == DATA
