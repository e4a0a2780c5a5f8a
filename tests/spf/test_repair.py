"""Is the record that was meant always one, and are the good terms left alone?"""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliverkit.spf.grammar import parse
from deliverkit.spf.repair import Wrong, mend
from deliverkit.spf.respelling import Speller
from spf_texts import good_terms, record_texts


def _mended(text: str) -> str:
    return mend(parse("v=spf1 " + text.encode().decode("latin-1"))).text.removeprefix("v=spf1").strip()


@settings(max_examples=250)
@given(record_texts)
def test_what_comes_out_has_no_fault_and_needs_no_repair(text: str) -> None:
    mended = mend(parse(text))
    again = parse(mended.text)
    assert again.faults == ()
    assert mend(again).text == mended.text
    assert [again.show(term) for term in again.terms] == [piece.text for piece in mended.pieces]
    assert mended.text.isascii()


@settings(max_examples=250)
@given(record_texts)
def test_every_fault_is_in_one_step_and_good_terms_stay(text: str) -> None:
    record = parse(text)
    mended = mend(record)
    assert bool(mended.steps) == bool(record.faults)
    spans = [(step.start, step.end) for step in mended.steps]
    assert spans == sorted(spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    for term in record.terms:
        inside = [span for span in spans if span[0] <= term.start and term.end <= span[1]]
        assert len(inside) <= 1
        if not inside:
            assert term.fault is None
            assert any(
                (piece.start, piece.end, piece.text) == (term.start, term.end, record.show(term))
                for piece in mended.pieces
            )
    for step in mended.steps:
        assert step.start <= step.marked[0] < step.marked[1] <= step.end
        assert any(step.start <= term.start < step.end for term in record.faults)


@settings(max_examples=100)
@given(st.lists(good_terms, max_size=6))
def test_a_good_record_only_loses_needless_blanks(terms: list[str]) -> None:
    mended = mend(parse("V=SPF1   " + "  ".join(terms) + " "))
    assert mended.text == " ".join(["v=spf1", *terms])
    assert mended.steps == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("- all", "-all"),
        ("- - all", "-all"),
        ("\u2013 all", "-all"),
        ("mx -", "mx"),
        ("- redirect=b.example", "redirect=b.example"),
        ("- include: b.example", "-include:b.example"),
        ("ip4: 192.0.2.1", "ip4:192.0.2.1"),
        ("ip4 : 192.0.2.1", "ip4:192.0.2.1"),
        ("ip4:192.0.2.0 /24", "ip4:192.0.2.0/24"),
        ("ip4:192.0.2.0/24 /24", "ip4:192.0.2.0/24"),
        ("a :mail.b.example", "a:mail.b.example"),
        ("a /24", "a/24"),
        ("ptr /24", "ptr"),
        ("include: mx", "mx"),
        ("include: localhost", ""),
        ("redirect= _spf.b.example", "redirect=_spf.b.example"),
        ("exists: %{i}.b.example", "exists:%{i}.b.example"),
        ("ip:192.0.2.1 ipv6:2001:db8::/32", "ip4:192.0.2.1 ip6:2001:db8::/32"),
        ("ip4:2001:db8::1/64 ip6:192.0.2.1", "ip6:2001:db8::1/64 ip4:192.0.2.1"),
        ("ip4:mail.b.example", "a:mail.b.example"),
        ("ip4:192.0.2.*", "ip4:192.0.2.0/24"),
        ("ip4:192.0.2/24 ip4:192.0.2", "ip4:192.0.2.0/24"),
        ("ip4:[192.0.2.1] ip6:[2001:db8::1]/64", "ip4:192.0.2.1 ip6:2001:db8::1/64"),
        ("ip4:192.0.2.1:25", "ip4:192.0.2.1"),
        ("ip4:192.0.2.1/33", "ip4:192.0.2.1"),
        ("ip4:192.0.2.1/", "ip4:192.0.2.1"),
        ("ip4:192.0.2.1/024", "ip4:192.0.2.1/24"),
        ("ip4:192.0.2.1/99999999", "ip4:192.0.2.1"),
        ("ip4:192.0.2.0/255.255.255.0", "ip4:192.0.2.0/24"),
        ("ip4:192.0.2.0/255.0.255.0", "ip4:192.0.2.0"),
        ("ip4:300.0.2.1 ip4:x", ""),
        ("ip6:2001:db8::1%eth0", "ip6:2001:db8::1"),
        ("a/33 mx/24/64 a/24//129 a:b.example/x", "a mx/24//64 a/24 a:b.example"),
        ("a: mx: ptr: a:/24", "a mx ptr a/24"),
        ("192.0.2.1 -2001:db8::1", "ip4:192.0.2.1 -ip6:2001:db8::1"),
        (
            "mail.b.example _spf.b.example mail.b.example/24",
            "a:mail.b.example include:_spf.b.example a:mail.b.example/24",
        ),
        (":mail.b.example", "a:mail.b.example"),
        ("mail.b.example/", "a:mail.b.example"),
        (
            "inlcude:b.example exist:%{i}.b.example redirct=x ptrr",
            "include:b.example exists:%{i}.b.example redirct=x ptr",
        ),
        ("foo:bar foo:192.0.2.1 foo/24 averylongunknownname:x", "ip4:192.0.2.1"),
        ("al +alll -al", "-all"),
        ("redirect:_spf.b.example", "redirect=_spf.b.example"),
        ("redirect=a.example redirect:b.example redirect=c.example", "redirect=a.example"),
        ("redirect:b.example redirect:c.example", "redirect=b.example"),
        ("+include=b.example -redirect=b.example +foo=bar", "+include:b.example redirect=b.example"),
        ("ip4:192.0.2.1,192.0.2.2;-all;", "ip4:192.0.2.1 ip4:192.0.2.2 -all"),
        ("~ip4:192.0.2.1,192.0.2.2;", "~ip4:192.0.2.1 ~ip4:192.0.2.2"),
        ("include:b.example, c.example", "include:b.example include:c.example"),
        ("mx, c.example", "mx a:c.example"),
        ("ip4:192.0.2.1, 192.0.2.1", "ip4:192.0.2.1"),
        ("\"mx\" '-all'", "mx -all"),
        ("a\tmx", "a mx"),
        ("\uff29\uff30\uff14\uff1a192.0.2.1", "IP4:192.0.2.1"),
        ("include:münchen.example", "include:xn--mnchen-3ya.example"),
        ("include:https://b.example/", "include:b.example"),
        ("a:http://user@b.example:80/x;", "a:b.example"),
        ("include:b.example/24", "include:b.example"),
        ("include:192.0.2.1 a:192.0.2.1/24 ptr:192.0.2.1", "ip4:192.0.2.1 ip4:192.0.2.1/24"),
        ("-allinclude:b.example", "-all include:b.example"),
        ("ip4:192.0.2.1-all mxinclude:b.example", "ip4:192.0.2.1 -all mx include:b.example"),
        ("exists:%(i).x.example exists:%[i].x.example", "exists:%{i}.x.example"),
        ("exists:x.%{i exists:%{z}.x.example exists:%{i}x", "exists:x.%{i}"),
        ("--all -all. all: all! ~all/24", "-all all ~all"),
        ("all.example.com", "a:all.example.com"),
        ("rp=100%", ""),
    ],
)
def test_what_was_meant(written: str, meant: str) -> None:
    assert _mended(written) == meant


