"""What can be asked, and how a question is written as a URI."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliverkit.core.questions import (
    UNREACHABLE,
    Answer,
    Clock,
    Dns,
    Https,
    Mx,
    Page,
    Question,
    Status,
    Txt,
    a,
    aaaa,
    mx,
    ptr,
    question_from_uri,
    txt,
)
from strategies import any_text, domains, questions

ROOT: Dns[str] = Dns("", "TLSA")


@pytest.mark.parametrize(
    ("question", "uri", "shown"),
    [
        (txt("_dmarc.a.example"), "dns:_dmarc.a.example?type=TXT", "Dns('_dmarc.a.example', 'TXT')"),
        (a("a.example"), "dns:a.example?type=A", "Dns('a.example', 'A')"),
        (aaaa("a.example"), "dns:a.example?type=AAAA", "Dns('a.example', 'AAAA')"),
        (mx("a.example"), "dns:a.example?type=MX", "Dns('a.example', 'MX')"),
        (ptr("1.2.0.192.in-addr.arpa"), "dns:1.2.0.192.in-addr.arpa?type=PTR", "Dns('1.2.0.192.in-addr.arpa', 'PTR')"),
        (ROOT, "dns:?type=TLSA", "Dns('', 'TLSA')"),
        (txt("a b/c?d=%\x00\u00fc\ud800"), "dns:a%20b%2Fc%3Fd%3D%25%00%C3%BC%ED%A0%80?type=TXT", None),
        (Https("https://a.example/x?y#z"), "https://a.example/x?y#z", "Https(url='https://a.example/x?y#z')"),
        (Clock(), "clock:", "Clock()"),
    ],
)
def test_uris(question: Question[Any], uri: str, shown: str | None) -> None:
    assert question.uri == uri
    assert question_from_uri(uri) == question
    assert shown is None or repr(question) == shown


@settings(max_examples=500)
@given(st.one_of(domains, any_text(), st.text(st.characters())), st.sampled_from(["TXT", "MX", "TYPE65280"]))
def test_the_uri_of_any_name_leads_back(name: str, rdtype: str) -> None:
    question: Dns[Any] = Dns(name, rdtype)
    assert (question.name, question.rdtype) == (name, rdtype)
    assert question.uri.isascii()
    assert question_from_uri(question.uri) == question
    assert pickle.loads(pickle.dumps(question)) == question


@settings(max_examples=300)
@given(questions())
def test_questions_hash_and_pickle(question: Question[Any]) -> None:
    again = pickle.loads(pickle.dumps(question))
    assert type(again) is type(question)
    assert (again, hash(again)) == (question, hash(question))


@pytest.mark.parametrize(
    "uri", ["", "dns:a.example", "a.example?type=TXT", "http://a.example/", "clock", "message:header:From:1"]
)
def test_what_is_no_question(uri: str) -> None:
    assert question_from_uri(uri) is None


@given(any_text())
def test_any_text_is_a_question_or_none(text: str) -> None:
    question = question_from_uri(text)
    assert question is None or isinstance(question, Question)


def test_a_question_without_a_uri_is_none_yet() -> None:
    with pytest.raises(NotImplementedError):
        _ = Question[Any]().uri


def test_questions_of_different_kinds_differ() -> None:
    kinds: list[Question[Any]] = [a("x"), aaaa("x"), txt("x"), txt("y"), Https("x"), Clock()]
    assert len(set(kinds)) == len(kinds)
    assert Clock() == Clock()
    match a("x"):
        case Dns(name, rdtype):
            assert (name, rdtype) == ("x", "A")


def test_strings_of_a_record() -> None:
    assert Txt((b"v=spf1 ", b"-all")).data == b"v=spf1 -all"
    assert Txt((b"x",)).data == b"x"
    assert Txt(()).data == b""
    assert Mx(10, "mx.example") < Mx(20, "a.example")


def test_answers() -> None:
    assert Answer.unreachable("servfail") == Answer(Status.UNREACHABLE, (), "servfail", (), None, authenticated=False)
    assert Answer.unreachable("timeout") == UNREACHABLE
    assert Page(200) == Page(200, b"", "")
    assert [status.value for status in Status] == ["found", "no-data", "no-name", "unreachable"]
