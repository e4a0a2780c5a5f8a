"""Do dkimpy and libopendkim hash the same body?  On every body that SMTP can bring; else RFC 6376 section 3.4 decides.

A body that does not end in CR LF is left out: dkimpy keeps the blanks at its end under "relaxed", which it would not do
if the CR LF that is added had been there, and libopendkim refuses it. libopendkim takes an LF alone for a line end,
where the standard knows only CR LF; to dkimpy's canonicalization it is an octet, as to ours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib import import_module
from random import Random
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from deliverkit.dkim.body import canonical_body, hash_body
from oracles.libopendkim import LibOpenDkim, load
from support import skip_or_fail

SEED: Final = 3
LINES: Final = (b" ", b"\t", b"\r\n", b"a", b"b", b"\0", b"\xff", b"\x0b")
ANY: Final = (*LINES, b"\r", b"\n")


def _body(draw: Random, octets: Sequence[bytes]) -> bytes:
    return b"".join((*draw.choices(octets, k=draw.randrange(16)), draw.choice((b"", b" ", b"\t")), b"\r\n"))


@pytest.mark.parametrize("relaxed", [False, True], ids=["simple", "relaxed"])
def test_dkimpy(*, relaxed: bool) -> None:
    theirs: Any = getattr(import_module("dkim.canonicalization"), "Relaxed" if relaxed else "Simple")
    draw = Random(SEED)
    for number in range(20_000):
        raw = _body(draw, ANY)
        assert canonical_body(raw, relaxed=relaxed) == theirs.canonicalize_body(raw), (SEED, number, raw)


@pytest.mark.parametrize("relaxed", [False, True], ids=["simple", "relaxed"])
def test_libopendkim(*, relaxed: bool) -> None:
    library = load()
    if library is None:
        skip_or_fail("libopendkim is not installed (Debian: apt-get install libopendkim11)")
    key = rsa.generate_private_key(65537, 1024).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    peer, draw = LibOpenDkim(library, b"v=DKIM1; p="), Random(SEED)
    try:
        for number in range(1500):
            raw = _body(draw, LINES) * (1 if number % 10 else 500)
            theirs = peer.body_hash(key, raw, relaxed=relaxed)
            assert theirs == hash_body(raw, 0, relaxed=relaxed).digest, (SEED, number, raw)
            assert theirs == hashlib.sha256(canonical_body(raw, relaxed=relaxed)).digest()
    finally:
        peer.close()
