"""Does another reader of RFC 8601, authres, read the same?  Where it does not, a sentence of the RFC decides."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any, Final, NamedTuple

import pytest

from deliverkit.message import AuthenticationResults, read_authentication_results, write_authentication_results
from support import Figures

authres: Any = pytest.importorskip("authres", reason="authres is not installed: pip install authres")

SEED: Final = int(os.environ.get("AUTHENTICATION_SEED", "8601"))
FIELDS: Final = 5000
MOST_EXCEPTED: Final = 0.02  # of all fields

SERVERS: Final = ["mx.a.example", "a.example", "MX.B.Example", "localhost"]
METHODS: Final = [
    "dkim=pass",
    "dkim=fail",
    "spf=softfail",
    "dmarc=none",
    "arc=pass",
    "auth=pass",
    "iprev=temperror",
    "x-y=z",
]
VALUES: Final = [
    "a.example",
    "@a.example",
    "u@a.example",
    "SRS0=ab=cd=c.example=u@b.example",
    "s1",
    "abc",
    "rsa-sha256",
    "1362471462",
]
NAMES: Final = [
    "header.d",
    "header.i",
    "header.s",
    "header.a",
    "header.from",
    "smtp.mailfrom",
    "smtp.helo",
    "policy.iprev",
]
COMMENTS: Final = [
    "(good signature)",
    "(2048-bit key; unprotected)",
    "(p=NONE sp=NONE)",
    "(a (b) c)",
    "(u@a.example \\) x)",
]
REASONS: Final = ["good", '"good signature"', '"a; b=c (d)"']


class Said(NamedTuple):
    """One result as both readers can tell it."""

    method: str
    version: str | None
    result: str
    reason: str | None
    properties: tuple[tuple[str, str, str], ...]


def ours(value: str) -> tuple[str, list[Said]]:
    read = read_authentication_results(value.encode())
    return read.authserv_id.lower(), [
        Said(one.method, one.version, one.result, one.reason, tuple((x.ptype, x.name, x.value) for x in one.properties))
        for one in read.results
    ]


def theirs(value: str) -> tuple[str, list[Said]] | None:
    try:
        read = authres.AuthenticationResultsHeader.parse_value(value)
    except authres.AuthResError:
        return None
    return str(read.authserv_id), [
        Said(
            str(one.method).lower(),
            one.version,
            str(one.result).lower(),
            one.reason,
            tuple((x.type, x.name, str(x.value)) for x in one.properties),
        )
        for one in read.results
    ]


# where authres differs: how to tell, by the value and what we read, and the sentence that decides
EXCEPTIONS: Final[dict[str, Callable[[str], bool]]] = {
    # "authserv-id = value" and "value := token / quoted-string" (RFC 2045 section 5.1): it takes a dot-atom only
    "quoted server": lambda value: value.lstrip().startswith('"'),
    # "ptype = Keyword": it takes the four that are registered
    "other ptype": lambda value: " x-ptype." in value,
    # "1*propspec": it takes a quoted string as the last value only
    "quoted value before others": lambda value: re.search(r'[a-z]\.[a-z]+="[^"]*"\s+[^\s;]', value) is not None,
    # "Where any quoted-pair appears, it is to be interpreted as the character alone" (RFC 5322 section 3.2.1): it keeps
    # the backslash
    "quoted pair": lambda value: '\\"' in value,
    # "no-result = [CFWS] ";" [CFWS] "none"": it takes any word that starts so
    "method that starts like none": lambda value: "; none-such" in value,
}


def field(draw: Random) -> str:
    """A field that keeps to the grammar; about one in a hundred has what authres is known to read otherwise."""
    said = [draw.choice(SERVERS) + draw.choice(["", "", "", " 1", " (c)", " 1 (c)"])]
    if draw.random() < 0.05:
        return said[0] + "; none"
    for _ in range(draw.randrange(1, 4)):
        words = [draw.choice(METHODS)]
        if draw.random() < 0.1:
            words[0] = words[0].replace("=", draw.choice(["/1=", " / 1 = ", " = ", " (c) = (c) "]))
        if draw.random() < 0.5:
            words.append(draw.choice(COMMENTS))
        if draw.random() < 0.2:
            words.append("reason=" + draw.choice(REASONS))
        for _ in range(draw.randrange(4)):
            words.append(draw.choice(NAMES) + draw.choice(["=", "=", "=", " = "]) + draw.choice(VALUES))
            if draw.random() < 0.1:
                words.append(draw.choice(COMMENTS))
        said.append(" ".join(words))
    if draw.random() < 0.012:
        odd = draw.randrange(5)
        if odd == 0:
            said[0] = '"mx.a.example"'
        else:
            said[-1] = [
                "dkim=pass x-ptype.name=v",
                'dkim=pass header.b="a/b=" header.d=a.example',
                'dkim=pass reason="a\\"b"',
                "none-such=pass header.d=a.example",
            ][odd - 1]
    return draw.choice(["", " "]) + "; ".join(said)


def test_differential(figures: Figures) -> None:
    draw = Random(SEED)
    used: Counter[str] = Counter()
    for number in range(FIELDS):
        value = field(draw)
        if ours(value) == theirs(value):
            continue
        why = next((name for name, applies in EXCEPTIONS.items() if applies(value)), None)
        assert why, f"seed {SEED}, field {number}: {value!r}\nours:   {ours(value)}\ntheirs: {theirs(value)}"
        used[why] += 1
    told = f"Authentication-Results against authres, seed {SEED}: {FIELDS - used.total()}/{FIELDS} agree, {dict(used)}"
    figures(told)
    assert set(used) == set(EXCEPTIONS), f"seed {SEED}: an exception is not used"
    assert used.total() <= MOST_EXCEPTED * FIELDS, f"seed {SEED}: {used}"


@pytest.mark.parametrize(
    "value",
    [
        "mx.a.example; dkim=pass (good signature) header.d=a.example header.i=@a.example",
        'mx.a.example; dkim=fail reason="bad; really" header.d=a.example; spf=pass smtp.mailfrom=u@a.example',
        "mx.a.example 1; none",
    ],
)
def test_it_reads_what_we_write(value: str) -> None:
    written = write_authentication_results(read_authentication_results(value.encode())).decode()
    assert theirs(written.replace("\r\n", "")) == ours(value)


def test_it_forgets_comments() -> None:
    header = authres.AuthenticationResultsHeader.parse_value("x; dkim=pass (c)")
    assert header.header_value() == "x; dkim=pass"
    read = read_authentication_results(b"x; dkim=pass (c)")
    assert write_authentication_results(read) == b"x;\r\n dkim=pass (c)"
    assert isinstance(read, AuthenticationResults)
