"""Which senders are rewritten, which stay as they are, which are refused, and what if they are too long?"""

from __future__ import annotations

import copy
import pickle
from typing import Any, Final

import pytest

from deliverkit import UsageError
from deliverkit.srs import (
    NeedsToken,
    NotReversed,
    NotReversedReason,
    Refused,
    RefusedReason,
    Reversed,
    Rewriter,
    Rewritten,
    StoredSender,
    Unchanged,
    UnchangedReason,
)

SECRET: Final = b"tops3cr3t"
DAY: Final = 19_675


def rewriter(**more: Any) -> Rewriter:
    return Rewriter(["fwd.example", "old.example"], [SECRET], **more)


def made(sender: str, **more: Any) -> Rewritten:
    outcome = rewriter(**more).forward(sender, DAY)
    assert isinstance(outcome, Rewritten), outcome
    return outcome


@pytest.mark.parametrize(
    ("sender", "reason"),
    [
        ("", UnchangedReason.NULL_SENDER),
        ("<>", UnchangedReason.NULL_SENDER),
        ("me@fwd.example", UnchangedReason.OWN_DOMAIN),
        ("me@FWD.Example", UnchangedReason.OWN_DOMAIN),
        ("<me@old.example>", UnchangedReason.OWN_DOMAIN),
        ('"a b"@fwd.example', UnchangedReason.OWN_DOMAIN),
        ("SRS0=abcd=TT=o.example=u@fwd.example", UnchangedReason.ALREADY_OURS),
        ("srs1=abcd=h.example==x@old.example", UnchangedReason.ALREADY_OURS),
        ("me@mine.example", UnchangedReason.OWN_DOMAIN),
        ("me@a.tree.example", UnchangedReason.OWN_DOMAIN),
        ("me@a.b.tree.example", UnchangedReason.OWN_DOMAIN),
        ("x@partner.example", UnchangedReason.EXCLUDED),
        ("x@mx.partner.net", UnchangedReason.EXCLUDED),
        ("x@xn--mnchen-3ya.example", UnchangedReason.EXCLUDED),
        ("x@m\u00fcnchen.example", UnchangedReason.EXCLUDED),
    ],
)
def test_left_alone(sender: str, reason: UnchangedReason) -> None:
    some = rewriter(
        own_domains=["Mine.example", ".tree.example"],
        exclude=("partner.example", ".partner.net", "m\u00fcnchen.example"),
    )
    assert some.forward(sender, DAY) == Unchanged(reason, sender)


@pytest.mark.parametrize("sender", ["me@tree.example", "x@partner.net", "x@apartner.example", "x@sub.partner.example"])
def test_not_left_alone(sender: str) -> None:
    some = rewriter(own_domains=[".tree.example"], exclude=["partner.example", ".partner.net"])
    assert isinstance(some.forward(sender, DAY), Rewritten)


def test_exact_names_only_are_told_apart_as_well() -> None:
    some = rewriter(exclude=["partner.example"], own_domains=["mine.example"])
    assert some.forward("x@partner.example", DAY) == Unchanged(UnchangedReason.EXCLUDED, "x@partner.example")
    assert some.forward("x@mine.example", DAY) == Unchanged(UnchangedReason.OWN_DOMAIN, "x@mine.example")
    assert isinstance(some.forward("x@other.example", DAY), Rewritten)


def test_a_function_decides() -> None:
    asked: list[str] = []

    def is_ours(domain: str) -> bool:
        asked.append(domain)
        return domain == "asked.example"

    def is_net(domain: str) -> bool:
        return domain.endswith(".net")

    some = rewriter(own_domains=is_ours, exclude=is_net)
    assert some.forward("x@Asked.example", DAY) == Unchanged(UnchangedReason.OWN_DOMAIN, "x@Asked.example")
    assert some.forward("x@a.net", DAY) == Unchanged(UnchangedReason.EXCLUDED, "x@a.net")
    assert isinstance(some.forward("x@a.example", DAY), Rewritten)
    assert asked == ["asked.example", "a.net", "a.example"]
    assert some.forward("x@fwd.example", DAY) == Unchanged(UnchangedReason.OWN_DOMAIN, "x@fwd.example")


