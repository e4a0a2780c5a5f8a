"""Is every member of a zip listed that some program would find, under every name?"""

from __future__ import annotations

import io
import zipfile
from struct import pack

import pytest

from attachment_builders.listings import faults, first_names, lavish, names, opened, texts
from attachment_builders.zips import (
    BZIP2,
    DEFLATE,
    LZMA,
    STORED,
    XZ,
    ZipMember,
    end_of,
    extra_of,
    unicode_path,
    zip_of,
)
from deliverkit.attachments.containers.member import ContainerFault, Kind, NameSource, Why
from deliverkit.attachments.containers.zips import read_zip
from deliverkit.core.budget import Budget, Limits

TWO = [("a.txt", b"alpha"), ("b/run.js", b"beta")]


def test_a_plain_zip() -> None:
    listing = read_zip(zip_of(TWO), Budget())
    assert listing.kind is Kind.ZIP
    assert first_names(listing) == ["a.txt", "b/run.js"]
    assert listing.complete
    assert listing.problems == ()
    assert [opened(member).data for member in listing.members] == [b"alpha", b"beta"]
    assert [member.size for member in listing.members] == [5, 4]


def test_a_memoryview_is_read_too() -> None:
    assert first_names(read_zip(memoryview(zip_of(TWO)), Budget())) == ["a.txt", "b/run.js"]


def test_an_empty_zip() -> None:
    listing = read_zip(zip_of([]), Budget())
    assert listing.members == ()
    assert listing.complete
    assert not listing.problems


@pytest.mark.parametrize("data", [b"", b"PK", b"nothing of the kind" * 9])
def test_no_zip(data: bytes) -> None:
    listing = read_zip(data, Budget())
    assert (listing.members, listing.complete, listing.why) == ((), False, Why.UNREADABLE)


@pytest.mark.parametrize("absolute", [False, True])
@pytest.mark.parametrize("zip64", [False, True])
def test_prepended_data(*, absolute: bool, zip64: bool) -> None:
    data = zip_of(TWO, prepend=b"MZ" + b"\0" * 70_000, absolute=absolute, zip64=zip64)
    listing = read_zip(data, Budget())
    assert first_names(listing) == ["a.txt", "b/run.js"]
    assert faults(listing) == {ContainerFault.PREPENDED_DATA}
    assert opened(listing.members[1]).data == b"beta"


@pytest.mark.parametrize("size", [1, 70_000])
def test_trailing_data(size: int) -> None:
    listing = read_zip(zip_of(TWO, append=b"x" * size), Budget())
    assert first_names(listing) == ["a.txt", "b/run.js"]
    assert faults(listing) == {ContainerFault.TRAILING_DATA}


def test_a_long_comment() -> None:
    listing = read_zip(zip_of(TWO, comment=b"c" * 0xFFFF), Budget())
    assert first_names(listing) == ["a.txt", "b/run.js"]
    assert not listing.problems


@pytest.mark.parametrize("first_then_second", [True, False])
def test_concatenated_zips(*, first_then_second: bool) -> None:
    one, two = zip_of([("a.pdf", b"1")]), zip_of([("b.exe", b"2")])
    listing = read_zip(one + two if first_then_second else two + one, Budget())
    assert sorted(first_names(listing)) == ["a.pdf", "b.exe"]
    assert faults(listing) >= {ContainerFault.SECOND_DIRECTORY}
    assert sorted(opened(member).data for member in listing.members) == [b"1", b"2"]


def test_a_zip_in_the_comment_of_another() -> None:
    listing = read_zip(zip_of([("a.pdf", b"1")], comment=zip_of([("b.exe", b"2")])), Budget())
    assert sorted(first_names(listing)) == ["a.pdf", "b.exe"]
    assert ContainerFault.SECOND_DIRECTORY in faults(listing)


@pytest.mark.parametrize("fake", [end_of(0, 0, 0), end_of(3, 200, 7), b"PK\5\6"])
def test_a_fake_end_in_the_comment(fake: bytes) -> None:
    listing = read_zip(zip_of(TWO, comment=fake), Budget())
    assert sorted(first_names(listing)) == ["a.txt", "b/run.js"]
    assert faults(listing) & {ContainerFault.FAKE_END, ContainerFault.TRUNCATED}
    assert listing.complete


