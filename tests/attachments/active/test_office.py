"""Office documents, new and old: macros, commands, what is loaded, what is carried; and honest ones."""

from __future__ import annotations

from dataclasses import replace
from struct import pack

import pytest

from attachment_builders.active import (
    bound_sheet,
    docx_of,
    ole10native,
    relationship,
    vba_project,
    wide,
    workbook_of,
)
from attachment_builders.cfbs import CfbEntry, cfb_of
from attachment_builders.zips import ZipMember, zip_of
from deliverkit.attachments.active import ActiveContent, Activity, active_content
from deliverkit.attachments.containers.member import Why
from deliverkit.attachments.containers.zips import read_zip
from deliverkit.attachments.content import ContentKind
from deliverkit.core.budget import Budget, Limits

A = Activity
VBA = cfb_of(vba_project("ThisDocument", "NewMacros"))
MACROS = [CfbEntry(name="Macros", entries=vba_project("NewMacros")), CfbEntry(name="WordDocument", data=b"x")]


def look(data: bytes, kind: ContentKind = ContentKind.OFFICE, limits: Limits | None = None) -> ActiveContent:
    return active_content(kind, data, Budget(limits or Limits()))


def told(data: bytes, kind: ContentKind = ContentKind.OFFICE) -> list[tuple[Activity, str, str]]:
    content = look(data, kind)
    assert content.complete, content.detail
    return [(one.activity, one.what, one.inner) for one in content.signs]


def field(*pieces: bytes) -> bytes:
    inside = b"".join(b"<w:r><w:instrText xml:space='preserve'>%s</w:instrText></w:r>" % one for one in pieces)
    begin, middle, end = (b'<w:fldChar w:fldCharType="%s"/>' % kind for kind in (b"begin", b"separate", b"end"))
    return begin + inside + middle + b"<w:t>x</w:t>" + end


@pytest.mark.parametrize(
    "honest",
    [
        docx_of(),
        docx_of(relations=[relationship("hyperlink", "https://a.example/x.docm", external=True)]),
        docx_of(relations=[relationship("image", "https://a.example/x.png", external=True)]),
        docx_of(relations=[relationship("package", "embeddings/x.xlsx"), relationship("oleObject", "x.bin")]),
        docx_of(relations=[relationship("oleObject", "file:///C:\\a\\x.xlsx", external=True)]),
        docx_of(settings=[relationship("attachedTemplate", "file:///C:\\Users\\a\\Report.dotx", external=True)]),
        docx_of(settings=[relationship("attachedTemplate", "file:///\\\\server\\share\\x.dotx", external=True)]),
        docx_of(settings=[relationship("attachedTemplate", "\\\\files.corp.local\\x.dotm", external=True)]),
        docx_of(settings=[relationship("attachedTemplate", "Normal.dotm", external=True)]),
        docx_of(field(b" HYPERLINK ", b'"https://a.example" ') + field(b"PAGE") + field(b" QUOTE 72 105 33")),
        docx_of(b"<w:t>DDEAUTO is a field</w:t><w:fldSimple w:instr=' TOC \\o '/><w:instrText>DDE x</w:instrText>"),
        docx_of(more=[("word/embeddings/x.bin", cfb_of([CfbEntry(name="CONTENTS", data=b"x")])), ("word/media/", b"")]),
        docx_of(more=[("word/fonts/a.odttf", b"_VBA_PROJECT"), ("word/media/a.png", b"x"), ("custom/x.bin", VBA)]),
        docx_of(types=b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'),
        zip_of([("mimetype", b"application/vnd.oasis.opendocument.text"), ("Basic/script-lc.xml", b"")]),
        zip_of([("mimetype", b"application/epub+zip"), ("scripts/x.js", b"")]),
        zip_of([("scripts/build.js", b""), ("vbaProject.bin", VBA)]),
    ],
)
def test_honest_documents(honest: bytes) -> None:
    assert told(honest) == []


def test_macros() -> None:
    data = docx_of(more=[("word/vbaProject.bin", VBA)])
    assert told(data) == [(A.MACROS, "", "word/vbaproject.bin")]
    assert told(data, ContentKind.ZIP) == told(data)
    again = active_content(ContentKind.ZIP, data, Budget(), listing=read_zip(data, Budget()))
    assert again == look(data)


def test_macros_under_another_name() -> None:
    kind = "application/vnd.ms-office.vbaProject"
    typed = docx_of(
        types=f"<Override PartName='/Word/Theme.dat' ContentType='{kind}'/>".encode(), more=[("word/theme.dat", b"x")]
    )
    assert told(typed) == [(A.MACROS, kind, "word/theme.dat")]
    related = [relationship("vbaProject", "./../word//a/../x.txt"), relationship("wordVbaData", "/b.txt")]
    data = docx_of(relations=related, more=[("word/x.txt", b""), ("b.txt", b"")])
    assert told(data) == [(A.MACROS, "vbaproject", "word/x.txt"), (A.MACROS, "wordvbadata", "b.txt")]
    assert told(docx_of(more=[("word/stuff.dat", VBA)])) == [(A.MACROS, "ThisDocument, NewMacros", "word/stuff.dat")]


def test_macro_sheets() -> None:
    assert told(docx_of(more=[("xl\\macrosheets\\sheet1.xml", b"")])) == [(A.MACROS, "", "xl/macrosheets/sheet1.xml")]


def test_macros_of_open_document() -> None:
    parts = [
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("Basic/Standard/script-lb.xml", b""),
        ("Basic/Standard/Module1.xml", b""),
        ("Scripts/python/x.py", b""),
    ]
    inner = [one.inner for one in look(zip_of(parts), ContentKind.ZIP).signs]
    assert inner == ["basic/standard/module1.xml", "scripts/python/x.py"]


@pytest.mark.parametrize(
    "target",
    [
        "https://a.example/x.dotm",
        "mhtml:http://a.example/x!x",
        "file://\\\\192.0.2.1\\x.dotm",
        "file:///\\\\a.example\\x\\y.dotm",
        "\\\\srv@SSL\\DavWWWRoot\\x.dotm",
        "file://a.example/x.dotm",
        "file:////a.example/x.dotm",
    ],
)
def test_templates_from_elsewhere(target: str) -> None:
    data = docx_of(settings=[relationship("attachedTemplate", target, external=True)])
    assert told(data) == [(A.REMOTE, target, "word/_rels/settings.xml.rels")]


def test_objects_from_elsewhere() -> None:
    relations = [relationship(kind, "https://a.example/x.html!", external=True) for kind in ("oleObject", "frame")]
    assert [
        one[0] for one in told(docx_of(relations=[*relations, relationship("subDocument", "http://b", external=True)]))
    ] == [
        A.REMOTE,
        A.REMOTE,
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (field(b"DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe ", b"&quot;/k calc&quot;"), "DDEAUTO c:\\\\windows"),
        (field(b" D", b"DE", b"AUTO cmd"), "DDEAUTO cmd"),
        (field(b"IF 1=1 ") + field(b"DDE excel x"), "DDE excel x"),
        (b"<w:fldSimple w:instr='DDE cmd &quot;x'/>", 'DDE cmd "x'),
        (b'<w:fldSimple w:dirty="true" w:instr="ddeauto cmd"/>', "ddeauto cmd"),
        (field(b"QUOTE 68 68 69 65 85 84 79 32 99"), "DDEAUTO c"),
    ],
)
def test_fields(text: bytes, what: str) -> None:
    ((activity, said, inner),) = told(docx_of(text))
    assert (activity, inner) == (A.COMMAND, "word/document.xml")
    assert said.startswith(what)


