"""What does dkimpy say of a chain, and how does it seal?  Everything it raises is an answer."""

from __future__ import annotations

import ast
import logging
from collections.abc import Mapping, Sequence
from importlib import import_module
from types import SimpleNamespace
from typing import Any, Final

from deliverkit.core.questions import Txt
from deliverkit.dkim.signing.private_key import SigningKey
from deliverkit.message import read_authentication_results
from oracles.sdists import DKIMPY, member

__all__ = ["arc_seal", "arc_verify", "own_chains"]

_dkimpy: Any = import_module("dkim")
_SILENT: Final = logging.getLogger("dkimpy in tests")
_SILENT.disabled = True
_RESULTS: Final = {b"pass": "pass", b"none": "none", b"fail": "fail", None: "fail"}  # None: "the chain is terminated"


class _Result(SimpleNamespace):
    """One result, as dkimpy wants it from a package that is not needed here."""

    def __str__(self) -> str:
        return str(self.text)


def _read(text: str) -> SimpleNamespace:
    read = read_authentication_results(text.partition(":")[2].encode("utf-8"))
    results = [_Result(method=one.method, result=one.result, text=f"{one.method}={one.result}") for one in read.results]
    return SimpleNamespace(authserv_id=read.authserv_id, results=results)


def arc_verify(raw: bytes, zone: Mapping[tuple[str, str], Sequence[Any]]) -> str:
    """``none``, ``pass`` or ``fail``; with the name of what it raised where it raised anything."""

    def look_up(name: bytes, timeout: int = 5) -> bytes | None:
        records = zone.get((name.decode("latin-1").rstrip("."), "TXT"), ())
        for record in records:
            return record.data if isinstance(record, Txt) else str(record).encode("latin-1")
        return None

    try:
        result, _, _ = _dkimpy.arc_verify(raw, logger=_SILENT, dnsfunc=look_up)
    except Exception as raised:  # noqa: BLE001  # it raises anything
        return f"fail ({type(raised).__name__})"
    return _RESULTS[result]


def arc_seal(raw: bytes, key: SigningKey, domain: str, selector: str, server: str) -> bytes:
    """The set that dkimpy adds to *raw*, whose Authentication-Results of *server* it reads."""
    parser = SimpleNamespace(parse=_read)
    _dkimpy.authres = SimpleNamespace(
        AuthenticationResultsHeader=parser,
        core=SimpleNamespace(SyntaxError=ValueError),
        AuthresNotFoundError=ValueError,
    )
    pem = key.private_pem.encode("ascii")
    lines = _dkimpy.arc_sign(raw, selector.encode(), domain.encode(), pem, server.encode(), timestamp=1795608000)
    return b"".join(lines)


def own_chains() -> tuple[tuple[bytes, str, Mapping[tuple[str, str], Sequence[str]]], ...]:
    """The sealed messages of dkimpy's own tests, what they come to, and the DNS; raises Unavailable without them."""
    message = member(DKIMPY, "dkim/tests/data/test.message").replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    record = member(DKIMPY, "dkim/tests/data/test.txt").decode("ascii").strip()
    zone = {("test._domainkey.example.com", "TXT"): [record]}
    lists = {
        target.id: node.value
        for node in ast.walk(ast.parse(member(DKIMPY, "dkim/tests/test_arc.py")))
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.List)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    results = {"expected_sig": "pass", "sig_lines": "fail"}  # the latter has h= in its seal
    return tuple((b"".join(ast.literal_eval(lists[name])) + message, told, zone) for name, told in results.items())
