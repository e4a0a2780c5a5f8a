"""Containers of 25 MB that cost as much as one can make them cost; each is read in a process of its own."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from struct import pack
from typing import Final

from deliverkit.attachments.containers.formats import READERS, STREAM_READERS
from deliverkit.attachments.containers.member import Kind, Listing
from deliverkit.core.budget import Budget

from .isos import IsoEntry, iso_of
from .rars import MARKER4, MARKER5, RarFile, block4, rar4_of, rar5_of
from .sevenzips import LZMA2, Coder, Folder, sevenzip_of
from .tars import TarMember, header, pax, tar_of
from .zips import STORED, ZipMember, end_of, zip_of

__all__ = ["SHAPES", "main"]

SIZE: Final = 25_000_000
_LOCAL: Final = pack("<4s5H3I2H", b"PK\3\4", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b"x"
_WAITING: Final = pack("<4s5H3I2H", b"PK\3\4", 20, 8, 0, 0, 0, 0, 0, 0, 1, 60_000) + b"x"
_ENTRY: Final = pack("<4s6H3I5H2I", b"PK\1\2", 0, 20, 0, 0, 0, 0, 0, 0, 0, 60_000, 0, 0, 0, 0, 0, 0)
_PACKED: Final = Coder(LZMA2, b"\x08")


def _filled(piece: bytes) -> bytes:
    return piece * (SIZE // len(piece))


def _differing() -> bytes:
    return zip_of(ZipMember(name=b"\xff%d" % n, local_name=b"\xfe%d" % n, method=STORED) for n in range(100_000))


def _long_names() -> bytes:
    return zip_of(ZipMember(name=b"\xff" * 60_000, method=STORED, in_file=not n, offset=0) for n in range(400))


SHAPES: Final[Mapping[str, tuple[Kind, Callable[[], bytes]]]] = {
    "zip members whose names differ": (Kind.ZIP, _differing),
    "zip members with long names": (Kind.ZIP, _long_names),
    "zip directories in names": (Kind.ZIP, lambda: _ENTRY * 300_000 + end_of(1, 1, 46) * 400_000),
    "zip end records": (Kind.ZIP, lambda: _filled(end_of(1, 46, 0))),
    "zip signatures": (Kind.ZIP, lambda: _filled(b"PK\3\4PK\1\2PK\5\6PK\7\x08PK\6\6PK\6\7")),
    "zip local signatures": (Kind.ZIP, lambda: _filled(b"PK\3\4")),
    "zip local headers": (Kind.ZIP, lambda: _filled(_LOCAL)),
    "zip local headers of unknown size": (Kind.ZIP, lambda: _filled(_WAITING)),
    "zips behind one another": (Kind.ZIP, lambda: _filled(zip_of([("a", b"1")]))),
    "tar headers": (Kind.TAR, lambda: _filled(header(TarMember(name=b"\xff")))),
    "tar headers with wrong checksums": (Kind.TAR, lambda: _filled(header(TarMember(name=b"x", checksum=b"1" * 8)))),
    "tar pax headers": (
        Kind.TAR,
        lambda: tar_of([TarMember(name=b"a", before=pax((b"path", b"\xff" * 400)))] * 15_000),
    ),
    "tar zeros": (Kind.TAR, lambda: tar_of([("a", b"")]) + bytes(SIZE)),
    "gzip members": (Kind.GZIP, lambda: _filled(gzip.compress(b""))),
    "gzip bomb": (Kind.GZIP, lambda: gzip.compress(bytes(300_000_000), 1)),
    "gzip of a tar of headers": (Kind.GZIP, lambda: gzip.compress(header(TarMember(name=b"x")) * 400_000, 1)),
    "bzip2 streams": (Kind.BZIP2, lambda: _filled(bz2.compress(b""))),
    "bzip2 bomb": (Kind.BZIP2, lambda: bz2.compress(bytes(300_000_000))),
    "xz streams": (Kind.XZ, lambda: _filled(lzma.compress(b""))),
    "xz bomb": (Kind.XZ, lambda: lzma.compress(bytes(300_000_000), preset=1)),
    "7z files": (
        Kind.SEVENZIP,
        lambda: sevenzip_of([], empty={f"{n}": False for n in range(150_000)}, packed_header=_PACKED),
    ),
    "7z folders": (
        Kind.SEVENZIP,
        lambda: sevenzip_of([([f"{n}"], Folder(files=[b"x"])) for n in range(24_000)], packed_header=_PACKED),
    ),
    "rar 4 files": (Kind.RAR4, lambda: MARKER4 + _filled(rar4_of([RarFile(name=b"\xff")], end=False)[20:])),
    "rar 5 files": (Kind.RAR5, lambda: MARKER5 + _filled(rar5_of([RarFile(name=b"\xff")], end=False)[8:])),
    "rar blocks": (Kind.RAR4, lambda: MARKER4 + _filled(block4(0x75, 0))),
    "iso files": (Kind.ISO, lambda: iso_of([IsoEntry(name=b"%d\xff" % n, extent=n) for n in range(120_000)])),
}


def _read(kind: Kind, data: bytes, budget: Budget) -> Listing:
    listing = READERS[kind](data, budget)
    for member in listing.members[:1]:
        if member.opener is not None:
            member.opener(budget)
        if member.stream is not None:
            return STREAM_READERS[Kind.TAR](member.stream, Budget())
    return listing


def _peak() -> int:
    """The most memory this process had since it was last asked to forget it, in octets."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def main(what: str) -> None:
    """Read the container *what*; print what it cost beyond having it."""
    kind, build = SHAPES[what]
    data = build()[:SIZE]
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before, begun = _peak(), time.process_time()
    listing = _read(kind, data, Budget())
    cost = {"seconds": time.process_time() - begun, "octets": _peak() - before, "members": len(listing.members)}
    print(json.dumps(cost))  # noqa: T201 - what the test reads