def test_an_inner_zip_is_a_member_and_no_more() -> None:
    inner = zip_of([("inner.exe", b"x")])
    listing = read_zip(zip_of([ZipMember(name=b"in.zip", data=inner, method=STORED)]), Budget())
    assert first_names(listing) == ["in.zip"]
    assert not listing.problems
    assert opened(listing.members[0]).data == inner


def test_no_end_record() -> None:
    listing = read_zip(zip_of(TWO, end=False), Budget())
    assert first_names(listing) == ["a.txt", "b/run.js"]
    assert faults(listing) == {ContainerFault.NO_DIRECTORY}
    assert (listing.complete, listing.why) == (False, Why.UNREADABLE)
    assert opened(listing.members[1]).data == b"beta"


def test_no_directory() -> None:
    listing = read_zip(zip_of(TWO, directory=False, end=False), Budget())
    assert first_names(listing) == ["a.txt", "b/run.js"]
    assert [member.names[0].source for member in listing.members] == [NameSource.LOCAL] * 2
    assert opened(listing.members[1]).data == b"beta"


def test_an_end_record_alone_is_left_of_the_directory() -> None:
    listing = read_zip(zip_of(TWO, directory=False), Budget())
    assert first_names(listing) == ["a.txt", "b/run.js"]
    assert ContainerFault.FAKE_END in faults(listing)


@pytest.mark.parametrize("descriptor", [True, False])
def test_cut_anywhere(*, descriptor: bool) -> None:
    data = zip_of(ZipMember(name=b"n%d.js" % n, data=b"data" * n, descriptor=descriptor) for n in range(3))
    for size in range(len(data)):
        listing = read_zip(data[:size], Budget())
        assert not listing.complete or size >= len(data), size
        assert names(listing) >= {f"n{n}.js" for n in range(3) if data.find(b"n%d.js" % n) + 5 <= size}


def test_data_descriptors() -> None:
    members = [ZipMember(name=b"%d.js" % n, data=b"x" * n, descriptor=True, method=n % 2 * 8) for n in range(4)]
    listing = read_zip(zip_of(members), Budget())
    assert not listing.problems
    assert not read_zip(zip_of([ZipMember(name=b"\xff", data=b"1", descriptor=True)]), Budget()).problems
    assert [opened(member).data for member in listing.members] == [b"x" * n for n in range(4)]
    without = read_zip(zip_of(members, directory=False, end=False), Budget())
    assert first_names(without) == first_names(listing)
    assert [opened(member).data[:3] for member in without.members if member.names[0].text in "1.js 3.js"] == [
        b"x",
        b"xxx",
    ]


def test_zip64() -> None:
    listing = read_zip(zip_of(TWO, zip64=True), Budget())
    assert first_names(listing) == ["a.txt", "b/run.js"]
    assert not listing.problems
    assert [opened(member).data for member in listing.members] == [b"alpha", b"beta"]


def test_a_zip64_record_that_is_not_there() -> None:
    data = zip_of(TWO, zip64=True).replace(b"PK\6\6", b"PK\0\0")
    listing = read_zip(data, Budget())
    assert sorted(first_names(listing)) == ["a.txt", "b/run.js"]
    assert faults(listing) >= {ContainerFault.DAMAGED, ContainerFault.NO_DIRECTORY}


def test_zip64_fields_that_are_short() -> None:
    member = ZipMember(name=b"a.js", data=b"1", csize=0xFFFFFFFF, method=STORED, extra=extra_of(1, b"123") + b"\1")
    listing = read_zip(zip_of([member]), Budget())
    assert first_names(listing) == ["a.js"]
    assert opened(listing.members[0]).why is Why.UNREADABLE


def test_a_wide_zip64_descriptor() -> None:
    # the member claims more than 4 GiB, and a descriptor stands where they would end: nowhere
    wide = extra_of(1, pack("<2Q", 1 << 33, 1 << 33))
    member = ZipMember(name=b"a.js", data=b"1", csize=0xFFFFFFFF, usize=0xFFFFFFFF, extra=wide, descriptor=True)
    listing = read_zip(zip_of([member]), Budget())
    assert first_names(listing) == ["a.js"]
    assert listing.members[0].size == 1 << 33