def test_links_and_buttons() -> None:
    link = b"<x:ddeLink xmlns='x' ddeService=\"cmd\" ddeTopic='/c calc'><ddeItems/></x:ddeLink>"
    button = b'<a:hlinkClick action="ppaction://program" r:id="rId2"/>'
    data = docx_of(more=[("xl/externalLinks/externalLink1.xml", link), ("ppt/slides/slide1.xml", button)])
    assert told(data) == [
        (A.COMMAND, "cmd /c calc", "xl/externallinks/externallink1.xml"),
        (A.COMMAND, "ppaction://program", "ppt/slides/slide1.xml"),
    ]


def test_packages() -> None:
    evil = cfb_of([ole10native("run.js", b"var x")])
    plain = cfb_of([ole10native("plan.pdf", b"%PDF-1.4 " * 900)])
    content = look(docx_of(more=[("word/embeddings/o1.bin", evil), ("word/embeddings/o2.bin", plain)]))
    assert [(one.activity, one.what, one.inner) for one in content.signs] == [
        (A.FILE, "run.js", "word/embeddings/o1.bin"),
        (A.DATA, "plan.pdf", "word/embeddings/o2.bin"),
    ]
    assert [one.opener(Budget(), 5).data for one in content.files if one.opener] == [b"var x", b"%PDF-"]
    assert told(cfb_of([CfbEntry(name="\x01Ole10Native", data=b"x" * 40)]), ContentKind.CFB) == []


def test_what_cannot_be_opened() -> None:
    part = ZipMember(name=b"word/header1.xml", data=b"x", flags=1)
    zipped = zip_of([("[Content_Types].xml", b""), part])
    content = look(zipped)
    assert content.why is Why.ENCRYPTED
    assert content.detail.startswith("word/header1.xml: ")
    broken = zip_of([("[Content_Types].xml", b""), replace(part, flags=0, method=8, crc=1, usize=7)])
    assert look(broken[:-30]).why is Why.UNREADABLE
    bad = bytearray(zip_of([("[Content_Types].xml", b""), ("word/document.xml", bytes(range(256)) * 9)]))
    at = bad.index(b"word/document.xml") + len(b"word/document.xml")
    bad[at : at + 20] = b"\xff" * 20
    assert look(bytes(bad)).why is Why.UNREADABLE


def test_a_part_that_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deliverkit.attachments.active.office.packaged._MOST_PART", 600)
    content = look(docx_of(b" " * 700))
    assert content.detail == "word/document.xml: longer than 600 octets"


