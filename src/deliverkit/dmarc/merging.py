"""Which one record says what these several say?  (RFC 9989 section 4.10: several at one name "are all discarded")

What comes out asks for no more than any of them did: the laxest policy for the domain, for its subdomains and for names
that do not exist, strict alignment only where all want it; and for reports at all their addresses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Final

from .meant import read_meant
from .record import Record, ReportUri
from .repair import mend, options
from .spelling import laxest

__all__ = ["merge"]

_ALL: Final = 100
_MOST: Final = 50  # records of one answer that are read, and addresses that are kept


def merge(records: tuple[Record, ...]) -> str:
    """One record in place of *records*; empty where there are none.

    Arguments:
        records: the records, as they stand there; what is wrong with one is mended first.
    """
    meant = [read_meant(record.text) for record in records[:_MOST]]
    ones = [mend(one).record for one in meant if one is not None]
    if not ones:
        return ""
    testing = all(one.testing for one in ones)
    p, sp, np = (
        laxest(_policy(one, subdomain, exists, testing=testing) for one in ones)
        for subdomain, exists in ((False, True), (True, True), (True, False))
    )
    percent = min(one.percent for one in ones) if testing else _ALL
    values = {
        "p": p,
        "sp": sp if sp != p else "",
        "np": np if np != sp else "",
        "adkim": "s" if all(one.adkim.value == "s" for one in ones) else "",
        "aspf": "s" if all(one.aspf.value == "s" for one in ones) else "",
        "psd": _agreed(one.psd for one in ones),
        "t": "y" if testing else "",
        "pct": str(percent) if percent < _ALL else "",
        "rua": _addresses(one.rua for one in ones),
        "ruf": _addresses(one.ruf for one in ones),
        "fo": _options([one for one in ones if one.tag("fo") is not None]),
    }
    return "; ".join(["v=DMARC1", *(f"{name}={value}" for name, value in values.items() if value)])


def _policy(one: Record, subdomain: bool, exists: bool, *, testing: bool) -> str:
    asked = one.policy_for(subdomain, exists)
    return (asked if testing else one.requested(asked)).value


def _agreed(flags: Iterable[str]) -> str:
    found = set(flags)
    return found.pop() if len(found) == 1 and "u" not in found else ""


def _addresses(lists: Iterable[Sequence[ReportUri]]) -> str:
    texts = dict.fromkeys(uri.text for uri in chain.from_iterable(lists))
    return ",".join(list(texts)[:_MOST])


def _options(ones: Sequence[Record]) -> str:
    return options(":".join(chain.from_iterable(one.fo for one in ones)))
