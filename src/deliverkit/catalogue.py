"""What does this code mean?  Every rule there is, collected explicitly, and the page of each."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from textwrap import fill
from types import MappingProxyType, ModuleType
from typing import Any, Final

from .arc.rules import MODULES as ARC
from .attachments.rules import MODULES as ATTACHMENTS
from .content.rules import MODULES as CONTENT
from .core.errors import UsageError
from .core.rules import Rule, catalogue
from .crosscheck import rules as crosscheck
from .dkim.rules import MODULES as DKIM
from .dmarc.rules import MODULES as DMARC
from .forwarding.rules import MODULES as FORWARDING
from .spf.rules import MODULES as SPF
from .srs.rules import MODULES as SRS

__all__ = ["ALIASES", "RULES", "explain", "find"]

# in the order a reader of the reference pages should meet them
_MODULES: Final[tuple[ModuleType, ...]] = (
    *SPF,
    *DKIM,
    *ARC,
    *DMARC,
    *SRS,
    *FORWARDING,
    *ATTACHMENTS,
    *CONTENT,
    crosscheck,
)

RULES: Final[Mapping[str, Rule[Any]]] = MappingProxyType(catalogue(*_MODULES))
"""Every rule by its code."""

ALIASES: Final[Mapping[str, str]] = MappingProxyType({})
"""Codes of earlier releases and what they are called now; a code is never given a second meaning."""


def find(code: str) -> Rule[Any]:
    """The rule with this code, under its present name or an earlier one.

    Arguments:
        code: such as ``spf.multiple-records``.

    Raises:
        UsageError: there is none; the text names the codes that are spelt alike.
    """
    rule = RULES.get(ALIASES.get(code, code))
    if rule is None:
        close = get_close_matches(code, (*RULES, *ALIASES), n=3)
        meant = f"; did you mean {' or '.join(close)}?" if close else ""
        raise UsageError(f"no rule has the code {code!r}{meant}")
    return rule


def explain(code: str) -> str:
    """The page of one rule, as plain text: what is wrong, why it matters, what to do, where it is written.

    Arguments:
        code: the code of a finding, such as ``spf.multiple-records``.

    Raises:
        UsageError: no rule has this code.
    """
    rule = find(code)
    facts = ", ".join(rule.facts) or "none"
    paragraphs = (
        rule.title,
        f"Why: {rule.why}",
        f"Remedy: {rule.remedy}",
        f"Facts: {facts}",
        f"See: {'; '.join(rule.cites)}",
    )
    head = f"{rule.code}  ({rule.severity.name.lower()}; fix: {rule.by.value})"
    return "\n\n".join((head, *(fill(text, 80, break_on_hyphens=False) for text in paragraphs))) + "\n"
