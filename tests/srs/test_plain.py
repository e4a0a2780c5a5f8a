"""Does what is quick for plain addresses end as it does with care?"""

from __future__ import annotations

from random import Random
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from deliverkit.srs import Rewriter, Rewritten
from deliverkit.srs.stamp import stamp_of

PIECES: Final = (
    "a",
    "B",
    "srs0",
    "SRS0=",
    "srs1",
    "example",
    ".",
    "..",
    "-",
    "=",
    "+",
    "_",
    "@",
    "@x.example",
    "1",
    '"',
)
QUICK: Final = Rewriter(["fwd.example"], [b"secret"], exclude=["x.example"], hash_length=6, hash_min=5)
DAY: Final = 20_000


def same(sender: str) -> None:
    outcome = QUICK.forward(sender, DAY)
    assert outcome == QUICK._sending.forward(sender, stamp_of(DAY))  # pyright: ignore[reportPrivateUsage] # both ways are compared
    if isinstance(outcome, Rewritten):
        address = outcome.address
        for changed in (
            address,
            address.lower(),
            address.replace("=", "", 1),
            address[:8] + address[9:],
            address + "x",
        ):
            for day in (DAY, DAY + 21, DAY + 22, DAY - 1):
                with_care = QUICK._returning.reverse(changed, day, "")  # pyright: ignore[reportPrivateUsage] # as above
                assert QUICK.reverse(changed, day) == with_care


@settings(max_examples=700)
@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_any_pieces(sender: str) -> None:
    same(sender)
    same(sender + "@a.example")


def test_plain_ones() -> None:
    random = Random("plain")
    for _ in range(1000):
        size = random.randrange(1, 50)
        local = "".join(random.choices("abcdefgXYZ0123456789.-_+", k=size))
        same(f"{local}@{random.choice(['a.example', 'A.example', 'b-c.example', 'x.example', 'y'])}")
