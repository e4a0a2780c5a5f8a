"""May a set be added to this message, and what does its seal say of the chain before it?  (RFC 8617 section 5.1)"""

from __future__ import annotations

from typing import NamedTuple

from ..core.errors import UsageError
from ..core.outcome import Outcome
from ..dkim.arguments import expect
from ..dkim.fields import canonical_field
from ..dkim.signing.normalizing import in_signable_form
from ..message import AuthenticationResults, Message
from .members import unjudged
from .result import ArcSet, Chain, Link, Result
from .sets import MOST_SETS, ArcFields, read_fields
from .structure import status_of, structure_faults

__all__ = ["Place", "place_of"]

_A_CHAIN = "the arc.Chain that arc.verify found, or an arc.Result"
_VERIFY = "chain=dk.run(dk.arc.verify(message)).value"
_ENDED = "the newest seal says cv=fail: the chain has ended, no set is added to it (RFC 8617 section 5.1)"
_CIRCLES = f"a chain has {MOST_SETS} sets at most (RFC 8617 section 4.2.1): this message goes in circles"
_LINE_ENDS = "its lines end in CR alone, which is the end of a line for some readers only"
_UNREAD = "a limit left it unread when it was judged, so nobody can say whether it has ARC sets"


class Place(NamedTuple):
    """Where the next set stands.

    Arguments:
        message: the message, its lines ending in CRLF; as it was passed, where no set can be added.
        fields: its ARC fields.
        instance: the number of the set.
        status: what its seal says of the chain before it.
        why_not: why no set can be added; empty where one can.
    """

    message: Message
    fields: ArcFields
    instance: int
    status: Result
    why_not: str


def place_of(message: Message, chain: Chain | Result | None) -> Place:
    """Where the next set of *message* stands, by what was found when it came, *chain*.

    Raises:
        UsageError: *chain* is none, or was not found of this message; whatever that holds raises nothing.
    """
    if isinstance(chain, Outcome):
        raise UsageError(f"chain=... takes {_A_CHAIN}, which is the value of this outcome: pass outcome.value")
    if chain is not None and not isinstance(chain, Result):
        expect("chain=...", chain, Chain, _A_CHAIN, f"pass {_VERIFY}")
    # some read a message without any LF as one line, and all of its fields are one to them
    ready = _LINE_ENDS if b"\r" in message.raw and b"\n" not in message.raw else in_signable_form(message)
    own, why_not = (message, ready) if isinstance(ready, str) else (ready, "")
    fields = read_fields(own)
    status = _status(fields, chain)
    instance = max((one.instance for one in fields.sets), default=0) + 1
    if any(status_of(one) == "fail" for last in fields.sets[-1:] for one in last.seals):
        why_not = _ENDED
    elif instance > MOST_SETS or fields.most > MOST_SETS:
        why_not = _CIRCLES
    elif status is None:
        why_not = _UNREAD
    return Place(own, fields, instance, status or Result.FAIL, why_not)


def _status(fields: ArcFields, chain: Chain | Result | None) -> Result | None:
    """``cv=``; None where it is not known whether there is a chain."""
    if chain is None:
        if fields.most:
            raise UsageError(f"the message has ARC sets: pass {_VERIFY}")
        return Result.NONE
    result = chain.result if isinstance(chain, Chain) else chain
    if isinstance(chain, Chain):
        if result is None and not chain.sets:
            # a limit was reached before any set was judged
            return Result.FAIL if fields.most else None
        _compare(fields, chain)
    if (result is Result.NONE) != (not fields.most):
        said = result.value if result else "unknown"
        raise UsageError(f"chain={said!r}, but the message has {'' if fields.most else 'no '}ARC sets")
    if result is Result.PASS and structure_faults(fields):
        raise UsageError("chain='pass', but the sets of this message are no chain: was it changed after it was judged?")
    # "all errors, including DNS failures, become unrecoverable and are considered permanent" (section 5.2.1)
    return result or Result.FAIL


def _compare(fields: ArcFields, chain: Chain) -> None:
    """Refuse a chain that was found of another message, or before a set was added to this one."""
    now, then = [_fields_of(unjudged(one)) for one in fields.sets], [_fields_of(one) for one in chain.sets]
    if len(now) != len(then):
        raise UsageError(
            f"chain=... has {len(then)} sets, and the message has {len(now)}: pass what was found of this message, "
            f"{_VERIFY}"
        )
    changed = next((one[0] for one, other in zip(now, then, strict=True) if one != other), None)
    if changed is not None:
        raise UsageError(f"chain=... has another set {changed} than the message: pass what was found of it, {_VERIFY}")


def _fields_of(one: ArcSet) -> tuple[int, AuthenticationResults | None, bytes, bytes]:
    return one.instance, one.results, _canonical(one.signature), _canonical(one.seal)


def _canonical(link: Link | None) -> bytes:
    # a fold may have become another one since
    return b"" if link is None else canonical_field(link.header.field.raw, link.header.field.colon, relaxed=True)
