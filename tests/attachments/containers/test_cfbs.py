"""Does the reader see every stream of a compound file, every attachment of an Outlook message, and through the lies?"""

from __future__ import annotations

from pathlib import Path

import pytest

from attachment_builders.cfbs import END, CfbEntry, attachment, cfb_of, property_stream
from attachment_builders.listings import faults, first_names, lavish, opened, texts
from attachment_builders.tools import listed_by_7z, run, tool
from deliverkit.attachments.containers.cfbs import read_cfb
from deliverkit.attachments.containers.member import ContainerFault, NameSource, Why
from deliverkit.core.budget import Budget, Limits

LARGE = bytes(range(256)) * 40
TREE = [
    CfbEntry(name="WordDocument", data=LARGE),
    CfbEntry(name="Macros", entries=[CfbEntry(name="VBA", entries=[CfbEntry(name="dir", data=b"x" * 100)])]),
    CfbEntry(name="\x05SummaryInformation", data=b"abc"),
    CfbEntry(name="empty"),
]


@pytest.mark.parametrize("version", [3, 4])
def test_streams_and_storages(version: int) -> None:
    listing = read_cfb(cfb_of(TREE, version=version), Budget())
    assert listing.complete
    assert not listing.problems
    assert sorted(first_names(listing)) == sorted(
        ["WordDocument", "Macros", "Macros/VBA", "Macros/VBA/dir", "\x05SummaryInformation", "empty"]
    )
    data = {member.names[0].text: opened(member).data for member in listing.members if member.opener}
    assert data["WordDocument"] == LARGE
    assert data["Macros/VBA/dir"] == b"x" * 100
    assert data["empty"] == b""
    assert [member.directory for member in listing.members].count(True) == 2


def test_only_the_beginning() -> None:
    member = read_cfb(cfb_of(TREE), Budget()).members[0]
    assert member.opener is not None
    part = member.opener(Budget(), 10)
    assert (part.data, part.complete, part.why) == (LARGE[:10], False, None)


def test_a_file_with_many_tables() -> None:
    large = bytes(8_000_000)
    listing = read_cfb(cfb_of([CfbEntry(name="a", data=large), CfbEntry(name="b", data=b"B" * 5000)]), lavish())
    assert opened(listing.members[0]).data == large
    assert opened(listing.members[1]).data == b"B" * 5000


def test_names_of_installers() -> None:
    packed = "\u4840" + chr(0x3800 + 10 + (11 << 6)) + chr(0x4800 + 12) + "z"
    listing = read_cfb(cfb_of([CfbEntry(name=packed)]), Budget())
    assert texts(listing.members[0]) == ["!ABCz", packed]


def test_attachments_of_outlook() -> None:
    inner = [
        property_stream("0037001F", "subject".encode("utf-16-le")),
        attachment(0, long="deep.scr", data=b"MZ"),
        CfbEntry(name="__properties_version1.0", data=bytes(32)),
    ]
    message = [
        attachment(0, long="invoice.pdf.exe", short="INVOIC~1.EXE", data=LARGE),
        attachment(1, CfbEntry(name="__substg1.0_3701000D", entries=inner), long="forwarded"),
        attachment(2, long="elsewhere.doc"),
        attachment(3, data=b"nameless"),
        attachment(4, CfbEntry(name="__substg1.0_3701000D", entries=[CfbEntry(name="CONTENTS", data=b"1")])),
        attachment(5, property_stream("3703001F", b".\0"), CfbEntry(name="\x03other", data=b"2"), short="a", data=b"3"),
    ]
    listing = read_cfb(cfb_of(message), Budget())
    found = {tuple(texts(member)): member for member in listing.members}
    assert set(found) == {
        ("invoice.pdf.exe", "INVOIC~1.EXE"),
        ("forwarded",),
        ("forwarded/__substg1.0_0037001F",),
        ("forwarded/deep.scr",),
        ("forwarded/__properties_version1.0",),
        ("elsewhere.doc",),
        (),
        ("__attach_version1.0_#00000004/CONTENTS",),
        ("a",),
        ("__attach_version1.0_#00000005/__substg1.0_3703001F",),
        ("__attach_version1.0_#00000005/\x03other",),
    }
    assert opened(found["invoice.pdf.exe", "INVOIC~1.EXE"]).data == LARGE
    assert found["forwarded",].directory
    assert opened(found["forwarded/deep.scr",]).data == b"MZ"
    assert found["elsewhere.doc",].why is Why.UNSUPPORTED
    assert {name.source for name in found["a",].names} == {NameSource.PROPERTY}


def test_a_name_with_a_nul_and_one_that_is_too_long() -> None:
    message = [attachment(0, long="a.pdf\0.exe", data=b"1")]
    assert texts(read_cfb(cfb_of(message), Budget()).members[0]) == ["a.pdf\0.exe", "a.pdf"]
    long = cfb_of([attachment(0, long="a" * 40_000 + ".exe", data=b"1")])
    assert read_cfb(long, Budget()).why is Why.LIMIT
    cut = cfb_of([attachment(0, CfbEntry(name="__substg1.0_3707001F", size=200, first=END), data=b"1")])
    assert read_cfb(cut, Budget()).why is Why.UNREADABLE


def test_streams_that_no_storage_holds() -> None:
    listing = read_cfb(cfb_of([CfbEntry(name="a"), CfbEntry(name="hidden.exe", linked=False)]), Budget())
    assert first_names(listing) == ["a", "hidden.exe"]
    assert faults(listing) == {ContainerFault.HIDDEN_MEMBER}


