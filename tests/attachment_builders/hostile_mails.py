"""Messages of up to 25 MB that cost as much as one can make them cost; each is judged in a process of its own."""

from __future__ import annotations

import bz2
import ctypes
import gzip
import json
import lzma
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

from attachment_gallery import base64_lines, entity, mail
from deliverkit import attachments

from .costs import SHAPES
from .singles import lzma_with_dictionary
from .zips import ZipMember, zip_of

__all__ = ["MAILS", "main"]

SIZE: Final = 18_200_000  # of a file whose base64 fills the message
_MESSAGE: Final = 25_000_000
_TEXT: Final = b"".join(b"%d;%d\n" % (n * 7919 % 100_003, n) for n in range(1_000_000))


def _attached(data: bytes, name: str = "a.zip") -> bytes:
    return mail(entity(data[:SIZE], name))


def _container(build: Callable[[], bytes]) -> bytes:
    return _attached(build(), "a.bin")


def _many(count: int, name: str, data: bytes) -> bytes:
    return _attached(zip_of([(name % n, data) for n in range(count)]))


def _nested(depth: int, width: int) -> bytes:
    data = b"hello"
    for _ in range(depth):
        data = zip_of([(f"{n}.zip", data) for n in range(width)])
    return _attached(data)


def _overlapping() -> bytes:
    first = ZipMember(name=b"0.bin", data=bytes(21_000_000))
    rest = (
        ZipMember(name=b"%d.bin" % n, csize=20_400, usize=21_000_000, in_file=False, offset=0) for n in range(20_000)
    )
    return _attached(zip_of([first, *rest]))


def _bombs() -> bytes:
    bomb = zip_of([(f"{n}.bin", bytes(40_000_000)) for n in range(4)])
    return _attached(zip_of([(f"{n}.zip", bomb) for n in range(30)]))


def _filled(piece: bytes, size: int = SIZE) -> bytes:
    return piece * (size // len(piece))


def _encodings() -> bytes:
    told = b"".join(
        b"Content-Transfer-Encoding: %s\r\n" % one for one in (b"base64", b"7bit", b"x-uuencode", b"binary")
    )
    return mail(b"Content-Type: application/zip\r\n" + told + b"\r\n" + base64_lines(Random(1).randbytes(SIZE)))


def _words(count: int) -> bytes:
    words = b"\r\n ".join([b"=?utf-8?Q?aaaa=2Ejs?="] * count)
    return mail(b'Content-Disposition: attachment; filename="' + words + b'"\r\n\r\nx')


def _parameters(count: int, form: bytes) -> bytes:
    told = b"".join(form % n for n in range(count))
    return mail(b"Content-Disposition: attachment" + told + b"\r\n\r\nx")


def _deep(count: int) -> bytes:
    return b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(count))


_BLOCK: Final = bz2.compress(b"ab" * 450_000)  # a few octets that take as long as a whole block
_EML: Final = b"From: a@a.example\r\nTo: a\r\nSubject: x\r\nContent-Type: image/x; name=a.exe\r\n\r\nhi"
MAILS: Final[Mapping[str, Callable[[], bytes]]] = {
    **{what: partial(_container, build) for what, (_, build) in SHAPES.items()},
    "60,000 texts": lambda: _many(60_000, "%d.txt", b"hello" * 4),
    "60,000 disguised programs": lambda: _many(60_000, "%d.pdf .exe ", b"MZ" + b"x" * 20),
    "60,000 pages": lambda: _many(60_000, "%d.html", b"<html><script>x</script>"),
    "30,000 documents": lambda: _many(30_000, "%d.pdf", b"%PDF-1.4\n1 0 obj<</JS(x)>>"),
    "30,000 archives": lambda: _many(30_000, "%d.zip", zip_of([("a.txt", b"x")])),
    "30,000 mails": lambda: _many(30_000, "%d.eml", _EML),
    "40,000 files of nothing known": lambda: _many(40_000, "%d.bin", Random(1).randbytes(300)),
    "20,000 bzip2 blocks": lambda: _many(20_000, "%d.bz2", _BLOCK),
    "bzip2 of noise": lambda: _attached(bz2.compress(Random(1).randbytes(SIZE)), "a.bz2"),
    "bzip2 blocks": lambda: _attached(_filled(_BLOCK), "a.bz2"),
    "xz of text": lambda: _attached(lzma.compress(_TEXT, preset=0), "a.xz"),
    "archives four deep, ten in each": lambda: _nested(4, 10),
    "archives sixty deep": lambda: _nested(60, 1),
    "bombs in bombs": _bombs,
    "20,000 members of the same octets": _overlapping,
    "2,001 parts": lambda: mail(*[entity(b"MZ", f"{n}.exe") for n in range(2001)]),
    "150,000 parts": lambda: mail(*[b"Content-Type: image/png; name=a.png\r\n\r\nx"] * 150_000),
    "19,000 archives": lambda: mail(*[entity(zip_of([("a.js", b"x")]), "a.zip")] * 19_000),
    "20,000 continuations": lambda: _parameters(20_000, b";\r\n filename*%d=aaaaaaaa"),
    "a million parameters": lambda: _parameters(1_200_000, b"; filename=a%d.js"),
    "8,000 encoded-words": lambda: _words(8_000),
    "a million encoded-words": lambda: _words(1_000_000),
    "100,000 multiparts deep": lambda: _deep(100_000),
    "100,000 messages deep": lambda: b"Content-Type: message/rfc822; name=a.eml\r\n\r\n" * 100_000,
    "a dictionary of 512 MiB": lambda: _attached(lzma_with_dictionary(b"x" * 99, 512 << 20), "a.lzma"),
    "begin lines": lambda: (
        mail() + b"\r\n" + _filled((b"begin 644 a.exe\r\n" + b"M" + b"!" * 60 + b"\r\n") * 2, 24_000_000)
    ),
    "a page of scripts": lambda: _attached(_filled(b"<a onclick=x href='data:x'><script>atob(x)</script>"), "a.html"),
    "a document of objects": lambda: _attached(
        b"%PDF-1.4\n" + _filled(b"1 0 obj<</S/JavaScript/JS(a)>>endobj\n"), "a.pdf"
    ),
    "a document of 30,000 parts": lambda: _attached(
        zip_of([("[Content_Types].xml", b"<Types/>"), *((f"word/{n}.xml", b"<w/>") for n in range(30_000))]), "a.docx"
    ),
    "noise": lambda: _attached(Random(1).randbytes(SIZE), "a.bin"),
    "encodings that contradict one another": _encodings,
    "a tar in gzip that is too large to be held": lambda: _attached(gzip.compress(bytes(400_000_000), 1), "a.tar.gz"),
}


def _status(key: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(key))


def main(what: str) -> None:
    """Judge the message *what*; print what it cost beyond having it."""
    raw = MAILS[what]()[:_MESSAGE]
    ctypes.CDLL(None).malloc_trim(0)  # or what making the message left over would be used again, and not be seen
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before, started = _status("VmRSS"), time.process_time()
    outcome = attachments.check(raw)
    seconds = time.process_time() - started
    files = len(outcome.value or ())
    print(json.dumps({"seconds": seconds, "memory": _status("VmHWM") - before, "files": files}))  # noqa: T201 - to the process that asked
