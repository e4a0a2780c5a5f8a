"""Honest files and messages of which nothing must be said: the other half of the gallery."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Iterator
from typing import Final

from attachment_builders.contents import zip_of as plain_zip
from attachment_builders.isos import IsoEntry, iso_of
from attachment_builders.rars import RarFile, rar4_of, rar5_of
from attachment_builders.sevenzips import Folder, sevenzip_of
from attachment_builders.singles import gzip_of
from attachment_builders.tars import TarMember, tar_of
from attachment_builders.zips import ZipMember, extra_of, zip_of
from attachment_gallery import PDF, base64_lines, entity, mail

__all__ = ["controls"]

JPEG: Final = b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(200)
PNG: Final = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR" + bytes(100)
TEXT: Final = b"Dear Bob,\r\nhere it is.\r\n"
# names that are not what they look like to a hasty filter
NAMES: Final = (
    ("report.pdf", PDF),
    ("Report final (2).PDF", PDF),
    ("bundle.js.map", b"{}"),
    ("readme.exe.txt", TEXT),
    ("setup.exe.pdf", PDF),
    ("post.htm_kopija.txt", TEXT),
    ("\u05d7\u05e9\u05d1\u05d5\u05e0\u05d9\u05ea\u200e.pdf", PDF),
    ("\u0915\u094d\u200d\u0937.pdf", PDF),
    ("\u062a\u0642\u0631\u064a\u0631\u200f.pdf", PDF),
    ("\u0444\u0430\u0439\u043b.txt", TEXT),
    ("\u6587\u66f8.pdf", PDF),
    ("r\u00e9sum\u00e9.pdf", PDF),
    ("e\u0301te\u0301.jpg", JPEG),
    ("holiday \U0001f3d6.jpg", JPEG),
    ("n" * 180 + ".txt", TEXT),
    ("version 1.2.3.txt", TEXT),
    ("notes", TEXT),
    ("Makefile", b"all:\n\techo\n"),
    ("data.bin", bytes(range(256))),
    (".bashrc.txt", TEXT),
    ("main.c", b"int main(void) { return 0; }\n"),
    ("photo.jpeg", JPEG),
    ("logo.png", PNG),
    ("letter.rtf", b"{\\rtf1\\ansi hello}"),
    ("invite.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
    ("anna.vcf", b"BEGIN:VCARD\r\nEND:VCARD\r\n"),
    ("table.csv", b"a;b\r\n1;2\r\n"),
    ("MZ.txt", b"MZ is how a program starts, but this is a text about programs that is longer than the header of one."),
    ("begin.txt", b"begin 644 evil.exe\r\nis how uuencode starts, and this is prose about it.\r\n"),
    ("key.asc", b"-----BEGIN PGP PUBLIC KEY BLOCK-----\r\n\r\nabc\r\n"),
    ("page.xml", b'<?xml version="1.0"?><a/>'),
)


def _archives() -> Iterator[tuple[str, bytes]]:
    files = [("a.txt", TEXT), ("deep/b.pdf", PDF), ("deep/photo.jpg", JPEG)]
    yield "a.zip", zip_of(files)
    yield "empty.zip", zip_of([])
    yield "folder.zip", zip_of([ZipMember(name=b"run.exe/", attributes=0x10), ("run.exe/a.txt", TEXT)])
    yield "comment.zip", zip_of(files, comment=b"hello")
    yield "streamed.zip", zip_of([ZipMember(name=b"a.txt", data=TEXT * 99, descriptor=True)])
    yield "large.zip", zip_of(files, zip64=True)
    yield "times.zip", zip_of([ZipMember(name=b"a.txt", data=TEXT, extra=extra_of(0x5455, b"\1" + bytes(4)))])
    yield "python.zip", plain_zip("a.txt", "b/c.txt")
    yield "nested.zip", zip_of([("b.zip", zip_of(files)), ("c.tar.gz", gzip.compress(tar_of(files)))])
    yield "many.zip", zip_of([(f"{n}.txt", TEXT) for n in range(500)])
    yield "site.zip", zip_of([("index.htm.txt", b"hello"), ("bundle.js.map", b"{}"), ("style.css", b"a {}")])
    yield "class.jar.zip", zip_of([("META-INF/MANIFEST.MF", b"x"), ("A.txt", TEXT)])
    yield "book.epub", zip_of([("mimetype", b"application/epub+zip"), ("a.xhtml", b"<html><body>x</body></html>")])
    yield "text.odt", zip_of([("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<x/>")])
    yield "text.docx", zip_of([("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")])
    yield "a.tar", tar_of(files)
    yield "links.tar", tar_of([("a.txt", TEXT), TarMember(name=b"b.txt", kind=b"2"), TarMember(name=b"d/", kind=b"5")])
    yield "a.tar.gz", gzip.compress(tar_of(files))
    yield "a.tgz", gzip.compress(tar_of(files))
    yield "a.tar.bz2", bz2.compress(tar_of(files))
    yield "a.tar.xz", lzma.compress(tar_of(files))
    yield "a.txt.gz", gzip_of(TEXT, name=b"a.txt")
    yield "logo.svgz", gzip_of(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    yield "dump.sql.xz", lzma.compress(TEXT)
    yield "a.7z", sevenzip_of([(["a.txt", "b.pdf"], Folder(files=[TEXT, PDF]))], empty={"d": True})
    yield "a4.rar", rar4_of([RarFile(name=b"a.txt", data=TEXT)])
    yield "a5.rar", rar5_of([RarFile(name=b"a.txt", data=TEXT)])
    yield "a.iso", iso_of([IsoEntry(name=b"A.TXT;1", joliet="a.txt", data=TEXT)], joliet=True)


def _messages() -> Iterator[tuple[str, bytes]]:
    yield "text", mail() + b"\r\nhello\r\n"
    yield "page", mail() + b"Content-Type: text/html\r\n\r\n<html><body>hello</body></html>\r\n"
    yield "text in base64", mail() + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64_lines(TEXT)
    yield "empty", b""
    yield "no body", mail()
    yield "empty attachment", mail(entity(b"", "a.txt"))
    yield "forwarded", mail(entity(mail(entity(PDF, "a.pdf")), "old.eml", media=b"message/rfc822", encoding=b"8bit"))
    yield "forwarded as a file", mail(entity(mail(entity(PDF, "a.pdf")), "old.eml"))
    yield "prose about begin", mail() + b"\r\nSay\r\nbegin 644 evil.exe\r\nto start a file.\r\n"
    yield "signed", mail(entity(b"-----BEGIN PGP SIGNATURE-----\r\n", "signature.asc", encoding=b"7bit"))
    yield (
        "encoded name",
        mail(b'Content-Disposition: attachment; filename="=?utf-8?Q?=C3=9Cbersicht=2Epdf?="\r\n\r\n' + PDF),
    )
    yield (
        "name in two forms",
        mail(
            b"Content-Disposition: attachment; filename=\"Ubersicht.pdf\"; filename*=utf-8''%C3%9Cbersicht.pdf\r\n\r\n"
            + PDF
        ),
    )
    yield (
        "continued name",
        mail(b'Content-Disposition: attachment; filename*0="Jahresbericht "; filename*1="2026.pdf"\r\n\r\n' + PDF),
    )
    yield "Re: in the name", mail(b'Content-Disposition: attachment; filename="Re: offer.pdf"\r\n\r\n' + PDF)
    yield "unquoted blanks", mail(b"Content-Disposition: attachment; filename=annual report.pdf\r\n\r\n" + PDF)


def controls() -> Iterator[tuple[str, bytes]]:
    """What it is, and the message."""
    for name, data in NAMES:
        yield name, mail(entity(data, name))
    for name, data in _archives():
        yield name, mail(entity(data, name))
    yield from _messages()