def test_own_domains_are_rewritten_too_where_that_is_wanted() -> None:
    always = rewriter(always_rewrite=True, own_domains=["mine.example"], exclude=["partner.example"])
    assert isinstance(always.forward("me@fwd.example", DAY), Rewritten)
    assert isinstance(always.forward("me@mine.example", DAY), Rewritten)
    assert always.forward("me@partner.example", DAY) == Unchanged(UnchangedReason.EXCLUDED, "me@partner.example")
    ours = "SRS0=abcd=TT=o.example=u@fwd.example"
    assert always.forward(ours, DAY) == Unchanged(UnchangedReason.ALREADY_OURS, ours)


@pytest.mark.parametrize(
    ("sender", "reason"),
    [
        ("alice", RefusedReason.NO_AT),
        (" ", RefusedReason.NO_AT),
        ("@a.example", RefusedReason.BAD_MAILBOX),
        ("alice@", RefusedReason.BAD_MAILBOX),
        ("alice@a..example", RefusedReason.BAD_MAILBOX),
        ("alice@a.example.", RefusedReason.BAD_MAILBOX),
        ("alice@.a.example", RefusedReason.BAD_MAILBOX),
        ("alice@-a.example", RefusedReason.BAD_MAILBOX),
        ("alice@a-.example", RefusedReason.BAD_MAILBOX),
        ("alice@a,example", RefusedReason.BAD_MAILBOX),
        ("alice@a b.example", RefusedReason.BAD_MAILBOX),
        ("alice@a=b.example", RefusedReason.BAD_MAILBOX),
        ("alice@" + "a" * 64 + ".example", RefusedReason.BAD_MAILBOX),
        ("al\x00ice@a.example", RefusedReason.BAD_MAILBOX),
        ("al\tice@a.example", RefusedReason.BAD_MAILBOX),
        ("al\x7fice@a.example", RefusedReason.BAD_MAILBOX),
        ("al\x85ice@a.example", RefusedReason.BAD_MAILBOX),
        ("al\u2028ice@a.example", RefusedReason.BAD_MAILBOX),
        ("al\ud800ice@a.example", RefusedReason.BAD_MAILBOX),
        ("alice@a.exam\udcffple", RefusedReason.BAD_MAILBOX),
        ('"a\x00b"@a.example', RefusedReason.BAD_MAILBOX),
        ('"a"b"@a.example', RefusedReason.BAD_MAILBOX),
        ('"a\\"@a.example', RefusedReason.BAD_MAILBOX),
        ('"@a.example', RefusedReason.BAD_MAILBOX),
        ("a\r\nRCPT TO:<x@y.example>@a.example", RefusedReason.CRLF),
        ("alice@a.example\r\n", RefusedReason.CRLF),
        ("alice@a.example\n", RefusedReason.CRLF),
        ("ali\rce@a.example", RefusedReason.CRLF),
        ("a b@a.example", RefusedReason.NEEDS_QUOTING),
        ("a@b@a.example", RefusedReason.NEEDS_QUOTING),
        ("a..b@a.example", RefusedReason.NEEDS_QUOTING),
        (".a@a.example", RefusedReason.NEEDS_QUOTING),
        ("a.@a.example", RefusedReason.NEEDS_QUOTING),
        ("a,b@a.example", RefusedReason.NEEDS_QUOTING),
        ("Anna <anna@a.example>", RefusedReason.BAD_MAILBOX),
        ("a\\b@a.example", RefusedReason.NEEDS_QUOTING),
        ("alice@[192.0.2.1]", RefusedReason.DOMAIN_LITERAL),
        ("alice@[IPv6:2001:db8::1]", RefusedReason.DOMAIN_LITERAL),
        ("SRS1=abcd=h1.example=abcd=TT=o.example=u@h2.example", RefusedReason.BAD_SRS1),
        ("SRS1=abcd@h2.example", RefusedReason.BAD_SRS1),
        ("SRS1=abcd=1==x@h2.example", RefusedReason.BAD_SRS1),
        ("SRS1=abcd=a-==x@h2.example", RefusedReason.BAD_SRS1),
        ("a@1", RefusedReason.BAD_MAILBOX),
        ("D7RT9R00B5B77N17H4MLAQ9I292VKP6P@1", RefusedReason.BAD_MAILBOX),
        ("7RT9R00B5B77N17H4MLAQ9I292VKP6P@1D", RefusedReason.BAD_MAILBOX),
        ("7rt9r00b5b77n17h4mlaq9i292vkp6p@1d", RefusedReason.BAD_MAILBOX),
        ("srs1-abcd==x@h2.example", RefusedReason.BAD_SRS1),
        ("a" * 51 + "@x.example", RefusedReason.TOO_LONG_LOCAL),
        ("a" * 321 + "@x.example", RefusedReason.TOO_LONG_PATH),
        ("\u00e9" * 200 + "@x.example", RefusedReason.TOO_LONG_PATH),
    ],
)
def test_refused(sender: str, reason: RefusedReason) -> None:
    assert rewriter().forward(sender, DAY) == Refused(reason)


