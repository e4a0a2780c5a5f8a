"""What does this address say?  Who forwarded the mail, when, for whom, and what is wrong, all without the secret.

Everything but the hash can be read by anybody. Whether the hash is right only the one who signed can tell. The tags
are those of libsrs2 (``SRS0=``, ``SRS1=``) and of Microsoft 365 (``mailbox+SRS=hash=stamp=domain=local-part``); the
limits are those of RFC 5321 section 4.5.3.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ..core.errors import UsageError
from ..core.evidence import Evidence
from ..core.findings import Finding
from ..core.outcome import Outcome, Unknown
from .address import MAX_LOCAL_PART, MAX_MAILBOX, octets, read_mailbox, write_local
from .chain import MOST_REWRITINGS, Chain, Dialect, Rewriting, follow
from .outcomes import RefusedReason
from .rules import address as rules
from .stamp import SLOTS, Day, age_of, day_number

__all__ = ["Explanation", "explain"]

_SOURCE: Final = "form:address"
_MAX_AGE: Final = 21  # days, what all implementations take where nobody says otherwise
_PAIR: Final = re.compile(r"\\(.)", re.DOTALL)


class Explanation(NamedTuple):
    """What an SRS address says.

    Arguments:
        address: the address, without angle brackets.
        chain: who rewrote it, the last one first: bounces go there first.
        original: the sender the mail had at first; "" where it cannot be read.
        age: days since the last stamp was made, negative where it is ahead; None where no day was given, or no stamp.
            Stamps come round after 1,024 days: see :attr:`ages`.
    """

    address: str
    chain: tuple[Rewriting, ...]
    original: str
    age: int | None

    @property
    def dialect(self) -> Dialect:
        """Whose form the last rewriting has."""
        return self.chain[0].dialect

    @property
    def ages(self) -> tuple[int, ...]:
        """The ages in days it may have, the likely one first; empty where there is none."""
        return () if self.age is None else (self.age, self.age + SLOTS)


def explain(address: str, day: Day | None = None) -> Outcome[Explanation]:
    """Read an SRS address.

    Arguments:
        address: an envelope sender or recipient, with or without angle brackets.
        day: today in UTC, as :meth:`Rewriter.forward` takes it; None to leave the age open.

    Returns:
        An outcome whose value is what the address says, None where it is not SRS: then there is nothing to judge.
        Findings are about its form, its age and its dialect; what only the signer knows is unknown.

    Raises:
        UsageError: *address* is no text, or *day* no day.

    >>> told = explain("SRS1=ke8o=h1.example==abcd=G3=a.example=anna@h2.example", 19680).value
    >>> told.original, [one.signer for one in told.chain], told.ages
    ('anna@a.example', ['h2.example', 'h1.example'], (5, 1029))
    """
    if not isinstance(address, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise UsageError(f"explain() takes the address as a text, not {type(address).__name__}")
    number = None if day is None else day_number(day)
    bare = address[1:-1] if address.startswith("<") and address.endswith(">") else address
    local, at, domain = bare.rpartition("@")
    if not at:
        local, domain = bare, ""
    is_quoted = len(local) > 1 and local.startswith('"') and local.endswith('"')
    inner, start = (local[1:-1], 1) if is_quoted else (local, 0)
    chain = follow(inner, domain)
    if not chain.rewritings and chain.broken is None:
        return Outcome(value=None, applies=False)
    ages = [_age(one, number) for one in chain.rewritings]
    seen = _Seen(bare, start)
    found = list(_form(seen, local))
    for one, days in zip(chain.rewritings, ages, strict=True):
        found += _judge(seen, one, days)
    found += _whole(seen, chain, len(inner))
    age = next((one for one in ages if one is not None), None)
    value = Explanation(bare, chain.rewritings, _original(chain, is_quoted), age) if chain.rewritings else None
    return Outcome(value=value, findings=tuple(found), unknown=_unknown(chain))


class _Seen(NamedTuple):
    """The address, and where in it the local part starts."""

    address: str
    start: int

    def mark(self, finding: Finding, subject: str, start: int, end: int) -> Finding:
        evidence = Evidence.cut(_SOURCE, self.address, self.start + start, self.start + end)
        return finding.about(subject[:MAX_MAILBOX], evidence)


def _age(one: Rewriting, number: int | None) -> int | None:
    return None if number is None or one.slot is None else age_of(one.slot, number)


def _original(chain: Chain, is_quoted: bool) -> str:
    if not chain.domain:
        return ""
    local_part = _PAIR.sub(r"\1", chain.local_part) if is_quoted else chain.local_part
    return f"{write_local(local_part)}@{chain.domain}"


def _form(seen: _Seen, local: str) -> Iterator[Finding]:
    """What is wrong with it as an address."""
    address, size, whole = seen.address, octets(local), octets(seen.address)
    read = read_mailbox(address)
    if isinstance(read, RefusedReason) and read is not RefusedReason.TOO_LONG_PATH:
        yield seen.mark(rules.not_a_mailbox(why=read.value), address, -seen.start, len(address) - seen.start)
    if size > MAX_LOCAL_PART:
        yield seen.mark(rules.over_long_local_part(octets=size), address, -seen.start, len(local) - seen.start)
    if whole > MAX_MAILBOX:
        yield seen.mark(rules.over_long_address(octets=whole), address, -seen.start, len(address) - seen.start)
    if isinstance(read, tuple) and not address.isascii():
        yield seen.mark(rules.needs_smtputf8(), address, -seen.start, len(address) - seen.start)


def _judge(seen: _Seen, one: Rewriting, age: int | None) -> Iterator[Finding]:
    """What is wrong with one rewriting."""
    letters, who = one.hash, one.signer
    if len(letters) < 4:
        yield seen.mark(rules.short_hash(length=len(letters)), who, *one.hash_span)
    if "/" in letters:
        yield seen.mark(rules.slash_in_hash(), who, *one.hash_span)
    if one.dialect is Dialect.EXIM:
        yield seen.mark(rules.exim_dialect(), who, *one.hash_span)
    if one.dialect is Dialect.HEXADECIMAL:
        yield seen.mark(rules.hexadecimal_hash(), who, *one.hash_span)
    if one.scheme == "SRS0" and one.slot is None:
        yield seen.mark(rules.bad_stamp(length=len(one.stamp)), who, *one.stamp_span)
    if age is not None and age > _MAX_AGE:
        yield seen.mark(rules.expired(days=age, max_age=_MAX_AGE), who, *one.stamp_span)
    if age is not None and age < 0:
        yield seen.mark(rules.from_the_future(days=-age), who, *one.stamp_span)


def _whole(seen: _Seen, chain: Chain, size: int) -> Iterator[Finding]:
    """What is wrong with the way they lead."""
    if chain.broken is not None:
        yield seen.mark(rules.malformed(signer=chain.signer[:MAX_MAILBOX]), chain.signer, *chain.broken)
    times = sum(one.scheme == "SRS0" for one in chain.rewritings)
    if times > 1:
        yield seen.mark(rules.nested_rewriting(times=times), chain.rewritings[0].signer, 0, size)


def _unknown(chain: Chain) -> tuple[Unknown, ...]:
    if chain.domain or chain.broken is not None:
        return ()
    if len(chain.rewritings) == MOST_REWRITINGS:
        return (Unknown(what="original sender", why=f"limit: rewritings ({MOST_REWRITINGS})"),)
    return (
        Unknown(
            what="original sender", why=f"stored by {chain.rewritings[-1].signer[:MAX_MAILBOX] or 'the forwarder'}"
        ),
    )
