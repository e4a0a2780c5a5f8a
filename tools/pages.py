"""Which pages follow from the code?  ``python tools/pages.py`` writes them, ``--check`` compares and says which differ.

Written: ``docs/reference/rules/`` (a page an area), ``docs/reference/api.md``, ``docs/demo.txt`` and the same text in
``README.md``. What they say is changed in the code, never there.
"""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from enum import Enum
from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol, get_origin

import deliverkit
from deliverkit.catalogue import RULES
from deliverkit.core.rules import Rule
from deliverkit.core.steps import Check

ROOT = Path(__file__).resolve().parent.parent
DEMO = (sys.executable, "examples/why_was_it_refused.py", "--demo")
_WRITTEN = "<!-- written by `make docs`; change the code instead -->\n"
_START, _END = "<!-- demo -->\n", "<!-- end of demo -->\n"


def pages() -> dict[Path, str]:
    """Every generated page: where it stands and what it says."""
    docs = ROOT / "docs"
    rules = docs / "reference" / "rules"
    demo = subprocess.run(DEMO, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    readme = ROOT / "README.md"
    found = {
        docs / "demo.txt": demo,
        readme: _with_demo(readme.read_text(encoding="utf-8"), demo),
        docs / "reference" / "api.md": _api(),
        rules / "index.md": _rules_index(),
    }
    for area, members in groupby(RULES.values(), key=_area):
        found[rules / f"{area}.md"] = _rules_page(area, list(members))
    return found


def _area(rule: Rule[Any]) -> str:
    return rule.code.partition(".")[0]


def _anchor(code: str) -> str:
    return code.replace(".", "")


def _with_demo(readme: str, demo: str) -> str:
    before, _, rest = readme.partition(_START)
    _, _, after = rest.partition(_END)
    return f"{before}{_START}```text\n{demo}```\n{_END}{after}"


def _rules_index() -> str:
    lines = [_WRITTEN, "# Rules\n", f"{len(RULES)} rules. In Python, `dk.explain(code)` returns the text of one.\n"]
    for area, members in groupby(RULES.values(), key=_area):
        lines += [f"## [{area}]({area}.md)\n", "| code | severity | says |", "|---|---|---|"]
        lines += [
            f"| [{rule.code}]({area}.md#{_anchor(rule.code)}) | {rule.severity.name.lower()} | {_cell(rule.title)} |"
            for rule in members
        ]
        lines.append("")
    return "\n".join(lines)


def _rules_page(area: str, rules: list[Rule[Any]]) -> str:
    return "\n".join([_WRITTEN, f"# Rules of {area}\n", *(line for rule in rules for line in _rule(rule))])


def _rule(rule: Rule[Any]) -> Iterator[str]:
    yield f"## {rule.code}\n"
    yield f"{_plain(rule.title)}\n"
    publishes = "; the finding carries the record to publish" if rule.publishes else ""
    yield f"**{rule.severity.name.lower()}**, to be mended by: {rule.by.value}{publishes}.\n"
    yield f"**Why.** {_plain(rule.why)}\n"
    yield f"**Remedy.** {_plain(rule.remedy)}\n"
    if rule.facts:
        yield "| fact | type |"
        yield "|---|---|"
        for parameter in rule.signature.parameters.values():
            yield f"| `{parameter.name}` | `{_cell(_type(parameter.annotation))}` |"
        yield ""
    yield f"See {'; '.join(rule.cites)}.\n"


def _plain(text: str) -> str:
    """Text of a docstring as Markdown: the double backquotes of docstrings are single ones there."""
    return text.replace("``", "`").replace("<", "&lt;")


def _cell(text: str) -> str:
    return _plain(text).replace("|", "\\|")


def _type(annotation: Any) -> str:
    text: str = annotation if isinstance(annotation, str) else getattr(annotation, "__forward_arg__", "")
    return text or getattr(annotation, "__name__", "") or str(annotation)


def _api() -> str:
    lines = [_WRITTEN, "# Public names\n", "`import deliverkit as dk` gives all of these; packages below have more.\n"]
    modules: list[ModuleType] = []
    for name in deliverkit.__all__:
        value = getattr(deliverkit, name)
        if isinstance(value, ModuleType):
            modules.append(value)
        else:
            lines += _entry("dk", name, value)
    for module in modules:
        short = module.__name__.removeprefix("deliverkit.")
        lines += [f"# dk.{short}\n", f"{_plain(_first(module))}\n"]
        values = {name: getattr(module, name) for name in module.__all__}
        known = [name for name in values if values[name] is getattr(deliverkit, name, None)]
        if known:
            lines.append(f"Here too: {', '.join(f'[{name}](#dk{name.lower()})' for name in known)}.\n")
        for name, value in values.items():
            lines += () if name in known else _entry(f"dk.{short}", name, value)
    return "\n".join(lines)


def _entry(prefix: str, name: str, value: Any) -> list[str]:
    if get_origin(value) is not None:
        return [f"## {prefix}.{name}\n", f"A type: `{_alias(value)}`.\n"]
    if not callable(value) or not hasattr(value, "__qualname__"):
        return [f"## {prefix}.{name}\n", f"A constant of type `{type(value).__name__}`.\n"]
    doc = inspect.cleandoc(value.__doc__ or "")
    signature = "" if _takes_nothing(value) else _signature(value)
    members = tuple(_members(value)) if isinstance(value, type) else ()
    text = "\n".join((f"{prefix}.{name}{signature}", "", doc, *(("",) if members else ()), *members))
    return [f"## {prefix}.{name}\n", f"```text\n{text}\n```\n"]


def _alias(value: Any) -> str:
    """What a type alias stands for, without the modules of its names."""
    return re.sub(r"\b(?:\w+\.)+(?=\w)|~", "", str(value))


def _members(value: type) -> Iterator[str]:
    """What a class has, a line each: the members of an enumeration, methods and properties with their first line."""
    for name, member in vars(value).items():
        described: Any = getattr(member, "__func__", member)  # of a static or class method
        if name.startswith("_") or not getattr(described, "__doc__", None):
            continue
        if isinstance(described, property):
            yield f".{name}: {_first(described)}"
        elif inspect.isfunction(described):
            yield f".{name}{_signature(described)}: {_first(described)}"
    if issubclass(value, Enum):
        yield f"Members: {', '.join(value.__members__)}"


def _takes_nothing(value: Any) -> bool:
    """An enumeration, an exception, a protocol, a Check: what its class takes is none of a caller's business."""
    return isinstance(value, type) and (issubclass(value, Enum | BaseException | Check) or Protocol in value.__bases__)


def _signature(value: Any) -> str:
    """The arguments in one form for every Python version, which print signatures differently."""
    shown: list[str] = []
    starred = False
    for one in inspect.signature(value).parameters.values():
        if one.name in ("self", "cls"):
            continue
        if one.kind is one.KEYWORD_ONLY and not starred:
            starred = True
            shown.append("*")
        starred = starred or one.kind is one.VAR_POSITIONAL
        stars = "*" if one.kind is one.VAR_POSITIONAL else "**" if one.kind is one.VAR_KEYWORD else ""
        hint = "" if one.annotation is one.empty else f": {_type(one.annotation)}"
        default = "" if one.default is one.empty else f" = {_default(one.default)}"
        shown.append(f"{stars}{one.name}{hint}{default}")
    return f"({', '.join(shown)})"


def _default(value: Any) -> str:
    return repr(value) if value is None or value == () or isinstance(value, str | bytes | int | float) else "..."


def _first(value: Any) -> str:
    return inspect.cleandoc(value.__doc__ or "").split("\n\n")[0].replace("\n", " ")


def main(check: bool) -> int:
    """Write the pages, or compare them; the exit status is 1 when some differ."""
    stale = 0
    for path, text in pages().items():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        print(f"{'differs' if check else 'written'}: {path.relative_to(ROOT)}")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if check and stale:
        print("make docs writes them")
    return int(check and stale > 0)


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
