"""Did the caller pass what is asked for?  If not, the error says what to pass; nothing from the world comes here."""

from __future__ import annotations

from collections.abc import Iterable

from ..core.errors import UsageError

__all__ = ["expect", "expect_texts"]


def expect(what: str, given: object, kind: type, wanted: str, advice: str = "") -> None:
    """Make sure that *given* is a *kind*.

    Arguments:
        what: where it was passed, such as ``dkim.verify(settings=...)``.
        given: what was passed.
        kind: what it must be.
        wanted: what it must be, in words, such as ``a dkim.Settings``.
        advice: what to do, for whoever passed something else.

    Raises:
        UsageError: it is none.
    """
    if not isinstance(given, kind):
        name = "None" if given is None else type(given).__name__
        raise UsageError(f"{what} takes {wanted}, not {name}{advice and f'; {advice}'}")


def expect_texts(what: str, given: Iterable[str], example: str) -> tuple[str, ...]:
    """*given*, which must be several texts, such as *example*.

    Raises:
        UsageError: it is one text, or they are none.
    """
    if isinstance(given, str):
        raise UsageError(f"{what} takes several texts, such as {example}, not one")
    expect(what, given, Iterable, f"several texts, such as {example}")
    texts = tuple(given)
    for one in texts:
        expect(what, one, str, f"texts, such as {example}")
    return texts
