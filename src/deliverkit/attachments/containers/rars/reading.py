"""What does a RAR archive hold, also behind a program that unpacks it, and behind its own end?"""

from __future__ import annotations

from ....core.budget import Budget
from ..member import ContainerFault, Listing, Source, Why
from . import rar4, rar5
from .volume import SIGN, Volume

__all__ = ["read_rar"]


def read_rar(data: Source, budget: Budget) -> Listing:
    """List the files of every archive in *data*, of either version."""
    volume = Volume(bytes(data), budget)
    if not volume.pay("bytes_read", len(volume.data)):
        return _listing(volume)
    at, end = _marker(volume.data, 0), 0
    if at < 0:
        volume.stop(Why.UNREADABLE, "no RAR marker")
    elif at:
        volume.notes.add(ContainerFault.PREPENDED_DATA, 0, f"{at} octets")
    while at >= 0:
        if end:
            volume.notes.add(ContainerFault.HIDDEN_MEMBER, at, "an archive behind the end of another")
        read = rar5.read_headers if volume.data.startswith(b"\1\0", at + len(SIGN)) else rar4.read_headers
        end = max(read(volume, at), at + len(SIGN))
        at = _marker(volume.data, end) if volume.why is not Why.LIMIT else -1
    if 0 < end < len(volume.data):
        volume.notes.add(ContainerFault.TRAILING_DATA, end, f"{len(volume.data) - end} octets")
    return _listing(volume)


def _marker(data: bytes, at: int) -> int:
    """Where the next marker stands, or -1."""
    while (at := data.find(SIGN, at)) >= 0:
        if data.startswith((b"\0", b"\1\0"), at + len(SIGN)):
            return at
        at += len(SIGN)
    return -1


def _listing(volume: Volume) -> Listing:
    why = volume.why
    return Listing(volume.kind, tuple(volume.members), volume.notes.told, why is None, why, volume.detail)
