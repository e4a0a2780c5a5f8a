"""What must an SPF evaluation answer?  The openspf suites, read out of the pyspf source distribution at test time.

The suites are YAML documents: `zonedata` says what the DNS holds, `tests` what is asked and what must come out.
Nothing of them is kept in the repository: the archive is fetched by pip, checked against the pinned hash before
anything of it is looked at, and read in memory.
"""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from deliverkit.core.questions import UNREACHABLE, Txt

__all__ = ["SUITES", "Case", "Unavailable", "cases"]

SDIST: Final = "pyspf-2.0.14"
SHA256: Final = "57a7ef01bda090173aafb6af0106251686ed73f03db4e911fcd34c57fc347186"
SUITES: Final = {"RFC 7208": "rfc7208-tests.yml", "RFC 4408": "rfc4408-tests.yml"}

_CACHE: Final = Path(__file__).resolve().parents[2] / ".cache" / "sdists"
_TYPES: Final = ("TXT", "A", "AAAA", "MX", "PTR", "CNAME")
_UNSAID: Final = "DEFAULT"  # the suites' word for "no explanation of the domain's own"

Zone = Mapping[tuple[str, str], Any]


class Unavailable(Exception):  # noqa: N818  # no error: tests skip on it
    """The source distribution could not be had; the text says why."""


class Case(NamedTuple):
    """One test of a suite.

    Arguments:
        name: its name in the suite.
        spec: the sections it tests, as the suite words them.
        client_ip, mail_from, helo: what is asked.
        results: the results allowed, the preferred one first.
        explanation: `()` when the suite does not say; else `(text,)`, where None is "none of the domain's own".
        zone: the DNS, as a TableResolver takes it.
    """

    name: str
    spec: str
    client_ip: str
    mail_from: str
    helo: str
    results: tuple[str, ...]
    explanation: tuple[str | None, ...]
    zone: Zone


@cache
def cases(suite: str) -> tuple[Case, ...]:
    """The tests of one of :data:`SUITES`; raises :class:`Unavailable` when they cannot be had."""
    data = _archive()
    if isinstance(data, Unavailable):
        raise data
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        member = archive.extractfile(f"{SDIST}/test/{SUITES[suite]}")
        if member is None:
            raise Unavailable(f"{SDIST} holds no {SUITES[suite]}")
        text = member.read().decode("utf-8")
    return tuple(_cases(yaml.safe_load_all(text)))


@cache
def _archive() -> bytes | Unavailable:
    """The archive, or why there is none, found out once."""
    path = _CACHE / f"{SDIST}.tar.gz"
    try:
        if not path.exists():
            _fetch()
    except Unavailable as why:
        return why
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() == SHA256:
        return data
    path.unlink()
    return Unavailable(f"{path.name} is not the archive that was pinned")


def _fetch() -> None:
    """Let pip fetch it from wherever it is configured to; it checks the hash before it runs anything."""
    _CACHE.mkdir(parents=True, exist_ok=True)
    pinned = _CACHE / f"{SDIST}.txt"
    name, _, version = SDIST.partition("-")
    pinned.write_text(f"{name}=={version} --hash=sha256:{SHA256}\n", encoding="ascii")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--retries", "1", "--timeout", "20"]
    command += ["--no-deps", "--no-binary", name, "--require-hashes", "-d", str(_CACHE), "-r", str(pinned)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False, env=_environment())
    except subprocess.TimeoutExpired:
        raise Unavailable(f"pip did not fetch {SDIST} within 180 s") from None
    if done.returncode:
        last = done.stderr.strip().splitlines() or ["(pip said nothing)"]
        raise Unavailable(f"pip could not fetch {SDIST}: {last[-1]}")


def _environment() -> dict[str, str]:
    # coverage and warning settings of the test run are none of pip's business
    return {name: value for name, value in os.environ.items() if not name.startswith(("COV_", "PYTHONWARNINGS"))}


def _cases(scenarios: Iterator[Any]) -> Iterator[Case]:
    for scenario in scenarios:
        zone = _zone(scenario["zonedata"])
        for name, test in scenario["tests"].items():
            result = test["result"]
            said = (test["explanation"],) if "explanation" in test else ()
            yield Case(
                name=name,
                spec=str(test["spec"]),
                client_ip=test["host"],
                mail_from=test["mailfrom"],
                helo=test["helo"],
                results=(result,) if isinstance(result, str) else tuple(result),
                explanation=tuple(None if text == _UNSAID else text for text in said),
                zone=zone,
            )


def _zone(data: Mapping[str, list[Any]]) -> Zone:
    zone: dict[tuple[str, str], Any] = {}
    for owner, entries in data.items():
        name = owner.lower()
        for entry in entries:
            if entry == "TIMEOUT":
                # whatever the entries above it do not answer
                for rdtype in _TYPES:
                    zone.setdefault((name, rdtype), UNREACHABLE)
            else:
                ((rdtype, value),) = entry.items()
                _add(zone, name, rdtype, value)
        # records of the retired type SPF are meant as TXT too, unless the scenario has TXT of its own
        if not any(isinstance(entry, dict) and "TXT" in entry for entry in entries):
            for entry in entries:
                if isinstance(entry, dict) and "SPF" in entry:
                    _add(zone, name, "TXT", entry["SPF"])
    return zone


def _add(zone: dict[tuple[str, str], Any], name: str, rdtype: str, value: Any) -> None:
    if value == "NONE":  # no such records, nor copies
        return
    known = zone.setdefault((name, rdtype), [])
    if value == "TIMEOUT":
        zone[name, rdtype] = UNREACHABLE
    elif known is not UNREACHABLE:
        known.append(_record(rdtype, value))


def _record(rdtype: str, value: Any) -> Any:
    if rdtype == "TXT":
        strings = [value] if isinstance(value, str) else value
        return Txt(tuple(one.encode("utf-8") for one in strings))
    if rdtype == "SPF":
        return str(value)
    return (value[0], value[1]) if rdtype == "MX" else value
