"""Does the work grow no faster than the container?  Containers no honest program writes, in three doublings."""

from __future__ import annotations

import bz2
import gzip
import lzma
import time
from collections.abc import Callable
from itertools import pairwise
from statistics import median
from struct import pack
from typing import Final

import pytest

from attachment_builders.isos import IsoEntry, continued, iso_of
from attachment_builders.rars import MARKER4, MARKER5, RarFile, block4, block5, rar4_of, rar5_of, vint
from attachment_builders.sevenzips import Folder, sevenzip_of
from attachment_builders.singles import gzip_of
from attachment_builders.tars import TarMember, pax, tar_of
from attachment_builders.zips import STORED, ZipMember, end_of, zip_of
from deliverkit.attachments.containers.formats import READERS
from deliverkit.attachments.containers.member import Kind
from deliverkit.core.budget import Budget, Limits
from support import Figures

MOST: Final = 2.6  # the median ratio of a doubling; 2 is linear, 4 quadratic
SIZES: Final[tuple[int, ...]] = (500, 1_000, 2_000, 4_000)
LARGE: Final = Limits(bytes_read=1 << 40, bytes_inflated=1 << 40, members=1 << 30)


def _jumps(count: int) -> bytes:
    """Directory entries that disagree with local headers in size, each of which leads to another header."""
    heads = b"".join(pack("<4s5H3I2H", b"PK\3\4", 20, 8, 8, 0, 0, 0, 0, 0, 1, 60_000) + b"x" for _ in range(count))
    members = [
        ZipMember(name=b"%d" % n, method=STORED, local_csize=max(n * 3, 1), csize=0, offset=None) for n in range(count)
    ]
    return zip_of(members) + heads + bytes(count * 40)


