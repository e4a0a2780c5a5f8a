"""Does the set-up find the right Python, and does it say what is missing?"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from support import ROOT

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the set-up is a POSIX sh script")

FAILING_SHIM = "echo 'pyenv: python: command not found' >&2; exit 127"
TOO_OLD = 'case "$2" in *version_info*) exit 1;; esac'
WITHOUT_VENV = 'case "$2" in *ensurepip*) exit 1;; *print*) echo 3.12;; esac'
WORKING = 'echo "$0 $*" >>"$LOG"; case "$1 $2" in "-m venv") : ;; esac'


def set_up(folder: Path, **programs: str) -> subprocess.CompletedProcess[str]:
    """Run tools/venv.sh where only *programs* (name to shell text; "_" stands for ".") are found."""
    path = folder / "bin"
    path.mkdir()
    for name, text in programs.items():
        program = path / name.replace("_", ".")
        program.write_text(f"#!/bin/sh\n{text}\n")
        program.chmod(0o755)
    shutil.copy(ROOT / "tools" / "venv.sh", folder)
    return subprocess.run(
        ["/bin/sh", "venv.sh", "crosscheck", "stamp"],
        cwd=folder,
        env={"PATH": str(path), "LOG": str(folder / "log")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_newest_python_that_works_is_taken(tmp_path: Path) -> None:
    ran = set_up(tmp_path, python3_14=FAILING_SHIM, python3_13=WITHOUT_VENV, python3_12=WORKING, python3=WORKING)
    assert f"{tmp_path}/bin/python3.12 -m venv --clear .venv" in (tmp_path / "log").read_text()
    assert ran.stdout == ""


def test_missing_venv_is_named(tmp_path: Path) -> None:
    ran = set_up(tmp_path, python3_12=WITHOUT_VENV, python3=TOO_OLD)
    assert ran.returncode == 1
    assert "python3.12 is Python 3.12 without the venv and ensurepip modules." in ran.stderr
    assert "python3.12-venv" in ran.stderr
    assert "python3-venv" in ran.stderr
    assert ran.stdout == ""


def test_missing_python_is_named(tmp_path: Path) -> None:
    ran = set_up(tmp_path, python3=TOO_OLD, python3_11=FAILING_SHIM)
    assert ran.returncode == 1
    assert "No Python 3.11 or later was found" in ran.stderr
    assert not (tmp_path / "stamp").exists()


def test_failed_installation_is_said_and_leaves_no_stamp(tmp_path: Path) -> None:
    making = 'if [ "$2" = venv ]; then /bin/mkdir -p .venv/bin; /bin/cp "$0" .venv/bin/python; fi; [ "$2" != pip ]'
    ran = set_up(tmp_path, python3=making)
    assert ran.returncode == 1
    assert "the first set-up needs the network" in ran.stderr
    assert not (tmp_path / "stamp").exists()
