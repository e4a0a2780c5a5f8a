"""What may a check ask of the world, and what can it be told?

A failed look-up is an answer like any other: :attr:`Status.UNREACHABLE` with its reason, never an exception.
Evidence names a question by its URI (RFC 4501 for DNS: ``dns:_dmarc.a.example?type=TXT``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Final, Generic, NamedTuple, Self, TypeVar, cast
from urllib.parse import quote, unquote

from .quick import new

__all__ = [
    "UNREACHABLE",
    "Answer",
    "Clock",
    "Dns",
    "Https",
    "Mx",
    "Page",
    "Question",
    "Status",
    "Txt",
    "a",
    "aaaa",
    "mx",
    "ptr",
    "question_from_uri",
    "txt",
]

_PLAIN: Final = re.compile("[A-Za-z0-9_.~-]*")  # what no URI needs to escape
A_co = TypeVar("A_co", covariant=True)
R_co = TypeVar("R_co", covariant=True)


class Status(Enum):
    """How a look-up ended."""

    FOUND = "found"
    NO_DATA = "no-data"  # the name exists, this type does not (NODATA, RFC 2308 section 2.2)
    NO_NAME = "no-name"  # the name does not exist (NXDOMAIN, RFC 8020)
    UNREACHABLE = "unreachable"  # nobody knows: time-out, SERVFAIL, refused, not asked


class Txt(NamedTuple):
    """One TXT record: its character-strings, kept apart (RFC 1035 section 3.3.14)."""

    strings: tuple[bytes, ...]

    @property
    def data(self) -> bytes:
        """The strings joined without anything between them (RFC 7208 section 3.3)."""
        return self.strings[0] if len(self.strings) == 1 else b"".join(self.strings)


class Mx(NamedTuple):
    """One MX record (RFC 1035 section 3.3.9); a null MX (RFC 7505) has the exchange ``""``."""

    preference: int
    exchange: str


@dataclass(frozen=True, slots=True)
class Answer(Generic[R_co]):
    """What a DNS look-up brought.

    Arguments:
        status: how it ended.
        records: the records found, CNAMEs already followed; empty unless ``status`` is ``FOUND``.
        reason: why it is unreachable: ``timeout``, ``servfail``, ``refused``, ``not-recorded`` and the like.
        aliases: the names a CNAME chain led through, first target first.
        ttl: the smallest time to live seen, in seconds, or None when the source has none.
        authenticated: the resolver set the AD bit (RFC 4035 section 3.2.3).
    """

    status: Status
    records: tuple[R_co, ...] = ()
    reason: str = ""
    aliases: tuple[str, ...] = ()
    ttl: int | None = None
    authenticated: bool = False

    @staticmethod
    def unreachable(reason: str) -> Answer[Any]:
        """Nobody answered, or not usefully; *reason* is one word a program can compare."""
        return Answer(Status.UNREACHABLE, reason=reason)


UNREACHABLE: Final[Answer[Any]] = Answer.unreachable("timeout")


@dataclass(frozen=True, slots=True)
class Page:
    """What an HTTPS request brought: the status code and body, or the reason why there is none (code 0)."""

    code: int
    body: bytes = b""
    reason: str = ""


class Question(Generic[A_co]):
    """Something a check wants to know; the type parameter is the type of the answer."""

    __slots__ = ()

    @property
    def uri(self) -> str:
        """The question as a URI, the form in which evidence and JSON carry it."""
        raise NotImplementedError


class Dns(tuple[str, str], Question[Answer[R_co]], Generic[R_co]):
    """Ask for the records of one type at one name: a tuple of both, so that it is cheap and finds its own answer.

    Arguments:
        name: the domain name without a trailing dot, A-labels only (see :func:`deliverkit.core.names.to_ascii`).
        rdtype: the type's mnemonic in capitals, such as ``TXT``.

    Prefer :func:`txt`, :func:`a`, :func:`aaaa`, :func:`mx` and :func:`ptr`, which know what the records look like.
    Records of every other type are their presentation form, as ``str``.
    """

    __slots__ = ()
    __match_args__ = ("name", "rdtype")

    def __new__(cls, name: str, rdtype: str) -> Self:
        return new(cls, (name, rdtype))

    @property
    def name(self) -> str:
        """The name asked about."""
        return self[0]

    @property
    def rdtype(self) -> str:
        """The type of the records."""
        return self[1]

    @property
    def uri(self) -> str:
        name = self[0]
        if _PLAIN.fullmatch(name) is None:
            name = quote(name, safe="", errors="surrogatepass")
        return f"dns:{name}?type={self[1]}"

    def __repr__(self) -> str:
        return f"Dns({self[0]!r}, {self[1]!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Dns, (self[0], self[1])


@dataclass(frozen=True, slots=True)
class Https(Question[Page]):
    """Ask for the page at an ``https:`` address."""

    url: str

    @property
    def uri(self) -> str:
        return self.url


@dataclass(frozen=True, slots=True)
class Clock(Question[datetime]):
    """Ask what time it is; the answer is timezone-aware."""

    @property
    def uri(self) -> str:
        return "clock:"


_TEXT: Final = cast("type[Dns[Txt]]", Dns)
_ADDRESS: Final = cast("type[Dns[str]]", Dns)


def txt(name: str) -> Dns[Txt]:
    """The TXT records of *name*."""
    return new(_TEXT, (name, "TXT"))


def a(name: str) -> Dns[str]:
    """The IPv4 addresses of *name*, dotted."""
    return new(_ADDRESS, (name, "A"))


def aaaa(name: str) -> Dns[str]:
    """The IPv6 addresses of *name*, in RFC 5952 form."""
    return new(_ADDRESS, (name, "AAAA"))


def mx(name: str) -> Dns[Mx]:
    """The mail exchangers of *name*."""
    return Dns(name, "MX")


def ptr(name: str) -> Dns[str]:
    """The names that *name*, below in-addr.arpa or ip6.arpa, points to."""
    return Dns(name, "PTR")


def question_from_uri(uri: str) -> Question[Any] | None:
    """The question that *uri* names, or None: the inverse of :attr:`Question.uri`."""
    if uri == "clock:":
        return Clock()
    if uri.startswith("https:"):
        return Https(uri)
    name, mark, rdtype = uri.removeprefix("dns:").partition("?type=")
    if uri.startswith("dns:") and mark:
        asked: Dns[Any] = Dns(unquote(name, errors="surrogatepass"), rdtype)
        return asked
    return None
