"""From where do the examples read?  A file or standard input for messages, zone files or the network for the DNS."""

from __future__ import annotations

import sys
from pathlib import Path

import deliverkit as dk

DATA = Path(__file__).parent / "data"
DEMO = [  # what the demo is called with: a mail that came back, and what its author's name servers said
    *(str(DATA / "refused.eml"), "--zone", str(DATA / "atelier.example.zone"), "--zone", str(DATA / "redirect.zone")),
    *("--redirect", "host=mx.example2.com,ip=198.51.100.7,for=user@example2.com"),
]


def octets(file: str) -> bytes:
    """What stands in *file*, or comes from standard input where it is "-"."""
    if file != "-":
        return Path(file).read_bytes()
    if sys.stdin is None:  # pyright: ignore[reportUnnecessaryComparison] # it is, where it was closed
        raise dk.UsageError("there is no standard input")
    return sys.stdin.buffer.read()


def resolver(zones: list[str]) -> dk.ZoneResolver | None:
    """What answers: the zone files, or None for the system's name servers."""
    return dk.ZoneResolver.from_file(*zones) if zones else None
