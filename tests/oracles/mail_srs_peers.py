"""How fast are a thousand senders rewritten and reversed, by us and by others?  The contestants of the race.

Every contestant makes classic addresses with four letters of hash, and all of them make the same.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from deliverkit.srs import Reversed, Rewriter, Rewritten

from .mail_srs import is_installed, mail_srs

__all__ = ["CONTESTANTS", "PAIRS", "contestants"]

PAIRS: Final = 1_000
SECRET: Final = "tops3cr3t"
ALIAS: Final = "fwd.example"
_NAMES: Final = ("anna", "bounces", "Anna.Schmidt", "newsletter+42", "info", "no-reply", "j.doe", "team_x")
_HOSTS: Final = ("a.example", "mail.b.example", "my-shop.example", "list.c-d.example.net", "provider.example.com")
_SENDERS: Final = [f"{_NAMES[n % 8]}{n}@{_HOSTS[n % 5]}" for n in range(PAIRS)]

Contestant = Callable[[], list[str]]


def _today() -> int:
    return int(time.time()) // 86_400


def _deliverkit() -> Generator[Contestant | None]:
    rewriter, day = Rewriter([ALIAS], [SECRET.encode()], alphabet="classic"), _today()

    def run() -> list[str]:
        told: list[str] = []
        for sender in _SENDERS:
            made = rewriter.forward(sender, day)
            assert isinstance(made, Rewritten)
            back = rewriter.reverse(made.address, day)
            assert isinstance(back, Reversed)
            told.append(back.address)
        return told

    yield run


def _srslib() -> Generator[Contestant | None]:
    if find_spec("srslib") is None:
        yield None
        return
    rewriter: Any = import_module("srslib").SRS(SECRET)

    def run() -> list[str]:
        told: list[str] = []
        for sender in _SENDERS:
            made = rewriter.forward(sender, ALIAS)
            assert made
            back = rewriter.reverse(made)
            assert back
            told.append(back)
        return told

    yield run


def _mail_srs() -> Generator[Contestant | None]:
    if not is_installed():
        yield None
        return
    with mail_srs(SECRET, ALIAS, _today()) as process:
        yield lambda: process.reverse(process.forward(_SENDERS))


def _hmac() -> Generator[Contestant | None]:
    """What two calls of the standard library take for every pair, and nothing else."""
    key, data = SECRET.encode(), [f"g3{sender}".encode() for sender in _SENDERS]

    def run() -> list[str]:
        for one in data:
            hmac.digest(key, one, "sha1")
            hmac.digest(key, one, "sha1")
        return _SENDERS

    yield run


CONTESTANTS: Final[Mapping[str, Callable[[], Generator[Contestant | None]]]] = {
    "deliverkit": _deliverkit,
    "srslib": _srslib,
    "Mail::SRS": _mail_srs,
    "hmac.digest": _hmac,
}


@contextmanager
def contestants(*names: str) -> Generator[dict[str, Contestant | None]]:
    """The named contestants, ready to run; None for one that is absent."""
    with ExitStack() as stack:
        ready = {name: stack.enter_context(contextmanager(CONTESTANTS[name])()) for name in names}
        for run in ready.values():
            assert run is None or run() == _SENDERS
        yield ready
