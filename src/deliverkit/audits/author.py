"""Does the author's domain vouch for this mail?  DMARC, once SPF and DKIM were judged (RFC 9989 section 5.3)."""

from __future__ import annotations

from ..core.budget import Limits
from ..core.outcome import Outcome
from ..core.report import CheckReport
from ..core.steps import Steps
from ..dmarc import Evaluation
from ..dmarc.candidates import read_candidates
from ..dmarc.discovery import ask_about
from ..dmarc.evaluation import evaluate_on, refused
from ..dmarc.walk import Walk

__all__ = ["dmarc_of", "walk_of"]


def walk_of(author: Outcome[str], limits: Limits) -> Steps[Walk | None]:
    """Ask for the records of the author's domain, in the round in which SPF and DKIM ask.

    None where there is nothing to ask, or it may not be asked.
    """
    if author.value is None or refused(author.value, limits):
        return None
    return (yield from ask_about(author.value))


def dmarc_of(
    author: Outcome[str], walk: Walk | None, spf: CheckReport, dkim: CheckReport, limits: Limits
) -> Steps[CheckReport]:
    """DMARC of a mail whose SPF and DKIM are reported; its result is the word of RFC 8601, empty where it is open."""
    if author.value is None:
        # section 5.3.1: "DMARC validation is not possible and the process terminates"
        return CheckReport.of("dmarc", author, "permerror" if author.findings else "")
    if walk is None:
        limited = refused(author.value, limits)
        return CheckReport.of("dmarc", Outcome[str](value=None, findings=author.findings, unknown=limited))
    signatures = () if dkim.value is None and not dkim.applies else dkim.value
    candidates = read_candidates(spf.value, signatures, null_sender=None, limits=limits)
    judged: Outcome[Evaluation] = yield from evaluate_on(walk, candidates, limits=limits)
    outcome = judged._replace(findings=author.findings + judged.findings)
    return CheckReport.of("dmarc", outcome, "" if judged.value is None else judged.value.result.value)
