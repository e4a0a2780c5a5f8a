"""Sealed messages, changed in one place or two: what relays, gateways and attackers do to them."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import Final

__all__ = ["mutated"]

_FIELD: Final = re.compile(rb"[!-9;-~]++:[^\n]*+\n(?:[ \t][^\n]*+\n)*+")
_TAILS: Final = (
    *(b"-- \r\nlist\r\n", b"\r\n", b"\r\n\r\n", b"x", b"x\r\n", b" x", b" \r\n", b"\t \r\n", b"\r\nx\r\n"),
    *(b"\r\n \r\n", b"\xff\r\n", b"\x00", b" "),
)
_SIGNS: Final = b' \t;=:,()"\\x0A/+1\r\n\x00\xff'


def _fields(raw: bytes) -> list[bytes]:
    return _FIELD.findall(raw[: raw.index(b"\r\n\r\n") + 2])


def _with(raw: bytes, fields: list[bytes]) -> bytes:
    return b"".join(fields) + raw[raw.index(b"\r\n\r\n") + 2 :]


def _place(raw: bytes, random: Random) -> int:
    return random.randrange(raw.index(b"From: "))  # among the fields of ARC, which stand above


def _replace(raw: bytes, random: Random) -> bytes:
    at = _place(raw, random)
    return raw[:at] + bytes((random.choice(_SIGNS),)) + raw[at + 1 :]


def _insert(raw: bytes, random: Random) -> bytes:
    at = _place(raw, random)
    return raw[:at] + bytes((random.choice(_SIGNS),)) + raw[at:]


def _delete(raw: bytes, random: Random) -> bytes:
    at = _place(raw, random)
    return raw[:at] + raw[at + random.choice((1, 1, 1, 2, 20)) :]


def _case(raw: bytes, random: Random) -> bytes:
    at = _place(raw, random)
    return raw[:at] + raw[at : at + 1].swapcase() + raw[at + 1 :]


def _fold(raw: bytes, random: Random) -> bytes:
    places = [found.end() for found in re.finditer(rb"[;:][ \t]", raw[: raw.index(b"From: ")])]
    at = random.choice(places) if places else 0
    return raw[:at] + random.choice((b"\r\n ", b" ", b"\t", b"\r\n\t ")) + raw[at:]


def _remove_field(raw: bytes, random: Random) -> bytes:
    fields = _fields(raw)
    del fields[random.randrange(max(1, len(fields) - 5))]
    return _with(raw, fields)


def _repeat_field(raw: bytes, random: Random) -> bytes:
    fields = _fields(raw)
    fields.insert(random.randrange(len(fields)), random.choice(fields))
    return _with(raw, fields)


def _move_field(raw: bytes, random: Random) -> bytes:
    fields = _fields(raw)
    at = random.randrange(len(fields))
    fields.insert(at + random.choice((1, 1, 1, 3)), fields.pop(at))
    return _with(raw, fields)


def _tag(raw: bytes, random: Random) -> bytes:
    """Another value for a tag that tells something of the chain."""
    places = list(re.finditer(rb"\b(?:i|cv|a|c|d|s|t)=[^;\r\n]*", raw[: raw.index(b"From: ")]))
    if not places:
        return raw
    found = random.choice(places)
    name = found[0].partition(b"=")[0]
    value = random.choice((b"1", b"2", b"3", b"51", b"0", b"01", b"none", b"pass", b"fail", b"x", b"", b"rsa-sha256"))
    return raw[: found.start()] + name + b"=" + value + raw[found.end() :]


def _body(raw: bytes, random: Random) -> bytes:
    return raw + random.choice(_TAILS)


def _subject(raw: bytes, _: Random) -> bytes:
    return raw.replace(b"Subject: ", b"Subject: [list] ", 1)


def _received(raw: bytes, _: Random) -> bytes:
    return b"Received: from a.example by b.example; Wed, 25 Nov 2026 12:00:00 +0000\r\n" + raw


def _same(raw: bytes, _: Random) -> bytes:
    return raw


_MUTATIONS: Final[tuple[Callable[[bytes, Random], bytes], ...]] = (
    *(_replace, _insert, _delete, _case, _fold, _fold, _tag, _tag),
    *(_remove_field, _repeat_field, _move_field, _body, _body, _subject, _received, _same),
)


def mutated(raw: bytes, random: Random) -> bytes:
    """*raw*, a sealed message, changed in one place or two."""
    for _ in range(random.choice((1, 1, 2))):
        if raw.find(b"From: ", 0, raw.find(b"\r\n\r\n")) > 0:
            raw = random.choice(_MUTATIONS)(raw, random)
    return raw
