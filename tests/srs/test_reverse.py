"""Which bounces find their way back, and why do the others not?"""

from __future__ import annotations

from itertools import product
from typing import Any, Final

import pytest

from deliverkit.srs import NotReversed, NotReversedReason, Reversed, Rewriter, Rewritten
from deliverkit.srs.signer import Signer

SECRET: Final = b"tops3cr3t"
DAY: Final = 19_675
OURS: Final = "SRS0=oxVX=G3=sender.example=alice@fwd.example"
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"


def rewriter(**more: Any) -> Rewriter:
    return Rewriter(["fwd.example", "old.example"], [SECRET], **more)


@pytest.mark.parametrize(
    ("recipient", "reason"),
    [
        ("", NotReversedReason.NOT_SRS),
        ("<>", NotReversedReason.NOT_SRS),
        ("alice@fwd.example", NotReversedReason.NOT_SRS),
        ("SRS0@fwd.example", NotReversedReason.NOT_SRS),
        ("SRS0alice@fwd.example", NotReversedReason.NOT_SRS),
        ("SRS2=oxVX=G3=sender.example=alice@fwd.example", NotReversedReason.NOT_SRS),
        ("xSRS0=oxVX=G3=sender.example=alice@fwd.example", NotReversedReason.NOT_SRS),
        ("\u017fRS0=oxVX=G3=sender.example=alice@fwd.example", NotReversedReason.NOT_SRS),
        ("SRS0=oxVX=G3=sender.example=alice", NotReversedReason.NOT_SRS),
        ("a\r\nb@fwd.example", NotReversedReason.NOT_SRS),
        ("SRS0=oxVX=G3=sender.example=alice@other.example", NotReversedReason.FOREIGN_SIGNER),
        ("SRS1=oxVX=h.example==x@sub.fwd.example", NotReversedReason.FOREIGN_SIGNER),
        ("SRS0=abc@other.example", NotReversedReason.FOREIGN_SIGNER),
        ("SRS0=oxVX=G3=sender.example@fwd.example", NotReversedReason.MALFORMED),
        ("SRS0=@fwd.example", NotReversedReason.MALFORMED),
        ("SRS1=oxVX=h1.example=abcd=G3=a.example=u@fwd.example", NotReversedReason.MALFORMED),
        ("SRS1=oxVX@fwd.example", NotReversedReason.MALFORMED),
        ("SRS0=oxVX=G3=sender.example=al\r\nice@fwd.example", NotReversedReason.MALFORMED),
        ("SRS0=oxVX=G3=sender.example=a b@fwd.example", NotReversedReason.MALFORMED),
        ('"SRS0=oxVX=G3=sender.example=a"b"@fwd.example', NotReversedReason.MALFORMED),
        ("SRS0=oxVX=G3=sender.example=alice@[192.0.2.1]", NotReversedReason.MALFORMED),
        ("SRS0=oxVX=G3=sender.example=" + "a" * 300 + "@fwd.example", NotReversedReason.TOO_LONG),
        ("SRS0=" + "x" * 10**5 + "=G3=a.example=a@fwd.example", NotReversedReason.TOO_LONG),
        ("SRS0==G3=sender.example=alice@fwd.example", NotReversedReason.SHORT_HASH),
        ("SRS0=oxV=G3=sender.example=alice@fwd.example", NotReversedReason.SHORT_HASH),
        ("SRS1=oxV=h1.example==x@fwd.example", NotReversedReason.SHORT_HASH),
        ("SRS0=oxVX==sender.example=alice@fwd.example", NotReversedReason.BAD_STAMP),
        ("SRS0=oxVX=G=sender.example=alice@fwd.example", NotReversedReason.BAD_STAMP),
        ("SRS0=oxVX=G33=sender.example=alice@fwd.example", NotReversedReason.BAD_STAMP),
        ("SRS0=oxVX=G1=sender.example=alice@fwd.example", NotReversedReason.BAD_STAMP),
        ("SRS0=oxVX=\u00df=sender.example=alice@fwd.example", NotReversedReason.BAD_STAMP),
        ("SRS0=oxVX=\u017f\u017f=sender.example=alice@fwd.example", NotReversedReason.BAD_STAMP),
        ("SRS0=oxVX=G4=sender.example=alice@fwd.example", NotReversedReason.BAD_HASH),
        ("SRS0=oxVY=G3=sender.example=alice@fwd.example", NotReversedReason.BAD_HASH),
        ("SRS0=oxVX=G3=sender.example=alicf@fwd.example", NotReversedReason.BAD_HASH),
        ("SRS0=oxVX=G3=Sender.net=alice@fwd.example", NotReversedReason.BAD_HASH),
        ("SRS0=oxVX=G3==alice@fwd.example", NotReversedReason.BAD_HASH),
        ("SRS0=oxVXOKdJ=G3=sender.example=alice@fwd.example", NotReversedReason.BAD_HASH),
        ("SRS0=" + "a" * 60 + "=G3=sender.example=alice@fwd.example", NotReversedReason.BAD_HASH),
        ("SRS0=ox.X=G3=sender.example=alice@fwd.example", NotReversedReason.BAD_HASH),
        ("SRS0=ox\u00fcX=G3=sender.example=alice@fwd.example", NotReversedReason.BAD_HASH),
        ("SRS1=oxVX=h1.example==abcd=G3=a.example=u@fwd.example", NotReversedReason.BAD_HASH),
        ("SRS0=~oxVXoxVX=G3=sender.example=alice@fwd.example", NotReversedReason.OTHER_FORMAT),
        ("SRS1=~oxVXoxVX=h1.example==x@fwd.example", NotReversedReason.OTHER_FORMAT),
    ],
)
def test_not_reversed(recipient: str, reason: NotReversedReason) -> None:
    for some in (rewriter(), rewriter(over_length="token"), Rewriter(["fwd.example"], [SECRET, b"old"])):
        assert some.reverse(recipient, DAY) == NotReversed(reason)


