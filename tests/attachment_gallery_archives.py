"""The gallery, third room: archives as nobody packs them but who wants to hide something, and locked ones."""

from __future__ import annotations

import bz2
import gzip
from collections.abc import Iterator

from attachment_builders.cabs import CabFile, cab_of
from attachment_builders.cfbs import CfbEntry, attachment, cfb_of
from attachment_builders.cms import compressed, signed
from attachment_builders.contents import compound, pe
from attachment_builders.fats import FatEntry, fat_of, fixed_vhd
from attachment_builders.isos import IsoEntry, iso_of, rock_name
from attachment_builders.rars import MARKER5, RarFile, block5, rar4_of, rar5_of, vint
from attachment_builders.sevenzips import Coder, Folder, sevenzip_of
from attachment_builders.singles import gzip_of, lzma_with_dictionary
from attachment_builders.tars import TarMember, long_name, pax, tar_of
from attachment_builders.tnefs import attached_file, tnef_of
from attachment_builders.uuencoded import uu_of, yenc_of
from attachment_builders.zips import BZIP2, LZMA, STORED, XZ, ZipMember, end_of, extra_of, unicode_path, zip_of
from attachment_gallery import SCRIPT, Sample, entity, mail

__all__ = ["carried", "hidden", "locked"]

_FORBIDDEN = "FORBIDDEN"
_CLOSED = "NOT_INSPECTED"
_AES = Coder(b"\x06\xf1\x07\x01", b"\x13\x00")
_CLASS = b"META-INF/MANIFEST.MF"


def _zips() -> Iterator[tuple[str, bytes, str, str]]:
    """The feature, the archive, the likeliest name of the member, its verdict."""
    script = ZipMember(name=b"run.js", data=SCRIPT)
    honest = ZipMember(name=b"a.pdf", data=b"%PDF-1.4\n")
    one = zip_of([script])
    other = zip_of([("a.txt", b"hello")])
    yield "only the local name is bad", zip_of([ZipMember(name=b"a.pdf", local_name=b"a.js ")]), "a.pdf", _FORBIDDEN
    yield "only the central name is bad", zip_of([ZipMember(name=b"a.js", local_name=b"a.js.pdf")]), "a.js", _FORBIDDEN
    yield "only a local header", zip_of([honest, ZipMember(name=b"run.js", in_directory=False)]), "run.js", _FORBIDDEN
    yield "only in the directory", zip_of([honest, ZipMember(name=b"run.js", in_file=False)]), "run.js", _FORBIDDEN
    yield "cut behind the member", one[: one.index(b"PK\1\2")], "run.js", _FORBIDDEN
    yield "cut in the directory", one[: one.index(b"PK\1\2") + 10], "run.js", _FORBIDDEN
    yield "first of two archives", one + other, "run.js", _FORBIDDEN
    yield "second of two archives", other + one, "run.js", _FORBIDDEN
    yield "second of three archives", other + one + other, "run.js", _FORBIDDEN
    yield "archive in the comment", zip_of([honest], comment=one), "run.js", _FORBIDDEN
    yield "false end in the comment", zip_of([script], comment=b"x" * 40 + end_of(0, 0, 0)), "run.js", _FORBIDDEN
    yield "false end behind", one + end_of(0, 0, 0), "run.js", _FORBIDDEN
    yield "prepended, offsets from the start", zip_of([script], prepend=b"#" * 99, absolute=True), "run.js", _FORBIDDEN
    yield "behind a program", zip_of([script], prepend=pe().ljust(4096, b"\0")), "run.js", _FORBIDDEN
    yield "behind a picture", zip_of([script], prepend=b"\xff\xd8\xff\xe0" + bytes(3000)), "run.js", _FORBIDDEN
    yield "behind a document", zip_of([script], prepend=b"%PDF-1.4\n%%EOF\n"), "run.js", _FORBIDDEN
    yield (
        "sizes behind the data",
        zip_of([ZipMember(name=b"run.js", data=SCRIPT, descriptor=True)]),
        "run.js",
        _FORBIDDEN,
    )
    path = unicode_path("run.js", b"a.pdf")
    yield "Unicode Path", zip_of([ZipMember(name=b"a.pdf", data=SCRIPT, extra=path)]), "a.pdf", _FORBIDDEN
    stale = unicode_path("run.js", b"a.pdf", fits=False)
    yield "Unicode Path of another name", zip_of([ZipMember(name=b"a.pdf", extra=stale)]), "a.pdf", _FORBIDDEN
    yield "NUL before the extension", zip_of([ZipMember(name=b"report.pdf\0.exe")]), "report.pdf\0.exe", _FORBIDDEN
    yield "NUL behind the extension", zip_of([ZipMember(name=b"run.exe\0.pdf")]), "run.exe\0.pdf", _FORBIDDEN
    yield "bad UTF-8", zip_of([ZipMember(name=b"\xff.js", flags=0x800)]), "\u00ff.js", _FORBIDDEN
    yield "UTF-8 undeclared", zip_of([ZipMember(name="\u00fc.js".encode())]), "\u00fc.js", _FORBIDDEN
    yield "CP 437", zip_of([ZipMember(name=b"\x81.js")]), "\u00fc.js", _FORBIDDEN
    yield "CP 932", zip_of([ZipMember(name="\u30c6.js".encode("cp932"))]), "\u00e2e.js", _FORBIDDEN


