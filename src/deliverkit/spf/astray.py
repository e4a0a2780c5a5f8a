"""Which of the domain's own terms leads to the record that is void, and who can mend that?  (RFC 7208 section 5.2)"""

from __future__ import annotations

from ..core.names import is_within
from ..core.questions import Status
from .result import RecordTrace, Result
from .rules import publication as rules
from .run import Here, Run
from .terms import Read

__all__ = ["led_astray"]


def led_astray(run: Run, here: Here, term: Read, branch: RecordTrace) -> None:
    """Say of an evaluation that was halted in *branch* that *term* leads there.

    A look-up that failed gets the term as evidence. A fault in another owner's record is preceded by what the owner of
    the domain can do about it.
    """
    if branch.answer.status is Status.UNREACHABLE:
        run.findings = tuple(finding.seen_in(here.show(term)) for finding in run.findings)
    domain = run.identity.domain
    if here.domain != domain or run.halted is not Result.PERMERROR:
        return
    broken = run.findings[0].subject
    if is_within(broken, domain):
        return
    finding = rules.broken_branch(
        domain=domain,
        term=here.written(term),
        path=_path(branch),
        broken=broken,
        problem="has a void SPF record",
        record=here.text,
        repaired="",  # without the term this very client might be denied
    )
    run.findings = (finding.about(domain, here.show(term)), *run.findings)


def _path(branch: RecordTrace) -> tuple[str, ...]:
    """The domains that lead from *branch* to the record where the evaluation was halted."""
    path: list[str] = []
    asked = branch.asked
    while asked and (node := asked[-1][6]) is not None:
        path.append(node.domain)
        asked = node.asked
    return tuple(path)