@pytest.mark.parametrize(
    ("sender", "local_part", "reversed_"),
    [
        ('"a b"@x.example', '"SRS0={}=G3=x.example=a b"', '"a b"@x.example'),
        ('"a@b"@x.example', '"SRS0={}=G3=x.example=a@b"', '"a@b"@x.example'),
        ('"a\\"b\\\\"@x.example', '"SRS0={}=G3=x.example=a\\"b\\\\"', '"a\\"b\\\\"@x.example'),
        ('"alice"@x.example', "SRS0={}=G3=x.example=alice", "alice@x.example"),
        ('"al\\ice"@x.example', "SRS0={}=G3=x.example=alice", "alice@x.example"),
        ('""@x.example', "SRS0={}=G3=x.example=", '""@x.example'),
        ('".a"@x.example', "SRS0={}=G3=x.example=.a", '".a"@x.example'),
        ('"a."@x.example', '"SRS0={}=G3=x.example=a."', '"a."@x.example'),
        ('"a..b"@x.example', '"SRS0={}=G3=x.example=a..b"', '"a..b"@x.example'),
        ("m\u00fcller@x.example", "SRS0={}=G3=x.example=m\u00fcller", "m\u00fcller@x.example"),
        ("a@m\u00fcnchen.example", "SRS0={}=G3=m\u00fcnchen.example=a", "a@m\u00fcnchen.example"),
        ('"\u65e5 \u672c"@x.example', '"SRS0={}=G3=x.example=\u65e5 \u672c"', '"\u65e5 \u672c"@x.example'),
        ("srs0x@x.example", "SRS0={}=G3=x.example=srs0x", "srs0x@x.example"),
        ("SRS2=a@x.example", "SRS0={}=G3=x.example=SRS2=a", "SRS2=a@x.example"),
        ("a@localhost", "SRS0={}=G3=localhost=a", "a@localhost"),
        ("a@a_b.example", "SRS0={}=G3=a_b.example=a", "a@a_b.example"),
        ("a@a--b.example", "SRS0={}=G3=a--b.example=a", "a@a--b.example"),
        ("\u017frs0=a@x.example", "SRS0={}=G3=x.example=\u017frs0=a", "\u017frs0=a@x.example"),
    ],
)
def test_quotes_and_other_letters(sender: str, local_part: str, reversed_: str) -> None:
    outcome = made(sender)
    letters = outcome.address.partition("=")[2][:4]
    assert outcome == Rewritten(local_part.format(letters) + "@fwd.example", "SRS0", not sender.isascii())
    assert rewriter().reverse(outcome.address, DAY) == Reversed(reversed_, 0, 0, not reversed_.isascii())


