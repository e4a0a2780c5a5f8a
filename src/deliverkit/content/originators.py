"""Who wrote this mail, and can that be read?  From, Sender and the other address fields (RFC 5322 section 3.6.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from ..core.evidence import Evidence
from ..core.findings import Finding
from ..core.names import is_hostname, to_ascii
from ..core.outcome import Unknown
from ..message import AddressList, HeaderField, Mailbox, Message, Problem, read_addresses
from ..message.places import clipped, in_field, in_value
from .reach import Reach
from .rules import originators as rules
from .settings import Settings

__all__ = ["Originators", "read_originators"]

_OTHERS: Final = ("Sender", "Reply-To", "To", "Cc", "Bcc")
_MOST_NAMED: Final = 5  # addresses and groups that a fact names


class Originators(NamedTuple):
    """Who wrote the mail and who sent it, as far as it could be read, and what is wrong with how it says so."""

    authors: tuple[Mailbox, ...]
    sender: Mailbox | None
    findings: tuple[Finding, ...]
    unknown: tuple[Unknown, ...]


def read_originators(message: Message, reach: Reach, settings: Settings) -> Originators:
    """Read From and Sender, and judge all address fields."""
    findings: list[Finding] = []
    unknown: list[Unknown] = []
    fields = message.get_all("From")
    authors: tuple[Mailbox, ...] = ()
    if not fields and not reach.header:
        findings.append(rules.no_from())
    if len(fields) > 1:
        findings.append(_several(fields, reach, settings))
    for field in fields[:1]:
        read = _read(field, reach, unknown)
        if read is not None:
            authors = read.mailboxes
            findings += _of_from(message, field, read, reach, settings)
    sender: Mailbox | None = None
    for name in _OTHERS:
        for field in message.get_all(name)[: settings.max_shown]:
            listed = _read(field, reach, unknown)
            if listed is not None:
                findings += _of_other(name, field, listed, settings)
                if name == "Sender":
                    sender = sender or next(iter(listed.mailboxes), None)
    return Originators(authors, sender, tuple(findings), tuple(unknown))


def _read(field: HeaderField, reach: Reach, unknown: list[Unknown]) -> AddressList | None:
    why = reach.unread(field)
    if not why:
        return read_addresses(field.value, field.where, field.value_at)
    unknown.append(Unknown(what=f"the addresses in {field.name}", why=why))
    return None


def _several(fields: tuple[HeaderField, ...], reach: Reach, settings: Settings) -> Finding:
    small = [field for field in fields[:_MOST_NAMED] if not reach.unread(field)]
    told = [mailbox for field in small for mailbox in read_addresses(field.value).mailboxes]
    finding = rules.multiple_from_fields(count=len(fields), addresses=_named(tuple(told)))
    return finding.seen_in(*map(in_field, fields[: settings.max_shown]))


def _of_from(
    message: Message, field: HeaderField, read: AddressList, reach: Reach, settings: Settings
) -> Iterator[Finding]:
    mailboxes = read.mailboxes
    addresses = _named(mailboxes)
    if read.groups:
        names = tuple(map(clipped, read.groups[:_MOST_NAMED]))
        # RFC 6854 section 3 allows groups here, for limited use only
        yield rules.group_in_from(groups=names, count=len(mailboxes)).seen_in(in_field(field))
    elif not mailboxes:
        yield rules.no_author_address(text=clipped(field.text)).seen_in(in_value(field))
    if mailboxes and read.problems:
        finding = rules.malformed_from(problems=_kinds(read.problems), read_as=addresses)
        yield finding.seen_in(*_shown(field, read.problems, settings))
    has_sender = message.get("Sender") is not None
    if len(mailboxes) > 1 and (has_sender or not reach.header):
        # "If the from field contains more than one mailbox specification in the mailbox-list, then the sender field,
        # containing the field name "Sender" and a single mailbox specification, MUST appear in the message."
        rule = rules.multiple_authors if has_sender else rules.multiple_authors_without_sender
        yield rule(addresses=addresses).seen_in(in_field(field))
    for mailbox in [one for one in mailboxes if not _is_full(one.domain)][: settings.max_shown]:
        finding = rules.unusable_author_domain(address=clipped(mailbox.address), domain=clipped(mailbox.domain))
        yield finding.seen_in(in_field(field, mailbox.start, mailbox.end))


def _of_other(name: str, field: HeaderField, read: AddressList, settings: Settings) -> Iterator[Finding]:
    # a Bcc field may be empty (section 3.6.3), the others may not
    empty = not read.mailboxes and not read.groups and not read.problems and name != "Bcc"
    if read.problems or empty:
        problems = ("no-address",) if empty else _kinds(read.problems)
        finding = rules.malformed_address_field(field=name, problems=problems)
        yield finding.seen_in(*([in_field(field)] if empty else _shown(field, read.problems, settings)))
    if name == "Sender" and len(read.mailboxes) > 1:
        yield rules.multiple_senders(addresses=_named(read.mailboxes)).seen_in(in_field(field))


def _named(mailboxes: tuple[Mailbox, ...]) -> tuple[str, ...]:
    return tuple(clipped(mailbox.address) for mailbox in mailboxes[:_MOST_NAMED])


def _kinds(problems: tuple[Problem, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(problem.kind.word for problem in problems))


def _shown(field: HeaderField, problems: tuple[Problem, ...], settings: Settings) -> list[Evidence]:
    return [in_field(field, problem.start, problem.end) for problem in problems[: settings.max_shown]]


def _is_full(domain: str) -> bool:
    name = to_ascii(domain)
    return name is not None and "." in name and is_hostname(name)
