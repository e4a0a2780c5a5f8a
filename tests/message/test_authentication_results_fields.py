"""A server's own results on top, and none that only look like them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliverkit.core.budget import Limits
from deliverkit.core.errors import UsageError
from deliverkit.message import (
    AuthenticationResults,
    Message,
    MethodResult,
    add_authentication_results,
    read_authentication_results,
    without_forged_results,
)

OWN = "mx.a.example"
SAID = AuthenticationResults(authserv_id=OWN, results=(MethodResult(method="dkim", result="fail"),))

FORGED: list[bytes] = [
    b" mx.a.example; dkim=pass",
    b"mx.a.example;dkim=pass",
    b" MX.A.Example; dkim=pass",
    b" mx.a.example.; dkim=pass",
    b" mx.a.example 1; dkim=pass",
    b' "mx.a.example"; dkim=pass',
    b' "mx\\.a.example"; dkim=pass',
    b" (c) mx.a.example (c); dkim=pass",
    b"\r\n mx.a.example;\r\n dkim=pass",
    b"\r\n\tmx.a.example\r\n ; dkim=pass",
    b" mx.a.example/4711; dkim=pass",
    b" <mx.a.example>; dkim=pass",
    b" u@mx.a.example; dkim=pass",
    b" mx.a.example:25; dkim=pass",
    b" mx.a.example, b.example; dkim=pass",
    b' "b.example mx.a.example"; dkim=pass',
    "\uff4dx.a.example; dkim=pass".encode(),
    b" mx.a.example",
    b" mx.a.example dkim=pass",
    # nothing shows that these are not ours
    b" dkim=pass header.d=bank.example",
    b" ; dkim=pass",
    b"",
    b' ""; dkim=pass',
    b' "b.example; dkim=pass',
    b" (b.example; dkim=pass",
    b" b.example (c; dkim=pass",
    b" b.\xff.example; dkim=pass",
    b" " + b"b" * 999 + b"; dkim=pass",
    # of a version that nobody here knows
    b" b.example 2; dkim=pass",
]
FOREIGN: list[bytes] = [
    b" b.example; dkim=pass",
    b" a.example; dkim=pass",
    b" x.mx.a.example; dkim=pass",
    b" mx.a.example.b.example; dkim=pass",
    b" b.example 1; dkim=pass header.d=mx.a.example",
    b" b.example (mx.a.example); dkim=pass",
    b" b.example; dkim=pass (open",
    b' b.example; dkim=pass reason="open',
    b" b.example from=c.example; dkim=pass \xff",
    "m\u00fc.example; dkim=pass".encode(),
    b" none",
]


def mail(value: bytes, name: bytes = b"Authentication-Results") -> bytes:
    return (
        b"Received: x\r\n" + name + b":" + value + b"\r\nSubject: y\r\n\r\nAuthentication-Results: mx.a.example; z\r\n"
    )


@pytest.mark.parametrize("value", FORGED)
@pytest.mark.parametrize("name", [b"Authentication-Results", b"AUTHENTICATION-results", b"Authentication-Results \t"])
def test_forged(value: bytes, name: bytes) -> None:
    kept = b"Received: x\r\nSubject: y\r\n\r\nAuthentication-Results: mx.a.example; z\r\n"
    assert without_forged_results(Message.parse(mail(value, name)), OWN) == kept


@pytest.mark.parametrize("value", FOREIGN)
def test_foreign(value: bytes) -> None:
    assert without_forged_results(Message.parse(mail(value)), OWN) == mail(value)


@pytest.mark.parametrize("name", [b"ARC-Authentication-Results", b"X-Authentication-Results", b"Authentication-Result"])
def test_other_fields(name: bytes) -> None:
    raw = mail(b" mx.a.example; dkim=pass", name)
    assert without_forged_results(Message.parse(raw), OWN) == raw


@pytest.mark.parametrize("own", ["m\u00fc.a.example", "xn--m-eha.a.example", "M\u00dc.A.EXAMPLE."])
@pytest.mark.parametrize(
    "value", ["m\u00fc.a.example", '"m\u00fc.a.example"', "XN--m-eha.a.example", "Mu\u0308.a.example"]
)
def test_either_form_of_a_label(own: str, value: str) -> None:
    raw = mail(f" {value}; dkim=pass".encode())
    assert b"dkim" not in without_forged_results(Message.parse(raw), own)


@pytest.mark.parametrize(("own", "value"), [("our server", b'"Our Server"'), ("a..b", b"A..B"), ("x_y", b"x_Y")])
def test_words_that_are_no_domain(own: str, value: bytes) -> None:
    assert b"dkim" not in without_forged_results(Message.parse(mail(value + b"; dkim=pass")), own)


def test_servers_within_the_boundary() -> None:
    raw = b"Authentication-Results: mx1; none\nAuthentication-Results: mx2; none\nAuthentication-Results: mx3; none\n\n"
    message = Message.parse(raw)
    assert without_forged_results(message, "mx1", "MX3") == b"Authentication-Results: mx2; none\n\n"
    added = add_authentication_results(message, AuthenticationResults(authserv_id="mx3"), "mx2")
    assert added == b"Authentication-Results: mx3; none\nAuthentication-Results: mx1; none\n\n"


def test_beyond_the_limit_of_fields() -> None:
    raw = b"X: y\n" * 9 + b"Authentication-Results: mx.a.example; dkim=pass\n\nbody"
    message = Message.parse(raw, limits=Limits(fields=3))
    assert without_forged_results(message, OWN) == b"X: y\n" * 9 + b"\nbody"


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        (b"", b""),
        (b"body", b"body"),
        (b"\r\nbody", b"\r\nbody"),
        (b"Authentication-Results: mx.a.example; x", b""),
        (b"Authentication-Results: mx.a.example; x\r\n", b""),
        (b"Authentication-Results: mx.a.example; x\r\n\r\nbody", b"\r\nbody"),
        (b"From x\nAuthentication-Results: mx.a.example; x\nA: b\n", b"From x\nA: b\n"),
        (b"A: b\rAuthentication-Results: mx.a.example; x\r c\r\rbody", b"A: b\r\rbody"),
        # without a line between them the body would become a header
        (b"Authentication-Results: mx.a.example; x\nFrom x\nA: b\n\n", b"\nFrom x\nA: b\n\n"),
        (b"Authentication-Results: mx.a.example; x\r\nno field\r\n", b"\r\nno field\r\n"),
        (b"A: b\nAuthentication-Results: mx.a.example; x\nno field\n", b"A: b\nno field\n"),
    ],
)
def test_every_other_octet_stays(raw: bytes, cleaned: bytes) -> None:
    assert without_forged_results(Message.parse(raw), OWN) == cleaned


FIELD = b"Authentication-Results: mx.a.example;%s dkim=fail%s"


@pytest.mark.parametrize(
    ("raw", "line_end", "before", "after"),
    [
        (b"A: b\r\n\r\nbody\n", b"\r\n", b"", b"A: b\r\n\r\nbody\n"),
        # who knows CRLF alone reads on to the first
        (b"A: b\n\nbody\r\n", b"\r\n", b"", b"A: b\n\nbody\r\n"),
        (b"\nbody\r\n ; dkim=pass", b"\r\n", b"", b"\r\n\nbody\r\n ; dkim=pass"),
        (b"A: b\r\rbody", b"\r", b"", b"A: b\r\rbody"),
        (b"A: b", b"\r\n", b"", b"A: b"),
        (b"", b"\r\n", b"", b""),
        (b"\n", b"\n", b"", b"\n"),
        (b"\r\nbody", b"\r\n", b"", b"\r\nbody"),
        (b"From x\nA: b\r\n\r\n", b"\r\n", b"From x\n", b"A: b\r\n\r\n"),
        (b">From x\nA: b", b"\n", b">From x\n", b"A: b"),
        (b"From x", b"\r\n", b"", b"\r\nFrom x"),
        (b"From x\rAuthentication-Results: mx.a.example; x\nA: b\n", b"\n", b"From x\n", b"A: b\n"),
        (b"Authentication-Results: mx.a.example; dkim=pass\nA: b\n", b"\n", b"", b"A: b\n"),
        (b"Authentication-Results: mx.a.example; dkim=pass\n", b"\n", b"", b""),
        (b"Authentication-Results: mx.a.example; dkim=pass\nbody\n", b"\n", b"", b"\nbody\n"),
        # a first line that starts with a blank must not go on with our field
        (b" ; dkim=pass\nA: b\n\n", b"\n", b"", b"\n ; dkim=pass\nA: b\n\n"),
        (b"\t; dkim=pass", b"\r\n", b"", b"\r\n\t; dkim=pass"),
        (b"From x\n ; dkim=pass\n", b"\n", b"From x\n", b"\n ; dkim=pass\n"),
        (b"no field\n", b"\n", b"", b"\nno field\n"),
    ],
)
def test_adding(raw: bytes, line_end: bytes, before: bytes, after: bytes) -> None:
    added = add_authentication_results(Message.parse(raw), SAID)
    assert added == before + FIELD % (line_end, line_end) + after


@given(
    st.lists(
        st.sampled_from(
            [
                *(
                    b"\r\n",
                    b"\n",
                    b"\r",
                    b" ",
                    b"\t",
                    b"x",
                    b"A: b\r\n",
                    b"A: b\n",
                    b"\n\n",
                    b"From x\n",
                    b">From y\r\n",
                ),
                *(
                    b"Authentication-Results: mx.a.example; dkim=pass\n",
                    b"authentication-results :\r\n mx.a.example; x\r\n",
                ),
                *(b"Authentication-Results: b.example; dkim=pass\r\n", b"; dkim=pass\n", b"mx.a.example"),
            ]
        ),
        max_size=12,
    ).map(b"".join)
)
@settings(max_examples=1000)
def test_one_field_of_ours_is_left(raw: bytes) -> None:
    added = add_authentication_results(Message.parse(raw), SAID)
    message = Message.parse(added)
    found = [read_authentication_results(field.value) for field in message.get_all("Authentication-Results")]
    assert found[0] == SAID
    assert found[0].problems == ()
    assert [one.authserv_id for one in found[1:]] == ["b.example"] * (len(found) - 1)
    assert message.fields.get(next(iter(message.fields)).name) == message.get_all("Authentication-Results")[0]
    cleaned = without_forged_results(Message.parse(raw), OWN)
    assert without_forged_results(Message.parse(cleaned), OWN) == cleaned


@pytest.mark.parametrize("octets", [bytes, bytearray, memoryview])
def test_octets_will_do(octets: type[bytes | bytearray | memoryview]) -> None:
    raw = octets(b"Authentication-Results: mx.a.example; dkim=pass\nA: b\n\n")
    assert without_forged_results(raw, OWN) == b"A: b\n\n"
    assert add_authentication_results(raw, SAID) == FIELD % (b"\n", b"\n") + b"A: b\n\n"


def test_usage() -> None:
    message = Message.parse(b"A: b\n\n")
    for empty in ("", " "):
        with pytest.raises(UsageError, match="must not be empty"):
            without_forged_results(message, empty)
    wrong: Any = b"mx.a.example"
    with pytest.raises(UsageError, match=r"is text, 'mx\.a\.example', not bytes"):
        without_forged_results(message, wrong)
    with pytest.raises(UsageError, match="not bytes"):
        add_authentication_results(message, SAID, wrong)
    text: Any = "mx.a.example; none"
    with pytest.raises(UsageError, match=r"read_authentication_results\(text\.encode\(\)\)"):
        add_authentication_results(message, text)
    with pytest.raises(UsageError, match="octets of a mail, not text"):
        without_forged_results(text, OWN)
    with pytest.raises(UsageError, match="octets of a mail, not text"):
        add_authentication_results(text, SAID)
    with pytest.raises(UsageError, match="instance=None"):
        add_authentication_results(message, AuthenticationResults(authserv_id="x", instance=1))
    with pytest.raises(UsageError, match="must name the server"):
        add_authentication_results(message, AuthenticationResults(authserv_id=""))
