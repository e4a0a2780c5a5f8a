"""How did the verification of a signature end, and how did each of its parts?  (RFC 8601 section 2.7.1)"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import Enum
from typing import Final, NamedTuple

from ...message import Message
from ..arguments import expect
from ..damage import Damage
from ..keys.public import KeyProblem, PublicKey
from ..keys.record import KeyRecord
from ..signature import SignatureHeader

__all__ = ["Leg", "Result", "Signature", "overall"]


class Result(Enum):
    """The result of one signature, or of all, in the word of RFC 8601 section 2.7.1."""

    NONE = "none"
    PASS = "pass"  # noqa: S105  # the word of the standard
    FAIL = "fail"
    POLICY = "policy"
    NEUTRAL = "neutral"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"


class Leg(Enum):
    """How one of the three judgements of a signature ended: that of its key, its body hash, its header hash."""

    FITS = "fits"
    DIFFERS = "differs"  # the hash is another one; or the key cannot be used for this signature
    FOREIGN = "foreign"  # the key is in order, but did not make the signature
    NOT_JUDGED = "not-judged"


class Signature(NamedTuple):
    """One signature of a message, judged.

    Arguments:
        header: the DKIM-Signature field, read.
        result: in the words of RFC 8601.
        reason: the code of the finding that decided it; empty for a pass.
        key: whether the key can be used for this signature.
        body: whether the body is the one that was signed.
        signed: whether the header is the one that was signed, by this key.
        record: the key record that was used, or the first that was found; None where there is none.
        public_key: its key.
        covered: octets of the canonical body that the signature covers.
        uncovered: octets of it that stand behind them, by ``l=``.
        damage: what was done after signing, as far as it was found.
        message: the message, its lines ending in CRLF.
    """

    header: SignatureHeader
    result: Result
    reason: str
    key: Leg
    body: Leg
    signed: Leg
    record: KeyRecord | None
    public_key: PublicKey | KeyProblem | None
    covered: int
    uncovered: int
    damage: tuple[Damage, ...]
    message: Message

    @property
    def domain(self) -> str:
        """Who signed, ``d=``, in normal form; empty when it cannot be read."""
        return self.header.domain

    @property
    def selector(self) -> str:
        """Which key was used, ``s=``."""
        return self.header.selector

    @property
    def algorithm(self) -> str:
        """``a=`` in lower case."""
        return self.header.algorithm

    @property
    def key_bits(self) -> int | None:
        """The size of the key, or None where it is not known."""
        return self.public_key.bits if isinstance(self.public_key, PublicKey) else None

    @property
    def testing(self) -> bool:
        """Whether the key says that its domain is testing DKIM, ``t=y``."""
        return self.record is not None and "y" in self.record.flags

    @property
    def signed_fields(self) -> tuple[str, ...]:
        """The names in ``h=``, in order, those of fields that do not exist (over-signing) included."""
        return self.header.names

    @property
    def unsigned_fields(self) -> tuple[str, ...]:
        """The names, in lower case and in order, of the fields that the signature does not cover."""
        left = Counter(self.header.names)
        loose: list[str] = []
        for field in reversed(tuple(self.message.fields)):
            if field.start == self.header.field.start:
                continue  # it covers itself
            if left[field.key] > 0:
                left[field.key] -= 1
            else:
                loose.append(field.key)
        return tuple(reversed(loose))

    @property
    def oversigned_fields(self) -> tuple[str, ...]:
        """The names of which ``h=`` has more than there are fields, so that none can be added."""
        asked = Counter(self.header.names)
        return tuple(name for name, count in asked.items() if count > len(self.message.get_all(name)))


_BEST_FIRST: Final = (
    *(Result.PASS, Result.TEMPERROR, Result.POLICY, Result.FAIL),
    *(Result.NEUTRAL, Result.PERMERROR),
)
_OF_OUTCOME: Final = "of an outcome, pass the value: dkim.overall(outcome.value or ())"


def overall(signatures: Iterable[Signature]) -> Result:
    """One word for all signatures: pass if any passes, else the nearest to it; none when there are none.

    Raises:
        UsageError: *signatures* are none, such as an outcome, whose value they are.
    """
    expect("dkim.overall(...)", signatures, Iterable, "signatures", _OF_OUTCOME)
    results: set[Result] = set()
    for one in signatures:
        expect("dkim.overall(...)", one, Signature, "signatures", _OF_OUTCOME)
        results.add(one.result)
    return next((result for result in _BEST_FIRST if result in results), Result.NONE)