def test_reasons_can_be_matched() -> None:
    match rewriter().reverse(OURS, DAY + 30):
        case NotReversed(NotReversedReason.EXPIRED, age):
            assert age == 30
        case other:
            pytest.fail(repr(other))


@pytest.mark.parametrize(("day", "hash_min"), [(DAY, 4), (DAY + 21, 4)])
def test_every_hash_of_one_to_three_letters_is_refused(day: int, hash_min: int) -> None:
    some = rewriter(hash_min=hash_min)
    short = NotReversed(NotReversedReason.SHORT_HASH)
    for letters in (*LETTERS, *(a + b for a, b in product(LETTERS, repeat=2))):
        assert some.reverse(f"SRS0={letters}=G3=sender.example=alice@fwd.example", day) == short
    for size in range(4):
        assert some.reverse(f"SRS0={'oxVX'[:size]}=G3=sender.example=alice@fwd.example", day) == short


def test_the_least_length_is_the_callers_to_raise() -> None:
    strict = rewriter(hash_length=8, hash_min=6)
    for size, expected in ((4, False), (5, False), (6, True), (7, True), (8, True)):
        address = f"SRS0={'oxVXOKdI'[:size]}=G3=sender.example=alice@fwd.example"
        back = strict.reverse(address, DAY)
        assert back == (
            Reversed("alice@sender.example", 0, 0) if expected else NotReversed(NotReversedReason.SHORT_HASH)
        )


def test_secrets_are_rotated() -> None:
    new = Rewriter(["fwd.example"], [b"new one", SECRET, b"an even older one" * 9])
    assert new.reverse(OURS, DAY) == Reversed("alice@sender.example", 0, 1)
    assert new.reverse(OURS.lower(), DAY) == Reversed("alice@sender.example", 0, 1)
    oldest = Rewriter(["fwd.example"], [b"an even older one" * 9]).forward("alice@sender.example", DAY)
    assert isinstance(oldest, Rewritten)
    assert new.reverse(oldest.address, DAY) == Reversed("alice@sender.example", 0, 2)
    made = new.forward("alice@sender.example", DAY)
    assert isinstance(made, Rewritten)
    assert new.reverse(made.address, DAY) == Reversed("alice@sender.example", 0, 0)
    only_new = NotReversed(NotReversedReason.BAD_HASH)
    assert Rewriter(["fwd.example"], [b"new one"]).reverse(OURS, DAY) == only_new
    assert rewriter().reverse(made.address, DAY) == only_new


def test_all_aliases_are_accepted() -> None:
    # the alias is not signed in this format, and one secret counts for all of them
    assert rewriter().reverse(OURS.replace("fwd", "old"), DAY) == Reversed("alice@sender.example", 0, 0)
    assert rewriter().reverse(OURS.replace("fwd", "OLD"), DAY) == Reversed("alice@sender.example", 0, 0)


@pytest.mark.parametrize("mail_from", ["x@y.example", " ", "<x@y.example>"])
def test_bounces_only(mail_from: str) -> None:
    some = rewriter()
    assert some.reverse(OURS, DAY, mail_from=mail_from) == NotReversed(NotReversedReason.NOT_A_BOUNCE)
    assert some.reverse("a@fwd.example", DAY, mail_from=mail_from) == NotReversed(NotReversedReason.NOT_SRS)
    for null in ("", "<>"):
        assert some.reverse(OURS, DAY, mail_from=null) == Reversed("alice@sender.example", 0, 0)


