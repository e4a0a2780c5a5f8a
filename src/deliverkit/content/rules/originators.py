"""What can be wrong with the addresses in From, Sender and the other address fields (RFC 5322 section 3.6.2)."""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule

__all__ = [
    "group_in_from",
    "malformed_address_field",
    "malformed_from",
    "multiple_authors",
    "multiple_authors_without_sender",
    "multiple_from_fields",
    "multiple_senders",
    "no_author_address",
    "no_from",
    "unusable_author_domain",
]

_GMAIL = "Google: SMTP errors, 550 5.7.1 (not RFC 5322 compliant)"
_MICROSOFT = "Microsoft: 550 5.7.512 (must be RFC 5322 section 3.6.2 compliant)"


def _words(problems: tuple[str, ...]) -> str:
    return ", ".join(problem.replace("-", " ") for problem in problems)


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 5322 section 3.6", _GMAIL, _MICROSOFT))
def no_from() -> Said:
    """The message has no From field.

    Why: "the only required header fields are the origination date field and the originator address field(s)". Gmail and
    Microsoft refuse such mail at once; elsewhere it cannot pass DMARC, because there is no author domain.

    Remedy: have the program that writes the mail set one From field with one address.
    """
    return Said("there is no From field", fix="set one From field with one address")


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 5322 section 3.6", _GMAIL, _MICROSOFT))
def multiple_from_fields(*, count: int, addresses: tuple[str, ...]) -> Said:
    """The message has several From fields.

    Why: readers show one of them and filters judge another, which is how authors are forged; Gmail and Microsoft refuse
    such mail, and DMARC has no rule for it.

    Remedy: keep one From field. Usually a form, a plug-in or a gateway adds the second one.
    """
    told = f" ({', '.join(addresses)})" if addresses else ""
    return Said(f"there are {count} From fields{told}; exactly one is allowed", fix="keep one From field")


@rule(Severity.ERROR, by=Fixer.AUTHOR, cites=("RFC 5322 section 3.6.2", _MICROSOFT))
def no_author_address(*, text: str) -> Said:
    """The From field holds no address with a domain.

    Why: nobody can tell who wrote the mail, nobody can answer it, and no author domain can be authenticated; large
    receivers refuse it.

    Remedy: write the address in full, local part and domain, after the name: ``Anna <anna@example.com>``.
    """
    return Said(
        f"From has no address with a domain: {text!r}", fix="write the full address, as in Anna <anna@a.example>"
    )


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 5322 section 3.4", _GMAIL, _MICROSOFT))
def malformed_from(*, problems: tuple[str, ...], read_as: tuple[str, ...]) -> Said:
    """The From field has an address, but the field as a whole cannot be read.

    Why: receivers that read the field by the grammar refuse the mail (Gmail, Microsoft); others guess, and their guess
    need not be the address that was signed for.

    Remedy: write ``name <address>``; put the name in quotation marks when it holds anything but letters and digits.
    """
    told = f"; it was read as {', '.join(read_as)}"
    return Said(f"From is malformed ({_words(problems)}){told}", fix='write it as "Anna, Sales" <anna@a.example>')


@rule(Severity.WARNING, by=Fixer.SENDING_ADMIN, cites=("RFC 6854 section 3", "RFC 5322 section 3.6.2"))
def group_in_from(*, groups: tuple[str, ...], count: int) -> Said:
    """From holds a group instead of an address.

    Why: RFC 6854 allows it for limited use only. Most receivers find no author in it, so that DMARC cannot pass, and
    older ones refuse it as a syntax error.

    Remedy: put one address into From; where no answer is wanted, use an address that takes none.
    """
    names = ", ".join(map(repr, groups))
    return Said(f"From holds the group {names} with {count} address(es)", fix="put one address in place of the group")


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 5322 section 3.6.2", _GMAIL))
def multiple_authors_without_sender(*, addresses: tuple[str, ...]) -> Said:
    """From names several authors, and no Sender field says who sent the mail.

    Why: with several authors "the sender field ... MUST appear in the message". Gmail refuses several addresses in From
    in any case, and DMARC judges none of the domains or all of them.

    Remedy: put one address into From and the others into Reply-To or Cc.
    """
    return Said(f"From names {len(addresses)} authors and there is no Sender", fix="put one address into From")


@rule(Severity.WARNING, by=Fixer.SENDING_ADMIN, cites=("Google: SMTP errors, 550 5.7.1 (multiple addresses in From)",))
def multiple_authors(*, addresses: tuple[str, ...]) -> Said:
    """From names several authors.

    Why: RFC 5322 allows it beside a Sender field, but Gmail refuses several addresses in From, and DMARC leaves it open
    which of the domains is judged.

    Remedy: put one address into From and the others into Reply-To or Cc.
    """
    return Said(f"From names {len(addresses)} authors", fix="put one address into From")


@rule(Severity.WARNING, by=Fixer.AUTHOR, cites=("RFC 5321 section 2.3.5", "Microsoft: valid From or Reply-To address"))
def unusable_author_domain(*, address: str, domain: str) -> Said:
    """The domain of the author is no full domain name.

    Why: no record can be looked up for it, so neither DMARC nor an answer can work; Gmail, Yahoo and Microsoft want
    an author domain that exists in the DNS.

    Remedy: send with an address in a domain of yours; a machine's own mail needs its full host name.
    """
    return Said(f"{domain!r} in {address!r} is no full domain name", fix="use an address in a full domain name")


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 5322 section 3.6.2",))
def multiple_senders(*, addresses: tuple[str, ...]) -> Said:
    """The Sender field names several addresses.

    Why: Sender is "a single mailbox specification"; filters that read it by the grammar count the field as unreadable.

    Remedy: name the one who sends in Sender, the authors in From.
    """
    return Said(f"Sender names {len(addresses)} addresses; exactly one is allowed", fix="keep one address in Sender")


@rule(
    Severity.WARNING,
    by=Fixer.AUTHOR,
    cites=("RFC 5322 section 3.4", "RFC 5322 section 3.6.3", "Microsoft: valid From or Reply-To address"),
)
def malformed_address_field(*, field: str, problems: tuple[str, ...]) -> Said:
    """An address field cannot be read as a list of addresses.

    Why: answers go astray, and filters count broken address fields as a sign of bulk software; Microsoft wants a valid
    Reply-To.

    Remedy: separate addresses by commas, put each in angle brackets after its name, and put a name with special
    characters in quotation marks.
    """
    return Said(
        f"{field} is malformed ({_words(problems)})", fix=f"write {field} as Anna <anna@a.example>, ben@b.example"
    )
