"""Do the programs that forwarders run make and reverse the addresses that we make and reverse?

Debian's ``libmail-srs-perl`` (Mail::SRS) and ``postsrsd`` 1.x, both ways, ten thousand random senders each.
"""

from __future__ import annotations

import string
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Final, Protocol

import pytest

from deliverkit.srs import Reversed, Rewriter, Rewritten
from deliverkit.srs.stamp import STAMPS
from oracles.mail_srs import is_installed, mail_srs
from oracles.postsrsd import binary, postsrsd
from support import Figures, skip_or_fail

pytestmark = pytest.mark.live

SECRET: Final = "tops3cr3t"
SENDERS: Final = 10_000
SEED: Final = 20_261_125
ATOM: Final = string.ascii_letters + string.digits + "!#$%&'*+/=?^_`{|}~-"
HOST: Final = string.ascii_letters + string.digits


class Other(Protocol):
    """Another implementation."""

    def forward(self, senders: Sequence[str], /) -> list[str]: ...
    def reverse(self, recipients: Sequence[str], /) -> list[str]: ...


def senders(random: Random) -> list[str]:
    """Half of them plain, the others rewritten once and twice before."""
    made: list[str] = []
    for number in range(SENDERS):
        local = ".".join("".join(random.choices(ATOM, k=random.randrange(1, 9))) for _ in range(random.choice((1, 2))))
        host = "".join(random.choices(HOST, k=random.randrange(1, 9))) + random.choice((".example", ".b-c.example"))
        sender = f"x{local}@x{host}"
        if number % 4 == 2:
            letters = "".join(random.choices(string.ascii_letters + "+/", k=4))
            sender = f"SRS0{random.choice('=+-')}{letters}={random.choice(STAMPS)}=o.example={sender}"
        if number % 4 == 3:
            sender = (
                f"srs1{random.choice('=+-')}abcd=h{number}.example={random.choice('=+-')}wxyz=G3=o.example={sender}"
            )
        made.append(sender)
    return made


def compare(ours: Rewriter, other: Other, name: str, day: int, figures: Figures) -> None:
    texts = senders(Random(SEED))
    started = time.perf_counter()
    theirs = other.forward(texts)
    mine = [ours.forward(text, day) for text in texts]
    for text, outcome, address in zip(texts, mine, theirs, strict=True):
        assert isinstance(outcome, Rewritten), text
        assert outcome.address == address, text
    lost_case = [address.lower() for address in theirs]
    for sent in (theirs, lost_case):
        returned = other.reverse(sent)
        for address, back in zip(sent, returned, strict=True):
            reversed_ = ours.reverse(address, day)
            assert isinstance(reversed_, Reversed), address
            assert reversed_.address == back, address
    forged = [address[:6] + ("a" if address[6] not in "aA" else "b") + address[7:] for address in theirs]
    for address, back in zip(forged, other.reverse(forged), strict=True):
        assert not isinstance(ours.reverse(address, day), Reversed), address
        assert back == "!", address
    spent = time.perf_counter() - started
    figures(f"SRS, {name}: {SENDERS} senders of seed {SEED} and their bounces, both ways, identical ({spent:.1f} s)")


@pytest.mark.parametrize(("separator", "length"), [("=", 4), ("+", 6), ("-", 8)])
def test_mail_srs(separator: str, length: int, figures: Figures) -> None:
    if not is_installed():
        skip_or_fail("Mail::SRS is not installed (Debian: apt-get install libmail-srs-perl)")
    ours = Rewriter(
        ["fwd.example"],
        [SECRET.encode()],
        alphabet="classic",
        separator=separator,
        over_length="emit",
        hash_length=length,
    )
    for day in (19_675, 20_480):  # 20480 is a multiple of 1024
        with mail_srs(SECRET, "fwd.example", day, separator, length) as other:
            compare(ours, other, f"Mail::SRS, day {day}, {separator!r}, {length} letters", day, figures)


@pytest.mark.parametrize("separator", ["=", "+"])
def test_postsrsd(tmp_path: Path, separator: str, figures: Figures) -> None:
    program = binary()
    if program is None:
        skip_or_fail("postsrsd is not installed (Debian: apt-get install postsrsd)")
    ours = Rewriter(
        ["fwd.example"], [SECRET.encode()], alphabet="classic", separator=separator, over_length="emit", max_age=22
    )
    with postsrsd(program, tmp_path, SECRET, "fwd.example", separator) as other:
        # its clock is the real one; a run in which midnight falls says nothing
        day = _today()
        try:
            compare(ours, other, f"postsrsd, {separator!r}", day, figures)
        except AssertionError:
            if _today() == day:
                raise
            compare(ours, other, f"postsrsd, {separator!r}", _today(), figures)


def _today() -> int:
    return int(time.time()) // 86_400


def test_days_of_mail_srs() -> None:
    """21 days are good and 22 are not, in both."""
    if not is_installed():
        skip_or_fail("Mail::SRS is not installed (Debian: apt-get install libmail-srs-perl)")
    ours = Rewriter(["fwd.example"], [SECRET.encode()], alphabet="classic")
    made = ours.forward("anna@a.example", 20_000)
    assert isinstance(made, Rewritten)
    for age in (0, 1, 20, 21, 22, 23, 1_023, 1_024, 1_045, 1_046, -1):
        with mail_srs(SECRET, "fwd.example", 20_000 + age) as other:
            (back,) = other.reverse([made.address])
        assert (back != "!") is isinstance(ours.reverse(made.address, 20_000 + age), Reversed), age
