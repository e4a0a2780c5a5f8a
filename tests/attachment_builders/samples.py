"""One or more archives of every format, small, from our own builders: what hostile tests mutate."""

from __future__ import annotations

import bz2
import lzma
from collections.abc import Mapping
from typing import Final

from deliverkit.attachments.containers.member import Kind

from .isos import IsoEntry, iso_of, rock_name
from .rars import RarFile, rar4_of, rar5_of
from .sevenzips import LZMA, LZMA2, Coder, Folder, sevenzip_of
from .singles import gzip_of
from .tars import TarMember, long_name, pax, tar_of
from .zips import BZIP2, DEFLATE, STORED, XZ, ZipMember, unicode_path, zip_of
from .zips import LZMA as ZIP_LZMA

__all__ = ["SAMPLES"]

_DATA: Final = b"".join(b"%d," % n for n in range(300))
_FILES: Final = [RarFile(name=b"a.txt", data=_DATA), RarFile(name="\u00fc.js".encode(), data=b"2", flags=0x200)]
_ENTRIES: Final = [
    IsoEntry(name=b"A.TXT;1", joliet="a.txt", system=rock_name(b"a.txt"), data=_DATA),
    IsoEntry(name=b"DIR", joliet="dir", entries=[IsoEntry(name=b"RUN.JS;1", joliet="run.js", data=b"2")]),
]
_FOLDER: Final = Folder(files=[_DATA, b"2"], coders=[Coder(LZMA, b"\x5d\0\0\1\0")])

SAMPLES: Final[Mapping[str, tuple[Kind, bytes]]] = {
    "zip": (Kind.ZIP, zip_of([("a.txt", _DATA), ("b.js", b"2")])),
    "zip of many methods": (
        Kind.ZIP,
        zip_of(
            ZipMember(name=b"%d.js" % method, data=_DATA, method=method, descriptor=bool(method % 2))
            for method in (STORED, DEFLATE, BZIP2, ZIP_LZMA, XZ, 9)
        ),
    ),
    "zip64": (Kind.ZIP, zip_of([("a.txt", _DATA), ("b.js", b"2")], zip64=True, prepend=b"x" * 40, comment=b"comment")),
    "zip of odd names": (
        Kind.ZIP,
        zip_of(
            [
                ZipMember(name=b"a\0.js", local_name=b"\xff.js", extra=unicode_path("\u00fc", b"a\0.js"), data=_DATA),
                ZipMember(name=b"hidden", in_directory=False, data=b"1"),
                ZipMember(name=b"gone", in_file=False, offset=7),
            ]
        ),
    ),
    "zip behind a zip": (Kind.ZIP, zip_of([("a.txt", _DATA)]) + zip_of([("b.js", b"2")])),
    "tar": (Kind.TAR, tar_of([("a.txt", _DATA), ("b.js", b"2")])),
    "tar of long names": (
        Kind.TAR,
        tar_of(
            [
                TarMember(name=b"x", before=long_name(b"l" * 300), data=_DATA),
                TarMember(name=b"y", before=pax((b"path", b"p" * 300), (b"size", b"9"))),
                TarMember(name=b"s", kind=b"S", magic=b"ustar  \0", map_blocks=bytes(512), real_size=9),
            ]
        ),
    ),
    "gzip": (Kind.GZIP, gzip_of(_DATA, name=b"a.txt", comment=b"c", extra=b"e", header_crc=True) + gzip_of(b"2")),
    "bzip2": (Kind.BZIP2, bz2.compress(_DATA) + bz2.compress(b"2")),
    "xz": (Kind.XZ, lzma.compress(_DATA) + lzma.compress(b"2")),
    "lzma": (Kind.LZMA, lzma.compress(_DATA, lzma.FORMAT_ALONE)),
    "7z": (Kind.SEVENZIP, sevenzip_of([(["a.txt", "b.js"], _FOLDER)], empty={"d": True})),
    "7z with a packed header": (
        Kind.SEVENZIP,
        sevenzip_of([(["a.txt", "b.js"], _FOLDER)], packed_header=Coder(LZMA2, b"\x08"), crc=True),
    ),
    "rar 4": (Kind.RAR4, rar4_of(_FILES)),
    "rar 5": (Kind.RAR5, rar5_of(_FILES)),
    "iso": (Kind.ISO, iso_of(_ENTRIES, joliet=True)),
}
"""By what it is: its kind and its octets."""
