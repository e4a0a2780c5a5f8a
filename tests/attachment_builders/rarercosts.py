"""Rarer containers that cost as much as one can make them cost, of any size, each read in a process of its own."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from struct import pack
from typing import Final

from deliverkit.attachments.containers.aces import read_ace
from deliverkit.attachments.containers.arjs import read_arj
from deliverkit.attachments.containers.cabs import read_cab
from deliverkit.attachments.containers.cfbs import read_cfb
from deliverkit.attachments.containers.cpios import read_cpio
from deliverkit.attachments.containers.fats import read_fat
from deliverkit.attachments.containers.inline import read_uuencode
from deliverkit.attachments.containers.lzhs import read_lzh
from deliverkit.attachments.containers.member import Listing
from deliverkit.attachments.containers.tnefs import read_tnef
from deliverkit.core.budget import Budget

from .cabs import MSZIP, STORED, CabFile, cab_of
from .cfbs import CfbEntry, attachment, cfb_of, property_stream
from .cms import DATA_TYPE, octets, oid, signed, tlv
from .fats import FatEntry, extended, fat_of, gpt_of, mbr_of, partition
from .oldarchives import ace_file, ace_of, arj_file, arj_of, cpio_of, lzh_file
from .rarer import Read, read_cms
from .tnefs import DATA, TITLE, attached_file, attribute, properties, text, tnef_of
from .uuencoded import uu_of, yenc_of

__all__ = ["GROWING", "SHAPES", "main", "read_and_open"]

SIZE: Final = 25_000_000
_HUGE: Final = bytes(1_000)


def _streams(count: int) -> bytes:
    return cfb_of([CfbEntry(name=f"{n}", data=b"x") for n in range(count)])


def _overlapping(count: int) -> bytes:
    """Directories that begin one cluster behind one another, in one chain."""
    held = [FatEntry(short=b"%-11d" % n, entries=[], first=2 + n) for n in range(count)]
    chain = FatEntry(short=b"CHAIN   BIN", data=(b"\xe5" + bytes(31)) * 16 * count)
    return fat_of([chain, *held], bits=16, clusters=5_000)


def _long_names(count: int) -> bytes:
    return fat_of([FatEntry(short=b"A          ", before=(b"\x41" + bytes(10) + b"\x0f" + bytes(20)) * 16 * count)])


def _partitions(count: int) -> bytes:
    return gpt_of([(40 + n, fat_of([], boot={36: pack("<I", 1 << 30), 22: b"\0\0"})) for n in range(min(count, 256))])


def _links(count: int) -> bytes:
    links = [(1 + n, extended([partition(5, n + 1), partition(6, 0)])) for n in range(count)]
    return mbr_of([partition(5, 1)], links)


GROWING: Final[Mapping[str, tuple[Read, Callable[[int], bytes]]]] = {
    "compound file of streams": (read_cfb, _streams),
    "compound file of strays": (
        read_cfb,
        lambda n: cfb_of([CfbEntry(name="a", linked=not one, data=b"x") for one in range(n)]),
    ),
    "compound file of large streams in one place": (
        read_cfb,
        lambda n: cfb_of([CfbEntry(name="a", data=_HUGE * n), *[CfbEntry(name="b", size=1_000 * n, first=0)] * 3]),
    ),
    "compound file of attachments": (
        read_cfb,
        lambda n: cfb_of([attachment(one, long=f"{one}.exe", data=b"x") for one in range(n)]),
    ),
    "compound file of names of one attachment": (
        read_cfb,
        lambda n: cfb_of([attachment(0, *[property_stream("3707001F", b"a\0")] * n, data=b"x")]),
    ),
    "tnef attachments": (read_tnef, lambda n: tnef_of([attached_file(b"%d" % one, b"x") for one in range(n)])),
    "tnef data of one attachment": (read_tnef, lambda n: tnef_of([attribute(DATA, b"") * n])),
    "tnef names of one attachment": (read_tnef, lambda n: tnef_of([attribute(TITLE, b"a\0") * n])),
    "tnef properties": (read_tnef, lambda n: tnef_of([properties(*[text(0x3706, "x")] * n)])),
    "tnef fixed properties": (read_tnef, lambda n: tnef_of([properties(*[pack("<HHI", 3, 1, 0)] * n)])),
    "uuencode beginnings": (read_uuencode, lambda n: b"begin 644 a\n" * n),
    "uuencode short lines": (read_uuencode, lambda n: b"begin 644 a\n" + b'!"\n' * n + b"`\nend\n"),
    "uuencode empty lines": (read_uuencode, lambda n: b"begin 644 a\n#IF!A\n" + b"\n" * 9 * n + b"end\n"),
    "uuencode files": (read_uuencode, lambda n: uu_of("a", b"x" * 50) * n),
    "uuencode words": (read_uuencode, lambda n: b"begin begin\nbegin-\n" * n),
    "yenc beginnings": (read_uuencode, lambda n: b"=ybegin line=1 size=1 name=a\n" * n),
    "yenc names": (read_uuencode, lambda n: b"=ybegin line=1 size=1" + b" name= " * n),
    "yenc escapes": (read_uuencode, lambda n: b"=ybegin line=1 size=1 name=a\n" + b"=" * 99 * n),
    "yenc files": (read_uuencode, lambda n: yenc_of("a", b"x") * n),
    "cms pieces": (read_cms, lambda n: signed(octets(b"x" * n, piece=1, open_ended=True))),
    "cms empty pieces": (read_cms, lambda n: tlv(0x30, oid(DATA_TYPE) + tlv(0xA0, tlv(0x24, b"\4\0" * n)))),
    "cms strings in strings": (read_cms, lambda n: b"\x30\x80" + oid(DATA_TYPE) + b"\xa0\x80" + b"\x24\x80" * n),
    "cms algorithms": (read_cms, lambda n: signed(octets(b"x"), before=b"\x31\x80" + b"\5\0" * n)),
    "cab files": (read_cab, lambda n: cab_of([[CabFile(name=b"%d" % one, data=b"x") for one in range(n)]])),
    "cab folders": (read_cab, lambda n: cab_of([[CabFile(name=b"%d" % one, data=b"x")] for one in range(n)])),
    "cab blocks": (read_cab, lambda n: cab_of([[CabFile(name=b"a", data=_HUGE * n)]], method=STORED)),
    "cab blocks of mszip": (read_cab, lambda n: cab_of([[CabFile(name=b"a", data=_HUGE * n)]], method=MSZIP)),
    "lzh files": (read_lzh, lambda n: lzh_file(b"a", b"x") * n),
    "lzh old files": (read_lzh, lambda n: lzh_file(b"a", level=0) * n),
    "lzh methods": (read_lzh, lambda n: b"-lh5-" * n),
    "lzh headers of no size": (read_lzh, lambda n: b"ab-lh0-\0\0\0\0\0\0\0\0\0\0\0\0 \2" * n),
    "lzh extensions": (read_lzh, lambda n: lzh_file(b"a", level=1, fields=[(64, b"")] * 200) * (n // 50)),
    "lzh headers in extensions": (
        read_lzh,
        lambda n: b"\4\0-lh0-\0\0\0\0\0\0\0\0\0\0\0\0 \3xxU\x20\0\0\0\xff\xff\0\0" * n,
    ),
    "arj files": (read_arj, lambda n: arj_of([arj_file(b"a", b"x")] * n)),
    "arj signatures": (read_arj, lambda n: b"\x60\xea" * 9 * n),
    "arj extended headers": (read_arj, lambda n: arj_of([arj_file(b"a", extended=[b"x"] * n)])),
    "ace files": (read_ace, lambda n: ace_of([ace_file(b"a", b"x")] * n)),
    "ace empty blocks": (read_ace, lambda n: ace_of([bytes(9)]) + bytes(9 * n)),
    "cpio files": (read_cpio, lambda n: cpio_of([(b"a", b"x")] * n)),
    "cpio archives": (read_cpio, lambda n: (cpio_of([]) + bytes(512)) * n),
    "cpio damage": (read_cpio, lambda n: cpio_of([(b"a", b"x")]) + b"0707" * 9 * n),
    "cpio holes": (read_cpio, lambda n: (cpio_of([(b"a", b"x")], trailer=False) + b"x") * n),
    "fat files": (read_fat, lambda n: fat_of([FatEntry(short=b"%-11d" % one, data=b"x") for one in range(n)], bits=16)),
    "fat directories": (
        read_fat,
        lambda n: fat_of([FatEntry(short=b"%-11d" % one, entries=[]) for one in range(n)], bits=16),
    ),
    "fat directories in one chain": (read_fat, lambda n: _overlapping(n // 8)),
    "fat long names": (read_fat, lambda n: _long_names(n // 8)),
    "fat partitions": (read_fat, lambda n: _partitions(n // 16)),
    "fat links of partitions": (read_fat, _links),
}
"""By what it is: its reader, and a container of about that many pieces."""


def _filled(begin: bytes, piece: bytes) -> bytes:
    return begin + piece * ((SIZE - len(begin)) // len(piece))


def _grown(what: str, count: int) -> tuple[Read, Callable[[], bytes]]:
    read, build = GROWING[what]
    return read, lambda: build(count)[:SIZE]


SHAPES: Final[Mapping[str, tuple[Read, Callable[[], bytes]]]] = {
    "compound file of streams": _grown("compound file of streams", 120_000),
    "compound file of strays": _grown("compound file of strays", 120_000),
    "compound file of attachments": _grown("compound file of attachments", 20_000),
    "compound file of names": _grown("compound file of names of one attachment", 100_000),
    "tnef attachments": _grown("tnef attachments", 400_000),
    "tnef data": _grown("tnef data of one attachment", 2_200_000),
    "tnef names": _grown("tnef names of one attachment", 1_900_000),
    "tnef properties": _grown("tnef properties", 1_500_000),
    "tnef fixed properties": _grown("tnef fixed properties", 3_000_000),
    "tnef data of one piece": (read_tnef, lambda: tnef_of([attached_file(b"a", bytes(SIZE - 200))])),
    "uuencode file": (read_uuencode, lambda: _filled(b"begin 644 a\n", b"M" + b"!" * 60 + b"\n")),
    "uuencode beginnings": _grown("uuencode beginnings", 2_000_000),
    "uuencode short lines": _grown("uuencode short lines", 8_000_000),
    "uuencode empty lines": _grown("uuencode empty lines", 2_700_000),
    "uuencode words": _grown("uuencode words", 1_300_000),
    "uuencode files": _grown("uuencode files", 250_000),
    "newlines": (read_uuencode, lambda: b"\n" * SIZE),
    "yenc file": (read_uuencode, lambda: _filled(b"=ybegin line=128 size=1 name=a\n", b"x" * 128 + b"\r\n")),
    "yenc escapes": _grown("yenc escapes", 250_000),
    "yenc beginnings": _grown("yenc beginnings", 800_000),
    "yenc files": _grown("yenc files", 500_000),
    "cms pieces": _grown("cms pieces", 8_000_000),
    "cms empty pieces": _grown("cms empty pieces", 12_000_000),
    "cms strings in strings": _grown("cms strings in strings", 12_000_000),
    "cab files": _grown("cab files", 65_000),
    "cab of a large file": _grown("cab blocks", 24_000),
    "cab bomb": _grown("cab blocks of mszip", 250_000),
    "lzh files": _grown("lzh files", 600_000),
    "lzh headers of no size": _grown("lzh headers of no size", 1_100_000),
    "lzh headers in extensions": _grown("lzh headers in extensions", 700_000),
    "lzh methods": _grown("lzh methods", 5_000_000),
    "arj files": _grown("arj files", 400_000),
    "arj signatures": _grown("arj signatures", 1_400_000),
    "ace files": _grown("ace files", 500_000),
    "ace empty blocks": _grown("ace empty blocks", 2_700_000),
    "cpio files": _grown("cpio files", 200_000),
    "cpio archives": _grown("cpio archives", 40_000),
    "cpio holes": _grown("cpio holes", 200_000),
    "fat files": _grown("fat files", 40_000),
    "fat directories": _grown("fat directories", 40_000),
    "fat directories in one chain": (read_fat, lambda: _overlapping(16_000)),
    "fat long names": (read_fat, lambda: _long_names(4_000)),
    "fat partitions": (read_fat, lambda: _filled(_partitions(256), b"\0")),
}
"""By what it is: its reader, and a container of 25 MB, or of as much of it as the format can hold."""


def read_and_open(read: Read, data: bytes, budget: Budget, count: int = 1) -> Listing:
    """List *data* and open its first *count* members."""
    listing = read(data, budget)
    for member in listing.members[:count]:
        if member.opener is not None:
            member.opener(budget)
    return listing


def _peak() -> int:
    """The most memory this process had since it was last asked to forget it, in octets."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def main(what: str) -> None:
    """Read the container *what*; print what it cost beyond having it."""
    read, build = SHAPES[what]
    data = build()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before, begun = _peak(), time.process_time()
    budget = Budget()
    listing = read_and_open(read, data, budget, 100_000)
    cost = {"seconds": time.process_time() - begun, "octets": _peak() - before, "members": len(listing.members)}
    print(json.dumps(cost | {"size": len(data)}))  # noqa: T201 - what the test reads
