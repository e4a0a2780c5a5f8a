"""RTF, OneNote and shortcuts: objects, commands, files, targets; and honest ones."""

from __future__ import annotations

from struct import pack

import pytest

from attachment_builders.active import notebook_of, package_of, shortcut_of, wide
from attachment_builders.contents import pe
from deliverkit.attachments.active import ActiveContent, Activity, active_content
from deliverkit.attachments.active.packages import object_of, read_package
from deliverkit.attachments.active.signs import readable
from deliverkit.attachments.containers.member import Why
from deliverkit.attachments.content import ContentKind
from deliverkit.core.budget import Budget, Limits

A = Activity
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\x0d"


def look(data: bytes, kind: ContentKind | None, limits: Limits | None = None, extension: str = "") -> ActiveContent:
    return active_content(kind, data, Budget(limits or Limits()), extension=extension)


def told(data: bytes, kind: ContentKind | None) -> list[tuple[Activity, str]]:
    content = look(data, kind)
    assert content.complete, content.detail
    return [(one.activity, one.what) for one in content.signs]


def ole1(name: bytes, native: bytes = b"") -> bytes:
    return pack("<III", 0x501, 2, len(name) + 1) + name + b"\0" + pack("<III", 0, 0, len(native)) + native


def rtf(inside: bytes) -> bytes:
    return b"{\\rtf1\\ansi " + inside + b"}"


@pytest.mark.parametrize(
    "honest",
    [
        rtf(b"Hello {\\b you} \\objdatax objdata DDEAUTO \\'44\\'44\\'45"),
        rtf(b'{\\field{\\*\\fldinst HYPERLINK "https://a.example"}{\\fldrslt x}}'),
        rtf(b"{\\field{\\*\\fldinst }{\\fldrslt DDE x}}{\\*\\template C:\\\\a\\\\Normal.dotm}"),
        rtf(b"{\\*\\template file:///C:/a/Normal.dotm}{\\pict 0105}"),
    ],
)
def test_honest_rtf(honest: bytes) -> None:
    assert told(honest, ContentKind.RTF) == []


@pytest.mark.parametrize(
    ("inside", "activity", "what"),
    [
        (b"{\\object\\objemb{\\*\\objdata " + ole1(b"Equation.3").hex().encode() + b"}}", A.OBJECT, "Equation.3"),
        (
            b"{\\*\\objdata\n" + ole1(b"Package", package_of("a.js", b"x")).hex(" ").encode() + b"}",
            A.OBJECT,
            "Package a.js",
        ),
        (b"{\\*\\objdata 01{\\*\\x }05\\par0000zz}", A.OBJECT, "of an unknown class"),
        (b"\\objupdate", A.OBJECT, "\\objupdate"),
        (b"\\objautlink1 ", A.OBJECT, "\\objautlink"),
        (b"{\\*\\template https://a.example/x.dotm}", A.REMOTE, "https://a.example/x.dotm"),
        (b"{\\*\\template {\\x htt}\\'70://a.example}", A.REMOTE, "http://a.example"),
        (b"{\\*\\template \\u104 ttp://a.example}", A.REMOTE, "http://a.example"),
        (b"{\\field{\\*\\fldinst {\\rtlch DDE}{AUTO cmd} x}{\\fldrslt }}", A.COMMAND, "DDEAUTO cmd x"),
    ],
)
def test_rtf_that_acts(inside: bytes, activity: Activity, what: str) -> None:
    assert told(rtf(inside), ContentKind.RTF) == [(activity, what)]


@pytest.mark.parametrize("steps", [0, 1, 300])
def test_limits_of_rtf(steps: int) -> None:
    data = rtf(b"\\objupdate" * 2 + b"\\objhtml" * 99)
    assert look(data, ContentKind.RTF, Limits(steps=steps)).why is Why.LIMIT


def test_objects() -> None:
    assert object_of(b"") == ""
    assert object_of(ole1(b"?")) == ""
    assert object_of(b"xxxOLE2Link") == "OLE2Link"
    assert object_of(ole1(b"Package")) == "Package"
    assert read_package(b"\2\0a\0") is None
    assert read_package(b"\2\0a") is None
    assert read_package(package_of("", b"x")) is None
    assert read_package(package_of("a", b"x")[:-6]) is None
    package = read_package(package_of("x/a.js", b"var"))
    assert package
    assert (package.name, package.source, package.size) == ("a.js", "a.js", 3)


