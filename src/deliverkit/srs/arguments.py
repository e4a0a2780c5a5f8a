"""Did the caller pass what a Rewriter needs?  If not, the error says what to pass; nothing from outside comes here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import cast

from ..core.errors import UsageError
from ..core.names import is_hostname, parents, to_ascii
from .address import is_domain

__all__ = [
    "DomainSet",
    "checked_aliases",
    "checked_choice",
    "checked_domains",
    "checked_flag",
    "checked_number",
    "checked_secrets",
]


class DomainSet:
    """Domains by name, whole subtrees written ``.example.com``, or whatever a function of yours says.

    Arguments:
        exact: names in normal form.
        below: names in normal form whose subdomains are meant, and not they themselves.
        asks: is given a domain in normal form.
    """

    __slots__ = ("_asks", "_below", "exact")

    def __init__(
        self,
        exact: frozenset[str] = frozenset(),
        below: frozenset[str] = frozenset(),
        asks: Callable[[str], bool] | None = None,
    ) -> None:
        self.exact = exact
        self._below = below
        self._asks = asks

    @property
    def is_exact(self) -> bool:
        """Whether ``exact`` is all of it."""
        return self._asks is None and not self._below

    def joined(self, names: Iterable[str]) -> DomainSet:
        """These and *names*."""
        return DomainSet(self.exact.union(names), self._below, self._asks)

    def __contains__(self, domain: str) -> bool:
        """Whether *domain*, in normal form, is one of them."""
        if domain in self.exact or (self._asks is not None and self._asks(domain)):
            return True
        return bool(self._below) and any(above in self._below for above in parents(domain.partition(".")[2]))


def _several(what: str, given: object, example: str) -> tuple[object, ...]:
    if isinstance(given, str | bytes | bytearray) or not isinstance(given, Collection):
        kind = "None" if given is None else type(given).__name__
        raise UsageError(f"Rewriter: {what} takes several, such as {example}, not {kind}")
    return tuple(cast("Collection[object]", given))


def _domain(what: str, given: object) -> str:
    if not isinstance(given, str):
        raise UsageError(f"Rewriter: {what} takes texts, not {type(given).__name__}")
    if "@" in given:
        raise UsageError(f"Rewriter: {what}: give the domain of {given[:100]!r} only")
    name = to_ascii(given)
    if name is None or not is_hostname(name):
        raise UsageError(f"Rewriter: {what}: {given[:100]!r} is no domain name")
    return name


def checked_aliases(given: Sequence[str]) -> tuple[str, ...]:
    """The aliases in normal form.

    Raises:
        UsageError: there are none, or one is no domain.
    """
    names = tuple(_domain("aliases", one) for one in _several("aliases", given, "['srs.example.com']"))
    if not names:
        raise UsageError("Rewriter: aliases takes at least one domain: the one that stands behind the @ of new senders")
    for name in names:
        if not is_domain(name):
            raise UsageError(f"Rewriter: aliases: {name!r} is no domain that bounces could come back to")
    return names


def checked_secrets(given: Sequence[bytes]) -> tuple[bytes, ...]:
    """The secrets.

    Raises:
        UsageError: there are none, or one is empty or no bytes.
    """
    secrets: list[bytes] = []
    for one in _several("secrets", given, "[b'...']; the first signs, all verify"):
        if not isinstance(one, bytes):
            raise UsageError(f"Rewriter: secrets takes bytes, not {type(one).__name__}; a text: text.encode()")
        if not one.strip():
            raise UsageError("Rewriter: an empty secret lets everybody make addresses; take 16 random octets or more")
        if one.endswith(b"\n") and one.strip().isascii() and one.strip().decode().isprintable():
            raise UsageError("Rewriter: a line end stands behind a secret, which other programs leave out: strip() it")
        secrets.append(one)
    if not secrets:
        raise UsageError("Rewriter: secrets takes at least one secret")
    return tuple(secrets)


def checked_domains(what: str, given: Sequence[str] | Callable[[str], bool]) -> DomainSet:
    """The domains that *given* names, with a dot in front for all below, or that it says yes to.

    Raises:
        UsageError: one is no domain.
    """
    if callable(given):
        return DomainSet(asks=given)
    exact: set[str] = set()
    below: set[str] = set()
    for one in _several(what, given, "['example.com', '.example.org']"):
        is_below = isinstance(one, str) and one.startswith(".")
        (below if is_below else exact).add(_domain(what, one[1:] if isinstance(one, str) and is_below else one))
    return DomainSet(frozenset(exact), frozenset(below))


def checked_choice(what: str, given: str, *choices: str) -> None:
    """Make sure that *given* is one of the *choices*.

    Raises:
        UsageError: it is not.
    """
    if given not in choices:
        raise UsageError(f"Rewriter: {what}={given!r}: it is one of {', '.join(map(repr, choices))}")


def checked_flag(what: str, given: object) -> None:
    """Make sure that *given* is True or False.

    Raises:
        UsageError: it is neither.
    """
    if type(given) is not bool:
        raise UsageError(f"Rewriter: {what}={given!r}: it is True or False")


def checked_number(what: str, given: int, least: int, most: int) -> None:
    """Make sure that *given* is a whole number between *least* and *most*.

    Raises:
        UsageError: it is not.
    """
    if type(given) is not int or not least <= given <= most:
        raise UsageError(f"Rewriter: {what}={given!r}: it is a whole number from {least} to {most}")