@pytest.mark.parametrize(("fits", "odd"), [(True, set[ContainerFault]()), (False, {ContainerFault.STALE_NAME})])
def test_unicode_path(*, fits: bool, odd: set[ContainerFault]) -> None:
    first = b"report.pdf"
    member = ZipMember(name=first, extra=unicode_path("run\u00e9.js", first, fits=fits))
    listing = read_zip(zip_of([member]), Budget())
    assert texts(listing.members[0])[:2] == ["report.pdf", "run\u00e9.js"]
    assert listing.members[0].names[1].source is NameSource.UNICODE_PATH
    assert faults(listing) == odd


def test_a_unicode_path_that_is_none() -> None:
    member = ZipMember(name=b"up.pdf", extra=extra_of(0x7075, b"\1") + extra_of(0x5455, b"up"))
    assert names(read_zip(zip_of([member]), Budget())) == {"up.pdf"}


def test_nul_in_a_name() -> None:
    listing = read_zip(zip_of([("report.pdf\0.exe", b"")]), Budget())
    assert texts(listing.members[0]) == ["report.pdf\0.exe", "report.pdf"]


@pytest.mark.parametrize(
    ("raw", "flags", "wanted"),
    [
        ("\u00fc.js".encode(), 0x800, ["\u00fc.js"]),
        ("\u00fc.js".encode(), 0, ["\u00fc.js"]),
        (b"\x81.js", 0x800, ["\ufffd.js", "\u00fc.js"]),
        (b"\x81.js", 0, ["\ufffd.js", "\u00fc.js"]),
        ("\u8cc7\u6599.js".encode("cp932"), 0, ["\u8cc7\u6599.js"]),
    ],
)
def test_encodings_of_names(raw: bytes, flags: int, wanted: list[str]) -> None:
    listing = read_zip(zip_of([ZipMember(name=raw, flags=flags)]), Budget())
    assert set(wanted) <= set(texts(listing.members[0]))


def test_backslashes_stay() -> None:
    assert first_names(read_zip(zip_of([("dir\\run.js", b"1")]), Budget())) == ["dir\\run.js"]


@pytest.mark.parametrize("flags", [0x1, 0x41])
def test_encrypted_members_are_named(flags: int) -> None:
    listing = read_zip(zip_of([ZipMember(name=b"run.js", data=b"1", flags=flags)]), Budget())
    member = listing.members[0]
    assert (member.encrypted, member.opener, member.why) == (True, None, Why.ENCRYPTED)
    assert listing.complete


def test_aes() -> None:
    extra = extra_of(0x9901, pack("<H2sBH", 2, b"AE", 3, 8))
    listing = read_zip(zip_of([ZipMember(name=b"run.js", method=99, flags=1, extra=extra)]), Budget())
    assert listing.members[0].encrypted
    assert not listing.problems


def test_masked_local_headers_are_not_compared() -> None:
    member = ZipMember(name=b"run.js", local_name=b"1", flags=0x2041)
    listing = read_zip(zip_of([member]), Budget())
    assert names(listing) == {"run.js"}
    assert not listing.problems


def test_an_encrypted_directory() -> None:
    start = zip_of([("", b"")], directory=False, end=False)
    hidden = b"PK\6\x08" + b"\xaa" * 40
    listing = read_zip(start + hidden + end_of(1, len(hidden), len(start)), Budget())
    assert ContainerFault.HEADER_ENCRYPTED in faults(listing)
    assert (listing.complete, listing.why) == (False, Why.ENCRYPTED)


@pytest.mark.parametrize("central_only", [True, False])
def test_an_encryption_flag_in_one_header_only(*, central_only: bool) -> None:
    flags, local_flags = (1, 0) if central_only else (0, 1)
    member = ZipMember(name=b"run.js", data=b"var x", flags=flags, local_flags=local_flags)
    listing = read_zip(zip_of([member]), Budget())
    assert ContainerFault.VIEWS_DIFFER in faults(listing)
    assert {one.encrypted for one in listing.members} == {True, False}
    assert [opened(one).data for one in listing.members if not one.encrypted] == [b"var x"]


