"""PDF: scripts, programs and files, wherever they hide; and honest documents, of which nothing is said."""

from __future__ import annotations

import zlib
from base64 import a85encode

import pytest

from attachment_builders.active import Pdf, filespec
from deliverkit.attachments.active import ActiveContent, Activity, active_content
from deliverkit.attachments.active.pdfs.lexing import text_of, unescaped, words_of
from deliverkit.attachments.containers.member import Why
from deliverkit.attachments.content import ContentKind
from deliverkit.core.budget import Budget, Limits

CATALOG = b"<< /Type /Catalog /Pages 2 0 R %s >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Annots [5 0 R] >>"
TEXT = b"BT /F1 12 Tf (See /JavaScript, /JS and /Launch) Tj ET"


def pdf(catalog: bytes = b"") -> Pdf:
    return Pdf().add(1, CATALOG % catalog).add(2, PAGES).add(3, PAGE).add(4, b"", TEXT)


def look(data: bytes, limits: Limits | None = None) -> ActiveContent:
    return active_content(ContentKind.PDF, data, Budget(limits or Limits()))


def told(data: bytes) -> list[tuple[Activity, str, str]]:
    content = look(data)
    assert content.complete, content.detail
    return [(one.activity, one.what, one.inner) for one in content.signs]


ACTION = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"


@pytest.mark.parametrize(
    "honest",
    [
        pdf().done(),
        pdf(b"/OpenAction [3 0 R /Fit]").done(),
        pdf(b"/OpenAction << /S /GoTo /D [3 0 R /XYZ 0 0 1] >>").done(),
        pdf().add(5, b"<< /Type /Annot /Subtype /Link /A << /S /URI /URI (https://a.example/JS) >> >>").done(),
        pdf(b"/AcroForm << /Fields [6 0 R] >>").add(6, b"<< /FT /Tx /T (Name) /AA << >> /V (x) >>").done(),
        pdf().add(6, b"<< /Title (How to use /JavaScript (and /Launch) in /JS) /Subject (a\\) /JS \\() >>").done(),
        pdf().add(6, b"<< /BaseFont /ABCDEF+Times#20New#20Roman /X /Lime#2dGreen /JSON 1 /AAA 2 /JSx 1 >>").done(),
        pdf().add(6, b"% /JS (a comment)\n<< /X (%) >>").done(),
        pdf().objects(7, {8: b"<< /Type /Annot /A << /S /GoTo /D (x) >> >>"}).done(),
        pdf().add(6, b"/Filter /FlateDecode", zlib.compress(b"/JS (x)")).done(),
        pdf(b"/Names << /EmbeddedFiles << /Names [] >> >>").done(),
        pdf().add(6, b"<< /EncryptMetadata true /Encrypt null >>").done(),
    ],
)
def test_honest_documents(honest: bytes) -> None:
    assert told(honest) == []


def test_a_script() -> None:
    data = pdf(b"/OpenAction 6 0 R").add(6, ACTION).done()
    assert told(data) == [
        (Activity.PDF_SCRIPT, "", "object 6"),
        (Activity.PDF_SCRIPT, "app.alert(1)", "object 6"),
        (Activity.PDF_SCRIPT, "at once when the document is opened", ""),
    ]
    sign = look(data).signs[1]
    assert data[sign.start : sign.end] == b"/JS"


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (b"(one (two (three)) \\(four)", "one (two (three)) (four"),
        (b"<6170702e 616c657274>", "app.alert"),
        (b"<FEFF0061>", "a"),
        (b" 12 0 R", "in object 12"),
        (b"[ ]", ""),
        (b"%c\n(x)", ""),
    ],
)
def test_what_a_script_says(value: bytes, what: str) -> None:
    assert told(pdf().add(6, b"<< /JS" + value + b" >>").done()) == [(Activity.PDF_SCRIPT, what, "object 6")]


def test_escapes_do_not_hide_a_name() -> None:
    data = pdf().add(6, b"<< /S /#4aavaScript /J#53 (x) /Dummy#41 1 >>").done()
    assert told(data) == [
        (Activity.PDF_DISGUISE, "/#4aavaScript", "object 6"),
        (Activity.PDF_SCRIPT, "", "object 6"),
        (Activity.PDF_DISGUISE, "/J#53", "object 6"),
        (Activity.PDF_SCRIPT, "x", "object 6"),
    ]


def test_a_program() -> None:
    data = pdf(b"/AA << /O 6 0 R >>").add(6, b"<< /S /Launch /Win << /F (cmd.exe) /P (/c calc) >> >>").done()
    assert told(data) == [
        (Activity.PDF_LAUNCH, "cmd.exe /c calc", "object 6"),
        (Activity.PDF_LAUNCH, "at once when the document is opened", ""),
    ]


