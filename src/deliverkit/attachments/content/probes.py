"""Is this really an archive or an image?  Formats whose mark is weak, stands elsewhere, or is shared."""

from __future__ import annotations

import re
from struct import Struct
from typing import Final

from .kinds import ContentKind

__all__ = ["at_the_end", "compound_kind", "disk_kind", "far_inside", "fixed_inside", "is_lzma", "skips_to_zstd"]

_U16: Final = Struct("<H")
_U32: Final = Struct("<I")
_LZMA: Final = Struct("<BIQ")
_LZH: Final = re.compile(rb"-(?:lh[0-9dx]|lz[s2345]|pm[0-2s]|pc1)-")
_CPIO_TEXT: Final = re.compile(rb"07070[12][0-9A-Fa-f]{104}|070707[0-7]{70}")
_CPIO_OLD: Final = 26  # octets of the header of the binary form
_NAME_END: Final = re.compile(rb"[^\0]++\0\Z")
_NO_SIZE: Final = 2**64 - 1
_MOST_LZMA: Final = 2**38  # as XZ Utils judge it: no file is larger than 256 GiB
_USUAL_LZMA: Final = 0x5D
_LEAST_LZMA: Final = 32  # octets that somebody would pack in an unusual way; tables of numbers have smaller ones there
_ROOT_ENTRY: Final = 5
_MOST_SKIPPED: Final = 16
_ISO_AT: Final = 32769
_FOOTER: Final = 512


def _class_identifier(first: int) -> bytes:
    return _U32.pack(first) + bytes.fromhex("00000000c000000000000046")


_CLASSES: Final = {
    _class_identifier(0x000C1082): ContentKind.MSI,  # transform
    _class_identifier(0x000C1084): ContentKind.MSI,  # package
    _class_identifier(0x000C1086): ContentKind.MSI,  # patch
    _class_identifier(0x00020D0B): ContentKind.OUTLOOK,
}
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_MESSAGE: Final = "__properties_version1.0".encode("utf-16-le")


def compound_kind(data: bytes | memoryview) -> ContentKind:
    """What a compound file is, by the class of its root and the first names in its directory."""
    if len(data) < _FOOTER:
        return ContentKind.CFB
    shift = _U16.unpack_from(data, 30)[0]
    at = (_U32.unpack_from(data, 48)[0] + 1) << min(shift, 16)
    entries = bytes(data[at : at + 4096])
    if entries[66:67] == bytes((_ROOT_ENTRY,)) and entries[80:96] in _CLASSES:
        return _CLASSES[entries[80:96]]
    if _ENCRYPTED in entries:
        return ContentKind.ENCRYPTED_OFFICE
    return ContentKind.OUTLOOK if _MESSAGE in entries else ContentKind.CFB


def is_lzma(head: bytes) -> bool:
    """Whether an .lzma file starts here, which has no mark: by what XZ Utils hold for sensible."""
    if len(head) <= _LZMA.size or head[13]:
        return False
    fields: tuple[int, int, int] = _LZMA.unpack_from(head)
    properties, dictionary, size = fields
    bits = dictionary.bit_length()
    usual = dictionary >= 4096 and dictionary in (1 << (bits - 1), 3 << max(bits - 2, 0))
    likely = properties == _USUAL_LZMA or (properties <= 224 and size >= _LEAST_LZMA)
    return likely and (usual or dictionary == 2**32 - 1) and (size == _NO_SIZE or size < _MOST_LZMA)


def skips_to_zstd(data: bytes | memoryview) -> bool:
    """Whether a Zstandard frame follows the skippable frames at the start, which LZ4 shares."""
    at = 0
    for _ in range(_MOST_SKIPPED):
        mark = bytes(data[at : at + 8])
        if mark[:4] == b"\x28\xb5\x2f\xfd":
            return True
        if len(mark) < 8 or mark[0] & 0xF0 != 0x50 or mark[1:4] != b"\x2a\x4d\x18":
            return False
        at += 8 + _U32.unpack_from(mark, 4)[0]
    return False


def fixed_inside(head: bytes) -> ContentKind | None:
    """What has its mark a few octets from its start: LHA, ACE, cpio, tar."""
    # the level of the header at 20 tells an LHA archive from text that mentions one
    if len(head) > 21 and head[20] <= 3 and _LZH.match(head, 2):
        return ContentKind.LZH
    if head.startswith(b"**ACE**", 7):
        return ContentKind.ACE
    if head.startswith(b"0707") and _CPIO_TEXT.match(head):
        return ContentKind.CPIO
    if head.startswith((b"\xc7\x71", b"\x71\xc7")) and _is_old_cpio(head):
        return ContentKind.CPIO
    return ContentKind.TAR if head.startswith(b"ustar", 257) or _is_old_tar(head) else None


def _is_old_cpio(head: bytes) -> bool:
    size = int.from_bytes(head[20:22], "little" if head[0] == 0xC7 else "big")
    name = head[_CPIO_OLD : _CPIO_OLD + size]
    return 1 < size == len(name) and _NAME_END.match(name) is not None


def _is_old_tar(head: bytes) -> bool:
    """Whether a tar header stands here, by its checksum: the octets' sum "with the checksum field taken as blanks"."""
    if len(head) < 512 or head[0] == 0:
        return False
    written = head[148:156].strip(b" \0")
    if not written or written.strip(b"01234567"):
        return False
    return int(written, 8) == sum(head[:148]) + 8 * 0x20 + sum(head[156:512])


def disk_kind(head: bytes) -> ContentKind | None:
    """What a boot sector at the start belongs to: a FAT file system, or a partition table."""
    if len(head) < 512 or head[510:512] != b"\x55\xaa":
        return None
    sector, cluster, reserved, tables = _U16.unpack_from(head, 11)[0], head[13], _U16.unpack_from(head, 14)[0], head[16]
    jumps = head[0] == 0xE9 or (head[0] == 0xEB and head[2] == 0x90)
    if jumps and sector in (512, 1024, 2048, 4096) and cluster and not cluster & (cluster - 1) and reserved and tables:
        return ContentKind.FAT
    # each of four entries is marked active or not, and one has a type
    entries = [head[at : at + 16] for at in range(446, 510, 16)]
    if all(entry[0] in (0, 0x80) for entry in entries) and any(entry[4] for entry in entries):
        return ContentKind.MBR
    return None


def far_inside(data: bytes | memoryview) -> ContentKind | None:
    """What has its mark behind sixteen empty sectors: ISO 9660, UDF."""
    mark = bytes(data[_ISO_AT : _ISO_AT + 5])
    if mark == b"CD001":
        return ContentKind.ISO
    return ContentKind.UDF if mark in (b"BEA01", b"NSR02", b"NSR03") else None


def at_the_end(data: bytes | memoryview) -> ContentKind | None:
    """What has its mark in the last 512 octets: VHD, DMG."""
    tail = bytes(data[-_FOOTER:])
    if tail.startswith(b"conectix") or bytes(data[-_FOOTER + 1 :]).startswith(b"conectix"):
        return ContentKind.VHD
    return ContentKind.DMG if tail.startswith(b"koly\0\0\0\x04") else None