def test_srs_addresses_in_quotes_are_srs_addresses() -> None:
    outcome = made('"SRS0=bf91=jo=h1.example=a b"@h2.example')
    assert outcome.scheme == "SRS1"
    assert outcome.address.endswith('=h2.example==bf91=jo=h1.example=a b"@fwd.example')
    back = rewriter().reverse(outcome.address, DAY)
    assert back == Reversed('"SRS0=bf91=jo=h1.example=a b"@h2.example', None, 0)


def test_beyond_ascii_no_case_is_folded() -> None:
    # U+0130, whose small form is two characters; U+212A, whose small form is a plain k
    assert made("\u0130@x.example").address[5:9] != made("i\u0307@x.example").address[5:9]
    assert made("\u212a@x.example").address[5:9] != made("k@x.example").address[5:9]
    assert made("\u00c9@x.example").address[5:9] != made("\u00e9@x.example").address[5:9]


def test_fifty_octets_fit_and_no_more() -> None:
    longest = "a" * 41 + "@" + "x.example"
    assert len(longest) == 51  # octets, the "@" is one of them
    address = made(longest).address
    assert len(address.rpartition("@")[0]) == 64
    assert rewriter().reverse(address, DAY) == Reversed(longest, 0, 0)
    assert rewriter().forward("a" + longest, DAY) == Refused(RefusedReason.TOO_LONG_LOCAL)
    assert rewriter(hash_length=5).forward(longest, DAY) == Refused(RefusedReason.TOO_LONG_LOCAL)


def test_octets_count_not_characters() -> None:
    assert rewriter().forward("\u00fc" * 25 + "@x.example", DAY) == Refused(RefusedReason.TOO_LONG_LOCAL)
    assert made("\u00fc" * 20 + "@x.example").smtputf8
    # two quotation marks and two backslashes more
    assert rewriter().forward('"' + "a" * 37 + '\\" \\""@x.example', DAY) == Refused(RefusedReason.TOO_LONG_LOCAL)


def test_the_path_has_an_end_too() -> None:
    alias = ".".join(["a" * 60] * 3) + ".example"
    long = Rewriter([alias], [SECRET])
    assert isinstance(long.forward("a" * 35 + "@x.example", DAY), Rewritten)
    assert len(alias) == 190
    longer = Rewriter(["b" * 10 + "." + alias], [SECRET])
    assert longer.forward("a" * 35 + "@x.example", DAY) == Refused(RefusedReason.TOO_LONG_PATH)
    assert isinstance(longer.forward("a" * 25 + "@x.example", DAY), Rewritten)


def test_emitting_what_is_too_long() -> None:
    emits = rewriter(over_length="emit")
    sender = "a" * 64 + "@" + "x" * 50 + ".example"
    outcome = emits.forward(sender, DAY)
    assert isinstance(outcome, Rewritten)
    assert not outcome.fits
    assert emits.reverse(outcome.address, DAY) == Reversed(sender, 0, 0)
    assert made("a@x.example", over_length="emit").fits
    assert emits.forward("a" * 300 + "@x.example", DAY) == Refused(RefusedReason.TOO_LONG_LOCAL)


