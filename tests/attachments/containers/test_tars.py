"""Is every member of a tar listed, behind damage and lies too?"""

from __future__ import annotations

import gzip
import io
import tarfile
from functools import partial

import pytest

from attachment_builders.listings import faults, first_names, lavish, names, opened, texts
from attachment_builders.tars import TarMember, about, base256, header, long_name, pax, tar_of
from deliverkit.attachments.containers.gzips import read_gzip
from deliverkit.attachments.containers.member import ContainerFault, Kind, Listing, NameSource, Why
from deliverkit.attachments.containers.tars import read_tar, read_tar_stream
from deliverkit.core.budget import Budget, Limits

TWO = [("a.txt", b"alpha"), ("b/run.js", b"beta" * 300)]


def streamed(data: bytes, budget: Budget | None = None) -> Listing:
    member = read_gzip(gzip.compress(data), lavish()).members[0]
    assert member.stream is not None
    return read_tar_stream(member.stream, budget or lavish())


READERS = pytest.mark.parametrize("read", [partial(read_tar, budget=lavish()), streamed], ids=["memory", "stream"])


@READERS
def test_a_plain_tar(read: partial[Listing]) -> None:
    listing = read(tar_of(TWO))
    assert listing.kind is Kind.TAR
    assert first_names(listing) == ["a.txt", "b/run.js"]
    assert (listing.complete, listing.problems) == (True, ())
    for _ in range(2):
        assert [opened(member).data for member in listing.members] == [b"alpha", b"beta" * 300]
    last = listing.members[1].opener
    assert last is not None
    assert last(lavish(), 3) == (b"bet", False, None, "", ())
    assert last(lavish()).complete


def test_v7_names_with_prefix_and_gnu_magic() -> None:
    listing = read_tar(
        tar_of(
            [
                TarMember(name=b"v7.js", magic=b"", kind=b"\0"),
                TarMember(name=b"run.js", prefix=b"deep/down"),
                TarMember(name=b"gnu.js", magic=b"ustar  \0", prefix=b"13371337"),
                TarMember(name=b"d", kind=b"5"),
                TarMember(name=b"old/", magic=b"", kind=b"\0"),
                TarMember(name=b"file/", data=b"1", magic=b"", kind=b"\0"),
                TarMember(name=b"dump", data=b"Yname\0\0", kind=b"D"),
                TarMember(name=b"label", kind=b"V"),
                TarMember(name=b"odd.js", kind=b"Z", data=b"1"),
            ]
        ),
        Budget(),
    )
    assert first_names(listing) == ["v7.js", "deep/down/run.js", "gnu.js", "d", "old/", "file/", "dump", "odd.js"]
    assert [member.directory for member in listing.members] == [False] * 3 + [True, True, False, True, False]
    assert not listing.problems


@READERS
def test_gnu_long_names(read: partial[Listing]) -> None:
    long = b"dir/" * 40 + b"run.js"
    listing = read(tar_of([TarMember(name=long[:100], before=about(b"K", b"link") + long_name(long)), ("b", b"")]))
    assert texts(listing.members[0]) == [long.decode()]
    assert listing.members[0].names[0].source is NameSource.LONG_NAME
    assert first_names(listing)[1] == "b"


def test_a_long_name_that_is_another() -> None:
    listing = read_tar(tar_of([TarMember(name=b"a.pdf", before=long_name(b"b.exe"))]), Budget())
    assert texts(listing.members[0]) == ["b.exe", "a.pdf"]


def test_a_long_name_that_is_too_long_hides_nothing() -> None:
    listing = read_tar(tar_of([TarMember(name=b"a.pdf", before=long_name(b"x" * 70_000)), ("b.exe", b"")]), Budget())
    assert first_names(listing) == ["a.pdf", "b.exe"]
    assert (listing.complete, listing.why) == (False, Why.LIMIT)


