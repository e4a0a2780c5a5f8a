"""Does the example scan messages and files, from a file and from standard input?"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from attachment_builders.zips import zip_of
from support import ROOT, run_python

SCAN = "examples/scan_attachments.py"


@pytest.mark.parametrize(
    ("name", "data", "lines", "status"),
    [
        (
            "invoice.zip",
            zip_of([("scan.pdf.js", b"x")]),
            ["clean             invoice.zip", "forbidden         invoice.zip > scan.pdf.js"],
            1,
        ),
        ("a.lz", b"LZIP\1\x0c" + bytes(20), ["could not inspect a.lz  (unsupported: an lzip file)"], 3),
        ("a.txt", b"hello", ["clean             a.txt"], 0),
        ("old.eml", b"From: a@a.example\r\n\r\nhello", [""], 0),
    ],
)
def test_file(tmp_path: Path, name: str, data: bytes, lines: list[str], status: int) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    ran = run_python(SCAN, str(path))
    assert ran.stdout.splitlines()[: len(lines)] == lines
    assert (ran.returncode, ran.stderr) == (status, "")


def test_standard_input_as_json() -> None:
    ran = subprocess.run(
        [sys.executable, SCAN, "-", "--json"],
        input=zip_of([("run.js", b"x")]),
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    assert [one["code"] for one in json.loads(ran.stdout)["findings"]] == ["attachments.forbidden-extension"]
    assert ran.returncode == 1


def test_bounce_of_the_demo() -> None:
    ran = run_python(SCAN, "examples/data/refused.eml")
    assert "forbidden         invoice.zip > scan.pdf.js" in ran.stdout.splitlines()
    assert ran.returncode == 1


@pytest.mark.parametrize("arguments", [(), ("no-such.eml",), ("examples/data/refused.eml", "--profile", "mine")])
def test_wrong_calls_are_one_line_and_status_2(arguments: tuple[str, ...]) -> None:
    ran = run_python(SCAN, *arguments)
    assert (ran.returncode, ran.stdout, len(ran.stderr.splitlines())) == (2, "", 1)
