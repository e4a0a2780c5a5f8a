"""Active content: any octets, samples with octets changed, and shapes that make a careless reader slow."""

from __future__ import annotations

import random
import time
import tracemalloc
import zlib
from collections.abc import Callable
from functools import partial
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attachment_builders.active import (
    Pdf,
    bound_sheet,
    docx_of,
    filespec,
    notebook_of,
    ole10native,
    package_of,
    relationship,
    shortcut_of,
    vba_project,
    workbook_of,
)
from attachment_builders.cfbs import cfb_of
from attachment_builders.zips import zip_of
from deliverkit.attachments.active import ActiveContent, active_content
from deliverkit.attachments.active.telling import active_findings, active_unknown
from deliverkit.attachments.content import ContentKind
from deliverkit.attachments.names.telling import Place
from deliverkit.attachments.settings import DEFAULT_SETTINGS
from deliverkit.core.budget import Budget
from support import Figures

K: Final = ContentKind
PLACE: Final = Place(("a",), "a", "a", "", "", "message:part:1")
PACKAGE: Final = package_of("a.js", b"x").hex().encode()
SAMPLES: Final[list[tuple[ContentKind | None, bytes]]] = [
    (
        K.PDF,
        Pdf()
        .add(6, b"<< /S /J#61vaScript /JS (x) >>")
        .add(9, filespec(b"(a.js)", 8))
        .add(8, b"/Type /EmbeddedFile /Filter /FlateDecode", zlib.compress(b"x"))
        .objects(7, {11: b"<< /S /Launch /F (x) >>"})
        .done(),
    ),
    (K.OFFICE, docx_of(b"<w:instrText>DDE</w:instrText>", more=[("word/a.bin", cfb_of(vba_project("A")))])),
    (K.OFFICE, docx_of(settings=[relationship("attachedTemplate", "http://a.example", external=True)])),
    (K.CFB, cfb_of([*vba_project("A"), ole10native("a.js", b"x")])),
    (K.CFB, workbook_of(bound_sheet("M", 1))),
    (
        K.HTML,
        b"<a href='javascript:x'><!-- --><script>atob('" + b"A" * 500 + b"');eval(1)</script><input type=password>",
    ),
    (K.SVG, b"<svg><foreignObject/><![CDATA[ ]]><g onclick='x'/></svg>"),
    (K.XML, b"<MMC_ConsoleFile>javascript:</MMC_ConsoleFile>"),
    (K.RTF, b"{\\rtf1{\\*\\objdata 010500000200000008000000" + PACKAGE + b"}{\\*\\fldinst DDE x}\\objupdate}"),
    (K.ONENOTE, notebook_of(b"x", names=("a.js",))),
    (K.LNK, shortcut_of(arguments="x", base=b"y", items=b"abc.exe", icon="\\\\x", environment="z")),
    (None, b"[InternetShortcut]\nURL=file:x\n"),
]


def look(kind: ContentKind | None, data: bytes, extension: str = "") -> ActiveContent:
    budget = Budget(DEFAULT_SETTINGS.limits)
    content = active_content(kind, data, budget, extension=extension)
    for file in content.files[:5]:
        if file.opener:
            file.opener(budget, 100)
    assert all(one.message for one in active_findings(PLACE, content))
    assert bool(active_unknown(PLACE, content)) != content.complete
    for sign in content.signs:
        assert 0 <= sign.start <= sign.end
    return content


@given(
    st.sampled_from([None, *K]),
    st.binary(max_size=2000)
    | st.tuples(st.sampled_from(SAMPLES), st.binary(max_size=99)).map(lambda x: x[0][1] + x[1]),
    st.sampled_from(["", "html", "svg", "pdf", "msc"]),
)
def test_any_octets(kind: ContentKind | None, data: bytes, extension: str) -> None:
    first = look(kind, data, extension)
    assert active_content(kind, memoryview(data), Budget(), extension=extension).signs == first.signs


def test_volume_of_changed_samples(figures: Figures) -> None:
    seed = random.randrange(10**6)
    source = random.Random(seed)
    found = 0
    for _ in range(6_000):
        kind, sample = source.choice(SAMPLES)
        data = bytearray(sample)
        for _ in range(source.randrange(1, 6)):
            at = source.randrange(len(data))
            match source.randrange(4):
                case 0:
                    data[at] = source.randrange(256)
                case 1:
                    data[at:at] = source.choice([b"(", b"<", b">", b"\\", b"#", b"\0", b"stream\n", b"endobj", b"<!--"])
                case 2:
                    del data[at : at + source.randrange(20)]
                case _:
                    data[at : at + 4] = b"\xff\xff\xff\xff"
            data = data or bytearray(b"x")
        found += bool(look(kind, bytes(data)).signs)
    figures(f"Samples that act with octets changed, seed {seed}: signs in {found} of 6000")


def _office(text: bytes) -> bytes:
    return zip_of([("[Content_Types].xml", b"<x/>"), ("word/_rels/a.rels", text), ("word/document.xml", text)])


