"""Do bsdtar and 7-Zip see the same members, in archives of the real tools and in those of our own builders?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from attachment_builders.isos import IsoEntry, iso_of, rock_name
from attachment_builders.listings import faults, first_names, lavish, names, opened
from attachment_builders.rars import RarFile, rar4_of, rar5_of
from attachment_builders.sevenzips import LZMA2, Coder, Folder, sevenzip_of
from attachment_builders.tars import TarMember, long_name, pax, tar_of
from attachment_builders.tools import TREE, listed_by_7z, listed_by_bsdtar, plant, run, tool
from attachment_builders.zips import ZipMember, zip_of
from deliverkit.attachments.containers.formats import READERS, STREAM_READERS
from deliverkit.attachments.containers.member import Kind, Listing, Why
from deliverkit.core.budget import Budget


def listed(path: Path, kind: Kind) -> Listing:
    return READERS[kind](path.read_bytes(), lavish())


def check(listing: Listing, wanted: list[str]) -> None:
    assert listing.complete, listing.detail
    assert not faults(listing)
    plain = [name.removeprefix("./").rstrip("/") for name in first_names(listing)]
    assert sorted(plain) == sorted(name.removeprefix("./").rstrip("/") for name in wanted)
    for member in listing.members:
        if not member.directory and member.opener is not None:
            name = member.names[0].text.removeprefix("./")
            assert opened(member) == (TREE[name], True, None, "", ()), name


@pytest.mark.parametrize("form", ["v7", "ustar", "oldgnu", "gnu", "posix"])
def test_gnu_tar(form: str, tmp_path: Path) -> None:
    tool("tar")
    plant(tmp_path)
    files = ["a.txt", "dir/run.js", "dir/sub"] if form in ("v7", "ustar") else ["a.txt", "dir"]
    run(["tar", "-c", f"--format={form}", "-f", "x.tar", *files], tmp_path)
    check(listed(tmp_path / "x.tar", Kind.TAR), listed_by_bsdtar(tmp_path / "x.tar"))


@pytest.mark.parametrize("form", ["ustar", "pax", "gnutar", "v7"])
def test_bsdtar(form: str, tmp_path: Path) -> None:
    tool("bsdtar")
    plant(tmp_path)
    files = ["a.txt", "dir/run.js", "dir/sub"] if form == "v7" else ["a.txt", "dir"]
    run(["bsdtar", "-c", "--format", form, "-f", "x.tar", *files], tmp_path)
    check(listed(tmp_path / "x.tar", Kind.TAR), listed_by_bsdtar(tmp_path / "x.tar"))


@pytest.mark.parametrize(
    "form", ["--sparse-version=0.0", "--sparse-version=0.1", "--sparse-version=1.0", "--format=gnu"]
)
def test_sparse_files_of_gnu_tar(form: str, tmp_path: Path) -> None:
    tool("tar")
    with (tmp_path / "sparse.exe").open("wb") as file:
        file.truncate(1 << 20)
        file.write(b"MZ")
    (tmp_path / "b.txt").write_bytes(b"1")
    options = [form] if "gnu" in form else ["--format=posix", form]
    run(["tar", "-c", "-S", *options, "-f", "x.tar", "sparse.exe", "b.txt"], tmp_path)
    listing = listed(tmp_path / "x.tar", Kind.TAR)
    assert first_names(listing) == listed_by_bsdtar(tmp_path / "x.tar") == ["sparse.exe", "b.txt"]
    assert listing.complete


@pytest.mark.parametrize(
    ("option", "kind"), [("-z", Kind.GZIP), ("-j", Kind.BZIP2), ("-J", Kind.XZ), ("--lzma", Kind.LZMA)]
)
def test_compressed_tars(option: str, kind: Kind, tmp_path: Path) -> None:
    tool("bsdtar")
    plant(tmp_path)
    run(["bsdtar", "-c", option, "-f", "x", "a.txt", "dir"], tmp_path)
    member = listed(tmp_path / "x", kind).members[0]
    assert member.stream is not None
    check(STREAM_READERS[Kind.TAR](member.stream, lavish()), listed_by_bsdtar(tmp_path / "x"))


@pytest.mark.parametrize(
    "options",
    [
        ["-m0=copy"],
        ["-m0=lzma"],
        ["-m0=lzma2"],
        ["-m0=deflate"],
        ["-m0=bzip2"],
        ["-m0=ppmd"],
        ["-m0=deflate64"],
        ["-ms=off"],
        ["-mhc=off"],
        ["-m0=delta:2", "-m1=lzma2"],
        ["-m0=bcj", "-m1=lzma2"],
        ["-m0=arm", "-m1=lzma2"],
        ["-mf=off"],
        ["-mx=9", "-mmt=4"],
        ["-mx=0"],
    ],
    ids=" ".join,
)
def test_7_zip(options: list[str], tmp_path: Path) -> None:
    tool("7z")
    plant(tmp_path)
    run(["7z", "a", "-bd", "-t7z", *options, "x.7z", "a.txt", "dir"], tmp_path)
    listing = listed(tmp_path / "x.7z", Kind.SEVENZIP)
    check(listing, listed_by_7z(tmp_path / "x.7z"))
    unopened = {member.why for member in listing.members if member.opener is None and not member.directory}
    assert unopened <= {Why.UNSUPPORTED}
    assert not unopened or options[0] in ("-m0=ppmd", "-m0=deflate64", "-mx=9", "-ms=off", "-mhc=off", "-m0=lzma")


@pytest.mark.parametrize("hidden", [True, False])
def test_encrypted_by_7_zip(*, hidden: bool, tmp_path: Path) -> None:
    tool("7z")
    plant(tmp_path)
    run(["7z", "a", "-bd", "-t7z", "-psecret", *(["-mhe=on"] if hidden else []), "x.7z", "a.txt", "dir"], tmp_path)
    listing = listed(tmp_path / "x.7z", Kind.SEVENZIP)
    if hidden:
        assert (listing.members, listing.why) == ((), Why.ENCRYPTED)
    else:
        assert all(member.encrypted for member in listing.members if member.size)
        assert set(TREE) <= names(listing)


@pytest.mark.parametrize(
    ("options", "program"),
    [
        (["-J", "-R"], "genisoimage"),
        (["-J", "-joliet-long"], "genisoimage"),
        (["-R"], "genisoimage"),
        (["-J"], "xorrisofs"),
        (["-R", "-iso-level", "3"], "xorrisofs"),
    ],
)
def test_images(options: list[str], program: str, tmp_path: Path) -> None:
    tool(program)
    (tmp_path / "tree").mkdir()
    plant(tmp_path / "tree")
    run([program, "-quiet", *options, "-o", "x.iso", "tree"], tmp_path)
    listing = listed(tmp_path / "x.iso", Kind.ISO)
    assert listing.complete
    wanted = [name for name in listed_by_bsdtar(tmp_path / "x.iso") if name != "."]
    assert set(wanted) <= names(listing)
    # 7-Zip does not follow Rock Ridge names into their continuation
    assert {name for name in listed_by_7z(tmp_path / "x.iso") if len(name) < 200} <= names(listing)
    found = {name.text: member for member in listing.members for name in member.names}
    for name, data in TREE.items():
        if name in found and not found[name].directory:
            assert opened(found[name]).data == data


def test_udf_bridges(tmp_path: Path) -> None:
    tool("genisoimage")
    (tmp_path / "tree").mkdir()
    plant(tmp_path / "tree")
    run(["genisoimage", "-quiet", "-udf", "-J", "-o", "x.iso", "tree"], tmp_path)
    listing = listed(tmp_path / "x.iso", Kind.ISO)
    assert (listing.complete, listing.why) == (False, Why.UNSUPPORTED)
    assert "a.txt" in names(listing)


def test_empty_archives(tmp_path: Path) -> None:
    tool("bsdtar")
    for form, kind in (("zip", Kind.ZIP), ("7zip", Kind.SEVENZIP), ("ustar", Kind.TAR)):
        run(["bsdtar", "-c", "--format", form, "-f", form, "-T", "/dev/null"], tmp_path)
        listing = listed(tmp_path / form, kind)
        assert (listing.members, listing.complete, listing.problems) == ((), True, ())


FILES = [("a.txt", b"alpha"), ("dir/run.js", b"beta")]
OURS = {
    "zip": zip_of(FILES),
    "zip64": zip_of(FILES, zip64=True),
    "zip with descriptors": zip_of(ZipMember(name=name.encode(), data=data, descriptor=True) for name, data in FILES),
    "tar": tar_of(FILES),
    "tar with long names": tar_of(
        [TarMember(name=b"x", before=long_name(b"a.txt")), TarMember(name=b"y", before=pax((b"path", b"dir/run.js")))]
    ),
    "rar 4": rar4_of(RarFile(name=name.encode(), data=data) for name, data in FILES),
    "rar 5": rar5_of(RarFile(name=name.encode(), data=data) for name, data in FILES),
    "7z": sevenzip_of([([name for name, _ in FILES], Folder(files=[data for _, data in FILES]))]),
    "7z with a packed header": sevenzip_of(
        [([name for name, _ in FILES], Folder(files=[data for _, data in FILES]))], packed_header=Coder(LZMA2, b"\x08")
    ),
    "iso": iso_of(
        [
            IsoEntry(name=b"A.TXT;1", joliet="a.txt", system=rock_name(b"a.txt"), data=b"alpha"),
            IsoEntry(name=b"DIR", joliet="dir", entries=[IsoEntry(name=b"RUN.JS;1", joliet="run.js", data=b"beta")]),
        ],
        joliet=True,
    ),
}


@pytest.mark.parametrize("what", OURS)
def test_our_own_builders_make_what_others_read(what: str, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(OURS[what])
    # libarchive wants the directories of an image to stand before its files, which ECMA-119 does not
    read = listed_by_7z if what == "iso" else listed_by_bsdtar
    assert [name for name in read(path) if name not in (".", "dir")] == ["a.txt", "dir/run.js"]


UNICODE = "\u0434\u043e\u043a\u0443\u043c\u0435\u043d\u0442.exe"


@pytest.mark.parametrize("build", [rar4_of, rar5_of])
def test_rar_names_that_are_not_ascii(build: Callable[[list[RarFile]], bytes], tmp_path: Path) -> None:
    tool("bsdtar")
    if build is rar5_of:
        raw, flags = UNICODE.encode(), 0
    else:
        packed = b"".join(bytes([0x55]) + bytes(ord(c) & 0xFF for c in UNICODE[at : at + 4]) for at in (0, 4))
        raw, flags = b"????????.exe\0\x04" + packed + b"\0.exe", 0x200
    data = build([RarFile(name=raw, flags=flags)])
    (tmp_path / "x.rar").write_bytes(data)
    assert first_names(READERS[Kind.RAR4](data, Budget())) == [UNICODE]
    done = run(["bsdtar", "-t", "-f", "x.rar"], tmp_path)
    assert done.endswith(".exe\n")
