"""The gallery of attachments: forbidden, suspicious and locked files of every kind, in every container and place.

A sample is one message and what must be said of one file in it. Three names tell it from all others: what is wrong
(the feature), what it stands in (the container), and where that hangs in the message (the place).
"""

from __future__ import annotations

import base64
import bz2
import lzma
import quopri
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from attachment_builders.contents import pe
from attachment_builders.isos import IsoEntry, iso_of
from attachment_builders.rars import RarFile, rar4_of, rar5_of
from attachment_builders.sevenzips import LZMA2, Coder, Folder, sevenzip_of
from attachment_builders.singles import gzip_of
from attachment_builders.tars import TarMember, pax, tar_of
from attachment_builders.zips import ZipMember, zip_of

__all__ = [
    "CONTAINERS",
    "PDF",
    "PLACES",
    "SCRIPT",
    "Packed",
    "Sample",
    "base64_lines",
    "entity",
    "mail",
    "members",
    "packed",
]

UTF8: Final = 0x800


class Sample(NamedTuple):
    """One message.

    Arguments:
        feature, container, place: what tells it from the others.
        raw: the message.
        path: the path of the file in it that is judged.
        verdict: the name of the verdict on that file.
    """

    feature: str
    container: str
    place: str
    raw: bytes
    path: tuple[str, ...]
    verdict: str

    @property
    def triple(self) -> tuple[str, str, str]:
        """What tells it from the others."""
        return self.feature, self.container, self.place


class Packed(NamedTuple):
    """A file to be attached, and the path from it to what was packed into it, its own name first."""

    data: bytes
    path: tuple[str, ...]


def zipped(name: str, data: bytes, as_name: str = "a.zip", **options: object) -> Packed:
    """A zip of one member."""
    member = ZipMember(name=name.encode(), data=data, flags=0 if name.isascii() else UTF8)
    return Packed(zip_of([member], **options), (as_name, name))  # type: ignore[arg-type] # the options of zip_of


def _tar(name: str, data: bytes) -> bytes:
    octets = name.encode()
    before = pax((b"path", octets)) if len(octets) > 100 else b""
    return tar_of([TarMember(name=octets[:100], data=data, before=before)])


def _in_zip(name: str, data: bytes) -> Packed:
    inner = zipped(name, data, "b.zip")
    return Packed(zip_of([("b.zip", inner.data), ("c.txt", b"hello")]), ("a.zip", *inner.path))


def _in_three(name: str, data: bytes) -> Packed:
    inner = _in_zip(name, data)
    return Packed(tar_of([("x/c.dat", inner.data)]), ("a.tar", "x/c.dat", *inner.path[1:]))


def _seven(name: str, data: bytes) -> bytes:
    return sevenzip_of([([name], Folder(files=[data]))])


def _seven_packed(name: str, data: bytes) -> bytes:
    folder = Folder(files=[data], coders=(Coder(LZMA2, b"\x08"),))
    return sevenzip_of([([name], folder)], packed_header=Coder(LZMA2, b"\x08"))


def _iso(name: str, data: bytes) -> bytes:
    return iso_of([IsoEntry(name=b"FILE.DAT;1", joliet=name, data=data)], joliet=True)


CONTAINERS: Final[Mapping[str, Callable[[str, bytes], Packed]]] = {
    "none": lambda name, data: Packed(data, (name,)),
    "zip": zipped,
    "zip called .dat": lambda name, data: zipped(name, data, "a.dat"),
    "zip without a name": lambda name, data: zipped(name, data, ""),
    "zip behind 70 KB": lambda name, data: zipped(name, data, prepend=b"\0" * 70_000),
    "zip before 70 KB": lambda name, data: zipped(name, data, append=b"\0" * 70_000),
    "zip with a long comment": lambda name, data: zipped(name, data, comment=b"c" * 65_535),
    "zip64": lambda name, data: zipped(name, data, zip64=True),
    "zip without an end": lambda name, data: zipped(name, data, end=False),
    "zip without a directory": lambda name, data: zipped(name, data, directory=False, end=False),
    "zip in a zip": _in_zip,
    "zip in a zip in a tar": _in_three,
    "tar": lambda name, data: Packed(_tar(name, data), ("a.tar", name)),
    "tar.gz": lambda name, data: Packed(gzip_of(_tar(name, data)), ("a.tar.gz", "a.tar", name)),
    "tgz": lambda name, data: Packed(gzip_of(_tar(name, data)), ("a.tgz", "a.tar", name)),
    "tar.bz2": lambda name, data: Packed(bz2.compress(_tar(name, data)), ("a.tar.bz2", "a.tar", name)),
    "tar.xz": lambda name, data: Packed(lzma.compress(_tar(name, data)), ("a.tar.xz", "a.tar", name)),
    "gzip with a name": lambda name, data: Packed(gzip_of(data, name=name.encode()), ("a.gz", name)),
    "gzip": lambda name, data: Packed(gzip_of(data), (f"{name}.gz", name)),
    "bzip2": lambda name, data: Packed(bz2.compress(data), (f"{name}.bz2", name)),
    "xz": lambda name, data: Packed(lzma.compress(data), (f"{name}.xz", name)),
    "lzma": lambda name, data: Packed(lzma.compress(data, lzma.FORMAT_ALONE), (f"{name}.lzma", name)),
    "7z": lambda name, data: Packed(_seven(name, data), ("a.7z", name)),
    "7z with a packed header": lambda name, data: Packed(_seven_packed(name, data), ("a.7z", name)),
    "rar 4": lambda name, data: Packed(rar4_of([RarFile(name=name.encode(), data=data)]), ("a.rar", name)),
    "rar 5": lambda name, data: Packed(rar5_of([RarFile(name=name.encode(), data=data)]), ("a.rar", name)),
    "iso": lambda name, data: Packed(_iso(name, data), ("a.iso", name)),
}
"""What packs a file: its name and its octets."""