def test_octets_of_another_character_set() -> None:
    assert mend(parse("v=spf1 mx \x96all")).text == "v=spf1 mx -all"


def test_the_first_two_hundred_faults_are_thought_about() -> None:
    mended = mend(parse("v=spf1 mx " + "ip:192.0.2.1 foo:bar " * 150 + "a -all"))
    assert mended.text == "v=spf1 mx ip4:192.0.2.1 a -all"
    assert len(mended.steps) == 300
    assert [step.instead for step in mended.steps[199:202]] == [(), (), ()]


def test_sixty_different_names_are_guessed() -> None:
    wrong = [f"exist{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(61)]
    mended = mend(parse("v=spf1 " + " ".join(f"{name}:%{{i}}.{name}.example" for name in wrong)))
    assert mended.steps[59].instead == ("exists:%{i}.existch.example",)
    assert mended.steps[60].instead == ()


def test_what_is_wrong_and_where() -> None:
    text = (
        "v=spf1 - all ip4: 192.0.2.1 x -x=y ip4:x a/33 a:%x b:c, include redirect=a.example redirect=b.example all:x "
        "--mx aall mx-all"
    )
    record = parse(text)
    found = [(step.wrong, text[slice(*step.marked)]) for step in mend(record).steps]
    assert found == [
        (Wrong.DETACHED_QUALIFIER, "- all"),
        (Wrong.DETACHED_ARGUMENT, "ip4: 192.0.2.1"),
        (Wrong.UNKNOWN_MECHANISM, "x"),
        (Wrong.QUALIFIED_MODIFIER, "-x=y"),
        (Wrong.BAD_ADDRESS, "x"),
        (Wrong.BAD_PREFIX_LENGTH, "/33"),
        (Wrong.BAD_MACRO, "%"),
        (Wrong.ODD_CHARACTER, ","),
        (Wrong.MISSING_ARGUMENT, "include"),
        (Wrong.REPEATED_MODIFIER, "redirect=b.example"),
        (Wrong.UNEXPECTED_ARGUMENT, ":x"),
        (Wrong.ODD_CHARACTER, "-"),
        (Wrong.UNKNOWN_MECHANISM, "aall"),
        (Wrong.MISSING_BLANK, "mx-all"),
    ]


@pytest.mark.parametrize(
    "text", ["a:https://", "mx:?/24", "a:!/24", "a:!!", "a:,.example", "-a:;.example", "exists:--"]
)
def test_where_a_host_was_written_the_domain_itself_is_never_guessed(text: str) -> None:
    assert Speller().terms(text, "") == ()


def test_commas_behind_a_colon_part_no_terms() -> None:
    assert Speller().terms("a:,b.example,c.example", "") == ("a:b.example", "a:c.example")
    assert Speller().terms("a:,", "") == ("a",)
