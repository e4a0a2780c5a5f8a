"""How else may these addresses have been written?  Quotation marks, brackets, blanks, case (RFC 5322 section 3.4)"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final, NamedTuple, TypeAlias

from ....message import decode_words, read_addresses
from .words import Style, spell, spellings, styles

__all__ = ["ADDRESS_FIELDS", "Entry", "entries", "lists", "named", "respelled", "restyled"]

ADDRESS_FIELDS: Final = frozenset({
    "from", "to", "cc", "bcc", "reply-to", "sender", "resent-from", "resent-to", "resent-sender", "resent-cc",
    "return-path", "disposition-notification-to", "errors-to",
})  # fmt: skip
"""The fields that hold addresses."""
_MOST: Final = 100  # mailboxes of a field that is written anew
_MOST_SPELLINGS: Final = 60  # ways to write one name
_GAP: Final = b"<> \t\r\n,;"
_ENCODED: Final = re.compile(rb"=\?[^?\s]++\?[bBqQ]\?[^?]*+\?=")
_ATOMS: Final = re.compile(rb"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~ \x80-\xff]++")
_DOMAIN: Final = re.compile(rb"@[^@]*+\Z")
_SEPARATORS: Final = (b", ", b",", b",\r\n ", b",\r\n\t", b",\r\n        ", b", \r\n ", b" , ", b";", b"; ")
_NOBODY: Final = (b"undisclosed-recipients:;", b"undisclosed-recipients: ;", b"Undisclosed recipients:;", b"")

_Write: TypeAlias = Callable[[bytes], bytes]


class Entry(NamedTuple):
    """One mailbox of a list: its display name as written, the same decoded, and the address."""

    phrase: bytes
    name: str
    address: bytes

    def write(self, phrase: _Write, *, angle: bool | None, address: _Write) -> bytes:
        """The mailbox with its phrase and its address as these write them; *angle* None puts brackets as needed."""
        front, back = phrase(self.phrase), address(self.address)
        if not front:
            return b"<%s>" % back if angle else back
        return b"%s <%s>" % (front, back)


def entries(value: bytes) -> tuple[Entry, ...]:
    """The mailboxes of the field value *value*; none when it holds groups, too many, or what cannot be put back."""
    found = read_addresses(value)
    if found.groups or len(found.mailboxes) > _MOST:
        return ()
    made: list[Entry] = []
    behind = 0
    for mailbox in found.mailboxes:
        phrase = value[behind : mailbox.start].strip(_GAP)
        made.append(Entry(phrase, mailbox.display_name, value[mailbox.start : mailbox.end]))
        behind = mailbox.end
    tail = value[behind:].strip(_GAP)
    if len(made) == 1 and not made[0].phrase and tail.startswith(b"(") and tail.endswith(b")"):
        # "anna@a.example (Anna)", the old way to give a name
        return (made[0]._replace(phrase=tail[1:-1], name=decode_words(tail[1:-1]).text),)
    # comments would be lost
    return () if tail or any(b"(" in one.phrase and not one.phrase.startswith(b'"') for one in made) else tuple(made)


def _as_is(octets: bytes) -> bytes:
    return octets


def _quoted(phrase: bytes) -> bytes:
    return phrase if not phrase or phrase.startswith(b'"') or _ENCODED.search(phrase) else b'"%s"' % phrase


def _unquoted(phrase: bytes) -> bytes:
    return phrase[1:-1] if len(phrase) > 1 and phrase.startswith(b'"') and phrase.endswith(b'"') else phrase


def _as_needed(phrase: bytes) -> bytes:
    bare = _unquoted(phrase)
    return bare if _ATOMS.fullmatch(bare) or _ENCODED.search(bare) else _quoted(bare)


def _bare_name(phrase: bytes) -> bytes:
    """Outlook puts single quotation marks around names that it made of addresses."""
    return _unquoted(phrase).strip(b"'")


def _single_quoted(phrase: bytes) -> bytes:
    return b"\"'%s'\"" % _bare_name(phrase) if phrase else phrase


def _always_quoted(phrase: bytes) -> bytes:
    return phrase if not phrase or phrase.startswith(b'"') else b'"%s"' % phrase


def _dropped(_: bytes) -> bytes:
    return b""


def _lower_domain(address: bytes) -> bytes:
    return _DOMAIN.sub(lambda match: match[0].lower(), address)


def _upper_domain(address: bytes) -> bytes:
    return _DOMAIN.sub(lambda match: match[0].upper(), address)


def _title_domain(address: bytes) -> bytes:
    return _DOMAIN.sub(lambda match: b"@" + match[0][1:].capitalize(), address)


def _title_labels(address: bytes) -> bytes:
    return _DOMAIN.sub(lambda match: match[0].title(), address)


def _title_local(address: bytes) -> bytes:
    local, at, domain = address.rpartition(b"@")
    return local.title() + at + domain


def _without_domain(address: bytes) -> bytes:
    return address.rpartition(b"@")[0] or address


_PHRASES: Final[tuple[_Write, ...]] = (
    _as_is, _as_needed, _quoted, _unquoted, _bare_name, _always_quoted, _single_quoted, _dropped,
)  # fmt: skip
_ADDRESSES: Final[tuple[_Write, ...]] = (
    _as_is, _lower_domain, _title_domain, _title_labels, _upper_domain, bytes.lower, bytes.upper, bytes.title,
    _title_local, _without_domain,
)  # fmt: skip


def lists(
    value: bytes, names: dict[bytes, list[Entry]], domains: dict[bytes, tuple[bytes, ...]]
) -> Iterator[tuple[int, bytes]]:
    """The other ways to write the address list *value*, each with how unlikely it is.

    Arguments:
        value: the value, without outer blanks.
        names: the names that the header knows, by address in lower case.
        domains: how the header writes domains, by the domain in lower case.
    """
    held = entries(value)
    if not held:
        if read_addresses(value).groups or not value:
            yield from ((2, nobody) for nobody in _NOBODY)
        return
    for separator in _SEPARATORS:
        for phrase in _PHRASES:
            for address in _ADDRESSES if separator == b", " or len(held) == 1 else _ADDRESSES[:2]:
                cost = 2 + (address is not _as_is) + (phrase not in _PHRASES[:4])
                for angle in (None, True):
                    yield cost, separator.join(one.write(phrase, angle=angle, address=address) for one in held)
        if len(held) == 1:
            break
    yield from _one_changed(held, names)
    yield from _one_domain(held, domains)
    yield from _reencoded(held)


def _one_changed(held: tuple[Entry, ...], names: dict[bytes, list[Entry]]) -> Iterator[tuple[int, bytes]]:
    """One mailbox added, its name written otherwise, or taken from another field."""
    plain = [one.write(_as_is, angle=None, address=_as_is) for one in held]
    marked = [one.write(_as_is, angle=True, address=_as_is) for one in held]
    for number, one in enumerate(held):
        forms = [one.write(_quoted, angle=None, address=_as_is), one.write(_unquoted, angle=None, address=_as_is)]
        forms += [one.write(_dropped, angle=None, address=_as_is), marked[number]]
        forms += [one.write(_as_is, angle=None, address=_lower_domain)]
        forms += [b'"%s" <%s>' % (one.address, one.address), b"%s <%s>" % (one.address, one.address)]
        forms += [b"%s (%s)" % (one.address, _unquoted(one.phrase))] * bool(one.phrase)
        others = names.get(one.address.lower(), ())
        forms += [other.write(_as_is, angle=None, address=_as_is) for other in others]
        for form in forms:
            yield 2, b", ".join((*plain[:number], form, *plain[number + 1 :]))
        if len(held) > 1:
            yield 2, b", ".join((*plain[:number], *plain[number + 1 :]))


def _one_domain(held: tuple[Entry, ...], domains: dict[bytes, tuple[bytes, ...]]) -> Iterator[tuple[int, bytes]]:
    """The domain of one mailbox as other fields write it, or with capitals of each kind."""
    plain = [one.write(_as_is, angle=None, address=_as_is) for one in held]
    for number, one in enumerate(held):
        domain = one.address.rpartition(b"@")[2]
        spelled = dict.fromkeys((*domains.get(domain.lower(), ()), domain.title(), domain.capitalize(), domain.upper()))
        for other in spelled:
            whole = one._replace(address=one.address[: len(one.address) - len(domain)] + other)
            for angle in (None, True):
                form = whole.write(_as_is, angle=angle, address=_as_is)
                yield 2, b", ".join((*plain[:number], form, *plain[number + 1 :]))


def _reencoded(held: tuple[Entry, ...]) -> Iterator[tuple[int, bytes]]:
    """All names that are not plain ASCII in one other style."""
    encoded = [not one.name.isascii() or _ENCODED.search(one.phrase) is not None for one in held]
    if not any(encoded):
        return
    like = b" ".join(one.phrase for one in held)
    raw = [
        one._replace(phrase=one.name.encode("utf-8", "replace")) if strange else one
        for one, strange in zip(held, encoded, strict=True)
    ]
    for phrase in (_quoted, _as_is):
        yield 2, b", ".join(one.write(phrase, angle=None, address=_as_is) for one in raw)
    for style in styles(like):
        phrases = [
            spell(one.name, style) if strange else one.phrase for one, strange in zip(held, encoded, strict=True)
        ]
        if None not in phrases:
            respelled = (one._replace(phrase=phrase or b"") for one, phrase in zip(held, phrases, strict=True))
            yield 3, b", ".join(one.write(_as_is, angle=None, address=_as_is) for one in respelled)


def _cut(value: bytes) -> Iterator[tuple[bytes, Entry, bytes]]:
    """The mailboxes of *value*, each with what stands before its phrase, and between that and its address."""
    behind = 0
    for mailbox in read_addresses(value).mailboxes[:_MOST]:
        gap = value[behind : mailbox.start]
        phrase = gap.strip(_GAP)
        at = gap.find(phrase)
        entry = Entry(phrase, mailbox.display_name, value[mailbox.start : mailbox.end])
        yield gap[:at], entry, gap[at + len(phrase) :]
        behind = mailbox.end
    yield value[behind:], Entry(b"", "", b""), b""


def restyled(value: bytes) -> tuple[bytes, ...]:
    """*value*, folds and all, with its names quoted and its domains written in each of the usual styles."""
    cut = tuple(_cut(value))
    return tuple(
        b"".join(part for front, one, back in cut for part in (front, write(one.phrase), back, address(one.address)))
        for address in _ADDRESSES[:2]
        for write in _PHRASES[:6]
    )


def respelled(value: bytes, style: Style) -> bytes:
    """*value* with its names that are not plain ASCII encoded in this *style*."""
    pieces: list[bytes] = []
    for front, one, back in _cut(value):
        plain = one.phrase.isascii() and not _ENCODED.search(one.phrase)
        pieces += (front, one.phrase if plain else spell(one.name, style) or one.phrase, back, one.address)
    return b"".join(pieces)


def named(name: str, address: bytes) -> Iterator[tuple[int, bytes]]:
    """The ways to write one mailbox of this *name* and *address*, each with how unlikely it is."""
    yield 2, address
    yield 2, b"<%s>" % address
    if name.isascii():
        plain = name.encode("ascii")
        yield 1, b"%s <%s>" % (plain, address)
        yield 1, b'"%s" <%s>' % (plain, address)
        yield 2, b"%s (%s)" % (address, plain)
        yield 3, b"\"'%s'\" <%s>" % (plain, address)
        return
    for number, spelled in enumerate(islice(spellings(name), _MOST_SPELLINGS)):
        yield 1 + (number > 8), b"%s <%s>" % (spelled, address)
        if number == 0:
            yield 2, b'"%s" <%s>' % (spelled, address)
