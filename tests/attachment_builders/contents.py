"""The smallest files of every kind that their marks prove, and texts that only look like one."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile

__all__ = ["LOOK_LIKE", "SAMPLES", "compound", "dos", "pe", "zip_of"]


def pe(at: int = 64, mark: bytes = b"PE\0\0") -> bytes:
    """A program whose new header stands at *at*."""
    head = b"MZ" + bytes(58) + struct.pack("<I", at)
    return head[:at].ljust(at, b"\0") + mark + b"L\x01" if at >= 64 else head[:at] + mark + head[at + len(mark) :]


def dos(*, relocations: int = 0, table: int = 28, pages: int = 1, paragraphs: int = 2, last: int = 40) -> bytes:
    """A DOS program of 40 octets."""
    head = struct.pack(
        "<2sHHHHHHHHHHHHH", b"MZ", last, pages, relocations, paragraphs, 0, 65535, 0, 0, 0, 0, 0, table, 0
    )
    return head.ljust(40, b"\x90")


def compound(identifier: bytes = b"", name: str = "", shift: int = 9) -> bytes:
    """A compound file with a root and one entry in its directory."""
    head = bytearray(1 << shift)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<H", head, 30, shift)
    struct.pack_into("<I", head, 48, 0)
    root = bytearray(128)
    root[:20] = "Root Entry".encode("utf-16-le")
    root[66] = 5
    root[80 : 80 + len(identifier)] = identifier
    return bytes(head + root) + name.encode("utf-16-le").ljust(128, b"\0")


def zip_of(*names: str) -> bytes:
    """A zip archive of members of these names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return file.getvalue()


def _tar() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        archive.addfile(tarfile.TarInfo("a.txt"))
    return file.getvalue()


def _old_tar() -> bytes:
    head = bytearray(_tar()[:512])
    head[257:265] = bytes(8)
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head)


def _sector(*, jump: bytes = b"\xeb\x3c\x90", sector: int = 512, cluster: int = 1) -> bytes:
    head = jump + b"MSDOS5.0" + struct.pack("<HBHB", sector, cluster, 1, 2)
    return head.ljust(510, b"\0") + b"\x55\xaa"


def _partitions(kind: int = 7, active: int = 0x80) -> bytes:
    return bytes(446) + bytes((active, 0, 0, 0, kind)).ljust(64, b"\0") + b"\x55\xaa"


def _at(offset: int, mark: bytes) -> bytes:
    return bytes(offset) + mark.ljust(512, b"\0")


CFB_CLASS = "{:02x}100c0000000000c000000000000046"
MAIL = b"From: a@a.example\r\nTo: b@b.example\r\nSubject: x\r\n\r\nhello"