@pytest.mark.parametrize("right", [1, 2, 0])
def test_siblings_in_a_circle(right: int) -> None:
    listing = read_cfb(cfb_of([CfbEntry(name="a"), CfbEntry(name="b")], siblings={2: right}), Budget())
    assert first_names(listing) == ["a", "b"]
    assert ContainerFault.LOOP in faults(listing)


def test_a_chain_in_a_circle() -> None:
    listing = read_cfb(cfb_of([CfbEntry(name="a", data=LARGE)], patches={3: 0}), Budget())
    found = opened(listing.members[0])
    assert (found.data, found.why) == (LARGE[: 4 * 512], Why.UNREADABLE)
    assert faults(found) == {ContainerFault.TRUNCATED}


def test_sizes_that_lie() -> None:
    data = cfb_of([CfbEntry(name="a", data=LARGE, size=1 << 31), CfbEntry(name="b", data=b"1", size=4000)])
    listing = read_cfb(data, Budget())
    assert [opened(member).why for member in listing.members] == [Why.UNREADABLE, Why.UNREADABLE]
    assert opened(listing.members[0]).data[: len(LARGE)] == LARGE


def test_names_that_lie() -> None:
    entries = [CfbEntry(name="abc", length=1), CfbEntry(name="abc", length=999), CfbEntry(name="abc", length=5)]
    assert first_names(read_cfb(cfb_of(entries), Budget())) == ["", "abc" + "\0" * 28, "a"]


@pytest.mark.parametrize(("shift", "cutoff", "version"), [(12, 4096, 3), (77, 4096, 3), (9, 1, 3), (77, 4096, 4)])
def test_headers_that_lie(shift: int, cutoff: int, version: int) -> None:
    listing = read_cfb(cfb_of(TREE, shift=shift, cutoff=cutoff, version=version), Budget())
    assert ContainerFault.DAMAGED in faults(listing)
    assert listing.complete or shift == 12


@pytest.mark.parametrize(
    "data",
    [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"x" * 600, cfb_of([], root_kind=1), cfb_of([])[:512]],
)
def test_no_compound_file(data: bytes) -> None:
    listing = read_cfb(data, Budget())
    assert (listing.members, listing.complete, listing.why) == ((), False, Why.UNREADABLE)


def test_tables_of_tables_in_a_circle() -> None:
    data = bytearray(cfb_of([CfbEntry(name="a", data=LARGE)]))
    data[68:72] = (0).to_bytes(4, "little")
    assert first_names(read_cfb(bytes(data), Budget())) == ["a"]
    data[68:72] = (9_999).to_bytes(4, "little")
    assert first_names(read_cfb(bytes(data), Budget())) == ["a"]


def test_limits() -> None:
    data = cfb_of(TREE)
    assert read_cfb(data, Budget(Limits(members=2))).why is Why.LIMIT
    assert read_cfb(data, Budget(Limits(bytes_read=9))).why is Why.LIMIT
    listing = read_cfb(data, Budget())
    assert listing.members[0].opener is not None
    assert listing.members[0].opener(Budget(Limits(bytes_read=9))).why is Why.LIMIT


@pytest.mark.parametrize("before", [[], [CfbEntry(name="a"), CfbEntry(name="odd", kind=7)]])
def test_deep_storages(before: list[CfbEntry]) -> None:
    entries = [CfbEntry(name="run.js", data=b"1")]
    for _ in range(200):
        entries = [*before, CfbEntry(name="d" * 31, entries=entries)]
    listing = read_cfb(cfb_of(entries), Budget())
    assert listing.why is Why.LIMIT
    assert "path" in listing.detail


def test_what_gsf_wrote(tmp_path: Path) -> None:
    tool("gsf")
    (tmp_path / "large.bin").write_bytes(LARGE)
    (tmp_path / "small.js").write_bytes(b"var x;")
    run(["gsf", "createole", "x.doc", "large.bin", "small.js"], tmp_path)
    listing = read_cfb((tmp_path / "x.doc").read_bytes(), Budget())
    assert sorted(first_names(listing)) == sorted(listed_by_7z(tmp_path / "x.doc"))
    data = {member.names[0].text: opened(member).data for member in listing.members}
    assert (data["large.bin"], data["small.js"]) == (LARGE, b"var x;")


def test_what_msibuild_wrote(tmp_path: Path) -> None:
    tool("msibuild")
    (tmp_path / "x.bin").write_bytes(LARGE)
    run(["msibuild", "x.msi", "-s", "name"], tmp_path)
    run(["msibuild", "x.msi", "-a", "product.txt", "x.bin"], tmp_path)
    listing = read_cfb((tmp_path / "x.msi").read_bytes(), Budget())
    assert "product.txt" in first_names(listing)
    wanted = [name.replace("[5]", "\x05") for name in listed_by_7z(tmp_path / "x.msi")]
    assert sorted(first_names(listing)) == sorted(wanted)


def test_what_we_wrote(tmp_path: Path) -> None:
    (tmp_path / "x.doc").write_bytes(cfb_of(TREE))
    wanted = [name.replace("[5]", "\x05") for name in listed_by_7z(tmp_path / "x.doc")]
    assert sorted(first_names(read_cfb(cfb_of(TREE), Budget()))) == sorted(wanted)
