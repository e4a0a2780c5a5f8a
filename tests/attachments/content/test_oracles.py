"""Archives and images made by the real programs are what they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from attachment_builders.tools import plant, run, tool
from deliverkit.attachments.content import ContentKind, identify

K = ContentKind

# the program and its arguments; the file is called made.<extension>
MADE: list[tuple[ContentKind, str, str]] = [
    (K.SEVENZIP, "7z", "7z a -bd made.7z dir"),
    (K.SEVENZIP, "7z", "7z a -bd -psecret -mhe made.7z dir"),
    (K.ZIP, "7z", "7z a -bd made.zip dir"),
    (K.ZIP, "7z", "7z a -bd -psecret made.zip dir"),
    (K.TAR, "7z", "7z a -bd made.tar dir"),
    (K.WIM, "7z", "7z a -bd made.wim dir"),
    (K.GZIP, "7z", "7z a -bd made.gz a.txt"),
    (K.BZIP2, "7z", "7z a -bd made.bz2 a.txt"),
    (K.XZ, "7z", "7z a -bd made.xz a.txt"),
    (K.PE, "7z", "7z a -bd -sfx7zCon.sfx made.exe a.txt"),
    (K.TAR, "bsdtar", "bsdtar --format v7 -cf made.tar a.txt"),
    (K.TAR, "bsdtar", "bsdtar --format ustar -cf made.tar a.txt"),
    (K.TAR, "bsdtar", "bsdtar --format pax -cf made.tar a.txt"),
    (K.TAR, "bsdtar", "bsdtar --format gnutar -cf made.tar a.txt"),
    (K.CPIO, "bsdtar", "bsdtar --format cpio -cf made.cpio a.txt"),
    (K.CPIO, "bsdtar", "bsdtar --format newc -cf made.cpio a.txt"),
    (K.CPIO, "bsdtar", "bsdtar --format bin -cf made.cpio a.txt"),
    (K.AR, "bsdtar", "bsdtar --format ar -cf made.ar a.txt"),
    (K.XAR, "bsdtar", "bsdtar --format xar -cf made.xar a.txt"),
    (K.ISO, "bsdtar", "bsdtar --format iso9660 -cf made.iso a.txt"),
    (K.SEVENZIP, "bsdtar", "bsdtar --format 7zip -cf made.7z a.txt"),
    (K.LZMA, "bsdtar", "bsdtar --lzma -cf made.lzma a.txt"),
    (K.COMPRESS, "bsdtar", "bsdtar -Z -cf made.z a.txt"),
    (K.LZ4, "bsdtar", "bsdtar --lz4 -cf made.lz4 a.txt"),
    (K.ISO, "genisoimage", "genisoimage -quiet -J -R -o made.iso dir"),
    (K.ISO, "genisoimage", "genisoimage -quiet -udf -o made.iso dir"),
    (K.ZSTD, "zstd", "zstd -q a.txt -o made.zst"),
    (K.FAT, "mkfs.fat", "mkfs.fat -C made.img 1440"),
    (K.FAT, "mkfs.fat", "mkfs.fat -F 32 -C made.img 40000"),
    (K.ARJ, "arj", "arj a -y made.arj a.txt"),
    (K.CAB, "gcab", "gcab -c made.cab a.txt"),
    (K.CMS, "openssl", "openssl cms -data_create -in a.txt -outform DER -out made.p7m"),
]


@pytest.mark.parametrize(("kind", "program", "command"), MADE, ids=[command for _, _, command in MADE])
def test_made_by_the_real_program(kind: ContentKind, program: str, command: str, tmp_path: Path) -> None:
    tool(program)
    plant(tmp_path)
    run(command.split(), tmp_path)
    (made,) = tmp_path.glob("made.*")
    expected = (kind, K.ELF) if kind is K.PE else (kind,)  # on Debian the unpacker is a Linux program
    assert identify(made.read_bytes()) in expected
