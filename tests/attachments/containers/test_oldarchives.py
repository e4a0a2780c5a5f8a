"""Do the readers see every file of LHA, ARJ, ACE and cpio archives, as the real programs do?"""

from __future__ import annotations

from pathlib import Path

import pytest

from attachment_builders.listings import faults, first_names, opened, texts
from attachment_builders.oldarchives import ace_file, ace_of, arj_file, arj_of, cpio_of, lzh_file
from attachment_builders.tools import TREE, listed_by_7z, listed_by_bsdtar, plant, run, tool
from deliverkit.attachments.containers.aces import read_ace
from deliverkit.attachments.containers.arjs import read_arj
from deliverkit.attachments.containers.cpios import read_cpio
from deliverkit.attachments.containers.lzhs import read_lzh
from deliverkit.attachments.containers.member import ContainerFault, Why
from deliverkit.core.budget import Budget, Limits

SHORT = [name for name in TREE if len(name) < 200]
CPIO_FORMS = ["newc", "crc", "odc", "bin", "rev-bin"]


# LHA


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_lzh(level: int) -> None:
    data = lzh_file(b"a.txt", b"alpha", level=level) + lzh_file(b"run.js", b"var x;", level=level) + b"\0"
    listing = read_lzh(data, Budget())
    assert listing.complete
    assert not listing.problems
    assert first_names(listing) == ["a.txt", "run.js"]
    assert [opened(member).data for member in listing.members] == [b"alpha", b"var x;"]


@pytest.mark.parametrize("level", [1, 2, 3])
def test_lzh_directories(level: int) -> None:
    data = lzh_file(b"run.js", b"1", level=level, fields=[(2, b"dir\xffsub\xff")])
    data += lzh_file(b"", level=level, method=b"-lhd-", fields=[(2, b"dir\xff")]) + b"\0"
    listing = read_lzh(data, Budget())
    assert first_names(listing) == ["dir/sub/run.js", "dir/"]
    assert [member.directory for member in listing.members] == [False, True]
    assert not listing.problems


def test_lzh_names() -> None:
    wide = [(0x45, "d\uffff".encode("utf-16-le")), (0x44, "\u0434.exe".encode("utf-16-le"))]
    data = lzh_file(b"d.exe", b"1", fields=wide) + lzh_file(b"a.txt", b"2", level=1, fields=[(1, b"b.exe"), (99, b"")])
    data += lzh_file(b"", level=0) + b"\0"
    listing = read_lzh(data, Budget())
    assert [texts(member) for member in listing.members] == [["d/\u0434.exe", "d.exe"], ["b.exe", "a.txt"], []]


def test_lzh_large_sizes() -> None:
    sizes = (3).to_bytes(8, "little") + (3).to_bytes(8, "little")
    listing = read_lzh(lzh_file(b"a", b"abc", fields=[(0x42, sizes)], packed=0) + b"\0", Budget())
    assert opened(listing.members[0]).data == b"abc"


def test_lzh_methods() -> None:
    listing = read_lzh(lzh_file(b"a.exe", b"xyz", method=b"-lh5-") + b"\0", Budget())
    assert (listing.members[0].why, listing.members[0].detail) == (Why.UNSUPPORTED, "the method lh5")


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b"program" + lzh_file(b"a") + b"\0", ContainerFault.PREPENDED_DATA),
        (lzh_file(b"a"), ContainerFault.TRUNCATED),
        (lzh_file(b"a") + b"\0more", ContainerFault.TRAILING_DATA),
        (lzh_file(b"a") + b"more", ContainerFault.DAMAGED),
        (lzh_file(b"a") + lzh_file(b"b")[:20], ContainerFault.DAMAGED),
        (lzh_file(b"a", level=0, checksum=1) + b"\0", ContainerFault.WRONG_CHECKSUM),
    ],
)
def test_lzh_problems(data: bytes, wanted: ContainerFault) -> None:
    listing = read_lzh(data, Budget())
    assert first_names(listing) == ["a"]
    assert faults(listing) == {wanted}


@pytest.mark.parametrize(
    "data", [b"", b"xx-lh5-", lzh_file(b"a")[:20] + b"\7", b"xx-lh5-" + bytes([9]) * 30 + b"-lh0-"]
)
def test_no_lzh(data: bytes) -> None:
    assert read_lzh(data, Budget()).why is Why.UNREADABLE


def test_lzh_sizes_that_lie() -> None:
    for data in (lzh_file(b"a", b"x", level=0, total=0), lzh_file(b"a", b"x", total=0), lzh_file(b"a", packed=99)):
        assert len(read_lzh(data + b"\0", Budget()).members) == 1
    extensions = lzh_file(b"a", level=1, fields=[(64, b"")] * 300) + b"\0"
    assert first_names(read_lzh(extensions, Budget())) == ["a"]


