"""Does a seal say what was found, and is it refused where there can be none?"""

from __future__ import annotations

from typing import Any, Final

import pytest

import deliverkit as dk
from arc_chains import MESSAGE, NOW, RESULTS, SEALERS, ZONE, chain_of, codes, key_of, sealed, verified
from deliverkit import arc
from deliverkit.message import Message, read_arc_authentication_results, read_authentication_results

RSA, OTHER, ED25519 = SEALERS
KEY: Final = key_of("rsa")


def test_the_set_stands_above_and_the_message_below_is_as_it_was() -> None:
    made = arc.seal(MESSAGE, RESULTS, KEY, RSA.domain, RSA.selector, signed_at=NOW)
    assert made.message == made.fields + MESSAGE
    assert (made.original, made.instance, made.status) == (MESSAGE, 1, arc.Result.NONE)
    names = [field.name for field in Message.parse(made.fields + b"\r\n").fields]
    assert names == ["ARC-Seal", "ARC-Message-Signature", "ARC-Authentication-Results"]
    assert max(map(len, made.fields.split(b"\r\n"))) <= 78
    assert b"t=1795608000;" in made.fields
    assert verified(made.message).value == chain_of(made.message)


def test_results_are_written_with_the_instance() -> None:
    made = arc.seal(MESSAGE, read_authentication_results(RESULTS.encode()), KEY, RSA.domain, RSA.selector)
    field = Message.parse(made.message).get("ARC-Authentication-Results")
    assert field is not None
    read = read_arc_authentication_results(field.value)
    assert (read.instance, read.authserv_id, len(read.results)) == (1, "mx.lists.example", 2)
    assert [comment.text for comment in read.results[1].comments] == ["2048-bit key"]
    assert b"t=" not in made.fields.split(b"ARC-Authentication-Results")[0].replace(b"bh=", b"").split(b"b=")[0]


@pytest.mark.parametrize("text", ["mx.a.example; none", " mx.a.example 1; dkim=pass\r\n (good) header.d=a.example\r\n"])
def test_texts_of_results(text: str) -> None:
    made = arc.seal(MESSAGE, text, KEY, RSA.domain, RSA.selector)
    assert len(Message.parse(made.fields + b"\r\n").fields) == 3
    assert codes(verified(made.message)) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mx.a.example", "a result is missing behind the last semicolon"),
        ("mx.a.example; dkim=pass;", "a result is missing behind the last semicolon"),
        ("", "must name the server that judged first"),
        ("spf=pass", "must name the server that judged first"),
        ("i=1; mx.a.example; spf=pass", "must name the server that judged first"),
        ("Authentication-Results: mx.b.example; dkim=pass", "pass what stands behind 'Authentication-Results:'"),
        (" arc-authentication-results : i=1; mx.b.example; none", "behind 'arc-authentication-results :'"),
        ("mx; dkim pass; spf=pass garbage", r"'dkim pass' at character 4 cannot be read there \(bad-result\)"),
        ("mx; spf=pass (\u00e9) garbage", r"'garbage' at character 17 cannot be read there \(stray-text\)"),
        ("mx; spf=pass\r\nX: y; dkim=pass", "'X: y' at character 14"),
        ("mx; spf=pass (" + "x" * 999, "'\\(x{59}' at character 13"),
    ],
)
def test_a_text_that_cannot_be_read_in_full_is_refused(text: str, said: str) -> None:
    with pytest.raises(dk.UsageError, match=said):
        arc.seal(MESSAGE, text, KEY, RSA.domain, RSA.selector)


def test_signatures_of_dkim_are_covered_and_traces_are_not() -> None:
    raw = b"DKIM-Signature: v=1; d=a.example\r\nDKIM-Signature: v=1; d=b.example\r\nReceived: x\r\n" + MESSAGE
    made = arc.seal(b"Authentication-Results: mx; none\r\n" + raw, RESULTS, KEY, RSA.domain, RSA.selector)
    signature = chain_of(made.message).sets[0].signature
    assert signature is not None
    assert signature.header.names.count("dkim-signature") == 2
    assert not {"received", "authentication-results", "arc-seal"} & set(signature.header.names)


def test_what_a_seal_says_follows_from_what_was_found() -> None:
    raw = sealed((RSA,))
    broken = raw + b"a footer\r\n"
    for chain, status in (
        (chain_of(raw), arc.Result.PASS),
        (arc.Result.PASS, arc.Result.PASS),
        (chain_of(broken), arc.Result.FAIL),
        (arc.Result.FAIL, arc.Result.FAIL),
        (chain_of(raw, {**ZONE, ("s1._domainkey.lists.example", "TXT"): dk.UNREACHABLE}), arc.Result.FAIL),
    ):
        made = arc.seal(raw, RESULTS, key_of("other rsa"), OTHER.domain, OTHER.selector, chain=chain)
        assert (made.status, made.instance) == (status, 2)
        assert f"ARC-Seal: i=2; cv={status.value};".encode() in made.fields


