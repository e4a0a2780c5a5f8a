"""What must the validation of an ARC chain answer?  The openly published ARC test suite, as Debian's sources carry it.

No source distribution on PyPI has it (dkimpy, authheaders and emailsec were looked at); that of Mail::DKIM has, which
Debian distributes. Nothing of it is kept in the repository: apt fetches the archive into a folder of its own, without
touching the system, its hash is checked before anything of it is looked at, and it is read in memory.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from oracles.sdists import CACHE, Unavailable, checked, one_at_a_time

__all__ = ["Case", "cases"]

_PACKAGE: Final = "libmail-dkim-perl"
_ARCHIVE: Final = "libmail-dkim-perl_1.20240923.orig.tar.gz"
_SHA256: Final = "45de46f5dc4d23bcb6ad6401759881dd43968eab20e73f6f79d9557467de20ee"
_SUITE: Final = "Mail-DKIM-1.20240923/t/arc_test_suite/arc-draft-validation-tests.yml"
_KEYRING: Final = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
_RELEASE: Final = "trixie"  # which has this version
_RESULTS: Final = {None: "none", "None": "none", "Pass": "pass", "Fail": "fail", "": "fail"}  # "" is cv=fail in a seal

Zone = Mapping[tuple[str, str], Any]


class Case(NamedTuple):
    """One test of the suite.

    Arguments:
        name: its name.
        message: the message, its lines ending in CRLF.
        result: ``none``, ``pass`` or ``fail``.
        zone: the DNS, as a TableResolver takes it.
    """

    name: str
    message: bytes
    result: str
    zone: Zone


@cache
def cases() -> tuple[Case, ...]:
    """The validation tests; raises :class:`Unavailable` when they cannot be had."""
    return tuple(
        Case(name, _octets(test["message"]), _RESULTS[test.get("cv")], zone)
        for scenario, zone in _scenarios()
        for name, test in scenario["tests"].items()
    )


def _scenarios() -> Iterator[tuple[Any, Zone]]:
    data = _archive()
    if isinstance(data, Unavailable):
        raise data
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        member = archive.extractfile(_SUITE)
        if member is None:
            raise Unavailable(f"{_ARCHIVE} holds no {_SUITE}")
        text = member.read().decode("utf-8")
    for scenario in yaml.safe_load_all(text):
        records: dict[str, str] = scenario["txt-records"] or {}
        yield scenario, {(name, "TXT"): [record] for name, record in records.items()}


def _octets(text: str | None) -> bytes:
    return (text or "").encode("utf-8").replace(b"\n", b"\r\n")


@cache
def _archive() -> bytes | Unavailable:
    """The archive, or why there is none, found out once."""
    path = CACHE / _ARCHIVE
    try:
        with one_at_a_time():
            if not path.exists():
                _fetch()
    except Unavailable as why:
        return why
    return checked(path, _SHA256)


def _fetch() -> None:
    apt = shutil.which("apt-get")
    if apt is None or not _KEYRING.exists():
        raise Unavailable("there is no apt-get with Debian's keys to fetch the ARC suite")
    state = CACHE / "apt"
    for folder in ("lists/partial", "cache/archives/partial"):
        (state / folder).mkdir(parents=True, exist_ok=True)
    sources = state / "sources.list"
    sources.write_text(f"deb-src [signed-by={_KEYRING}] {_mirror(apt)} {_RELEASE} main\n", encoding="ascii")
    settings = {
        "Dir::State": state,
        "Dir::State::lists": state / "lists",
        "Dir::State::status": "/dev/null",
        "Dir::Cache": state / "cache",
        "Dir::Etc::SourceList": sources,
        "Dir::Etc::SourceParts": "/dev/null",
        "Acquire::Retries": 1,
        "Acquire::http::Timeout": 20,
        "APT::Sandbox::User": "",  # as who runs the tests
    }
    options = [f"-o{name}={value}" for name, value in settings.items()]
    _run(apt, *options, "-qq", "update")
    _run(apt, *options, "-qq", "--tar-only", "--download-only", "source", _PACKAGE)
    if not (CACHE / _ARCHIVE).exists():
        raise Unavailable(f"Debian has another version of {_PACKAGE} now")


def _mirror(apt: str) -> str:
    """Where this machine has its packages from, whatever release it runs."""
    for line in _run(apt, "indextargets", "--format", "$(REPO_URI) $(CODENAME)", "Created-By: Packages").splitlines():
        uri, _, codename = line.partition(" ")
        if "-" not in codename:  # not -security, whose archive is another one
            return uri
    raise Unavailable("apt knows no archive of Debian to fetch the ARC suite from: run apt-get update once")


def _run(*command: str) -> str:
    environment = {**os.environ, "LC_ALL": "C"}
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=180, check=False, cwd=CACHE, env=environment
        )
    except subprocess.TimeoutExpired:
        raise Unavailable("apt did not fetch the ARC suite within 180 s") from None
    if done.returncode:
        last = done.stderr.strip().splitlines() or ["(apt said nothing)"]
        raise Unavailable(f"apt could not fetch the ARC suite: {last[-1]}")
    return done.stdout