@pytest.mark.parametrize(("central", "local"), [(b"a.pdf", b"b.exe"), (b"b.exe", b"a.pdf"), (b"a.exe", b"a.pdf")])
def test_names_that_differ(central: bytes, local: bytes) -> None:
    listing = read_zip(zip_of([ZipMember(name=central, local_name=local, data=b"1")]), Budget())
    assert texts(listing.members[0]) == [central.decode(), local.decode()]
    assert faults(listing) == {ContainerFault.VIEWS_DIFFER}
    assert len(listing.members) == 1


def test_data_that_would_begin_behind_the_end() -> None:
    data = bytearray(zip_of([ZipMember(name=b"a.js", data=b"1")]))
    data[28:30] = b"\xff\xff"  # the length of the local extra field
    one = opened(read_zip(bytes(data), Budget()).members[0])
    assert (one.data, one.complete, one.why) == (b"", False, Why.UNREADABLE)


def test_methods_that_differ() -> None:
    member = ZipMember(name=b"a.bin", data=b"stored data", method=STORED, local_method=DEFLATE)
    listing = read_zip(zip_of([member]), Budget())
    assert len(listing.members) == 2
    assert faults(listing) == {ContainerFault.VIEWS_DIFFER}


def test_a_member_only_as_local_header() -> None:
    listing = read_zip(zip_of([*TWO, ZipMember(name=b"hid.exe", data=b"hidden", in_directory=False)]), Budget())
    assert first_names(listing) == ["a.txt", "b/run.js", "hid.exe"]
    assert faults(listing) == {ContainerFault.HIDDEN_MEMBER}
    assert opened(listing.members[2]).data == b"hidden"


def test_a_member_only_in_the_directory() -> None:
    data = zip_of([*TWO, ZipMember(name=b"gone.exe", in_file=False, offset=3)])
    listing = read_zip(data, Budget())
    assert first_names(listing) == ["a.txt", "b/run.js", "gone.exe"]
    gone = listing.members[2]
    assert (gone.opener, gone.why) == (None, Why.UNREADABLE)
    assert ContainerFault.DAMAGED in faults(listing)


def test_an_encrypted_member_only_in_the_directory() -> None:
    listing = read_zip(zip_of([*TWO, ZipMember(name=b"gone.exe", in_file=False, offset=3, flags=1)]), Budget())
    assert listing.members[2].why is Why.ENCRYPTED


def test_a_member_hidden_in_the_data_of_another() -> None:
    hidden = zip_of([("hid.exe", b"!")], directory=False, end=False)
    cover = ZipMember(name=b"a.bin", data=b"12345" + hidden, method=STORED, local_csize=5)
    listing = read_zip(zip_of([cover]), Budget())
    assert "hid.exe" in names(listing)
    assert faults(listing) >= {ContainerFault.VIEWS_DIFFER, ContainerFault.HIDDEN_MEMBER}


def test_overlaps() -> None:
    first = ZipMember(name=b"a.txt", data=b"alpha", method=STORED)
    listing = read_zip(
        zip_of([first, ZipMember(name=b"a.txt", data=b"alpha", method=STORED, in_file=False, offset=0)]), Budget()
    )
    assert first_names(listing) == ["a.txt", "a.txt"]
    assert faults(listing) == {ContainerFault.OVERLAP, ContainerFault.NAMES_DUPLICATE}
    nested = ZipMember(name=b"a.txt", data=b"alpha", method=STORED, csize=60)
    assert ContainerFault.OVERLAP in faults(read_zip(zip_of([nested, ("b.txt", b"1" * 99)]), Budget()))


