"""What can be wrong with lines and octets (RFC 5322 sections 2.1 to 2.3, RFC 2045 section 2, RFC 6532)."""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule

__all__ = [
    "bare_carriage_return",
    "bare_line_feed",
    "long_line",
    "nul_octet",
    "undeclared_eight_bit_body",
    "undeclared_utf8_header",
    "unreadable_header_octets",
]


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 5322 section 2.1.1", "RFC 5321 section 4.5.3.1.6"))
def long_line(*, place: str, line: int, count: int, longest: int, limit: int) -> Said:
    """A line is longer than 998 octets.

    Why: servers refuse the mail, or break the line where it is longest allowed: then a signature fails, and a link, a
    tag or a field is cut in two.

    Remedy: fold header fields (at 78 characters, before a blank); send bodies as quoted-printable or base64, which have
    short lines whatever the text is.
    """
    fix = "fold the field" if place == "header" else "encode the part as quoted-printable or base64"
    more = f", and {count - 1} more" if count > 1 else ""
    told = f"line {line}, in the {place}, is longer than {limit} octets{more}; the longest has {longest}"
    return Said(told, fix=fix)


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 5322 section 4", "RFC 2045 section 2.7"))
def nul_octet(*, line: int, count: int) -> Said:
    """The message holds NUL octets.

    Why: servers refuse them, drop them or end the text there; a filter that stops at one does not see what follows it,
    so mail with NULs is treated as an attack.

    Remedy: send binary data as base64; text in UTF-16 as UTF-8.
    """
    return Said(f"{count} NUL octet(s), the first in line {line}", fix="send the part as base64, or text as UTF-8")


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 5322 section 2.3", "RFC 5321 section 2.3.8"))
def bare_line_feed(*, line: int, count: int, crlf: int) -> Said:
    """Some lines end in LF alone, others in CRLF.

    Why: "CR and LF MUST only occur together as CRLF". Servers that guard against smuggled messages refuse such mail
    (Exchange Online with 550 5.6.11, Postfix when told so); others rewrite the line ends, and signatures fail.

    Remedy: have the program write CRLF everywhere, or hand the mail to a server that converts all of it. A file whose
    lines all end in LF is how mail is stored on Unix and is not meant here.
    """
    return Said(f"{count} line(s) end in LF alone, the first is line {line}; {crlf} end in CRLF", fix="end all in CRLF")


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 5322 section 2.3", "RFC 5321 section 2.3.8"))
def bare_carriage_return(*, line: int, count: int) -> Said:
    """A carriage return stands without a line feed.

    Why: "CR and LF MUST only occur together as CRLF". Some servers take it for a line end and others do not, so what
    one judged is not what the other delivers; careful ones refuse it.

    Remedy: have the program write CRLF at the end of lines and no CR elsewhere; send binary data as base64.
    """
    return Said(f"{count} CR without LF, the first in line {line}", fix="write CRLF at line ends and no CR elsewhere")


@rule(Severity.WARNING, by=Fixer.SENDING_ADMIN, cites=("RFC 6532 section 3", "RFC 6531 section 3.2"))
def undeclared_utf8_header(*, field: str, count: int) -> Said:
    """Header fields hold UTF-8 as it is.

    Why: RFC 6532 allows it where every server on the way, the last one included, speaks SMTPUTF8, and no Received field
    says so. Elsewhere it is no valid header: the mail is returned (5.6.7, 5.6.9) or the names become unreadable.

    Remedy: encode names and subjects as encoded-words (``=?utf-8?q?...?=``), which libraries do by default; only
    addresses that are not ASCII themselves need SMTPUTF8.
    """
    more = f" and {count - 1} more field(s)" if count > 1 else ""
    return Said(f"{field}{more} is UTF-8 that was not encoded", fix="encode the text as an encoded-word (RFC 2047)")


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 5322 section 2.2", "RFC 6532 section 3.1"))
def unreadable_header_octets(*, field: str, count: int) -> Said:
    """Header fields hold octets that are neither ASCII nor UTF-8.

    Why: no standard says what they mean, so each reader shows something else, and servers refuse or rewrite them.

    Remedy: encode the text as encoded-words that name its charset, best UTF-8.
    """
    more = f" and {count - 1} more field(s)" if count > 1 else ""
    return Said(f"{field}{more} holds octets that are not UTF-8", fix="encode the text as an encoded-word (RFC 2047)")


@rule(Severity.WARNING, by=Fixer.SENDING_ADMIN, cites=("RFC 2045 section 6.2", "RFC 6152 section 3"))
def undeclared_eight_bit_body(*, part: str, encoding: str, count: int) -> Said:
    """A part holds octets over 127 although its transfer encoding says that it has none.

    Why: a server that trusts the label sends it where only seven bits pass; one that does not re-encodes the part.
    Either way the text or the signature is spoiled.

    Remedy: declare ``Content-Transfer-Encoding: 8bit``, or better send quoted-printable or base64.
    """
    more = f", and {count - 1} more part(s)" if count > 1 else ""
    told = f"part {part} says {encoding} but holds octets over 127{more}"
    return Said(told, fix="declare 8bit, or encode the part as quoted-printable")
