"""Does any octets in, no exception out, hold for every reader and every opener, in bounded time?"""

from __future__ import annotations

import time
from random import Random
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attachment_builders.rarer import RARER, Read
from attachment_builders.samples import SAMPLES
from deliverkit.attachments.containers.formats import READERS, STREAM_READERS
from deliverkit.attachments.containers.member import Kind, Listing
from deliverkit.core.budget import Budget, Limits
from support import Figures

ROUNDS: Final = 600
ARCHIVES: Final[dict[str, tuple[Read, bytes]]] = {what: (READERS[kind], data) for what, (kind, data) in SAMPLES.items()}
ARCHIVES.update(RARER)
LIMITS: Final = Limits(bytes_inflated=2_000_000, bytes_read=4_000_000, members=500)
MOST_SECONDS: Final = 1.0


def exercise(read: Read, data: bytes) -> Listing:
    """List *data*, open everything whole and in part; what must always hold."""
    budget = Budget(LIMITS)
    listing = read(data, budget)
    assert listing.complete is (listing.why is None)
    assert len(listing.problems) <= 100
    for member in listing.members:
        assert len({name.text for name in member.names}) == len(member.names)
        assert member.opener is not None or member.why is not None or member.directory
        assert 0 <= member.offset <= max(len(data), 1)
        if member.opener is not None:
            peek = member.opener(budget, 64)
            assert len(peek.data) <= 64
            whole = member.opener(budget)
            assert whole.complete is (whole.why is None)
            assert whole.data.startswith(peek.data) or budget.exhausted
        if member.stream is not None:
            STREAM_READERS[Kind.TAR](member.stream, budget)
    return listing


def mutated(rng: Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 9))):
        at = rng.randrange(len(changed) + 1)
        match rng.randrange(6):
            case 0:
                changed[at : at + 1] = bytes([rng.randrange(256)])
            case 1:
                changed[at : at + rng.choice((1, 2, 4, 8))] = rng.choice((b"\0", b"\xff", b"\x7f\xff")) * rng.choice(
                    (1, 2, 4)
                )
            case 2:
                del changed[at : at + rng.randrange(40)]
            case 3:
                changed[at:at] = bytes(changed[at : at + rng.randrange(60)])
            case 4:
                other = rng.randrange(len(changed) + 1)
                changed[at : at + 8] = changed[other : other + 8]
            case _:
                del changed[rng.randrange(len(changed) // 2 + 1) + len(changed) // 2 :]
    return bytes(changed)


@pytest.mark.parametrize("what", ARCHIVES)
def test_mutations(what: str, figures: Figures) -> None:
    read, data = ARCHIVES[what]
    assert exercise(read, data).members
    seed = Random().randrange(1 << 32)
    figures(f"{what}: seed {seed}")
    rng = Random(seed)
    slowest = 0.0
    for _ in range(ROUNDS):
        changed = mutated(rng, data)
        begun = time.perf_counter()
        exercise(read, changed)
        slowest = max(slowest, time.perf_counter() - begun)
    figures(f"{what}: {ROUNDS} mutations, the slowest {slowest * 1000:.0f} ms")
    assert slowest < MOST_SECONDS


@pytest.mark.parametrize("what", ARCHIVES)
def test_every_octet_of_the_beginning_and_the_end(what: str) -> None:
    read, data = ARCHIVES[what]
    for at in (*range(150), *range(len(data) - 100, len(data))):
        for octet in (0, 0xFF, data[at] ^ 1, data[at] ^ 0x80):
            exercise(read, data[:at] + bytes([octet]) + data[at + 1 :])


@pytest.mark.parametrize("what", ARCHIVES)
def test_what_another_wrote(what: str) -> None:
    for _, data in ARCHIVES.values():
        exercise(ARCHIVES[what][0], data)


@given(st.binary(max_size=400), st.sampled_from(sorted(ARCHIVES)), st.integers(0, 400))
def test_any_octets(octets: bytes, what: str, keep: int) -> None:
    read, data = ARCHIVES[what]
    exercise(read, data[:keep] + octets)
    exercise(read, octets + data[keep:])
