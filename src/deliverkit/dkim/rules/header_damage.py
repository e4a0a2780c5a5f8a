"""What was done to the header of a message after it was signed?  (RFC 6376 sections 3.7 and 6.1.3)"""

from __future__ import annotations

from typing import Final

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule

__all__ = [
    "field_added",
    "field_doubled",
    "field_name_case",
    "field_reencoded",
    "field_refolded",
    "field_removed",
    "field_rewritten",
    "fields_reordered",
    "from_rewritten",
    "header_canonicalization_mismatch",
    "header_line_ends",
    "subject_marked",
    "subject_tagged",
]


_OF_FORWARDERS: Final = frozenset({"from", "reply-to", "sender", "errors-to", "cc", "to"})


def _signer(domain: str, selector: str) -> str:
    return f"the signature of {domain} ({selector})"


def _some(fields: tuple[str, ...]) -> str:
    return fields[0] if len(fields) == 1 else f"{', '.join(fields[:-1])} and {fields[-1]}"


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 6376 section 3.5", "RFC 6376 section 3.4"))
def header_canonicalization_mismatch(*, domain: str, selector: str, declared: str, used: str) -> Said:
    """The signature names one canonicalization for the header, and was made with the other.

    Why: "c= Message canonicalization ... informs the Verifier of the type of canonicalization used". Every receiver
    canonicalizes as the signature says, comes to other octets than the signer, and the signature fails on every mail.

    Remedy: set the signing program's canonicalization to what it writes into c=, best relaxed/relaxed; if it has no
    such setting, it is broken: update it or sign with another program.
    """
    return Said(
        f"{_signer(domain, selector)} says that the header is {declared}, but it was made over the {used} form",
        fix=f"have the signing program write c={used} for the header, which it really uses",
    )


@rule(Severity.ERROR, by=Fixer.FORWARDER, cites=("RFC 6377 section 3.3", "RFC 6376 section 3.7"))
def subject_tagged(*, domain: str, selector: str, tag: str, was: str, now: str, mailing_list: str) -> Said:
    """A tag was put into the Subject after the mail was signed.

    Why: the Subject is signed, so the author's signature fails for everybody behind the program that did it: a list,
    a ticket system, a forwarder. With From unchanged the mail may fail DMARC too, and receivers quarantine or refuse it
    where the author's domain asks for that.

    Remedy: have that program leave the Subject alone (readers of a list can filter on List-Id), or else put its own
    address into From and sign the mail with its own domain after the tag is added.
    """
    where = f"after {_signer(domain, selector)} was made: {was!r} became {now!r}"
    if mailing_list:
        return Said(
            f"{tag!r} was put into the Subject by a mailing list ({mailing_list}) {where}",
            fix="switch the Subject tag off at the list, or send with the list's own From address and signature",
        )
    return Said(
        f"{tag!r} was put into the Subject by a program on the way {where}",
        fix="have the program that forwards the mail leave the Subject alone, or send with its own From address and "
        "signature",
    )


@rule(Severity.ERROR, by=Fixer.RECEIVING_ADMIN, cites=("RFC 6376 section 3.7", "RFC 6376 section 6.1.3"))
def subject_marked(*, domain: str, selector: str, tag: str, was: str, now: str) -> Said:
    """A gateway wrote a warning into the Subject after the mail was signed.

    Why: the Subject is signed, so whatever judges the mail behind the gateway finds a broken signature, and so does
    everybody to whom the reader forwards it.

    Remedy: have the gateway verify signatures before it marks the mail and hand its result on in
    Authentication-Results, or let it mark in a field of its own, such as X-Spam-Status, instead of the Subject.
    """
    return Said(
        f"{tag!r} was written into the Subject after {_signer(domain, selector)} was made: {was!r} became {now!r}",
        fix="verify before the gateway marks the mail, or let it mark in a field of its own instead of the Subject",
    )


