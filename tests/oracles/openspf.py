"""What must an SPF evaluation answer?  The openspf suites, read out of the pyspf source distribution at test time.

The suites are YAML documents: `zonedata` says what the DNS holds, `tests` what is asked and what must come out.
Nothing of them is kept in the repository (see `oracles.sdists`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, NamedTuple

import yaml

from deliverkit.core.questions import UNREACHABLE, Txt
from oracles.sdists import PYSPF, member

__all__ = ["SUITES", "Case", "cases"]

SUITES: Final = {"RFC 7208": "rfc7208-tests.yml", "RFC 4408": "rfc4408-tests.yml"}

_TYPES: Final = ("TXT", "A", "AAAA", "MX", "PTR", "CNAME")
_UNSAID: Final = "DEFAULT"  # the suites' word for "no explanation of the domain's own"

Zone = Mapping[tuple[str, str], Any]


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
    text = member(PYSPF, f"test/{SUITES[suite]}").decode("utf-8")
    return tuple(_cases(yaml.safe_load_all(text)))


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
