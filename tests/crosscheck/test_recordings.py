"""Is the second opinion, given on the recording of our run, the one that the whole DNS would have brought?"""

from __future__ import annotations

from importlib import import_module
from random import Random
from typing import Any

import pytest

import deliverkit as dk
from deliverkit import crosscheck, spf
from deliverkit.crosscheck import _pyspf, isolated, opinions
from deliverkit.drivers.recording import recorded
from oracles.pyspf_oracle import ask_pyspf
from oracles.spf_worlds import world

pyspf: Any = import_module("spf")


@pytest.fixture(autouse=True)
def _restored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyspf, "DNSLookup", pyspf.DNSLookup)


def test_worlds(monkeypatch: pytest.MonkeyPatch) -> None:
    # the worker, called in this process: starting one for each world would take minutes
    def consult(worker: str, request: dict[str, Any], timeout: float) -> Any:
        reply = _pyspf.judge(request)
        return isolated.Failure(reply["failed"]) if "failed" in reply else reply

    monkeypatch.setattr(opinions, "consult", consult)
    given = disagreed = 0
    for number in range(400):
        drawn = world(Random(f"recorded:{number}"))
        resolver = dk.TableResolver(drawn.zone)
        asked = (drawn.client_ip, drawn.mail_from, drawn.helo)
        outcome, transcript = dk.run(recorded(spf.check_host(*asked)), resolver=resolver)
        assert outcome.value is not None
        opinion = crosscheck.spf(*asked, transcript, ours=outcome.value)
        if opinion.value is None:
            assert opinion.unknown
            continue
        given += 1
        disagreed += len(opinion.findings)
        whole = ask_pyspf(resolver, *asked)
        assert opinion.value.result == whole.result, (number, drawn)
        assert bool(opinion.findings) == (whole.result != outcome.value.result.value)
    assert given >= 360, given
    assert disagreed <= 8, disagreed


def test_a_recording() -> None:
    zone = {("a.example", "TXT"): ["v=spf1 a:h.example -all"], ("h.example", "A"): ["192.0.2.7"]}
    check = spf.check_host("192.0.2.1", "user@a.example", "mail.a.example")
    outcome, transcript = dk.run(recorded(check), resolver=dk.TableResolver(zone))
    opinion = crosscheck.spf("192.0.2.1", "user@a.example", "mail.a.example", transcript, ours=outcome.value)
    assert opinion == dk.Outcome(value=crosscheck.Opinion(engine="pyspf", version="2.0.14", result="fail"))