@rule(Severity.ERROR, by=Fixer.FORWARDER, cites=("RFC 6376 section 5.4", "RFC 6376 section 3.7"))
def from_rewritten(*, domain: str, selector: str, was: str, now: str) -> Said:
    """Another address was put into From after the mail was signed.

    Why: "The From header field MUST be signed", so the author's signature cannot survive. Lists and forwarders do
    this on purpose, so that DMARC looks at their own domain; it helps only if they sign with that domain.

    Remedy: who rewrites From has to sign the mail with the domain that is put there; then the author's broken
    signature does no harm. If nothing else is changed, From need not be rewritten at all.
    """
    return Said(
        f"From was {was!r} when {_signer(domain, selector)} was made, and is {now!r} now",
        fix="sign the mail with the domain that now stands in From, or leave From and all else unchanged",
    )


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 6376 section 3.4.1", "RFC 6376 section 3.4.2"))
def field_refolded(*, domain: str, selector: str, fields: tuple[str, ...], was: str, now: str) -> Said:
    """The blanks or folds of signed fields were changed after the mail was signed.

    Why: under the simple algorithm header fields "MUST be presented ... exactly as they are in the message being
    signed"; every blank and fold counts. The relaxed algorithm forgives folds, but not a blank where there was none.

    Remedy: sign with relaxed header canonicalization (c=relaxed/relaxed), and sign as the last step, behind every
    program that folds lines anew.
    """
    return Said(
        f"{_some(fields)} was folded anew after {_signer(domain, selector)} was made: {was!r} became {now!r}",
        fix="sign with c=relaxed/relaxed, behind the last program that writes header lines anew",
    )


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 6376 section 3.4.1",))
def field_name_case(*, domain: str, selector: str, fields: tuple[str, ...], was: str, now: str) -> Said:
    """The name of a signed field was written in another case after the mail was signed.

    Why: the simple algorithm takes names as they are: "header field names MUST NOT be case folded". To a mail program
    "Message-Id" and "Message-ID" are the same; to this signature they are not.

    Remedy: sign with relaxed header canonicalization (c=relaxed/relaxed), which ignores the case of names.
    """
    return Said(
        f"the name of {_some(fields)} was changed after {_signer(domain, selector)} was made: {was!r} became {now!r}",
        fix="sign with c=relaxed/relaxed, which ignores the case of field names",
    )


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 6376 section 5.3", "RFC 5322 section 2.3"))
def header_line_ends(*, domain: str, selector: str, fields: tuple[str, ...]) -> Said:
    """The line ends inside signed fields are not those that were signed.

    Why: "CR and LF MUST only occur together as CRLF". A fold that ends in a bare line feed is no fold to a verifier,
    so it comes to other octets than the signer.

    Remedy: have the program that hands the mail on write CRLF, and sign what goes over the wire.
    """
    return Said(
        f"the line ends in {_some(fields)} were changed after {_signer(domain, selector)} was made",
        fix="write CRLF at the end of every line, and sign the mail in that form",
    )


@rule(Severity.ERROR, by=Fixer.FORWARDER, cites=("RFC 6376 section 5.4", "RFC 6376 section 5.4.2"))
def field_added(*, domain: str, selector: str, field: str, now: str) -> Said:
    """A field was added whose absence, or whose namesake, was signed.

    Why: a signer may name a field in h= once more than it stands there, so that nobody can add one. A second field
    below the signed one takes its place, because fields are counted from the bottom.

    Remedy: have the program that adds the field leave it out or use a name of its own; a relay adds a Date or a
    Message-ID only where there is none, and before the mail is signed. A list that needs Reply-To or Sender should put
    its own address into From and sign the mail itself.
    """
    told = f"a {field} field, {now!r}, was added after {_signer(domain, selector)} was made"
    if field.lower() in _OF_FORWARDERS:
        return Said(
            told, fix=f"add no {field} field to signed mail, or put the forwarder's own address into From and sign anew"
        )
    return Said(told, fix=f"add no {field} field to signed mail")


