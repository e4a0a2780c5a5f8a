"""Does a caller's mistake raise one error, which says what to pass instead?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest

import deliverkit as dk
from deliverkit import dkim
from deliverkit.message import Message
from dkim_signer import PLAIN, sign, zone

WORLD: Final = dk.TableResolver(zone())
OUTCOME: Final = dk.run(dkim.verify(sign(PLAIN)), resolver=WORLD)


def run(make: Callable[..., Any], *args: Any, **more: Any) -> Callable[[], object]:
    return lambda: dk.run(make(*args, **more), resolver=WORLD)


def call(make: Callable[..., Any], *args: Any, **more: Any) -> Callable[[], object]:
    return lambda: make(*args, **more)


MISTAKES: Final[dict[str, tuple[Callable[[], object], str]]] = {
    "settings of another kind": (
        run(dkim.verify, sign(PLAIN), settings=dkim.SigningSettings()),
        "dkim.verify(settings=...) takes a dkim.Settings, not SigningSettings; a dkim.SigningSettings is for dkim.sign",
    ),
    "settings in a dict": (run(dkim.verify, sign(PLAIN), settings={}), "a dkim.Settings, not dict"),
    "no settings": (run(dkim.verify, sign(PLAIN), settings=None), "a dkim.Settings, not None"),
    "wrong settings of an unsigned message": (run(dkim.verify, PLAIN, settings={}), "a dkim.Settings, not dict"),
    "keys in a dict": (run(dkim.verify, sign(PLAIN), keys={}), "dkim.verify(keys=...) takes a dkim.KeyCache, not dict"),
    "a message as text": (run(dkim.verify, "From: a"), "dkim.verify wants the octets of a mail, not text"),
    "no message": (run(dkim.verify, None), "dkim.verify wants the octets of a mail as bytes, not NoneType"),
    "a number as text": (
        call(dkim.Settings, max_signatures="3"),
        "dkim.Settings(max_signatures=...) takes a whole number, not str",
    ),
    "a size as text": (call(dkim.KeyCache, size="3"), "dkim.KeyCache(size=...) takes a whole number, not str"),
    "a domain in octets": (run(dkim.key, b"a.example", "s1"), "dkim.key(domain, ...) takes a text, not bytes"),
    "a selector in octets": (run(dkim.key, "a.example", b"s1"), "dkim.key(..., selector) takes a text, not bytes"),
    "no domain": (run(dkim.key, None, "s1"), "takes a text, not None; such as 'a.example'"),
    "no selector": (run(dkim.key, "a.example", None), "takes a text, not None; where it is not known, dkim.selectors"),
    "no limits": (run(dkim.key, "a.example", "s1", limits=None), "takes a dk.Limits, not None; leave it out"),
    "selectors of octets": (run(dkim.selectors, b"a.example"), "dkim.selectors(domain) takes a text, not bytes"),
    "selectors without limits": (run(dkim.selectors, "a.example", limits=5), "takes a dk.Limits, not int"),
    "one text for several": (
        run(dkim.selectors, "a.example", known="sel"),
        "dkim.selectors(known=...) takes several texts, such as ('s1', 's2'), not one",
    ),
    "known numbers": (run(dkim.selectors, "a.example", known=[1]), "takes texts, such as ('s1', 's2'), not int"),
    "nothing known": (run(dkim.selectors, "a.example", known=None), "takes several texts, such as"),
    "a record in octets": (
        call(dkim.parse_key, b"v=DKIM1; p="),
        "dkim.parse_key(...) takes a text, not bytes; of octets, one character for each: octets.decode('latin-1')",
    ),
    "a signature in octets": (
        call(dkim.parse_signature, b"v=1"),
        "dkim.parse_signature(...) takes a field, not bytes; as of Message.get_all('DKIM-Signature')",
    ),
    "no signature": (call(dkim.parse_signature, Message.parse(PLAIN).get("DKIM-Signature")), "a field, not None"),
    "an outcome": (call(dkim.overall, OUTCOME), "dkim.overall(outcome.value or ())"),
    "no signatures": (call(dkim.overall, None), "dkim.overall(...) takes signatures, not None; of an outcome"),
    "one signature": (call(dkim.overall, next(iter(OUTCOME.value or ()))), "dkim.overall(...) takes signatures, not"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_error_says_what_to_pass(mistake: str) -> None:
    make, said = MISTAKES[mistake]
    with pytest.raises(dk.UsageError) as error:
        make()
    assert said in str(error.value)


def test_what_is_right_is_taken() -> None:
    cache, settings = dkim.KeyCache(size=3), dkim.Settings(max_signatures=3)
    outcome = dk.run(dkim.verify(sign(PLAIN), keys=cache, settings=settings), resolver=WORLD)
    assert dkim.overall(outcome.value or ()) is dkim.overall(iter(outcome.value or ())) is dkim.Result.PASS
    for known in (("s1",), ["s1"], {"s1"}, iter(["s1"])):
        found = dk.run(dkim.selectors("a.example", known=known), resolver=WORLD).value
        assert [one.selector for one in found.found] == ["s1"] if found is not None else False