def test_pax_names() -> None:
    path = (b"path", "\u00fcber.js".encode())
    listing = read_tar(
        tar_of(
            [
                TarMember(name=b"?ber.js", before=pax((b"mtime", b"1.5"), (b"path", b"first.js"), path)),
                TarMember(name=b"next.js"),
                TarMember(name=b"", before=pax((b"path", b"only.js"))),
                TarMember(name=b"GNUSparseFile.0/x", before=pax((b"GNU.sparse.name", b"x.exe"), (b"size", b"x"))),
            ]
        ),
        Budget(),
    )
    assert texts(listing.members[0]) == ["\u00fcber.js", "first.js", "?ber.js"]
    assert texts(listing.members[1]) == ["next.js"]
    assert texts(listing.members[2]) == ["only.js"]
    assert texts(listing.members[3]) == ["x.exe", "GNUSparseFile.0/x"]
    assert not listing.problems


def test_a_pax_header_for_all() -> None:
    listing = read_tar(
        tar_of([TarMember(name=b"a", before=pax((b"path", b"g.js"), everywhere=True)), ("b", b"")]), Budget()
    )
    assert [texts(member) for member in listing.members] == [["g.js", "a"], ["g.js", "b"]]


@pytest.mark.parametrize("data", [b"nothing", b"9999 path=x\n", b" path=x\n", b"0 path=x\n", b"3 path=x\n"])
def test_pax_headers_that_are_none(data: bytes) -> None:
    listing = read_tar(tar_of([TarMember(name=b"a.js", before=about(b"x", data))]), Budget())
    assert first_names(listing) == ["a.js"]
    assert faults(listing) == {ContainerFault.DAMAGED}


def test_two_sizes_hide_nothing() -> None:
    inner = header(TarMember(name=b"hid.exe"))
    before = pax((b"size", b"0"))
    listing = read_tar(tar_of([TarMember(name=b"a", data=inner, before=before)]), Budget())
    assert first_names(listing) == ["a", "hid.exe"]
    assert faults(listing) == {ContainerFault.VIEWS_DIFFER}
    directory = read_tar(tar_of([TarMember(name=b"a", data=inner, kind=b"5")]), Budget())
    assert first_names(directory) == ["a", "hid.exe"]
    assert faults(directory) == {ContainerFault.LYING_SIZE}


def test_sizes_in_base_256() -> None:
    listing = read_tar(tar_of([TarMember(name=b"a", data=b"123", size=base256(3)), ("b", b"")]), Budget())
    assert first_names(listing) == ["a", "b"]
    assert opened(listing.members[0]).data == b"123"
    for size in (b"\xff" * 12, b"nonsense    "):
        odd = read_tar(tar_of([TarMember(name=b"a", size=size), ("b", b"")]), Budget())
        assert first_names(odd) == ["a", "b"]
        assert faults(odd) == {ContainerFault.DAMAGED}


@READERS
def test_sparse_files(read: partial[Listing]) -> None:
    maps = bytes(504) + b"\1" + bytes(7) + bytes(512)
    sparse = TarMember(name=b"s.exe", data=b"MZ", kind=b"S", magic=b"ustar  \0", map_blocks=maps, real_size=1 << 30)
    plain = TarMember(name=b"t", data=b"1", kind=b"S", magic=b"ustar  \0", real_size=9)
    listing = read(tar_of([sparse, plain, ("b", b"")]))
    assert first_names(listing) == ["s.exe", "t", "b"]
    assert [member.size for member in listing.members] == [1 << 30, 9, 0]
    assert opened(listing.members[0]).data == b"MZ"


def test_checksums() -> None:
    signed = read_tar(tar_of([TarMember(name=b"\xfc.js", signed=True, magic=b"")]), Budget())
    assert names(signed) >= {"\u00fc.js"}
    assert not signed.problems
    wrong = read_tar(tar_of([TarMember(name=b"a.js", data=b"1", checksum=b"0000000\0"), ("b.js", b"")]), Budget())
    assert first_names(wrong) == ["a.js", "b.js"]
    assert faults(wrong) == {ContainerFault.WRONG_CHECKSUM, ContainerFault.DAMAGED}


@READERS
def test_damage_inside(read: partial[Listing]) -> None:
    listing = read(tar_of([TarMember(name=b"a", before=b"?" * 2048), ("b", b"")]))
    assert first_names(listing) == ["a", "b"]
    assert faults(listing) == {ContainerFault.DAMAGED}


