"""How can a check be run on a few records written down in Python?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..core.errors import UsageError
from ..core.names import to_ascii
from ..core.questions import Answer, Dns, Mx, Status, Txt
from .aliases import follow

__all__ = ["TableResolver"]


class TableResolver:
    """Answers from a dictionary, for tests and examples.

    Arguments:
        records: ``(name, type)`` to the list of records: a TXT record is ``str``, ``bytes`` or a tuple of them (its
            strings), an MX record ``(preference, exchange)``, any other its presentation form as ``str``. An
            :class:`Answer`, such as ``dk.UNREACHABLE``, stands for itself.

    A name without any entry is ``no-name``, a name with entries of other types ``no-data``. CNAMEs are followed.

    Raises:
        UsageError: *records* is no mapping, or a key or a record is not of that form.
    """

    def __init__(self, records: Mapping[tuple[str, str], Sequence[Any] | Answer[Any]]) -> None:
        # a caller without a type checker may pass anything
        if not isinstance(records, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
            kind = type(records).__name__
            raise UsageError(f"TableResolver takes a dictionary, {{('a.example', 'TXT'): ['v=spf1 -all']}}, not {kind}")
        self._answers: dict[tuple[str, str], Answer[Any]] = {}
        self._names: set[str] = set()
        for key, value in records.items():
            name, rdtype = _key(key)
            if (name, rdtype) in self._answers:
                raise UsageError(f"TableResolver: {name} {rdtype} is there twice, in different spellings")
            self._answers[name, rdtype] = _answer(name, rdtype, value)
            self._names.add(name)

    def resolve(self, questions: Sequence[Dns[Any]], timeout: float = 0.0) -> Sequence[Answer[Any]]:  # noqa: ARG002 the contract
        """Answer *questions* in order; nothing here waits, so *timeout* is not needed."""
        known = self._answers
        if len(questions) == 1:
            question = questions[0]
            return (known.get(question) or follow(question.name.lower(), question.rdtype, self._find),)
        return [known.get(q) or follow(q.name.lower(), q.rdtype, self._find) for q in questions]

    def _find(self, name: str, rdtype: str) -> Answer[Any]:
        found = self._answers.get((name, rdtype))
        return found or Answer(Status.NO_DATA if name in self._names else Status.NO_NAME)


def _key(key: Any) -> tuple[str, str]:
    match key:
        case (str() as name, str() as rdtype):
            known = to_ascii(name)
            if known is None:
                raise UsageError(f"TableResolver: {name!r} is not a domain name")
            return known, rdtype.upper()
        case _:
            raise UsageError(f"TableResolver: a key is (name, type), such as ('example.com', 'TXT'), not {key!r}")


def _answer(name: str, rdtype: str, value: Iterable[Any] | Answer[Any]) -> Answer[Any]:
    if isinstance(value, Answer):
        return value
    # a caller without a type checker may pass anything
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise UsageError(f"TableResolver: {name} {rdtype} must be a list of records, not {value!r}")
    records = tuple(_record(name, rdtype, one) for one in value)
    return Answer(Status.FOUND, records) if records else Answer(Status.NO_DATA)


def _record(name: str, rdtype: str, value: Any) -> Txt | Mx | str:
    match rdtype, value:
        case (("TXT" | "SPF"), Txt()):
            return value
        case (("TXT" | "SPF"), str() | bytes()):
            return Txt((_octets(value),))
        case (("TXT" | "SPF"), (str() | bytes(), *_)) if all(isinstance(one, str | bytes) for one in value):
            return Txt(tuple(_octets(one) for one in value))
        case "MX", (int() as preference, str() as exchange):
            return Mx(preference, _name(exchange))
        case (("CNAME" | "PTR" | "NS"), str()):
            return _name(value)
        case _, str() if rdtype not in ("TXT", "SPF", "MX"):
            return value
        case _:
            raise UsageError(f"TableResolver: {value!r} is no {rdtype} record, at {name}")


def _name(value: str) -> str:
    # what is no name stays as it is: a table may hold what a hostile server sends
    return to_ascii(value) or value.lower().removesuffix(".")


def _octets(value: str | bytes) -> bytes:
    try:
        return value if isinstance(value, bytes) else value.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raise UsageError(f"TableResolver: {value!r} has no octets; give them as bytes") from None
