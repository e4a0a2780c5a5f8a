"""How does a case file describe a way that mail takes?  Hops, changes and receivers from tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from deliverkit import forwarding
from deliverkit.core.outcome import Outcome
from deliverkit.core.steps import Check
from deliverkit.dkim import SigningSettings

if TYPE_CHECKING:
    from casefile import Case

__all__ = ["change_of", "hop_of", "simulated"]


_Makers: TypeAlias = Mapping[str, Callable[[Any], Any]]


def simulated(case: Case) -> Check[Outcome[forwarding.Path]]:
    """``forwarding.simulate_forwarding`` of the message, or of the author in the args.

    A hop is a table with its arguments; a change the name of its class, or a table with it as ``change`` and its
    arguments; a signature a table with ``domain``, and perhaps ``selector`` and ``canonicalization``.
    """
    given = dict(case.args)
    author = given.pop("author", None)
    makers: _Makers = {"receiver": _receiver, "origin": _origin, "signed": _signings, "hops": _hops}
    return forwarding.simulate_forwarding(author if case.raw is None else case.raw, **_made(given, makers))


def _made(given: Mapping[str, Any], makers: _Makers) -> dict[str, Any]:
    return {name: makers[name](value) if name in makers else value for name, value in given.items()}


def _hops(given: Iterable[Mapping[str, Any]]) -> list[forwarding.Hop]:
    return [hop_of(one) for one in given]


def hop_of(given: Mapping[str, Any]) -> forwarding.Hop:
    """A hop from its table."""
    makers: _Makers = {"changes": _changes, "dkim_sign": _signing, "arc_seal": _signing, "receives": _receiver}
    return forwarding.Hop(**_made(given, makers))


def _changes(given: Iterable[str | Mapping[str, Any]]) -> tuple[forwarding.Change, ...]:
    return tuple(change_of(one) for one in given)


def change_of(given: str | Mapping[str, Any]) -> forwarding.Change:
    """A change from its name, or from a table with its arguments."""
    told: dict[str, Any] = {"change": given} if isinstance(given, str) else dict(given)
    change: forwarding.Change = getattr(forwarding, told.pop("change"))(**told)
    return change


def _receiver(given: Mapping[str, Any]) -> forwarding.Receiver:
    return forwarding.Receiver(**given)


def _origin(given: Mapping[str, Any]) -> forwarding.Origin:
    return forwarding.Origin(**given)


def _signings(given: Iterable[Mapping[str, Any]]) -> tuple[forwarding.Signing, ...]:
    return tuple(_signing(one) for one in given)


def _signing(given: Mapping[str, Any]) -> forwarding.Signing:
    told = dict(given)
    form = told.pop("canonicalization", "relaxed/relaxed")
    return forwarding.Signing(**told, settings=SigningSettings(canonicalization=form))
