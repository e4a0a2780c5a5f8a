"""What do other engines say?  Second opinions of pyspf, dkimpy and checkdmarc, each run in a process of its own.

They answer from the recording of our own run, ask nothing of the network, and whatever goes wrong with one of them
is an unknown, never an exception. Needs the extra ``crosscheck``; a missing engine is an unknown that says so.
What starts processes is loaded when it is first used, so that the rules can be read without it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from .dkim_opinion import dkim
    from .dmarc_opinion import dmarc
    from .opinions import Opinion, spf

_HOMES: Final = {"Opinion": "opinions", "dkim": "dkim_opinion", "dmarc": "dmarc_opinion", "spf": "opinions"}

__all__ = ["Opinion", "dkim", "dmarc", "spf"]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'deliverkit.crosscheck' has no attribute {name!r}")
    value = getattr(import_module(f".{home}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
