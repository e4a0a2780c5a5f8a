"""Does the code keep the rules of the house: sizes, published names, words?"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any, Final, NamedTuple

import pytest

import deliverkit
from deliverkit.core.questions import Clock, Dns, Https
from support import ROOT, SRC

MAX_FILE: Final = 300
MAX_FUNCTION: Final = 40
FILES: Final = sorted(SRC.rglob("*.py"))
# names that say nothing
VAGUE: Final = re.compile("Manager|Helper|Util|Handler")

each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SRC).as_posix())


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), path)


def lines_of(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def module_name(path: Path) -> str:
    parts = path.relative_to(SRC.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@each_file
def test_file_is_small(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= MAX_FILE, f"{path.name} has {lines} lines"


@each_file
def test_functions_are_small(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            # what a function says of itself does not make it long
            doc = lines_of(node.body[0]) if ast.get_docstring(node) else 0
            assert lines_of(node) - doc <= MAX_FUNCTION, f"{node.name} has {lines_of(node) - doc} lines"


@each_file
def test_module_asks_a_question(path: Path) -> None:
    if path.name.startswith("_") or path.parent.name == "rules":
        return
    doc = ast.get_docstring(tree(path)) or ""
    assert "?" in doc, f"{path.name} does not say which question it answers"


@each_file
def test_nothing_is_swallowed(path: Path) -> None:
    if path.relative_to(SRC).match("crosscheck/_*.py"):
        return  # these run an engine that raises anything, in a process of its own, and say what it raised
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ExceptHandler) and ast.unparse(node.body[-1]) != "raise":
            caught = "everything" if node.type is None else ast.unparse(node.type)
            assert caught not in ("everything", "Exception", "BaseException"), f"line {node.lineno} catches {caught}"


@each_file
def test_names_say_something(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            assert not VAGUE.search(node.name), f"line {node.lineno}: {node.name}"


@each_file
def test_public_names_exist_and_are_described(path: Path) -> None:
    module = import_module(module_name(path))
    for name in getattr(module, "__all__", ()):
        value = getattr(module, name)
        home: str = getattr(value, "__module__", "") or ""
        if (isinstance(value, type) or callable(value)) and home.startswith("deliverkit"):
            assert is_described(value, name), f"{module.__name__}.{name} has no docstring"
            for below, member in members(value):
                assert is_described(member, below), f"{module.__name__}.{name}.{below} has no docstring"


def is_described(value: Any, name: str) -> bool:
    # dataclasses and named tuples without a docstring are given one: their signature
    doc = inspect.getdoc(value) or ""
    return bool(doc) and not doc.startswith(f"{name}(")


def members(value: Any) -> Iterator[tuple[str, Any]]:
    """The public methods and properties that a class of ours defines; one that overrides may leave it to the other."""
    for name, member in vars(value).items() if isinstance(value, type) else ():
        if not name.startswith("_") and isinstance(member, property | FunctionType | classmethod | staticmethod):
            yield name, member if isinstance(member, property) else getattr(value, name)


def test_a_generated_docstring_describes_nothing() -> None:
    class Plain(NamedTuple):
        one: int

        def two(self) -> int:
            return self.one

    assert not is_described(Plain, "Plain")
    assert [name for name, member in members(Plain) if not is_described(member, name)] == ["two"]
    assert all(is_described(vars(kind)["uri"], "uri") for kind in (Clock, Dns, Https))  # Question says it


@each_file
def test_every_module_says_what_is_public(path: Path) -> None:
    module = import_module(module_name(path))
    defined = [node for node in tree(path).body if isinstance(node, ast.ClassDef | ast.FunctionDef)]
    public = {node.name for node in defined if not node.name.startswith("_")} - {"__getattr__", "__dir__"}
    if path.parent.name != "rules" and path.name != "rules.py":  # the catalogue collects rules
        assert public <= set(getattr(module, "__all__", ())), f"not in __all__ of {module.__name__}"


def test_face_is_complete() -> None:
    assert sorted(deliverkit.__all__) == sorted(dir(deliverkit))
    for name in deliverkit.__all__:
        assert getattr(deliverkit, name) is not None


def test_face_refuses_other_names() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'check_everything'"):
        getattr(deliverkit, "check_everything")  # noqa: B009 - the type checkers know that it does not exist


def test_version_is_in_the_changelog_or_unreleased() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## [Unreleased]" in text
    assert re.search(r"\d+\.\d+\.\d+", deliverkit.__version__)


def test_no_pragma_but_the_common_list() -> None:
    marked = [path.name for path in FILES if "pragma: no" in path.read_text(encoding="utf-8")]
    assert not marked