@pytest.mark.parametrize(
    ("member", "odd", "data"),
    [
        (ZipMember(name=b"a", data=b"alpha", method=STORED, usize=9), ContainerFault.LYING_SIZE, b"alphaPK\1\2"),
        (ZipMember(name=b"a", data=b"alpha", method=STORED, usize=3), ContainerFault.LYING_SIZE, b"alpha"),
        (ZipMember(name=b"a", data=b"alpha", usize=9), ContainerFault.LYING_SIZE, b"alpha"),
        (ZipMember(name=b"a", data=b"alpha", crc=1), ContainerFault.WRONG_CHECKSUM, b"alpha"),
        (ZipMember(name=b"a", data=b"alpha", method=STORED, crc=1), ContainerFault.WRONG_CHECKSUM, b"alpha"),
        (ZipMember(name=b"a", data=b"alpha", csize=30), ContainerFault.TRAILING_DATA, b"alpha"),
        (ZipMember(name=b"a", data=b"alpha" * 99, csize=5), ContainerFault.TRUNCATED, None),
        (ZipMember(name=b"a", data=b"alpha", method=STORED, csize=1 << 20), ContainerFault.TRUNCATED, None),
    ],
)
def test_lying_sizes(member: ZipMember, odd: ContainerFault, data: bytes | None) -> None:
    one = opened(read_zip(zip_of([member]), Budget()).members[0])
    assert odd in faults(one)
    assert one.complete is (data is not None)
    assert data is None or one.data == data


@pytest.mark.parametrize("method", [STORED, DEFLATE, BZIP2, LZMA, XZ])
def test_methods(method: int) -> None:
    data = b"".join(b"%d," % n for n in range(40_000))
    for flags in (0, 2):
        member = read_zip(zip_of([ZipMember(name=b"a", data=data, method=method, flags=flags)]), Budget()).members[0]
        assert opened(member) == (data, True, None, "", ())
        assert member.opener is not None
        peek = member.opener(lavish(), 100)
        assert (peek.data, peek.complete, peek.why) == (data[:100], False, None)


def test_peeks_at_damaged_data_and_with_no_budget() -> None:
    data = bytearray(zip_of([ZipMember(name=b"a", data=bytes(range(256)) * 40)]))
    member = read_zip(bytes(data), Budget()).members[0]
    assert member.opener is not None
    for limits in (Limits(bytes_read=0), Limits(bytes_inflated=0)):
        assert member.opener(Budget(limits), 9).why is Why.LIMIT
    data[31:40] = b"\xff" * 9
    damaged = read_zip(bytes(data), Budget()).members[0].opener
    assert damaged is not None
    assert damaged(Budget(), 9).why is Why.UNREADABLE


def test_lzma_of_unknown_size() -> None:
    member = ZipMember(name=b"a", data=b"alpha" * 99, method=LZMA, usize=0)
    assert opened(read_zip(zip_of([member]), Budget()).members[0]).data == b"alpha" * 99


@pytest.mark.parametrize("method", [DEFLATE, BZIP2, LZMA, XZ])
@pytest.mark.parametrize("seed", range(12))
def test_damaged_data(method: int, seed: int) -> None:
    data = bytearray(zip_of([ZipMember(name=b"a", data=bytes(range(256)) * 40, method=method)]))
    data[31 + seed * 2] ^= 0xFF
    one = opened(read_zip(bytes(data), Budget()).members[0])
    assert one.complete is (one.why is None)
    assert not one.complete or one.problems or one.data == bytes(range(256)) * 40


def test_lzma_without_properties() -> None:
    data = zip_of([ZipMember(name=b"a", data=b"alpha", method=LZMA)]).replace(b"\x09\x14\x05\x00", b"\x09\x14\x04\x00")
    assert opened(read_zip(data, Budget()).members[0]).why is Why.UNREADABLE


@pytest.mark.parametrize(("method", "word"), [(9, "deflate64"), (98, "PPMd"), (1, "shrink"), (4242, "4242")])
def test_unsupported_methods(method: int, word: str) -> None:
    member = read_zip(zip_of([ZipMember(name=b"a.js", method=method)]), Budget()).members[0]
    assert (member.opener, member.why) == (None, Why.UNSUPPORTED)
    assert word in member.detail


