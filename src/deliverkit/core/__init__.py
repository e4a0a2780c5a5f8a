"""How is a check of one's own written?  What it asks, what it is told, how it says what it found.

    from deliverkit.core import Steps, ask, check, txt

The pure heart: nothing here touches the network, the clock, a random source or a file
(:mod:`deliverkit.core.data` alone reads the data bundled with the package). The names below are loaded from the
modules that define them when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .questions import (
        Answer,
        Clock,
        Dns,
        Https,
        Mx,
        Page,
        Question,
        Status,
        Txt,
        a,
        aaaa,
        mx,
        ptr,
        question_from_uri,
        txt,
    )
    from .records import RecordChange
    from .steps import Check, Steps, ask, ask_all, check, together

_HOMES = {
    "questions": (
        *("Answer", "Clock", "Dns", "Https", "Mx", "Page", "Question", "Status", "Txt"),
        *("a", "aaaa", "mx", "ptr", "question_from_uri", "txt"),
    ),
    "records": ("RecordChange",),
    "steps": ("Check", "Steps", "ask", "ask_all", "check", "together"),
}

__all__ = [
    "Answer",
    "Check",
    "Clock",
    "Dns",
    "Https",
    "Mx",
    "Page",
    "Question",
    "RecordChange",
    "Status",
    "Steps",
    "Txt",
    "a",
    "aaaa",
    "ask",
    "ask_all",
    "check",
    "mx",
    "ptr",
    "question_from_uri",
    "together",
    "txt",
]


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            value = getattr(import_module(f".{home}", __name__), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module 'deliverkit.core' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
