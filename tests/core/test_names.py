"""What is a name, and what is its normal form."""

from __future__ import annotations

import time

import dns.exception
import dns.name
import idna
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliverkit.core.names import fits, is_hostname, is_within, parents, to_ascii, to_unicode
from strategies import any_text, domains

LONGEST = ".".join(["a" * 63] * 3 + ["a" * 61])  # 253 octets
PIECES = [*"aZ0-_. éüß中İ", "\u017f", "\u3002", "\uff0e", "\u200d", "\u0661", "\u00ad", "\u2024", "\ud800", "xn--"]
NAMES = st.one_of(
    domains,
    any_text(),
    st.text(st.characters(), max_size=80),
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
)


@pytest.mark.parametrize(
    ("name", "ascii_form"),
    [
        ("a.example", "a.example"),
        ("A.Example.", "a.example"),
        ("_dmarc.a-b.example", "_dmarc.a-b.example"),
        ("münchen.example.", "xn--mnchen-3ya.example"),
        ("MÜNCHEN.EXAMPLE", "xn--mnchen-3ya.example"),
        ("mu\u0308nchen.example", "xn--mnchen-3ya.example"),
        ("münchen\u3002example\uff0e", "xn--mnchen-3ya.example"),
        ("straße.example", "xn--strae-oqa.example"),
        ("_dmarc.münchen.example", "_dmarc.xn--mnchen-3ya.example"),
        ("XN--MNCHEN-3YA.example", "xn--mnchen-3ya.example"),
        ("xn--invalid-.example", "xn--invalid-.example"),  # what stands in the DNS is asked for, whatever it means
        ("*.a.example", "*.a.example"),
        ("a b.example", "a b.example"),
        (LONGEST, LONGEST),
        (LONGEST + ".", LONGEST),
        # none of these is a name
        ("", None),
        (".", None),
        ("a..example", None),
        (".a.example", None),
        ("a.example..", None),
        ("ü..example", None),
        ("a" * 64 + ".example", None),
        ("ü" * 64 + ".example", None),
        (LONGEST + "a", None),
        ("a." + LONGEST, None),
        ("ü." * 200, None),
        ("\ud800.example", None),
        ("☃\u200d.example", None),
        ("-ü.example", None),
        ("ü\u2028.example", None),
    ],
)
def test_normal_forms(name: str, ascii_form: str | None) -> None:
    assert to_ascii(name) == ascii_form


@settings(max_examples=500)
@given(NAMES)
def test_the_normal_form_of_anything_is_one_or_none(name: str) -> None:
    form = to_ascii(name)
    if form is not None:
        assert fits(form)
        assert to_ascii(form) == form
        assert to_ascii(form + ".") == form
        assert form == form.lower()
        assert is_within(form, form)
    to_unicode(name)


# what UTS 46 maps, and what it does with a dot inside a label, idna knows for a whole name
@settings(max_examples=500)
@given(st.lists(st.text(min_size=1, max_size=6) | domains, min_size=1, max_size=3).map(".".join))
def test_international_names_are_those_of_idna(name: str) -> None:
    if name.isascii():
        return
    try:
        wanted = idna.encode(name, uts46=True).decode().lower().removesuffix(".")
    except idna.IDNAError:
        # idna refuses an underscore in an ASCII label beside others, the DNS does not
        assert to_ascii(name) is None or any(label.isascii() for label in name.split("."))
        return
    assert to_ascii(name) == (wanted if fits(wanted) else None)


@settings(max_examples=500)
@given(st.lists(st.text(st.sampled_from("aZ09-_"), min_size=1, max_size=70), min_size=1, max_size=6).map(".".join))
def test_ascii_names_are_those_of_dnspython(name: str) -> None:
    try:
        wanted = dns.name.from_text(name).to_text(omit_final_dot=True).lower()
    except dns.exception.DNSException:
        wanted = None
    assert to_ascii(name) == wanted


@pytest.mark.parametrize("name", ["münchen.example", "_dmarc.中国.example", "straße.example", "a.example"])
def test_people_read_u_labels(name: str) -> None:
    form = to_ascii(name)
    assert form is not None
    assert form.isascii()
    assert to_unicode(form) == name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("xn--mnchen-3ya.XN--MNCHEN-3YA", "münchen.münchen"),
        ("xn--.example", "xn--.example"),
        ("xn--invalid-.example", "xn--invalid-.example"),
        ("xn--" + "a" * 60 + ".example", "xn--" + "a" * 60 + ".example"),
        ("xn--\ud800.example", "xn--\ud800.example"),
        ("", ""),
        ("a..b", "a..b"),
    ],
)
def test_labels_that_are_no_a_labels_stay(name: str, shown: str) -> None:
    assert to_unicode(name) == shown


@pytest.mark.parametrize(
    ("name", "whether"),
    [
        ("a.example", True),
        ("_dmarc.a-b.xn--mnchen-3ya", True),
        ("a", True),
        ("192.0.2.1", True),
        ("a" * 63, True),
        (LONGEST, True),
        ("", False),
        ("A.example", False),
        ("a.example.", False),
        ("a..example", False),
        ("-a.example", False),
        ("a-.example", False),
        ("a.-b", False),
        ("a b.example", False),
        ("*.example", False),
        ("ü.example", False),
        ("a.example\n", False),
        ("a" * 64, False),
        (LONGEST + "a", False),
    ],
)
def test_host_names(name: str, whether: bool) -> None:
    assert is_hostname(name) is whether


@settings(max_examples=500)
@given(NAMES)
def test_every_host_name_is_its_own_normal_form(name: str) -> None:
    if is_hostname(name):
        assert to_ascii(name) == name


@pytest.mark.parametrize(
    ("name", "above"), [("a.b.c", ["a.b.c", "b.c", "c"]), ("c", ["c"]), ("", []), ("a..b", ["a..b", ".b", "b"])]
)
def test_walking_up(name: str, above: list[str]) -> None:
    assert list(parents(name)) == above


@given(domains)
def test_every_name_stands_within_those_above(name: str) -> None:
    assert fits(name)
    for above in parents(name):
        assert is_within(name, above)
        assert is_within("x." + name, above)
        assert not is_within("x" + above, above)
        assert not is_within(above, "x." + name)


def test_hostile_names_cost_little() -> None:
    start = time.process_time()
    for name in ("a." * 100_000, "ü" * 100_000, "-" * 100_000, "a-" * 100_000, "xn--" + "9" * 100_000, "xn--a." * 40):
        assert not is_hostname(name)
        to_ascii(name)
        to_unicode(name[:10_000])
    assert time.process_time() - start < 1
