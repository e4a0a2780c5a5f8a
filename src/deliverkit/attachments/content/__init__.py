"""What is this file, and does its name say so?"""

from __future__ import annotations

from .contrast import ContentVerdict, Contrast, judge_content
from .embedded import Found, containers_in
from .kinds import ContentKind, Nature
from .refining import zip_kind
from .signatures import identify
from .types import TypeVerdict, judge_type, listed_types

__all__ = [
    "ContentKind",
    "ContentVerdict",
    "Contrast",
    "Found",
    "Nature",
    "TypeVerdict",
    "containers_in",
    "identify",
    "judge_content",
    "judge_type",
    "listed_types",
    "zip_kind",
]
