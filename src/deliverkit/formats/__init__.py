"""How does a report reach a person or a program?  Report -> text, JSON, SARIF."""

from __future__ import annotations

from .json import SCHEMA, from_json, schema, to_json

__all__ = ["SCHEMA", "from_json", "schema", "to_json"]