SAMPLES: list[tuple[str, bytes]] = [
    ("PE", pe()),
    ("PE", pe(4)),
    ("PE", pe(1000)),
    ("NE", pe(mark=b"NE\5\0")),
    ("DOS", dos()),
    ("DOS", dos(relocations=1)),
    ("ELF", b"\x7fELF\2\1\1"),
    ("MACHO", b"\xca\xfe\xba\xbe\0\0\0\2"),
    ("MACHO", b"\xcf\xfa\xed\xfe\7\0\0\1"),
    ("CLASS", b"\xca\xfe\xba\xbe\0\0\0\x34"),
    ("LNK", bytes.fromhex("4c0000000114020000000000c000000000000046") + bytes(60)),
    ("CHM", b"ITSF\3\0\0\0"),
    ("HLP", b"?_\x03\x00"),
    ("DEX", b"dex\n035\0"),
    ("WASM", b"\0asm\1\0\0\0"),
    ("SWF", b"CWS\x0a\x00\x10\0\0\x78\x9c"),
    ("ZIP", zip_of("a.txt")),
    ("ZIP", zip_of()),
    ("ZIP", b"PK00" + zip_of("a.txt")),
    ("ZIP", b"X" * 70_000 + zip_of("a.txt")),
    ("ZIP", b"X" + zip_of("a.txt")[:-2] + b"\xff\xff" + b"c" * 65_535),
    ("GZIP", gzip.compress(b"x")),
    ("COMPRESS", b"\x1f\x9d\x90a"),
    ("BZIP2", bz2.compress(b"x")),
    ("BZIP2", bz2.compress(b"")),
    ("XZ", lzma.compress(b"x")),
    ("LZMA", lzma.compress(b"x", format=lzma.FORMAT_ALONE)),
    ("LZMA", b"\x5d" + struct.pack("<IQ", 3 << 20, 100) + b"\0abc"),
    ("LZMA", b"\x5d" + struct.pack("<IQ", 2**32 - 1, 2**64 - 1) + b"\0abc"),
    ("LZMA", b"\0" + struct.pack("<IQ", 1 << 17, 100) + b"\0abc"),
    ("ZSTD", b"\x28\xb5\x2f\xfd\x24\0\1\0\0"),
    ("ZSTD", b"\x52\x2a\x4d\x18\2\0\0\0xx\x28\xb5\x2f\xfd\x24"),
    ("LZIP", b"LZIP\1\x0c"),
    ("LZ4", b"\x04\x22\x4d\x18\x64"),
    ("SEVENZIP", b"7z\xbc\xaf\x27\x1c\0\4"),
    ("RAR4", b"Rar!\x1a\x07\0\xcf\x90\x73"),
    ("RAR5", b"Rar!\x1a\x07\1\0\xcf\x90\x73"),
    ("CAB", b"MSCF\0\0\0\0" + bytes(28)),
    ("LZH", b"\x20\x30-lh5-" + bytes(30)),
    ("ARJ", b"\x60\xea" + struct.pack("<H", 40) + b"\x22\x0b\1\2\0\0\2" + bytes(30)),
    ("ACE", b"\x12\x34\x31\0\0\x90\0**ACE**\x14\x14"),
    ("TAR", _tar()),
    ("TAR", _old_tar()),
    ("CPIO", b"070701" + b"0" * 104 + b"a\0"),
    ("CPIO", b"070707" + b"0" * 70 + b"a\0"),
    ("CPIO", b"\xc7\x71" + bytes(18) + b"\2\0" + bytes(4) + b"a\0"),
    ("CPIO", b"\x71\xc7" + bytes(18) + b"\0\2" + bytes(4) + b"a\0"),
    ("AR", b"!<arch>\ndebian-binary   "),
    ("RPM", b"\xed\xab\xee\xdb\3\0"),
    ("XAR", b"xar!\0\x1c\0\1"),
    ("WIM", b"MSWIM\0\0\0\xd0\0\0\0"),
    ("CRX", b"Cr24\3\0\0\0"),
    ("TNEF", b"\x78\x9f\x3e\x22\1\0"),
    ("ISO", _at(32769, b"CD001\1")),
    ("UDF", _at(32769, b"BEA01\1")),
    ("FAT", _sector()),
    ("FAT", _sector(jump=b"\xe9\0\0")),
    ("MBR", _partitions()),
    ("VHD", _partitions() + b"conectix".ljust(512, b"\0")),
    ("VHD", _partitions() + b"conectix".ljust(511, b"\0")),
    ("VHD", b"conectix".ljust(1024, b"\0")),
    ("VHDX", b"vhdxfile\x4d\0"),
    ("VMDK", b"KDMV\1\0\0\0"),
    ("QCOW", b"QFI\xfb\0\0\0\3"),
    ("DMG", bytes(600) + b"koly\0\0\0\4".ljust(512, b"\0")),
    ("CFB", compound()),
    ("CFB", compound(shift=12)),
    ("CFB", compound()[:100]),
    ("MSI", compound(bytes.fromhex("84100c0000000000c000000000000046"))),
    ("OUTLOOK", compound(bytes.fromhex("0b0d020000000000c000000000000046"))),
    ("OUTLOOK", compound(name="__properties_version1.0")),
    ("ENCRYPTED_OFFICE", compound(name="EncryptedPackage")),
    ("ONENOTE", bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3")),
    ("PDF", b"%PDF-1.7\n%\xe2\xe3"),
    ("PDF", b"junk\n%PDF-1.4\n%\xe2\xe3"),
    ("RTF", b"{\\rtf1\\ansi x}"),
    ("RTF", b" {\\rt x}"),
    ("POSTSCRIPT", b"%!PS-Adobe-3.0\n"),
    (
        "CMS",
        bytes.fromhex("308206092a864886f70d010702a0")[:2] + b"\x01\x02" + bytes.fromhex("06092a864886f70d010702a0"),
    ),
    ("CMS", bytes.fromhex("308006092a864886f70d010703a0")),
    ("PST", b"!BDN\x12\x34"),
    ("ACCESS", b"\0\1\0\0Standard Jet DB\0"),
    ("JPEG", b"\xff\xd8\xff\xe0\0\x10JFIF"),
    ("PNG", b"\x89PNG\r\n\x1a\n\0\0\0\x0d"),
    ("GIF", b"GIF89a\1\0\1\0"),
    ("BMP", b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0"),
    ("TIFF", b"II*\0\x08\0\0\0"),
    ("WEBP", b"RIFF\x24\0\0\0WEBPVP8 "),
    ("ENCODED_SCRIPT", b"#@~^EgAAAA==\\ko$K6,J4EcAAA==^#~@"),
    ("SHEBANG", b"#!/bin/sh\nrm -rf /\n"),
    ("SHEBANG", b"#! /usr/bin/env python3\n"),
    ("HTML", b"<!DOCTYPE html><p>x"),
    ("HTML", b"\xef\xbb\xbf \r\n<!-- x - y --><HTML><body>"),
    ("HTML", "\ufeff<html>".encode("utf-16-le")),
    ("HTML", "\ufeff<script>".encode("utf-16-be")),
    ("HTML", b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html xmlns="x">'),
    ("HTA", b"<html><head><HTA:APPLICATION ID=x>"),
    ("SVG", b"<svg xmlns='http://www.w3.org/2000/svg'>"),
    ("SVG", b'<?xml version="1.0"?><!-- x --><s:svg>'),
    ("SCRIPT_FILE", b'<job id="x"><script language="JScript">'),
    ("SCRIPT_FILE", b"<?xml version='1.0'?><scriptlet><script>"),
    ("XML", b'<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf">'),
    ("PEM", b"-----BEGIN CERTIFICATE-----\n"),
    ("UUENCODE", b"begin 644 a.exe\nM"),
    ("UUENCODE", b"begin-base64 0644 a.exe\nTVqQ\n===="),
    ("MESSAGE", MAIL),
    ("MESSAGE", b"\r\nReceived: x\r\n\ty\r\nX-Other: a\r\nDATE: b\r\n"),
]

LOOK_LIKE: list[bytes] = [
    b"",
    b"M",
    b"MZ",
    b"MZ is how programs start, but this is prose about them, long enough to reach the offset at sixty and beyond.",
    b"MZ" + b"\r\n" * 100,
    pe(mark=b"Pe\0\0"),
    pe()[:50],
    dos(pages=0),
    dos(last=512),
    dos(paragraphs=1),
    dos(paragraphs=40),
    dos(relocations=9, table=30),
    dos(relocations=1, table=2),
    b"FWS is short for fire weather service",
    b"BMW and other cars",
    b"BM" + bytes(40),
    b"BZh91 is a postcode",
    b"LZIPper",
    b"GIF8 ball",
    b"RIFFRAFF and more",
    b"\x1f\x9d",
    b"\x1f\x9d\xff",
    b"\x60\xea" + bytes(30),
    b"\x30\x03\x02\x01\x00",
    b"a -lh5- method is named here, and the text goes on",
    b"0707 is a number, and 070701 is one too",
    b"\xc7\x71" + bytes(30),
    b"\xc7\x71" + bytes(18) + b"\2\0" + bytes(4) + b"ab",
    _old_tar()[:148] + b"9" + _old_tar()[149:],
    _old_tar()[:148] + bytes(8) + _old_tar()[156:],
    _old_tar()[:200] + b"x" + _old_tar()[201:],
    bytes(512),
    bytes(40_000),
    _sector(sector=500),
    _sector(cluster=3),
    _sector(jump=b"\xeb\0\0"),
    _partitions(kind=0),
    _partitions(active=1),
    b"\x52\x2a\x4d\x18\2\0\0\0xx",
    b"\x52\x2a\x4d\x18\2\0\0\0xx\x04\x22\x4d\x18",
    b"\x52\x2a\x4d\x18\0\0\0\0" * 20 + b"\x28\xb5\x2f\xfd",
    b"\0" + struct.pack("<IQ", 1 << 17, 1) + b"\0abc",  # a matrix of numbers
    b"\x5d" + struct.pack("<IQ", 5 << 20, 100) + b"\0abc",
    b"\x5d" + struct.pack("<IQ", 1 << 20, 2**50) + b"\0abc",
    b"\xe1" + struct.pack("<IQ", 1 << 20, 100) + b"\0abc",
    b"\x5d" + struct.pack("<IQ", 1 << 20, 100) + b"\1abc",
    b"prose that says %PDF-1.4 and goes on",
    b"begin 644 without a name",
    b"begin 644 evil.exe\nthis is prose about a format",
    b"begin-base64 644 a\nprose, too",
    b"begin the day",
    b"# a heading",
    b"#!",
    b"<not a page",
    b"<letter>x</letter>",
    b"<!-- never closed <html>",
    b"<component>plain</component>",
    b"From: a\nhello",
    b"From: a\nFrom: b\nFrom: c\n",
    b"Subject: a list\n\nFrom: x\nTo: y\n",
    b"PK\x05\x06 is where a zip archive ends, and this is none of those, however long it is",
    zip_of("a.txt")[-22:-2].rjust(23, b"X") + b"\xff\xff",
    b"X" * 30 + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 9, 1, 0, 0, 0),
    b"X" * 30 + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, 10**6, 0, 0),
    b"X" * 30 + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, 0, 10**6, 0),
    b"X" + b"PK\x05\x06" * 20,
    "\u041f\u0440\u0438\u0432\u0435\u0442".encode(),
]