@pytest.mark.parametrize("options", ["0", "1", "2"])
def test_lzh_of_jlha(options: str, tmp_path: Path) -> None:
    tool("jlha")
    tool("lha")
    plant(tmp_path)
    run(["jlha", f"a{options}", "x.lzh", *SHORT], tmp_path)
    listing = read_lzh((tmp_path / "x.lzh").read_bytes(), Budget())
    assert listing.complete
    assert not listing.problems
    names = sorted(name.replace("\\", "/") for name in first_names(listing))
    assert names == sorted(listed_by_7z(tmp_path / "x.lzh"))
    assert names == sorted(listed_by_bsdtar(tmp_path / "x.lzh"))


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_lzh_of_ours(level: int, tmp_path: Path) -> None:
    fields = [(2, b"dir\xff")] if level else []
    data = lzh_file(b"a.txt", b"alpha", level=level) + lzh_file(b"run.js", b"1", level=level, fields=fields) + b"\0"
    (tmp_path / "x.lzh").write_bytes(data)
    assert first_names(read_lzh(data, Budget())) == listed_by_bsdtar(tmp_path / "x.lzh")
    lines = run([tool("lha"), "-l", "x.lzh"], tmp_path)
    assert "run.js" in lines


# ARJ


def test_arj() -> None:
    data = arj_of(
        [
            arj_file(b"a.txt", b"alpha"),
            arj_file(b"dir", kind=3),
            arj_file(b"run.js", b"xyz", method=1, extended=[b"more"]),
            arj_file(b"secret.exe", b"xyz", flags=1),
        ]
    )
    listing = read_arj(data, Budget())
    assert listing.complete
    assert not listing.problems
    assert first_names(listing) == ["a.txt", "dir", "run.js", "secret.exe"]
    assert opened(listing.members[0]).data == b"alpha"
    assert listing.members[1].directory
    assert [member.why for member in listing.members[2:]] == [Why.UNSUPPORTED, Why.ENCRYPTED]


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b"\x60\xea\0\0program\x60\xea" + arj_of([arj_file(b"a")]), ContainerFault.PREPENDED_DATA),
        (arj_of([arj_file(b"a")], end=False), ContainerFault.TRUNCATED),
        (arj_of([arj_file(b"a")]) + b"more", ContainerFault.TRAILING_DATA),
        (arj_of([arj_file(b"a"), b"more"]), ContainerFault.DAMAGED),
        (arj_of([arj_file(b"a"), arj_file(b"b")], end=False)[:-3], ContainerFault.DAMAGED),
        (arj_of([arj_file(b"a", crc=1)]), ContainerFault.WRONG_CHECKSUM),
        (arj_of([arj_file(b"a")], flags=4), ContainerFault.MULTI_VOLUME),
        (arj_of([arj_file(b"a", flags=4)]), ContainerFault.MULTI_VOLUME),
    ],
)
def test_arj_problems(data: bytes, wanted: ContainerFault) -> None:
    listing = read_arj(data, Budget())
    assert first_names(listing) == ["a"]
    assert faults(listing) == {wanted}


@pytest.mark.parametrize("data", [b"", b"\x60\xea", arj_file(b"x", kind=2)[:-3]])
def test_no_arj(data: bytes) -> None:
    assert read_arj(data, Budget()).why is Why.UNREADABLE


@pytest.mark.parametrize("method", ["-m0", "-m1", "-m4"])
def test_arj_of_the_program(method: str, tmp_path: Path) -> None:
    tool("arj")
    plant(tmp_path)
    run(["arj", "a", "-r", method, "x.arj", *SHORT], tmp_path)
    listing = read_arj((tmp_path / "x.arj").read_bytes(), Budget())
    assert listing.complete
    assert not listing.problems
    assert sorted(first_names(listing)) == sorted(listed_by_7z(tmp_path / "x.arj"))
    if method == "-m0":
        assert all(opened(member).data == TREE[member.names[0].text] for member in listing.members)


# ACE


def test_ace() -> None:
    data = ace_of(
        [
            ace_file(b"a.exe", b"xyz"),
            ace_file(b"dir", attributes=0x10),
            ace_file(b"b.exe", b"1", flags=0x4001),
            ace_file(b"c.exe", b"1", wide=True),
            ace_file(b"d.exe", flags=0),
        ]
    )
    listing = read_ace(data, Budget())
    assert not listing.problems
    assert first_names(listing) == ["a.exe", "dir", "b.exe", "c.exe", "d.exe"]
    wanted = [Why.UNSUPPORTED, None, Why.ENCRYPTED, Why.UNSUPPORTED, Why.UNSUPPORTED]
    assert [member.why for member in listing.members] == wanted


