"""What does it cost to name every file in a mail?  25 MB, a zip of 1,000 members with three more zips inside.

    python benchmarks/attachments.py [MEGABYTES]

deliverkit judges every name and what every file is; the others only list names, and look into zips with our glue around
``zipfile``. Peers that are not installed print ABSENT. Every figure is the best of the rounds; the peers take turns.
The last line of each table is what decoding the base64 alone costs. Memory is what a process of its own grows by.
"""

from __future__ import annotations

import binascii
import ctypes
import importlib
import io
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any, Final

ROUNDS: Final = 5
NAMES: Final = 1055
INNER: Final = (18, 18, 19)  # members of the three zips that stand in one another


def archive(size: int) -> bytes:
    """A zip of 1,000 members, the last of which is a zip that holds a zip that holds a zip."""
    random = Random(1)
    inner = b""
    for number, members in enumerate(INNER):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
            for member in range(members - (1 if inner else 0)):
                packed.writestr(f"inner{number}/page{member:02}.txt", b"a page of text\r\n" * 20)
            if inner:
                packed.writestr(f"inner{number - 1}.zip", inner)
        inner = file.getvalue()
    file = io.BytesIO()
    each = max(0, size - len(inner) - 1000 * 130) // 999
    with zipfile.ZipFile(file, "w") as packed:
        for member in range(999):
            packed.writestr(f"folder/document{member:04}.txt", random.randbytes(each))
        packed.writestr("inner2.zip", inner)
    return file.getvalue()


def mail(octets: int) -> bytes:
    """A mail of about *octets* that carries such an archive."""
    lines = binascii.b2a_base64(archive(int(octets * 0.73)), newline=False)
    body = b"\r\n".join(lines[at : at + 76] for at in range(0, len(lines), 76))
    return (
        b'From: a@a.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="=_1"\r\n\r\n'
        b"--=_1\r\nContent-Type: text/plain\r\n\r\nHere it is.\r\n--=_1\r\n"
        b'Content-Type: application/zip; name="a.zip"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    ) + b"".join((body, b"\r\n--=_1--\r\n"))


def _ours(raw: bytes) -> int:
    module: Any = importlib.import_module("deliverkit.attachments")
    return len(module.check(raw).value) - 1


def _within(data: bytes) -> Iterator[str]:
    todo = [data]
    while todo:
        with zipfile.ZipFile(io.BytesIO(todo.pop())) as opened:
            for name in opened.namelist():
                yield name
                if name.endswith(".zip"):
                    todo.append(opened.read(name))


def _email(raw: bytes) -> int:
    module: Any = importlib.import_module("email")
    found = 0
    for part in module.message_from_bytes(raw).walk():
        if part.get_content_type() == "application/zip":
            found += sum(1 for _ in _within(part.get_payload(decode=True)))
    return found


def _fast_mail_parser(raw: bytes) -> int:
    module: Any = importlib.import_module("fast_mail_parser")
    return sum(1 for one in module.parse_email(raw).attachments for _ in _within(one.content))


def _base64(raw: bytes) -> int:
    start = raw.index(b"base64\r\n\r\n") + 10
    binascii.a2b_base64(memoryview(raw)[start : raw.rindex(b"\r\n--=_1--")])
    return 0


PEERS: Final[dict[str, Callable[[bytes], int]]] = {
    "deliverkit": _ours,
    "email + zipfile": _email,
    "fast-mail-parser + zipfile": _fast_mail_parser,
    "base64 alone (binascii)": _base64,
}


def measure(raw: bytes, rounds: int = ROUNDS, peers: tuple[str, ...] = tuple(PEERS)) -> dict[str, float | str]:
    """Milliseconds by peer, or why there are none."""
    best: dict[str, float | str] = {}
    for _ in range(rounds):
        for name in peers:
            seen = best.get(name, float("inf"))
            if isinstance(seen, str):
                continue
            started = time.perf_counter()
            try:
                found = PEERS[name](raw)
            except ImportError:
                best[name] = "ABSENT"
                continue
            best[name] = min(seen, (time.perf_counter() - started) * 1e3)
            if found not in (0, NAMES - 1, NAMES - 3, NAMES):
                best[name] = f"found {found} names"
    return best


def _status(key: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(key)) * 1024


def grown(octets: int) -> int:
    """How much memory this process needs for our check beyond having the message; for a fresh process (Linux)."""
    _ours(mail(10_000))
    raw = mail(octets)
    ctypes.CDLL(None).malloc_trim(0)  # or what making the message left over would be used again, and not be seen
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = _status("VmRSS")
    _ours(raw)
    return _status("VmHWM") - before


def memory(octets: int) -> int:
    """The same, measured in a process of its own."""
    code = f"import attachments; print(attachments.grown({octets}))"
    here = Path(__file__).parent
    done = subprocess.run([sys.executable, "-c", code], cwd=here, capture_output=True, text=True, check=True)
    return int(done.stdout)


def main() -> None:
    """Print the table."""
    octets = int(float(sys.argv[1]) * 1e6) if len(sys.argv) > 1 else 25_000_000
    raw = mail(octets)
    print(f"\na zip of 1,000 members, three more zips inside ({len(raw):,} octets)")
    times = measure(raw)
    ours = times["deliverkit"]
    for name, figure in times.items():
        ratio = f"{figure / ours:10.2f}x" if isinstance(figure, float) and isinstance(ours, float) else ""
        print(f"  {name:28}" + (f"{figure:12.2f} ms{ratio}" if isinstance(figure, float) else f"{figure:>15}"))
    if Path("/proc/self/clear_refs").exists():
        print(f"  {'memory of deliverkit':28}{memory(octets) / 1e6:12.2f} MB beyond the message")


if __name__ == "__main__":
    main()
