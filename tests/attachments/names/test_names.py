"""Names: what Windows and mail clients make of them, and what no honest name does."""

from __future__ import annotations

import pytest

from deliverkit.attachments.names import Disguise, extension_of, judge, views
from deliverkit.attachments.settings import Settings
from deliverkit.message import Message, filename_candidates

D = Disguise
CLASS = "{3050f4d8-98B5-11CF-BB82-00AA00BDCE0B}"
# the name, its forbidden extension, the part of the name that is marked, the disguises
FORBIDDEN: list[tuple[str, str, str, list[Disguise]]] = [
    ("a.exe", "exe", "exe", []),
    ("a.EXE", "exe", "EXE", []),
    ("a.b/c.Js", "js", "Js", []),
    (".exe", "exe", "exe", []),
    ("dir/.bat", "bat", "bat", []),
    ("www.example.com", "com", "com", []),
    ("scan.pdf.js", "js", "js", [D.DOUBLE_EXTENSION]),
    ("scan.PDF_.js", "js", "js", [D.DOUBLE_EXTENSION]),
    ("x.pdf      .exe", "exe", "exe", [D.DOUBLE_EXTENSION, D.PADDING]),
    ("x.pdf\u3000\u2800\u00a0.exe", "exe", "exe", [D.DOUBLE_EXTENSION, D.PADDING]),
    ("x______.exe", "exe", "exe", [D.PADDING]),
    ("a.exe. . ", "exe", "exe", [D.TRAILING]),
    ("a.exe\t", "exe", "exe", [D.TRAILING]),
    ("a.exe/", "exe", "exe", [D.TRAILING]),
    ("a.exe?", "exe", "exe", [D.TRAILING]),
    ("'a.exe'", "exe", "exe", [D.TRAILING]),
    ("\u201ca.exe\u201d", "exe", "exe", [D.TRAILING]),
    ("a.pdf\0.exe", "exe", "exe", [D.DOUBLE_EXTENSION, D.CONTROL]),
    ("a.exe\0.pdf", "exe", "exe", [D.NUL, D.CONTROL]),
    ("a.exe \0.pdf", "exe", "exe", [D.NUL, D.TRAILING, D.CONTROL]),
    ("a.e\0xe", "exe", "e\0xe", [D.CONTROL]),
    ("a.e\u0085xe", "exe", "e\u0085xe", [D.CONTROL]),
    ("a.e\u200dxe", "exe", "e\u200dxe", [D.INVISIBLE]),
    ("a.\ufffdexe", "exe", "\ufffdexe", [D.INVISIBLE]),
    ("a.\udcffexe", "exe", "\udcffexe", [D.INVISIBLE]),
    ("a. exe", "exe", " exe", [D.BLANKS]),
    ('a.e"xe', "exe", 'e"xe', [D.QUOTES]),
    ("a.\uff25\uff58\uff45", "exe", "\uff25\uff58\uff45", [D.COMPATIBILITY]),
    ("a\u2024exe", "exe", "exe", [D.COMPATIBILITY]),
    ("a\u3002exe", "exe", "exe", [D.COMPATIBILITY]),
    ("a\uff61exe", "exe", "exe", [D.COMPATIBILITY]),
    ("a\uff0eexe", "exe", "exe", [D.COMPATIBILITY]),
    ("a\u2488exe", "exe", "exe", [D.COMPATIBILITY]),
    ("a.\u0435\u0445\u0435", "exe", "\u0435\u0445\u0435", [D.LOOK_ALIKE]),
    ("a.\u0415\u0425\u0415", "exe", "\u0415\u0425\u0415", [D.LOOK_ALIKE]),
    ("a.ex\u00e9", "exe", "ex\u00e9", [D.LOOK_ALIKE]),
    ("a.exe\u0301", "exe", "exe\u0301", [D.LOOK_ALIKE]),
    ("a.p\u0130f", "pif", "p\u0130f", [D.LOOK_ALIKE]),
    ("a.exe\uff0e", "exe", "exe\uff0e", [D.COMPATIBILITY]),
    ("a.exe\u2026\u3002 ", "exe", "exe\u2026\u3002", [D.TRAILING, D.COMPATIBILITY]),
    ("a.\u1d49\u02e3\u1d49", "exe", "\u1d49\u02e3\u1d49", [D.COMPATIBILITY]),
    ("a.\U0001d41e\U0001d431\U0001d41e", "exe", "\U0001d41e\U0001d431\U0001d41e", [D.COMPATIBILITY]),
    ("a.pdf:b.exe", "exe", "exe", [D.STREAM]),
    ("b.exe::$DATA", "exe", "exe", [D.STREAM]),
    ("x.js:$DATA", "js", "js", [D.STREAM]),
    ("x.js:$data", "js", "js", [D.STREAM]),
    ("a.pdf:b.exe:$DATA", "exe", "exe", [D.STREAM]),
    ("b.exe:a.pdf", "exe", "exe", [D.STREAM]),
    ("C:\\d\\b.exe:a.pdf", "exe", "exe", [D.STREAM]),
    ("b.exe:", "exe", "exe", [D.STREAM]),
    ("b.exe.:a.pdf", "exe", "exe", [D.STREAM, D.TRAILING]),
    (f"readme.txt.{CLASS}", CLASS.lower(), CLASS, [D.CLASS_IDENTIFIER, D.DOUBLE_EXTENSION]),
    (f"a.{CLASS[:-1]}. ", CLASS.lower(), CLASS[:-1], [D.TRAILING, D.CLASS_IDENTIFIER]),
    ("RUN.EXE;1", "exe", "EXE", []),
    ("RUN.EXE;1.", "exe", "EXE", [D.TRAILING]),
    ("a\u202efdp.exe", "exe", "exe", [D.REORDERED]),
    ("a\u2067pdf.\u200fexe", "exe", "\u200fexe", [D.INVISIBLE, D.REORDERED]),
    ("\u200freport.pdf\u200f.exe", "exe", "exe", [D.DOUBLE_EXTENSION, D.REORDERED]),
]


