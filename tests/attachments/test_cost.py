"""Does no message of 25 MB cost more than two seconds and 300 MB?"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from attachment_builders.hostile_mails import MAILS
from support import ROOT, Figures

SECONDS = 2.0
MEMORY = 300_000_000


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="needs Linux, to measure memory")
@pytest.mark.parametrize("what", MAILS)
def test_cost(what: str, figures: Figures) -> None:
    code = f"from attachment_builders.hostile_mails import main; main({what!r})"
    best: dict[str, float] = {"seconds": 99.0, "memory": 0.0}
    for _ in range(3):  # other processes get in the way
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT / "tests", capture_output=True, text=True, timeout=180, check=True
        )
        told = json.loads(done.stdout)
        best = min(best, told, key=lambda one: one["seconds"])
        if best["seconds"] < SECONDS:
            break
    assert best["seconds"] < SECONDS, best
    assert best["memory"] < MEMORY, best
    figures(f"attachments, {what}: {best['seconds']:.2f} s, {best['memory'] / 1e6:.0f} MB")
