"""How was the body of a message written anew after it was signed?  (RFC 6376 sections 3.4, 3.7 and 5.3)"""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from .body_wording import about, lines, times
from .wording import shown

__all__ = [
    "blanks_changed",
    "body_canonicalization_mismatch",
    "charset_changed",
    "dot_stuffing",
    "encoded_anew",
    "from_escaped",
    "line_ends_changed",
    "lines_wrapped",
    "links_rewritten",
    "mime_frame_changed",
    "signed_with_line_feeds",
    "trailing_blanks_changed",
    "trailing_lines_changed",
    "trailing_lines_miscounted",
    "transfer_encoding_changed",
]

_ADMIN = Fixer.SENDING_ADMIN


def _in(place: str) -> str:
    return f" of {place}" if place else ""


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 6376 section 3.4", "RFC 6376 section 3.5"))
def body_canonicalization_mismatch(*, domain: str, selector: str, declared: str, used: str, key_fits: bool) -> Said:
    """The signature names one canonicalization for the body, and was made with the other.

    Why: Receivers hash the body as c= says and come to another hash than the signer: the signature fails on every mail
    whose two forms differ.

    Remedy: Set the signing program to write into c= what it uses, best relaxed/relaxed; "If only one algorithm is
    named, that algorithm is used for the header and "simple" is used for the body".
    """
    return Said(
        about(domain, selector, key_fits=key_fits)
        + f"c= says that the body is {declared}, but bh= was made over its {used} form",
        fix=f"let the signing program write c= with {used} for the body, which it really uses",
    )