def test_notebooks() -> None:
    data = notebook_of(pe(), PNG, b"@echo off", bytes(9), names=("open me.bat", "C:\\x\\scan.png", "no name"))
    content = look(data, ContentKind.ONENOTE)
    assert [(one.activity, one.what) for one in content.signs] == [
        (A.FILE, "open me.bat"),
        (A.DATA, "scan.png"),
        (A.FILE, "a Windows program"),
        (A.DATA, "a PNG picture"),
        (A.FILE, ""),
        (A.DATA, ""),
    ]
    assert [one.opener(Budget(), 4).data for one in content.files if one.opener] == [
        pe()[:4],
        PNG[:4],
        b"@ech",
        bytes(4),
    ]


def test_notebooks_that_lie() -> None:
    lying = notebook_of(pe(), b"@echo off & start x", lying=10**12)
    assert [one[0] for one in told(lying, ContentKind.ONENOTE)] == [A.FILE, A.FILE]
    assert told(notebook_of(pe())[:1050], ContentKind.ONENOTE) == []
    unsized = notebook_of(names=("a.js",)).replace(pack("<I", 10), pack("<I", 8))
    assert told(unsized, ContentKind.ONENOTE) == [(A.FILE, "a.js")]
    assert told(notebook_of(names=("a.js",)).replace(pack("<I", 10), pack("<I", 99)), ContentKind.ONENOTE) == []
    assert look(notebook_of(pe(), pe()), ContentKind.ONENOTE, Limits(members=1)).why is Why.LIMIT


def test_only_so_many_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deliverkit.attachments.active.notebooks._MOST_NAMES", 2)
    data = notebook_of(names=("a.js", "b.js", "c.js"))
    assert [one[1] for one in told(data, ContentKind.ONENOTE)] == ["a.js", "b.js"]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (shortcut_of(path="..\\cmd.exe", arguments="/c   " + " " * 300 + "calc"), "..\\cmd.exe /c calc"),
        (shortcut_of(path="a.exe", arguments="x", utf16=False), "a.exe x"),
        (shortcut_of(base=b"C:\\Windows\\cmd.exe", arguments="/c x"), "C:\\Windows\\cmd.exe /c x"),
        (shortcut_of(environment="%ComSpec%", path="x"), "%ComSpec%"),
        (shortcut_of(items=b"\x14\0" + wide("powershell.exe") + b"\0\0"), "powershell.exe"),
        (shortcut_of(items=b"\x14\0mshta.exe\0"), "mshta.exe"),
        (shortcut_of(), ""),
        (shortcut_of()[:40], ""),
        (shortcut_of(arguments="abc")[:94], "a"),
        (shortcut_of(base=b"x")[:80], ""),
    ],
)
def test_shortcuts(data: bytes, what: str) -> None:
    assert told(data, ContentKind.LNK) == [(A.SHORTCUT, what)]


def test_the_icon_of_a_shortcut() -> None:
    assert told(shortcut_of(path="x", icon="\\\\a.example\\x.ico"), ContentKind.LNK) == [
        (A.SHORTCUT, "x"),
        (A.REMOTE, "\\\\a.example\\x.ico"),
    ]
    assert len(told(shortcut_of(path="x", icon="shell32.dll"), ContentKind.LNK)) == 1


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (b"URL=https://a.example/\r\nIconFile=C:\\x.ico\r\n", [(A.LINK, "https://a.example/")]),
        (b"url = file://a.example/x.exe\n", [(A.SHORTCUT, "file://a.example/x.exe")]),
        (
            b"IconFile=\\\\a.example\\x.ico\nURL=mailto:x",
            [(A.SHORTCUT, "IconFile=\\\\a.example\\x.ico"), (A.LINK, "mailto:x")],
        ),
        (b"WorkingDirectory=//a.example/x\n", [(A.SHORTCUT, "WorkingDirectory=//a.example/x")]),
        (b"Other=x", []),
    ],
)
def test_internet_shortcuts(lines: bytes, expected: list[tuple[Activity, str]]) -> None:
    assert told(b"[InternetShortcut]\r\n" + lines, None) == expected
    assert told(b"[InternetShortcut.A]\n" + lines, None) == expected


def test_other_files() -> None:
    assert told(b"[Settings]\nURL=file:x", None) == []
    assert told(b"BEGIN:VCARD\nURL:file:x", None) == []
    assert told(b"ActiveMime\0\0\1", None) == [(A.MACROS, "ActiveMime")]
    assert told(pe(), ContentKind.PE) == []
    console = look(b"<MMC_ConsoleFile>javascript:x", None, extension="msc")
    assert [one.what for one in console.signs] == ["javascript:"]


def test_what_is_told_can_be_read() -> None:
    assert readable(b"\xc3\xa9 \xe9") == "\xc3\xa9 \xe9"
    assert readable("a\r\n b") == "a b"
    assert len(readable("x" * 999)) == 200
