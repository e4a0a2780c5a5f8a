"""Is the verification what the standards say?  The example of RFC 8463, and all that dkimpy's own tests verify.

Without the source distribution that carries them (see `oracles.dkimpy_own`) these tests skip and say why; where CI is
set they fail instead.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

import pytest

import deliverkit as dk
from deliverkit import dkim
from oracles.dkimpy_own import Verified, own_data, own_verifications
from oracles.sdists import Unavailable
from support import Figures, skip_or_fail

SETTINGS: Final = dkim.Settings(max_hashed=0)
# RFC 8463 appendix A.2
ED25519: Final = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
RSA: Final = (
    "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOK"
    "b2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBf"
    "O2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB"
)
ZONE: Final = {
    ("brisbane._domainkey.football.example.com", "TXT"): [ED25519],
    ("test._domainkey.football.example.com", "TXT"): [RSA],
}


def _data(name: str) -> bytes:
    try:
        return own_data(name)
    except Unavailable as why:
        skip_or_fail(str(why))


def _results(raw: bytes, zone: dict[tuple[str, str], list[str]]) -> list[dkim.Result]:
    value = dk.run(dkim.verify(raw, settings=SETTINGS), resolver=dk.TableResolver(zone)).value
    assert value is not None
    return [one.result for one in value]


class TestRfc8463:
    """Appendix A.3: a message with an Ed25519 and an RSA signature."""

    def test_both_pass(self) -> None:
        assert _results(_data("rfc6376.signed.msg"), ZONE) == [dkim.Result.PASS] * 2

    @pytest.mark.parametrize(("old", "new"), [(b"Hi.", b"Hi!"), (b"Is dinner", b"is dinner"), (b"Joe", b"Jo")])
    def test_edited_neither_does(self, old: bytes, new: bytes) -> None:
        raw = _data("rfc6376.signed.msg")
        assert old in raw
        assert _results(raw.replace(old, new, 1), ZONE) == [dkim.Result.FAIL] * 2

    def test_a_message_of_another_program(self) -> None:
        record = _data("eximtest.dns").decode().strip()
        zone = {("sed._domainkey.test.ex", "TXT"): [record]}
        assert _results(_data("ed25519test2.msg"), zone) == [dkim.Result.PASS]


def _ours(one: Verified) -> bool:
    dns = {(name, "TXT"): [record] for name, record in one.records.items()}
    value = dk.run(dkim.verify(one.raw, settings=SETTINGS), resolver=dk.TableResolver(dns)).value
    assert value is not None
    return one.nth < len(value) and value[one.nth].result is dkim.Result.PASS


def test_what_the_tests_of_dkimpy_verify(figures: Figures) -> None:
    try:
        found = own_verifications()
    except Unavailable as why:
        skip_or_fail(str(why))
    # without its package for Ed25519, dkimpy cannot say
    judged = [
        one for one in found if find_spec("nacl") or not any(b"k=ed25519;" in key for key in one.records.values())
    ]
    wrong = [one for one in judged if _ours(one) is not one.passed]
    passed = sum(one.passed for one in judged)
    told = f"{len(judged) - len(wrong)}/{len(judged)} (what dkimpy's own tests verify; {passed} of them pass)"
    figures(f"DKIM conformance: {told}")
    assert not wrong, wrong[0]
    assert passed >= 30
