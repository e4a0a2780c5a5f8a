"""What does checkdmarc say of a DMARC record?  Its warnings and its one exception, by topic; it asks the DNS nothing.

Looking up the destinations of reports is part of its parsing; that part is replaced for the length of one call.
"""

# checkdmarc's types are not looked at:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final, NamedTuple
from unittest.mock import patch

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    checkdmarc: Any = import_module("checkdmarc.dmarc")

__all__ = ["TOPICS", "Said", "ask_checkdmarc"]

# what it says, and the codes of ours that say the same
_FORM: Final = (
    *("not-dmarc", "missing-version", "misplaced-version", "wrong-version", "leading-text", "missing-semicolon"),
    *("wrong-equals-sign", "quotes-in-record", "backslashes-in-record", "html-entities", "typographic-signs"),
    *("odd-blanks", "stray-text", "empty-tag", "unknown-policy", "unknown-value", "unknown-report-options"),
    *("empty-address", "unencoded-address", "malformed-address"),
)
# a sign that stands where a semicolon or "=" belongs makes one bad value of two good ones: we name the sign
_SIGNS: Final = (
    *("missing-semicolon", "wrong-equals-sign", "quotes-in-record", "backslashes-in-record", "html-entities"),
    *("typographic-signs", "odd-blanks"),
)
TOPICS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "syntax": (r"DMARCSyntaxError: ", (*_FORM, "unknown-tag", "misspelt-tag", "removed-tag", "partial-policy")),
    "spf": (r"SPFRecordFoundWhereDMARCRecordShouldBe: ", ("not-dmarc",)),
    "duplicate": (r"InvalidDMARCTag: Duplicate", ("repeated-tag",)),
    "fo": (
        r"InvalidDMARCTagValue: .* not a valid option for the DMARC fo tag|fo=.* is invalid",
        ("unknown-report-options", *_SIGNS),
    ),
    "policy": (r"InvalidDMARCTagValue: Tag (?:p|sp|np) must", ("unknown-policy", *_SIGNS)),
    "flag": (r"InvalidDMARCTagValue: Tag (?:psd|t) must", ("unknown-value", *_SIGNS)),
    "mode": (r".* is not a valid (?:adkim|aspf) tag value", ("unknown-value", *_SIGNS)),
    "uri": (
        r"InvalidDMARCReportURI: ",
        (
            *("missing-mailto", "malformed-address", "unencoded-address", "empty-address"),
            *("wrong-address-separator", "obsolete-size-limit", *_SIGNS),
        ),
    ),
    "unknown": (r"Unknown DMARC tag", ("unknown-tag", "misspelt-tag")),
    "removed": (r"Support for the", ("removed-tag", "partial-policy", "percentage-for-old-receivers")),
    "no policy": (r"A missing p tag", ("missing-policy", "misspelt-tag", *_SIGNS)),
    "late policy": (r"The p tag does not immediately", ("late-policy", "capital-tag-name")),
    "none": (r"A p tag value of none", ("monitoring-only", "missing-policy", "misspelt-tag", *_SIGNS)),
    "sp none": (r"An sp tag value of none", ("unprotected-subdomains", "monitoring-only", "missing-policy")),
    "no reports": (r"rua tag \(destination", ("no-aggregate-reports", "misspelt-tag", *_SIGNS)),
    "scheme": (r"The ru[af] URI .* uses the", ("unsupported-scheme", "malformed-address")),
    "size": (r"The size limit", ("obsolete-size-limit", "malformed-address")),
    "many": (r"Some DMARC reporters", ("many-addresses",)),
}


class Said(NamedTuple):
    """What checkdmarc said.

    Arguments:
        texts: its warnings and, last, its exception with the name of its kind.
        topics: their topics.
        tags: the values that it read; None where it gave up.
    """

    texts: tuple[str, ...]
    topics: tuple[str, ...]
    tags: Mapping[str, Any] | None


def ask_checkdmarc(record: str, domain: str = "a.example") -> Said:
    """Have checkdmarc parse *record*."""
    with (
        patch.object(checkdmarc, "verify_dmarc_report_destination", return_value=None),
        patch.object(checkdmarc, "get_mx_records", return_value=["mx.a.example"]),
    ):
        try:
            told = checkdmarc.parse_dmarc_record(record, domain)
        except checkdmarc.DMARCError as error:
            text = f"{type(error).__name__}: {error}"
            return Said((text,), (_topic(text),), None)
    texts = tuple(map(str, told["warnings"]))
    return Said(texts, tuple(map(_topic, texts)), {name: one["value"] for name, one in told["tags"].items()})


def _topic(text: str) -> str:
    return next((name for name, (pattern, _) in TOPICS.items() if re.match(pattern, text, re.DOTALL)), text)