def _repeated(start: bytes, unit: bytes, n: int) -> bytes:
    return start + unit * (n // len(unit))


def _bombs(n: int) -> bytes:
    pdf = Pdf()
    for at in range(1, 9):
        pdf.add(at, b"/Type /ObjStm /Filter /FlateDecode", zlib.compress(b"/A (x) " * (n // 8)))
    return pdf.done()


SHAPES: Final[dict[str, tuple[ContentKind | None, Callable[[int], bytes]]]] = {
    **{
        f"pdf: {name}": (K.PDF, partial(_repeated, b"%PDF-1.7\n", unit))
        for name, unit in {
            "names": b"/A ",
            "scripts": b"/JS ",
            "escapes": b"/#41 ",
            "escaped scripts": b"/#4aS ",
            "strings": b"()",
            "open strings": b"(",
            "nested strings": b"(a(b)(",
            "stream marks": b"stream\n",
            "empty streams": b">>stream\nendstream ",
            "objects": b"1 0 obj stream\n",
            "object streams": b"1 0 obj/ObjStm stream\nx endstream ",
            "files": b"1 0 obj<</EF<</F 1 0 R>>/F(a)>>endobj ",
            "file streams": b"1 0 obj/EmbeddedFile stream\nx ",
            "comments": b"%%\n",
            "digits": b"1",
            "page tree": b"1 0 obj << /Type /Page /Kids [1 0 R 2 0 R] >> endobj\n",
        }.items()
    },
    "pdf: bombs": (K.PDF, _bombs),
    **{
        f"page: {name}": (K.HTML, partial(_repeated, b"<svg>", unit))
        for name, unit in {
            "tags": b"<a>",
            "scripts": b"<script>x</script>",
            "open scripts": b"<script ",
            "handlers": b"<b onclick=x>",
            "attributes": b" onclick=x",
            "attributes without an end": b"<a b=c ",
            "quotes": b"<a b='\"",
            "links": b"<a href=javascript:x>",
            "comments": b"<!---->",
            "open comments": b"<!--",
            "hyphens": b"<!-- -",
            "sections": b"<![CDATA[",
            "letters": b"A",
            "short runs": b"A" * 399 + b" ",
            "numbers": b"65,",
            "hex": b"\\x41",
            "equal signs": b"=",
            "blanks": b"= ",
            "opens": b"<",
            "files": b"'TVqQA" + b"A" * 120 + b"'",
        }.items()
    },
    "picture: entities": (K.SVG, lambda n: b"<!ENTITY a " * (n // 11)),
    "xml: consoles": (K.XML, lambda n: b"<MMC_ConsoleFile<Task " * (n // 22)),
    "rtf: words": (K.RTF, lambda n: b"\\objdata " * (n // 9)),
    "rtf: fields": (K.RTF, lambda n: b"\\fldinst{" * (n // 9)),
    "rtf: templates": (K.RTF, lambda n: b"\\template\\'" * (n // 11)),
    "notebook: files": (
        K.ONENOTE,
        lambda n: bytes.fromhex("e716e3bd65261145a4c48d4d0b7a9eac").ljust(36, b"\0") * (n // 36),
    ),
    "notebook: names": (K.ONENOTE, lambda n: b".\0a\0" * (n // 4)),
    "compound: entries": (K.CFB, lambda n: bytes(512) + _entry("_VBA_PROJECT") * (n // 128)),
    "compound: texts": (K.CFB, lambda n: bytes(512) + _entry("WordDocument") * (n // 128)),
    "compound: packages": (K.CFB, lambda n: bytes(512) + _entry("\x01Ole10Native") * (n // 128)),
    "compound: fields": (K.CFB, lambda n: bytes(512) + _entry("WordDocument") + b"\x13DDE x" * (n // 6)),
    "office: pieces": (K.OFFICE, lambda n: _office(b"<w:instrText>x<w:fldSimple " * (n // 27))),
    "office: relationships": (K.OFFICE, lambda n: _office(b"<Relationship A='" * (n // 17))),
    "office: links": (K.OFFICE, lambda n: _office(b"<ddeLink " * (n // 9))),
    "office: parts": (
        K.OFFICE,
        lambda n: zip_of([("[Content_Types].xml", b""), *((f"word/{at}.bin", b"") for at in range(n // 200))]),
    ),
    "shortcut: items": (K.LNK, lambda n: shortcut_of(items=b"a." * 30_000) + bytes(n)),
    "internet shortcut": (None, lambda n: b"[InternetShortcut]\n" + b"URL=x\n" * (n // 6)),
}


def _entry(name: str) -> bytes:
    raw = name.encode("utf-16-le")
    return raw.ljust(64, b"\0") + (len(raw) + 2).to_bytes(2, "little") + b"\2\1" + bytes(60)


# of all shapes, as measured
SLOWEST: Final = (
    "page: blanks",
    "page: quotes",
    "page: tags",
    "page: opens",
    "page: scripts",
    "xml: consoles",
    "compound: entries",
    "pdf: scripts",
    "pdf: file streams",
    "pdf: bombs",
)


def _time(kind: ContentKind | None, data: bytes) -> float:
    started = time.process_time()  # others share the processors
    look(kind, data)
    return time.process_time() - started


@pytest.mark.parametrize(("kind", "shape"), SHAPES.values(), ids=SHAPES)
def test_growth(kind: ContentKind | None, shape: Callable[[int], bytes]) -> None:
    small = large = 1.0
    for _ in range(3):
        small, large = (min(_time(kind, shape(n)) for _ in range(2)) for n in (250_000, 1_000_000))
        if large < 0.05 or large / small <= 6:
            return
    pytest.fail(f"four times the octets took {large / small:.1f} times as long ({large:.2f} s)")


def test_25_megabytes_cost_little(figures: Figures) -> None:
    slowest: dict[str, float] = {}
    for name in SLOWEST:
        kind, shape = SHAPES[name]
        slowest[name] = _time(kind, shape(25_000_000))
    worst = max(slowest, key=slowest.__getitem__)
    order = sorted(slowest.items(), key=lambda one: -one[1])[:5]
    figures("25 MB that act: slowest " + ", ".join(f"{name} {took:.2f} s" for name, took in order))
    assert slowest[worst] < 3, order


def test_memory_of_25_megabytes() -> None:
    for name in ("pdf: bombs", "page: scripts", "notebook: files"):
        kind, shape = SHAPES[name]
        data = shape(25_000_000)
        tracemalloc.start()
        look(kind, data)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 150_000_000, (name, peak)
