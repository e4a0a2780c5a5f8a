"""Does the reader see every file of a cabinet, and open what is stored or in MSZIP?"""

from __future__ import annotations

from pathlib import Path

import pytest

from attachment_builders.cabs import LZX, MSZIP, STORED, CabFile, cab_of
from attachment_builders.listings import faults, first_names, lavish, opened, texts
from attachment_builders.tools import TREE, listed_by_7z, listed_by_bsdtar, plant, run, tool
from deliverkit.attachments.containers.cabs import read_cab
from deliverkit.attachments.containers.member import ContainerFault, Listing, Why
from deliverkit.core.budget import Budget, Limits

LARGE = bytes(range(256)) * 500
TWO = [
    [CabFile(name=b"a.txt", data=b"alpha"), CabFile(name=b"dir\\run.js", data=LARGE)],
    [CabFile(name=b"c.exe", data=b"MZ")],
]


def names(listing: Listing) -> list[str]:
    return [name.replace("\\", "/") for name in first_names(listing)]


@pytest.mark.parametrize("method", [STORED, MSZIP])
@pytest.mark.parametrize("reserve", [None, (6, 3, 5)])
def test_files(method: int, reserve: tuple[int, int, int] | None) -> None:
    listing = read_cab(cab_of(TWO, method=method, reserve=reserve), Budget())
    assert listing.complete
    assert not listing.problems
    assert first_names(listing) == ["a.txt", "dir\\run.js", "c.exe"]
    for order in (listing.members, reversed(listing.members)):
        assert {opened(member).data for member in order} == {b"alpha", LARGE, b"MZ"}


def test_only_the_beginning() -> None:
    opener = read_cab(cab_of(TWO), Budget()).members[1].opener
    assert opener is not None
    part = opener(lavish(), 10)
    assert (part.data, part.complete, part.why) == (LARGE[:10], False, None)
    assert opener(Budget(Limits(bytes_read=9))).why is Why.LIMIT
    assert opener(Budget(Limits(bytes_inflated=9))).why is Why.LIMIT


def test_names() -> None:
    files = [CabFile(name="\u00e9.exe".encode(), attributes=0xA0), CabFile(name=b"\xe9.exe")]
    listing = read_cab(cab_of([files]), Budget())
    assert [texts(member)[0] for member in listing.members] == ["\u00e9.exe", "\ufffd.exe"]
    assert "\u00e9.exe" in texts(listing.members[1])


def test_what_is_not_opened() -> None:
    listing = read_cab(cab_of(TWO, method=LZX), Budget())
    assert [(member.why, member.detail) for member in listing.members] == [(Why.UNSUPPORTED, "LZX")] * 3
    assert read_cab(cab_of(TWO, method=9), Budget()).members[0].detail == "method 9"


def test_one_of_several() -> None:
    files = [CabFile(name=b"%d" % number, data=b"1", folder=number) for number in (0xFFFD, 0xFFFE, 0xFFFF, 7)]
    data = cab_of([files], previous=(b"one.cab", b"disk 1"), following=(b"three.cab", b"disk 3"))
    listing = read_cab(data, Budget())
    assert faults(listing) == {ContainerFault.MULTI_VOLUME}
    assert [member.why for member in listing.members] == [Why.UNREADABLE, None, Why.UNREADABLE, Why.UNREADABLE]
    assert read_cab(cab_of([], following=(b"a", b"b")), Budget()).members == ()
    alone = read_cab(cab_of([[]], following=(b"a", b"b"))[:60] + b"x", Budget())
    assert not alone.members


def test_around_a_cabinet() -> None:
    listing = read_cab(b"program" + cab_of(TWO) + b"more", Budget())
    assert faults(listing) == {ContainerFault.PREPENDED_DATA, ContainerFault.TRAILING_DATA}
    assert first_names(listing) == ["a.txt", "dir\\run.js", "c.exe"]
    assert opened(listing.members[2]).data == b"MZ"


@pytest.mark.parametrize(
    "data",
    [
        cab_of(TWO, method=STORED)[:-1],
        cab_of(TWO, method=STORED)[:-3],
        cab_of(TWO, lie=-1),
        cab_of(TWO).replace(b"CK", b"XX"),
        cab_of(TWO).replace(b"CK\xf3", b"CK\xff"),
    ],
)
def test_damage(data: bytes) -> None:
    wanted = {member.names[0].text: opened(member) for member in read_cab(data, Budget()).members}
    assert Why.UNREADABLE in {found.why for found in wanted.values()}


def test_sizes_that_lie() -> None:
    listing = read_cab(cab_of([[CabFile(name=b"a", data=b"abc", size=9), CabFile(name=b"b", start=70)]]), Budget())
    assert [opened(member).why for member in listing.members] == [Why.UNREADABLE, None]


@pytest.mark.parametrize("length", [0, 20, 40, 60, 70, 100])
def test_lists_that_are_cut(length: int) -> None:
    listing = read_cab(cab_of(TWO)[:length], Budget())
    assert (listing.complete, listing.why) == (False, Why.UNREADABLE)


def test_limits() -> None:
    assert read_cab(cab_of(TWO), Budget(Limits(bytes_read=9))).why is Why.LIMIT
    listing = read_cab(cab_of(TWO), Budget(Limits(members=1)))
    assert (len(listing.members), listing.why) == (1, Why.LIMIT)


@pytest.mark.parametrize("options", [[], ["-z"]])
def test_what_gcab_wrote(options: list[str], tmp_path: Path) -> None:
    tool("gcab")
    plant(tmp_path)
    files = [name for name in TREE if len(name) < 200]
    run(["gcab", "-c", *options, "x.cab", *files], tmp_path)
    listing = read_cab((tmp_path / "x.cab").read_bytes(), lavish())
    assert listing.complete
    assert not listing.problems
    assert sorted(names(listing)) == sorted(listed_by_7z(tmp_path / "x.cab"))
    assert sorted(names(listing)) == sorted(listed_by_bsdtar(tmp_path / "x.cab"))
    for member, name in zip(listing.members, names(listing), strict=True):
        wanted = [data for key, data in TREE.items() if key.endswith(name)]
        assert [opened(member).data] == wanted


def test_what_we_wrote(tmp_path: Path) -> None:
    (tmp_path / "x.cab").write_bytes(cab_of(TWO))
    assert names(read_cab(cab_of(TWO), Budget())) == listed_by_7z(tmp_path / "x.cab")
    tool("7z")
    run(["7z", "t", "x.cab"], tmp_path)
