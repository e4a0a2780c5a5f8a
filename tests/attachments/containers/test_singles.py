"""Is what is only compressed named and opened, within bounds?"""

from __future__ import annotations

import bz2
import gzip
import lzma
import sys
import zlib
from types import ModuleType
from typing import Any

import pytest

from attachment_builders.listings import faults, lavish, opened, texts
from attachment_builders.singles import gzip_of, lzma_with_dictionary
from deliverkit.attachments.containers import codings
from deliverkit.attachments.containers.gzips import read_gzip
from deliverkit.attachments.containers.member import ContainerFault, Held, Kind, Listing, NameSource, Reader, Why
from deliverkit.attachments.containers.singles import read_bzip2, read_compress, read_lzma, read_xz, read_zstd
from deliverkit.attachments.containers.zips import read_zip
from deliverkit.core.budget import Budget, Limits

DATA = b"".join(b"%d," % n for n in range(50_000))
FORMS: list[tuple[Kind, Reader, bytes, bytes]] = [
    (Kind.GZIP, read_gzip, gzip.compress(DATA), gzip.compress(b"more")),
    (Kind.BZIP2, read_bzip2, bz2.compress(DATA), bz2.compress(b"more")),
    (Kind.XZ, read_xz, lzma.compress(DATA), lzma.compress(b"more")),
    (Kind.LZMA, read_lzma, lzma.compress(DATA, lzma.FORMAT_ALONE), b""),
]
EACH = pytest.mark.parametrize(("kind", "read", "data", "more"), FORMS, ids=[form[0].value for form in FORMS])


def one(listing: Listing, budget: Budget | None = None) -> Any:
    return opened(listing.members[0], budget)


@EACH
def test_it_is_opened(kind: Kind, read: Reader, data: bytes, more: bytes) -> None:
    listing = read(data, Budget())
    assert (listing.kind, listing.complete, listing.problems) == (kind, True, ())
    assert listing.members[0].names == ()
    assert one(listing) == (DATA, True, None, "", ())
    opener = listing.members[0].opener
    assert opener is not None
    assert opener(lavish(), 5) == (DATA[:5], False, None, "", ())


@EACH
def test_streams_behind_one_another(kind: Kind, read: Reader, data: bytes, more: bytes) -> None:
    joined = one(read(data + more, Budget()))
    assert joined.data == DATA + (b"more" if more else b"")
    padded = one(read(data + bytes(8) + more, Budget()))
    assert padded.data[: len(DATA)] == DATA
    if more:
        assert one(read(data + more, Budget()), Budget(Limits(members=3))).why is Why.LIMIT


@EACH
def test_trailing_garbage(kind: Kind, read: Reader, data: bytes, more: bytes) -> None:
    got = one(read(data + b"garbage", Budget()))
    assert (got.data, got.complete) == (DATA, True)
    assert faults(got) == {ContainerFault.TRAILING_DATA}
    assert one(read(data + bytes(512), Budget())) == (DATA, True, None, "", ())


