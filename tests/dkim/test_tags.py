from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliverkit.dkim.tags import Tag, TagFault, parse_tags, without_blanks


def faults(text: str) -> list[tuple[TagFault, str, str]]:
    """The fault, the tag and the marked text of each problem."""
    return [(one.fault, one.name, text[one.start : one.end]) for one in parse_tags(text).problems]


def pairs(text: str) -> list[tuple[str, str]]:
    return [(tag.name, tag.value) for tag in parse_tags(text).tags]


class TestSound:
    def test_places(self) -> None:
        text = " v = 1 ; bh=ab\r\n\tcd; x_1=;"
        read = parse_tags(text)
        assert not read.problems
        assert pairs(text) == [("v", "1"), ("bh", "ab\r\n\tcd"), ("x_1", "")]
        assert [text[tag.start : tag.end] for tag in read.tags] == ["v = 1", "bh=ab\r\n\tcd", "x_1="]
        assert [text[tag.value_start : tag.end] for tag in read.tags] == ["1", "ab\r\n\tcd", ""]

    @pytest.mark.parametrize(
        "text",
        [
            "a=1",
            "a=1;",
            "a=1; ",
            "a=1;\r\n\t",
            "\r\n a=1",
            "\ta\t=\t1\t;\tb=2",
            # "tag-value may be empty"
            "a=",
            "a= ;b= ",
            "a=b=c",
            "a=\xc3\xa9",
            "a=1;B=2;A=3",
        ],
    )
    def test_lists_without_fault(self, text: str) -> None:
        assert not parse_tags(text).problems

    def test_names_are_case_sensitive(self) -> None:
        read = parse_tags("A=1; a=2")
        assert read.get("a") == Tag("a", "2", 5, 7, 8)
        assert read.get("A") == Tag("A", "1", 0, 2, 3)
        assert read.get("b") is None

    def test_the_first_of_several_is_had(self) -> None:
        tag = parse_tags("a=1; a=2").get("a")
        assert tag is not None
        assert tag.value == "1"

    def test_an_empty_value_stands_behind_the_equals_sign(self) -> None:
        # "b= ;" as a signer leaves it: the blanks around nothing are no value
        assert parse_tags("b =  ; x=1").tags[0] == Tag("b", "", 0, 3, 3)


class TestValue:
    def test_lists_of_one_text_are_one(self) -> None:
        one, same, other = parse_tags("a=1; b=2"), parse_tags("a=1; b=2"), parse_tags("a=1;b=2")
        assert one == same
        assert one != other
        assert one != "a=1; b=2"
        assert len({one, same, other}) == 2
        assert pickle.loads(pickle.dumps(one)) == one
        assert repr(one) == "<TagList 'a=1; b=2'>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(TagFault.EMPTY, "", "")]),
        (" ", [(TagFault.EMPTY, "", " ")]),
        (";", [(TagFault.EMPTY, "", ";")]),
        ("a=1;;b=2", [(TagFault.EMPTY, "", ";")]),
        ("a=1; ;b=2", [(TagFault.EMPTY, "", " ;")]),
        ("a=1;;", [(TagFault.EMPTY, "", ";")]),
        ("a", [(TagFault.NO_EQUALS, "", "a")]),
        ("a=1; b ;c=3", [(TagFault.NO_EQUALS, "", "b")]),
        ("a=1 b", []),
        ("1a=1", [(TagFault.BAD_NAME, "", "1a=1")]),
        ("a-b=1", [(TagFault.BAD_NAME, "", "a-b=1")]),
        ("=1", [(TagFault.BAD_NAME, "", "=1")]),
        ("a b=1; c=2", [(TagFault.BAD_NAME, "", "a b=1")]),
        ("\xe4=1", [(TagFault.BAD_NAME, "", "\xe4=1"), (TagFault.BAD_CHARACTER, "", "\xe4")]),
        ("a=1;b=2;a=3", [(TagFault.REPEATED, "a", "a=3")]),
        ("a=1;a=1;a=1", [(TagFault.REPEATED, "a", "a=1"), (TagFault.REPEATED, "a", "a=1")]),
        ("a=\x00", [(TagFault.BAD_CHARACTER, "a", "\x00")]),
        ("a=1; bc=x\x7fy", [(TagFault.BAD_CHARACTER, "bc", "\x7f")]),
        ("a=1\x0b;", [(TagFault.BAD_CHARACTER, "a", "\x0b")]),
        # a fold is CRLF and a blank; nothing else ends a line in it
        ("a=1\r\nb=2", [(TagFault.BAD_CHARACTER, "a", "\r")]),
        ("a=1\n b", [(TagFault.BAD_CHARACTER, "a", "\n")]),
        ("a=1\r b", [(TagFault.BAD_CHARACTER, "a", "\r")]),
        ("a=1;\n b=2", [(TagFault.BAD_CHARACTER, "", "\n")]),
        ("a=1\r\r\n b", [(TagFault.BAD_CHARACTER, "a", "\r")]),
        # RFC 8616 section 4: characters beyond ASCII are UTF-8
        ("a=\xe9", [(TagFault.BAD_CHARACTER, "a", "\xe9")]),
        ("a=\xc3\xa9; b=\xc3", [(TagFault.BAD_CHARACTER, "b", "\xc3")]),
        ("a=1\ud800", []),  # no octet; nothing that the library itself would pass
    ],
)
def test_faults(text: str, expected: list[tuple[TagFault, str, str]]) -> None:
    assert faults(text) == expected


def test_what_stands_beside_a_fault_is_read() -> None:
    assert pairs("x; a=1;;=2; b=\x01; a=3") == [("a", "1"), ("b", "\x01"), ("a", "3")]


def test_a_list_of_nothing_but_faults_is_not_read_to_its_end() -> None:
    read = parse_tags(";" * 5000 + "a=1")
    assert (len(read.problems), read.get("a")) == (1000, None)


def test_without_blanks() -> None:
    assert without_blanks("ab\r\n\tcd e\tf\rg\nh") == "abcdefgh"


def naive(text: str) -> list[tuple[str, str]]:
    """The tags, read by splitting."""
    found: list[tuple[str, str]] = []
    for piece in text.split(";"):
        name, equals, value = piece.partition("=")
        name = name.strip(" \t\r\n")
        if equals and name[:1].isalpha() and name.isascii() and name.replace("_", "a").isalnum():
            found.append((name, value.strip(" \t\r\n")))
    return found


@settings(max_examples=1000)
@given(st.text(st.sampled_from("ab1_=; \t\r\n-\x00\xc3\xa9"), max_size=40))
def test_the_tags_are_those_that_splitting_finds(text: str) -> None:
    read = parse_tags(text)
    assert [(tag.name, tag.value) for tag in read.tags] == naive(text)
    for tag in read.tags:
        assert text[tag.value_start : tag.end] == tag.value
        assert text[tag.start : tag.end].startswith(tag.name)
    for problem in read.problems:
        assert 0 <= problem.start <= problem.end <= len(text)