@pytest.mark.parametrize(("name", "extension", "marked", "disguises"), FORBIDDEN)
def test_forbidden(name: str, extension: str, marked: str, disguises: list[Disguise]) -> None:
    verdict = judge(name)
    assert (verdict.extension, name[verdict.start : verdict.end]) == (extension, marked)
    assert list(verdict.disguises) == disguises
    assert verdict.forbidden
    assert not verdict.suspicious
    assert verdict.saved_as.lower().endswith("." + extension) or D.CLASS_IDENTIFIER in disguises


CLEAN = [
    *("", " ", ".", "..", "/", "\\", "a", "exe", "a.", "a/b", ".pdf", "a.pdf", "a.PDF. ", "a.tar.gz", "README"),
    *("bundle.js.map", "readme.exe.txt", "setup.exe.pdf", "post.htm_kopija.zip", "dir.exe/readme", "dir.exe\\a.txt"),
    *("a.ex", "a.exee", "a.library-ms", "a.exe(1)", "a (1).pdf", "RUN.PDF;1", "a.x" * 40, "v1.2.3", "a.com.au"),
    *("Re: example.com: our offer.pdf", "12:30.pdf", "https://a.example/x.pdf", "C:\\Users\\a.pdf", ":"),
    *(f"a.{CLASS[:-1]}x", CLASS, f"{CLASS}.pdf", f"a.x{CLASS}", f"dir.exe/{CLASS}", "a.{3050f4d8}", "a.exe-1", "a;1"),
    "\u05d3\u05d5\u05d7\u200e.pdf",  # a mark behind Hebrew
    "\u200f\u05d3\u05d5\u05d7 2024.pdf",
    "\u0915\u094d\u200d\u0937.pdf",  # a joiner in Devanagari
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645.docx",  # and a non-joiner in Persian
    "\u2067\u062a\u0642\u0631\u064a\u0631.pdf\u2069",
    "\u2068report.pdf\u2069",
    "\u202b report.pdf",
    "\u202a\u202areport.pdf",
    "\u202d+1 555 0100\u202c.pdf",
    "\u202e\u05d3\u05d5\u05d7\u202c.pdf",  # an override that changes nothing
    "\u200freport.pdf\u200f.pdf",
    "\u041e\u0442\u0447\u0451\u0442 \u0437\u0430 2024.\u0433\u043e\u0434",
    "\u30ec\u30dd\u30fc\u30c8\u3002\u6700\u7d42\u7248",
    "caf\u00e9.pdf",
    "\U0001f680\ufe0f.pdf",
    "\x1b$B%l%]!<%H\x1b(B.pdf",  # ISO-2022-JP without a label
    "\u00e2\u0080\u0093.pdf",  # UTF-8 read as Latin-1
    "a\tb\r\n c.pdf",
]


@pytest.mark.parametrize("name", CLEAN)
def test_clean(name: str) -> None:
    verdict = judge(name)
    assert not verdict.forbidden
    assert not verdict.suspicious
    assert not verdict.disguises


@pytest.mark.parametrize(
    ("name", "disguises"),
    [
        ("a.exe_", [D.UNDERSCORE]),
        ("a.JS__ ", [D.UNDERSCORE]),
        ("a\x01b.pdf", [D.CONTROL]),
        ("a.pdf\0", [D.CONTROL]),
        ("exe.\u202efdp", [D.REORDERED]),
        ("a\u202egpj.zip", [D.REORDERED]),
        ("\u202eabc/a.pdf", [D.REORDERED]),
        ("\u2067jpg.\u200fpdf", [D.REORDERED]),
        ("\u2067\u05d0\u2069" * 17 + "\u2067a\u2069" * 17 + ".pdf", [D.REORDERED]),
    ],
)
def test_suspicious(name: str, disguises: list[Disguise]) -> None:
    verdict = judge(name)
    assert list(verdict.disguises) == disguises
    assert verdict.suspicious
    assert not verdict.forbidden


