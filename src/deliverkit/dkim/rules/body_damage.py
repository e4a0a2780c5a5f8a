"""What was put into the body of a message after it was signed?  (RFC 6376 sections 3.7 and 6.1.3, RFC 6377)"""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from .body_wording import about, bytes_were, lines, quoted_text
from .wording import shown

__all__ = [
    "banner_inserted",
    "empty_lines_added",
    "empty_lines_removed",
    "footer_added",
    "footer_inserted",
    "list_footer_added",
    "list_footer_inserted",
    "list_part_added",
    "part_added",
    "several_changes",
    "several_changes_by_receiver",
    "several_changes_by_sender",
    "text_inserted",
    "wrapped_in_multipart",
]

_CITES = ("RFC 6376 section 3.7", "RFC 6376 section 6.1.3")
_LISTS = ("RFC 6377 section 3.3", "RFC 6376 section 6.1.3")


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=_CITES)
def footer_added(*, domain: str, selector: str, place: str, octets: int, text: str, key_fits: bool) -> Said:
    """Something, mostly a footer, was added behind the body after the mail was signed.

    Why: The signature covers the whole body. Every receiver comes to another hash, the signature fails, and with it
    DMARC where SPF does not pass for the same domain.

    Remedy: Let the gateway (virus scanner, disclaimer, advertisement, tracking) add it before the mail is signed, or
    not at all. Where the gateway is the last server, let it sign.
    """
    return Said(
        about(domain, selector, key_fits=key_fits)
        + f"{bytes_were(octets)} added after signing, at the {place}{quoted_text(text)}",
        fix="let the gateway that adds this do so before the mail is signed, or not at all",
    )


@rule(Severity.ERROR, by=Fixer.FORWARDER, cites=_LISTS)
def list_footer_added(*, domain: str, selector: str, place: str, octets: int, text: str, key_fits: bool) -> Said:
    """A mailing list added its footer behind the body after the mail was signed.

    Why: The author's signature fails for every subscriber, and where the author's domain asks for it in DMARC, the
    subscribers' servers quarantine or refuse the mail.

    Remedy: Switch the footer off at the list (List-Id and List-Unsubscribe say the same), or let the list send with
    its own address in From and sign with its own domain after the footer is added.
    """
    return Said(
        about(domain, selector, key_fits=key_fits)
        + f"{bytes_were(octets)} added by a mailing list after signing, at the {place}{quoted_text(text)}",
        fix="switch the list's footer off, or let the list send with its own From address and signature",
    )


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=_CITES)
def footer_inserted(*, domain: str, selector: str, place: str, octets: int, text: str, key_fits: bool) -> Said:
    """Something, mostly a footer, was added to a text of the body after the mail was signed.

    Why: The signature covers every part of the body with the delimiters between them. Every receiver comes to another
    hash, and the signature fails.

    Remedy: Let the gateway (virus scanner, disclaimer, advertisement, tracking) add it before the mail is signed, or
    not at all. Where the gateway is the last server, let it sign.
    """
    return Said(
        about(domain, selector, key_fits=key_fits)
        + f"{bytes_were(octets)} added after signing, at the end of {place}{quoted_text(text)}",
        fix="let the gateway that adds this do so before the mail is signed, or not at all",
    )


@rule(Severity.ERROR, by=Fixer.FORWARDER, cites=_LISTS)
def list_footer_inserted(*, domain: str, selector: str, place: str, octets: int, text: str, key_fits: bool) -> Said:
    """A mailing list put its footer into a part of the body after the mail was signed.

    Why: The author's signature fails for every subscriber, and where the author's domain asks for it in DMARC, the
    subscribers' servers quarantine or refuse the mail.

    Remedy: Switch the footer off at the list (List-Id and List-Unsubscribe say the same), or let the list send with
    its own address in From and sign with its own domain after the footer is added.
    """
    return Said(
        about(domain, selector, key_fits=key_fits)
        + f"{bytes_were(octets)} added by a mailing list after signing, at the end of {place}"
        f"{quoted_text(text)}",
        fix="switch the list's footer off, or let the list send with its own From address and signature",
    )