@READERS
def test_behind_the_end_marker(read: partial[Listing]) -> None:
    for gap in (512, 1024, 102_400):
        listing = read(tar_of([("a", b"1")], end=bytes(gap), append=tar_of([("b.exe", b"2")])))
        assert first_names(listing) == ["a", "b.exe"]
        assert faults(listing) == {ContainerFault.HIDDEN_MEMBER}
    trailing = read(tar_of(TWO, append=b"?" * 512))
    assert faults(trailing) == {ContainerFault.TRAILING_DATA}


@READERS
def test_cut_anywhere(read: partial[Listing]) -> None:
    data = tar_of(TWO, end=b"")
    for size in range(0, len(data), 100):
        listing = read(data[:size])
        assert first_names(listing) == ["a.txt", "b/run.js"][: (size >= 512) + (size >= 1536)]
        assert ContainerFault.TRUNCATED in faults(listing)
        assert listing.complete is bool(listing.members)


@pytest.mark.parametrize("read", [read_tar, streamed])
def test_a_size_beyond_the_end(read: partial[Listing]) -> None:
    listing = read(tar_of([TarMember(name=b"a", data=b"1", size=b"77777777777\0")]), lavish())
    assert first_names(listing) == ["a"]
    assert ContainerFault.TRUNCATED in faults(listing)
    one = opened(listing.members[0])
    assert (one.data[:1], one.complete, one.why) == (b"1", False, Why.UNREADABLE)


def test_several_volumes() -> None:
    listing = read_tar(tar_of([TarMember(name=b"a", data=b"1", kind=b"M")]), Budget())
    assert faults(listing) == {ContainerFault.MULTI_VOLUME}


@pytest.mark.parametrize(
    ("limits", "count"), [(Limits(members=1), 1), (Limits(bytes_read=1_200), 2), (Limits(bytes_read=512), 0)]
)
def test_limits(limits: Limits, count: int) -> None:
    listing = read_tar(tar_of(TWO), Budget(limits))
    assert len(listing.members) == count
    assert (listing.complete, listing.why) == (False, Why.LIMIT)


def test_the_first_limit_is_told() -> None:
    data = tar_of([TarMember(name=b"a.pdf", before=long_name(b"x" * 70_000)), ("b", b""), ("c", b"")])
    listing = read_tar(data, Budget(Limits(members=2)))
    assert first_names(listing) == ["a.pdf", "b"]
    assert "name" in listing.detail


def test_problems_are_kept_within_bounds() -> None:
    data = tar_of(TarMember(name=b"a", kind=b"M") for _ in range(300))
    assert len(read_tar(data, Budget()).problems) == 100


def test_a_long_name_in_several_pieces() -> None:
    listing = streamed(tar_of([TarMember(name=b"x", before=long_name(b"x" * 3_000))]))
    assert first_names(listing) == ["x" * 3_000]


def test_limits_of_a_stream() -> None:
    listing = streamed(tar_of([("a", b"x" * 2_000_000), ("b", b"")]), Budget(Limits(bytes_inflated=1_000_000)))
    assert first_names(listing) == ["a"]
    assert (listing.complete, listing.why) == (False, Why.LIMIT)
    one = opened(streamed(tar_of(TWO)).members[1], Budget(Limits(bytes_inflated=600)))
    assert (one.complete, one.why) == (False, Why.LIMIT)


def test_members_of_a_stream_in_any_order() -> None:
    files = [(f"{n}.txt", b"%d" % n * n * 700) for n in range(9)]
    listing = streamed(tar_of(files))
    for n in (3, 3, 8, 0, 1, 7, 0):
        assert opened(listing.members[n]).data == files[n][1]


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_what_tarfile_writes(form: int) -> None:
    file = io.BytesIO()
    wanted = ["short.js", "\u00fc" * 30 + ".js", "d/" * 48 + "a" * 60 + ".js"]
    with tarfile.open(fileobj=file, mode="w", format=form) as tar:
        for name in wanted:
            info = tarfile.TarInfo(name)
            info.size = 3
            tar.addfile(info, io.BytesIO(b"abc"))
    listing = read_tar(file.getvalue(), Budget())
    assert first_names(listing) == wanted
    assert not listing.problems
    assert [opened(member).data for member in listing.members] == [b"abc"] * 3
