"""Is every file of a CD image listed, under the names of every volume?"""

from __future__ import annotations

import pytest

from attachment_builders.isos import SECTOR, IsoEntry, continued, iso_of, rock_name, susp
from attachment_builders.listings import faults, first_names, names, opened, texts
from deliverkit.attachments.containers.formats import READERS, STREAM_READERS
from deliverkit.attachments.containers.isos import read_iso
from deliverkit.attachments.containers.member import ContainerFault, Kind, NameSource, Why
from deliverkit.core.budget import Budget, Limits

TWO = [
    IsoEntry(name=b"A.TXT;1", joliet="a long name.txt", system=rock_name(b"a long name.txt"), data=b"alpha"),
    IsoEntry(
        name=b"DIR",
        joliet="dir",
        entries=[IsoEntry(name=b"RUN.JS;1", joliet="run.js;1", system=rock_name(b"run"), data=b"beta" * 900)],
    ),
]


@pytest.mark.parametrize("joliet", [True, False])
def test_a_plain_image(*, joliet: bool) -> None:
    listing = read_iso(iso_of(TWO, joliet=joliet), Budget())
    assert listing.kind is Kind.ISO
    assert (listing.complete, listing.problems) == (True, ())
    files = [member for member in listing.members if not member.directory]
    second = ["DIR/run", "dir/run.js", "DIR/RUN.JS"] if joliet else ["DIR/run", "DIR/RUN.JS"]
    assert [texts(member) for member in files] == [["a long name.txt", "A.TXT"], second]
    assert [opened(member).data for member in files] == [b"alpha", b"beta" * 900]
    assert all(member.opener is None for member in listing.members if member.directory)


def test_a_file_that_only_joliet_has() -> None:
    entries = [IsoEntry(name=b"A.TXT;1", data=b"1"), IsoEntry(name=b"", joliet="hid.exe", data=b"MZ", in_iso=False)]
    listing = read_iso(iso_of(entries, joliet=True), Budget())
    assert first_names(listing) == ["A.TXT", "hid.exe"]
    assert listing.members[1].names[0].source is NameSource.JOLIET


def test_names_without_an_extension_or_version() -> None:
    entries = [IsoEntry(name=name, data=b"%d" % number) for number, name in enumerate([b"README.;1", b"X.EXE", b"Y;a"])]
    assert first_names(read_iso(iso_of(entries), Budget())) == ["README", "X.EXE", "Y;a"]


def test_empty_files_are_not_one() -> None:
    entries = [IsoEntry(name=b"A;1", joliet="a"), IsoEntry(name=b"B;1", joliet="b")]
    assert sorted(first_names(read_iso(iso_of(entries, joliet=True), Budget()))) == ["A", "B", "a", "b"]


def test_one_file_with_very_many_names() -> None:
    shared = IsoEntry(name=b"A", data=b"alpha")
    entries = [shared, *(IsoEntry(name=b"N%d.JS" % n, extent=24, size=5) for n in range(40))]
    listing = read_iso(iso_of(entries), Budget())
    assert {f"N{n}.JS" for n in range(40)} <= names(listing)
    assert max(len(member.names) for member in listing.members) <= 16


def test_rock_ridge_names_in_pieces() -> None:
    more = susp(b"RR", b"\x89") + rock_name(b".exe") + b"ST\4\1"
    system = rock_name(b"in", 1) + rock_name(b"voice", 1) + continued(25, 3, len(more)) + susp(b"PX", bytes(8))
    keep = IsoEntry(name=b"KEEP", data=b"???" + more)
    entries = [IsoEntry(name=b"A", data=b"1"), keep, IsoEntry(name=b"B", data=b"2", system=system)]
    data = iso_of(entries)
    at = data.index(b"???" + more) // SECTOR
    listing = read_iso(data.replace(continued(25, 3, len(more)), continued(at, 3, len(more))), Budget())
    assert texts(listing.members[2]) == ["invoice.exe", "B"]


def test_rock_ridge_that_goes_round_in_circles() -> None:
    loop = continued(24, 0, 28)
    entries = [IsoEntry(name=b"A", data=loop), IsoEntry(name=b"B", data=b"2", system=loop)]
    data = iso_of(entries)
    at = data.index(loop) // SECTOR
    assert first_names(read_iso(data.replace(loop, continued(at, 0, 28)), Budget())) == ["A", "B"]
    odd = [IsoEntry(name=b"A", data=b"1", system=rock_name(b"x", 2) + susp(b"CE", b"short") + b"NM\0\0")]
    assert texts(read_iso(iso_of(odd), Budget()).members[0]) == ["A"]


def test_what_cannot_be_opened() -> None:
    entries = [IsoEntry(name=b"Z", data=b"1", system=susp(b"ZF", bytes(12))), IsoEntry(name=b"I", data=b"2", unit=1)]
    listing = read_iso(iso_of(entries), Budget())
    assert [(member.opener, member.why) for member in listing.members] == [(None, Why.UNSUPPORTED)] * 2


def test_udf_is_said_not_to_be_read() -> None:
    listing = read_iso(iso_of(TWO, udf=True), Budget())
    assert "A.TXT" in names(listing)
    assert (listing.complete, listing.why) == (False, Why.UNSUPPORTED)
    only = bytes(17 * SECTOR) + (b"\0NSR03").ljust(SECTOR, b"\0")
    assert read_iso(only, Budget()).why is Why.UNSUPPORTED


