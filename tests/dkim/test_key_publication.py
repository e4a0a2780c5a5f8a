"""What is asked for a key, and what is said when the questions run out or the arguments are odd?"""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import deliverkit as dk
from deliverkit import dkim
from deliverkit.core.questions import Answer, Status, Txt
from deliverkit.dkim.keys.answer import findings_of_answer, is_key_record, read_keys
from deliverkit.dkim.keys.publication import Place, place_of
from dkim_keys import RSA, RSA_1024


def found(*texts: str) -> Answer[Txt]:
    return Answer(Status.FOUND, tuple(Txt((text.encode("latin-1"),)) for text in texts))


@pytest.mark.parametrize(
    ("domain", "selector"),
    [
        ("a.example", "s1"),
        (" A.Example. ", " S1 "),
        ("a.example", "s1._domainkey"),
        ("a.example", "s1._domainkey.a.example."),
        ("a.example", "s1.a.example"),
        ("a.example", "s1._domainkey.b.example"),
        ("s1._domainkey.a.example", ""),
        ("_domainkey.a.example", "s1"),
        ("x._domainkey.a.example", "s1"),
    ],
)
def test_where_a_key_stands(domain: str, selector: str) -> None:
    assert place_of(domain, selector) == Place("a.example", "s1")


@pytest.mark.parametrize(
    ("domain", "selector", "code"),
    [
        ("", "s1", "dkim.not-a-domain"),
        ("example", "s1", "dkim.not-a-domain"),
        ("a..example", "s1", "dkim.not-a-domain"),
        ("a b.example", "s1", "dkim.not-a-domain"),
        ("_domainkey.example", "s1", "dkim.not-a-domain"),
        ("a.example", "", "dkim.not-a-selector"),
        ("a.example", "-", "dkim.not-a-selector"),
        ("a.example", "x" * 64, "dkim.not-a-selector"),
        (".".join(["x" * 60] * 4), "long-selector", "dkim.not-a-selector"),
    ],
)
def test_what_is_no_place(domain: str, selector: str, code: str) -> None:
    outcome = dk.run(dkim.key(domain, selector), resolver=dk.TableResolver({}))
    assert [one.code for one in outcome.findings] == [code]
    assert not outcome.unknown


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_arguments_will_do(domain: str, selector: str) -> None:
    outcome = dk.run(dkim.key(domain, selector), resolver=dk.TableResolver({}))
    assert outcome.findings


def test_no_question_is_asked_beyond_the_limit() -> None:
    world = dk.TableResolver({("s1._domainkey.a.example.a.example", "TXT"): [RSA]})
    outcome = dk.run(dkim.key("a.example", "s1", limits=dk.Limits(questions=0)), resolver=world)
    assert [one.why for one in outcome.unknown] == ["limit: questions (0)"]
    outcome = dk.run(dkim.key("a.example", "s1", limits=dk.Limits(questions=1)), resolver=world)
    assert [one.code for one in outcome.findings] == ["dkim.no-key"]
    assert [one.why for one in outcome.unknown] == ["limit: questions (1)"]


def test_names_that_do_not_fit_are_not_asked_for() -> None:
    domain = ".".join(["x" * 60] * 3)
    outcome = dk.run(dkim.key(domain, "s1"), resolver=dk.TableResolver({}))
    assert [one.code for one in outcome.findings] == ["dkim.no-key"]


def test_how_long_to_wait() -> None:
    answer = Answer(Status.FOUND, found("v=DKIM1; p=").records, ttl=300)
    outcome = dk.run(
        dkim.key("a.example", "s1"), resolver=dk.TableResolver({("s1._domainkey.a.example", "TXT"): answer})
    )
    assert outcome.findings[0].remedy.retest_after == timedelta(seconds=300)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (RSA, True),
        ("p=", True),
        (" p =x", True),
        ("k=rsa; P=x", True),
        ("v=dkim1", True),
        ('"v=DKIM1; p="', True),
        ("DKIM1; k=rsa", True),
        ("-----BEGIN PUBLIC KEY-----", True),
        ("MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA", True),
        ("", False),
        ("hello", False),
        ("step=1", False),
        ("v=spf1 -all", False),
        ("v=DMARC1; p=none", False),
        ("v=BIMI1; l=; p=", False),
        ("google-site-verification=abc", False),
    ],
)
def test_what_is_a_key_record(text: str, is_one: bool) -> None:
    assert is_key_record(text) is is_one
    assert read_keys(found(text)) == ((text,) if is_one else ())


def codes(answer: Answer[Txt]) -> list[str]:
    findings = findings_of_answer("a.example", "s1", answer)
    assert all(one.message and one.remedy.by for one in findings)
    return [one.code for one in findings]


def test_what_an_answer_shows() -> None:
    assert codes(found(RSA)) == []
    assert codes(Answer.unreachable("timeout")) == []
    assert codes(Answer(Status.NO_NAME)) == ["dkim.no-key"]
    assert codes(Answer(Status.NO_DATA, aliases=("b.example",))) == ["dkim.dangling-alias"]
    assert codes(found(RSA, RSA_1024)) == ["dkim.multiple-keys"]
    assert codes(found(RSA, RSA)) == ["dkim.multiple-keys"]
    assert codes(found("x", "y")) == ["dkim.not-a-key-record"]


def test_parts_of_a_key_are_joined_only_where_they_make_one() -> None:
    assert codes(found(RSA[255:], RSA[:255])) == ["dkim.key-in-two-records"]
    assert codes(found(RSA[:200], RSA[390:], RSA[200:390])) == ["dkim.key-in-two-records"]
    assert codes(found(RSA, RSA[255:])) == ["dkim.stray-record"]
    assert codes(found(RSA[:255], "hello!")) == ["dkim.stray-record"]
    assert codes(found(RSA[:255], "hello")) == ["dkim.stray-record"]
    assert codes(found(RSA[:255], *RSA[255:260])) == ["dkim.stray-record"] * 5


def test_any_octets_in_an_answer() -> None:
    seed = 3622
    print(f"seed {seed}")  # noqa: T201  # shown when it fails
    random = Random(seed)
    for _ in range(500):
        answer = found(
            *(random.randbytes(random.randint(0, 40)).decode("latin-1") for _ in range(random.randint(0, 4)))
        )
        assert codes(answer) or read_keys(answer)
