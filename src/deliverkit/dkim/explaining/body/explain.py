"""What was done to this body after it was signed?  The smallest edit with which bh= fits (RFC 6376 section 6.1.3)."""

from __future__ import annotations

from ....message import Message
from ...damage import Damage
from ...effort import Effort
from ...signature import SignatureHeader
from .search import search
from .telling import tell
from .view import BodyView, Target

__all__ = ["explain_body"]


def explain_body(
    message: Message, signature: SignatureHeader, effort: Effort, *, key_fits: bool = False
) -> Damage | None:
    """Find the edit of the body that was made after signing; None when no usual edit explains the body hash.

    Arguments:
        message: the message, its lines ending in CRLF as on the wire.
        signature: the signature whose ``bh=`` does not fit.
        effort: what may be spent; it tells too whether it ran out.
        key_fits: whether the signature fits its key and the header, so that the body alone was changed.
    """
    if not signature.hash_name:
        return None
    chosen = signature.tags.get("c")
    implied = chosen is not None and "/" not in chosen.value
    target = Target(signature.body_hash, signature.hash_name, signature.relaxed_body, signature.length, implied)
    header, raw = message.raw[: message.body_start], message.raw[message.body_start :]
    arrived = BodyView(header, raw, target, effort)
    signed = tuple(value for name, value in signature.copied if name == "content-type")
    told = search(arrived, signed)
    return tell(message, signature, told, arrived, key_fits=key_fits) if told else None