@pytest.mark.parametrize(
    "filters", [b"/FlateDecode", b"[ /FlateDecode ]", b"/Fl", b"", b"/#46lateDecode", b"[/ASCIIHexDecode /FlateDecode]"]
)
def test_inside_an_object_stream(filters: bytes) -> None:
    inside = b"8 0 << /S /JavaScript /JS (x) >>"
    packed = zlib.compress(inside) if filters else inside
    if b"Hex" in filters:
        packed = packed.hex().encode() + b">"
    entry = b"/Type /ObjStm /N 1 /First 4" + (b" /Filter " + filters if filters else b"")
    assert told(pdf().add(7, entry, packed).done())[0] == (Activity.PDF_SCRIPT, "", "object stream 7")


def test_the_other_filters() -> None:
    inside = zlib.compress(b"8 0 << /JS (x) >>")
    stream = a85encode(inside) + b"~>"
    data = pdf().add(7, b"/Type /ObjStm /Filter [/ASCII85Decode /FlateDecode]", stream).done()
    assert told(data) == [(Activity.PDF_SCRIPT, "x", "object stream 7")]


@pytest.mark.parametrize(
    ("entry", "stream", "why"),
    [
        (b"/Filter /LZWDecode", b"x", Why.UNSUPPORTED),
        (b"/Filter /FlateDecode /DecodeParms << /Predictor 12 >>", b"x", Why.UNSUPPORTED),
        (b"/Filter [" + b"/Fl " * 9 + b"]", b"x", Why.UNSUPPORTED),
        (b"/Filter /ASCII85Decode", b"zzzz{", Why.UNREADABLE),
        (b"/Filter /FlateDecode", b"x" * 40, Why.UNREADABLE),
    ],
)
def test_an_object_stream_that_cannot_be_read(entry: bytes, stream: bytes, why: Why) -> None:
    content = look(pdf().add(7, b"/Type /ObjStm " + entry, stream).done())
    assert (content.complete, content.why) == (False, why)
    assert content.detail.startswith("object stream 7: ")


def test_a_cut_object_stream_is_read_as_far_as_it_goes() -> None:
    packed = zlib.compress(b"8 0 << /JS (x) >> " + bytes(range(256)) * 20)
    content = look(pdf().add(7, b"/Type /ObjStm /Filter /FlateDecode", packed[:200]).done())
    assert content.why is Why.UNREADABLE
    assert [one.what for one in content.signs] == ["x"]


def test_streams_hide_no_objects() -> None:
    hidden = b"4 0 obj\n<< /Length 9 0 R >>\nstream\nxx\n7 0 obj\n" + ACTION + b"\nendobj\nendstream"
    assert (Activity.PDF_SCRIPT, "app.alert(1)", "object 7") in told(Pdf().add(1, CATALOG % b"").done() + hidden)
    comment = pdf().add(6, b"% stream\n<< /JS (x) >>").done()
    assert told(comment) == [(Activity.PDF_SCRIPT, "x", "object 6")]
    open_string = pdf().add(6, b"<< /X (((((( /JS (x) >>").done()
    assert told(open_string) == [(Activity.PDF_SCRIPT, "x", "object 6")]
    unended = Pdf().add(1, CATALOG % b"").done() + b"9 0 obj << >> stream\nxxxx"
    assert told(unended) == []
    twice = unended + b"\nendobj\n8 0 obj << >> stream\nx\nendobj\n7 0 obj" + ACTION + b"endobj endstream"
    assert (Activity.PDF_SCRIPT, "app.alert(1)", "object 7") in told(twice)


def test_encrypted() -> None:
    data = pdf(b"/OpenAction 6 0 R").add(6, ACTION).add(9, filespec(b"(\\200x)", 8)).done(b"/Encrypt 10 0 R")
    content = look(data)
    assert (content.complete, content.why, content.detail) == (False, Why.ENCRYPTED, "the PDF is encrypted")
    assert [one.activity for one in content.signs].count(Activity.PDF_SCRIPT) == 3
    assert [one.name for one in content.files] == [""]
    launch = look(pdf().add(6, b"<< /S /Launch /F (x) >>").done(b"/Encrypt << >>"))
    assert [one.what for one in launch.signs] == [""]
    assert look(pdf().done(b"/Encr#79pt 9 0 R")).why is Why.ENCRYPTED