@rule(Severity.ERROR, by=Fixer.RECEIVING_ADMIN, cites=_CITES)
def banner_inserted(*, domain: str, selector: str, place: str, octets: int, text: str, key_fits: bool) -> Said:
    """A banner was put above the text after the mail was signed.

    Why: Whatever verifies the mail behind the server that put the banner there comes to another hash: the mail fails
    for no fault of its sender, and forwarded mail fails at the next server.

    Remedy: Let the server that adds the banner verify the mail before it does, and let what stands behind it trust that
    result; never forward mail with the banner in it. A banner shown by the mail program does no harm.
    """
    where = "the top" if place == "top" else f"the top of {place}"
    return Said(
        about(domain, selector, key_fits=key_fits)
        + f"{bytes_were(octets)} added after signing, at {where}{quoted_text(text)}",
        fix="verify the mail before the banner is added, or have no banner put into the mail",
    )


@rule(Severity.ERROR, by=Fixer.FORWARDER, cites=_CITES)
def text_inserted(*, domain: str, selector: str, place: str, octets: int, text: str, key_fits: bool) -> Said:
    """Lines were put into the middle of the body after the mail was signed.

    Why: The signature covers the whole body: every receiver comes to another hash, and the signature fails.

    Remedy: Find the server that adds the text (compare a copy from before and behind each hop), and let it do so before
    the mail is signed, or not at all.
    """
    where = f" in {place}" if place else ""
    return Said(
        about(domain, selector, key_fits=key_fits)
        + f"{bytes_were(octets)} added after signing{where}{quoted_text(text)}",
        fix="find the server that adds this text, and let it do so before the mail is signed, or not at all",
    )


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=(*_CITES, "RFC 2046 section 5.1"))
def part_added(
    *, domain: str, selector: str, place: str, octets: int, content_type: str, text: str, key_fits: bool
) -> Said:
    """A MIME part was added to the body after the mail was signed.

    Why: The signature covers every part of the body: every receiver comes to another hash, and the signature fails.

    Remedy: Let the gateway add its part before the mail is signed, or not at all.
    """
    return Said(
        about(domain, selector, key_fits=key_fits)
        + f"{place} ({shown(content_type)}, {octets} bytes) was added after signing{quoted_text(text)}",
        fix="let the gateway add its part before the mail is signed, or not at all",
    )


@rule(Severity.ERROR, by=Fixer.FORWARDER, cites=(*_LISTS, "RFC 2046 section 5.1"))
def list_part_added(
    *, domain: str, selector: str, place: str, octets: int, content_type: str, text: str, key_fits: bool
) -> Said:
    """A mailing list added its footer as a MIME part after the mail was signed.

    Why: The author's signature fails for every subscriber, and where the author's domain asks for it in DMARC, the
    subscribers' servers quarantine or refuse the mail.

    Remedy: Switch the footer off at the list, or let the list send with its own address in From and sign with its own
    domain after the footer is added.
    """
    return Said(
        about(domain, selector, key_fits=key_fits)
        + f"a mailing list added {place} ({shown(content_type)}, {octets} bytes) after signing"
        f"{quoted_text(text)}",
        fix="switch the list's footer off, or let the list send with its own From address and signature",
    )


@rule(Severity.ERROR, by=Fixer.FORWARDER, cites=(*_LISTS, "RFC 2046 section 5.1"))
def wrapped_in_multipart(*, domain: str, selector: str, place: str, was: str, now: str, key_fits: bool) -> Said:
    """What was the whole body when it was signed is now one part of a multipart.

    Why: A list or gateway that adds a footer or a banner as a part of its own puts the message into a multipart/mixed.
    The body and the signed Content-Type are others then, and the signature fails.

    Remedy: Let the program add nothing to signed mail, or let it send with its own address in From and sign afterwards.
    """
    return Said(
        about(domain, selector, key_fits=key_fits)
        + f"the signed body, {shown(was)}, was put into a {shown(now)} as its {place}",
        fix="switch off what the list or gateway adds, or let it sign the mail with its own From address afterwards",
    )


