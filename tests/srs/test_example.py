"""Does the example do what its docstring says?"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from support import run_python

SRS: Final = "examples/srs_rewrite.py"
SIGNED: Final = "SRS0=oxVX=G3=sender.example=alice@fwd.example"
ON: Final = ("--day", "2023-11-14")


@pytest.mark.parametrize(
    ("arguments", "line", "status"),
    [
        (("forward", "alice@sender.example", *ON), SIGNED, 0),
        (("forward", "<>", *ON), "<>", 0),
        (("forward", "a@[192.0.2.1]", *ON), "domain literal", 1),
        (("reverse", SIGNED, *ON), "alice@sender.example", 0),
        (("reverse", SIGNED, "--day", "2023-12-24"), "expired", 1),
        (("reverse", "anna@fwd.example"), "not srs", 1),
    ],
)
def test_forward_and_reverse(arguments: tuple[str, ...], line: str, status: int, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"tops3cr3t\r\n\nolder\n")
    ran = run_python(SRS, *arguments, "--alias", "fwd.example", "--secret", str(tmp_path / "secret"))
    assert (ran.stdout, ran.returncode, ran.stderr) == (f"{line}\n", status, "")


@pytest.mark.parametrize(
    ("address", "first", "last", "status"),
    [
        (SIGNED, "original sender: alice@sender.example", f"{SIGNED}: clean", 0),
        ("SRS0=ox=G3=a.example=b@c.example", "original sender: b@a.example", None, 1),
        ("SRS0=oxVX=G3=1=KEY@c.example", "original sender: not in the address", None, 3),
        ("anna@a.example", "Checked: srs (nothing to judge).", "anna@a.example: not-applicable", 0),
    ],
)
def test_explain(address: str, first: str, last: str | None, status: int) -> None:
    ran = run_python(SRS, "explain", address, *ON)
    lines = ran.stdout.splitlines()
    assert (lines[0], ran.returncode, ran.stderr) == (first, status, "")
    assert last in (None, lines[-1])


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("forward", "a@b.example"), "forward and reverse need --alias and --secret"),
        (("reverse", "a@b.example", "--alias", "x", "--secret", "no-such"), "no-such: No such file or directory"),
        (("reverse", "a@b.example", "--alias", "x", "--secret", "/dev/null"), "Rewriter: secrets takes at least one"),
        (("turn", "a@b.example"), "argument what: invalid choice: 'turn'"),
    ],
)
def test_wrong_calls_are_one_line_and_status_2(arguments: tuple[str, ...], complaint: str) -> None:
    ran = run_python(SRS, *arguments)
    assert (ran.returncode, ran.stdout, len(ran.stderr.splitlines())) == (2, "", 1)
    assert ran.stderr.startswith(f"srs_rewrite.py: {complaint}")
