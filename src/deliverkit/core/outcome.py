"""How did a check end?  With a value, with findings, with things it could not know, or with any mix of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Generic, NamedTuple, TypeVar

from .findings import Finding, Severity
from .questions import Question

__all__ = ["Outcome", "Unknown", "Verdict", "judge"]

T_co = TypeVar("T_co", covariant=True)


class Verdict(IntEnum):
    """What an outcome or a report amounts to; a larger one is worse."""

    NOT_APPLICABLE = 0  # the subject has nothing to judge
    CLEAN = 1  # everything was looked at; notes are allowed
    UNDETERMINED = 2  # something could not be looked at
    PROBLEMS = 3  # a warning or an error was found

    @property
    def word(self) -> str:
        """The verdict as JSON and text carry it."""
        return self.name.lower().replace("_", "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Something that could not be known, which never reads as clean.

    Arguments:
        what: what was to be judged.
        why: why it could not be: ``timeout``, ``not given``, ``encrypted``, ``limit: members (1000)``.
        question: the question that stayed unanswered, if one did.
    """

    what: str
    why: str
    question: Question[Any] | None = None


def judge(findings: tuple[Finding, ...], unknown: tuple[Unknown, ...], *, applies: bool = True) -> Verdict:
    """The verdict: any warning or error is problems; else any unknown is undetermined; else clean."""
    if any(finding.severity >= Severity.WARNING for finding in findings):
        return Verdict.PROBLEMS
    if unknown:
        return Verdict.UNDETERMINED
    return Verdict.CLEAN if applies else Verdict.NOT_APPLICABLE


class Outcome(NamedTuple, Generic[T_co]):
    """The value a check reached *and* what is wrong with it; both may be present.

    A named tuple, because every check of every mail makes some; read it by name, for members may be added.

    Arguments:
        value: the thing read or reached, None when there is none.
        findings: what is wrong, in the order of the input.
        unknown: what could not be known.
        applies: False when the subject has nothing to judge (a message without attachments).
    """

    value: T_co | None
    findings: tuple[Finding, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    applies: bool = True

    @property
    def verdict(self) -> Verdict:
        """See :func:`judge`."""
        return judge(self.findings, self.unknown, applies=self.applies)
