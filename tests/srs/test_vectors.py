"""Are addresses, octet for octet, those that Mail::SRS 0.31 and postsrsd 1.10 make and reverse?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Final

import pytest

from deliverkit.srs import NotReversed, NotReversedReason, Reversed, Rewriter, Rewritten

SECRET: Final = b"tops3cr3t"
DAY: Final = 1_700_000_000 // 86_400
AGAIN: Final = "SRS0=abcd=TT=o.example=u@h1.example"

# made by both programs, with their clocks set to 1700000000
VECTORS: Final[tuple[tuple[str, str, dict[str, Any]], ...]] = (
    ("alice@sender.example", "SRS0=oxVX=G3=sender.example=alice@fwd.example", {}),
    ("alice@sender.example", "SRS0=oxVXOK=G3=sender.example=alice@fwd.example", {"hash_length": 6}),
    ("alice@sender.example", "SRS0=oxVXOKdI=G3=sender.example=alice@fwd.example", {"hash_length": 8}),
    ("a=b@x.example", "SRS0=IqX1=G3=x.example=a=b@fwd.example", {}),
    ("a+b-c@x.example", "SRS0=SAxM=G3=x.example=a+b-c@fwd.example", {}),
    (AGAIN, "SRS1=/Weu=h1.example==abcd=TT=o.example=u@fwd.example", {}),
    (AGAIN.replace("=", "+", 1), "SRS1=ke8o=h1.example=+abcd=TT=o.example=u@fwd.example", {}),
    (AGAIN.replace("=", "-", 1), "SRS1=CBCO=h1.example=-abcd=TT=o.example=u@fwd.example", {}),
    (
        "SRS1=abcd=h1.example==HHH=TT=o.example=u@h2.example",
        "SRS1=2OG5=h1.example==HHH=TT=o.example=u@fwd.example",
        {},
    ),
)


def classic(**more: Any) -> Rewriter:
    return Rewriter(["fwd.example"], [SECRET], alphabet="classic", **more)


@pytest.mark.parametrize(("sender", "address", "how"), VECTORS)
def test_forward_and_reverse(sender: str, address: str, how: dict[str, Any]) -> None:
    rewriter = classic(**how)
    assert rewriter.forward(sender, DAY) == Rewritten(address, address[:4])
    back = rewriter.reverse(address, DAY)
    assert isinstance(back, Reversed)
    first = "SRS0=HHH=TT=o.example=u@h1.example" if sender.startswith("SRS1") else sender
    assert (back.address, back.secret) == (first, 0)
    assert back.age == (0 if address.startswith("SRS0") else None)


@pytest.mark.parametrize("separator", ["=", "+", "-"])
def test_separator_stands_behind_the_tag_and_is_not_signed(separator: str) -> None:
    rewriter = classic(separator=separator)
    address = f"SRS0{separator}oxVX=G3=sender.example=alice@fwd.example"
    assert rewriter.forward("alice@sender.example", DAY) == Rewritten(address)
    for accepted in "=+-":
        changed = address[:4] + accepted + address[5:]
        assert rewriter.reverse(changed, DAY) == Reversed("alice@sender.example", 0, 0)
    again = rewriter.forward(AGAIN, DAY)
    assert again == Rewritten(f"SRS1{separator}/Weu=h1.example==abcd=TT=o.example=u@fwd.example", "SRS1")


def test_alphabets_differ_in_two_letters_and_both_are_read() -> None:
    modern = Rewriter(["fwd.example"], [SECRET])
    assert modern.forward(AGAIN, DAY) == Rewritten("SRS1=_Weu=h1.example==abcd=TT=o.example=u@fwd.example", "SRS1")
    for letters in ("/Weu", "_Weu", "/wEU", "_WEU"):
        for rewriter in (modern, classic()):
            address = f"SRS1={letters}=h1.example==abcd=TT=o.example=u@fwd.example"
            assert rewriter.reverse(address, DAY) == Reversed(AGAIN, None, 0)


def test_both_alphabets_in_plain_addresses() -> None:
    names = [f"u{n}@x.example" for n in range(200)]
    seen = set[str]()
    for name in names:
        old, new = classic().forward(name, DAY), Rewriter(["fwd.example"], [SECRET]).forward(name, DAY)
        assert isinstance(old, Rewritten)
        assert isinstance(new, Rewritten)
        assert new.address[5:9] == old.address[5:9].translate(str.maketrans("+/", "-_"))
        seen.update(old.address[5:9])
        for rewriter in (classic(), Rewriter(["fwd.example"], [SECRET])):
            assert rewriter.reverse(old.address, DAY) == rewriter.reverse(new.address, DAY) == Reversed(name, 0, 0)
    assert {"+", "/"} <= seen


@pytest.mark.parametrize(
    "address",
    [
        "srs0=oxvx=g3=sender.example=alice@fwd.example",
        "SRS0=OXVX=G3=SENDER.EXAMPLE=ALICE@FWD.EXAMPLE",
        "sRs0+OxVx=g3=Sender.Example=Alice@Fwd.Example",
        "<SRS0=oxVX=G3=sender.example=alice@fwd.example>",
        "SRS0=oxVXOKdI=G3=sender.example=alice@fwd.example",  # longer than it is made here, and right
    ],
)
def test_case_is_lost_on_the_way(address: str) -> None:
    back = classic().reverse(address, DAY)
    assert isinstance(back, Reversed)
    assert back.address.lower() == "alice@sender.example"
    kept = address.strip("<>").rpartition("@")[0].split("=")
    assert back.address == f"{kept[-1]}@{kept[-2]}"


def test_case_of_the_sender_is_kept_and_not_signed() -> None:
    assert classic().forward("Alice@Sender.Example", DAY) == Rewritten("SRS0=oxVX=G3=Sender.Example=Alice@fwd.example")
    assert classic().forward("ALICE@sender.example", DAY) == Rewritten("SRS0=oxVX=G3=sender.example=ALICE@fwd.example")


@pytest.mark.parametrize(
    "day",
    [
        DAY,
        date(2023, 11, 14),
        datetime(2023, 11, 14, tzinfo=UTC),
        datetime(2023, 11, 14, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(2023, 11, 15, 1, 30, tzinfo=timezone(timedelta(hours=2))),
        datetime(2023, 11, 13, 23, 30, tzinfo=timezone(timedelta(hours=-1))),
    ],
)
def test_a_day_is_one_day_however_it_is_said(day: Any) -> None:
    address = "SRS0=oxVX=G3=sender.example=alice@fwd.example"
    assert classic().forward("alice@sender.example", day) == Rewritten(address)
    assert classic().reverse(address, day) == Reversed("alice@sender.example", 0, 0)


def test_days_at_their_bounds() -> None:
    rewriter = classic()
    address = "SRS0=oxVX=G3=sender.example=alice@fwd.example"
    for age in range(22):
        assert rewriter.reverse(address, DAY + age) == Reversed("alice@sender.example", age, 0)
        assert rewriter.reverse(address, DAY + 1024 + age) == Reversed("alice@sender.example", age, 0)
    for age in (22, 23, 100, 1016):
        assert rewriter.reverse(address, DAY + age) == NotReversed(NotReversedReason.EXPIRED, age)
    for ahead in range(1, 8):
        assert rewriter.reverse(address, DAY - ahead) == NotReversed(NotReversedReason.FROM_THE_FUTURE, -ahead)
    assert rewriter.reverse(address, DAY - 8) == NotReversed(NotReversedReason.EXPIRED, 1016)


def test_a_day_ahead_where_that_is_allowed() -> None:
    address = "SRS0=oxVX=G3=sender.example=alice@fwd.example"
    rewriter = classic(future_days=1, max_age=0)
    assert rewriter.reverse(address, DAY - 1) == Reversed("alice@sender.example", -1, 0)
    assert rewriter.reverse(address, DAY) == Reversed("alice@sender.example", 0, 0)
    assert rewriter.reverse(address, DAY - 2) == NotReversed(NotReversedReason.FROM_THE_FUTURE, -2)
    assert rewriter.reverse(address, DAY + 1) == NotReversed(NotReversedReason.EXPIRED, 1)
