"""Is a key record read as RFC 6376 section 3.6.1 says, and is any text read at all?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliverkit.dkim.keys.record import KeyFault, KeyRecord, KeyRecordProblem, parse_key
from dkim_keys import RSA, TEXTS, key_of


def faults(text: str) -> list[tuple[KeyFault, str]]:
    """The faults of *text*, each with what it marks."""
    return [(one.fault, text[one.start : one.end]) for one in parse_key(text).problems]


def test_a_good_record() -> None:
    record = parse_key(RSA)
    assert record.follows_grammar
    assert not record.problems
    assert (record.version, record.key_type, record.hashes, record.services) == ("DKIM1", "rsa", None, ("*",))
    assert record.public_key is not None
    assert len(record.public_key) == 294
    assert record.span("k") == (9, 14)
    assert record.span("t") == (0, len(RSA))


def test_what_is_missing_has_its_default() -> None:
    assert parse_key("p=") == parse_key("p=")._replace(
        version="DKIM1", key_type="rsa", hashes=None, services=("*",), flags=(), notes="", public_key=b""
    )


def test_blanks_are_no_part_of_anything() -> None:
    halves = f"{key_of(RSA)[:9]} \r\n\t{key_of(RSA)[9:]}"
    text = f" v = DKIM1 ;\r\n h = sha256 : sha1 ; s=email ; t = y : s ; n = a b ;\tp = {halves} ; "
    record = parse_key(text)
    assert not record.problems
    assert (record.hashes, record.services, record.flags) == (("sha256", "sha1"), ("email",), ("y", "s"))
    assert record.notes == "a b"
    assert record.public_key == parse_key(RSA).public_key


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [(KeyFault.SYNTAX, ""), (KeyFault.MISSING, "")]),
        ("v=DKIM1", [(KeyFault.MISSING, "v=DKIM1")]),
        ("p=;v=DKIM1", [(KeyFault.VERSION_NOT_FIRST, "v=DKIM1")]),
        ("v=DKIM1.0;p=", [(KeyFault.VERSION, "v=DKIM1.0")]),
        ("v=;p=", [(KeyFault.VERSION, "v=")]),
        ("p=;p=", [(KeyFault.REPEATED, "p=")]),
        ("p=;;k=rsa", [(KeyFault.SYNTAX, ";")]),
        ("p=;rsa", [(KeyFault.SYNTAX, "rsa")]),
        ("p=;1=rsa", [(KeyFault.SYNTAX, "1=rsa")]),
        ("p=A", [(KeyFault.UNREADABLE, "p=A")]),
        ("p===", [(KeyFault.UNREADABLE, "p===")]),
        ('p="AAAA"', [(KeyFault.UNREADABLE, 'p="AAAA"')]),
        ("p=;k=", [(KeyFault.UNKNOWN_KEY_TYPE, "k=")]),
        ("p=;k=dsa", [(KeyFault.UNKNOWN_KEY_TYPE, "k=dsa")]),
        ("p=;h=sha1:: md5 :sha256", [(KeyFault.UNKNOWN_HASH, ""), (KeyFault.UNKNOWN_HASH, "md5")]),
        ("p=;s=email:x", [(KeyFault.UNKNOWN_SERVICE, "x")]),
        ("p=;t=y:z:s", [(KeyFault.UNKNOWN_FLAG, "z")]),
        ("p=;g=*;V=DKIM1", [(KeyFault.UNKNOWN_TAG, "g=*"), (KeyFault.UNKNOWN_TAG, "V=DKIM1")]),
        ("p=;n=\x00", [(KeyFault.SYNTAX, "\x00")]),
        ("p=;n=\xff", [(KeyFault.SYNTAX, "\xff")]),
        ("p=;n=\xc3\xbc", []),
    ],
)
def test_faults_are_told_with_their_place(text: str, found: list[tuple[KeyFault, str]]) -> None:
    assert faults(text) == found


@pytest.mark.parametrize("text", ["p=;k=dsa", "p=;h=md5", "p=;s=x", "p=;t=z", "p=;g=*", "p=A", "v=DKIM1"])
def test_what_leaves_a_record_readable(text: str) -> None:
    assert parse_key(text).follows_grammar


def test_values_are_known_in_any_case() -> None:
    record = parse_key("v=DKIM1; k=RSA; h=SHA256; s=Email; t=Y; p=")
    assert not record.problems
    assert (record.key_type, record.hashes, record.services, record.flags) == ("rsa", ("sha256",), ("email",), ("y",))


def test_a_repeated_tag_has_its_first_value() -> None:
    assert parse_key("k=ed25519; k=rsa; p=").key_type == "ed25519"


@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from(("v=", "DKIM1", "p=", "k=rsa", ";", " ", "=", "AAAA", "\r\n"))).map("".join)
)
def test_any_text_is_read(text: str) -> None:
    record = parse_key(text)
    assert isinstance(record, KeyRecord)
    for problem in record.problems:
        assert isinstance(problem, KeyRecordProblem)
        assert 0 <= problem.start <= problem.end <= len(text)


def test_the_cases_are_read() -> None:
    assert len(TEXTS) > 50
    assert all(parse_key(text).text == text for text in TEXTS)
