"""Can the words of a record be told from the words of the sentence about it?"""

from __future__ import annotations

import pytest

from deliverkit.dkim.keys.cache import read_key
from deliverkit.dkim.rules.wording import quoted, shown
from dkim_keys import RSA, key_of


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("", "nothing"),
        ("rsa", '"rsa"'),
        ('a"b', '"a\\"b"'),
        ("a\n\xe9", '"a\\n\\xe9"'),
        ("x" * 90, f'"{"x" * 80}..."'),
    ],
)
def test_in_quotes(value: str, told: str) -> None:
    assert quoted(value) == told


def test_plain_and_not_too_long() -> None:
    assert shown("a\t\u20ac") == "a\\t\\u20ac"
    assert shown("x" * 81) == "x" * 80 + "..."


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (f"v=DKIM1&#59; k=rsa; p={key_of(RSA)}", 'says "v=DKIM1&#59"; receivers discard it'),
        (f"v=DKIM1; and so on; p={key_of(RSA)}", 'holds what is no tag=value: "and so on"'),
        (f"v=DKIM1; k=any, or none; p={key_of(RSA)}", 'says "k=any, or none"; receivers know'),
        (f"v=DKIM1; k=RSA; p={key_of(RSA)}", 'says "k=RSA"; strict receivers know "k=rsa" only'),
        (f"v=DKIM1; t=; p={key_of(RSA)}", "has in t= a flag that receivers ignore: nothing"),
        (f"v=DKIM1; s=all mail; p={key_of(RSA)}", 'is for "all mail", and not for email'),
        (f"v=DKIM1; h=md5:any; p={key_of(RSA)}", 'allows the hashes "md5", "any", and not sha256'),
    ],
)
def test_what_a_record_says_stands_in_quotes(record: str, told: str) -> None:
    messages = [one.message for one in read_key("a.example", "s1", record).findings]
    assert [message for message in messages if told in message], messages
