"""Key records that tests share: those of the case files, so that every key is written down once."""

from __future__ import annotations

from typing import Any, Final, cast

from casefile import load
from support import CASES

__all__ = ["BARE_RSA", "ED25519", "RSA", "RSA_1024", "TEXTS", "key_of", "record_of"]


def record_of(name: str) -> str:
    """The first record of the case ``dkim/key/<name>``, one character an octet."""
    case = load(CASES / "dkim" / "key" / f"{name}.toml")
    record = next(records[0] for (_, rdtype), records in case.dns.items() if rdtype == "TXT")
    strings = cast("list[Any]", record) if isinstance(record, list | tuple) else [record]
    return "".join(map(_string, strings))


def _string(told: str | dict[str, str]) -> str:
    return told if isinstance(told, str) else bytes.fromhex(told["hex"]).decode("latin-1")


def key_of(text: str) -> str:
    """What stands in the p= of a record that ends in it."""
    return text.rpartition("p=")[2]


RSA: Final = record_of("rsa-2048")
RSA_1024: Final = record_of("weak-key")
BARE_RSA: Final = record_of("bare-rsa-key")
ED25519: Final = record_of("ed25519")
TEXTS: Final = tuple(
    record_of(path.stem)
    for path in sorted((CASES / "dkim" / "key").glob("*.toml"))
    if 's1._domainkey.a.example TXT" = [' in path.read_text(encoding="utf-8")
)
