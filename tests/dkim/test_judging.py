from __future__ import annotations

import pytest

import deliverkit as dk
from deliverkit.dkim import Leg, parse_signature
from deliverkit.dkim.verifying.judging import Bodies, judge_body
from dkim_signer import PLAIN, sign


@pytest.mark.parametrize(
    ("algorithm", "length", "expected"),
    [
        ("rsa-sha256", None, (Leg.FITS, 24, 24)),
        ("rsa-sha256", "5", (Leg.FITS, 5, 24)),
        ("rsa-sha256", "25", (Leg.NOT_JUDGED, 24, 24)),
        # which hash it means, nobody knows
        ("rsa-md5", None, (Leg.NOT_JUDGED, 0, 0)),
    ],
)
def test_the_body(algorithm: str, length: str | None, expected: tuple[Leg, int, int]) -> None:
    message = dk.Message.parse(sign(PLAIN, a=algorithm, l=length))
    header = parse_signature(message.get_all("DKIM-Signature")[0])
    bodies = Bodies(message)
    assert judge_body(bodies, header) == judge_body(bodies, header) == expected