def base64_lines(data: bytes) -> bytes:
    """Base64 in lines."""
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def parameter(key: str, name: str) -> bytes:
    """A parameter in the simplest form that can hold *name*."""
    if name.isascii() and name.isprintable() and '"' not in name and "\\" not in name:
        return f'; {key}="{name}"'.encode()
    escaped = "".join(f"%{octet:02X}" for octet in name.encode("utf-8", "surrogatepass"))
    return f"; {key}*=utf-8''{escaped}".encode()


def entity(
    data: bytes,
    name: str,
    *,
    media: bytes = b"application/octet-stream",
    disposition: bytes = b"attachment",
    key: str = "filename",
    encoding: bytes = b"base64",
) -> bytes:
    """A part, header and body: a file that is attached."""
    told = parameter(key, name) if name else b""
    header = b"Content-Type: " + media + (told if key == "name" else b"") + b"\r\n"
    if disposition:
        header += b"Content-Disposition: " + disposition + (told if key == "filename" else b"") + b"\r\n"
    body = data
    if encoding == b"base64":
        body = base64_lines(data)
    elif encoding == b"quoted-printable":
        body = quopri.encodestring(data)
    return header + b"Content-Transfer-Encoding: " + encoding + b"\r\n\r\n" + body


def mail(*parts: bytes, header: bytes = b"") -> bytes:
    """A message of a text and *parts*."""
    head = b"From: anna@a.example\r\nTo: bob@b.example\r\nSubject: files\r\nMIME-Version: 1.0\r\n" + header
    if not parts:
        return head
    delimited = b"".join(b"\r\n--=_1\r\n" + part for part in (b"\r\nHere it is.", *parts))
    return head + b'Content-Type: multipart/mixed; boundary="=_1"\r\n' + delimited + b"\r\n--=_1--\r\n"


def _rfc822(packed_file: Packed, encoding: bytes) -> bytes:
    inner = mail(entity(packed_file.data, packed_file.path[0]))
    return mail(entity(inner, "old.eml", media=b"message/rfc822", encoding=encoding))


class Place(NamedTuple):
    """Where a file hangs: the message around it, and what stands before its path then."""

    around: Callable[[Packed], bytes]
    before: tuple[str, ...] = ()


def _at(around: Callable[[Packed], bytes], before: tuple[str, ...] = ()) -> Place:
    return Place(around, before)


PLACES: Final[Mapping[str, Place]] = {
    "attachment": _at(lambda one: mail(entity(one.data, one.path[0]))),
    "inline": _at(lambda one: mail(entity(one.data, one.path[0], disposition=b"inline"))),
    "Content-Type name": _at(lambda one: mail(entity(one.data, one.path[0], disposition=b"", key="name"))),
    "single part": _at(lambda one: mail() + entity(one.data, one.path[0])),
    "called a picture": _at(lambda one: mail(entity(one.data, one.path[0], media=b"image/jpeg"))),
    "called a text": _at(lambda one: mail(entity(one.data, one.path[0], media=b"text/plain"))),
    "8bit": _at(lambda one: mail(entity(one.data, one.path[0], encoding=b"8bit"))),
    "quoted-printable": _at(lambda one: mail(entity(one.data, one.path[0], encoding=b"quoted-printable"))),
    "message": _at(lambda one: _rfc822(one, b"8bit"), ("old.eml",)),
    "message in base64": _at(lambda one: _rfc822(one, b"base64"), ("old.eml",)),
    "message in quoted-printable": _at(lambda one: _rfc822(one, b"quoted-printable"), ("old.eml",)),
    "message as a file": _at(lambda one: mail(entity(mail(entity(one.data, one.path[0])), "old.eml")), ("old.eml",)),
    "message in a zip": _at(
        lambda one: mail(entity(zip_of([("old.eml", mail(entity(one.data, one.path[0])))]), "m.zip")),
        ("m.zip", "old.eml"),
    ),
}
"""Where a packed file hangs in a message."""