def test_ace_problems() -> None:
    data = ace_of([ace_file(b"a.exe", b"xyz")], flags=0x800)
    assert faults(read_ace(b"x" + data, Budget())) == {ContainerFault.PREPENDED_DATA, ContainerFault.MULTI_VOLUME}
    assert faults(read_ace(ace_of([ace_file(b"a.exe", b"xyz")])[:-1], Budget())) == {ContainerFault.TRUNCATED}
    assert read_ace(b"**ACE**", Budget()).why is Why.UNREADABLE
    assert len(read_ace(ace_of([ace_file(b"a", flags=0x801)] * 2, flags=0x800), Budget()).problems) == 1


# cpio


@pytest.mark.parametrize("form", CPIO_FORMS)
def test_cpio(form: str) -> None:
    listing = read_cpio(cpio_of([(b"a.txt", b"alpha"), (b"dir/run.js", b"xyz")], form=form), Budget())
    assert listing.complete
    assert not listing.problems
    assert first_names(listing) == ["a.txt", "dir/run.js"]
    assert [opened(member).data for member in listing.members] == [b"alpha", b"xyz"]


def test_cpio_directories() -> None:
    listing = read_cpio(cpio_of([(b"a.exe", b"")], mode=0o040755), Budget())
    assert listing.members[0].directory
    assert not read_cpio(cpio_of([(b"a.exe", b"MZ")], mode=0o040755), Budget()).members[0].directory


ONE = cpio_of([(b"a", b"1")])
BARE = cpio_of([(b"a", b"1")], trailer=False)


@pytest.mark.parametrize(
    ("data", "wanted", "names"),
    [
        (BARE, ContainerFault.TRUNCATED, ["a"]),
        (BARE[:-4], ContainerFault.TRUNCATED, ["a"]),
        (ONE + bytes(512), None, ["a"]),
        (ONE + bytes(512) + ONE, ContainerFault.HIDDEN_MEMBER, ["a", "a"]),
        (ONE + b"more", ContainerFault.TRAILING_DATA, ["a"]),
        (BARE + b"more" + ONE, ContainerFault.DAMAGED, ["a", "a"]),
        (BARE + b"\xc7\x71", ContainerFault.DAMAGED, ["a"]),
    ],
)
def test_cpio_problems(data: bytes, wanted: ContainerFault | None, names: list[str]) -> None:
    listing = read_cpio(data, Budget())
    assert first_names(listing) == names
    assert faults(listing) == ({wanted} if wanted else set())


@pytest.mark.parametrize("data", [b"x", b"070701", b"\xc7\x71"])
def test_no_cpio(data: bytes) -> None:
    assert read_cpio(data, Budget()).why is Why.UNREADABLE


def test_cpio_names_that_are_too_long() -> None:
    listing = read_cpio(cpio_of([(b"a" * 70_000, b"")]), Budget())
    assert (len(listing.members), listing.why) == (1, Why.LIMIT)


@pytest.mark.parametrize("form", CPIO_FORMS[:4])
def test_cpio_of_the_program(form: str, tmp_path: Path) -> None:
    tool("cpio")
    plant(tmp_path)
    run(["sh", "-c", f"find a.txt dir | cpio -o --quiet -H {form} > x.cpio"], tmp_path)
    listing = read_cpio((tmp_path / "x.cpio").read_bytes(), Budget())
    assert listing.complete
    assert not listing.problems
    assert first_names(listing) == listed_by_bsdtar(tmp_path / "x.cpio")
    assert all(opened(one).data == TREE[one.names[0].text] for one in listing.members if not one.directory)


READERS = {
    "lzh": (read_lzh, lzh_file(b"a", b"1") + lzh_file(b"b", b"1") + b"\0"),
    "arj": (read_arj, arj_of([arj_file(b"a"), arj_file(b"b")])),
    "ace": (read_ace, ace_of([ace_file(b"a"), ace_file(b"b")])),
    "cpio": (read_cpio, cpio_of([(b"a", b"1"), (b"b", b"1")])),
}


@pytest.mark.parametrize("what", READERS)
def test_limits(what: str) -> None:
    read, data = READERS[what]
    assert read(data, Budget(Limits(bytes_read=9))).why is Why.LIMIT
    listing = read(data, Budget(Limits(members=1)))
    assert (len(listing.members), listing.why) == (1, Why.LIMIT)
