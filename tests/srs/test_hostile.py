"""Does anything raise, or come out that is no address, whatever comes in?"""

from __future__ import annotations

from random import Random
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

import deliverkit as dk
from deliverkit.srs import (
    NeedsToken,
    NotReversed,
    Refused,
    Reversed,
    Rewriter,
    Rewritten,
    StoredSender,
    Unchanged,
    explain,
)
from deliverkit.srs.address import Mailbox, read_mailbox

DAY: Final = 20_000
REWRITERS: Final = [
    Rewriter(["fwd.example"], [b"secret"], **more)  # type: ignore[arg-type]
    for more in (
        {},
        {"alphabet": "classic", "always_rewrite": True, "future_days": 7, "max_age": 1000},
        {"keyed": True, "over_length": "token"},
        {"over_length": "emit", "separator": "-", "own_domains": [".example.net"], "hash_length": 27},
        {"over_length": "token", "exclude": str.isdigit},
    )
]
PIECES: Final = (
    *("SRS0", "SRS1", "srs0", "=", "==", "+", "-", "@", ".", "..", '"', "\\", "<", ">", " ", "G3", "gz", "1", "~", "/"),
    *(
        "a.example",
        "fwd.example",
        "FWD.EXAMPLE",
        "x",
        "abcd",
        "[192.0.2.1]",
        "\r\n",
        "\0",
        "\u0130",
        "\u017f",
        "\u212a",
    ),
    *("+SRS=", "\ud800", "\udcff", "\u65e5", "\x85", "\u2028", "a" * 64, "7RT9R00B5B77N17H4MLAQ9I292VKP6PD", "xn--a"),
)
TEXTS: Final = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=14).map("".join))


def check(text: str) -> None:
    for rewriter in REWRITERS:
        outcome = rewriter.forward(text, DAY)
        match outcome:
            case Rewritten(address) | NeedsToken(_, _, address):
                valid(address)
                back = rewriter.reverse(address, DAY)
                assert isinstance(back, Reversed | StoredSender)
                if isinstance(back, Reversed):
                    # the same mailbox, in the form with the fewest quotation marks
                    assert read_mailbox(back.address) == first(text), back
                told = explain(address, DAY)
                assert told.value is not None
            case Unchanged(_, address):
                assert address is text
            case Refused():
                pass
        back = rewriter.reverse(text, DAY)
        assert isinstance(back, NotReversed | Reversed | StoredSender)
        if isinstance(back, Reversed):
            valid(back.address)
    said = explain(text, DAY)
    for finding in said.findings:
        assert finding.message.isprintable(), finding.message
        assert len(finding.message) < 1000
    dk.to_json(dk.Report(subject="x", checks=(dk.CheckReport.of("srs.explain", said),)))


def first(text: str) -> object:
    """What comes back for *text*: itself, or the first forwarder's address where it is an SRS1 address."""
    bare = text[1:-1] if text.startswith("<") else text
    read = read_mailbox(bare)
    assert isinstance(read, Mailbox)
    if read.local_part[:4].upper() != "SRS1" or read.local_part[4:5] not in ("=", "+", "-"):
        kept = read.local_part
        if kept[:4].upper() == "SRS0" and kept[4:5] in ("=", "+", "-"):
            kept = "SRS0" + kept[4:]
        return Mailbox(kept, read.domain)
    _, host, rest = read.local_part[5:].split("=", 2)
    return Mailbox("SRS0" + rest, host)


def valid(address: str) -> None:
    assert isinstance(read_mailbox(address), Mailbox), address
    assert not set(address) & set("\r\n\0")


@settings(max_examples=1500)
@given(TEXTS)
def test_any_text(text: str) -> None:
    check(text)


@settings(max_examples=700)
@given(TEXTS, st.sampled_from(("a.example", "fwd.example", "[192.0.2.1]", "m\u00fcnchen.example")))
def test_any_local_part(text: str, domain: str) -> None:
    check(f"{text}@{domain}")
    check(f'"{text}"@{domain}')
    check(f"SRS0=abcd=G3={text}@{domain}")
    check(f"SRS1=abcd={text}@{domain}")


def test_pieces_without_end() -> None:
    random = Random(7)
    for _ in range(4000):
        check("".join(random.choices(PIECES, k=random.randrange(1, 20))))
