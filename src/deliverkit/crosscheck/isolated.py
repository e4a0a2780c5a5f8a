"""How is an engine asked without trusting it?  In a process of its own, JSON in and out, killed when it is late."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

__all__ = ["Failure", "Reply", "consult"]

Reply: TypeAlias = Mapping[str, Any]

_MOST_SHOWN: Final = 200


class Failure(str):
    """Why there is no reply, in a few words."""

    __slots__ = ()


def consult(worker: str, request: Mapping[str, Any], timeout: float) -> Reply | Failure:
    """Ask the worker module *worker* of this package.

    Arguments:
        worker: the name of a module here that runs by itself, reads one JSON object from standard input and writes
            one to standard output; ``{"failed": why}`` says that it could not.
        request: the object it reads.
        timeout: seconds until it is killed.

    Returns the object it wrote, or the reason why there is none; raises nothing.
    """
    # -P: a module lying beside the worker or in the working directory is not the engine; -W: its warnings are not ours
    command = [sys.executable, "-P", "-W", "ignore", str(Path(__file__).with_name(f"{worker}.py"))]
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter and our own module; the input goes by a pipe
            command, input=json.dumps(request).encode("ascii"), capture_output=True, timeout=timeout, check=False
        )
    except subprocess.TimeoutExpired:
        return Failure(f"no answer within {timeout:g} s")
    except OSError as error:
        return Failure(f"it could not be started: {error.strerror}")
    if done.returncode:
        return Failure(f"it ended with exit status {done.returncode}: {_last_line(done.stderr)}")
    return _read(done.stdout)


def _read(data: bytes) -> Reply | Failure:
    try:
        reply: Any = json.loads(data)
        failed: Any = reply.get("failed")
    except (ValueError, AttributeError):
        return Failure("its reply could not be read")
    return reply if failed is None else Failure(failed)


def _last_line(stderr: bytes) -> str:
    lines = stderr.decode("ascii", "backslashreplace").strip().splitlines()
    return lines[-1][:_MOST_SHOWN] if lines else "it said nothing"
