"""Which key stands at this selector, ready to be used?  Reading one costs as much as using it, so keep a cache."""

from __future__ import annotations

from typing import NamedTuple

from ...core.errors import UsageError
from ...core.findings import Finding
from ..arguments import expect
from .judging import judge_key
from .public import KeyProblem, PublicKey
from .record import KeyRecord, parse_key

__all__ = ["KeyCache", "ReadKey", "read_key"]


class ReadKey(NamedTuple):
    """A key record, its public key (or why there is none), and what is wrong with both."""

    record: KeyRecord
    key: PublicKey | KeyProblem | None
    findings: tuple[Finding, ...]


class KeyCache:
    """Keys that were read, by the text of their record; make one for a mail server, pass it to every verification.

    Nothing in it can go stale: what a name server says is asked anew every time, only the reading of it is kept.

    Arguments:
        size: how many records are kept; when there are more, it starts anew.

    Raises:
        UsageError: *size* is less than 1, or no number.
    """

    __slots__ = ("_kept", "_size")

    def __init__(self, size: int = 1000) -> None:
        expect("dkim.KeyCache(size=...)", size, int, "a whole number")
        if size < 1:
            raise UsageError("KeyCache(size=...) must keep one key at least")
        self._size = size
        self._kept: dict[tuple[str, str, str], ReadKey] = {}

    def read(self, domain: str, selector: str, text: str) -> ReadKey:
        """The key in the record *text* (one character an octet), which stands at *selector* of *domain*."""
        asked = (domain, selector, text)
        known = self._kept.get(asked)
        if known is None:
            known = read_key(domain, selector, text)
            if len(self._kept) >= self._size:
                self._kept = {}  # in one step, so that threads may share it
            self._kept[asked] = known
        return known

    def __len__(self) -> int:
        return len(self._kept)


def read_key(domain: str, selector: str, text: str) -> ReadKey:
    """The key in the record *text* (one character an octet), which stands at *selector* of *domain*."""
    record = parse_key(text)
    key: PublicKey | KeyProblem | None = None
    if record.public_key:
        from .crypto import load_public_key

        key = load_public_key(record.key_type, record.public_key)
    return ReadKey(record, key, judge_key(record, domain=domain, selector=selector, key=key))
