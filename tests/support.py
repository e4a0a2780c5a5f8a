"""What do the tests share that is no fixture?"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeAlias

import pytest

__all__ = ["CASES", "ROOT", "SRC", "Figures", "in_ci", "run_python", "skip_or_fail"]

Figures: TypeAlias = Callable[[str], None]  # the fixture of that name

ROOT = Path(__file__).resolve().parent.parent
SRC = ROOT / "src" / "deliverkit"
CASES = ROOT / "tests" / "cases"


def in_ci() -> bool:
    """Whether this run has to be complete: CI is set to anything but nothing, 0 or false."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def skip_or_fail(reason: str) -> NoReturn:
    """Skip the test, and say why; where the run has to be complete, fail it instead.

    For tests that need something from outside: a server's binary, a conformance suite from the network.
    """
    if in_ci():
        pytest.fail(f"{reason} (CI is set, so this must not be skipped)", pytrace=False)
    pytest.skip(reason)


def run_python(*args: str, stdin: str = "", timeout: float = 60) -> subprocess.CompletedProcess[str]:
    """Run this Python in a fresh process, in the checkout's folder, and return what it printed."""
    return subprocess.run(
        [sys.executable, *args],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        cwd=ROOT,
    )