def test_a_seal_of_a_broken_chain_covers_its_own_set_alone() -> None:
    broken = sealed((RSA,)) + b"a footer\r\n"
    made = arc.seal(broken, RESULTS, key_of("other rsa"), OTHER.domain, OTHER.selector, chain=chain_of(broken))
    outcome = verified(made.message)
    assert codes(outcome) == ["arc.declared-broken"]
    # "as if this newest ARC Set was the only set present": with another number and cv= it would be a chain of one
    alone = arc.seal(MESSAGE + b"a footer\r\n", RESULTS, key_of("other rsa"), OTHER.domain, OTHER.selector)
    assert made.fields.count(b"ARC-Seal") == alone.fields.count(b"ARC-Seal") == 1


def test_a_broken_structure_is_counted_on_from_the_highest_number() -> None:
    raw = b"ARC-Seal: i=7; cv=pass\r\nARC-Seal: i=x\r\n" + MESSAGE
    made = arc.seal(raw, RESULTS, KEY, RSA.domain, RSA.selector, chain=chain_of(raw))
    assert (made.instance, made.status) == (8, arc.Result.FAIL)
    odd = b"ARC-Seal: i=x\r\n" + MESSAGE
    assert arc.seal(odd, RESULTS, KEY, RSA.domain, RSA.selector, chain=arc.Result.FAIL).instance == 1


def test_fifty_sets_and_no_more() -> None:
    raw = sealed((ED25519,) * 50)
    chain = chain_of(raw)
    assert (chain.result, len(chain.sets), chain.oldest_pass) == (arc.Result.PASS, 50, 0)
    many = b"ARC-Seal: i=1\r\n" * 51 + MESSAGE
    for message, judged, status in ((raw, chain, arc.Result.PASS), (many, chain_of(many), arc.Result.FAIL)):
        made = arc.seal(message, RESULTS, KEY, RSA.domain, RSA.selector, chain=judged)
        assert (made.fields, made.instance, made.status, made.message) == (b"", 0, status, message)
        assert "50 sets at most" in made.why_not


def test_a_chain_that_has_ended_is_left_alone() -> None:
    raw = sealed((RSA,))
    ended = arc.seal(raw, RESULTS, KEY, RSA.domain, RSA.selector, chain=arc.Result.FAIL).message
    made = arc.seal(ended, RESULTS, KEY, RSA.domain, RSA.selector, chain=chain_of(ended))
    assert (made.fields, made.instance, made.status, made.message) == (b"", 0, arc.Result.FAIL, ended)
    assert "the chain has ended" in made.why_not


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"Subject: x\r\n\r\n", "one From field"),
        (b"From: b@b.example\r\n" + MESSAGE, "this one has 2"),
        (b"X: y\rz\r\n" + MESSAGE, "a CR without LF"),
        (b"X: y\nBcc: z\r\n" + MESSAGE, "a LF without CR"),
        (sealed((RSA,)).replace(b";\r\n d=", b";\n d="), "a LF without CR"),
        (b"junk\r\n" + MESSAGE, "no header field"),
        (sealed((RSA,)).replace(b"\r\n", b"\r"), "CR alone"),
        (b"", "one From field"),
    ],
)
def test_what_a_stranger_sent_is_no_mistake_of_the_caller(raw: bytes, why: str) -> None:
    made = arc.seal(raw, RESULTS, KEY, RSA.domain, RSA.selector, chain=chain_of(raw))
    assert (made.fields, made.instance, made.message) == (b"", 0, raw)
    assert why in made.why_not


def test_a_message_that_was_left_unread_is_sealed_as_far_as_that_is_known() -> None:
    chain = arc.Chain(None)
    made = arc.seal(MESSAGE, RESULTS, KEY, RSA.domain, RSA.selector, chain=chain)
    assert (made.fields, made.status) == (b"", arc.Result.FAIL)
    assert "a limit left it unread" in made.why_not
    made = arc.seal(sealed((RSA,)), RESULTS, KEY, RSA.domain, RSA.selector, chain=chain)
    assert (made.instance, made.status, made.why_not) == (2, arc.Result.FAIL, "")