def test_dots_where_none_may_be_come_back_in_quotes() -> None:
    """Others sign such senders; the bounce is delivered to what they wrote."""
    some = rewriter()
    quoted = some.forward('"a..b"@x.example', DAY)
    assert isinstance(quoted, Rewritten)
    bare = quoted.address.replace('"', "")
    assert some.reverse(bare, DAY) == Reversed('"a..b"@x.example', 0, 0)
    trailing = some.forward('"a."@x.example', DAY)
    assert isinstance(trailing, Rewritten)
    assert some.reverse(trailing.address.replace('"', ""), DAY) == Reversed('"a."@x.example', 0, 0)


def test_what_others_sign_with_our_secret_and_no_care_is_not_passed_on() -> None:
    # Mail::SRS and postsrsd take "com." for a domain: here the dot went over from the local part
    some = rewriter()
    quoted = some.forward('".bob"@a.example', DAY)
    assert isinstance(quoted, Rewritten)
    shifted = quoted.address.replace("a.example=.bob", "a.example.=bob")
    assert some.reverse(shifted, DAY) == NotReversed(NotReversedReason.MALFORMED)
    hyphen = some.forward("-bob@a.example", DAY)
    assert isinstance(hyphen, Rewritten)
    shifted = hyphen.address.replace("a.example=-bob", "a.example-=bob")
    assert some.reverse(shifted, DAY) == NotReversed(NotReversedReason.MALFORMED)


def test_only_a_key_is_a_key() -> None:
    signer = Signer((SECRET,), 4, 4, url=False, keyed=False)
    for local_part in ("bob", "D7RT9R00B5B77N17H4MLAQ9I292VKP6W", "D7RT9R00B5B77N17H4MLAQ9I292VKP6PP"):
        letters = signer.sign("fwd.example", "SRS0", "G3", "1", local_part)
        address = f"SRS0={letters}=G3=1={local_part}@fwd.example"
        assert rewriter().reverse(address, DAY) == NotReversed(NotReversedReason.MALFORMED)


def test_the_plain_format_lets_the_boundary_be_shifted() -> None:
    """So it is with all that speak it; here to be seen, and in the keyed format refused."""
    some, keyed = rewriter(), rewriter(keyed=True)
    plain, other = some.forward("bob@a.com", DAY), keyed.forward("bob@a.com", DAY)
    assert isinstance(plain, Rewritten)
    assert isinstance(other, Rewritten)
    assert some.reverse(plain.address.replace("a.com=bob", "a.co=mbob"), DAY) == Reversed("mbob@a.co", 0, 0)
    refused = keyed.reverse(other.address.replace("a.com=bob", "a.co=mbob"), DAY)
    assert refused == NotReversed(NotReversedReason.BAD_HASH)
    assert keyed.reverse(other.address, DAY) == Reversed("bob@a.com", 0, 0)


def test_keyed_addresses_are_for_one_alias_and_one_scheme() -> None:
    keyed = rewriter(keyed=True)
    made = keyed.forward("bob@a.com", DAY)
    assert isinstance(made, Rewritten)
    assert made.address.startswith("SRS0=~")
    assert len(made.address.split("=")[1]) == 9
    assert keyed.reverse(made.address.upper(), DAY) == Reversed("BOB@A.COM", 0, 0)
    assert keyed.reverse(made.address.replace("fwd", "old"), DAY) == NotReversed(NotReversedReason.BAD_HASH)
    assert rewriter().reverse(made.address, DAY) == NotReversed(NotReversedReason.OTHER_FORMAT)
    assert keyed.reverse(OURS, DAY) == NotReversed(NotReversedReason.OTHER_FORMAT)
    assert keyed.reverse(made.address, DAY + 22) == NotReversed(NotReversedReason.EXPIRED, 22)
    short = made.address.replace(made.address[5:14], made.address[5:13])
    assert keyed.reverse(short, DAY) == NotReversed(NotReversedReason.SHORT_HASH)
    long = rewriter(keyed=True, hash_length=12)
    longer = long.forward("bob@a.com", DAY)
    assert isinstance(longer, Rewritten)
    assert len(longer.address.split("=")[1]) == 13
    assert keyed.reverse(longer.address, DAY) == Reversed("bob@a.com", 0, 0)


def test_keyed_addresses_travel_on_through_others() -> None:
    keyed, other = rewriter(keyed=True), Rewriter(["h2.example"], [b"other"])
    mine = keyed.forward("bob@a.com", DAY)
    assert isinstance(mine, Rewritten)
    theirs = other.forward(mine.address, DAY)
    assert isinstance(theirs, Rewritten)
    assert theirs.scheme == "SRS1"
    assert other.reverse(theirs.address, DAY) == Reversed(mine.address, None, 0)
    back = keyed.forward("SRS0=abcd=TT=o.example=u@h1.example", DAY)
    assert isinstance(back, Rewritten)
    assert back.address.startswith("SRS1=~")
    assert keyed.reverse(back.address, DAY) == Reversed("SRS0=abcd=TT=o.example=u@h1.example", None, 0)