def test_a_token_in_place_of_what_is_too_long() -> None:
    stores = rewriter(over_length="token")
    sender = "a" * 60 + "@x.example"
    outcome = stores.forward(f"<{sender}>", DAY)
    assert isinstance(outcome, NeedsToken)
    match outcome:
        case NeedsToken(key, value, address):
            assert (len(key), value) == (32, sender)
            assert key.isalnum()
    letters = address.split("=")[1]
    assert address == f"SRS0={letters}=G3=1={key}@fwd.example"
    assert stores.forward(sender, DAY) == outcome
    for back in (address, address.lower()):
        assert stores.reverse(back, DAY + 3) == StoredSender(key, 3, 0)
        assert rewriter().reverse(back, DAY + 3) == StoredSender(key, 3, 0)
    assert stores.reverse(address, DAY + 22) == NotReversed(NotReversedReason.EXPIRED, 22)
    assert made("a@x.example", over_length="token").scheme == "SRS0"
    again = stores.forward("SRS0=abcd=TT=" + "o" * 50 + ".example=u@h1.example", DAY)
    assert isinstance(again, NeedsToken)
    assert again.value.startswith("SRS0=abcd")
    # there is no room for a key behind so long a hash
    assert rewriter(over_length="token", hash_length=27).forward(sender, DAY) == Refused(RefusedReason.TOO_LONG_LOCAL)


def test_the_third_forwarder_leads_back_to_the_first() -> None:
    first, second, third = (Rewriter([f"f{n}.example"], [b"secret%d" % n]) for n in (1, 2, 3))
    one = first.forward("anna@a.example", DAY)
    assert isinstance(one, Rewritten)
    two = second.forward(one.address, DAY)
    assert isinstance(two, Rewritten)
    three = third.forward(two.address, DAY + 1)
    assert isinstance(three, Rewritten)
    assert len(three.address) == len(two.address)
    for outcome, by in ((two, second), (three, third)):
        back = by.reverse(outcome.address, DAY + 500)  # SRS1 has no day; the first forwarder's address has
        assert back == Reversed(one.address, None, 0)
    assert first.reverse(one.address, DAY + 2) == Reversed("anna@a.example", 2, 0)


@pytest.mark.parametrize("more", [{}, {"keyed": True}, {"exclude": str.isupper}])
def test_rewriters_can_be_copied(more: dict[str, Any]) -> None:
    some = rewriter(**more)
    for copied in (pickle.loads(pickle.dumps(some)), copy.deepcopy(some)):
        assert copied.forward("a@x.example", DAY) == some.forward("a@x.example", DAY)
        assert repr(copied) == repr(some)
    assert "tops3cr3t" not in repr(some)
    with pytest.raises(AttributeError):
        some.max_age = 3  # type: ignore[misc]


@pytest.mark.parametrize(
    ("given", "written"),
    [
        (["m\u00fcnchen.example"], "xn--mnchen-3ya.example"),
        (["fwd.example."], "fwd.example"),
        (["FWD.Example"], "fwd.example"),
        ({"fwd.example"}, "fwd.example"),
        ({"fwd.example": "of any kind"}, "fwd.example"),
    ],
)
def test_an_alias_is_written_in_its_normal_form(given: Any, written: str) -> None:
    some = Rewriter(given, {SECRET})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] # a set of one
    plain, careful = some.forward("a@x.example", DAY), some.forward("<a@x.example>", DAY)
    assert plain == careful
    assert isinstance(plain, Rewritten)
    assert plain.address.endswith(f"@{written}")
    assert some.reverse(plain.address, DAY) == Reversed("a@x.example", 0, 0)


def test_octets_that_end_in_a_line_feed_are_a_secret() -> None:
    assert Rewriter(["fwd.example"], [b"\x00\xff\x8a\n"]).secrets == (b"\x00\xff\x8a\n",)
    assert Rewriter(["fwd.example"], [b"\x01\x02\n"]).secrets == (b"\x01\x02\n",)