def test_a_chain_of_another_message_is_refused() -> None:
    raw = sealed((RSA,))
    before, other = chain_of(raw), sealed((RSA,), MESSAGE.replace(b"frames", b"doors"))
    twice = sealed((RSA, OTHER))
    for message, chain, told in (
        (twice, before, "chain=... has 1 sets, and the message has 2"),
        (raw, chain_of(twice), "chain=... has 2 sets, and the message has 1"),
        (other, before, "chain=... has another set 1 than the message"),
        (raw.replace(b"spf=pass", b"spf=fail"), before, "chain=... has another set 1 than the message"),
        (MESSAGE, before, "chain=... has 1 sets, and the message has 0"),
        (other, chain_of(raw + b"a footer\r\n"), "chain=... has another set 1"),
    ):
        with pytest.raises(dk.UsageError) as error:
            arc.seal(message, RESULTS, KEY, RSA.domain, RSA.selector, chain=chain)
        assert told in str(error.value)
    folded = raw.replace(b"; cv=none", b";\r\n\tcv=none")
    assert arc.seal(folded, RESULTS, KEY, RSA.domain, RSA.selector, chain=before).status is arc.Result.PASS


def test_the_result_must_be_that_of_the_message() -> None:
    raw = sealed((RSA,))
    for message, chain, told in (
        (raw, None, "pass chain="),
        (raw, arc.Result.NONE, "chain='none', but the message has ARC sets"),
        (MESSAGE, arc.Result.PASS, "chain='pass', but the message has no ARC sets"),
        (raw, arc.Chain(arc.Result.NONE), "chain=... has 0 sets"),
        (b"ARC-Seal: i=x\r\n" + MESSAGE, arc.Chain(arc.Result.NONE), "chain='none', but the message has ARC sets"),
        (MESSAGE, arc.Chain(arc.Result.PASS), "chain='pass', but the message has no ARC sets"),
        (raw.replace(b"cv=none", b"cv=pass"), arc.Result.PASS, "are no chain"),
    ):
        with pytest.raises(dk.UsageError, match=told):
            arc.seal(message, RESULTS, KEY, RSA.domain, RSA.selector, chain=chain)


@pytest.mark.parametrize("when", [NOW.replace(tzinfo=None), -1, 10**12, True, "now", NOW.date(), float("nan")])
def test_times_that_are_none(when: Any) -> None:
    with pytest.raises(dk.UsageError, match="signed_at="):
        arc.seal(MESSAGE, RESULTS, KEY, RSA.domain, RSA.selector, signed_at=when)


def test_seconds_are_a_time() -> None:
    made = arc.seal(MESSAGE, RESULTS, KEY, RSA.domain, RSA.selector, signed_at=NOW.timestamp() + 0.5)
    assert b"t=1795608000;" in made.fields
    assert codes(verified(made.message)) == []
    assert b"t=0;" in arc.seal(MESSAGE, RESULTS, KEY, RSA.domain, RSA.selector, signed_at=0).fields


def test_names_keys_and_messages_are_checked() -> None:
    with pytest.raises(dk.UsageError, match="no domain to sign for"):
        arc.seal(MESSAGE, RESULTS, KEY, "localhost", "s")
    with pytest.raises(dk.UsageError, match="no private key"):
        arc.seal(MESSAGE, RESULTS, "key.pem", RSA.domain, "s")


CHECK: Final = arc.verify(MESSAGE)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"message": "From: a@a.example\r\n\r\n"}, "arc.seal wants the octets of a mail, not text"),
        ({"message": None}, "arc.seal wants the octets of a mail as bytes, not NoneType"),
        (
            {"authentication_results": RESULTS.encode()},
            "takes an AuthenticationResults or a text such as",
        ),
        ({"authentication_results": None}, "spf=pass', not None"),
        ({"domain": None}, "domain=... takes a text such as 'example.com', not None"),
        ({"selector": b"s"}, "selector=... takes a text such as 's2026', not bytes"),
        ({"key": None}, "not with NoneType"),
        ({"chain": "none"}, "chain=... takes the arc.Chain that arc.verify found, or an arc.Result, not str"),
        ({"chain": verified(MESSAGE)}, "pass outcome.value"),
        ({"chain": CHECK}, "pass chain=dk.run(dk.arc.verify(message)).value"),
    ],
)
def test_arguments_of_another_kind(changed: dict[str, Any], said: str) -> None:
    right: dict[str, Any] = {
        "message": MESSAGE,
        "authentication_results": RESULTS,
        "key": KEY,
        "domain": RSA.domain,
        "selector": RSA.selector,
    }
    assert arc.seal(**right).fields
    with pytest.raises(dk.UsageError) as error:
        arc.seal(**(right | changed))
    assert said in str(error.value)
