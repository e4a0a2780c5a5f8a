"""Are the terms of a record read where they stand, whatever octets it holds?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from deliverkit.core.questions import Txt
from deliverkit.spf.grammar import Fault, is_spf, parse
from spf_texts import record_texts


@settings(max_examples=250)
@given(record_texts)
def test_spans_hold_the_terms_and_nothing_else(text: str) -> None:
    record = parse(text)
    assert record.text == text
    assert [record.show(term) for term in record.terms] == [word for word in text[6:].split(" ") if word]
    assert record.faults == tuple(term for term in record.terms if term.fault is not None)
    for term in record.faults:
        assert term.start <= term.faulty[0] <= term.faulty[1] <= term.end


@pytest.mark.parametrize(
    ("text", "fault", "faulty"),
    [
        ("-", Fault.NO_NAME, "-"),
        ("192.0.2.1", Fault.NO_NAME, "192.0.2.1"),
        ("ip:192.0.2.1", Fault.UNKNOWN_MECHANISM, "ip:192.0.2.1"),
        ("-redirect=a.example", Fault.QUALIFIED_MODIFIER, "-redirect=a.example"),
        ("all:x", Fault.ARGUMENT, ":x"),
        ("include", Fault.ARGUMENT, "include"),
        ("include:", Fault.ARGUMENT, ""),
        ("include:localhost", Fault.DOMAIN, "localhost"),
        ("include:a.\xe9xample", Fault.CHARACTER, "\xe9"),
        ("exists:%{z}.a.example", Fault.MACRO, "%{z}"),
        ("ip4:192.0.2.256/24", Fault.ADDRESS, "192.0.2.256"),
        ("ip4:192.0.2.01", Fault.ADDRESS, "192.0.2.01"),
        ("ip6:192.0.2.1", Fault.ADDRESS, "192.0.2.1"),
        ("ip4:192.0.2.1/33", Fault.PREFIX, "/33"),
        ("ip6:2001:db8::/129", Fault.PREFIX, "/129"),
        ("a/33", Fault.PREFIX, "/33"),
        ("a:a.example//129", Fault.PREFIX, "//129"),
        ("a:a.example/x", Fault.PREFIX, "/x"),
        ("a:a.example/x//64", Fault.PREFIX, "/x"),
        ("mx:localhost/24", Fault.DOMAIN, "localhost"),
        ("mx_1/24", Fault.UNKNOWN_MECHANISM, "mx_1/24"),
        ("a;b.example", Fault.CHARACTER, ";b.example"),
        ("x=%", Fault.MACRO, "%"),
        ("all;", Fault.CHARACTER, ";"),
    ],
)
def test_faults(text: str, fault: Fault, faulty: str) -> None:
    record = parse(f"v=spf1 mx {text} -all")
    (term,) = record.faults
    assert (term.fault, record.text[slice(*term.faulty)]) == (fault, faulty)


@pytest.mark.parametrize("name", ["redirect", "exp"])
def test_modifiers_that_may_stand_once(name: str) -> None:
    record = parse(f"v=spf1 {name}=a.example foo=x foo=x {name}=b.example {name.upper()}=c.example")
    assert [(term.fault, record.show(term)) for term in record.faults] == [
        (Fault.DUPLICATE, f"{name}=b.example"),
        (Fault.DUPLICATE, f"{name.upper()}=c.example"),
    ]
    first = record.modifier(name)
    assert first is not None
    assert first.domain == "a.example"
    assert record.modifier("ra") is None


@pytest.mark.parametrize(
    ("data", "seen"),
    [
        (b"v=spf1", True),
        (b"V=Spf1 -all", True),
        (b"v=spf1;", False),
        (b" v=spf1", False),
        (b"v=spf10", False),
        (b"", False),
    ],
)
def test_which_records_are_spf(data: bytes, seen: bool) -> None:
    assert is_spf(Txt((data[:3], data[3:]))) is seen


@pytest.mark.parametrize("name", ["all", "a", "mx", "ptr"])
def test_names_in_any_case(name: str) -> None:
    record = parse(f"v=spf1 {name} {name.upper()} -{name.title()}")
    assert [(term.name, term.qualifier, term.domain) for term in record.terms] == [
        (name, "+", None),
        (name, "+", None),
        (name, "-", None),
    ]