def test_the_settings_decide() -> None:
    assert judge("a.library-ms", Settings(profile="exchange")).extension == "library-ms"
    assert judge("a.settingcontent-ms", Settings(profile="strict")).extension == "settingcontent-ms"
    assert not judge("a.com", Settings(remove=("com",))).forbidden
    assert judge("a.pdf", Settings(add=("pdf",))).forbidden
    assert judge("a.ex_", Settings(profile="gmail")).extension == "ex_"
    assert judge(f"a.{CLASS}", Settings(remove=("exe",))).forbidden


def test_the_least_disguised_view_is_told() -> None:
    # both ends are forbidden; the one that needs no trick is the one to name
    verdict = judge("a.js\0b.exe")
    assert verdict.extension == "exe"


def test_views() -> None:
    assert [(view.name, view.extension, view.disguises) for view in views("d/a.pdf:b\uff0eexe:$DATA")] == [
        ("a.pdf:b\uff0eexe:$DATA", "pdf:b\uff0eexe:$data", ()),
        ("a.pdf:b.exe:$data", "exe:$data", (D.COMPATIBILITY,)),
        ("a.pdf:b\uff0eexe", "pdf:b\uff0eexe", (D.STREAM,)),
        ("a.pdf:b.exe", "exe", (D.STREAM, D.COMPATIBILITY)),
        ("a.pdf", "pdf", (D.STREAM,)),
    ]
    assert [view.name for view in views("")] == [""]
    assert views("x" * 300 + ".exe")[0].name == "x" * 251 + ".exe"


@pytest.mark.parametrize(
    ("name", "extension"),
    [("a.pdf", "pdf"), ("d.x/SCAN.Pdf. ", "pdf"), ("a", ""), ("d.x/a", ""), ("", ""), ("a." + "x" * 70, "")],
)
def test_extension_of(name: str, extension: str) -> None:
    assert extension_of(name) == extension


# every way of the message to say "evil.exe" at least in some client
HEADERS = [
    b"Content-Disposition: attachment; filename=a.pdf\nContent-Disposition: attachment; filename=evil.exe",
    b"Content-Type: a/b; name=a.pdf\nContent-Type: a/b; name=evil.exe",
    b"Content-Disposition: attachment; filename=a.pdf\nContent-Type: a/b; name=evil.exe",
    b"Content-Disposition: attachment; filename=a.pdf; filename=evil.exe",
    b"Content-Disposition: attachment; filename=a.pdf; filename*=utf-8''evil%2Eexe",
    b"Content-Disposition: attachment; filename=evil.exe; filename*=utf-8''a.pdf",
    b"Content-Disposition: attachment; filename*0=evil; filename*1=.exe; filename*3=.pdf",
    b"Content-Disposition: attachment; filename*0=evil; filename*2=.exe",
    b"Content-Disposition: attachment; filename*10=.exe; "
    + b"; ".join(b"filename*%d=%d" % (number, number) for number in range(9, -1, -1)),
    b'Content-Disposition: attachment; filename="=?utf-8?q?evil=2Eexe?="',
    b"Content-Disposition: attachment; filename==?utf-8?b?ZXZpbC5leGU=?=",
    b'Content-Disposition: attachment; filename="=?utf-8?q?evil=2E?= =?utf-8?q?exe?="',
    b'Content-Disposition: attachment; filename*0="=?utf-8?q?evil"; filename*1="=2Eexe?="',
    b"Content-Disposition: attachment; filename*=utf-8''=?utf-8?q?evil=2Eexe?=",
    b"Content-Disposition: =?utf-8?q?attachment=3B_filename=3Devil=2Eexe?=",
    b"Content-Disposition: attachment; filename=evil.()exe",
    b"Content-Disposition: attachment; (x; filename=evil.exe; y)",
    b"Content-Disposition: attachment filename=evil.exe",
    b"Content-Disposition: attachment; filename='evil.exe'",
    b"Content-Disposition: attachment; filename*='evil.exe'",
    b'Content-Disposition: attachment; filename="evil.exe',
    b'Content-Disposition: attachment; filename=evil".exe',
    b"Content-Disposition: attachment; filename=my evil.exe",
    b"Content-Disposition: attachment; filename=evil.exe\0.pdf",
    b"Content-Disposition: attachment; filename=evil.pdf\0.exe",
    b"Content-Disposition: attachment; filename*=utf-8''evil.exe%00.pdf",
    b"Content-Disposition: attachment; filename*=utf-16''evil.exe",
    b"Content-Disposition: attachment; filename=\xf6vil.exe",
    b"Content-Disposition: attachment; filename=evil\xef\xbc\x8eexe",
    b"Content-Disposition: attachment; filename*=utf-8''evil.%FFexe",
    b'Content-Disposition: attachment; filename="C:\\evil.exe"',
    b"Content-Disposition: attachment; filename=evil%2Eexe",
    b"Content-Disposition: filename=evil.exe",
]


@pytest.mark.parametrize("header", HEADERS)
def test_every_way_to_write_a_name_in_a_header(header: bytes) -> None:
    part = Message.parse(header + b"\n\nx").root
    assert any(judge(candidate.name).forbidden for candidate in filename_candidates(part))
