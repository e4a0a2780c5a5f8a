"""Who stood in From before a list put itself there, and what stood in a field that is gone?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from ....message import Message
from .addresses import Entry, entries, named
from .folds import unfolded

__all__ = ["authors", "known_names", "lost", "originals"]

_PREFIXES: Final = (
    "x-original-", "original-", "x-old-", "old-", "x-orig-", "x-google-original-", "x-microsoft-original-", "x-",
    "x-ms-",
)  # fmt: skip
# where forwarders keep the author, or leave it
_KEEPERS: Final = (
    "reply-to", "x-original-from", "x-original-sender", "author", "x-mailfrom", "cc", "x-envelope-from",
    "original-from", "old-from", "x-old-from", "x-sender", "sender", "return-path", "x-authenticated-sender",
    "x-reply-to", "disposition-notification-to", "errors-to", "to", "from",
)  # fmt: skip
_RECIPIENTS: Final = (
    "x-original-to",
    "delivered-to",
    "envelope-to",
    "x-envelope-to",
    "x-forwarded-to",
    "x-delivered-to",
)
_ADDRESS_FIELDS: Final = frozenset({"from", "to", "cc", "reply-to", "sender", "bcc", "resent-from", "resent-to"})
_MOST_ADDRESSES: Final = 12
_MOST_NAMES: Final = 8
_MOST_OCTETS: Final = 4096  # of a field whose addresses are read
_VIA: Final = re.compile(r"(?<![ ,])[ ,]++(?:\(?(?:via|through|by way of|by)\b|[(\[<|]|--? |- |at |\|)", re.IGNORECASE)
_BEHALF: Final = re.compile(r"\b(?:on behalf of|im auftrag von|pour le compte de) ", re.IGNORECASE)
_DELIMITER: Final = re.compile(rb"(?m)^--([^\r\n]{1,70}+)\r?$")
_IN_NAME: Final = re.compile(r"(?<![^\s@()<>\"'])([^\s@()<>\"']++)(?:@| at | \(at\) |\(at\))([A-Za-z0-9.-]++)")

_TEXTS: Final = (
    *(
        b"text/%s; charset=%s" % (kind, charset)
        for kind in (b"plain", b"html")
        for charset in (
            b"utf-8", b"UTF-8", b'"utf-8"', b'"UTF-8"', b"us-ascii", b"US-ASCII", b'"us-ascii"', b"iso-8859-1",
            b"ISO-8859-1", b'"iso-8859-1"', b"utf-8; format=flowed", b"UTF-8; format=flowed", b"windows-1252",
        )
    ),
    b"text/plain",
    b"text/html",
)  # fmt: skip
# what is nearly always the same, likeliest first
_CONSTANTS: Final[dict[str, tuple[bytes, ...]]] = {
    "mime-version": (b"1.0",),
    "content-transfer-encoding": (b"7bit", b"quoted-printable", b"8bit", b"base64", b"binary", b"8BIT", b"7BIT"),
    "content-type": _TEXTS,
    "content-disposition": (b"inline", b"attachment"),
    "content-language": (b"en-US", b"en", b"de-DE", b"de", b"en-GB", b"fr", b"fr-FR", b"es", b"it", b"nl"),
    "accept-language": (b"en-US", b"de-DE, en-US", b"en-GB, en-US", b"de-DE", b"en-GB"),
    "list-unsubscribe-post": (b"List-Unsubscribe=One-Click",),
    "precedence": (b"bulk", b"list", b"junk"),
    "auto-submitted": (b"auto-generated", b"auto-replied", b"no"),
    "x-auto-response-suppress": (b"All", b"OOF", b"DR, OOF, AutoReply"),
    "x-priority": (b"3", b"1", b"3 (Normal)", b"1 (Highest)", b"5", b"Normal"),
    "x-msmail-priority": (b"Normal", b"High"),
    "importance": (b"normal", b"Normal", b"high", b"High", b"low"),
    "priority": (b"normal", b"urgent", b"non-urgent"),
    "sensitivity": (b"normal",),
    "x-ms-has-attach": (b"", b"yes"),
    "x-ms-tnef-correlator": (b"",),
    "return-path": (b"<>",),
    "list-post": (b"NO",),
    "to": (b"undisclosed-recipients:;", b"undisclosed-recipients: ;", b"Undisclosed recipients:;"),
    "subject": (b"(no subject)",),
}  # fmt: skip


def _values(message: Message, name: str) -> Iterator[bytes]:
    for field in islice(message.get_all(name), 3):
        if len(field.raw) <= _MOST_OCTETS:
            yield unfolded(field.value).strip(b" \t\r\n")


def originals(message: Message, name: str) -> Iterator[bytes]:
    """What other fields say that the field *name* held."""
    for prefix in _PREFIXES:
        yield from _values(message, prefix + name)


def known_names(message: Message) -> dict[bytes, list[Entry]]:
    """The mailboxes with a display name that the header knows, by address in lower case."""
    found: dict[bytes, list[Entry]] = {}
    for keeper in _KEEPERS:
        for value in _values(message, keeper):
            for entry in entries(value):
                if entry.phrase:
                    found.setdefault(entry.address.lower(), []).append(entry)
    return {address: held[:_MOST_NAMES] for address, held in found.items()}


def authors(message: Message, value: bytes, domain: str, identity: str | None = None) -> Iterator[tuple[int, bytes]]:
    """What From may have said before it was *value*, each with how unlikely it is.

    Arguments:
        message: the message.
        value: the value of From now, without outer blanks.
        domain: ``d=`` of the signature.
        identity: its ``i=``, which may name the author.
    """
    yield from ((1, original) for original in originals(message, "from"))
    held = entries(value)
    own = held[0].name if held else ""
    entries_known = [
        entry for keeper in _KEEPERS[:-2] for kept in _values(message, keeper) for entry in entries(kept.strip(b"<> "))
    ]
    addresses = [entry.address for entry in entries_known]
    if identity and not identity.startswith("@"):
        addresses.append(identity.encode("utf-8", "replace"))
    for entry in held:
        addresses += _unmunged(entry)
    names = dict.fromkeys((*_cleaned(own), *(entry.name for entry in entries_known if entry.name), own))
    # the signer's own domain is the likeliest for the author's
    aligned = domain.encode("ascii", "replace")
    ordered = sorted(dict.fromkeys(addresses), key=lambda one: not one.lower().endswith(aligned))
    for number, address in enumerate(ordered[:_MOST_ADDRESSES]):
        # the field as it stands where the author is kept
        for entry in entries_known:
            if entry.address == address and entry.phrase:
                yield 1, b"%s <%s>" % (entry.phrase, address)
        for rank, name in enumerate(list(names)[:_MOST_NAMES] or [""]):
            yield from ((cost + (number > 0) + (rank > 1), written) for cost, written in named(name, address))


def _cleaned(name: str) -> Iterator[str]:
    """The author's name in one that a list has made of it: "Anna via Hiking", "'Anna' via Hiking"."""
    for one in (*_BEHALF.split(name)[1:], _VIA.split(name, maxsplit=1)[0]):
        bare = one.strip("' \"")
        yield bare
        yield one.strip()
        family, comma, given = bare.partition(", ")
        if comma:
            yield f"{given} {family}"


