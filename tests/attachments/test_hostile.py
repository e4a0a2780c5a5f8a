"""Is there no message that makes the walk raise, or say that what it could not look at is clean?"""

from __future__ import annotations

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from attachment_controls import controls
from attachment_gallery import entity, mail, members
from attachment_gallery_archives import carried, hidden, locked
from attachment_gallery_mail import written_oddly
from deliverkit import attachments
from deliverkit.attachments import AttachmentVerdict, Settings
from deliverkit.core.budget import Limits
from support import Figures

MUTATIONS = 3000
SMALL = Settings(limits=Limits(bytes_inflated=2_000_000, members=500, steps=20_000))


def mutated(raw: bytes, chance: random.Random) -> bytes:
    octets = bytearray(raw)
    for _ in range(chance.choice((1, 2, 5, 20))):
        at = chance.randrange(len(octets) + 1)
        match chance.randrange(4):
            case 0:
                octets[at : at + 1] = chance.randbytes(1)
            case 1:
                del octets[at : at + chance.randrange(50)]
            case 2:
                octets[at:at] = octets[: chance.randrange(200)]
            case _:
                octets[at : at + 4] = b"\xff\xff\xff\xff"
    return bytes(octets)


def test_mutations(figures: Figures) -> None:
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    rooms = (members(), written_oddly(), hidden(), locked(), carried())
    raws = [sample.raw for room in rooms for sample in room if len(sample.raw) < 20_000] + [
        raw for _, raw in controls()
    ]
    slowest = 0.0
    for _ in range(MUTATIONS):
        raw = mutated(chance.choice(raws), chance)
        started = time.perf_counter()
        outcome = attachments.check(raw, SMALL)
        slowest = max(slowest, time.perf_counter() - started)
        for one in outcome.value or ():
            assert not (one.why and one.verdict is AttachmentVerdict.CLEAN), (seed, raw)
    assert slowest < 10, seed
    figures(f"attachments: seed {seed}, {MUTATIONS} mutations, the slowest {slowest * 1000:.0f} ms")


@given(st.binary(max_size=300))
def test_any_octets(raw: bytes) -> None:
    attachments.check(raw)
    attachments.check(mail(entity(raw, "a.zip")))


@given(st.text(max_size=100))
def test_any_name(name: str) -> None:
    attachments.check(mail(entity(b"x", name)))