@rule(Severity.ERROR, by=Fixer.RECEIVING_ADMIN, cites=("RFC 6376 section 8.15", "RFC 5322 section 3.6"))
def field_doubled(*, domain: str, selector: str, field: str, now: str) -> Said:
    """A second From, Subject, To, Cc or Reply-To was added to a signed mail.

    Why: a mail has each of them once at most; which of two a reader sees is up to the mail program. Nobody who forwards
    mail in earnest adds one: it may be a signed mail that is sent again with another author, subject or recipient. The
    signer named the field in h= once more than it stood there, so its signature fails, as it should.

    Remedy: do not trust the mail: refuse or quarantine what has two From fields. There is nothing for the signer to
    mend. If a forwarder of yours did it, have it change the mail into one with a single field and sign that.
    """
    return Said(
        f"a second {field} field, {now!r}, was added after {_signer(domain, selector)} was made: this may be a spoof, "
        "or somebody else's mail sent again",
        fix=f"do not trust this mail; refuse or quarantine mail with two {field} fields",
    )


@rule(Severity.ERROR, by=Fixer.FORWARDER, cites=("RFC 6376 section 5.4", "RFC 6376 section 3.7"))
def field_removed(*, domain: str, selector: str, field: str, was: str) -> Said:
    """A signed field was taken away after the mail was signed.

    Why: h= names the field, so the signature covers it; without it the signed octets cannot be put together again.

    Remedy: have the program that takes it out leave signed fields alone. A sender can leave fields out of h= that
    forwarders are known to drop.
    """
    told = repr(was) if was else "empty"
    return Said(
        f"the {field} field ({told}) was taken away after {_signer(domain, selector)} was made",
        fix=f"leave {field} in signed mail",
    )


@rule(Severity.ERROR, by=Fixer.FORWARDER, cites=("RFC 6376 section 5.4.2",))
def fields_reordered(*, domain: str, selector: str, field: str) -> Said:
    """Fields of the same name were put into another order after the mail was signed.

    Why: fields of one name are signed "in order from the bottom of the header field block to the top"; in another
    order they are other octets.

    Remedy: have the program that sorts header fields keep the order of those with one name. A sender can avoid signing
    fields that stand several times.
    """
    return Said(
        f"the {field} fields stand in another order than when {_signer(domain, selector)} was made",
        fix=f"keep the {field} fields in the order in which they came",
    )


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 6376 section 5.3", "RFC 6376 section 3.7"))
def field_rewritten(*, domain: str, selector: str, field: str, was: str, now: str, with_body: bool) -> Said:
    """A signed field was written anew after the mail was signed.

    Why: to a reader the field may say the same; to the signature every octet that is no blank counts: quotation marks,
    brackets, the case of a charset, the form of a date. Receivers find a broken signature.

    Remedy: find the program behind the signer that rewrites this field (a gateway, a virus scanner, a mail server that
    normalizes) and let it work before the mail is signed, or switch the rewriting off.
    """
    told = f"{field} was {was!r} when {_signer(domain, selector)} was made, and is {now!r} now"
    if with_body:
        return Said(
            f"{told}, which goes with what was done to the body",
            fix=f"sign the mail behind the program that changes the body; {field} follows from that",
        )
    return Said(told, fix=f"sign the mail behind the program that rewrites {field}, or stop it from rewriting")


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 6376 section 5.3", "RFC 2047 section 2"))
def field_reencoded(*, domain: str, selector: str, field: str, was: str, now: str) -> Said:
    """The letters of a signed field were encoded anew after the mail was signed.

    Why: a reader sees the same text, but another charset or encoding is other octets, and the signature fails.

    Remedy: let the program that converts headers (often for a next hop without SMTPUTF8, or in an archive or gateway)
    work before the mail is signed; write headers as encoded-words in UTF-8 from the start, which nobody needs to touch.
    """
    return Said(
        f"{field} was encoded as {was!r} when {_signer(domain, selector)} was made, and is {now!r} now",
        fix=f"encode {field} before the mail is signed, and leave it so",
    )
