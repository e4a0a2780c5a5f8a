"""What can two engines disagree about?"""

from __future__ import annotations

from ..core.findings import Fixer, Severity
from ..core.rules import Said, rule

__all__ = ["spf_disagrees"]


@rule(Severity.NOTE, by=Fixer.NOBODY, cites=("RFC 7208 section 2.6",))
def spf_disagrees(*, ours: str, theirs: str, engine: str) -> Said:
    """Another SPF engine comes to another result on the same DNS answers.

    Why: RFC 7208 leaves little room, but engines differ at its edges (the void look-up limit, names that cannot stand
    in the DNS, terms behind the one that matches), so receivers that run the other engine may treat the mail otherwise.

    Remedy: publish a record that both read alike: no more than 10 look-ups in its worst case, no name that does not
    exist, nothing behind "all". When the record is plain and they still disagree, one of them is wrong: report it with
    the recording.
    """
    return Said(f"{engine} says {theirs} where this evaluation says {ours}")
