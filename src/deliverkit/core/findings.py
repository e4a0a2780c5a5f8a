"""What does a check say?  A finding: what is wrong, where, how bad, who can mend it, and what to publish."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum, IntEnum
from typing import Any, TypeAlias

from .evidence import Evidence
from .records import RecordChange

__all__ = ["Evidence", "Fact", "Facts", "Finding", "Fixer", "RecordChange", "Remedy", "Severity"]

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong, or worth knowing.

    ``code`` and the names in ``facts`` are stable and meant for programs; ``message`` and the remedy's text are for
    people and may be reworded in any release.
    """

    code: str
    severity: Severity
    message: str
    remedy: Remedy
    subject: str = ""
    facts: Facts = ()
    evidence: tuple[Evidence, ...] = ()
    cites: tuple[str, ...] = field(default=(), repr=False)

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

    def about(self, subject: str) -> Finding:
        """The same finding, about *subject*: a domain, an address, a part of a message."""
        return self._but(subject=subject)

    def seen_in(self, *evidence: Evidence) -> Finding:
        """The same finding with *evidence* added."""
        return self._but(evidence=self.evidence + evidence)

    def retest_after(self, wait: timedelta | None) -> Finding:
        """The same finding whose remedy says how long to wait before testing again; None leaves it as it is."""
        if wait is None:
            return self
        old = self.remedy
        return self._but(remedy=Remedy(text=old.text, by=old.by, publish=old.publish, retest_after=wait))

    def _but(
        self, *, subject: str | None = None, evidence: tuple[Evidence, ...] | None = None, remedy: Remedy | None = None
    ) -> Finding:
        return Finding(
            code=self.code,
            severity=self.severity,
            message=self.message,
            remedy=self.remedy if remedy is None else remedy,
            subject=self.subject if subject is None else subject,
            facts=self.facts,
            evidence=self.evidence if evidence is None else evidence,
            cites=self.cites,
        )
