"""What does it cost to find the parts of a mail?  deliverkit beside other parsers, in one run.

    python benchmarks/message.py [MEGABYTES]

Each parser reads the mail and visits every part; where a parser cannot help decoding, that is in its time. Peers that
are not installed print ABSENT. Every figure is the best of the rounds; the peers take turns.
"""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Callable
from typing import Any

from deliverkit.core.budget import Limits
from deliverkit.message import Message

ROUNDS = 5
LINE = b"TWFueSBoYW5kcyBtYWtlIGxpZ2h0IHdvcmsuIE1hbnkgaGFuZHMgbWFrZSBsaWdodCB3b3JrLiBN\r\n"
MULTIPART = b'From: a@a.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="=_1"\r\n\r\n'
ATTACHED = (
    b"--=_1\r\nContent-Type: text/plain\r\n\r\nHere it is.\r\n--=_1\r\n"
    b'Content-Type: application/zip; name="a.zip"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
)


def large(megabytes: int) -> bytes:
    """One attachment in base64."""
    return MULTIPART + ATTACHED + LINE * (megabytes * 1_000_000 // len(LINE)) + b"--=_1--\r\n"


def letter() -> bytes:
    """A letter of 50 KB in text and HTML."""
    text = b"A line of text as people write it, of no great length - and so on.\r\n"
    return (
        MULTIPART
        + b"--=_1\r\n\r\n"
        + text * 150
        + b"--=_1\r\nContent-Type: text/html\r\n\r\n"
        + text * 550
        + b"--=_1--"
    )


def deep(levels: int) -> bytes:
    """Multiparts in multiparts."""
    return b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(levels))


def _ours(raw: bytes) -> int:
    return sum(1 for _ in Message.parse(raw, limits=Limits(parts=10**6, depth=10**6)).walk())


def _email(raw: bytes) -> int:
    module: Any = importlib.import_module("email")
    return sum(1 for _ in module.message_from_bytes(raw).walk())


def _fast_mail_parser(raw: bytes) -> int:
    module: Any = importlib.import_module("fast_mail_parser")
    todo: list[Any] = [module.parse_email_tree(raw, mode="lazy")]
    found = 0
    while todo:
        found += 1
        todo.extend(todo.pop().children)
    return found


def _mailparse(raw: bytes) -> int:
    module: Any = importlib.import_module("mailparse")
    found: list[Any] = []
    module.split_mime([raw], module.SplitHandlers(on_node_start=found.append))
    return len(found)


def _mail_parser(raw: bytes) -> int:
    module: Any = importlib.import_module("mailparser")
    return len(module.parse_from_bytes(raw).attachments)


PEERS: dict[str, Callable[[bytes], int]] = {
    "deliverkit": _ours,
    "email (standard library)": _email,
    "fast-mail-parser (Rust)": _fast_mail_parser,
    "mailparse-mailkite": _mailparse,
    "mail-parser": _mail_parser,
}


def measure(raw: bytes, rounds: int) -> dict[str, float | str]:
    """Milliseconds by parser, or why there are none."""
    best: dict[str, float | str] = {}
    for _ in range(rounds):
        for name, read in PEERS.items():
            seen = best.get(name, float("inf"))
            if isinstance(seen, str):
                continue
            started = time.perf_counter()
            try:
                read(raw)
            except ImportError:
                best[name] = "ABSENT"
            except Exception as error:  # noqa: BLE001 - whatever a peer raises is its result
                best[name] = f"raised {type(error).__name__}"
            else:
                best[name] = min(seen, (time.perf_counter() - started) * 1e3)
    return best


def main() -> None:
    """Print one table a mail."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 25
    mails = {
        f"{megabytes} MB, one attachment in base64": (large(megabytes), 2),
        "50 KB, text and HTML": (letter(), ROUNDS * 4),
        "multiparts 500 deep": (deep(500), ROUNDS),
        "multiparts 10,000 deep": (deep(10_000), 1),
    }
    for title, (raw, rounds) in mails.items():
        print(f"\n{title} ({len(raw):,} octets)")
        times = measure(raw, rounds)
        ours = times["deliverkit"]
        for name, figure in times.items():
            ratio = f"{figure / ours:10.1f}x" if isinstance(figure, float) and isinstance(ours, float) else ""
            print(f"  {name:28}" + (f"{figure:12.3f} ms{ratio}" if isinstance(figure, float) else f"{figure:>15}"))


if __name__ == "__main__":
    main()