def test_files() -> None:
    data = (
        pdf(b"/Names << /EmbeddedFiles << /Names [(a) 6 0 R] >> >>")
        .add(6, filespec(b"(invoice.xml)", 7, b"/UF (\xfe\xff\0i\0n\0.\0j\0s)"))
        .add(7, b"/Type /EmbeddedFile /Filter /FlateDecode", zlib.compress(b"var x"))
        .objects(8, {9: filespec(b"(factur-x.xml)", 10)})
        .add(10, b"/Type /EmbeddedFile", b"<?xml version='1.0'?><x/>")
        .add(11, b"/Type /EmbeddedFile", b"MZ" + bytes(58) + b"\x40\0\0\0PE\0\0L\1")
        .add(12, filespec(b"(gone.exe)", 99))
        .done()
    )
    content = look(data)
    assert content.complete
    assert [(one.activity, one.what, one.inner) for one in content.signs] == [
        (Activity.FILE, "in.js", ""),
        (Activity.DATA, "factur-x.xml", "object stream 8"),
        (Activity.FILE, "a Windows program", ""),
        (Activity.FILE, "gone.exe", ""),
    ]
    opened = [one.opener(Budget()) if one.opener else None for one in content.files]
    assert [one.data.rstrip(b"\n")[:5] if one else None for one in opened] == [b"var x", b"<?xml", b"MZ\0\0\0", None]
    assert content.files[0].opener
    assert content.files[0].opener(Budget(), 2).data == b"va"
    assert content.files[1].opener
    assert content.files[1].opener(Budget(), 2)[:2] == (b"<?", False)
    assert content.files[1].opener(Budget(Limits(bytes_read=1))).why is Why.LIMIT


def test_files_whose_streams_are_not_there() -> None:
    near = Pdf().add(6, filespec(b"(a.pdf)", 7)).done() + b"7 0 obj << /X 1 >> " + b" " * 5000 + b"stream\nx"
    assert told(near) == [(Activity.DATA, "a.pdf", "")]
    without_mark = Pdf().add(6, filespec(b"(a.pdf)", 7)).done() + b"7 0 obj << /X 1 >> stream\n%PDF-1.4"
    assert told(without_mark) == [(Activity.DATA, "a.pdf", "")]
    nameless = Pdf().add(6, b"<< /EF << >> >>").done()
    assert told(nameless) == [(Activity.FILE, "", "")]


def test_limits() -> None:
    data = pdf().add(6, ACTION * 5).done()
    inside = pdf().objects(7, {8: b"<< >>" + b" /JS (x) stream\n" * 9}).done()
    for steps in range(70):
        assert look(data, Limits(steps=steps)).why is Why.LIMIT
        assert look(inside, Limits(steps=steps)).why is Why.LIMIT
    assert look(data, Limits(steps=150)).complete
    assert look(inside, Limits(steps=200)).complete
    assert look(inside, Limits(bytes_inflated=4)).detail == "object stream 7: limit: bytes_inflated (4)"
    many = b"".join(b"%d 0 obj %s endobj\n" % (at, filespec(b"(%d.exe)" % at, at)) for at in range(30))
    assert look(Pdf().done() + many, Limits(members=9)).detail == "limit: members (9)"
    scripts = look(Pdf().done() + b"".join(b"%d 0 obj <</#4aS (%d)/Launch>> endobj\n" % (at, at) for at in range(30)))
    assert len(scripts.signs) == 60


def test_more_files_than_are_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deliverkit.attachments.active.pdfs.files._MOST", 1)
    data = (
        pdf().add(6, filespec(b"(a.exe)", 7)).add(7, b"/Type /EmbeddedFile", b"x").add(8, b"/Type /EmbeddedFile", b"x")
    )
    assert [one.what for one in look(data.add(9, filespec(b"(b.exe)", 7)).done()).signs] == ["a.exe"]


def test_an_object_stream_that_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deliverkit.attachments.active.pdfs.reading._MOST_STREAM", 20)
    content = look(pdf().objects(7, {8: b"<< /JS (x) >>" + b" " * 100}).done())
    assert content.detail == "object stream 7: longer than 20 octets"


def test_a_pdf_by_its_name_only() -> None:
    data = pdf().add(6, ACTION).done().replace(b"%PDF", b"%pdf")
    assert active_content(None, data, Budget(), extension="pdf").signs


def test_strings() -> None:
    assert (
        unescaped(
            rb"(a\n\r\t\b\f\(\)\\\101\0x\
y\q)"
        )
        == b"a\n\r\t\b\f()\\A\0xyq"
    )
    assert unescaped(b"<4>") == b"@"
    assert text_of(b"(\xff\xfea\0)") == "a"
    assert text_of(b"(\xef\xbb\xbf\xc3\xa9)") == text_of(b"(\xe9)") == "\xe9"


def test_words() -> None:
    assert [(one.name.value if one.name else None) for one in words_of(b"/JS/AA stream\n/x#41")] == [
        b"JS",
        b"AA",
        None,
        b" ",
    ]
    assert [one.start for one in words_of(b"/JS /JS", 1, 7)] == [4]