@rule(Severity.ERROR, by=Fixer.FORWARDER, cites=("RFC 5321 section 2.3.8", "RFC 6376 section 5.3"))
def line_ends_changed(*, domain: str, selector: str, was: str, now: str, count: int, key_fits: bool) -> Said:
    """Line ends were written otherwise after the mail was signed.

    Why: The signature covers every line end, and "conforming implementations MUST NOT recognize or generate any other
    character or character sequence as a line terminator" than CR LF: every receiver comes to another hash.

    Remedy: Mend the program that stores the mail or passes it on with other line ends (a queue script, a filter, a
    program that reads mail as a text file): it must hand on CR LF. A copy saved with other line ends shows the same.
    """
    before = f"{was} when signed" if was else "not there when signed"
    return Said(
        about(domain, selector, key_fits=key_fits) + f"line ends are {now} now ({times(count)}), {before}",
        fix="let whatever stores the mail or passes it on keep its line ends CR LF",
    )


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 6376 section 5.3", "RFC 5322 section 2.3"))
def signed_with_line_feeds(*, domain: str, selector: str, count: int, key_fits: bool) -> Said:
    """The body was signed while its lines ended in LF, and mail travels with CR LF.

    Why: "If the message is submitted to the Signer with any local encoding that will be modified before transmission,
    that modification to canonical form MUST be done before signing": otherwise receivers hash other octets.

    Remedy: Let the program that makes the mail write CR LF, or let the signer convert lines before it signs, not
    behind.
    """
    return Said(
        about(domain, selector, key_fits=key_fits) + f"the body was hashed with lines that end in LF, and they end in "
        f"CR LF on the wire ({times(count)})",
        fix="let lines end in CR LF before the mail is signed",
    )


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 6376 section 3.4.3", "RFC 6376 section 3.4.4"))
def trailing_lines_changed(*, domain: str, selector: str, was: str, now: str, key_fits: bool) -> Said:
    """Lines of blanks at the end of the body were added or taken away after the mail was signed.

    Why: "simple" canonicalization of the body leaves out empty lines at the end, but no lines that hold blanks, and
    relays and gateways add and strip them.

    Remedy: Sign with c=relaxed/relaxed, which leaves out lines of blanks too.
    """
    return Said(
        about(domain, selector, key_fits=key_fits) + f"the body ended in {was} when it was signed, and ends in {now} "
        "now",
        fix="sign with c=relaxed/relaxed, which leaves out lines of blanks at the end",
    )


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 6376 section 3.4.3", "RFC 6376 section 3.4.4"))
def trailing_lines_miscounted(*, domain: str, selector: str, was: str, now: str, key_fits: bool) -> Said:
    """The signer counts the line ends at the end of the body otherwise than the standard says.

    Why: Empty lines at the end are left out of the hash, and one line end stays. Receivers come to another hash for
    every mail that ends so.

    Remedy: Update the signing program: "ignores all empty lines at the end of the message body".
    """
    return Said(
        about(domain, selector, key_fits=key_fits) + f"the body ended in {was} when it was hashed, and ends in {now}",
        fix="update or replace the signing program, which counts line ends at the end of the body wrongly",
    )


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 6376 section 3.4.3", "RFC 6376 section 3.4.4"))
def trailing_blanks_changed(*, domain: str, selector: str, was: str, now: str, count: int, key_fits: bool) -> Said:
    """Blanks at the ends of lines were added or taken away after the mail was signed.

    Why: "simple" canonicalization of the body keeps them, and relays, gateways and mail programs do not.

    Remedy: Sign with c=relaxed/relaxed, which ignores blanks at line ends.
    """
    return Said(
        about(domain, selector, key_fits=key_fits) + f"signed with {was}, now {now} ({times(count)})",
        fix="sign with c=relaxed/relaxed, which ignores blanks at line ends",
    )


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 6376 section 3.4.3", "RFC 6376 section 3.4.4"))
def blanks_changed(*, domain: str, selector: str, was: str, now: str, count: int, key_fits: bool) -> Said:
    """Tabs or blanks within lines were changed after the mail was signed.

    Why: "simple" canonicalization of the body keeps them.

    Remedy: Sign with c=relaxed/relaxed, which takes every run of blanks for one.
    """
    return Said(
        about(domain, selector, key_fits=key_fits) + f"signed with {was}, now {now} ({times(count)})",
        fix="sign with c=relaxed/relaxed, which takes every run of blanks for one",
    )


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 6376 section 5.3", "RFC 2045 section 6"))
def transfer_encoding_changed(*, domain: str, selector: str, place: str, was: str, now: str, key_fits: bool) -> Said:
    """A relay encoded what was not encoded when the mail was signed.

    Why: The signature covers the octets as they travel. A relay that hands 8-bit mail to a server that does not take it
    encodes it, and the signature fails: "Signers SHOULD convert the message to a suitable MIME content-transfer
    encoding such as quoted-printable or base64" before.

    Remedy: Let the mail be written as quoted-printable or base64, in lines of at most 76 characters, before it is
    signed, so that no relay has reason to touch it.
    """
    return Said(
        about(domain, selector, key_fits=key_fits) + f"the transfer encoding{_in(place)} was {was} when it was signed "
        f"and is {now} now",
        fix="have the mail encoded as quoted-printable or base64 before it is signed, so that no relay does it",
    )


@rule(Severity.ERROR, by=Fixer.FORWARDER, cites=("RFC 6376 section 5.3", "RFC 2045 section 6"))
def encoded_anew(*, domain: str, selector: str, place: str, was: str, now: str, key_fits: bool) -> Said:
    """What was encoded when the mail was signed was decoded, or encoded anew, on its way.

    Why: The signature covers the encoded octets, and two programs seldom encode a text alike. The text is the same,
    but every receiver comes to another hash.

    Remedy: Let the relay or gateway that decodes and encodes hand on signed mail as it came. Where it stands on the
    sender's side, let it do so before the mail is signed.
    """
    what = place or "the text"
    return Said(
        about(domain, selector, key_fits=key_fits) + f"{what} was {was} when it was signed and is {now} now",
        fix="let the server that encodes the mail anew hand it on as it came, or do so before the mail is signed",
    )


