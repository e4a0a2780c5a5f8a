"""How does a report reach a person or a program?  Report -> text, JSON, SARIF."""

from __future__ import annotations

from .json import SCHEMA, from_json, schema, to_json
from .sarif import to_sarif
from .text import checked_text, finding_text, in_reading_order, plain, retest_text, to_text, unknown_text, verdict_text

__all__ = [
    "SCHEMA",
    "checked_text",
    "finding_text",
    "from_json",
    "in_reading_order",
    "plain",
    "retest_text",
    "schema",
    "to_json",
    "to_sarif",
    "to_text",
    "unknown_text",
    "verdict_text",
]
