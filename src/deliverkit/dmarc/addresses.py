"""Which address was meant here, and how is it written right?  (RFC 9989 sections 4.7 and 4.8, RFC 6068 section 2)"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import Final, NamedTuple
from urllib.parse import quote

from .arguments import mail_domain
from .uris import read_uris

__all__ = ["Address", "Ill", "read_addresses"]

_CHUNK: Final = re.compile(r"[^,;|\s]++")
_BETWEEN: Final = re.compile(r"[ \t]*+,[ \t]*+")
_SIZE: Final = re.compile(r"![0-9]++[kmgt]?", re.IGNORECASE)
_SIZED: Final = re.compile(r"!(?=[0-9]++[kmgtKMGT]?\Z)")
_MAILTO: Final = re.compile(
    r"(?:(?:mail[ -]?to|mailt|mailo|malto|maito|maitlo|mialto|mailot|malito|e?mail)[:=.]++/*+)++", re.IGNORECASE
)
_GLUED: Final = re.compile(r"mailto(?=[^:@]++@)", re.IGNORECASE)
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*+:(?=//)")
_AT: Final = re.compile(r"[(\[{<]at[)\]}>]", re.IGNORECASE)
_BRACKETS: Final = "<>()[]{}'\"`"
_EDGES: Final = f"{_BRACKETS}.:/"
_KEPT: Final = "$&'*+-=_~.:;()@"
_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")


class Ill(Enum):
    """What is wrong with an address; each is a rule."""

    EMPTY = "empty"
    SEPARATOR = "separator"
    NO_SCHEME = "no-scheme"
    UNENCODED = "unencoded"
    MALFORMED = "malformed"
    SIZE = "size"
    SCHEME = "scheme"
    REPEATED = "repeated"


class Address(NamedTuple):
    """One place in a list of addresses: ``value[start:end]``.

    Arguments:
        text: what stands there.
        start, end: where it stands in the value.
        ills: what is wrong with it.
        meant: the URI that was meant; empty where nobody can tell.
    """

    text: str
    start: int
    end: int
    ills: tuple[Ill, ...]
    meant: str

    @property
    def key(self) -> str:
        """What two spellings of one address share."""
        scheme, _, rest = self.meant.partition(":")
        local_part, at, domain = rest.rpartition("@")
        return f"{scheme.lower()}:{local_part}@{domain.lower()}" if at else self.meant

    @property
    def is_repeated(self) -> bool:
        """Whether it stands in the list already."""
        return Ill.REPEATED in self.ills


class _Chunk(NamedTuple):
    text: str
    start: int
    end: int
    ills: tuple[Ill, ...]


def read_addresses(value: str) -> tuple[Address, ...]:
    """The addresses that *value*, of ``rua=`` or ``ruf=``, was meant to list."""
    found: list[Address] = []
    seen: set[str] = set()
    for chunk in _chunks(value):
        address = _address(chunk)._replace(text=value[chunk.start : chunk.end])
        key = address.key
        if key and key in seen:
            address = address._replace(ills=(*address.ills, Ill.REPEATED))
        seen.add(key)
        found.append(address)
    return tuple(found)


def _chunks(value: str) -> Iterator[_Chunk]:
    """The pieces between separators, put together where a separator stands inside an address."""
    if not value.strip():
        yield _Chunk("", 0, len(value), (Ill.EMPTY,))
        return
    held: _Chunk | None = None
    end = 0
    for match in _CHUNK.finditer(value):
        text, start = match[0], match.start()
        between = value[end:start]
        end = match.end()
        if held is not None and (joined := _joined(held, text, between, end)) is not None:
            held = joined
            continue
        if held is not None:
            yield held
        ill = _of_separator(between, is_first=held is None)
        if ill is Ill.EMPTY:
            yield _Chunk("", start - len(between), start, (ill,))
        held = _Chunk(text, start, end, (ill,) if ill is Ill.SEPARATOR else ())
    if held is None:
        yield _Chunk("", 0, len(value), (Ill.EMPTY,))
        return
    yield held
    if value[end:].strip():
        yield _Chunk("", end, len(value), (Ill.EMPTY,))


def _of_separator(between: str, *, is_first: bool) -> Ill | None:
    if is_first:
        return Ill.EMPTY if between.strip() else None
    # dmarc-urilist = ... *(*WSP "," *WSP (dmarc-uri / obs-dmarc-uri))
    if _BETWEEN.fullmatch(between) is not None:
        return None
    return Ill.EMPTY if set(between) <= set(", \t") and "," in between else Ill.SEPARATOR


def _joined(held: _Chunk, text: str, between: str, end: int) -> _Chunk | None:
    """*held* and the *text* behind it as one address, where what stands *between* them is inside it."""
    is_blank = not between.strip()
    if is_blank and _SIZE.fullmatch(text) is not None and _SIZED.search(held.text) is None:
        return held._replace(text=held.text + text, end=end)
    lowered = held.text.lower()
    if is_blank and lowered.strip(":") == "mailto":
        ills = dict.fromkeys((*held.ills, Ill.MALFORMED))
        return _Chunk("mailto:" + text.lstrip(":"), held.start, end, tuple(ills))
    has_local_part = lowered.startswith("mailto:") and "@" not in held.text and len(held.text) > len("mailto:")
    if between == "," and has_local_part and "@" in text and ":" not in text:
        # section 4.8: "commas (ASCII 0x2C) and exclamation points (ASCII 0x21) MUST be encoded"
        # and a local part with a comma needs quotes (RFC 5321 section 4.1.2)
        local_part, _, domain = text.rpartition("@")
        written = f"mailto:%22{held.text[len('mailto:') :]}%2C{local_part}%22@{domain}"
        return _Chunk(written, held.start, end, (*held.ills, Ill.UNENCODED))
    return None


def _address(chunk: _Chunk) -> Address:
    text, start, end, ills = chunk
    if not text:
        return Address(text, start, end, ills, "")
    read = next(iter(read_uris(text)), None)
    sized = _SIZED.search(text)
    bare = text
    if sized is not None:
        ills = (*ills, Ill.SIZE)
        bare = text[: sized.start()]
    if read is not None and read.valid:
        if read.scheme == "mailto":
            return Address(text, start, end, ills, bare)
        if _MAILTO.match(bare) is None:
            return Address(text, start, end, (*ills, Ill.SCHEME), bare)
    meant, ill = _mended(bare)
    return Address(text, start, end, ills if ill in ills else (*ills, ill), meant)


def _mended(bare: str) -> tuple[str, Ill]:
    """The URI that *bare*, which is none, was meant to be, and what is wrong with it."""
    bare = bare.lstrip(_BRACKETS)
    prefix = _MAILTO.match(bare) or _GLUED.match(bare)
    rest = bare if prefix is None else bare[prefix.end() :]
    is_plain = prefix is not None and prefix[0].lower() == "mailto:"
    if prefix is None and _SCHEME.match(bare) is not None:
        return "", Ill.MALFORMED
    meant = _mailto(rest)
    if not meant:
        return "", Ill.MALFORMED
    if prefix is None:
        return meant, Ill.NO_SCHEME
    is_unencoded = is_plain and rest == rest.strip(_EDGES) and rest.count("@") == 1
    return meant, Ill.UNENCODED if is_unencoded else Ill.MALFORMED


def _mailto(rest: str) -> str:
    """The ``mailto:`` URI for the mailbox in *rest*; empty where there is none."""
    path, mark, fields = _AT.sub("@", rest).partition("?")
    local_part, at, name = path.strip(_EDGES).rpartition("@")
    domain = mail_domain(name.strip(_EDGES))
    if not at or not domain or not local_part:
        return ""
    octets = _PERCENT.sub("%25", local_part.strip(_EDGES + "@")).encode("utf-8", "replace")
    written = quote(octets, safe=_KEPT + "%").replace("@", "%40")
    meant = f"mailto:{written}@{domain}{mark}{quote(fields, safe=_KEPT + '%/?')}"
    return meant if all(one.valid for one in read_uris(meant)) else ""