def _packed_zips() -> Iterator[tuple[str, bytes, str, str]]:
    script = ZipMember(name=b"run.js", data=SCRIPT)
    honest = ZipMember(name=b"a.pdf", data=b"%PDF-1.4\n")
    yield "stored", zip_of([ZipMember(name=b"run.js", data=SCRIPT, method=STORED)]), "run.js", _FORBIDDEN
    for label, method in (("bzip2", BZIP2), ("LZMA", LZMA), ("xz", XZ)):
        yield f"packed with {label}", zip_of([ZipMember(name=b"a.pdf", data=pe(), method=method)]), "a.pdf", _FORBIDDEN
    yield "claims no octets", zip_of([ZipMember(name=b"a.pdf", data=pe(), csize=0, usize=0)]), "a.pdf", _CLOSED
    many = [(f"{n}.txt", b"") for n in range(30_000)]
    yield "last of 30,001", zip_of([*many, ("run.js", SCRIPT)]), "run.js", _FORBIDDEN
    yield "behind a bomb", zip_of([("0.zip", _bomb()), ("run.js", SCRIPT)]), "run.js", _FORBIDDEN
    yield (
        "behind an overlap",
        zip_of([honest, ZipMember(name=b"b.pdf", in_file=False, offset=0), script]),
        "run.js",
        _FORBIDDEN,
    )
    yield "encrypted", zip_of([ZipMember(name=b"run.js", data=SCRIPT, flags=1)]), "run.js", _FORBIDDEN
    aes = ZipMember(name=b"run.js", method=99, flags=1, data=SCRIPT, extra=extra_of(0x9901, b"\2\0AE\3\x08\0"))
    yield "encrypted with AES", zip_of([aes]), "run.js", _FORBIDDEN
    yield "directory with data", zip_of([ZipMember(name=b"run.js/", data=SCRIPT)]), "run.js/", _FORBIDDEN
    yield "package for Android", zip_of([("AndroidManifest.xml", b"x"), ("a.pdf", pe())]), "a.pdf", _FORBIDDEN
    yield (
        "Office document",
        zip_of([("[Content_Types].xml", b"<x/>"), ("word/run.js", SCRIPT)]),
        "word/run.js",
        _FORBIDDEN,
    )


def _bomb() -> bytes:
    return zip_of([("big.bin", bytes(30_000_000)), ("big2.bin", bytes(30_000_000))])


def _tars() -> Iterator[tuple[str, bytes, str, str]]:
    script = TarMember(name=b"run.js", data=SCRIPT)
    yield (
        "GNU long name",
        tar_of([TarMember(name=b"a", before=long_name(b"d/" * 80 + b"run.js"))]),
        "d/" * 80 + "run.js",
        _FORBIDDEN,
    )
    yield "pax path", tar_of([TarMember(name=b"a.pdf", before=pax((b"path", b"run.js")))]), "run.js", _FORBIDDEN
    yield (
        "pax path for all",
        tar_of([TarMember(name=b"a.pdf", before=pax((b"path", b"run.js"), everywhere=True))]),
        "run.js",
        _FORBIDDEN,
    )
    yield (
        "pax path of an honest name",
        tar_of([TarMember(name=b"run.js", before=pax((b"path", b"a.pdf")))]),
        "a.pdf",
        _FORBIDDEN,
    )
    yield (
        "wrong checksum",
        tar_of([("a.txt", b"x"), TarMember(name=b"run.js", checksum=b"777777\0 ")]),
        "run.js",
        _FORBIDDEN,
    )
    yield "behind the end", tar_of([("a.txt", b"x")]) + tar_of([script]), "run.js", _FORBIDDEN
    yield "old form", tar_of([TarMember(name=b"run.js", magic=bytes(8))]), "run.js", _FORBIDDEN
    yield "prefix", tar_of([TarMember(name=b"run.js", prefix=b"deep")]), "deep/run.js", _FORBIDDEN
    yield "link", tar_of([("a.txt", b"x"), TarMember(name=b"run.js", kind=b"2")]), "run.js", _FORBIDDEN


