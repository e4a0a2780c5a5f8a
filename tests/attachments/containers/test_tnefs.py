"""Does the reader see every attachment of a winmail.dat, under each of its names?"""

from __future__ import annotations

from pathlib import Path
from struct import pack

import pytest

from attachment_builders.listings import faults, first_names, opened, texts
from attachment_builders.tnefs import (
    BINARY,
    DATA,
    OBJECT,
    STRING8,
    TITLE,
    attached_file,
    attribute,
    properties,
    text,
    tnef_of,
    value,
)
from attachment_builders.tools import run, tool
from deliverkit.attachments.containers.member import ContainerFault, Listing, Why
from deliverkit.attachments.containers.tnefs import read_tnef
from deliverkit.core.budget import Budget, Limits

FIXED = b"".join(
    pack("<HH", kind, 0x0E20) + bytes(width) for kind, width in ((2, 4), (3, 4), (5, 8), (0x40, 8), (0x48, 16))
)


def read(*attachments: bytes) -> Listing:
    return read_tnef(tnef_of(attachments), Budget())


def test_attachments() -> None:
    listing = read(attached_file(b"a.txt", b"alpha"), attached_file(b"run.js", b"var x;"))
    assert listing.complete
    assert not listing.problems
    assert first_names(listing) == ["a.txt", "run.js"]
    assert [opened(member).data for member in listing.members] == [b"alpha", b"var x;"]


def test_long_names_stand_in_properties() -> None:
    more = properties(FIXED + text(0x3707, "invoice.pdf.exe"), value(STRING8, 0x3704, b"INVOIC~1.EXE\0"), count=7)
    listing = read(attached_file(b"INVOIC~1.EXE", b"MZ", more))
    assert texts(listing.members[0]) == ["invoice.pdf.exe", "INVOIC~1.EXE"]
    assert not listing.problems


def test_named_and_multiple_properties() -> None:
    by_number = pack("<16sII", bytes(16), 0, 5)
    by_name = pack("<16sII", bytes(16), 1, 6) + "abc".encode("utf-16-le") + bytes(2)
    many = pack("<HHI", 0x1003, 0x6600, 2) + bytes(8)
    values = [value(BINARY, 0x8001, b"x", name=by_number), value(STRING8, 0x8002, b"x", name=by_name), many]
    values += [value(STRING8, 0x3707, b"one.exe", b"two.exe"), text(0x3001, "shown")]
    listing = read(attached_file(None, b"1", properties(*values)))
    assert texts(listing.members[0]) == ["one.exe", "two.exe", "shown"]
    assert not listing.problems


def test_messages_within() -> None:
    inner = tnef_of([attached_file(b"deep.scr", b"MZ")])
    more = properties(value(OBJECT, 0x3701, bytes(16) + inner), text(0x3707, "forwarded"))
    member = read(attached_file(b"forwarded", None, more)).members[0]
    assert opened(member).data == inner
    assert first_names(read_tnef(opened(member).data, Budget())) == ["deep.scr"]


def test_data_that_stand_twice() -> None:
    more = properties(value(BINARY, 0x3701, b"other"), text(0x3707, "a.exe"))
    listing = read(attached_file(b"a.txt", b"one", more))
    assert [opened(member).data for member in listing.members] == [b"one", b"other"]
    assert {tuple(texts(member)) for member in listing.members} == {("a.exe", "a.txt")}


def test_names_without_data_or_a_beginning() -> None:
    listing = read(attached_file(b"a.txt", None), attached_file(b"b.txt", None, begins=False))
    assert [(texts(member), member.why) for member in listing.members] == [(["a.txt", "b.txt"], Why.UNSUPPORTED)]
    alone = read(attached_file(b"b.txt", None, begins=False))
    assert texts(alone.members[0]) == ["b.txt"]


def test_names_with_nul() -> None:
    listing = read(attached_file(b"a.pdf\0.exe", b"1", properties(text(0x3707, "b.pdf\0.exe"))))
    assert texts(listing.members[0]) == ["b.pdf\0.exe", "b.pdf", "a.pdf\0.exe", "a.pdf"]


def test_checksums() -> None:
    listing = read(attribute(TITLE, b"a.txt\0"), attribute(DATA, b"1", checksum=9))
    assert faults(listing) == {ContainerFault.WRONG_CHECKSUM}
    assert first_names(listing) == ["a.txt"]


@pytest.mark.parametrize("cut", [1, 2, 4, 8, 12])
def test_the_end_is_cut(cut: int) -> None:
    data = tnef_of([attached_file(b"a.exe", b"0123456789")])[:-cut]
    listing = read_tnef(data, Budget())
    assert ContainerFault.TRUNCATED in faults(listing)
    found = opened(listing.members[0])
    assert found.complete is (cut <= 2)


def test_something_behind() -> None:
    listing = read_tnef(tnef_of([attached_file(b"a.exe", b"1")]) + b"more than an attribute", Budget())
    assert faults(listing) == {ContainerFault.TRAILING_DATA}
    assert first_names(listing) == ["a.exe"]


@pytest.mark.parametrize(
    "values",
    [
        properties(count=3),
        properties(pack("<HH", 0x7777, 1)),
        properties(pack("<HH", 0x1E, 1), count=1),
        properties(pack("<HHI", 0x1E, 1, 5), count=9),
        attribute(0x69005, b"\1"),
        properties(pack("<HH", 2, 0x9000), count=2),
        properties(value(BINARY, 0x3707, b"name.exe")),
    ],
)
def test_properties_that_cannot_be_read(values: bytes) -> None:
    listing = read(attached_file(b"a.exe", b"1", values))
    assert first_names(listing) == ["a.exe"]
    assert faults(listing) <= {ContainerFault.DAMAGED}


@pytest.mark.parametrize(
    "attachment",
    [
        attached_file(b"x" * 70_000, b"1"),
        attached_file(None, None, attribute(DATA, b"") * 1_001),
        attached_file(None, b"1", properties(*[text(0x3707, "a")] * 2_000)),
    ],
)
def test_limits_of_one_attachment(attachment: bytes) -> None:
    listing = read(attachment)
    assert (listing.complete, listing.why) == (False, Why.LIMIT)


@pytest.mark.parametrize("limits", [Limits(members=1), Limits(bytes_read=9), Limits(bytes_read=200)])
def test_limits(limits: Limits) -> None:
    listing = read_tnef(tnef_of([attached_file(b"a.exe", b"1"), attached_file(b"b.exe", b"1")]), Budget(limits))
    assert (listing.complete, listing.why) == (False, Why.LIMIT)


def test_no_tnef() -> None:
    assert read_tnef(b"", Budget()).why is Why.UNREADABLE


def test_what_the_real_programs_see(tmp_path: Path) -> None:
    tool("tnef")
    more = properties(text(0x3707, "a longer name.txt"), text(0x3001, "a longer name.txt"))
    data = tnef_of([attached_file(b"a.txt", b"alpha"), attached_file(b"ALONGE~1.TXT", b"var x;", more)])
    (tmp_path / "winmail.dat").write_bytes(data)
    lines = run(["tnef", "-t", "-f", "winmail.dat"], tmp_path).splitlines()
    seen = [line.partition("\t")[0] for line in lines]
    assert sorted(first_names(read_tnef(data, Budget()))) == sorted(seen)
