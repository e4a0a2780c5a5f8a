"""When is a proposed record right?  What a remedy says beyond its rule's words.

A record that was mended lacks the terms whose meaning nobody can guess. Who publishes it as it stands may stop the mail
of the hosts they were meant for, so it is offered on the condition that these are listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from ..core.findings import Finding, Remedy
from .grammar import Record
from .repair import Mended, Step
from .rules.changes import clip

__all__ = ["advice", "guarded", "on_condition"]

_WORD: Final = re.compile("[0-9A-Za-z]")
_MOST_NAMED: Final = 5


def guarded(findings: Iterable[Finding], record: Record, mended: Mended) -> tuple[Finding, ...]:
    """The same findings; where mending *record* left terms out, no remedy publishes what is left unconditionally."""
    lost = _lost(record, mended.steps)
    if not lost:
        return tuple(findings)
    condition = f"once what {clip(', '.join(lost[:_MOST_NAMED]))} stands for is listed in it"
    return tuple(on_condition(finding, condition) for finding in findings)


def _lost(record: Record, steps: Iterable[Step]) -> list[str]:
    """The terms that are left out, but for stray signs, which stand for nothing, and second explanations."""
    texts = [record.text[step.start : step.end] for step in steps if not step.instead]
    return [text for text in texts if _WORD.search(text) and not text.lower().startswith("exp=")]


def on_condition(finding: Finding, condition: str) -> Finding:
    """The same finding, whose record is right on a *condition*, where it has one to publish and no condition yet."""
    remedy = finding.remedy
    change = remedy.publish
    if change is None or change.condition or not change.value:
        return finding
    return _with(finding, replace(remedy, publish=replace(change, condition=condition)))


def advice(finding: Finding, text: str = "") -> Finding:
    """The same finding without a record to publish, and with another *text* of its remedy if one is given."""
    remedy = finding.remedy
    return _with(finding, replace(remedy, publish=None, text=text or remedy.text))


def _with(finding: Finding, remedy: Remedy) -> Finding:
    return Finding(
        code=finding.code,
        severity=finding.severity,
        message=finding.message,
        remedy=remedy,
        subject=finding.subject,
        facts=finding.facts,
        evidence=finding.evidence,
        cites=finding.cites,
    )
