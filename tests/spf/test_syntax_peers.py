"""Do pyspf and checkdmarc call the same records broken?

Each is run on a world where every look-up brings something, so that it can complain of nothing but syntax. Where one
differs, the sentence of RFC 7208 it differs from stands beside it; an exception that nothing needs fails.
"""

# neither has types:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from random import Random
from typing import Any, Final

import pytest
from dns.rdata import from_text
from dns.resolver import NoAnswer

from deliverkit.spf.grammar import Fault, Record, parse
from oracles.pyspf_oracle import pyspf

checkdmarc: Final[Any] = import_module("checkdmarc.spf")
cache: Final[Any] = import_module("checkdmarc.utils").DNS_CACHE

GOOD: Final = (
    *("a", "mx", "ptr", "a:b.example", "mx:b.example/24", "a/24//64", "ip4:192.0.2.1", "ip4:192.0.2.0/24"),
    *(
        "ip6:2001:db8::1",
        "ip6:2001:db8::/32",
        "include:b.example",
        "exists:%{i}.b.example",
        "exists:%{ir}.%{v}.b.example",
    ),
    *(
        "redirect=b.example",
        "exp=b.example",
        "foo=bar",
        "ra=x",
        "~include:b.example",
        "?mx",
        "a:%{d}",
        "MX",
        "ptr:b.example",
    ),
)
BAD: Final = (
    *("-", "~ a", "ip:192.0.2.1", "ipv4:192.0.2.1", "ip4:192.0.2.256", "ip4:192.0.2.01", "ip4:192.0.2", "ip4:", "ip4"),
    *(
        "ip6:192.0.2.1",
        "ip4:2001:db8::1",
        "ip4:192.0.2.1/33",
        "ip4:192.0.2.1/",
        "ip6:2001:db8::1/129",
        "a/33",
        "a//129",
    ),
    *("mx/x", "include:", "include", "exists", "exists:%(i).b.example", "-redirect=b.example", "+foo=bar", "foo:bar"),
    *("redirect:b.example", "redirect=", "a:x", "all/24", "-all.", "all;", "foo", "192.0.2.1", "mail.b.example", "a:"),
    *("a:/24", "include:b.example~all", "redirect=b.example redirect=b.example", "exp=b.example exp=b.example", "--a"),
    *("ptr/24", "a:b.example/024", "ip4:192.0.2.0/024", "mx,", "a/24/64"),
)
CHANGES: Final = ":=/.,;{}-+~? a1xA_@"
# so that each exception is needed, whatever the seed brings
EXTRA: Final = (
    "v=spf1 include:.example -all",
    "v=spf1 x=%{i -all",
    "v=spf1 a/24//64;a:%{d} -all",
    "v=spf1 foo=x foo=x -all",
)
COUNT: Final = 3_000
SEED: Final = 7208


def _records() -> Iterator[str]:
    yield from EXTRA
    random = Random(SEED)
    for _ in range(COUNT):
        terms = [random.choice(GOOD) for _ in range(random.randint(0, 3))]
        kind = random.random()
        if kind < 0.4:
            terms.insert(random.randint(0, len(terms)), random.choice(BAD))
        text = " ".join([*terms, "-ip4:192.0.2.9"])
        if kind > 0.8:
            at, change = random.randrange(len(text)), random.choice(CHANGES)
            text = random.choice(
                [text[:at] + change + text[at:], text[:at] + change + text[at + 1 :], text[:at] + text[at + 1 :]]
            )
        yield "v=spf1 " + text


def _everything(name: str, rdtype: str, *_: Any) -> list[Any]:
    """A world where each domain has the record v=spf1 -all and a host that is not the client."""
    answers = {"TXT": (b"v=spf1 -all",), "A": "203.0.113.254", "MX": (10, "mx.b.example")}
    return [((name, rdtype), answers[rdtype])] if rdtype in answers else []


class Everything:
    """The same for checkdmarc."""

    lifetime = 1.0
    texts: Final = {"TXT": '"v=spf1 -all"', "A": "203.0.113.254", "AAAA": "2001:db8:f::1", "MX": "10 mx.b.example."}

    def resolve(self, name: str, rdtype: str, **_: Any) -> Sequence[Any]:
        if rdtype not in self.texts:
            raise NoAnswer
        return [from_text("IN", rdtype, self.texts[rdtype])]


def _pyspf_refuses(text: str) -> bool:
    query = pyspf.query(i="198.51.100.1", s="user@a.example", h="a.example")
    return bool(query.check(spf=text)[0] == "permerror")


def _checkdmarc_refuses(text: str) -> bool | None:
    if "exp" in text.lower():
        return None  # it asks for an explanation through a resolver of its own, on the real network
    cache.clear()
    try:
        checkdmarc.parse_spf_record(text, "a.example", resolver=Everything())
    except checkdmarc.SPFSyntaxError:
        return True
    except checkdmarc.SPFError:
        pass  # loops and the like
    return False


def _faults(record: Record) -> set[Fault | None]:
    return {term.fault for term in record.faults}


def _of_modifiers(record: Record) -> bool:
    return all(not term.qualifier and term.name != "redirect" for term in record.faults)


Excepted = Callable[[Record], bool]

PYSPF: Final[dict[str, Excepted]] = {
    '7.1: macro-expand = ( "%{" macro-letter transformers *delimiter "}" ) / "%%" / "%_" / "%-"': lambda record: (
        _faults(record) == {Fault.MACRO}
    ),
    "6: The modifiers defined in this document ... MUST NOT appear in a record more than once each. Unrecognized "
    "modifiers MUST be ignored no matter where, or how often, they appear in a record": lambda record: (
        not record.faults
        and any(count > 1 for count in Counter(term.name for term in record.terms if not term.qualifier).values())
    ),
    "7.1: domain-spec = macro-string domain-end; macro-string = *( macro-expand / macro-literal )": lambda record: (
        not record.faults and any((term.domain or "").startswith(".") for term in record.terms)
    ),
}
CHECKDMARC: Final[dict[str, Excepted]] = {
    '7.1: domain-end = ( "." toplabel [ "." ] ) / macro-expand': lambda record: (
        bool(record.faults) and _faults(record) <= {Fault.DOMAIN, Fault.MACRO} and not _of_modifiers(record)
    ),
    '12: unknown-modifier = name "=" macro-string': lambda record: bool(record.faults) and _of_modifiers(record),
    "4.6.1: terms = *( 1*SP ( directive / modifier ) )": lambda record: any(
        ";" in record.show(term) for term in record.faults
    ),
}


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyspf, "DNSLookup", _everything)


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("refuses", "exceptions"),
    [(_pyspf_refuses, PYSPF), (_checkdmarc_refuses, CHECKDMARC)],
    ids=["pyspf", "checkdmarc"],
)
def test_the_same_records_are_broken(refuses: Callable[[str], bool | None], exceptions: dict[str, Excepted]) -> None:
    used: Counter[str] = Counter()
    broken = 0
    for text in _records():
        record = parse(text)
        broken += bool(record.faults)
        if refuses(text) in (bool(record.faults), None):
            continue
        reason = next((sentence for sentence, applies in exceptions.items() if applies(record)), None)
        assert reason is not None, f"seed {SEED}: {text!r}: we say {[term.fault for term in record.faults]}"
        used[reason] += 1
    assert COUNT // 4 < broken < COUNT * 3 // 4
    assert used.keys() == exceptions.keys(), "an exception that nothing needs"
    assert used.total() <= COUNT // 50, used
