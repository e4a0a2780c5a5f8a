"""From where do the examples read?  A file or standard input for messages, zone files or the network for the DNS."""

from __future__ import annotations

import sys
from pathlib import Path

import deliverkit as dk

DATA = Path(__file__).parent / "data"


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