def packed(feature: str, container: str, place: str, name: str, data: bytes, verdict: str) -> Sample:
    """The sample of the file *name* in one container at one place."""
    one = CONTAINERS[container](name, data)
    there = PLACES[place]
    return Sample(feature, container, place, there.around(one), (*there.before, *one.path), verdict)


LNK: Final = bytes.fromhex("4c0000000114020000000000c000000000000046") + bytes(60)
SCRIPT: Final = b"var x = 1;\r\n"
PDF: Final = b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n<<>>\nendobj\n"
# what is wrong, the name, the octets, the verdict
FEATURES: Final = (
    ("script", "run.js", SCRIPT, "FORBIDDEN"),
    ("program", "setup.exe", pe(), "FORBIDDEN"),
    ("batch file", "start.cmd", b"@echo off\r\n", "FORBIDDEN"),
    ("capitals", "RUN.VbS", SCRIPT, "FORBIDDEN"),
    ("folder", "docs/deep/run.js", SCRIPT, "FORBIDDEN"),
    ("nothing but an extension", ".js", SCRIPT, "FORBIDDEN"),
    ("long name", "n" * 150 + ".scr", pe(), "FORBIDDEN"),
    ("double extension", "scan.pdf.js", SCRIPT, "FORBIDDEN"),
    ("padding", "scan.pdf" + " " * 40 + ".exe", pe(), "FORBIDDEN"),
    ("full-width", "run.\uff45\uff58\uff45", pe(), "FORBIDDEN"),
    ("one-dot leader", "run\u2024exe", pe(), "FORBIDDEN"),
    ("ideographic stop", "run\u3002exe", pe(), "FORBIDDEN"),
    ("override", "report\u202efdp.exe", pe(), "FORBIDDEN"),
    ("invisible", "run.e\u200bxe", pe(), "FORBIDDEN"),
    ("look-alike", "run.\u0435\u0445\u0435", pe(), "FORBIDDEN"),
    ("umlauts", "\u00fcberweisung.js", SCRIPT, "FORBIDDEN"),
    ("underscore", "run.exe_", b"hello", "SUSPICIOUS"),
    ("program as a document", "report.pdf", pe(), "FORBIDDEN"),
    ("program as a picture", "photo.jpg", pe(), "FORBIDDEN"),
    ("program without an extension", "README", pe(), "FORBIDDEN"),
    ("shortcut as a text", "readme.txt", LNK, "FORBIDDEN"),
    ("encoded script as a text", "notes.txt", b"#@~^EgAAAA==\\ko$K6,J4EcAAA==^#~@", "FORBIDDEN"),
    ("page as a picture", "photo.png", b"<html><body>hello</body></html>", "SUSPICIOUS"),
)
# formats whose names hold any character, or have rules of their own
_WINDOWS_ONLY: Final = (
    ("trailing dot", "run.exe.", pe(), "FORBIDDEN"),
    ("trailing blank", "run.exe ", pe(), "FORBIDDEN"),
    ("data stream", "report.pdf:evil.exe", pe(), "FORBIDDEN"),
    ("stream type", "evil.exe::$DATA", pe(), "FORBIDDEN"),
    ("class identifier", "report.{3050f4d8-98b5-11cf-bb82-00aa00bdce0b}", b"x", "FORBIDDEN"),
    ("folder with backslashes", "docs\\deep\\run.js", SCRIPT, "FORBIDDEN"),
)
_THROUGHOUT: Final = ("none", "zip", "tar", "7z", "rar 5", "gzip with a name")


def members() -> Iterator[Sample]:
    """Files in containers at places."""
    for feature, name, data, verdict in (*FEATURES, *_WINDOWS_ONLY):
        for container in _THROUGHOUT:
            yield packed(feature, container, "attachment", name, data, verdict)
    for feature, name, data, verdict in (FEATURES[0], FEATURES[17]):
        for container in CONTAINERS:
            if container not in _THROUGHOUT:
                yield packed(feature, container, "attachment", name, data, verdict)
        for place in PLACES:
            for container in ("none", "zip", "tar.gz"):
                if place != "attachment" and not (place == "called a text" and container == "none"):
                    yield packed(feature, container, place, name, data, verdict)
