"""Who signs in the tests, and does another program verify it?"""

from __future__ import annotations

from importlib import import_module
from itertools import product
from typing import Any, Final

import deliverkit as dk
from deliverkit.dkim.signing.generation import generate_key
from deliverkit.dkim.signing.private_key import SigningKey
from deliverkit.dkim.signing.settings import SigningSettings
from deliverkit.dkim.signing.signing import Signed, Signer, sign
from support import skip_or_fail

__all__ = ["ED25519", "PAIRS", "RAW", "RECORDS", "RSA", "SIGNERS", "needs_nacl", "opinions", "signed_by", "verified"]

dkimpy: Any = import_module("dkim")

RSA: Final = generate_key()
ED25519: Final = generate_key("ed25519")
SIGNERS: Final = (Signer(RSA, "a.example", "r"), Signer(ED25519, "a.example", "e"))
RECORDS: Final = {b"r": RSA.record.encode(), b"e": ED25519.record.encode()}
"""By the first letter of the selector."""
PAIRS: Final = tuple(
    SigningSettings(canonicalization="/".join(one)) for one in product(("relaxed", "simple"), repeat=2)
)
RAW: Final = b"""\
Received: from x\r
From: Anna <anna@a.example>\r
To: ben@b.example\r
Subject: hello\r
\tworld\r
Date: Sun, 22 Nov 2026 12:00:00 +0000\r
Bcc: c@c.example\r
\r
Hello.\r
"""


def signed_by(key: SigningKey, raw: bytes | dk.Message = RAW, **more: Any) -> Signed:
    """*raw*, signed by one of the two."""
    return sign(raw, key, "a.example", "r" if key is RSA else "e", **more)


def opinions(raw: bytes) -> list[bool]:
    """Whether dkimpy verifies each signature of *raw*."""
    return [verified(raw, index) for index, _ in enumerate(dk.Message.parse(raw).get_all("DKIM-Signature"))]


def verified(raw: bytes, index: int = 0) -> bool:
    """Whether dkimpy verifies this signature of *raw*."""

    def look_up(name: bytes, timeout: int) -> bytes:
        return RECORDS[name[:1]]

    return dkimpy.DKIM(raw).verify(index, dnsfunc=look_up) is True


def needs_nacl() -> None:
    """Skip the test where dkimpy cannot do Ed25519."""
    try:
        import_module("nacl.signing")
    except ImportError:
        skip_or_fail("dkimpy needs pynacl to verify Ed25519")
