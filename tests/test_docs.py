"""Do the pages tell the truth?  Snippets run, links lead somewhere, generated pages are up to date."""

from __future__ import annotations

import doctest
import re
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, Final

import pytest

import deliverkit
from support import ROOT, run_python

PAGES: Final = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "tests").rglob("*.md")])
_FENCE: Final = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK: Final = re.compile(r"\]\(([^)#\s]+)(?:#([^)\s]*))?\)")

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


def snippets(page: Path) -> list[tuple[int, str]]:
    """The Python blocks of a page, each with the number of the line before its first."""
    text = page.read_text(encoding="utf-8")
    return [(text.count("\n", 0, match.start(2)), match[2]) for match in _FENCE.finditer(text) if match[1] == "python"]


@each_page
def test_snippets_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All blocks of a page share their names, as they do in a reader's session."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": "__snippet__"}
    for line, source in snippets(page):
        if ">>> " in source:
            _run_session(page, line, source, names)
        else:
            exec(compile("\n" * line + source, page, "exec", dont_inherit=True), names)


def _run_session(page: Path, line: int, source: str, names: dict[str, Any]) -> None:
    session = doctest.DocTestParser().get_doctest(source, names, page.name, str(page), line)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    said: list[str] = []
    runner.run(session, out=said.append, clear_globs=False)
    assert not runner.failures, "".join(said)
    names.update(session.globs)


@pytest.mark.parametrize("name", [module.name for module in walk_packages(deliverkit.__path__, "deliverkit.")])
def test_docstrings_are_true(name: str) -> None:
    said: list[str] = []
    module = import_module(name)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    for session in doctest.DocTestFinder(exclude_empty=True).find(module, name):
        runner.run(session, out=said.append)
    assert not runner.failures, "".join(said)


@each_page
def test_links_lead_somewhere(page: Path) -> None:
    for target, anchor in _LINK.findall(page.read_text(encoding="utf-8")):
        if "://" in target:
            continue
        found = page.parent / target
        assert found.exists(), target
        if anchor:
            assert anchor in anchors(found), f"{target}#{anchor}"


def anchors(page: Path) -> set[str]:
    """The anchors GitHub gives to a page's headings."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def test_every_page_is_linked() -> None:
    linked = {
        (page.parent / target).resolve()
        for page in PAGES
        for target, _ in _LINK.findall(page.read_text(encoding="utf-8"))
        if "://" not in target
    }
    docs = {page for page in PAGES if page.is_relative_to(ROOT / "docs")} - {ROOT / "docs" / "README.md"}
    assert docs <= linked, sorted(docs - linked)


def test_generated_pages_are_up_to_date() -> None:
    ran = run_python("tools/pages.py", "--check")
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_demo_fits_a_terminal() -> None:
    text = (ROOT / "docs" / "demo.txt").read_text(encoding="ascii")
    lines = text.splitlines()
    assert len(lines) <= 45
    assert max(map(len, lines)) <= 100
    assert not any(line != line.rstrip() for line in lines)


def test_demo_prints_what_is_committed() -> None:
    ran = run_python("examples/why_was_it_refused.py", "--demo")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == (ROOT / "docs" / "demo.txt").read_text(encoding="ascii")


def test_readme_shows_the_demo() -> None:
    demo = (ROOT / "docs" / "demo.txt").read_text(encoding="ascii")
    assert f"```text\n{demo}```\n" in (ROOT / "README.md").read_text(encoding="utf-8")
