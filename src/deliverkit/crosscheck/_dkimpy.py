"""The worker that lets dkimpy verify DKIM (RFC 6376) on recorded answers; run by :mod:`.isolated`, never imported.

Request: ``message`` in base64, ``answers`` as ``[name, status, records]`` with TXT records as Latin-1 text, ``now`` in
seconds or null, ``most``, the number of signatures to judge. Reply: ``version count signatures``, or ``failed``; of
each signature ``domain passed says missing``, where ``passed`` is null when it did not come to a result.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module, metadata
from types import SimpleNamespace
from typing import Any, Final, TypeAlias

__all__ = ["judge", "main"]

_MOST_KEPT: Final = 500

Recorded: TypeAlias = Mapping[str, tuple[str, Sequence[str]]]
LookUp: TypeAlias = Callable[..., bytes | None]


class _Log:
    """A logger as far as the engine uses one; keeps what it says of a signature that it does not let pass."""

    def __init__(self) -> None:
        self.said = ""

    def error(self, text: str) -> None:
        self.said = text

    def debug(self, text: str) -> None:
        pass


def judge(request: Mapping[str, Any]) -> dict[str, Any]:
    """The reply to one request."""
    try:
        engine: Any = import_module("dkim")
        version = metadata.version("dkimpy")
    except ImportError as error:
        return {"failed": f"dkimpy is not installed: {error}"}
    if not hasattr(engine, "DKIMException"):
        return {"failed": "the module named dkim is not dkimpy"}
    if request["now"] is not None:
        engine.time = SimpleNamespace(time=lambda: request["now"])
    raw = base64.b64decode(request["message"])
    recorded = {name: (status, records) for name, status, records in request["answers"]}
    log = _Log()
    try:
        opened = engine.DKIM(raw, logger=log)
        count = sum(name.lower() == b"dkim-signature" for name, _ in opened.headers)
    except Exception as raised:  # noqa: BLE001  # its constructor lets several kinds escape
        return {"failed": _raised(raised)}
    signatures = [_signature(engine, opened, index, recorded, log) for index in range(min(count, request["most"]))]
    return {"version": version, "count": count, "signatures": signatures}


def _signature(engine: Any, opened: Any, index: int, recorded: Recorded, log: _Log) -> dict[str, Any]:
    missing: list[str] = []
    log.said = ""
    opened.signature_fields = dict[bytes, bytes]()
    passed: bool | None
    try:
        passed = bool(opened.verify(index, dnsfunc=_look_up(engine, recorded, missing)))
        says = "" if passed else log.said or "signature mismatch"
    except engine.NaClNotFoundError:
        passed, says = None, "it needs pynacl to verify Ed25519"
    except engine.DKIMException as raised:
        passed, says = False, str(raised)
    except Exception as raised:  # noqa: BLE001  # it lets several kinds escape, and none may end the caller's run
        passed, says = None, _raised(raised)
    return {
        "domain": _domain(opened.signature_fields),
        "passed": None if missing else passed,
        "says": says[:_MOST_KEPT],
        "missing": missing,
    }


def _domain(tags: Mapping[bytes, bytes]) -> str:
    return tags.get(b"d", b"").decode("utf-8", "backslashreplace")[:_MOST_KEPT]


def _look_up(engine: Any, recorded: Recorded, missing: list[str]) -> LookUp:
    def look_up(asked: bytes, timeout: int = 5) -> bytes | None:  # noqa: ARG001  # the engine passes it by name
        name = asked.decode("utf-8", "backslashreplace").lower().removesuffix(".")
        status, records = recorded.get(name, ("missing", ()))
        if status == "missing":
            missing.append(name)
        if status in ("missing", "unreachable"):
            raise engine.DnsTimeoutError(f"DNS {status}")
        # of several records it takes the first, whichever that is
        return records[0].encode("latin-1") if records else None

    return look_up


def _raised(raised: Exception) -> str:
    return f"dkimpy raised {type(raised).__name__}: {raised}"[:_MOST_KEPT]


def main() -> None:
    """Read a request, write the reply."""
    reply = judge(json.load(sys.stdin.buffer))
    sys.stdout.write(json.dumps(reply))


if __name__ == "__main__":
    main()
