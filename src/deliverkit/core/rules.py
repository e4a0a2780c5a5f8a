"""How is a rule declared?  As a function from facts to words; everything else is derived from it.

    @rule(Severity.ERROR, by=Fixer.DOMAIN_OWNER, cites=("RFC 7208 section 4.5",), publishes=True)
    def multiple_records(*, name: str, count: int, merged: str) -> Said:
        '''Several SPF records stand at one name, so receivers obey none.

        Why: ...

        Remedy: ...
        '''
        return Said(f"{name} has {count} SPF records", fix="replace them by this one", publish=RecordChange(...))

Calling the rule returns a :class:`Finding` whose facts are the arguments. Its code is the first package below
``deliverkit`` and the function's name: ``spf.multiple-records``. There is no registry: :func:`catalogue` collects
the rules of the modules it is given.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Generic, ParamSpec, cast

from .errors import UsageError
from .findings import Facts, Finding, Fixer, RecordChange, Remedy, Severity

__all__ = ["Rule", "Said", "catalogue", "rule"]

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Said:
    """What a rule says of its facts: one sentence, the fix as an imperative clause, and the record to publish."""

    message: str
    fix: str = ""
    publish: RecordChange | None = None


class Rule(Generic[P]):
    """A declared rule; call it with its facts, by keyword, to get a finding.

    Attributes:
        code: ``package.name-in-kebab-case``.
        severity, by, cites: as declared.
        publishes: its remedy is a DNS record, and publishing it removes the finding.
        facts: the names of its facts, in the order they are declared.
    """

    __slots__ = ("_say", "by", "cites", "code", "facts", "publishes", "severity")

    def __init__(
        self, say: Callable[P, Said], severity: Severity, by: Fixer, cites: tuple[str, ...], publishes: bool
    ) -> None:
        if say.__code__.co_argcount:
            raise UsageError(f"the facts of rule {say.__name__} must be keyword-only")
        package, *below = say.__module__.split(".")
        area = below[0] if package == "deliverkit" and below else package
        self._say = say
        self.code = f"{area}.{say.__name__.replace('_', '-')}"
        self.severity = severity
        self.by = by
        self.cites = cites
        self.publishes = publishes
        self.facts: tuple[str, ...] = say.__code__.co_varnames[: say.__code__.co_kwonlyargcount]

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Finding:
        facts = tuple(kwargs.items()) if not args and tuple(kwargs) == self.facts else self._order(args, kwargs)
        return Finding.of(self, cast(Facts, facts))

    def _order(self, args: tuple[object, ...], kwargs: dict[str, object]) -> tuple[tuple[str, object], ...]:
        if args or set(kwargs) != set(self.facts):
            raise UsageError(f"rule {self.code} takes the facts {', '.join(self.facts)}, by keyword")
        return tuple((name, kwargs[name]) for name in self.facts)

    def words(self, facts: Facts) -> tuple[str, Remedy]:
        """What it says of *facts*: the message and the remedy."""
        said = cast(Callable[..., Said], self._say)(**dict(facts))
        return said.message, Remedy(text=said.fix, by=self.by, publish=said.publish)

    def __repr__(self) -> str:
        return f"<rule {self.code}>"

    @property
    def title(self) -> str:
        """The first line of its docstring: what is wrong, in general."""
        return self._section(0)

    @property
    def why(self) -> str:
        """Its effect on delivery, in general."""
        return self._section(1).removeprefix("Why: ")

    @property
    def remedy(self) -> str:
        """The general advice, for the reference page; a finding's own remedy is exact."""
        return self._section(2).removeprefix("Remedy: ")

    @property
    def signature(self) -> inspect.Signature:
        """The facts with their types."""
        return inspect.signature(self._say)

    def _section(self, index: int) -> str:
        paragraphs = inspect.cleandoc(self._say.__doc__ or "").split("\n\n")
        return " ".join(paragraphs[index].split()) if index < len(paragraphs) else ""


def rule(
    severity: Severity, *, by: Fixer, cites: tuple[str, ...], publishes: bool = False
) -> Callable[[Callable[P, Said]], Rule[P]]:
    """Declare a rule.

    Arguments:
        severity: fixed, by the words of the standards.
        by: who can mend it.
        cites: where it is written, such as ``RFC 7208 section 4.5``.
        publishes: its remedy carries a :class:`RecordChange` that removes the finding.
    """

    def declare(say: Callable[P, Said]) -> Rule[P]:
        return Rule(say, severity, by, cites, publishes)

    return declare


def catalogue(*modules: ModuleType) -> dict[str, Rule[Any]]:
    """Every rule that *modules* define, by code, in the order they are written.

    Raises:
        UsageError: two rules have the same code.
    """
    found: dict[str, Rule[Any]] = {}
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, Rule):
                one: Rule[Any] = value
                if found.setdefault(one.code, one) is not one:
                    raise UsageError(f"two rules have the code {one.code}")
    return found
