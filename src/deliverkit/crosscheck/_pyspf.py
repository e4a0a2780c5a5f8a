"""The worker that lets pyspf evaluate SPF (RFC 7208) on recorded answers; run by :mod:`.isolated`, never imported.

Request: ``client_ip mail_from helo``, ``answers`` as ``[name, type, status, records]``, TXT strings as Latin-1 text.
Reply: ``version result explanation missing``, or ``failed``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Final

__all__ = ["judge", "main"]

_UNSAID: Final = "\0"  # the default explanation, to tell it from the domain's own
_MOST_KEPT: Final = 65_536

Recorded = Mapping[tuple[str, str], tuple[str, Sequence[Any]]]


def judge(request: Mapping[str, Any]) -> dict[str, Any]:
    """The reply to one request."""
    try:
        pyspf: Any = import_module("spf")
    except ImportError as error:
        return {"failed": f"pyspf is not installed: {error}"}
    if not hasattr(pyspf, "query"):
        return {"failed": "the module named spf is not pyspf"}
    recorded = {(name, rdtype): (status, records) for name, rdtype, status, records in request["answers"]}
    missing: dict[tuple[str, str], None] = {}
    explaining: list[str] = []

    def look_up(name: str, rdtype: str, *_: Any) -> list[tuple[tuple[str, str], Any]]:
        status, records = recorded.get((name, rdtype), ("missing", ()))
        if status == "missing" and not explaining:
            missing[name, rdtype] = None
        if status in ("missing", "unreachable"):
            raise pyspf.TempError(f"DNS {status}")
        return [((name, rdtype), _data(rdtype, record)) for record in records]

    pyspf.DNSLookup = look_up
    try:
        result, explanation = _evaluate(pyspf, request, explaining)
    except Exception as raised:  # noqa: BLE001  # it lets several kinds escape, and none may end the caller's run
        return {"failed": f"pyspf raised {type(raised).__name__}: {raised}"[:_MOST_KEPT]}
    return {
        "version": pyspf.__version__,
        "result": result,
        "explanation": explanation[:_MOST_KEPT] if result == "fail" and explanation != _UNSAID else None,
        "missing": [list(question) for question in missing],
    }


def _evaluate(pyspf: Any, request: Mapping[str, Any], explaining: list[str]) -> tuple[str, str]:
    query = pyspf.query(i=request["client_ip"], s=request["mail_from"], h=request["helo"], strict=True)
    query.set_default_explanation(_UNSAID)
    fetch = query.get_explanation

    def explain(spec: str) -> Any:
        # "exp=" is fetched while the record is read, even when the result will be pass; its failure changes
        # the explanation only (RFC 7208 section 6.2), so what it asks does not count as missing
        explaining.append(spec)
        try:
            return fetch(spec)
        finally:
            explaining.pop()

    query.get_explanation = explain
    result, _, explanation = query.check()
    return result, explanation


def _data(rdtype: str, record: Any) -> Any:
    if rdtype == "TXT":
        return tuple(text.encode("latin-1") for text in record)
    return tuple(record) if rdtype == "MX" else record


def main() -> None:
    """Read a request, write the reply."""
    reply = judge(json.load(sys.stdin.buffer))
    sys.stdout.write(json.dumps(reply))


if __name__ == "__main__":
    main()
