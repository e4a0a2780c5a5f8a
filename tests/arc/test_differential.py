"""Do dkimpy and we agree on chains?  On sealed messages, changed by seed; every difference has its reason.

`ARC_MUTATIONS=100000 pytest tests/arc/test_differential.py` is the long run, `ARC_SEED=n` draws others.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Final, NamedTuple

from arc_chains import MESSAGE, NOW, SEALERS, ZONE, chain_of, codes, key_of, sealed, verified
from arc_mutations import mutated
from deliverkit import arc
from deliverkit.message import Message
from oracles.dkimpy_arc import arc_seal, arc_verify
from support import Figures

COUNT: Final = 3000
MUTATIONS: Final = int(os.environ.get("ARC_MUTATIONS", COUNT))
SEED: Final = int(os.environ.get("ARC_SEED", "8617"))
MOST_EXCEPTED: Final = 0.02

RSA, OTHER, _ = SEALERS  # dkimpy verifies no chain with Ed25519
_RESULTS: Final = b"Authentication-Results: mx%d.example; spf=pass smtp.mailfrom=anna@a.example; dkim=pass; arc=%s\r\n"
_INSTANCE: Final = re.compile(rb"[ \t\r\n(;]i *= *([0-9]+)")


def by_dkimpy(raw: bytes, number: int, status: bytes) -> bytes:
    """*raw*, sealed by dkimpy; the set has this *number*."""
    one = (RSA, OTHER)[number % 2]
    raw = _RESULTS % (number, status) + raw
    return arc_seal(raw, key_of(one.key), one.domain, one.selector, f"mx{number}.example") + raw


def by_us(raw: bytes, number: int) -> bytes:
    one = (RSA, OTHER)[number % 2]
    made = arc.seal(
        raw, "mx.example; spf=pass", key_of(one.key), one.domain, one.selector, chain=chain_of(raw), signed_at=NOW
    )
    return made.message


@cache
def bases() -> tuple[bytes, ...]:
    first = by_dkimpy(MESSAGE, 1, b"none")
    return (
        sealed((RSA,)),
        sealed((RSA, OTHER)),
        sealed((RSA, OTHER, RSA), edits={2: lambda raw: raw + b"-- \r\nlist\r\n"}),
        first,
        by_dkimpy(first, 2, b"pass"),
        by_us(by_dkimpy(first, 2, b"pass"), 3),
        by_dkimpy(sealed((RSA,)), 2, b"pass"),
    )


class Difference(NamedTuple):
    """Where dkimpy may differ, by what stands in the message, and why we are right."""

    applies: Callable[[bytes], bool]
    why: str


def _not_stacked(raw: bytes) -> bool:
    for name in ("ARC-Seal", "ARC-Message-Signature", "ARC-Authentication-Results"):
        found = [_INSTANCE.search(field.raw) for field in Message.parse(raw).get_all(name)]
        told = [int(one[1]) for one in found if one]
        if told != sorted(told, reverse=True):
            return True
    return False


def _bare_line_end(raw: bytes) -> bool:
    return raw.count(b"\r\n") != raw.count(b"\n") or raw.count(b"\r\n") != raw.count(b"\r")


def _blanks_at_end(raw: bytes) -> bool:
    return raw.endswith((b" ", b"\t"))


def _instance_not_found(raw: bytes) -> bool:
    fields = Message.parse(raw).get_all("ARC-Message-Signature")
    return not all(re.search(rb" i=[0-9]+;", field.value) for field in fields)


def _header_ends_early(raw: bytes) -> bool:
    return not Message.parse(raw).separator


EXCEPTIONS: Final = {
    "no field": Difference(
        _header_ends_early, 'RFC 5322 section 2.2: "A field name MUST be composed of printable US-ASCII characters"'
    ),
    "order": Difference(
        _not_stacked, 'RFC 8617 section 5.1.1: "supplied to the hash function in increasing instance order"'
    ),
    "line ends": Difference(_bare_line_end, 'RFC 5322 section 2.3: "CR and LF MUST only occur together as CRLF"'),
    "blanks at the end": Difference(
        _blanks_at_end,
        'RFC 6376 section 3.4.4: "Ignore all whitespace at the end of lines", then all empty lines',
    ),
    "where i= stands": Difference(
        _instance_not_found, 'RFC 6376 section 3.2: blanks around tags are allowed, "tag-spec = [FWS] tag-name [FWS]"'
    ),
}


def test_what_one_seals_the_other_verifies() -> None:
    for number, raw in enumerate(bases()):
        assert arc_verify(raw, ZONE) == "pass", number
        assert codes(verified(raw)) in ([], ["arc.changed-on-the-way"]), number


def test_agreement(figures: Figures) -> None:
    excepted: Counter[str] = Counter()
    agreed: Counter[str] = Counter()
    for number in range(MUTATIONS):
        random = Random(f"{SEED}:{number}")
        raw = mutated(random.choice(bases()), random)
        value = verified(raw).value
        assert value is not None
        assert value.result is not None
        theirs = arc_verify(raw, ZONE)
        if theirs.split(" ", 1)[0] == value.result.value:
            agreed[theirs] += 1
            continue
        name = next((name for name, one in EXCEPTIONS.items() if one.applies(raw)), "")
        assert name, f"seed {SEED}:{number}: ours {value.result.value} ({value.reason}), dkimpy {theirs}: {raw!r}"
        excepted[name] += 1
    total = excepted.total()
    figures(f"ARC against dkimpy, seed {SEED}: {MUTATIONS - total}/{MUTATIONS} agree, {total} excepted:")
    figures(f"  {dict(agreed)}")
    for name, count in excepted.most_common():
        figures(f"  {count:6}  {name}: {EXCEPTIONS[name].why}")
    assert total <= MUTATIONS * MOST_EXCEPTED
    if MUTATIONS >= COUNT:
        assert EXCEPTIONS.keys() <= excepted.keys(), "an exception that nothing needs"
