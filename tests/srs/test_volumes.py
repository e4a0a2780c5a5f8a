"""Do a hundred thousand addresses come back as they went, and no forged one?"""

from __future__ import annotations

from itertools import product
from random import Random
from typing import Any, Final

import pytest

from deliverkit.srs import NotReversed, NotReversedReason, Reversed, Rewriter, Rewritten
from deliverkit.srs.address import write_local
from support import Figures

PAIRS: Final = 100_000
SEED: Final = 20_261_125
DAY: Final = 20_417
ATOM: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+/=?^_`{|}~-"
NAME: Final = "abcdefghijklmnopqrstuvwxyz0123456789"
LETTERS: Final = "abcdefghijklmnopqrstuvwxyz0123456789+/-_"


def sender(random: Random) -> str:
    kind = random.random()
    size = random.randrange(1, 16)
    if kind < 0.6:
        local = ".".join("".join(random.choices(ATOM, k=size)) for _ in range(random.choice((1, 1, 2))))
    elif kind < 0.8:
        local = write_local("".join(random.choices(ATOM + ' ".@,;:\\()<>[]', k=size)))
    else:
        local = "".join(random.choices("a\u00e9\u0130\u65e5\u00df\u212a", k=min(size, 8)))
    labels = ("".join(random.choices(NAME, k=random.randrange(1, 9))) for _ in range(random.choice((1, 2))))
    return f"{local}@{'.'.join(labels)}.example"


@pytest.mark.parametrize(
    "more", [{}, {"alphabet": "classic", "separator": "+"}, {"keyed": True}, {"hash_length": 8, "hash_min": 6}]
)
def test_round_trips(more: dict[str, Any], figures: Figures) -> None:
    seed = SEED + len(more)
    random = Random(seed)
    rewriter, second = Rewriter(["f.example"], [b"secret"], **more), Rewriter(["g.example"], [b"other"], **more)
    made = again = 0
    while made < PAIRS // 4:
        text = sender(random)
        one = rewriter.forward(text, DAY)
        if not isinstance(one, Rewritten):
            continue
        made += 1
        age = random.randrange(22)
        back = rewriter.reverse(one.address, DAY + age)
        assert isinstance(back, Reversed), (seed, text, one, back)
        assert (back.address, back.age) == (text, age), (seed, text, one, back)
        two = second.forward(one.address, DAY)
        if isinstance(two, Rewritten):
            again += 1
            assert second.reverse(two.address, DAY + age) == Reversed(one.address, None, 0, not text.isascii()), seed
    figures(f"SRS, seed {seed}: {made} senders there and back, {again} of them through a second forwarder")


def test_one_letter_changed_is_refused(figures: Figures) -> None:
    random = Random(SEED)
    rewriter = Rewriter(["f.example"], [b"secret"], hash_length=10, hash_min=10)
    refused = 0
    for number in range(20_000):
        made = rewriter.forward(f"user{number}@d{number % 97}.example", DAY)
        assert isinstance(made, Rewritten)
        text = made.address
        at = random.randrange(5, text.index("@"))
        forged = text[:at] + random.choice(NAME) + text[at + 1 :]
        back = rewriter.reverse(forged, DAY)
        if forged.lower() != text.lower():
            assert isinstance(back, NotReversed), (SEED, text, forged)
            refused += 1
    figures(f"SRS, seed {SEED}: {refused} forged addresses refused")


def test_every_hash_of_three_letters_is_refused(figures: Figures) -> None:
    rewriter = Rewriter(["f.example"], [b"secret"])
    short = NotReversed(NotReversedReason.SHORT_HASH)
    tried = 0
    for letters in map("".join, product(LETTERS, repeat=3)):
        assert rewriter.reverse(f"SRS0={letters}=G3=a.example=anna@f.example", DAY) == short
        tried += 1
    figures(f"SRS: {tried} hashes of three letters refused")