SHAPES: Final[dict[str, tuple[Kind, Callable[[int], bytes]]]] = {
    "zip members": (Kind.ZIP, lambda n: zip_of((f"{one}.txt", b"") for one in range(n))),
    "zip members of one local header": (
        Kind.ZIP,
        lambda n: zip_of(ZipMember(name=b"a", in_file=not one, offset=0) for one in range(n)),
    ),
    "zip names that differ": (
        Kind.ZIP,
        lambda n: zip_of(ZipMember(name=b"%d\xff.js" % one, local_name=b"%d" % one) for one in range(n)),
    ),
    "zip local headers alone": (
        Kind.ZIP,
        lambda n: zip_of(((f"{one}.txt", b"") for one in range(n)), directory=False, end=False),
    ),
    "zip local headers of unknown size": (
        Kind.ZIP,
        lambda n: zip_of((ZipMember(name=b"a", descriptor=True) for _ in range(n)), directory=False, end=False),
    ),
    "zip end records": (Kind.ZIP, lambda n: zip_of([("a", b"1")]) + end_of(1, 47, 32) * n),
    "zip end records that lead nowhere": (Kind.ZIP, lambda n: end_of(9, 999, 99) * n),
    "zips behind one another": (Kind.ZIP, lambda n: zip_of([("a", b"1")]) * n),
    "zip signatures": (Kind.ZIP, lambda n: b"PK\3\4PK\1\2PK\5\6PK\7\x08PK\6\6PK\6\7" * n),
    "zip sizes that lead on": (Kind.ZIP, _jumps),
    "zip gaps": (
        Kind.ZIP,
        lambda n: zip_of(ZipMember(name=b"%d" % one, local_extra=b"") for one in range(n)) + bytes(n),
    ),
    "tar members": (Kind.TAR, lambda n: tar_of((f"{one}", b"") for one in range(n))),
    "tar garbage": (Kind.TAR, lambda n: b"ustar" * 100 * n),
    "tar zeros": (Kind.TAR, lambda n: tar_of([("a", b"")]) + bytes(5_000 * n) + tar_of([("a", b"")])),
    "tar pax records": (Kind.TAR, lambda n: tar_of([TarMember(name=b"a", before=pax(*[(b"path", b"x")] * n))])),
    "tar pax headers": (
        Kind.TAR,
        lambda n: tar_of(TarMember(name=b"a", before=pax((b"path", b"x"))) for _ in range(n)),
    ),
    "gzip members": (Kind.GZIP, lambda n: gzip_of(b"") * n),
    "gzip zeros": (Kind.GZIP, lambda n: gzip.compress(b"") + bytes(n * 2_000)),
    "bzip2 streams": (Kind.BZIP2, lambda n: bz2.compress(b"") * n),
    "xz streams": (Kind.XZ, lambda n: lzma.compress(b"") * n),
    "7z files": (
        Kind.SEVENZIP,
        lambda n: sevenzip_of([([f"{one}" for one in range(n)], Folder(files=[b"x"] * n))], empty={"d": True}),
    ),
    "7z folders": (Kind.SEVENZIP, lambda n: sevenzip_of([([f"{one}"], Folder(files=[b"x"])) for one in range(n)])),
    "7z empty files": (Kind.SEVENZIP, lambda n: sevenzip_of([], empty={f"{one}": False for one in range(n)})),
    "rar 4 files": (Kind.RAR4, lambda n: rar4_of(RarFile(name=b"a", data=b"x") for _ in range(n))),
    "rar 5 files": (Kind.RAR5, lambda n: rar5_of(RarFile(name=b"a", data=b"x") for _ in range(n))),
    "rar 4 names": (
        Kind.RAR4,
        lambda n: rar4_of([RarFile(name=b"x" * n + b"\0" + b"\0\xff\x7f\x7f" * n, flags=0x200)]),
    ),
    "rar markers": (Kind.RAR4, lambda n: MARKER4 * n + MARKER5 * n),
    "rar archives": (Kind.RAR4, lambda n: (MARKER4 + block4(0x7B, 0) + MARKER5 + block5(5, 0, vint(0))) * n),
    "rar 5 extras": (Kind.RAR5, lambda n: rar5_of([RarFile(name=b"a", extra=(vint(1) + vint(9)) * n)])),
    "iso files": (Kind.ISO, lambda n: iso_of([IsoEntry(name=b"%d" % one, data=b"1") for one in range(n)])),
    "iso files of one place": (
        Kind.ISO,
        lambda n: iso_of([IsoEntry(name=b"%d" % one, extent=30, size=9) for one in range(n)]),
    ),
    "iso directories": (Kind.ISO, lambda n: iso_of([IsoEntry(name=b"%d" % one, entries=[]) for one in range(n // 4)])),
    "iso continuations": (
        Kind.ISO,
        lambda n: iso_of([IsoEntry(name=b"%d" % one, system=continued(23, 0, 2048)) for one in range(n // 4)]),
    ),
    "iso descriptors": (Kind.ISO, lambda n: bytes(32_768) + (b"\1CD001\1".ljust(2048, b"\0") + bytes(2048)) * (n // 4)),
}


def seconds(kind: Kind, data: bytes) -> float:
    best = 9.0
    for _ in range(3):
        begun = time.perf_counter()
        listing = READERS[kind](data, Budget(LARGE))
        for member in listing.members[:1]:
            if member.opener is not None:
                member.opener(Budget(LARGE))
        best = min(best, time.perf_counter() - begun)
    return best


@pytest.mark.parametrize("what", SHAPES)
def test_growth(what: str, figures: Figures) -> None:
    kind, build = SHAPES[what]
    sizes = SIZES
    times, ratio = [9.0], 9.0
    for _ in range(3):  # a shared machine may disturb one attempt
        times = [seconds(kind, build(size)) for size in sizes]
        ratio = median(after / before for before, after in pairwise(times))
        if ratio <= MOST or times[-1] < 0.005:
            break
        sizes = tuple(size * 2 for size in sizes)
    figures(f"{what}: {times[-1] * 1000:.1f} ms for {sizes[-1]}, a doubling takes {ratio:.2f} times as long")
    assert ratio <= MOST or times[-1] < 0.005
