"""What does reading 25 MB cost?  Memory in a process of its own, time beside the standard library."""

from __future__ import annotations

import email
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from deliverkit.message import Message
from support import run_python

LINE: Final = b"TWFueSBoYW5kcyBtYWtlIGxpZ2h0IHdvcmsuIE1hbnkgaGFuZHMgbWFrZSBsaWdodCB3b3JrLiBN\r\n"
HEAD: Final = (
    b"From: a@a.example\r\nSubject: a large file\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="=_1"\r\n\r\n'
    b"--=_1\r\nContent-Type: text/plain\r\n\r\nHere it is.\r\n"
    b'--=_1\r\nContent-Type: application/zip; name="a.zip"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
)
RAW: Final = HEAD + LINE * (25_000_000 // len(LINE)) + b"--=_1--\r\n"

# VmHWM belongs to the process's own memory; ru_maxrss is inherited from the process that started it
MEASURE: Final = """
import sys
from deliverkit.message import Message, filename_candidates
def peak():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
small = Message.parse(b"Content-Type: multipart/mixed; boundary=x\\n\\n--x\\n\\na\\n--x--\\n")
warm = [(part.content_type, filename_candidates(part)) for part in small.walk()], small.problems, small.unknown
raw = open(sys.argv[1], "rb").read()
before = peak()
message = Message.parse(raw)
found = [(part.path, part.content_type, len(part.body), filename_candidates(part)) for part in message.walk()]
odd = message.problems, message.unknown
after = peak()
copy = raw[:-6 * 1024 * 1024]
print(len(found), after - before, peak() - after)
"""


def _time(read: Callable[[], object], rounds: int) -> float:
    def once() -> float:
        started = time.perf_counter()
        read()
        return time.perf_counter() - started

    return min(once() for _ in range(rounds))


def _walk(raw: bytes) -> list[str]:
    return [part.content_type for part in Message.parse(raw).walk()]


def test_memory_of_25_megabytes(tmp_path: Path) -> None:
    if not Path("/proc/self/status").exists():
        pytest.skip("peak memory is read from /proc")
    mail = tmp_path / "large.eml"
    mail.write_bytes(RAW)
    done = run_python("-c", MEASURE, str(mail))
    assert done.stderr == ""
    parts, kibibytes, copied = map(int, done.stdout.split())
    assert parts == 3
    assert kibibytes < 5 * 1024
    assert copied > 10 * 1024, "a copy of the message must be seen, or nothing was measured"


def test_twenty_times_faster_than_the_standard_library() -> None:
    assert _walk(RAW) == ["multipart/mixed", "text/plain", "application/zip"]
    ours = _time(lambda: _walk(RAW), 5)
    theirs = _time(lambda: list(email.message_from_bytes(RAW).walk()), 2)
    assert theirs / ours >= 20, f"{theirs / ours:.1f} times"


def test_many_fields_are_read_fast() -> None:
    raw = b"Subject: x\r\n" * 100_000 + b"\r\n"
    ours = _time(lambda: Message.parse(raw), 7)
    theirs = _time(lambda: email.message_from_bytes(raw), 3)
    assert theirs / ours >= 1.2, f"{theirs / ours:.1f} times"


def test_volumes() -> None:
    fields = Message.parse(b"X: y\r\n" * 100_000 + b"\r\n")
    assert len(fields.fields) == 100_000
    assert fields.get_all("x")[-1].nth == 100_000
    parts = Message.parse(b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\na\n" * 10_000 + b"--x--\n")
    assert [part.path for part in parts.walk()][-1] == "10000"
    heads = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(10_000))
    deep = Message.parse(heads + b"\ndeepest")
    last = list(deep.walk())[-1]
    assert (last.depth, last.path, last.decode(), len(deep.problems)) == (10_000, "~10000", b"deepest", 10_001)
