"""What can be wrong with the parts of a message (RFC 2045, RFC 2046 section 5.1)."""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule

__all__ = [
    "absent_boundary",
    "broken_part_header",
    "delimiter_after_close",
    "delimiter_in_header",
    "encoded_composite",
    "malformed_content_type",
    "missing_boundary",
    "no_mime_version",
    "repeated_part_field",
    "reused_boundary",
    "unclosed_boundary",
    "unknown_encoding",
]


def _more(count: int) -> str:
    return f" ({count} such places)" if count > 1 else ""


def _part(part: str) -> str:
    return f"part {part}" if part else "the message"


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 2045 section 4",))
def no_mime_version(*, field: str) -> Said:
    """The message uses MIME without a MIME-Version field.

    Why: messages with parts, types or encodings "MUST include such a header field"; readers that insist on it show the
    raw text, encoded parts and all.

    Remedy: set ``MIME-Version: 1.0`` in the header of the message.
    """
    return Said(f"there is {field} but no MIME-Version", fix="set MIME-Version: 1.0")


@rule(Severity.WARNING, by=Fixer.SENDING_ADMIN, cites=("RFC 2045 section 5.1",))
def malformed_content_type(*, part: str, text: str, count: int) -> Said:
    """A Content-Type field holds no media type.

    Why: readers take the part for plain text; filters do not, and refuse what they cannot classify.

    Remedy: write type, slash and subtype, such as ``text/html``, then parameters behind semicolons.
    """
    return Said(f"{text!r} in {_part(part)} is no media type{_more(count)}", fix="write it as text/html; charset=utf-8")


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 2046 section 5.1.1",))
def missing_boundary(*, part: str, count: int) -> Said:
    """A multipart has no boundary parameter.

    Why: without it the parts cannot be told apart; readers show all of it as text, and filters refuse it.

    Remedy: give the boundary: ``multipart/mixed; boundary="..."``.
    """
    return Said(f"{_part(part)} is a multipart without a boundary{_more(count)}", fix="give the boundary parameter")


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 2046 section 5.1.1",))
def absent_boundary(*, part: str, count: int) -> Said:
    """The boundary of a multipart occurs nowhere in it.

    Why: readers find no part and show nothing, or all of it as text. Usually a program rewrote the body or the header,
    but not both.

    Remedy: have the boundary in Content-Type and the lines that begin with "--" written by the same program.
    """
    return Said(f"the boundary of {_part(part)} occurs nowhere{_more(count)}", fix="write the delimiter lines")


@rule(Severity.WARNING, by=Fixer.SENDING_ADMIN, cites=("RFC 2046 section 5.1.2",))
def reused_boundary(*, part: str, count: int) -> Said:
    """A multipart uses the boundary of a multipart it stands in.

    Why: where the inner one ends is anybody's guess, so readers and filters see different parts.

    Remedy: make a boundary of its own for each multipart.
    """
    return Said(f"{_part(part)} uses the boundary of a part around it{_more(count)}", fix="use another boundary")


@rule(Severity.WARNING, by=Fixer.SENDING_ADMIN, cites=("RFC 2046 section 5.1.1",))
def unclosed_boundary(*, part: str, count: int) -> Said:
    """A multipart is not closed by its last delimiter.

    Why: it looks like a message that was cut short; readers forgive it, some filters count it, and whatever a gateway
    adds becomes a part of the last attachment.

    Remedy: end the multipart with its boundary between "--" and "--". If the file was cut, get the whole of it.
    """
    return Said(f"{_part(part)} is not closed by its boundary{_more(count)}", fix="write the closing delimiter")


@rule(Severity.WARNING, by=Fixer.SENDING_ADMIN, cites=("RFC 2046 section 5.1.1",))
def delimiter_after_close(*, part: str, count: int) -> Said:
    """Parts stand behind the closing delimiter of a multipart.

    Why: "implementations must ignore information that appears ... after the last one", but some readers show it: a way
    to hide an attachment from filters, and treated as one.

    Remedy: move the parts before the closing delimiter.
    """
    return Said(
        f"parts stand behind the end of {_part(part)}{_more(count)}", fix="move them before the closing delimiter"
    )


@rule(Severity.WARNING, by=Fixer.SENDING_ADMIN, cites=("RFC 2046 section 5.1",))
def delimiter_in_header(*, part: str, count: int) -> Said:
    """The header of a part runs into the next delimiter.

    Why: the empty line that ends the header is missing, so the part has no body for some and does not exist for others.

    Remedy: end each part's header with an empty line.
    """
    return Said(f"the header of {_part(part)} runs into a delimiter{_more(count)}", fix="end it with an empty line")


@rule(Severity.WARNING, by=Fixer.SENDING_ADMIN, cites=("RFC 2045 section 6.4",))
def encoded_composite(*, part: str, encoding: str, count: int) -> Said:
    """A multipart or a message in the message is encoded as a whole.

    Why: any encoding but 7bit, 8bit and binary is "expressly forbidden" there: many readers and filters do not decode
    it, see no parts, and refuse what they cannot look into.

    Remedy: encode the parts inside, and declare 7bit or 8bit for what holds them.
    """
    return Said(f"{_part(part)} is {encoding} as a whole{_more(count)}", fix="encode the parts inside instead")


@rule(Severity.WARNING, by=Fixer.SENDING_ADMIN, cites=("RFC 2045 section 6.4",))
def unknown_encoding(*, part: str, encoding: str, count: int) -> Said:
    """A transfer encoding is unknown, or spelled in a way of its own.

    Why: a part in an unknown encoding counts as unknown data: it is not shown, and filters that cannot decode it refuse
    it.

    Remedy: use 7bit, 8bit, quoted-printable or base64, spelled like this.
    """
    told = f"{encoding!r} in {_part(part)} is no transfer encoding by that spelling{_more(count)}"
    return Said(told, fix="use 7bit, 8bit, quoted-printable or base64")


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 2045 section 3",))
def repeated_part_field(*, part: str, field: str, count: int) -> Said:
    """The header of a part gives its type, encoding or disposition twice.

    Why: the filter believes one and the reader the other: the usual way to smuggle an attachment past a scanner, and
    refused as such.

    Remedy: keep one Content-Type, one Content-Transfer-Encoding and one Content-Disposition a part.
    """
    return Said(f"{_part(part)} has {field} more than once{_more(count)}", fix=f"keep one {field}")


@rule(Severity.WARNING, by=Fixer.SENDING_ADMIN, cites=("RFC 2045 section 3", "RFC 2046 section 5.1"))
def broken_part_header(*, part: str, count: int) -> Said:
    """A line in the header of a part is no field, so the part's body starts there.

    Why: the fields behind it are taken for text; mostly the empty line between the header and the body is missing, and
    what was meant as text may be lost.

    Remedy: put an empty line between the header of a part and its body, also where the header is empty.
    """
    return Said(
        f"the header of {_part(part)} ends in a line that is no field{_more(count)}", fix="put an empty line before it"
    )