def test_sessions() -> None:
    first = iso_of([IsoEntry(name=b"A.TXT", data=b"1")])
    second = iso_of([IsoEntry(name=b"HID.EXE", data=b"2")], first=len(first) // SECTOR)
    listing = read_iso(first + second, Budget())
    assert first_names(listing) == ["A.TXT", "HID.EXE"]
    assert faults(listing) == {ContainerFault.SECOND_DIRECTORY}
    assert opened(listing.members[1]).data == b"2"


def test_an_image_in_an_image() -> None:
    inner = iso_of([IsoEntry(name=b"HID.EXE", data=b"2")])
    listing = read_iso(iso_of([IsoEntry(name=b"IN.ISO", data=inner), IsoEntry(name=b"B", data=b"1")]), Budget())
    assert first_names(listing) == ["IN.ISO", "B"]
    assert not listing.problems
    assert opened(listing.members[0]).data == inner


@pytest.mark.parametrize(
    "data", [b"", b"CD001", bytes(16 * SECTOR) + b"\1CD001\1", b"x" + bytes(16 * SECTOR) + b"\1CD001" * 9]
)
def test_no_image(data: bytes) -> None:
    listing = read_iso(data, Budget())
    assert (listing.members, listing.complete, listing.why) == ((), False, Why.UNREADABLE)


def test_loops() -> None:
    entries = [IsoEntry(name=b"UP", entries=[], extent=23), IsoEntry(name=b"A.TXT", data=b"1")]
    data = iso_of(entries)
    root = int.from_bytes(data[16 * SECTOR + 158 : 16 * SECTOR + 162], "little")
    looped = read_iso(iso_of([IsoEntry(name=b"UP", entries=[], extent=root), entries[1]]), Budget())
    assert first_names(looped) == ["UP", "A.TXT"]
    assert faults(looped) == {ContainerFault.LOOP}


def test_cut_anywhere() -> None:
    data = iso_of(TWO, joliet=True)
    for size in range(0, len(data), 500):
        listing = read_iso(data[:size], Budget())
        assert not listing.complete or listing.problems or size > len(data) - 2 * SECTOR


def test_cut_directories_and_files() -> None:
    assert ContainerFault.TRUNCATED in faults(read_iso(iso_of(TWO, root=(9_999, SECTOR)), Budget()))
    listing = read_iso(iso_of([IsoEntry(name=b"A", data=b"1", size=1 << 30)]), Budget())
    assert faults(listing) == {ContainerFault.TRUNCATED}
    assert opened(listing.members[0]).why is Why.UNREADABLE


def test_records_that_are_none() -> None:
    data = iso_of([IsoEntry(name=b"A.TXT", data=b"1"), IsoEntry(name=b"B.TXT", data=b"2")])
    at = data.index(b"A.TXT") - 33
    for broken in (data[: at + 32] + b"\xff" + data[at + 33 :], data[: at + 32] + b"\0\0" + data[at + 34 :]):
        assert "B.TXT" in names(read_iso(broken, Budget()))
    assert first_names(read_iso(data[:at] + b"\1" + data[at + 1 :], Budget())) == []


def test_blocks_of_other_sizes() -> None:
    data = iso_of([IsoEntry(name=b"A", data=b"1")], block=777)
    assert first_names(read_iso(data, Budget())) == ["A"]
    fine = iso_of([IsoEntry(name=b"A", data=b"1")], block=512, root=(24 * 4, SECTOR))
    assert first_names(read_iso(fine, Budget())) == ["A"]


@pytest.mark.parametrize(
    ("limits", "count"), [(Limits(bytes_read=9), 0), (Limits(members=1), 1), (Limits(bytes_read=60_000), 0)]
)
def test_limits(limits: Limits, count: int) -> None:
    listing = read_iso(iso_of(TWO, joliet=True), Budget(limits))
    assert len(listing.members) == count
    assert (listing.complete, listing.why) == (False, Why.LIMIT)


def test_limits_of_directories() -> None:
    data = iso_of(TWO, udf=True)
    listing = read_iso(data, Budget(Limits(bytes_read=len(data) + 1_000)))
    assert (listing.members, listing.why) == ((), Why.LIMIT)


def test_very_many_descriptors() -> None:
    data = bytes(16 * SECTOR) + (b"\1CD001\1".ljust(156, b"\0") + bytes([34])).ljust(SECTOR, b"\0") * 70
    assert read_iso(data, Budget()).members == ()


def test_very_long_paths() -> None:
    deep: list[IsoEntry] = [IsoEntry(name=b"RUN.JS", data=b"1")]
    for _ in range(30):
        deep = [IsoEntry(name=b"D" * 180, entries=deep)]
    listing = read_iso(iso_of(deep), Budget())
    assert (listing.complete, listing.why) == (False, Why.LIMIT)
    assert "path" in listing.detail


def test_every_reader_is_registered() -> None:
    single = {Kind.BZIP2, Kind.XZ, Kind.LZMA, Kind.ZSTD, Kind.COMPRESS}
    whole = {Kind.ZIP, Kind.TAR, Kind.GZIP, Kind.SEVENZIP, Kind.RAR4, Kind.RAR5, Kind.ISO}
    assert set(READERS) >= single | whole
    assert not any(READERS[kind](b"", Budget()).complete for kind in whole)
    assert Kind.TAR in STREAM_READERS