@pytest.mark.parametrize(
    ("member", "directory"),
    [
        (ZipMember(name=b"x.exe/"), True),
        (ZipMember(name=b"x.exe\\", method=STORED), True),
        (ZipMember(name=b"x.exe", attributes=0x10), True),
        (ZipMember(name=b"x.exe/", data=b"MZ"), False),
        (ZipMember(name=b"x.exe", data=b"MZ", attributes=0x10), False),
        (ZipMember(name=b"x.exe"), False),
        (ZipMember(name=b"\xff/"), True),
    ],
)
def test_directories(member: ZipMember, *, directory: bool) -> None:
    assert read_zip(zip_of([member]), Budget()).members[0].directory is directory


def test_a_directory_of_which_only_the_local_header_is_left() -> None:
    data = zip_of([ZipMember(name=b"d/", method=STORED), ("f", b"1")], directory=False, end=False)
    assert [member.directory for member in read_zip(data, Budget()).members] == [True, False]


def test_a_count_that_is_not_true() -> None:
    listing = read_zip(zip_of(TWO, count=1), Budget())
    assert first_names(listing) == ["a.txt", "b/run.js"]
    assert faults(listing) == {ContainerFault.LYING_SIZE}


def test_a_directory_that_is_cut() -> None:
    data = zip_of([ZipMember(name=b"a.js", comment=b"c" * 400)], end=False)
    listing = read_zip(data[:-300], Budget())
    assert first_names(listing) == ["a.js"]
    assert ContainerFault.TRUNCATED in faults(listing)


def test_signatures_that_begin_no_header() -> None:
    prefix = b"PK\3\4" + b"\xff" * 40 + b"PK\1\2" + b"PK\3\4"
    listing = read_zip(prefix + b"\0" * 99 + zip_of(TWO), Budget())
    assert {"a.txt", "b/run.js"} <= names(listing)


@pytest.mark.parametrize(
    ("limits", "unit", "count"),
    [
        (Limits(members=3), "members", 3),
        (Limits(bytes_read=1), "bytes_read", 0),
        (Limits(bytes_read=9_250), "bytes_read", 5),
    ],
)
def test_limits(limits: Limits, unit: str, count: int) -> None:
    budget = Budget(limits)
    listing = read_zip(zip_of((f"{n}.txt", b"") for n in range(10)), budget)
    assert len(listing.members) == count
    assert (listing.complete, listing.why) == (False, Why.LIMIT)
    assert unit in listing.detail
    assert budget.exhausted == (unit,)


def test_limits_apply_to_what_only_local_headers_tell() -> None:
    data = zip_of(((f"{n}.txt", b"") for n in range(10)), directory=False, end=False)
    listing = read_zip(data, Budget(Limits(members=3)))
    assert len(listing.members) == 3
    assert listing.why is Why.LIMIT
    differ = zip_of(ZipMember(name=b"%d.txt" % n, local_name=b"%d.exe" % n) for n in range(10))
    assert read_zip(differ, Budget(Limits(members=5))).why is Why.LIMIT


def test_a_bomb_is_opened_as_far_as_the_budget_goes() -> None:
    member = read_zip(zip_of([("bomb", b"\0" * 10_000_000)]), Budget()).members[0]
    budget = Budget(Limits(bytes_inflated=1_000_000))
    one = opened(member, budget)
    assert (one.complete, one.why) == (False, Why.LIMIT)
    assert 800_000 < len(one.data) <= 1_000_000
    assert opened(member, Budget(Limits(bytes_read=10))).why is Why.LIMIT
    flat = read_zip(zip_of([ZipMember(name=b"a", data=b"alpha", method=STORED)]), Budget()).members[0]
    assert opened(flat, Budget(Limits(bytes_read=4))).why is Why.LIMIT


def test_what_zipfile_writes() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as one:
        one.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        one.writestr("\u00fcber/run.js", "x" * 999)
        one.mkdir("empty")
    listing = read_zip(file.getvalue(), Budget())
    assert first_names(listing) == ["mimetype", "\u00fcber/run.js", "empty/"]
    assert [member.directory for member in listing.members] == [False, False, True]
    assert not listing.problems


def test_no_repr_prints_the_octets() -> None:
    listing = read_zip(zip_of([("a", b"secret" * 10_000), ZipMember(name=b"b\xff", data=b"more")]), Budget())
    assert len(repr(listing)) < 3_000
