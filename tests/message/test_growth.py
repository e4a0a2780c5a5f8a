"""Does the work grow no faster than the mail?  Mails nobody honest sends, in three doublings."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from statistics import median
from typing import Final

import pytest

from deliverkit.core.budget import Limits
from deliverkit.message import Message, filename_candidates, read_addresses, read_received

MOST: Final = 2.6  # the median ratio of a doubling; 2 is linear, 4 quadratic
WIDE: Final = Limits(fields=10**7, parts=10**7, depth=10**7)


def _deep(n: int) -> bytes:
    heads = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(n))
    return heads + b"\n" + b"".join(b"--b%d--\n" % i for i in reversed(range(n)))


def _digest(n: int) -> bytes:
    return b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\nContent-Type: message/rfc822\n\nSubject: y\n\n" * n


def _encoded(n: int) -> bytes:
    head = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n"
    return head * (n // 8) + b"=20" * n


def _field(value: bytes) -> bytes:
    return b"Content-Type: " + value + b"\n\n"


SHAPES: Final[dict[str, Callable[[int], bytes]]] = {
    "fields": lambda n: b"Subject: x\n" * n,
    "fields of different names": lambda n: b"".join(b"X-%d: x\n" % i for i in range(n)),
    "folds": lambda n: b"Subject: x\n" + b" y\n" * n,
    "blank folds": lambda n: b"Subject: x\n" + b" \n" * n,
    "line without a colon": lambda n: b"x" * 8 * n,
    "blanks before a colon": lambda n: b"x" + b" " * 8 * n + b":\n",
    "bare carriage returns": lambda n: b"A: b\r" * n,
    "parts": lambda n: b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\n" * n,
    "parts cut in their header": lambda n: b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n" * n,
    "depth of multiparts": _deep,
    "depth of messages": lambda n: b"Content-Type: message/rfc822\n\n" * n,
    "depth of encoded messages": _encoded,
    "messages in parts": _digest,
    "one boundary at every depth": lambda n: b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" * n + b"--x--\n" * n,
    "absent boundaries": lambda n: b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(n)
    ),
    "many boundaries of one part": lambda n: (
        b"Content-Type: multipart/mixed" + b"".join(b"; boundary=b%d" % i for i in range(n)) + b"\n\n--b7\n\nx\n"
    ),
    "lines like delimiters": lambda n: b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--y\n" * n,
    "hyphens": lambda n: b"Content-Type: multipart/mixed; boundary=x\n\n" + b"-" * 32 * n,
    "single hyphens": lambda n: b"Content-Type: multipart/mixed; boundary=x\n\n" + b"a-b\n" * 4 * n,
    "long delimiter": lambda n: b"Content-Type: multipart/mixed; boundary=x\n\n--" + b"x" * 16 * n,
    "encoded-words": lambda n: b"Subject: " + b"=?utf-8?q?a?= " * n,
    "encoded-words of two charsets": lambda n: b"Subject: " + b"=?utf-8?q?a?= =?latin1?b?YQ?= " * n,
    "starts of encoded-words": lambda n: b"Subject: " + b"=?a?q" * n,
    "ends of encoded-words": lambda n: b"Subject: " + b"=?a?q?=" * n,
    "parameters": lambda n: _field(b"a/b" + b"; name=x" * n),
    "parameters without semicolons": lambda n: _field(b"a/b; x=y" + b" name=x" * n),
    "quoted without semicolons": lambda n: _field(b'a/b; x="y"' + b'name="x"' * n),
    "continuations": lambda n: _field(b"a/b" + b"".join(b"; name*%d=x" % i for i in range(n))),
    "percent continuations": lambda n: _field(b"a/b" + b"".join(b"; name*%d*=%%41" % i for i in range(n))),
    "continuations with gaps": lambda n: _field(b"a/b" + b"".join(b"; name*%d=x" % (2 * i) for i in range(n))),
    "one number again": lambda n: _field(b"a/b" + b"; name*0=x" * n),
    "quotes": lambda n: _field(b"a/b; name=" + b'"' * n),
    "quotes and letters": lambda n: _field(b"a/b; name=" + b'"a' * n),
    "backslashes": lambda n: _field(b'a/b; name="' + b"\\" * n),
    "open quotes in open comments": lambda n: _field(b"a/b" + b'; x=y (z name=") ' * n),
    "open comments": lambda n: _field(b"a/b; name=" + b"(" * n),
    "open comments between parameters": lambda n: _field(b"a/b; a=" + b"(b c=" * n),
    "nested comments": lambda n: _field(b"a/b; name=" + b"(" * n + b")" * n),
    "comments one by one": lambda n: _field(b"a/b" + b"(a)" * n + b"; name=x"),
    "blanks in a value": lambda n: _field(b"a/b; name=" + b" " * n + b"x" + b" " * n + b"y"),
    "equals signs": lambda n: _field(b"a/b" + b"=" * n),
    "names with NUL": lambda n: _field(b"a/b; name=" + b"%00" * n),
}
ADDRESSES: Final[dict[str, Callable[[int], bytes]]] = {
    "mailboxes": lambda n: b"a@b, " * n,
    "mailboxes without commas": lambda n: b"a@b " * n,
    "one chain of at signs": lambda n: b"a@" * n,
    "dots": lambda n: b"a . " * n + b"@b",
    "open angles": lambda n: b"<a@b " * n,
    "open routes": lambda n: b"<@a," * n,
    "closed angles": lambda n: b">" * n,
    "commas": lambda n: b"," * n,
    "groups": lambda n: b"g:" * n,
    "closed groups": lambda n: b"g:a@b;" * n,
    "open comments": lambda n: b"(" * n + b"a@b",
    "nested comments": lambda n: b"(" * n + b")" * n + b"a@b",
    "open quotes": lambda n: b'"' * n,
    "open brackets": lambda n: b"[" * n,
    "encoded-words": lambda n: b"=?a?q?b?= " * n + b"<a@b>",
    "starts of encoded-words": lambda n: b"=?a" * n,
    "words": lambda n: b"word " * n,
    "from words": lambda n: b"from x " * n,
    "brackets in a comment": lambda n: b"from x (" + b"[" * n + b") by y",
    "helo in a comment": lambda n: b"from x (" + b"helo " * n + b") by y",
    "semicolons": lambda n: b"from x" + b";" * n,
}


def _read_all(raw: bytes) -> None:
    message = Message.parse(raw, limits=WIDE)
    for part in message.walk():
        filename_candidates(part)
    for field in message.fields:
        _ = field.decoded
    _ = message.problems


def _read_list(raw: bytes) -> None:
    read_addresses(raw)
    read_received(raw)


def _time(read: Callable[[bytes], None], raw: bytes) -> float:
    def once() -> float:
        started = time.perf_counter()
        read(raw)
        return time.perf_counter() - started

    return min(once() for _ in range(3))


def _start(read: Callable[[bytes], None], shape: Callable[[int], bytes]) -> int:
    """The size from which a reading takes long enough to be measured."""
    size = 64
    while size < 64_000 and _time(read, shape(size)) < 0.001:
        size *= 2
    return size


@pytest.mark.parametrize(
    ("read", "shape"),
    [pytest.param(_read_all, shape, id=name) for name, shape in SHAPES.items()]
    + [pytest.param(_read_list, shape, id=f"addresses: {name}") for name, shape in ADDRESSES.items()],
)
def test_growth(read: Callable[[bytes], None], shape: Callable[[int], bytes]) -> None:
    start = _start(read, shape)
    # measured again when it fails: another process on the machine can make one run look steep, not three
    ratios: list[float] = []
    while not ratios or (ratios[-1] > MOST and len(ratios) < 3):
        times = [_time(read, shape(start * 2**step)) for step in range(4)]
        ratios.append(median(after / before for before, after in pairwise(times)))
    assert ratios[-1] <= MOST, f"ratios of the doublings from {start}: {ratios}"
