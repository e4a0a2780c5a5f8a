"""What does a check say?  A finding: what is wrong, where, how bad, who can mend it, and what to publish."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum, IntEnum
from typing import Any, NamedTuple, Protocol, TypeAlias

from .evidence import Evidence, Seen
from .questions import Question
from .records import RecordChange

__all__ = [
    "Cut",
    "Evidence",
    "Fact",
    "Facts",
    "Finding",
    "Fixer",
    "RecordChange",
    "Remedy",
    "Seen",
    "Severity",
    "Source",
]

Fact: TypeAlias = "str | int | bool | None | tuple[Fact, ...]"
Facts: TypeAlias = tuple[tuple[str, Fact], ...]


class Severity(IntEnum):
    """How bad, by the words of the standards; fixed per rule."""

    NOTE = 1  # true and worth knowing
    WARNING = 2  # a SHOULD is broken, or a named large receiver penalises it
    ERROR = 3  # a MUST is broken, or receivers will refuse


class Fixer(Enum):
    """Who can mend it."""

    AUTHOR = "author"
    DOMAIN_OWNER = "domain owner"
    SENDING_ADMIN = "sending admin"
    FORWARDER = "forwarder"
    RECEIVING_ADMIN = "receiving admin"
    RECIPIENT = "recipient"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """What to do about a finding.

    Arguments:
        text: the action, as an imperative clause; empty when there is nothing to do.
        by: who can do it.
        publish: the DNS record to publish, ready to paste, when that is the cure.
        retest_after: how long the world may go on seeing the old state (a TTL).
    """

    text: str
    by: Fixer
    publish: RecordChange | None = None
    retest_after: timedelta | None = None


class Source(Protocol):
    """What stands behind a finding: a rule, or what was read of one."""

    @property
    def code(self) -> str:
        """The code of its findings."""
        ...

    @property
    def severity(self) -> Severity:
        """How bad they are."""
        ...

    @property
    def cites(self) -> tuple[str, ...]:
        """Where it is written."""
        ...

    def words(self, facts: Facts) -> tuple[str, Remedy]:
        """The message and the remedy for *facts*."""
        ...


class _Told(NamedTuple):
    """The source of a finding whose words are given."""

    code: str
    severity: Severity
    cites: tuple[str, ...]

    def words(self, facts: Facts) -> tuple[str, Remedy]:
        raise NotImplementedError  # they are given


class Cut(NamedTuple):
    """Evidence still to be cut: the answer to *question* said *text*, and ``text[start:end]`` is the faulty part."""

    question: Question[Any]
    text: bytes | str
    start: int
    end: int

    def show(self) -> Evidence:
        """Cut it."""
        return Evidence.cut(self.question.uri, self.text, self.start, self.end)


# the source, facts, subject, evidence, and how long to wait before testing again
_Held: TypeAlias = "tuple[Source, Facts, str, tuple[Seen, ...], timedelta | None]"


class Finding:
    """One thing that is wrong, or worth knowing; immutable.

    Arguments:
        code: what is wrong, ``area.in-kebab-case``.
        severity: how bad.
        message: what is wrong here, in one sentence.
        remedy: what to do about it.
        subject: what it is about: a domain, an address, a part of a message.
        facts: what is wrong in values a program can use, as pairs of name and value.
        evidence: where it is.
        cites: where it is written that this is wrong.

    ``code`` and the names in ``facts`` are stable and meant for programs; ``message`` and the remedy's text are for
    people and may be reworded in any release. The words of a finding made by a rule are put together when they are
    first read: a mail server that acts on codes does not pay for sentences.
    """

    __slots__ = ("_held", "_words")

    _held: _Held
    _words: tuple[str, Remedy] | None

    def __init__(
        self,
        *,
        code: str,
        severity: Severity,
        message: str,
        remedy: Remedy,
        subject: str = "",
        facts: Facts = (),
        evidence: tuple[Evidence, ...] = (),
        cites: tuple[str, ...] = (),
    ) -> None:
        _set_held(self, (_Told(code, severity, cites), facts, subject, evidence, None))
        _set_words(self, (message, remedy))

    @staticmethod
    def of(
        source: Source, facts: Facts, subject: str = "", cuts: tuple[Seen, ...] = (), wait: timedelta | None = None
    ) -> Finding:
        """The finding of a declared rule; :class:`deliverkit.core.rules.Rule` calls this.

        Where findings are made by the thousand, a check calls it too, with the facts in declared order and the evidence
        still to be cut; otherwise call the rule.
        """
        finding = _new(Finding)
        _set_held(finding, (source, facts, subject, cuts, wait))
        _set_words(finding, None)
        return finding

    @property
    def code(self) -> str:
        """What is wrong, ``area.in-kebab-case``."""
        return self._held[0].code

    @property
    def severity(self) -> Severity:
        """How bad."""
        return self._held[0].severity

    @property
    def cites(self) -> tuple[str, ...]:
        """Where it is written that this is wrong."""
        return self._held[0].cites

    @property
    def facts(self) -> Facts:
        """What is wrong, in values a program can use."""
        return self._held[1]

    @property
    def subject(self) -> str:
        """What it is about."""
        return self._held[2]

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Where it is."""
        return tuple(one.show() for one in self._held[3])

    @property
    def message(self) -> str:
        """What is wrong here, in one sentence."""
        return self._said()[0]

    @property
    def remedy(self) -> Remedy:
        """What to do about it."""
        remedy, wait = self._said()[1], self._held[4]
        return remedy if wait is None else replace(remedy, retest_after=wait)

    def __getitem__(self, fact: str) -> Any:
        """The value of one fact: ``finding["count"]``."""
        for name, value in self.facts:
            if name == fact:
                return value
        raise KeyError(fact)

    @property
    def fingerprint(self) -> str:
        """A short mark that stays the same between runs while code, subject and facts do."""
        told = repr((self.code, self.subject, self.facts)).encode("utf-8", "surrogatepass")
        return "1:" + hashlib.sha256(told).hexdigest()[:16]

    def about(self, subject: str, *evidence: Seen) -> Finding:
        """The same finding, about *subject* (a domain, an address, a part of a message), and seen in *evidence*."""
        source, facts, _, seen, wait = self._held
        return _make((source, facts, subject, seen + evidence, wait), self._words)

    def seen_in(self, *evidence: Seen) -> Finding:
        """The same finding with *evidence* added."""
        return self.about(self.subject, *evidence)

    def retest_after(self, wait: timedelta | None) -> Finding:
        """The same finding whose remedy says how long to wait before testing again; None leaves it as it is."""
        return self if wait is None else _make((*self._held[:4], wait), self._words)

    def _said(self) -> tuple[str, Remedy]:
        words = self._words
        if words is None:
            source, facts = self._held[:2]
            words = source.words(facts)
            _set_words(self, words)
        return words

    def _all(self) -> tuple[object, ...]:
        held = (self.code, self.severity, self.message, self.remedy, self.subject, self.facts, self.evidence)
        return (*held, self.cites)

    def __eq__(self, other: object) -> bool:
        return self._all() == other._all() if isinstance(other, Finding) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.code, self.subject, self.facts))

    def __repr__(self) -> str:
        return f"<{self.severity.name.lower()} {self.code}: {self.message}>"

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Finding is immutable; {name!r} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a Finding is immutable; {name!r} cannot be deleted")

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, self._all()


def _make(held: _Held, words: tuple[str, Remedy] | None) -> Finding:
    finding = _new(Finding)
    _set_held(finding, held)
    _set_words(finding, words)
    return finding


def _restore(code: str, severity: Severity, message: str, remedy: Remedy, subject: str, *rest: Any) -> Finding:
    facts, evidence, cites = rest
    return Finding(
        code=code,
        severity=severity,
        message=message,
        remedy=remedy,
        subject=subject,
        facts=facts,
        evidence=evidence,
        cites=cites,
    )


_new = object.__new__
_set_held = vars(Finding)["_held"].__set__
_set_words = vars(Finding)["_words"].__set__
