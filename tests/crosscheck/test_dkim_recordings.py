"""Do two engines that share nothing agree on signed, changed and broken messages, on the recording of our run?"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from importlib import import_module
from random import Random
from typing import Any, Final

import pytest

import deliverkit as dk
from deliverkit import crosscheck
from deliverkit.crosscheck import _dkimpy, dkim_opinion, isolated
from deliverkit.dkim.signing.generation import generate_key
from deliverkit.dkim.signing.settings import SigningSettings
from deliverkit.dkim.signing.signing import Signer, sign_all
from deliverkit.drivers.recording import recorded
from dkim_messages import message

engine: Any = import_module("dkim")

KEY: Final = generate_key()
OTHER: Final = generate_key(bits=1024)
SIGNERS: Final = (Signer(OTHER, "b.example", "t"), Signer(KEY, "a.example", "s"))
PAIRS: Final = ("relaxed/relaxed", "relaxed/simple", "simple/relaxed", "simple/simple")
NOW: Final = datetime(2026, 11, 22, 12, tzinfo=UTC)
RECORDS: Final[tuple[Any, ...]] = (
    *([KEY.record],) * 8,
    [],
    ["v=DKIM1; p="],
    [OTHER.record],
    [KEY.record.replace("=rsa", "=dsa")],
    [f" v = DKIM1 ;t=y;k=rsa; n=note; {KEY.record[KEY.record.index('p=') :]};"],
    [KEY.record[:200]],
    dk.UNREACHABLE,
)
STRAY: Final = re.compile(rb"\r(?!\n)|(?<!\r)\n")
EDITS: Final = (b"", b"x", b" ", b"\r\n", b"\t", b";", b"=", b"\xff")


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    # starting one for each message would take minutes
    def consult(worker: str, request: dict[str, Any], timeout: float) -> Any:
        reply = _dkimpy.judge(request)
        return isolated.Failure(reply["failed"]) if "failed" in reply else reply

    monkeypatch.setattr(dkim_opinion, "consult", consult)
    monkeypatch.setattr(engine, "time", engine.time)


def changed(rng: Random, raw: bytes) -> bytes:
    """*raw* with a few octets put in or taken out, or as it was."""
    for _ in range(rng.choice((0, 0, 1, 1, 2, 5))):
        at = rng.randrange(len(raw))
        raw = raw[:at] + rng.choice(EDITS) + raw[at + rng.randrange(3) :]
    return raw


def excused(raw: bytes, says: str) -> bool:
    """Whether both may be right of *raw*.

    dkimpy takes a bare LF for a CRLF wherever it stands, and strips any CR from a relaxed field; to us they are octets
    of the message: "CR and LF MUST only occur together as CRLF" (RFC 5322 section 2.3). It wants "=" at the end of
    base64, which we forgive: a "b=" cut short by one fits as well as before. And it reads a field from a line that
    starts with a colon, which has no name and ends the header: "field-name = 1*ftext" (section 3.6.8).
    Blanks at the end of a last line that has no CRLF it leaves, when it adds the CRLF.
    """
    odd = STRAY.search(raw) is not None or b"\r\n:" in raw or raw.endswith((b" ", b"\t"))
    return odd or says.startswith("b= value is not valid base64")


def test_they_agree() -> None:
    judged = passed = excuses = 0
    quick = dk.dkim.Settings(max_hashed=0, max_tries=0, max_verifications=0, max_other_keys=0)
    for number in range(1_000):
        rng = Random(f"dkim recorded:{number}")
        settings = SigningSettings(canonicalization=PAIRS[number % 4])
        raw = changed(rng, sign_all(message(rng), SIGNERS, settings=settings, signed_at=1_700_000_000).message)
        zone = {
            ("s._domainkey.a.example", "TXT"): rng.choice(RECORDS),
            ("t._domainkey.b.example", "TXT"): [OTHER.record],
        }
        check = recorded(dk.dkim.verify(raw, settings=quick))
        outcome, transcript = dk.run(check, resolver=dk.TableResolver(zone), now=NOW)
        opinion = crosscheck.dkim(raw, transcript, ours=outcome.value)
        if opinion.value is None:
            assert opinion.unknown
            continue
        judged += len(opinion.value.signatures)
        passed += opinion.value.signatures.count("pass")
        excuses += len(opinion.findings)
        assert all(excused(raw, one["says"]) for one in opinion.findings), (number, raw, opinion.findings)
    assert judged >= 1_300, judged
    assert passed >= 600, passed
    assert excuses <= judged // 50, excuses
