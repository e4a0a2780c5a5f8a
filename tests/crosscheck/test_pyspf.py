"""The worker, in this process: pyspf's module global is put back after each test."""

from __future__ import annotations

import io
import json
import sys
import types
import warnings
from importlib import import_module
from typing import Any

import pytest

from deliverkit.crosscheck import _pyspf

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    spf: Any = import_module("spf")


@pytest.fixture(autouse=True)
def _restored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spf, "DNSLookup", spf.DNSLookup)


def _request(*answers: tuple[str, str, str, list[Any]]) -> dict[str, Any]:
    return {
        "client_ip": "192.0.2.1",
        "mail_from": "user@a.example",
        "helo": "mail.a.example",
        "answers": [list(one) for one in answers],
    }


def test_judge() -> None:
    reply = _pyspf.judge(
        _request(
            ("a.example", "TXT", "found", [["v=spf1 mx -all exp=", "why.example"]]),
            ("a.example", "MX", "found", [[10, "mx.example"]]),
            ("mx.example", "A", "found", ["192.0.2.2"]),
            ("why.example", "TXT", "found", [["no"]]),
        )
    )
    assert reply == {"version": "2.0.14", "result": "fail", "explanation": "no", "missing": []}


def test_missing() -> None:
    reply = _pyspf.judge(_request(("a.example", "TXT", "found", [["v=spf1 a mx -all exp=why.example"]])))
    assert (reply["result"], reply["missing"]) == ("temperror", [["a.example", "A"]])


def test_raised() -> None:
    assert _pyspf.judge(_request() | {"client_ip": "19"})["failed"].startswith("pyspf raised PermError: ")


def test_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spf", None)
    assert _pyspf.judge(_request())["failed"].startswith("pyspf is not installed: ")


def test_another_module_of_that_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spf", types.ModuleType("spf"))
    assert _pyspf.judge(_request()) == {"failed": "the module named spf is not pyspf"}


def test_main(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    request = json.dumps(_request(("a.example", "TXT", "no-name", [])))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(request.encode("ascii"))))
    _pyspf.main()
    assert json.loads(capsys.readouterr().out)["result"] == "none"
