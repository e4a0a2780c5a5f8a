"""What does a signature tell of itself once it is judged, and which word stands for all of them?"""

from __future__ import annotations

from typing import Any

import deliverkit as dk
from deliverkit.dkim import Result, Settings, Signature, overall, verify
from dkim_signer import PLAIN, rsa_key, sign, zone

RSA = rsa_key()


def signatures(raw: bytes, dns: Any = None) -> tuple[Signature, ...]:
    check = verify(raw, settings=Settings(max_hashed=0))
    value = dk.run(check, resolver=dk.TableResolver(zone() if dns is None else dns)).value
    assert value is not None
    return value


class TestSignature:
    def test_facts(self) -> None:
        (one,) = signatures(sign(PLAIN, h="from:to:cc:from:subject"), zone(RSA.record.replace("k=", "t=y; k=")))
        assert (one.domain, one.selector, one.algorithm, one.key_bits) == ("a.example", "s1", "rsa-sha256", 2048)
        assert one.testing
        assert one.signed_fields == ("from", "to", "cc", "from", "subject")
        assert one.unsigned_fields == ("date",)
        assert one.oversigned_fields == ("from", "cc")
        assert (one.covered, one.uncovered, one.damage) == (24, 0, ())

    def test_of_a_key_that_is_not_known(self) -> None:
        (one,) = signatures(sign(PLAIN), {})
        assert (one.record, one.public_key, one.key_bits, one.testing) == (None, None, None, False)

    def test_the_upper_of_two_fields_is_the_unsigned_one(self) -> None:
        raw = b"Received: new\r\n" + sign(b"received: old\r\n" + PLAIN, h="from:received:dkim-signature")
        (one,) = signatures(raw)
        assert one.unsigned_fields == ("received", "to", "subject", "date")
        assert one.result is Result.PASS

    def test_other_signatures_may_be_signed(self) -> None:
        raw = sign(sign(PLAIN), h="from:dkim-signature")
        outer, inner = signatures(raw)
        assert (outer.unsigned_fields, outer.result) == (("to", "subject", "date"), Result.PASS)
        assert inner.unsigned_fields == ("dkim-signature",)


def test_overall() -> None:
    (one,) = signatures(sign(PLAIN))
    assert overall(()) is Result.NONE
    words: dict[Result, Signature] = {word: one._replace(result=word) for word in Result}
    order = ("pass", "temperror", "policy", "fail", "neutral", "permerror")
    for number, word in enumerate(order):
        assert overall(words[Result(other)] for other in order[number:][::-1]) is Result(word)
