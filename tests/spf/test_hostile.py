"""Does an evaluation survive whatever is thrown at it, and how much may one mail make it ask?"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deliverkit as dk
from deliverkit import spf
from deliverkit.core.questions import UNREACHABLE, Answer, Dns, Mx, Status, Txt
from oracles.spf_worlds import world

# The record, the explanation, and the pointer names with an address each, once; ten terms that look up (section
# 4.6.4), each the record or MX it names and at most ten addresses below it.
MOST_QUESTIONS: Final = 2 + (1 + 10) + 10 * (1 + 10)

_TERMS: Final = st.sampled_from(
    (
        *("a", "mx", "ptr", "all", "include:", "exists:", "redirect=", "exp=", "ip4:", "ip6:", "x="),
        *("a.example", "b.example", "%{d}", "%{p}", "%{", "}", "%%", "%{s", "%{L10r-}", "/24", "//64", "192.0.2.1"),
        *("::1", " ", "  ", "-", "~", "+", "?", "\x00", "\xff", "...", "a" * 64, "9" * 40),
    )
)
_RECORDS: Final = st.one_of(
    st.binary(max_size=80),
    st.binary(max_size=60).map(lambda tail: b"v=spf1 " + tail),
    st.lists(_TERMS, max_size=14).map(lambda terms: ("v=spf1 " + "".join(terms)).encode("latin-1")),
)
_TEXTS: Final = st.one_of(
    st.text(st.characters(), max_size=60),
    st.text('aA0.@-_%{}<>"\\ [:]é\ud800\x00', max_size=40),
    st.sampled_from(("u@a.example", "<u@a.example>", "a.example", "", "@", "u@" + "a." * 130 + "example")),
)
_IPS: Final = st.one_of(
    st.sampled_from(("192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1", "1::192%{i", "19", "", "fe80::1%eth0")),
    st.text("0123456789abcdef:.%/ ", max_size=50),
    st.text(max_size=20),
    st.ip_addresses().map(str),
)


class Counting:
    """Answers every question with the same records, counts, and refuses to be asked too much."""

    def __init__(self, texts: Sequence[bytes], *, hosts: int = 2) -> None:
        self.count = 0
        names = tuple(f"h{n}.a.example" for n in range(hosts))
        self._answers: dict[str, Answer[Any]] = {
            "TXT": Answer(Status.FOUND, tuple(Txt((text,)) for text in texts)) if texts else Answer(Status.NO_NAME),
            "A": Answer(Status.FOUND, ("192.0.2.200",)),
            "AAAA": Answer(Status.FOUND, ("2001:db8::200",)),
            "MX": Answer(Status.FOUND, tuple(Mx(10, name) for name in names)),
            "PTR": Answer(Status.FOUND, names),
        }

    def resolve(self, questions: Sequence[Dns[Any]], timeout: float = 0.0) -> Sequence[Answer[Any]]:
        self.count += len(questions)
        for question in questions:
            assert 0 < len(question.name) <= 253
            assert question.name == question.name.lower()
        return [self._answers[question.rdtype] for question in questions]


def _evaluate(resolver: Counting | dk.TableResolver, client_ip: str, mail_from: str, helo: str) -> Any:
    outcome = dk.run(spf.check_host(client_ip, mail_from, helo), resolver=resolver, timeout=60)
    if outcome.value is None:
        assert [one.code for one in outcome.findings] == ["spf.unreadable-client-ip"]
    else:
        assert isinstance(outcome.value.result, spf.Result)
        assert outcome.findings or outcome.value.result is spf.Result.PASS
    str(outcome.findings)
    return outcome


@settings(max_examples=1000)
@given(_IPS, _TEXTS, _TEXTS, st.lists(_RECORDS, max_size=2))
def test_nothing_is_raised(client_ip: str, mail_from: str, helo: str, texts: list[bytes]) -> None:
    resolver = Counting(texts)
    _evaluate(resolver, client_ip, mail_from, helo)
    assert resolver.count <= MOST_QUESTIONS


@settings(max_examples=500)
@given(_RECORDS, _RECORDS)
def test_nothing_is_raised_by_records(first: bytes, second: bytes) -> None:
    zone: dict[tuple[str, str], Any] = {
        ("a.example", "TXT"): [first],
        ("b.example", "TXT"): [(second[:9], second[9:])],
        ("a.example", "A"): ["192.0.2.9", "not an address"],
        ("a.example", "MX"): [(0, ""), (10, "b.example"), (10, "a" * 64 + ".example")],
        ("b.example", "A"): UNREACHABLE,
    }
    for client_ip in ("192.0.2.1", "2001:db8::1"):
        _evaluate(dk.TableResolver(zone), client_ip, "u@a.example", "b.example")


def test_nothing_is_raised_in_worlds_gone_wrong() -> None:
    for number in range(300):
        random = Random(f"gone wrong:{number}")
        drawn = world(random)
        zone = dict(drawn.zone)
        for key in random.sample(list(zone), 3):
            zone[key] = UNREACHABLE
        _evaluate(dk.TableResolver(zone), drawn.client_ip, drawn.mail_from, drawn.helo)


@pytest.mark.parametrize(
    "text",
    [
        "v=spf1 " + " ".join(["mx:%{d}", "ptr:%{p}", "a:%{l}.%{d}", "exists:%{p}.%{d}"] * 10),
        "v=spf1 include:a.example include:b.example redirect=c.example",
        "v=spf1 redirect=%{d}",
        "v=spf1 ptr ptr:%{p} mx mx mx mx mx mx mx mx mx mx -all exp=%{p}.%{d}",
        "v=spf1 " + "mx " * 9 + "-all exp=%{p}.example",
    ],
)
@pytest.mark.parametrize("hosts", [10, 100])
def test_questions_are_bounded(text: str, hosts: int) -> None:
    resolver = Counting([text.encode("ascii")], hosts=hosts)
    _evaluate(resolver, "192.0.2.1", "u@a.example", "a.example")
    assert resolver.count <= MOST_QUESTIONS


@pytest.mark.parametrize(
    ("mail_from", "helo"),
    [
        ("u@" + ".".join(["a" * 60] * 5), "a.example"),
        ("u@localhost", "a.example"),
        ("u@" + "a" * 64 + ".example", "a.example"),
        ("u@a..example", "a.example"),
        ("", "localhost"),
        ("", ""),
        ("", "[192.0.2.1]"),
    ],
)
def test_domains_that_none_can_judge(mail_from: str, helo: str) -> None:
    # "If the <domain> is malformed (e.g., label longer than 63 characters, zero-length label not at the end, etc.)
    # or is not a multi-label domain name, or if the DNS lookup returns "Name Error", check_host() immediately returns
    # the result "none"" (RFC 7208 section 4.3)
    resolver = Counting([b"v=spf1 -all"])
    assert _evaluate(resolver, "192.0.2.1", mail_from, helo).value.result is spf.Result.NONE
    assert resolver.count == 0
