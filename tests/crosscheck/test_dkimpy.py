"""The worker, in this process: dkimpy's clock is put back after each test."""

from __future__ import annotations

import base64
import io
import json
import re
import sys
import types
from importlib import import_module
from typing import Any, Final

import pytest

from deliverkit.crosscheck import _dkimpy
from deliverkit.dkim.signing.generation import generate_key
from deliverkit.dkim.signing.signing import sign
from support import skip_or_fail

engine: Any = import_module("dkim")

KEY: Final = generate_key()
ED25519: Final = generate_key("ed25519")
RAW: Final = b"From: anna@a.example\r\nSubject: hello\r\n\r\nHello.\r\n"
SIGNED: Final = sign(RAW, KEY, "a.example", "s", signed_at=1_000_000, expires_after=86_400).message
UNTIMED: Final = sign(RAW, KEY, "a.example", "s").message
NAME: Final = "s._domainkey.a.example"
FOUND: Final = (NAME, "found", [KEY.record])


@pytest.fixture(autouse=True)
def _restored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "time", engine.time)


def request(
    raw: bytes, *answers: tuple[str, str, list[str]], now: float | None = None, most: int = 10
) -> dict[str, Any]:
    message = base64.b64encode(raw).decode()
    return {"message": message, "answers": [list(one) for one in answers], "now": now, "most": most}


def signatures(raw: bytes, *answers: tuple[str, str, list[str]], now: float | None = None) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = _dkimpy.judge(request(raw, *answers, now=now))["signatures"]
    return told


def test_judge() -> None:
    assert _dkimpy.judge(request(UNTIMED, FOUND)) == {
        "version": "1.1.8",
        "count": 1,
        "signatures": [{"domain": "a.example", "passed": True, "says": "", "missing": []}],
    }


def test_no_signature() -> None:
    assert _dkimpy.judge(request(RAW)) == {"version": "1.1.8", "count": 0, "signatures": []}


@pytest.mark.parametrize(("now", "passed"), [(1_000_001.5, True), (1_000_000 + 200_000, False), (1, False)])
def test_clock(now: float, passed: bool) -> None:
    (one,) = signatures(SIGNED, FOUND, now=now)
    assert one["passed"] is passed
    assert ("value is" in one["says"]) is not passed


def test_its_own_clock() -> None:
    (one,) = signatures(SIGNED, FOUND)
    assert one["says"] == "x= value is past (b'1086400')"


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        ((b"Hello.", b"Hallo."), "body hash mismatch"),
        ((b"Subject: h", b"Subject: j"), "signature mismatch"),
        ((b"v=1;", b"v=1; v=1;"), "b'v'"),
        ((b"v=1;", b"v=2;"), "v= value is not 1"),
    ],
)
def test_not_passed(edit: tuple[bytes, bytes], says: str) -> None:
    (one,) = signatures(UNTIMED.replace(*edit), FOUND)
    assert one["passed"] is False
    assert one["says"].startswith(says)


@pytest.mark.parametrize(
    ("status", "records", "says"),
    [
        ("no-name", [], "missing public key"),
        ("unreachable", [], "DnsTimeoutError"),
        ("found", ["v=DKIM1; p="], "could not parse RSA public key|incomplete RSA public key"),
        ("found", ["v=DKIM1; p=AAAA", KEY.record], "could not parse RSA public key"),
        ("found", [f"v=DKIM2; {KEY.record[9:]}"], "bad version"),
    ],
)
def test_key(status: str, records: list[str], says: str) -> None:
    (one,) = signatures(UNTIMED, (NAME, status, records))
    assert (one["passed"], one["missing"]) == (False, [])
    assert any(one["says"].startswith(each) for each in says.split("|"))


def test_missing() -> None:
    assert signatures(UNTIMED)[0] == {
        "domain": "a.example",
        "passed": None,
        "says": "DnsTimeoutError: Domain: b'a.example' Selector: b's' Error message: DNS missing",
        "missing": [NAME],
    }


def test_each_for_itself() -> None:
    both = b"DKIM-Signature: v=1; a=x\r\n" + sign(UNTIMED, KEY, "b.example", "s").message
    told = signatures(both, FOUND)
    assert [one["passed"] for one in told] == [False, None, True]
    assert [one["domain"] for one in told] == ["", "b.example", "a.example"]


def test_bounded() -> None:
    told = _dkimpy.judge(request(b"DKIM-Signature: v=1\r\n" * 30 + RAW, most=3))
    assert (told["count"], len(told["signatures"])) == (30, 3)


def test_raised() -> None:
    assert _dkimpy.judge(request(b"DKIM-Signature: v=1\r\nX\r\n\r\n"))["failed"] == (
        "dkimpy raised MessageFormatError: Unexpected characters in RFC822 header: b'X'"
    )


def test_raised_by_one() -> None:
    (one,) = signatures(re.sub(rb"bh=.", b"bh=\xff", UNTIMED), FOUND)
    assert one["passed"] is None
    assert one["says"].startswith("dkimpy raised ")


def test_ed25519() -> None:
    try:
        import_module("nacl.signing")
    except ImportError:
        skip_or_fail("dkimpy needs pynacl to verify Ed25519")
    (one,) = signatures(sign(RAW, ED25519, "a.example", "s").message, (NAME, "found", [ED25519.record]))
    assert one["passed"] is True


def test_ed25519_without_nacl(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(engine, "nacl", raising=False)
    (one,) = signatures(sign(RAW, ED25519, "a.example", "s").message, (NAME, "found", [ED25519.record]))
    assert (one["passed"], one["says"]) == (None, "it needs pynacl to verify Ed25519")


def test_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dkim", None)
    assert _dkimpy.judge(request(RAW))["failed"].startswith("dkimpy is not installed: ")


def test_another_module_of_that_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dkim", types.ModuleType("dkim"))
    assert _dkimpy.judge(request(RAW)) == {"failed": "the module named dkim is not dkimpy"}


def test_main(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    told = json.dumps(request(UNTIMED, FOUND))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(told.encode("ascii"))))
    _dkimpy.main()
    assert json.loads(capsys.readouterr().out)["signatures"][0]["passed"] is True
