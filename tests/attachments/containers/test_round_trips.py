"""Do the readers list and open just what was put in, whatever its names and data?"""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from attachment_builders.isos import IsoEntry, iso_of
from attachment_builders.listings import first_names, lavish, opened
from attachment_builders.rars import RarFile, rar4_of, rar5_of
from attachment_builders.sevenzips import LZMA2, Coder, Folder, sevenzip_of
from attachment_builders.singles import gzip_of
from attachment_builders.tars import TarMember, long_name, tar_of
from attachment_builders.zips import DEFLATE, STORED, ZipMember, zip_of
from deliverkit.attachments.containers.formats import READERS, STREAM_READERS
from deliverkit.attachments.containers.member import Kind, Listing

# no NUL, which ends a name, no surrogates, which are no characters
NAMES = st.text(st.characters(exclude_characters="\0/\\", exclude_categories=["Cs"]), min_size=1, max_size=30)
DATA = st.binary(max_size=300)
FILES = st.lists(st.tuples(NAMES, DATA), min_size=1, max_size=6)


def check(listing: Listing, files: list[tuple[str, bytes]]) -> None:
    assert first_names(listing) == [name for name, _ in files]
    assert [opened(member).data for member in listing.members] == [data for _, data in files]
    assert listing.complete


@given(FILES, st.sampled_from([STORED, DEFLATE]), st.booleans(), st.booleans(), st.binary(max_size=40))
def test_zip(files: list[tuple[str, bytes]], method: int, descriptor: bool, zip64: bool, prepend: bytes) -> None:
    members = [
        ZipMember(name=name.encode(), data=data, method=method, flags=0x800, descriptor=descriptor)
        for name, data in files
    ]
    listing = READERS[Kind.ZIP](zip_of(members, prepend=prepend, zip64=zip64), lavish())
    assert first_names(listing)[: len(files)] == [name for name, _ in files]
    assert [opened(member).data for member in listing.members[: len(files)]] == [data for _, data in files]


@given(FILES)
def test_zip_of_zipfile(files: list[tuple[str, bytes]]) -> None:
    file = io.BytesIO()
    files = list(dict(files).items())
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as one:
        for name, data in files:
            one.writestr(name, data)
    check(READERS[Kind.ZIP](file.getvalue(), lavish()), files)


@given(FILES)
def test_tar(files: list[tuple[str, bytes]]) -> None:
    data = tar_of(TarMember(name=b"x", data=data, before=long_name(name.encode())) for name, data in files)
    listing = READERS[Kind.TAR](data, lavish())
    assert [member.names[0].text for member in listing.members] == [name for name, _ in files]
    packed = READERS[Kind.GZIP](gzip.compress(data), lavish()).members[0]
    assert packed.stream is not None
    check(STREAM_READERS[Kind.TAR](packed.stream, lavish()), files)


@given(FILES)
def test_tar_of_tarfile(files: list[tuple[str, bytes]]) -> None:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    check(READERS[Kind.TAR](file.getvalue(), lavish()), files)


@given(NAMES, DATA)
def test_gzip(name: str, data: bytes) -> None:
    check(READERS[Kind.GZIP](gzip_of(data, name=name.encode()), lavish()), [(name, data)])


@given(FILES, st.booleans())
def test_7z(files: list[tuple[str, bytes]], packed: bool) -> None:
    folder = Folder(files=[data for _, data in files], coders=[Coder(LZMA2, b"\x08")])
    data = sevenzip_of([([name for name, _ in files], folder)], packed_header=Coder(LZMA2, b"\x08") if packed else None)
    check(READERS[Kind.SEVENZIP](data, lavish()), files)


@given(FILES)
def test_rar(files: list[tuple[str, bytes]]) -> None:
    five = rar5_of(RarFile(name=name.encode(), data=data) for name, data in files)
    check(READERS[Kind.RAR5](five, lavish()), files)
    four = rar4_of(RarFile(name=name.encode(), data=data, flags=0x200) for name, data in files)
    check(READERS[Kind.RAR4](four, lavish()), files)


@given(st.lists(st.tuples(NAMES.filter(lambda name: ";" not in name), st.binary(min_size=1, max_size=300)), max_size=6))
def test_joliet(files: list[tuple[str, bytes]]) -> None:
    entries = [IsoEntry(name=b"%d" % n, joliet=name, data=data) for n, (name, data) in enumerate(files)]
    listing = READERS[Kind.ISO](iso_of(entries, joliet=True), lavish())
    assert first_names(listing) == [name for name, _ in files]
    assert [opened(member).data for member in listing.members] == [data for _, data in files]
