"""One or more containers of every rarer format, small, from our own builders: what hostile tests mutate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from deliverkit.attachments.containers.aces import read_ace
from deliverkit.attachments.containers.arjs import read_arj
from deliverkit.attachments.containers.cabs import read_cab
from deliverkit.attachments.containers.cfbs import read_cfb
from deliverkit.attachments.containers.cms import cms_member
from deliverkit.attachments.containers.cpios import read_cpio
from deliverkit.attachments.containers.fats import read_fat
from deliverkit.attachments.containers.inline import read_uuencode
from deliverkit.attachments.containers.lzhs import read_lzh
from deliverkit.attachments.containers.member import Kind, Listing
from deliverkit.attachments.containers.tnefs import read_tnef
from deliverkit.core.budget import Budget

from .cabs import STORED, CabFile, cab_of
from .cfbs import CfbEntry, attachment, cfb_of
from .cms import compressed, octets, signed
from .fats import FatEntry, dynamic_vhd, fat_of, gpt_of, mbr_of, partition
from .oldarchives import ace_file, ace_of, arj_file, arj_of, cpio_of, lzh_file
from .tnefs import attached_file, properties, text, tnef_of
from .uuencoded import base64_of, uu_of, yenc_of

__all__ = ["RARER", "Read", "read_cms"]

Read: TypeAlias = Callable[[bytes, Budget], Listing]


def read_cms(data: bytes, _: Budget) -> Listing:
    """What a CMS object holds, in the form of the others."""
    member = cms_member(data)
    return Listing(Kind.ZIP, () if member is None else (member,))


_DATA: Final = b"".join(b"%d," % n for n in range(300))
_LARGE: Final = _DATA * 5
_STREAMS: Final = [
    CfbEntry(name="Large", data=_LARGE),
    CfbEntry(name="Macros", entries=[CfbEntry(name="dir", data=_DATA)]),
    attachment(0, long="a.exe", short="A.EXE", data=_DATA),
]
_FILES: Final = [
    FatEntry(short=b"A       TXT", data=_DATA),
    FatEntry(short=b"DIR        ", entries=[FatEntry(short=b"LONG~1  JS ", long="long name.js", data=b"2")]),
]
_CAB: Final = [[CabFile(name=b"a.txt", data=_DATA), CabFile(name=b"b.js", data=b"2")], [CabFile(name=b"c", data=b"3")]]

RARER: Final[Mapping[str, tuple[Read, bytes]]] = {
    "compound file": (read_cfb, cfb_of(_STREAMS)),
    "compound file, version 4": (read_cfb, cfb_of(_STREAMS[:2], version=4)),
    "tnef": (
        read_tnef,
        tnef_of([attached_file(b"a.txt", _DATA), attached_file(b"b", b"2", properties(text(0x3707, "b.js")))]),
    ),
    "uuencode": (read_uuencode, b"text\n" + uu_of("a.txt", _DATA) + uu_of("b.js", b"2") + base64_of("c", _DATA)),
    "yenc": (read_uuencode, yenc_of("a.txt", _DATA) + yenc_of("b.js", bytes(range(256)), part=2)),
    "cms": (read_cms, signed(octets(_DATA, piece=50, open_ended=True), open_ended=True)),
    "cms in der": (read_cms, signed(octets(_DATA))),
    "cms, compressed": (read_cms, compressed(_DATA)),
    "cab": (read_cab, cab_of(_CAB)),
    "cab, stored": (read_cab, cab_of(_CAB, method=STORED, reserve=(4, 2, 2), following=(b"two.cab", b"disk"))),
    "lzh 0": (read_lzh, lzh_file(b"a.txt", _DATA, level=0) + lzh_file(b"b.js", b"2", level=0) + b"\0"),
    "lzh 1": (
        read_lzh,
        lzh_file(b"a", _DATA, level=1, fields=[(1, b"a.txt"), (2, b"d\xff")]) + lzh_file(b"b.js", level=1),
    ),
    "lzh 2": (read_lzh, lzh_file(b"a.txt", _DATA, fields=[(2, b"d\xff")]) + lzh_file(b"b.js") + b"\0"),
    "lzh 3": (read_lzh, lzh_file(b"a.txt", _DATA, level=3) + lzh_file(b"b.js", level=3) + b"\0"),
    "arj": (read_arj, arj_of([arj_file(b"a.txt", _DATA), arj_file(b"b.js", b"2", extended=[b"more"])])),
    "ace": (read_ace, ace_of([ace_file(b"a.txt", _DATA), ace_file(b"b.js", b"2", wide=True)])),
    "cpio newc": (read_cpio, cpio_of([(b"a.txt", _DATA), (b"b.js", b"2")])),
    "cpio odc": (read_cpio, cpio_of([(b"a.txt", _DATA), (b"b.js", b"2")], form="odc")),
    "cpio bin": (read_cpio, cpio_of([(b"a.txt", _DATA), (b"b.js", b"2")], form="bin")),
    "fat 12": (read_fat, fat_of(_FILES)),
    "fat 32": (read_fat, fat_of(_FILES, bits=32)),
    "fat, partitioned": (read_fat, mbr_of([partition(6, 1), partition(5, 2)], [(1, fat_of(_FILES))])),
    "fat, gpt": (read_fat, gpt_of([(40, fat_of(_FILES))])),
    "fat, virtual": (read_fat, dynamic_vhd(fat_of(_FILES))),
}
"""By what it is: its reader and its octets."""
