"""Whose domain does DMARC judge?  The one domain in From, and what makes readers see another (RFC 9989 section 5.3.1).

Sender is never looked at (RFC 9989 appendix A.3).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from ..core.findings import Finding
from ..core.outcome import Outcome, Unknown
from ..message import AddressList, HeaderField, Mailbox, Message, ProblemKind, read_addresses
from ..message.places import FieldCut, clipped, in_value
from ..message.words import decode_words
from .arguments import mail_domain
from .rules import author as rules
from .suffixes import registered_domain

__all__ = ["author_domain"]

_MOST_FIELDS: Final = 10  # From fields that are read; one is allowed
_MOST_NAMED: Final = 5
_MOST_DOMAINS: Final = 1000  # domains of one From field, in different spellings
_MOST_TRIED: Final = 100  # pieces of a From field that look like addresses
_MOST_READ: Final = 100_000  # octets of one field; RFC 5322 section 2.1.1 means 998 a line
# what a reader takes for an address, with the signs that look like "@"; one alone, as in "(@anna.example)", is none
_ADDRESS: Final = re.compile("(?<=[^\\s(\\[])[@\uff20\ufe6b][ \t]*+([^\\s@\uff20\ufe6b<>()\\[\\],;:\"'\\\\]++)")


def author_domain(message: Message | bytes | bytearray | memoryview) -> Outcome[str]:
    """Find the author domain of a message: the one domain in its one From field (RFC 9989 section 5.3.1).

    Arguments:
        message: a message, or its octets.

    Returns:
        An outcome whose value is the domain in A-labels, or None where there is not exactly one. The findings name
        what keeps DMARC from being applied, and what makes lenient readers see another author than the grammar does.

    Raises:
        UsageError: *message* is text or an email.message.Message. No octets raise anything.

    >>> author_domain(b"From: Anna <anna@m\\xc3\\xbcnchen.example>\\r\\n\\r\\n").value
    'xn--mnchen-3ya.example'
    >>> author_domain(b'From: "x@bank.example"@evil.example\\r\\n\\r\\n').findings[0].code
    'dmarc.author-address-in-local-part'
    """
    parsed = message if isinstance(message, Message) else Message.parse(message)
    fields = parsed.get_all("From")
    if not fields and parsed.unknown:
        return Outcome(value=None, unknown=tuple(Unknown(what="author domain", why=one.why) for one in parsed.unknown))
    if len(fields) == 1 and len(fields[0].raw) > _MOST_READ:
        why = f"limit: octets of From ({_MOST_READ})"
        return Outcome(value=None, unknown=(Unknown(what="author domain", why=why),))
    if len(fields) > 1:
        return Outcome(value=None, findings=(_repeated(fields),))
    if not fields:
        return Outcome(value=None, findings=(rules.no_author_domain(text=""),))
    return _of_field(fields[0])


def _repeated(fields: tuple[HeaderField, ...]) -> Finding:
    read = [field for field in fields[:_MOST_FIELDS] if len(field.raw) <= _MOST_READ]
    mailboxes = [mailbox for field in read for mailbox in read_addresses(field.value).mailboxes[:_MOST_TRIED]]
    finding = rules.repeated_from(count=len(fields), domains=_domains(mailboxes)[:_MOST_NAMED])
    return finding.seen_in(*map(in_value, fields[:_MOST_NAMED]))


def _of_field(field: HeaderField) -> Outcome[str]:
    read = read_addresses(field.value, field.where, field.value_at)
    mailboxes = read.mailboxes
    domains = _domains(mailboxes)
    if not domains:
        text = clipped(field.text)
        return Outcome(value=None, findings=(rules.no_author_domain(text=text).seen_in(in_value(field)),))
    domain, *others = domains
    if others:
        finding = rules.several_author_domains(domains=domains[:_MOST_NAMED])
        cuts = [FieldCut(field, one.start, one.end) for one in mailboxes[:_MOST_NAMED]]
        return Outcome(value=None, findings=(finding.seen_in(*cuts),))
    return Outcome(value=domain, findings=tuple(_traps(field, domain, read)))


def _domains(mailboxes: Iterable[Mailbox]) -> tuple[str, ...]:
    """The domains of the mailboxes, in normal form; an address literal is none."""
    written = dict.fromkeys(mailbox.domain for mailbox in mailboxes)
    return tuple(dict.fromkeys(filter(None, map(mail_domain, islice(written, _MOST_DOMAINS)))))


def _traps(field: HeaderField, domain: str, read: AddressList) -> Iterator[Finding]:
    """What makes some readers see another domain than *domain*."""
    told: set[str] = set()
    # a name with an unquoted "@" is none by the grammar
    is_malformed = any(problem.kind is ProblemKind.STRAY_TEXT for problem in read.problems)
    for one in read.mailboxes[:_MOST_NAMED]:
        cut = FieldCut(field, one.start, one.end)
        if one.domain.endswith("."):
            yield rules.trailing_dot_in_author_domain(domain=domain, written=clipped(one.domain)).seen_in(cut)
        if shown := _others(one.local_part, domain):
            address = clipped(one.address)
            yield rules.author_address_in_local_part(domain=domain, address=address, shown=shown).seen_in(cut)
        if not is_malformed and (shown := _others(one.display_name, domain)):
            told.update(shown)
            name = clipped(one.display_name)
            yield rules.author_address_in_name(domain=domain, name=name, shown=shown).seen_in(in_value(field))
    outside = tuple(one for one in _others(_around(field, read.mailboxes), domain) if one not in told)
    if outside:
        yield rules.author_address_outside(domain=domain, shown=outside).seen_in(in_value(field))


def _around(field: HeaderField, mailboxes: tuple[Mailbox, ...]) -> str:
    """What stands in the field beside the addresses, as a reader sees it."""
    pieces: list[bytes] = []
    at = field.value_at
    for one in mailboxes:
        pieces.append(field.raw[at : one.start])
        at = one.end
    pieces.append(field.raw[at:])
    return decode_words(b" ".join(pieces)).text


def _others(text: str, domain: str) -> tuple[str, ...]:
    """The domains of what looks like an address in *text*, where they belong to another organization than *domain*."""
    found: dict[str, None] = {}
    for number, match in enumerate(_ADDRESS.finditer(text)):
        if number == _MOST_TRIED or len(found) == _MOST_NAMED:
            break
        known = mail_domain(match[1].rstrip(".!?"))
        # "today @5.30" is none either
        if "." in known and registered_domain(known) != registered_domain(domain):
            found[known] = None
    return tuple(found)
