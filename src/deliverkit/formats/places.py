"""How does a person read where evidence stands?  ``dns:a.example?type=TXT`` is ``a.example. TXT "..."``.  (RFC 4501)"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..core.findings import Evidence
from ..core.questions import Dns, question_from_uri
from .layout import marked, plain

__all__ = ["evidence_lines"]

_PART: Final = re.compile(r"part:([0-9.]+)")
_QUOTED: Final = ("TXT", "SPF")


def evidence_lines(evidence: Evidence, width: int) -> Iterator[str]:
    """*evidence* in lines of at most *width*, the faulty part marked with carets unless it is the whole of it."""
    before, after = _around(evidence)
    start, end = evidence.span
    shown = [
        plain(piece) for piece in (before, evidence.text[:start], evidence.text[start:end], evidence.text[end:], after)
    ]
    text = "".join(shown)
    if (start, end) == (0, len(evidence.text)):
        yield from marked(text, len(text) + 1, len(text) + 1, width)
        return
    first = len(shown[0]) + len(shown[1])
    yield from marked(text, first, first + len(shown[2]), width)


def _around(evidence: Evidence) -> tuple[str, str]:
    source = evidence.source
    asked = question_from_uri(source)
    if isinstance(asked, Dns):
        quote = '"' if asked.rdtype in _QUOTED else ""
        return f"{asked.name}. {asked.rdtype} {quote}", quote
    match source.split(":"):
        case ["message", *_]:
            return _in_message(source.removeprefix("message").removeprefix(":"), evidence.text), ""
        case ["csv", "row", row, column]:
            return f"row {row}, column {column}: ", ""
        case ["form", field]:
            return f"{field}: ", ""
        case _:
            return f"{source}: " if source else "", ""


def _in_message(rest: str, text: str) -> str:
    part = _PART.match(rest)
    place = ""
    if part is not None:
        place = f"part {part[1]}: "
        rest = rest[part.end() :].removeprefix(":")
    if rest.startswith("!"):
        return _in_archive(rest[1:].split("!"), text)
    match rest.split(":"):
        case ["header", name, _] if text.lower().startswith(name.lower() + ":"):
            return place
        case ["header", name, nth]:
            return f"{place}{name}: " if nth == "1" else f"{place}{name} ({nth}): "
        case _:
            return f"{place}{rest.replace(':', ' ')}: " if rest else place


def _in_archive(names: list[str], text: str) -> str:
    if names[-1] == text:
        return "".join(f"{name} > " for name in names[:-1])
    return " > ".join(names) + ": "