MISTAKES: Final[list[tuple[Any, Any, str]]] = [
    (("fwd.example", [SECRET]), {}, r"aliases takes several, such as \['srs.example.com'\], not str"),
    ((None, [SECRET]), {}, "aliases takes several, .*, not None"),
    (([], [SECRET]), {}, "at least one domain"),
    (([5], [SECRET]), {}, "aliases takes texts, not int"),
    ((["a@fwd.example"], [SECRET]), {}, "give the domain of 'a@fwd.example' only"),
    ((["fwd example"], [SECRET]), {}, "'fwd example' is no domain name"),
    ((["a..b"], [SECRET]), {}, "is no domain name"),
    ((["1"], [SECRET]), {}, "'1' is no domain that bounces could come back to"),
    ((["192.0.2.1"], [SECRET]), {}, "'192.0.2.1' is no domain that bounces"),
    ((iter(["fwd.example"]), [SECRET]), {}, "aliases takes several, .*, not list_iterator"),
    ((["fwd.example"], [b"of a file\r\n"]), {}, r"a line end stands behind a secret, .*: strip\(\) it"),
    ((["fwd.example"], [SECRET]), {"keyed": "no"}, "keyed='no': it is True or False"),
    ((["fwd.example"], [SECRET]), {"always_rewrite": 1}, "always_rewrite=1: it is True or False"),
    ((["fwd.example"], SECRET), {}, r"secrets takes several, such as \[b'...'\]; the first signs, .*, not bytes"),
    ((["fwd.example"], "secret"), {}, "secrets takes several"),
    ((["fwd.example"], ["secret"]), {}, r"secrets takes bytes, not str; a text: text.encode\(\)"),
    ((["fwd.example"], [b""]), {}, "an empty secret"),
    ((["fwd.example"], [SECRET, b" \n"]), {}, "an empty secret"),
    ((["fwd.example"], []), {}, "at least one secret"),
    ((["fwd.example"], [SECRET]), {"separator": "*"}, r"separator='\*': it is one of '=', '\+', '-'"),
    ((["fwd.example"], [SECRET]), {"alphabet": "hex"}, "alphabet='hex': it is one of 'base64url', 'classic'"),
    ((["fwd.example"], [SECRET]), {"over_length": "cut"}, "over_length='cut'"),
    ((["fwd.example"], [SECRET]), {"hash_length": 3}, "hash_length=3: it is a whole number from 4 to 27"),
    ((["fwd.example"], [SECRET]), {"hash_length": 28}, "hash_length=28"),
    ((["fwd.example"], [SECRET]), {"hash_length": True}, "hash_length=True"),
    ((["fwd.example"], [SECRET]), {"hash_length": 4.0}, "hash_length=4.0"),
    ((["fwd.example"], [SECRET]), {"hash_min": 3}, "hash_min=3: it is a whole number from 4 to 4"),
    ((["fwd.example"], [SECRET]), {"hash_min": 6}, "hash_min=6"),
    ((["fwd.example"], [SECRET]), {"max_age": -1}, "max_age=-1"),
    ((["fwd.example"], [SECRET]), {"max_age": 1001}, "max_age=1001"),
    ((["fwd.example"], [SECRET]), {"future_days": 8}, "future_days=8"),
    ((["fwd.example"], [SECRET]), {"exclude": "a.example"}, "exclude takes several"),
    ((["fwd.example"], [SECRET]), {"exclude": [None]}, "exclude takes texts, not NoneType"),
    ((["fwd.example"], [SECRET]), {"own_domains": ["."]}, "own_domains: '' is no domain name"),
    ((["fwd.example"], [SECRET]), {"own_domains": 7}, "own_domains takes several, .*, not int"),
]


@pytest.mark.parametrize(("arguments", "more", "complaint"), MISTAKES)
def test_mistakes_of_the_caller(arguments: tuple[Any, Any], more: dict[str, Any], complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint):
        Rewriter(*arguments, **more)


@pytest.mark.parametrize("wrong", [None, b"a@x.example", 5])
def test_addresses_are_texts(wrong: Any) -> None:
    with pytest.raises(UsageError, match=r"forward\(\) takes the sender as a text, not"):
        rewriter().forward(wrong, DAY)
    with pytest.raises(UsageError, match=r"reverse\(\) takes the recipient as a text, not"):
        rewriter().reverse(wrong, DAY)
    if wrong is not None:
        with pytest.raises(UsageError, match=r"reverse\(\) takes mail_from as a text, not"):
            rewriter().reverse("a@x.example", DAY, mail_from=wrong)