@rule(Severity.ERROR, by=Fixer.FORWARDER, cites=_CITES)
def empty_lines_added(*, domain: str, selector: str, place: str, count: int, key_fits: bool) -> Said:
    """Empty lines were put into the body after the mail was signed.

    Why: Only those at the end of the body are left out of the hash: every receiver comes to another one, and the
    signature fails, though nobody sees a difference.

    Remedy: Find the server that writes the body anew (compare a copy from before and behind each hop): a filter that
    takes the mail apart, or one whose notice is empty. Let it hand on the body as it came.
    """
    where = f", at the {place}" if place in {"top", "end"} else f" in {place}" if place else ""
    added = "an empty line was" if count == 1 else f"{lines(count, 'empty line')} were"
    return Said(
        about(domain, selector, key_fits=key_fits) + f"{added} added after signing{where}",
        fix="find the server that adds empty lines, and let it hand on the body as it came",
    )


@rule(Severity.ERROR, by=Fixer.FORWARDER, cites=_CITES)
def empty_lines_removed(*, domain: str, selector: str, place: str, key_fits: bool) -> Said:
    """An empty line was taken out of the body after the mail was signed.

    Why: Only empty lines at the end of the body are left out of the hash: every receiver comes to another one, and the
    signature fails, though hardly anybody sees a difference.

    Remedy: Find the server that writes the body anew (compare a copy from before and behind each hop), and let it hand
    on the body as it came.
    """
    where = f" out of {place}" if place else ""
    return Said(
        about(domain, selector, key_fits=key_fits) + f"an empty line was taken{where or ' away'} after signing",
        fix="find the server that takes empty lines away, and let it hand on the body as it came",
    )


def _several(start: str, changes: tuple[str, ...], remedies: tuple[str, ...], octets: int, text: str) -> Said:
    in_all = f" ({octets} bytes in all)" if octets > 0 else ""
    return Said(
        f"{start}changed after signing: {', '.join(map(shown, changes))}{in_all}{quoted_text(text)}",
        fix="; ".join(remedies),
    )


@rule(Severity.ERROR, by=Fixer.FORWARDER, cites=_CITES)
def several_changes(
    *,
    domain: str,
    selector: str,
    changes: tuple[str, ...],
    remedies: tuple[str, ...],
    octets: int,
    text: str,
    key_fits: bool,
) -> Said:
    """The body was changed in more than one way on its way after the mail was signed.

    Why: Each of the changes alone makes the signature fail.

    Remedy: Let whatever does this (a list, a forwarding server, gateways on both sides) leave signed mail alone, or do
    its work before the mail is signed.
    """
    return _several(about(domain, selector, key_fits=key_fits), changes, remedies, octets, text)


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=_CITES)
def several_changes_by_sender(
    *,
    domain: str,
    selector: str,
    changes: tuple[str, ...],
    remedies: tuple[str, ...],
    octets: int,
    text: str,
    key_fits: bool,
) -> Said:
    """The body was changed in more than one way after the mail was signed, and the sender's side can mend all of them.

    Why: Each of the changes alone makes the signature fail.

    Remedy: Let the gateway do its work before the mail is signed, or sign behind it.
    """
    return _several(about(domain, selector, key_fits=key_fits), changes, remedies, octets, text)


@rule(Severity.ERROR, by=Fixer.RECEIVING_ADMIN, cites=_CITES)
def several_changes_by_receiver(
    *,
    domain: str,
    selector: str,
    changes: tuple[str, ...],
    remedies: tuple[str, ...],
    octets: int,
    text: str,
    key_fits: bool,
) -> Said:
    """The receiver's own gateway changed the body in more than one way after the mail was signed.

    Why: Whatever verifies the mail behind the gateway comes to another hash: the mail fails for no fault of its sender.

    Remedy: Verify the mail before the gateway changes it, let what stands behind trust that result, and do not forward
    what the gateway has changed.
    """
    return _several(about(domain, selector, key_fits=key_fits), changes, remedies, octets, text)
