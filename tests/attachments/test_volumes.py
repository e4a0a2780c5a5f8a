"""Is base64 decoded as the message layer does, whatever the octets are?"""

from __future__ import annotations

import base64
import random

from deliverkit.attachments.parts import decoded
from deliverkit.core.budget import Budget
from deliverkit.message import Message
from support import Figures

PAYLOADS = 100_000
_HEAD = b"Content-Transfer-Encoding: base64\r\n\r\n"
_PIECES = (b"=", b"==", b"\r\n", b"\n", b" ", b"\0", b"-- \r\nfooter\r\n", b"!", b"\xff", b"QUJD", b"A", b"--", b"\t")


def payload(chance: random.Random) -> bytes:
    """Base64 in lines, with what breaks it here and there."""
    encoded = base64.b64encode(chance.randbytes(chance.randrange(120)))
    width = chance.choice((4, 20, 61, 76))
    lines = bytearray(b"\r\n".join(encoded[at : at + width] for at in range(0, len(encoded), width)))
    for _ in range(chance.choice((0, 0, 1, 1, 2, 5))):
        at = chance.randrange(len(lines) + 1)
        lines[at : at + chance.choice((0, 0, 1, 3))] = chance.choice(_PIECES)
    return bytes(lines)


def test_base64_is_decoded_as_everywhere_else(figures: Figures) -> None:
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    fast = 0
    for _ in range(PAYLOADS):
        raw = _HEAD + payload(chance)
        part = Message.parse(raw).root
        assert decoded(part, "base64", Budget()) == part.decode(), (seed, raw)
        fast += b"=" not in raw[len(_HEAD) :].rstrip(b"= \r\n\t")
    figures(f"base64: {PAYLOADS} payloads, seed {seed}, {fast} of them in the simple form, no difference")
