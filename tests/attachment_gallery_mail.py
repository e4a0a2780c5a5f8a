"""The gallery, second room: names, encodings and structures of messages as broken and hostile programs write them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Final

from attachment_builders.contents import pe
from attachment_builders.zips import zip_of
from attachment_gallery import SCRIPT, Sample, base64_lines, entity, mail

__all__ = ["written_oddly"]

_CT: Final = b"Content-Type: application/octet-stream"
_CD: Final = b"Content-Disposition: "
_LONG: Final = b"".join(b"; filename*%d=%s" % (n, bytes([97 + n])) for n in range(13))
# the feature, the fields of the part, and the first name that is expected
HEADERS: Final[tuple[tuple[str, bytes, str], ...]] = (
    ("token", _CD + b"attachment; filename=run.js", "run.js"),
    ("disposition left out", _CD + b'filename="run.js"', "run.js"),
    ("Content-Type disagrees", _CT + b'; name="run.js"\r\n' + _CD + b'attachment; filename="a.pdf"', "a.pdf"),
    ("Content-Disposition disagrees", _CT + b'; name="a.pdf"\r\n' + _CD + b'attachment; filename="run.js"', "run.js"),
    ("filename beside filename*", _CD + b"attachment; filename=a.pdf; filename*=utf-8''run.js", "run.js"),
    ("filename* beside filename", _CD + b"attachment; filename*=utf-8''a.pdf; filename=run.js", "a.pdf"),
    ("repeated parameter, last", _CD + b"attachment; filename=a.pdf; filename=run.js", "a.pdf"),
    ("repeated parameter, first", _CD + b"attachment; filename=run.js; filename=a.pdf", "run.js"),
    (
        "repeated disposition, last",
        _CD + b"attachment; filename=a.pdf\r\n" + _CD + b"attachment; filename=run.js",
        "a.pdf",
    ),
    (
        "repeated disposition, first",
        _CD + b"attachment; filename=run.js\r\n" + _CD + b"attachment; filename=a.pdf",
        "run.js",
    ),
    ("repeated type", _CT + b"; name=a.pdf\r\n" + _CT + b"; name=run.js", "a.pdf"),
    ("percent", _CD + b"attachment; filename*=utf-8''run%2Ejs", "run.js"),
    ("charset", _CD + b"attachment; filename*=iso-8859-1'de'%FCber.js", "\u00fcber.js"),
    ("continuations", _CD + b"attachment; filename*0=ru; filename*1=n.j; filename*2=s", "run.js"),
    ("continuations out of order", _CD + b"attachment; filename*1=.js; filename*0=run", "run.js"),
    ("thirteen continuations", _CD + b"attachment" + _LONG + b"; filename*13=.js", "abcdefghijklm.js"),
    ("continuations with percent", _CD + b"attachment; filename*0*=utf-8''run; filename*1*=%2Ejs", "run.js"),
    ("a gap behind the name", _CD + b"attachment; filename*0=run.js; filename*2=.pdf", "run.js"),
    ("a gap inside the name", _CD + b"attachment; filename*0=run; filename*2=.js", "run"),
    ("percent-encoded NUL", _CD + b"attachment; filename*=utf-8''run.js%00.pdf", "run.js\x00.pdf"),
    ("NUL before the extension", _CD + b"attachment; filename*=utf-8''a.pdf%00.js", "a.pdf\x00.js"),
    ("encoded-word", _CD + b'attachment; filename="=?utf-8?Q?run=2Ejs?="', "run.js"),
    ("encoded-word in base64", _CD + b'attachment; filename="=?utf-8?B?cnVuLmpz?="', "run.js"),
    ("encoded-word as a token", _CD + b"attachment; filename==?utf-8?Q?run=2Ejs?=", "run.js"),
    ("encoded-words that split it", _CD + b'attachment; filename="=?utf-8?Q?run.?= =?utf-8?Q?js?="', "run.js"),
    ("encoded-word around it", _CD + b"attachment; =?utf-8?Q?filename=3Drun=2Ejs?=", "run.js"),
    ("comment in the name", _CD + b"attachment; filename=run.()js", "run.()js"),
    ("comment before the value", _CD + b"attachment; filename=(a) run.js", "run.js"),
    ("semicolon left out", _CD + b"attachment filename=run.js", "run.js"),
    ("semicolon left out between", _CT + b" name=run.js", "run.js"),
    ("apostrophes", _CD + b"attachment; filename='run.js'", "'run.js'"),
    ("quotation not closed", _CD + b'attachment; filename="run.js', "run.js"),
    ("stray quotation mark", _CD + b'attachment; filename=run.j"s', 'run.j"s'),
    ("blanks in a token", _CD + b"attachment; filename=my run.js", "my"),
    ("blanks around =", _CD + b'attachment; filename = "run.js"', "run.js"),
    ("escaped", _CD + b'attachment; filename="run\\.js"', "run.js"),
    ("raw UTF-8", _CD + 'attachment; filename="\u00fcber.js"'.encode(), "\u00fcber.js"),
    ("raw Latin-1", _CD + b'attachment; filename="\xfcber.js"', "\u00fcber.js"),
    ("raw full-width", _CD + 'attachment; filename="run.\uff4a\uff53"'.encode(), "run.\uff4a\uff53"),
    ("folded name", _CD + b'attachment; filename="run\r\n .js"', "run .js"),
    ("folded field", _CD + b"attachment;\r\n\tfilename=run.js", "run.js"),
    ("field in capitals", b"CONTENT-DISPOSITION: ATTACHMENT; FILENAME=RUN.JS", "RUN.JS"),
    ("blank before the colon", b"Content-Disposition : attachment; filename=run.js", "run.js"),
    ("unknown disposition", _CD + b"save; filename=run.js", "run.js"),
    ("name in Content-Disposition", _CD + b"attachment; name=run.js", "run.js"),
    ("filename in Content-Type", _CT + b"; filename=run.js", "run.js"),
    ("empty filename", _CD + b'attachment; filename=""; filename=run.js', ""),
    ("form data", _CD + b'form-data; name="f"; filename="run.js"', "run.js"),
    ("trailing semicolon", _CD + b"attachment; filename=run.js;", "run.js"),
    ("Windows path", _CD + b'attachment; filename="C:\\\\temp\\\\run.js"', "C:\\temp\\run.js"),
    ("path", _CD + b'attachment; filename="../../run.js"', "../../run.js"),
)


def _encoded() -> Iterator[tuple[str, bytes, bytes]]:
    """The feature, the value of Content-Transfer-Encoding, the body: of a zip that holds a script."""
    data = zip_of([("run.js", SCRIPT)])
    clean = base64.b64encode(data).rstrip(b"=")
    lines = base64_lines(data)
    yield "base64", b"base64", lines
    yield "base64 in capitals", b"BASE64", lines
    yield "base64 with a comment", b"base64 (really)", lines
    yield "base64 in quotation marks", b'"base64"', lines
    yield "base-64", b"base-64", lines
    yield "base64 without line ends", b"base64", base64.b64encode(data)
    yield "base64 without padding", b"base64", clean
    yield "base64 with garbage", b"base64", lines.replace(b"\r\n", b"!\r\n*")
    yield "base64 with blanks", b"base64", b" ".join(clean[at : at + 5] for at in range(0, len(clean), 5))
    yield "base64 before a footer", b"base64", base64.b64encode(data + bytes(-len(data) % 3)) + b"\r\n\r\n-- \r\n"
    yield "base64 in long lines", b"base64", clean[:900] + b"\r\n" + clean[900:]
    yield "base64 with bare LF", b"base64", lines.replace(b"\r\n", b"\n")
    yield "base64 declared as 7bit", b"7bit", lines
    yield "base64 declared by nobody knows what", b"x-unknown", lines
    yield "base64 with a second encoding", b"base64\r\nContent-Transfer-Encoding: 7bit", lines
    yield "base64 as the second encoding", b"7bit\r\nContent-Transfer-Encoding: base64", lines
    yield "quoted-printable", b"quoted-printable", binascii.b2a_qp(data, istext=False)
    yield "quoted-printable with an underscore", b"Quoted_Printable", binascii.b2a_qp(data, istext=False)
    yield "binary", b"binary", data
    uu = b"".join(binascii.b2a_uu(data[at : at + 45]) for at in range(0, len(data), 45))
    yield "uuencode", b"x-uuencode", b"begin 644 a.zip\n" + uu + b"`\nend\n"


def _structures() -> Iterator[tuple[str, bytes]]:
    part = entity(SCRIPT, "run.js")
    honest = mail(part)
    yield "last delimiter left out", honest.replace(b"\r\n--=_1--\r\n", b"")
    yield "bare LF", honest.replace(b"\r\n", b"\n")
    yield "blanks behind delimiters", honest.replace(b"--=_1\r\n", b"--=_1 \t\r\n")
    yield "boundary left out", honest.replace(b'; boundary="=_1"', b"")
    yield "boundary with a blank behind it", honest.replace(b'boundary="=_1"', b'boundary="=_1 "')
    yield "two boundaries", honest.replace(b'boundary="=_1"', b'boundary="no"; boundary="=_1"')
    yield "encoded multipart", _encoded_multipart(part)
    yield (
        "multipart in a multipart",
        mail(b"Content-Type: multipart/related; boundary=in\r\n\r\n--in\r\n" + part + b"\r\n--in--"),
    )
    yield "behind the last delimiter", honest.replace(b"--=_1\r\nContent-Type", b"--=_1--\r\n--=_1\r\nContent-Type")
    yield "no MIME-Version", honest.replace(b"MIME-Version: 1.0\r\n", b"")
    yield (
        "digest",
        mail(b"Content-Type: multipart/digest; boundary=in\r\n\r\n--in\r\n\r\n" + mail(part) + b"\r\n--in--"),
    )


def _encoded_multipart(part: bytes) -> bytes:
    inner = b"--in\r\n" + part + b"\r\n--in--\r\n"
    header = b"Content-Type: multipart/mixed; boundary=in\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return mail() + header + base64_lines(inner)


def written_oddly() -> Iterator[Sample]:
    """Messages that say what is attached in every way that some client understands."""
    for feature, fields, name in HEADERS:
        raw = mail(fields + b"\r\n\r\n" + SCRIPT)
        yield Sample(feature, "none", "attachment", raw, (name,), "FORBIDDEN")
    for feature, encoding, body in _encoded():
        head = b"Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: " + encoding + b"\r\n\r\n"
        path = ("a.zip", "run.js")
        yield Sample(feature, "zip", "attachment", mail(head + body), path, "FORBIDDEN")
        yield Sample(feature, "zip", "single part", mail() + head + body, path, "FORBIDDEN")
    for feature, raw in _structures():
        yield Sample(feature, "none", "attachment", raw, ("run.js",), "FORBIDDEN")
    for media in ("application/hta", "text/javascript", "application/x-msdownload", "TEXT/VBSCRIPT"):
        raw = mail(entity(b"hello", "", media=media.encode()))
        yield Sample(f"declared as {media}", "none", "attachment", raw, ("",), "FORBIDDEN")
    raw = mail(entity(pe(), "", disposition=b"", media=b"text/plain"))
    yield Sample("program as the text", "none", "attachment", raw, ("",), "FORBIDDEN")