def _others() -> Iterator[tuple[str, str, bytes, str, str]]:
    name = IsoEntry(name=b"RUN.JS;1", data=SCRIPT)
    yield "ISO 9660 name", "a.iso", iso_of([name]), "RUN.JS", _FORBIDDEN
    rock = IsoEntry(name=b"FILE.;1", system=rock_name(b"run.js"), data=SCRIPT)
    yield "Rock Ridge name", "a.iso", iso_of([rock]), "run.js", _FORBIDDEN
    yield (
        "7z behind a program",
        "a.dat",
        sevenzip_of([(["run.js"], Folder(files=[SCRIPT]))], prepend=pe()),
        "run.js",
        _FORBIDDEN,
    )
    yield "rar behind a program", "a.dat", rar5_of([RarFile(name=b"run.js")], prepend=pe()), "run.js", _FORBIDDEN
    yield "rar 4 packed", "a.rar", rar4_of([RarFile(name=b"run.js", method=0x33, data=b"x")]), "run.js", _FORBIDDEN
    yield "rar 5 packed", "a.rar", rar5_of([RarFile(name=b"run.js", method=3, data=b"x")]), "run.js", _FORBIDDEN
    yield "gzip name against the attachment's", "a.pdf.gz", gzip_of(SCRIPT, name=b"run.js"), "run.js", _FORBIDDEN
    yield "attachment's name against gzip's", "run.js.gz", gzip_of(SCRIPT, name=b"a.pdf"), "a.pdf", _FORBIDDEN
    yield "two gzip members", "a.gz", gzip_of(pe()[:9], name=b"b") + gzip_of(pe()[9:]), "b", _FORBIDDEN
    yield "gzip in bzip2", "run.js.gz.bz2", bz2.compress(gzip.compress(SCRIPT)), "run.js.gz", "CLEAN"


def hidden() -> Iterator[Sample]:
    """Archives that hide a member from some programs."""
    for kind, samples in (("zip", _zips()), ("zip", _packed_zips()), ("tar", _tars())):
        for feature, data, name, verdict in samples:
            file = f"a.{kind}"
            yield Sample(feature, kind, "attachment", mail(entity(data, file)), (file, name), verdict)
    for feature, file, data, name, verdict in _others():
        yield Sample(feature, file.rpartition(".")[2], "attachment", mail(entity(data, file)), (file, name), verdict)


def _closed() -> Iterator[tuple[str, str, bytes, tuple[str, ...], str]]:
    """The feature, the attachment's name and octets, the path from it to what is judged, the verdict."""
    locked_zip = zip_of([ZipMember(name=b"a.pdf", data=b"x" * 20, flags=1)])
    yield "encrypted zip", "a.zip", locked_zip, ("a.pdf",), _CLOSED
    inner = zip_of([ZipMember(name=b"b.zip", data=b"x" * 20, flags=1)])
    yield "encrypted zip with an archive", "a.zip", inner, ("b.zip",), _FORBIDDEN
    yield "encrypted zip in a zip", "b.zip", zip_of([("a.zip", locked_zip)]), ("a.zip", "a.pdf"), _CLOSED
    rar5 = MARKER5 + block5(4, 0, vint(0) + vint(0) + b"\x0f" + bytes(16)) + bytes(64)
    yield "rar 5 with encrypted names", "a.rar", rar5, (), "SUSPICIOUS"
    yield "rar 4 with encrypted names", "a.rar", rar4_of([RarFile(name=b"a")], flags=0x80), (), "SUSPICIOUS"
    seven = sevenzip_of([(["a.txt"], Folder(files=[b"x"]))], packed_header=_AES)
    yield "7z with encrypted names", "a.7z", seven, (), "SUSPICIOUS"
    locked = sevenzip_of([(["a.txt"], Folder(files=[b"x" * 16], coders=(_AES,)))])
    yield "encrypted 7z", "a.7z", locked, ("a.txt",), _CLOSED
    yield "packed rar", "a.rar", rar5_of([RarFile(name=b"a.txt", method=3, data=b"x")]), ("a.txt",), _CLOSED
    office = compound(name="EncryptedPackage")
    yield "encrypted document", "a.docx", office, (), _CLOSED
    yield "deflate64", "a.zip", zip_of([ZipMember(name=b"a.pdf", method=9, data=b"x")]), ("a.pdf",), _CLOSED
    yield "large dictionary", "a.txt.lzma", lzma_with_dictionary(b"x" * 99, 512 << 20), ("a.txt",), _CLOSED
    yield "compress", "a.txt.Z", b"\x1f\x9d\x90abc", ("a.txt",), _CLOSED
    yield "lzip", "a.lz", b"LZIP\1\x0c" + bytes(20), (), _CLOSED
    yield "damaged gzip", "a.txt.gz", gzip_of(bytes(range(256)))[:40], ("a.txt",), _CLOSED
    yield "PGP", "a.asc", b"-----BEGIN PGP MESSAGE-----\r\n\r\nabc\r\n", (), _CLOSED
    yield "disk image", "a.vmdk", b"KDMV\1\0\0\0", (), _CLOSED