@rule(Severity.ERROR, by=Fixer.FORWARDER, cites=("RFC 6376 section 5.3", "RFC 2045 section 6"))
def charset_changed(*, domain: str, selector: str, place: str, was: str, now: str, key_fits: bool) -> Said:
    """The text was converted to another charset after the mail was signed.

    Why: The letters are the same, but the signature covers their octets: every receiver comes to another hash.

    Remedy: Let the server that converts (mail stores that keep mail in a form of their own do) hand on signed mail as
    it came; the author's side can avoid it by writing UTF-8.
    """
    return Said(
        about(domain, selector, key_fits=key_fits)
        + f"the text{_in(place)} was {was} when it was signed and is {now} now",
        fix="let the server hand on the text in the charset it came in",
    )


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 5321 section 4.5.2", "RFC 6376 section 5.3"))
def dot_stuffing(*, domain: str, selector: str, was: str, now: str, count: int, key_fits: bool) -> Said:
    """Full stops at line starts were doubled, or taken away, after the mail was signed.

    Why: SMTP doubles a full stop at the start of a line on the wire and the next server takes one away. A program that
    does one of them without the other, or signs in between, changes the body.

    Remedy: Mend or replace the program that speaks SMTP wrongly: a filter, a mail library or a queue script. Until then
    let the text be encoded so that no line starts with a full stop.
    """
    return Said(
        about(domain, selector, key_fits=key_fits) + f"{lines(count)} began with {was} when signed, with {now} now",
        fix="mend the program that doubles full stops at line starts without their being taken away again",
    )


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 6376 section 5.3", "RFC 4155 appendix A"))
def from_escaped(*, domain: str, selector: str, was: str, now: str, count: int, key_fits: bool) -> Said:
    """The word From at the start of a line was escaped, or was when it was signed.

    Why: Programs that keep mail in mailbox files write ">From" there, and the signature covers the line as it was.

    Remedy: Let no signed mail pass through a mailbox file, or have "From " at line starts encoded as "=46rom" before
    the mail is signed.
    """
    return Said(
        about(domain, selector, key_fits=key_fits) + f"{lines(count)} began with {was!r} when signed, with {now!r} now",
        fix='have "From " at line starts encoded as quoted-printable "=46rom" before the mail is signed',
    )


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 5322 section 2.1.1", "RFC 6376 section 5.3"))
def lines_wrapped(*, domain: str, selector: str, width: int, count: int, key_fits: bool) -> Said:
    """Long lines were broken after the mail was signed.

    Why: "Each line of characters MUST be no more than 998 characters", so relays break longer ones, and some gateways
    break text at 76: the signature covers the lines as they were.

    Remedy: Have the text encoded as quoted-printable or base64 before it is signed: no line is too long then.
    """
    return Said(
        about(domain, selector, key_fits=key_fits)
        + f"lines longer than {width} characters were broken after signing ({times(count)})",
        fix="have long lines encoded as quoted-printable or base64 before the mail is signed",
    )


@rule(Severity.ERROR, by=Fixer.RECEIVING_ADMIN, cites=("RFC 6376 section 3.7", "RFC 6376 section 6.1.3"))
def links_rewritten(*, domain: str, selector: str, service: str, count: int, key_fits: bool) -> Said:
    """Links were rewritten to pass through a scanner after the mail was signed.

    Why: Whatever verifies the mail behind the scanner comes to another hash: the mail fails for no fault of its sender.

    Remedy: Verify the mail before links are rewritten, let what stands behind trust that result, and do not forward
    rewritten mail.
    """
    return Said(
        about(domain, selector, key_fits=key_fits)
        + f"links were rewritten by {service} after signing ({times(count)})",
        fix="verify the mail before links are rewritten, and trust that result behind the scanner",
    )


@rule(Severity.ERROR, by=Fixer.FORWARDER, cites=("RFC 2046 section 5.1.1", "RFC 6376 section 3.7"))
def mime_frame_changed(*, domain: str, selector: str, place: str, was: str, now: str, key_fits: bool) -> Said:
    """What stands around the parts of a multipart was written anew after the mail was signed.

    Why: No mail program shows the preamble and the epilogue, and gateways that take a message apart do not put them
    back, but the signature covers them.

    Remedy: Let the gateway hand on the message as it came, or verify before and sign behind it.
    """
    before = f'"{shown(was)}"' if was else "other, or not there,"
    after = f'; now "{shown(now)}"' if now else ""
    return Said(
        about(domain, selector, key_fits=key_fits) + f"the MIME {place} was {before} when it was signed{after}",
        fix="let the gateway hand on the message as it came",
    )
