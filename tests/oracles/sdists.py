"""Which source distributions carry cases to be judged by?  Fetched by pip at test time, pinned by their hash.

Nothing of them is kept in the repository: an archive is fetched by pip, checked against the pinned hash before anything
of it is looked at, and read in memory.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import os
import subprocess
import sys
import tarfile
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final

__all__ = ["CACHE", "DKIMPY", "PYSPF", "Sdist", "Unavailable", "checked", "member", "one_at_a_time"]

CACHE: Final = Path(__file__).resolve().parents[2] / ".cache" / "sdists"

Sdist = tuple[str, str]  # name and version, and the hash of the archive
PYSPF: Final[Sdist] = "pyspf-2.0.14", "57a7ef01bda090173aafb6af0106251686ed73f03db4e911fcd34c57fc347186"
DKIMPY: Final[Sdist] = "dkimpy-1.1.8", "b5f60fb47bbf5d8d762f134bcea0c388eba6b498342a682a21f1686545094b77"


class Unavailable(Exception):  # noqa: N818  # no error: tests skip on it
    """The source distribution could not be had; the text says why."""


def member(sdist: Sdist, path: str) -> bytes:
    """The file at *path* below the top folder of *sdist*; raises :class:`Unavailable` when it cannot be had."""
    data = _archive(sdist)
    if isinstance(data, Unavailable):
        raise data
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        try:
            found = archive.extractfile(f"{sdist[0]}/{path}")
        except KeyError:
            found = None
        if found is None:
            raise Unavailable(f"{sdist[0]} holds no {path}")
        return found.read()


def checked(path: Path, sha256: str) -> bytes | Unavailable:
    """The octets of the archive at *path*, which is taken away where it is another one."""
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() == sha256:
        return data
    path.unlink()
    return Unavailable(f"{path.name} is not the archive that was pinned")


@contextmanager
def one_at_a_time() -> Generator[None]:
    """Hold off the other processes that share the tests: the first fetches, the others find it there."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@cache
def _archive(sdist: Sdist) -> bytes | Unavailable:
    """The archive, or why there is none, found out once."""
    path = CACHE / f"{sdist[0]}.tar.gz"
    try:
        with one_at_a_time():
            if not path.exists():
                _fetch(sdist)
    except Unavailable as why:
        return why
    return checked(path, sdist[1])


def _fetch(sdist: Sdist) -> None:
    """Let pip fetch it from wherever it is configured to; it checks the hash before it runs anything."""
    whole, sha256 = sdist
    pinned = CACHE / f"{whole}.txt"
    name, _, version = whole.partition("-")
    pinned.write_text(f"{name}=={version} --hash=sha256:{sha256}\n", encoding="ascii")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--retries", "1", "--timeout", "20"]
    command += ["--no-deps", "--no-binary", name, "--require-hashes", "-d", str(CACHE), "-r", str(pinned)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False, env=_environment())
    except subprocess.TimeoutExpired:
        raise Unavailable(f"pip did not fetch {whole} within 180 s") from None
    if done.returncode:
        last = done.stderr.strip().splitlines() or ["(pip said nothing)"]
        raise Unavailable(f"pip could not fetch {whole}: {last[-1]}")


def _environment() -> dict[str, str]:
    # coverage and warning settings of the test run are none of pip's business
    return {name: value for name, value in os.environ.items() if not name.startswith(("COV_", "PYTHONWARNINGS"))}