def test_encrypted_documents() -> None:
    assert look(b"", ContentKind.ENCRYPTED_OFFICE).detail == "the document is encrypted"


@pytest.mark.parametrize(
    "honest",
    [
        cfb_of([CfbEntry(name="WordDocument", data=b"\x13 HYPERLINK x\x14x\x15 DDEAUTO in prose")]),
        workbook_of(bound_sheet("Sheet1"), bound_sheet("Chart", 2)),
        cfb_of([CfbEntry(name="Workbook", data=b"no workbook")]),
        cfb_of([CfbEntry(name="Workbook", data=b"")]),
        cfb_of([CfbEntry(name="Prose", data=wide("_VBA_PROJECT\0") * 300)]),
        cfb_of([CfbEntry(name="_VBA_PROJECT", entries=[])]),
        cfb_of([CfbEntry(name="_VBA_PROJECT", length=4)]),
        cfb_of([]) + wide("_VBA_PROJECT\0"),
    ],
)
def test_honest_documents_of_old(honest: bytes) -> None:
    assert told(honest, ContentKind.CFB) == []


def test_macros_of_old() -> None:
    assert told(cfb_of(MACROS), ContentKind.CFB) == [(A.MACROS, "NewMacros", "_VBA_PROJECT")]
    assert told(cfb_of(MACROS, version=4), ContentKind.CFB) == [(A.MACROS, "NewMacros", "_VBA_PROJECT")]
    lower = cfb_of([CfbEntry(name="_vba_project", data=b"x")])
    assert told(lower, ContentKind.CFB) == [(A.MACROS, "", "_VBA_PROJECT")]
    assert len(told(cfb_of(vba_project("A", "A") * 5), ContentKind.CFB)) == 1


def test_macro_sheets_of_old() -> None:
    for size in (0, 5000):
        data = workbook_of(bound_sheet("Sheet1"), bound_sheet("Macro1", 1), bound_sheet("Ж", 1, utf16=True), size=size)
        assert [one[1] for one in told(data, ContentKind.CFB)] == ["macro sheet Macro1", "macro sheet Ж"]
    short = workbook_of(pack("<HH6s", 0x85, 6, b"\0\0\0\0\0\1"), name="Book")
    assert told(short, ContentKind.CFB) == [(A.MACROS, "macro sheet", "Workbook")]
    encrypted = look(workbook_of(pack("<HHH", 0x2F, 2, 1), bound_sheet("M", 1)), ContentKind.CFB)
    assert encrypted.detail == "the workbook is encrypted"
    assert len(encrypted.signs) == 1
    cut = cfb_of([CfbEntry(name="Workbook", data=pack("<HHHH", 0x0809, 4, 0, 0) + pack("<HH", 9, 0xFFFF))])
    assert told(cut, ContentKind.CFB) == []
    endless = cfb_of([CfbEntry(name="Workbook", data=pack("<HH", 0x0809, 0) * 6000)])
    assert told(endless, ContentKind.CFB) == []


def test_a_workbook_whose_directory_is_elsewhere() -> None:
    stream = pack("<HHHH", 0x0809, 4, 0, 0) + bound_sheet("M", 1)
    entries = [CfbEntry(name="Big", data=bytes(5000)), CfbEntry(name="Workbook", data=stream)]
    assert len(told(cfb_of(entries), ContentKind.CFB)) == 1
    data = bytearray(cfb_of(entries))
    data[48:52] = b"\xff\xff\xff\x7f"
    assert told(bytes(data), ContentKind.CFB) == []


def test_commands_of_old() -> None:
    narrow = CfbEntry(name="WordDocument", data=b"\x13 DDEAUTO cmd /c calc\x14x\x15")
    assert told(cfb_of([narrow]), ContentKind.CFB) == [(A.COMMAND, "DDEAUTO cmd /c calc", "WordDocument")]
    broad = CfbEntry(name="WordDocument", data=wide("\x13 DDE cmd x\x14x\x15"))
    assert told(cfb_of([broad]), ContentKind.CFB) == [(A.COMMAND, "DDE cmd x", "WordDocument")]


def test_limits() -> None:
    text = b"<ddeLink ddeService='x'/>" * 20
    relations = [relationship("image", "x", external=True)] * 9
    data = docx_of(field(b"PAGE") * 20, relations=relations, more=[("xl/externalLinks/a.xml", text)])
    old = cfb_of([CfbEntry(name="WordDocument", data=b"\x13DDE x\x15" * 9), *MACROS])
    for steps in range(60):
        assert look(data, limits=Limits(steps=steps)).why is Why.LIMIT
        assert look(old, ContentKind.CFB, Limits(steps=steps)).why is Why.LIMIT
    for steps in range(60, 300):
        look(data, limits=Limits(steps=steps))
        look(old, ContentKind.CFB, Limits(steps=steps))
    assert look(data, limits=Limits(steps=300)).complete
    assert look(old, ContentKind.CFB, Limits(steps=300)).complete
