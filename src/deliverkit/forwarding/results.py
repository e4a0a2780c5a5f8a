"""What does a server write down of what it found, for those that come after it?  (RFC 8601 section 2.7, RFC 8617)"""

from __future__ import annotations

from typing import Final

from ..message import AuthenticationResults, MethodResult, Property
from .path import Stage

__all__ = ["results_of"]

_MOST_SHOWN: Final = 200  # characters of a value that a stranger wrote: a line has 998 octets at most


def results_of(stage: Stage) -> AuthenticationResults:
    """What the server that received the mail at *stage* writes into its ARC-Authentication-Results."""
    results: list[MethodResult] = []
    if stage.spf is not None:
        results.append(_result("spf", stage.spf_result, ("smtp", "mailfrom", stage.envelope.address)))
    results += [
        _result("dkim", one.result, ("header", "d", one.domain), ("header", "s", one.selector))
        for one in stage.signatures
    ]
    if stage.chain.result in ("pass", "fail"):
        results.append(_result("arc", stage.chain.result))
    if stage.dmarc_result:
        results.append(_result("dmarc", stage.dmarc_result, ("header", "from", stage.author)))
    return AuthenticationResults(authserv_id=_clipped(stage.receiver).strip() or "localhost", results=tuple(results))


def _result(method: str, result: str, *properties: tuple[str, str, str]) -> MethodResult:
    told = tuple(Property(ptype=ptype, name=name, value=_clipped(value)) for ptype, name, value in properties if value)
    return MethodResult(method=method, result=result, properties=told)


def _clipped(text: str) -> str:
    return text[:_MOST_SHOWN].encode("utf-8", "replace").decode()