def _unmunged(entry: Entry) -> Iterator[bytes]:
    """The author's address in one that a list has made of it: "anna=a.example@list.example", or in the name."""
    found = _IN_NAME.search(entry.name)
    if found:
        yield f"{found[1]}@{found[2]}".encode("utf-8", "replace")
    local = entry.address.rpartition(b"@")[0]
    for sign in (b"=", b"#", b"%", b"_at_", b".at."):
        front, found_sign, back = local.rpartition(sign)
        if found_sign:
            yield front + b"@" + back
    yield entry.address.removesuffix(b".invalid").removesuffix(b".INVALID")


def lost(message: Message, name: str) -> Iterator[tuple[int, bytes]]:
    """What the field *name*, which is gone, may have held, each with how unlikely it is."""
    yield from ((1, value) for value in originals(message, name))
    if name == "content-type":
        yield from _multiparts(message)
    yield from ((1 + (number > 5), value) for number, value in enumerate(_CONSTANTS.get(name, ())))
    if name in _ADDRESS_FIELDS:
        for source in (*_KEEPERS, *_RECIPIENTS):
            for value in _values(message, source):
                yield 2, value
                for entry in entries(value):
                    yield 2, entry.address
                    yield 2, b"<%s>" % entry.address
    if name in ("in-reply-to", "references"):
        other = "references" if name == "in-reply-to" else "in-reply-to"
        for value in _values(message, other):
            yield 1, value
            yield from ((2, one) for one in dict.fromkeys((value.split() or [b""])[i] for i in (-1, 0)))
    if name == "thread-topic":
        for value in _values(message, "subject"):
            yield 1, value
            yield 1, value.partition(b": ")[2]
    yield 2, b""


def _multiparts(message: Message) -> Iterator[tuple[int, bytes]]:
    """The Content-Type of a multipart whose first delimiter still stands in the body."""
    start = message.body_start
    found = _DELIMITER.search(message.raw, start, start + _MOST_OCTETS)
    if found is None:
        return
    for subtype in (b"alternative", b"mixed", b"related", b"report", b"signed"):
        for separator in (b"; ", b";\r\n ", b";\r\n\t", b";"):
            yield 1, b'multipart/%s%sboundary="%s"' % (subtype, separator, found[1])
            yield 2, b"multipart/%s%sboundary=%s" % (subtype, separator, found[1])
