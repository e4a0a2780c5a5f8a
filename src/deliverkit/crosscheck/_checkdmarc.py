"""The worker that lets checkdmarc look for a DMARC record (RFC 9989) on recorded answers; run by :mod:`.isolated`.

Request: ``domain``, ``answers`` as ``[name, status, TXT records]``, each a Latin-1 text.
Reply: ``version found location policy says missing``, or ``failed``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import version
from typing import Any, Final

__all__ = ["judge", "main"]

_MOST_KEPT: Final = 2_000
# its look-ups that bring warnings only, which are not compared
_UNNEEDED: Final = ("get_mx_records", "verify_dmarc_report_destination", "_dmarc_cname_conflict_warning")


def judge(request: Mapping[str, Any]) -> dict[str, Any]:
    """The reply to one request."""
    try:
        engine: Any = import_module("checkdmarc.dmarc")
    except ImportError as error:
        return {"failed": f"checkdmarc is not installed: {error}"}
    if not all(hasattr(engine, name) for name in ("query_dns", *_UNNEEDED)):
        return {"failed": "this version of checkdmarc is not known"}
    missing: dict[str, None] = {}
    answers = {name: (status, records) for name, status, records in request["answers"]}
    engine.query_dns = _query(engine, answers, missing)
    for name in _UNNEEDED:
        setattr(engine, name, _nothing)
    try:
        told = engine.check_dmarc(request["domain"])
    except Exception as raised:  # noqa: BLE001  # whatever it lets escape must not end the caller's run
        return {"failed": f"checkdmarc raised {type(raised).__name__}: {raised}"[:_MOST_KEPT]}
    policy = told["tags"]["p"]["value"] if told["valid"] else ""
    return {
        "version": version("checkdmarc"),
        "found": told["record"] is not None,
        "location": told["location"] or "",
        "policy": policy,
        "says": str(told.get("error", ""))[:_MOST_KEPT],
        "missing": list(missing),
    }


def _query(engine: Any, answers: Mapping[str, tuple[str, list[str]]], missing: dict[str, None]) -> Any:
    """A function that answers from the recording in place of the DNS."""
    resolver: Any = engine.dns.resolver

    def query(name: str, rdtype: str, **_: Any) -> list[str]:
        name = name.lower().rstrip(".")
        status, records = answers.get(name, ("missing", []))
        if status == "missing":
            missing[name] = None
        if status == "no-name":
            raise resolver.NXDOMAIN
        if status == "no-data":
            raise resolver.NoAnswer(
                response=engine.dns.message.make_response(engine.dns.message.make_query(name, rdtype))
            )
        if status != "found":
            raise engine.dns.exception.DNSException(f"no answer: {status}")
        return [_text(record) for record in records]

    return query


def _nothing(*_: Any, **__: Any) -> Any:
    """No warning, and no host: it takes the length of the answer."""
    return ()


def _text(record: str) -> str:
    try:
        return record.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return "Undecodable characters"  # so does its own reader


def main() -> None:
    """Read a request, write the reply."""
    reply = judge(json.load(sys.stdin.buffer))
    sys.stdout.write(json.dumps(reply))


if __name__ == "__main__":
    main()
