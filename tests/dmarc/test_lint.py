"""What does parse say beside what the cases show: where the record belongs, what is marked, and when to publish it?"""

from __future__ import annotations

from typing import Any

import pytest

from deliverkit.core.errors import UsageError
from deliverkit.core.findings import Finding
from deliverkit.dmarc import parse
from deliverkit.dmarc.record import read
from deliverkit.dmarc.repair import raises
from deliverkit.dmarc.rules.form import empty_tag

RUA = "rua=mailto:dmarc@a.example"


def finding(text: str, code: str, domain: str = "a.example") -> Finding:
    return next(one for one in parse(text, domain=domain).findings if one.code == f"dmarc.{code}")


@pytest.mark.parametrize(
    ("domain", "owner", "subject"),
    [
        ("a.example", "_dmarc.a.example", "a.example"),
        (" A.Example. ", "_dmarc.a.example", "a.example"),
        ("m\u00fcnchen.example", "_dmarc.xn--mnchen-3ya.example", "xn--mnchen-3ya.example"),
        ("_dmarc.a.example", "_dmarc.a.example", "a.example"),
        ("a..example", "_dmarc.a..example", "a..example"),
        ("", "_dmarc", "_dmarc"),
    ],
)
def test_where_the_record_belongs(domain: str, owner: str, subject: str) -> None:
    told = finding(f"v=DMARC1; p=rejct; {RUA}", "unknown-policy", domain)
    assert told.remedy.publish is not None
    assert told.remedy.publish.owner == owner
    assert told.subject == subject


@pytest.mark.parametrize(("text", "domain"), [(b"v=DMARC1", ""), (None, ""), ("v=DMARC1", None), ("v=DMARC1", b"a")])
def test_wrong_arguments(text: Any, domain: Any) -> None:
    with pytest.raises(UsageError, match=r"dmarc\.parse\(\) takes the .* as a str, not .*; for a domain: dmarc\.pub"):
        parse(text, domain=domain)


@pytest.mark.parametrize(
    ("text", "code", "marked"),
    [
        (f"v=DMARC1; p = rejct ; {RUA}", "unknown-policy", "rejct"),
        (f"v=DMARC1; p=; {RUA}", "unknown-policy", "p="),
        ("v=DMARC1; p=none; rua=mailto:a@a.example , b@a.example", "missing-mailto", "b@a.example"),
        ("v=DMARC1&#59; p=none; rua=b@a.example", "missing-mailto", "b@a.example"),
        ("\u201cv=DMARC1\\; p=none; rua=\u201db@a\u2013x.example", "missing-mailto", "b@a\u2013x.example"),
        ("v=DMARC1; p=none; ruf=mailto:a@a.example; fo=0; x", "stray-text", "x"),
        ("v=DMARC1; p=none; rua=;", "empty-address", "rua="),
    ],
)
def test_exactly_the_faulty_characters_are_marked(text: str, code: str, marked: str) -> None:
    assert finding(text, code).evidence[0].marked == marked


def test_what_cannot_be_guessed_is_a_condition() -> None:
    change = finding("v=DMARC1; p=block; rua=mailto:dmarc", "unknown-policy").remedy.publish
    assert change is not None
    assert change.value == "v=DMARC1; p=none"
    assert change.condition == "once what block and mailto:dmarc stands for is put in"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("v=DMARC1; p=none", "v=DMARC1; p=reject", True),
        ("v=DMARC1; p=reject", "v=DMARC1; p=none", False),
        ("v=DMARC1; p=reject", "v=DMARC1; p=reject; np=none", False),
        ("v=DMARC1; p=reject; np=none", "v=DMARC1; p=reject", True),
        ("v=dmarc1; p=reject", "v=DMARC1; p=reject", True),
        ("v=DMARC1; p=reject; t=y", "v=DMARC1; p=quarantine", False),
        ("v=DMARC1; p=reject", "v=DMARC1; p=reject; aspf=s", True),
        ("v=DMARC1; p=reject; aspf=s", "v=DMARC1; p=reject; aspf=s", False),
        ("v=DMARC1; p=none", "v=DMARC1; p=none; aspf=s", False),
        ("v=DMARC1; p=none; np=reject", "v=DMARC1; p=none; np=reject; adkim=s", True),
    ],
)
def test_what_makes_receivers_refuse_more(before: str, after: str, *, expected: bool) -> None:
    assert raises(read(before), read(after)) is expected


def test_nothing_is_published_where_nothing_is_to_be_changed() -> None:
    said = empty_tag(name="_dmarc.a.example", record="v=DMARC1;;", repaired="", condition="")
    assert said.remedy.publish is None
    assert said.message == "Nothing stands between two semicolons"