@EACH
def test_cut(kind: Kind, read: Reader, data: bytes, more: bytes) -> None:
    got = one(read(data[: len(data) // 2], Budget()))
    assert not got.complete
    assert got.why is Why.UNREADABLE
    assert DATA.startswith(got.data)
    assert ContainerFault.TRUNCATED in faults(got)
    assert one(read(data[:20], Budget())).why is Why.UNREADABLE


@EACH
def test_damaged(kind: Kind, read: Reader, data: bytes, more: bytes) -> None:
    for at in range(len(data) // 3, len(data) - 20, len(data) // 10):
        got = one(read(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :], Budget()))
        assert not got.complete or got.problems or got.data == DATA
    assert one(read(data + more[:9] + b"\xaa" * 40, Budget())).data[: len(DATA)] == DATA


@EACH
def test_bounds(kind: Kind, read: Reader, data: bytes, more: bytes) -> None:
    got = one(read(data, Budget()), Budget(Limits(bytes_inflated=10_000)))
    assert (got.complete, got.why) == (False, Why.LIMIT)
    assert DATA.startswith(got.data)
    assert len(got.data) <= 10_000
    listing = read(data, Budget(Limits(members=0)))
    assert (listing.members, listing.why) == ((), Why.LIMIT)


def test_a_large_dictionary_is_not_allocated() -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 512 << 20}]
    got = one(read_xz(lzma.compress(b"x", filters=filters), Budget()))
    assert (got.data, got.why) == (b"", Why.LIMIT)
    assert one(read_lzma(lzma_with_dictionary(b"x", 512 << 20), Budget())).why is Why.LIMIT
    nine = lzma.compress(b"x", preset=9)
    assert one(read_xz(nine, Budget())).data == b"x"


def test_a_size_that_is_not_true() -> None:
    data = bytearray(lzma.compress(b"alpha", lzma.FORMAT_ALONE))
    data[5:13] = (5).to_bytes(8, "little")
    assert one(read_lzma(bytes(data), Budget())).data == b"alpha"
    listing = read_lzma(bytes(data), Budget())
    assert listing.members[0].size == 5
    data[5:13] = (3).to_bytes(8, "little")
    assert one(read_lzma(bytes(data), Budget())).data == b"al"


def test_gzip_names() -> None:
    listing = read_gzip(gzip_of(b"MZ", name="caf\u00e9.exe".encode("latin-1")), Budget())
    assert texts(listing.members[0])[1] == "caf\u00e9.exe"
    assert listing.members[0].names[0].source is NameSource.FNAME
    full = gzip_of(b"MZ", name=b"run.exe", extra=b"extra", comment=b"why", header_crc=True)
    listing = read_gzip(full, Budget())
    assert texts(listing.members[0]) == ["run.exe"]
    assert one(listing) == (b"MZ", True, None, "", ())
    assert texts(read_gzip(gzip_of(b"", name=b""), Budget()).members[0]) == [""]
    assert read_gzip(gzip_of(b"", comment=b"c"), Budget()).members[0].names == ()


def test_gzip_headers_that_are_odd() -> None:
    listing = read_gzip(gzip_of(b"x", flags=0x20), Budget())
    assert faults(listing) == {ContainerFault.DAMAGED}
    for data in (b"", b"\x1f\x8b\x08", b"\x1f\x8b\x07" + bytes(30)):
        assert read_gzip(data, Budget()).why is Why.UNREADABLE
    cut = read_gzip(gzip_of(b"x", name=b"n" * 100)[:60], Budget())
    assert texts(cut.members[0]) == ["n" * 50]
    assert one(cut).why is Why.UNREADABLE


def test_gzip_trailers() -> None:
    assert faults(one(read_gzip(gzip_of(b"x", crc=1), Budget()))) == {ContainerFault.WRONG_CHECKSUM}
    got = one(read_gzip(gzip_of(b"x")[:-3], Budget()))
    assert (got.data, got.complete) == (b"x", True)
    assert faults(got) == {ContainerFault.TRUNCATED}


def test_compress_is_not_opened() -> None:
    listing = read_compress(b"\x1f\x9d\x90abc", Budget())
    assert (listing.members[0].opener, listing.members[0].why) == (None, Why.UNSUPPORTED)


class FakeError(Exception):
    pass


class FakeDecompressor:
    """A Zstandard of four octets of magic and zlib."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj()
        self._begun = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._zlib, name)

    needs_input = True

    def decompress(self, data: bytes, max_length: int) -> bytes:
        data = bytes(data) if self._begun else bytes(data)[4:]
        self._begun = True
        if data.startswith(b"?"):
            raise FakeError("broken")
        return self._zlib.decompress(data)


def test_zstandard(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("compression", "compression.zstd", "backports", "backports.zstd"):
        monkeypatch.setitem(sys.modules, name, None)
    codings.zstandard.cache_clear()
    assert codings.zstandard() is None
    sign = b"\x28\xb5\x2f\xfd"
    listing = read_zstd(sign, Budget())
    assert (listing.members[0].opener, listing.members[0].why) == (None, Why.UNSUPPORTED)
    zipped = read_zip(ZSTD_IN_ZIP, Budget()).members[0]
    assert opened(zipped).why is Why.UNSUPPORTED

    package, module = ModuleType("backports"), ModuleType("backports.zstd")
    monkeypatch.setattr(module, "ZstdDecompressor", FakeDecompressor, raising=False)
    monkeypatch.setattr(module, "ZstdError", FakeError, raising=False)
    monkeypatch.setitem(sys.modules, "backports", package)
    monkeypatch.setitem(sys.modules, "backports.zstd", module)
    codings.zstandard.cache_clear()
    assert one(read_zstd(sign + zlib.compress(b"data"), Budget())).data == b"data"
    assert one(read_zstd(sign + b"?", Budget())).why is Why.UNREADABLE
    assert opened(read_zip(ZSTD_IN_ZIP, Budget()).members[0]).data == b"zipped"
    codings.zstandard.cache_clear()


def _zstd_in_zip() -> bytes:
    from attachment_builders.zips import ZipMember, zip_of

    packed = b"\x28\xb5\x2f\xfd" + zlib.compress(b"zipped")
    return zip_of([ZipMember(name=b"a", data=packed, method=93, usize=6, crc=zlib.crc32(b"zipped"))])


ZSTD_IN_ZIP = _zstd_in_zip()


def test_the_held_octets_are_not_printed() -> None:
    assert "secret" not in repr(Held(b"secret"))