def locked() -> Iterator[Sample]:
    """What cannot be looked at, which is never clean."""
    for feature, name, data, path, verdict in _closed():
        yield Sample(feature, name.rpartition(".")[2], "attachment", mail(entity(data, name)), (name, *path), verdict)
        old = mail(entity(mail(entity(data, name)), "old.eml", media=b"message/rfc822", encoding=b"8bit"))
        yield Sample(feature, name.rpartition(".")[2], "message", old, ("old.eml", name, *path), verdict)
    piece = mail() + b'Content-Type: message/partial; id="1@a.example"; number=1; total=2\r\n\r\nabc'
    yield Sample("piece of a message", "none", "single part", piece, ("",), "SUSPICIOUS")
    blank = mail() + b"Content-Type: multipart/mixed\r\n\r\nnothing that looks like a delimiter\r\n"
    yield Sample("multipart without parts", "none", "single part", blank, ("",), _CLOSED)
    strange = mail() + b"Content-Type: image/png\r\nContent-Transfer-Encoding: x-gzip64\r\n\r\n???\r\n"
    yield Sample("unknown encoding", "none", "single part", strange, ("",), _CLOSED)


def _carriers() -> Iterator[tuple[str, str, bytes, str]]:
    """The container, the attachment's name and octets, the name of the script in it."""
    yield "cab", "a.cab", cab_of([[CabFile(name=b"run.js", data=SCRIPT)]]), "run.js"
    yield "fat image", "a.img", fat_of([FatEntry(short=b"RUN     JS ", long="run.js", data=SCRIPT)]), "run.js"
    yield "vhd", "a.vhd", fixed_vhd(fat_of([FatEntry(short=b"RUN     JS ", long="run.js", data=SCRIPT)])), "run.js"
    yield "tnef", "winmail.dat", tnef_of([attached_file(b"run.js", SCRIPT)]), "run.js"
    message = [CfbEntry(name="__properties_version1.0", data=bytes(32)), attachment(0, long="run.js", data=SCRIPT)]
    yield "msg", "a.msg", cfb_of(message), "run.js"
    yield "uuencode", "a.uue", uu_of("run.js", SCRIPT), "run.js"
    yield "yEnc", "a.txt", yenc_of("run.js", SCRIPT), "run.js"
    yield "cms", "smime.p7m", signed(entity(SCRIPT, "run.js")), "run.js"
    yield "compressed cms", "smime.p7m", compressed(entity(SCRIPT, "run.js")), "run.js"


def carried() -> Iterator[Sample]:
    """Scripts in the formats that only mail, Windows or old systems know."""
    for kind, name, data, inner in _carriers():
        media = b"text/plain" if kind == "yEnc" else b"application/octet-stream"
        part = entity(data, name, media=media)
        yield Sample("script", kind, "attachment", mail(part), (name, inner), "FORBIDDEN")
        yield Sample("script", kind, "single part", mail() + part, (name, inner), "FORBIDDEN")
        inside = mail(entity(mail(part), "old.eml", media=b"message/rfc822"))
        yield Sample("script", kind, "message in base64", inside, ("old.eml", name, inner), "FORBIDDEN")
        if kind != "yEnc":
            packed = mail(entity(zip_of([(name, data)]), "z.zip"))
            yield Sample("script", f"{kind} in a zip", "attachment", packed, ("z.zip", name, inner), "FORBIDDEN")
