"""What can two engines disagree about?"""

from __future__ import annotations

from ..core.findings import Fixer, Severity
from ..core.rules import Said, rule

__all__ = ["dkim_disagrees", "dmarc_disagrees", "spf_disagrees"]


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


@rule(Severity.NOTE, by=Fixer.NOBODY, cites=("RFC 6376 section 6.1",))
def dkim_disagrees(*, signature: int, domain: str, ours: str, theirs: str, says: str, engine: str) -> Said:
    """Another DKIM engine lets a signature pass that this verification does not, or the other way round.

    Why: engines differ where the standard was changed later or leaves a choice (SHA-1, the ``h=`` of a key, several
    records at one selector, clocks that differ, lines that do not end in CRLF, blanks at the end of the last line), so
    receivers that run the other engine may treat the mail otherwise.

    Remedy: sign so that all read it alike: rsa-sha256 with a key of 2048 bits, one record at the selector, no ``l=``,
    relaxed/relaxed. When the signature is plain and they still disagree, one of them is wrong: report it with the
    message and the recording.
    """
    because = f" ({says})" if says else ""
    return Said(
        f"{engine} says {theirs}{because} of signature {signature}, by {domain or 'nobody'},"
        f" where this verification says {ours}"
    )


@rule(Severity.NOTE, by=Fixer.NOBODY, cites=("RFC 9989 section 4.10",))
def dmarc_disagrees(*, domain: str, ours: str, theirs: str, says: str, engine: str) -> Said:
    """Another reader of DMARC records finds another record, or reads another policy in it.

    Why: readers differ where a record is faulty (a policy that does not exist, a tag that stands there twice), where
    other texts stand beside it, and where several records do, so receivers may treat the mail otherwise too.

    Remedy: publish one record that all read alike: v=DMARC1, then p=, each tag once, nothing else at that name. When
    it is plain and they still disagree, one of them is wrong: report it with the recording.
    """
    because = f" ({says})" if says else ""
    return Said(f"{engine} says {theirs}{because} of {domain}, where this evaluation says {ours}")
