"""How fast is an SPF evaluation, and how fast are the others?  Five workloads, the peers, and a race between them.

Every contestant starts each check from nothing: no parsed record and no DNS answer is kept from one check to the
next. The DNS is in memory, its answers prebuilt in the form that contestant likes best.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from importlib import import_module
from statistics import median
from typing import Any, Final, NamedTuple

import deliverkit as dk
from deliverkit import spf

from .libspf2 import LibSpf2, load

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # pyspf's regular expressions carry escapes that newer Pythons warn of
    pyspf: Any = import_module("spf")

__all__ = ["CONTESTANTS", "WORKLOADS", "Workload", "contestants", "race", "ratio"]

Zone = Mapping[tuple[str, str], Sequence[Any]]
Contestant = Callable[[], str]


class Workload(NamedTuple):
    """One thing to evaluate, again and again."""

    name: str
    result: str
    client_ip: str
    mail_from: str
    zone: Zone
    helo: str = "mail.a.example"


def _txt(**records: str) -> dict[tuple[str, str], Sequence[Any]]:
    return {(name.replace("__", ".") + ".example", "TXT"): [text] for name, text in records.items()}


_MX: Final = range(1, 11)
_INCLUDES: Final = range(1, 9)

WORKLOADS: Final = (
    Workload("ip4 match", "pass", "192.0.2.55", "user@a.example", _txt(a="v=spf1 ip4:192.0.2.0/24 -all")),
    Workload(
        "3 nested includes",
        "pass",
        "192.0.2.55",
        "user@a.example",
        _txt(
            a="v=spf1 ip4:198.51.100.1 include:one.example -all",
            one="v=spf1 ip4:198.51.100.64/26 ip4:203.0.113.0/25 include:two.example ~all",
            two="v=spf1 ip4:198.51.100.128/26 ip6:2001:db8:1::/48 include:three.example ~all",
            three="v=spf1 ip4:203.0.113.128/25 ip4:192.0.2.0/24 ~all",
        ),
    ),
    Workload(
        "10 look-ups, mx of 10",
        "pass",
        "192.0.2.110",
        "user@a.example",
        _txt(
            a="v=spf1 " + " ".join(f"include:i{n}.example" for n in _INCLUDES) + " a mx -all",
            **{f"i{n}": f"v=spf1 ip4:198.51.100.{n} ip4:203.0.113.{n * 8}/29 ~all" for n in _INCLUDES},
        )
        | {("a.example", "A"): ["198.51.100.99"]}
        | {("a.example", "MX"): [(n, f"mx{n}.a.example") for n in _MX]}
        | {(f"mx{n}.a.example", "A"): [f"192.0.2.{100 + n}"] for n in _MX},
    ),
    Workload(
        "macro exists",
        "pass",
        "192.0.2.55",
        "user-news@a.example",
        _txt(a="v=spf1 exists:%{ir}.%{v}.%{lr-}._spf.%{d} -all")
        | {("55.2.0.192.in-addr.news.user._spf.a.example", "A"): ["127.0.0.2"]},
    ),
    Workload(
        "fail with its finding",
        "fail",
        "198.51.100.7",
        "user@a.example",
        _txt(a="v=spf1 a mx include:host.example -all", host="v=spf1 ip4:203.0.113.0/24 ~all")
        | {("a.example", "A"): ["192.0.2.1"], ("a.example", "MX"): [(10, "mx.a.example")]}
        | {("mx.a.example", "A"): ["192.0.2.2"]},
    ),
)


def _deliverkit(work: Workload) -> Generator[Contestant]:
    resolver = dk.TableResolver(work.zone)

    def check() -> str:
        outcome = dk.run(spf.check_host(work.client_ip, work.mail_from, work.helo), resolver=resolver)
        if work.result == "fail" and not outcome.findings:
            return "fail without a finding"
        return "no value" if outcome.value is None else str(outcome.value.result.value)

    yield check


def _pyspf(work: Workload) -> Generator[Contestant]:
    table: dict[tuple[str, str], list[tuple[tuple[str, str], Any]]] = {}
    for (name, rdtype), records in work.zone.items():
        data = [(text.encode("ascii"),) for text in records] if rdtype == "TXT" else records
        table[name, rdtype] = [((name, rdtype), record) for record in data]

    def look_up(name: str, rdtype: str, *_: Any) -> Sequence[Any]:
        return table.get((name, rdtype), ())

    def check() -> str:
        return str(pyspf.query(i=work.client_ip, s=work.mail_from, h=work.helo).check()[0])

    before, pyspf.DNSLookup = pyspf.DNSLookup, look_up
    try:
        yield check
    finally:
        pyspf.DNSLookup = before


def _checkdmarc(work: Workload) -> Generator[Contestant]:
    """It reads the record and follows what it names; it does not judge an address."""
    checkdmarc: Any = import_module("checkdmarc.spf")
    cache: Any = import_module("checkdmarc.utils").DNS_CACHE
    from dns.rdata import Rdata, from_text
    from dns.resolver import NXDOMAIN

    answers: dict[tuple[str, str], list[Rdata]] = {
        key: [from_text("IN", key[1], _presentation(key[1], record)) for record in records]
        for key, records in work.zone.items()
    }

    class Offline:
        lifetime = 1.0

        def resolve(self, name: str, rdtype: str, **_: Any) -> list[Rdata]:
            found = answers.get((name, rdtype))
            if found is None:
                raise NXDOMAIN
            return found

    resolver = Offline()
    record = work.zone["a.example", "TXT"][0]

    def check() -> str:
        cache.clear()
        checkdmarc.parse_spf_record(record, "a.example", resolver=resolver)
        return "read"

    yield check


def _presentation(rdtype: str, record: Any) -> str:
    if rdtype == "TXT":
        return f'"{record}"'
    return f"{record[0]} {record[1]}." if rdtype == "MX" else str(record)


def _libspf2(work: Workload) -> Generator[Contestant | None]:
    library = load()
    if library is None:
        yield None
        return
    server = LibSpf2(library, work.zone)
    asked = work.client_ip.encode(), work.mail_from.encode(), work.helo.encode()
    try:
        yield lambda: server.check(*asked)
    finally:
        server.close()


CONTESTANTS: Final[Mapping[str, Callable[[Workload], Generator[Contestant | None]]]] = {
    "deliverkit": _deliverkit,
    "pyspf": _pyspf,
    "checkdmarc": _checkdmarc,
    "libspf2": _libspf2,
}


@contextmanager
def contestants(work: Workload, *names: str) -> Generator[dict[str, Contestant | None]]:
    """The named contestants, ready to run *work*; None for one that is absent."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(contextmanager(CONTESTANTS[name])(work)) for name in names}


def race(runners: Mapping[str, Contestant], rounds: int, seconds: float) -> dict[str, list[float]]:
    """Seconds a call for each runner in each of *rounds*, interleaved; about *seconds* a runner and round."""
    calls = {name: _calls(run, seconds) for name, run in runners.items()}
    times: dict[str, list[float]] = {name: [] for name in runners}
    for number in range(rounds):
        order = list(runners.items())
        for name, run in order if number % 2 else reversed(order):
            times[name].append(_time(run, calls[name]))
    return times


def ratio(times: Mapping[str, Sequence[float]], slow: str, fast: str) -> float:
    """How many times faster *fast* was than *slow*: the median of the rounds' ratios."""
    return median(a / b for a, b in zip(times[slow], times[fast], strict=True))


def _calls(run: Contestant, seconds: float) -> int:
    _time(run, 3)
    return max(3, int(seconds / _time(run, 5)))


def _time(run: Contestant, calls: int) -> float:
    started = time.perf_counter()
    for _ in range(calls):
        run()
    return (time.perf_counter() - started) / calls
