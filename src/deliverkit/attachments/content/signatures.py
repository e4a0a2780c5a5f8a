"""What is this file, whatever it is called?  By its octets alone: marks where they stand, proved where weak."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from .embedded import zip_ends
from .kinds import ContentKind
from .probes import at_the_end, compound_kind, disk_kind, far_inside, fixed_inside, is_lzma, skips_to_zstd
from .programs import fat_or_class, mz_program
from .texts import text_kind

__all__ = ["identify"]

K: Final = ContentKind
_HEAD: Final = 8192
_Proof: TypeAlias = Callable[[bytes, bytes | memoryview], ContentKind | None]

# a sequence of any length that begins with an object identifier of PKCS #7 (RFC 5652 section 3)
_CMS: Final = re.compile(
    rb"\x30(?:\x80|[\x00-\x7f]|\x81.|\x82..|\x83.{3}|\x84.{4})\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07[\x01-\x06]",
    re.DOTALL,
)
_BZIP2: Final = (b"\x31\x41\x59\x26\x53\x59", b"\x17\x72\x45\x38\x50\x90")  # a block, or the end at once
_BMP_HEADERS: Final = tuple(size.to_bytes(4, "little") for size in (12, 40, 52, 56, 64, 108, 124))
# readers look for it in the first 1,024 octets; a line of its own, as prose may mention it
_LATE_PDF: Final = re.compile(rb"[\r\n\0]%PDF-[12]\.[0-9][ \t]*+[\r\n]")
_LATEST_PDF: Final = 1024


def _flash(head: bytes) -> ContentKind | None:
    # a version that exists and a length below 256 MB, where text has letters
    return K.SWF if len(head) > 8 and 0 < head[3] <= 60 and head[7] < 16 else None


def _compress(head: bytes) -> ContentKind | None:
    return K.COMPRESS if len(head) > 2 and not head[2] & 0x60 and 9 <= head[2] & 0x1F <= 16 else None


def _arj(head: bytes) -> ContentKind | None:
    # a header of at most 2,600 octets whose file type says that it is the archive's own
    return K.ARJ if len(head) > 10 and 30 <= int.from_bytes(head[2:4], "little") <= 2600 and head[10] == 2 else None


# the mark at the start, and what it means or how that is found out
_MARKS: Final[tuple[tuple[bytes, ContentKind | _Proof], ...]] = (
    (b"MZ", lambda _, data: mz_program(data)),
    (b"\x7fELF", K.ELF),
    (b"\xca\xfe\xba\xbe", lambda _, data: fat_or_class(data)),
    (b"\xca\xfe\xba\xbf", K.MACHO),
    (b"\xfe\xed\xfa\xce", K.MACHO),
    (b"\xfe\xed\xfa\xcf", K.MACHO),
    (b"\xce\xfa\xed\xfe", K.MACHO),
    (b"\xcf\xfa\xed\xfe", K.MACHO),
    (bytes.fromhex("4c0000000114020000000000c000000000000046"), K.LNK),
    (b"ITSF", K.CHM),
    (b"?_\x03\x00", K.HLP),
    (b"dex\n", K.DEX),
    (b"dey\n", K.DEX),
    (b"\0asm", K.WASM),
    (b"FWS", lambda head, _: _flash(head)),
    (b"CWS", lambda head, _: _flash(head)),
    (b"ZWS", lambda head, _: _flash(head)),
    (b"PK\x03\x04", K.ZIP),
    (b"PK\x05\x06", lambda _, data: K.ZIP if zip_ends(data) else None),
    (b"PK\x07\x08PK\x03\x04", K.ZIP),
    (b"PK00PK\x03\x04", K.ZIP),
    (b"\x1f\x8b\x08", K.GZIP),
    (b"\x1f\x9d", lambda head, _: _compress(head)),
    (b"BZh", lambda head, _: K.BZIP2 if head[4:10] in _BZIP2 else None),
    (b"\xfd7zXZ\0", K.XZ),
    (b"\x28\xb5\x2f\xfd", K.ZSTD),
    (b"LZIP", lambda head, _: K.LZIP if head[4:5] in (b"\0", b"\1") else None),
    (b"\x04\x22\x4d\x18", K.LZ4),
    (b"7z\xbc\xaf\x27\x1c", K.SEVENZIP),
    (b"Rar!\x1a\x07\x00", K.RAR4),
    (b"Rar!\x1a\x07\x01\x00", K.RAR5),
    (b"RE~^", K.RAR4),
    (b"MSCF\0\0\0\0", K.CAB),
    (b"\x60\xea", lambda head, _: _arj(head)),
    (b"!<arch>\n", K.AR),
    (b"\xed\xab\xee\xdb", K.RPM),
    (b"xar!", K.XAR),
    (b"MSWIM\0\0\0", K.WIM),
    (b"WLPWM\0\0\0", K.WIM),
    (b"Cr24", K.CRX),
    (b"\x78\x9f\x3e\x22", K.TNEF),
    (b"conectix", K.VHD),
    (b"vhdxfile", K.VHDX),
    (b"KDMV", K.VMDK),
    (b"# Disk DescriptorFile", K.VMDK),
    (b"QFI\xfb", K.QCOW),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", lambda _, data: compound_kind(data)),
    (bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3"), K.ONENOTE),
    (bytes.fromhex("a12fff43d9ef764c9ee210ea5722765f"), K.ONENOTE),
    (b"%PDF-", K.PDF),
    (b"!BDN", K.PST),
    (b"\0\1\0\0Standard Jet DB\0", K.ACCESS),
    (b"\0\1\0\0Standard ACE DB\0", K.ACCESS),
    (b"\x30", lambda head, _: K.CMS if _CMS.match(head) else None),
    (b"\xff\xd8\xff", K.JPEG),
    (b"\x89PNG\r\n\x1a\n", K.PNG),
    (b"GIF87a", K.GIF),
    (b"GIF89a", K.GIF),
    (b"BM", lambda head, _: K.BMP if head[14:18] in _BMP_HEADERS and not any(head[6:10]) else None),
    (b"II*\0", K.TIFF),
    (b"MM\0*", K.TIFF),
    (b"RIFF", lambda head, _: K.WEBP if head[8:12] == b"WEBP" else None),
)
_BY_FIRST: Final[Mapping[bytes, tuple[tuple[bytes, ContentKind | _Proof], ...]]] = {
    first: tuple((mark, what) for mark, what in _MARKS if mark.startswith(first))
    for first in {mark[:1] for mark, _ in _MARKS}
}


def identify(data: bytes | memoryview) -> ContentKind | None:
    """What *data*, a whole file, is; None when it is nothing known, or only text. Never raises.

    What stands before an archive is passed over where nothing else claims it; for archives behind a program or a
    picture see :func:`containers_in`.
    """
    head = bytes(data[:_HEAD])
    for mark, what in _BY_FIRST.get(head[:1], ()):
        if head.startswith(mark):
            kind = what if isinstance(what, ContentKind) else what(head, data)
            if kind:
                return kind
    return fixed_inside(head) or at_the_end(data) or far_inside(data) or disk_kind(head) or _unmarked(head, data)


def _unmarked(head: bytes, data: bytes | memoryview) -> ContentKind | None:
    if skips_to_zstd(data):
        return K.ZSTD
    if is_lzma(head):
        return K.LZMA
    kind = text_kind(head)
    if kind is None and _LATE_PDF.search(head, 0, _LATEST_PDF):
        kind = K.PDF
    return K.ZIP if kind is None and zip_ends(data) else kind
