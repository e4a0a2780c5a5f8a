"""Documents that act when they are opened, and honest ones: PDF, OOXML, compound files, OneNote, shortcuts."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from struct import pack

from attachment_builders.cfbs import CfbEntry, cfb_of
from attachment_builders.zips import zip_of

__all__ = [
    "Pdf",
    "bound_sheet",
    "docx_of",
    "filespec",
    "notebook_of",
    "ole10native",
    "package_of",
    "relationship",
    "shortcut_of",
    "vba_project",
    "wide",
    "workbook_of",
]

TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">%s</Types>'
RELATIONS = b'<?xml version="1.0"?><Relationships xmlns="http://x/2006/relationships">%s</Relationships>'
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def wide(text: str) -> bytes:
    """*text* in UTF-16."""
    return text.encode("utf-16-le")


class Pdf:
    """A PDF, object by object."""

    def __init__(self, version: bytes = b"1.7") -> None:
        self.data = bytearray(b"%PDF-" + version + b"\n%\xe2\xe3\xcf\xd3\n")
        self.places: dict[int, int] = {}

    def add(self, number: int, body: bytes, stream: bytes | None = None) -> Pdf:
        """One object; with a stream, *body* is its dictionary without the length."""
        self.places[number] = len(self.data)
        if stream is not None:
            body = b"<< %s /Length %d >>\nstream\n%s\nendstream" % (body, len(stream), stream)
        self.data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        return self

    def objects(self, number: int, held: Mapping[int, bytes], filters: bytes = b"/FlateDecode") -> Pdf:
        """An object stream that holds these objects."""
        bodies = b"\n".join(held.values())
        offsets: list[bytes] = []
        at = 0
        for one, body in held.items():
            offsets.append(b"%d %d" % (one, at))
            at += len(body) + 1
        index = b" ".join(offsets) + b"\n"
        text = index + bodies
        stream = zlib.compress(text) if b"Flate" in filters else text
        entries = b"/Type /ObjStm /N %d /First %d" % (len(held), len(index))
        return self.add(number, entries + (b" /Filter %s" % filters if filters else b""), stream)

    def done(self, trailer: bytes = b"") -> bytes:
        """The file, with its table of objects."""
        at = len(self.data)
        table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(self.places) + 1)
        table += b"".join(b"%010d 00000 n \n" % place for place in self.places.values())
        size = max(self.places, default=0) + 1
        self.data += table + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, at)
        return bytes(self.data)


def filespec(name: bytes, stream: int, more: bytes = b"") -> bytes:
    """A file specification of *name*, a string as it stands."""
    return b"<< /Type /Filespec /F %s /EF << /F %d 0 R >> %s >>" % (name, stream, more)


def relationship(kind: str, target: str, *, external: bool = False, number: int = 1) -> str:
    """One relationship."""
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="rId{number}" Type="{KIND}{kind}" Target="{target}"{mode}/>'


def docx_of(
    document: bytes = b"<w:document><w:body><w:p/></w:body></w:document>",
    *,
    relations: Sequence[str] = (),
    settings: Sequence[str] = (),
    types: bytes = b'<Default Extension="rels" ContentType="x"/>',
    more: Iterable[tuple[str, bytes]] = (),
) -> bytes:
    """A Word document.

    Arguments:
        document: its text.
        relations: of the text.
        settings: relationships of the settings.
        types: content types.
        more: other parts.
    """
    parts = [
        ("[Content_Types].xml", TYPES % types),
        ("_rels/.rels", RELATIONS % relationship("officeDocument", "word/document.xml").encode()),
        ("word/document.xml", document),
        ("word/_rels/document.xml.rels", RELATIONS % "".join(relations).encode()),
        ("word/settings.xml", b"<w:settings/>"),
        ("word/_rels/settings.xml.rels", RELATIONS % "".join(settings).encode()),
    ]
    return zip_of([*parts, *more])


def vba_project(*modules: str) -> list[CfbEntry]:
    """The storages of a VBA project with these modules."""
    said = "\r\n".join(["ID={00000000}", *(f"Module={name}" for name in modules), 'Name="Project"']).encode()
    streams = [CfbEntry(name=name, data=b"x" * 50) for name in modules]
    streams += [CfbEntry(name="_VBA_PROJECT", data=b"\xcc\x61"), CfbEntry(name="dir", data=b"\1")]
    return [CfbEntry(name="VBA", entries=streams), CfbEntry(name="PROJECT", data=said)]


def package_of(name: str, data: bytes, source: str = "C:\\a\\") -> bytes:
    """A package of OLE 1.0 without its size."""
    path = source.encode() + name.encode() + b"\0"
    label = name.encode() + b"\0"
    return b"\2\0" + label + path + pack("<II", 0x30000, len(path)) + path + pack("<I", len(data)) + data


def ole10native(name: str, data: bytes) -> CfbEntry:
    """The stream of a package in a compound file."""
    package = package_of(name, data)
    return CfbEntry(name="\x01Ole10Native", data=pack("<I", len(package)) + package)


def bound_sheet(name: str, kind: int = 0, *, utf16: bool = False) -> bytes:
    """The record of a sheet: 0 for a plain one, 1 for macros."""
    text = bytes((len(name), utf16)) + (wide(name) if utf16 else name.encode("latin-1"))
    body = pack("<IBB", 1000, 0, kind) + text
    return pack("<HH", 0x85, len(body)) + body


def workbook_of(*records: bytes, size: int = 0, name: str = "Workbook") -> bytes:
    """An Excel workbook of old with these records behind the first; of at least *size* octets."""
    stream = pack("<HHHH", 0x0809, 4, 0x0600, 5) + b"".join(records) + pack("<HH", 0x0A, 0)
    return cfb_of([CfbEntry(name=name, data=stream.ljust(size, b"\0"))])


def notebook_of(*files: bytes, names: Sequence[str] = (), lying: int | None = None) -> bytes:
    """A OneNote section that carries *files*, and tells *names* somewhere before them.

    Arguments:
        files: what it carries.
        names: with their lengths before them, the NUL counted.
        lying: what it says of the length of each file, if not the truth.
    """
    data = bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3").ljust(1024, b"\0")
    for name in names:
        data += pack("<I", len(wide(name)) + 2) + wide(name) + b"\0\0"
    for file in files:
        size = len(file) if lying is None else lying
        data += bytes.fromhex("e716e3bd65261145a4c48d4d0b7a9eac") + pack("<QIQ", size, 0, 0)
        data += file + bytes(-len(file) % 8) + bytes.fromhex("22a7fb71790f0b4abb13899256426b24")
    return data


def shortcut_of(
    *,
    arguments: str | None = None,
    path: str | None = None,
    icon: str | None = None,
    base: bytes = b"",
    items: bytes = b"",
    environment: str = "",
    utf16: bool = True,
) -> bytes:
    """A Windows shortcut with whatever of its parts is given."""
    flags, body = 0x80 if utf16 else 0, b""
    if items:
        flags |= 1
        body += pack("<H", len(items)) + items
    if base:
        flags |= 2
        body += pack("<7I", 28 + len(base) + 1, 28, 1, 28, 28, 28, 28) + base + b"\0"
    for flag, text in ((0x04, "a note"), (0x08, path), (0x20, arguments), (0x40, icon)):
        if text is not None:
            flags |= flag
            body += pack("<H", len(text)) + (wide(text) if utf16 else text.encode("latin-1"))
    if environment:
        block = pack("<II", 0x314, 0xA0000001) + b"x".ljust(260, b"\0") + wide(environment).ljust(520, b"\0")
        body += block
    head = bytes.fromhex("4c0000000114020000000000c000000000000046") + pack("<I", flags)
    return head.ljust(76, b"\0") + body + bytes(4)
