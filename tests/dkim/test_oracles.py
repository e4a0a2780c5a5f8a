"""Thousands of messages, signed here and verified by another program, and the other way round."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import deliverkit as dk
from deliverkit.dkim.signing.settings import SigningSettings
from deliverkit.dkim.signing.signing import sign, sign_all
from dkim_messages import message
from dkim_signers import PAIRS, RECORDS, RSA, SIGNERS, needs_nacl, signed_by, verified

dkimpy: Any = import_module("dkim")


class TestSecondImplementation:
    """Every signature is verified by another program, and those of the other one fit the same records."""

    @settings(max_examples=500)
    @given(st.integers(0, 2**64), st.sampled_from(PAIRS), st.booleans())
    def test_it_verifies(self, seed: int, pair: SigningSettings, copied: bool) -> None:
        chosen = SigningSettings(canonicalization=pair.canonicalization, copied=copied)
        signed = signed_by(RSA, message(Random(seed)), settings=chosen, signed_at=seed % 1_600_000_000)
        assert verified(signed.message)

    def test_it_verifies_thousands(self) -> None:
        needs_nacl()
        for number in range(4_000):
            rng = Random(f"signed:{number}")
            raw = message(rng)
            signed = sign_all(raw, SIGNERS, settings=PAIRS[number % 4])
            assert [verified(signed.message), verified(signed.message, 1)] == [True, True], (number, raw)

    def test_it_signs(self) -> None:
        for number in range(300):
            rng = Random(f"other:{number}")
            pair = [one.encode() for one in PAIRS[number % 4].canonicalization.split("/")]
            raw = signed_by(RSA, message(rng)).original
            theirs = dkimpy.sign(
                raw, b"r", b"a.example", RSA.private_pem.encode(), canonicalize=pair, include_headers=[b"from"]
            )
            ours = sign(theirs + raw, RSA, "a.example", "r", settings=PAIRS[number % 4]).message
            assert [verified(ours), verified(ours, 1)] == [True, True], (number, raw)


class TestOwnVerifier:
    def results(self, raw: bytes) -> list[str]:
        zone = {(f"{name.decode()}._domainkey.a.example", "TXT"): [record] for name, record in RECORDS.items()}
        outcome = dk.run(dk.dkim.verify(raw), resolver=dk.TableResolver(zone), now=datetime(2026, 11, 22, tzinfo=UTC))
        return [one.result.value for one in outcome.value or ()]

    def test_it_verifies(self) -> None:
        for number in range(300):
            rng = Random(f"own:{number}")
            raw = message(rng)
            chosen = SigningSettings(canonicalization=PAIRS[number % 4].canonicalization, copied=number % 3 == 0)
            signed = sign_all(raw, SIGNERS, settings=chosen, signed_at=number, expires_after=10**11)
            assert self.results(signed.message)[:2] == ["pass", "pass"], (number, raw)

    def test_it_verifies_the_other_one(self) -> None:
        for number in range(200):
            raw = signed_by(RSA, message(Random(f"other:{number}"))).original
            pair = [one.encode() for one in PAIRS[number % 4].canonicalization.split("/")]
            theirs: bytes = dkimpy.sign(
                raw, b"r", b"a.example", RSA.private_pem.encode(), canonicalize=pair, include_headers=[b"from"]
            )
            assert self.results(theirs + raw)[0] == "pass", (number, raw)
