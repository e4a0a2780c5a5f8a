"""Do the examples stay small, explain themselves, and refuse bad arguments in one line?

What each of them says of its sample data is tested beside the examples' own cases.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Final

import pytest

from support import ROOT, run_python

EXAMPLES: Final = sorted((ROOT / "examples").glob("[!_]*.py"))
MAX_LINES: Final = 60

each_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)


@each_example
def test_example_is_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


@each_example
def test_example_explains_itself(path: Path) -> None:
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    assert "?" in doc.splitlines()[0], "the docstring asks the user's question"
    ran = run_python(str(path), "--help")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("usage: ")


@each_example
def test_example_refuses_what_it_does_not_know(path: Path) -> None:
    ran = run_python(str(path), "--no-such-option")
    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr


@each_example
def test_example_is_named_in_the_pages(path: Path) -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    assert any(path.name in page.read_text(encoding="utf-8") for page in pages)
