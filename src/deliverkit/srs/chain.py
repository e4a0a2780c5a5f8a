"""Through which forwarders did this address come?  The rewritings in it, the last one first.

Each forwarder with SRS0 leaves the sender it found in the local part. libsrs2 makes an SRS1 address of an SRS0 one, and
keeps the first forwarder's local part as it is; Exim puts one SRS0 into the other.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final, NamedTuple, TypeAlias

from .form import is_tagged
from .sending import KEY_HOST
from .signer import KEYED_MARK
from .stamp import slot_of

__all__ = ["MOST_REWRITINGS", "Chain", "Dialect", "Rewriting", "Span", "follow"]

Span: TypeAlias = "tuple[int, int]"

MOST_REWRITINGS: Final = 16
"""So many are followed; an address of 64 octets has room for three."""

_ANY_CASE: Final = re.ASCII | re.IGNORECASE | re.DOTALL
# what stands behind the tag
_SRS0: Final = re.compile(r"[=+-]([^=]*+)=([^=]*+)=([^=]++)=(.*)", _ANY_CASE)
_SRS1: Final = re.compile(r"[=+-]([^=]*+)=([^=]++)=(?=[=+-])", _ANY_CASE)
# Microsoft 365: "<Forwarding Mailbox Username>+SRS=<Hash>=<Timestamp>=<Original Sender Domain>=<Original Sender
# Username>", and without the last two where these do not fit
_MICROSOFT: Final = re.compile(r"[^+=]*+\+SRS=([^=]++)=([^=]++)(?:=([^=]++)=(.*))?", _ANY_CASE)
_FORMS: Final = {"SRS0": _SRS0, "SRS1": _SRS1, "": _MICROSOFT}
_HEXADECIMAL: Final = re.compile(r"[0-9a-f]{4}")


class Dialect(Enum):
    """Whose form it is. One secret serves several programs only where all of them speak the same."""

    LIBSRS2 = "libsrs2"  # Mail::SRS, libsrs2, postsrsd, pysrs, srslib, this library
    STORED = "stored"  # postsrsd 2 with a store, or NeedsToken: a key in place of the sender
    KEYED = "keyed"  # this library's format for forwarders that share their secret with nobody
    EXIM = "exim"  # four hexadecimal digits, the stamp in small letters
    HEXADECIMAL = "hexadecimal"  # four hexadecimal digits: the packages for Node, or one in 256 of libsrs2
    MICROSOFT = "microsoft"


class Rewriting(NamedTuple):
    """What one forwarder wrote.

    Arguments:
        scheme: ``SRS0``, ``SRS1``, or ``SRS`` for Microsoft 365.
        signer: the forwarder's domain.
        hash: the letters of the hash.
        stamp: the letters of the day; "" for SRS1, which has none.
        slot: the day's number since 1970 modulo 1024; None where there is no good stamp.
        dialect: whose form it is, as far as can be seen.
        hash_span: where the hash stands in the local part.
        stamp_span: where the stamp stands.
    """

    scheme: str
    signer: str
    hash: str
    stamp: str
    slot: int | None
    dialect: Dialect
    hash_span: Span
    stamp_span: Span


class Chain(NamedTuple):
    """Where the rewritings of a local part lead.

    Arguments:
        rewritings: the last one first.
        local_part: the original sender's, as written.
        domain: the original sender's; "" where the way ends before.
        broken: where what is tagged cannot be read.
        signer: whose it is.
    """

    rewritings: tuple[Rewriting, ...]
    local_part: str = ""
    domain: str = ""
    broken: Span | None = None
    signer: str = ""


def follow(local_part: str, domain: str) -> Chain:
    """Follow the rewritings in a local part; linear."""
    chain: list[Rewriting] = []
    # where what is looked at starts, and where what stands behind its tag does
    start, behind, signer, tag = 0, 4, domain, is_tagged(local_part)
    while len(chain) < MOST_REWRITINGS:
        read = _FORMS[tag].match(local_part, behind if tag else start)
        if read is None and tag:
            return Chain(tuple(chain), broken=(start, len(local_part)), signer=signer)
        if read is None:
            return Chain(tuple(chain), local_part[start:], signer)
        if tag == "SRS1":
            chain.append(_srs1(read, signer))
            start, behind, signer, tag = read.end(), read.end(), read[2], "SRS0"
            continue
        chain.append(_srs0(read, signer, tag or "SRS"))
        if not read[3] or read[3] == KEY_HOST:
            break
        start, behind, signer, tag = read.start(4), read.start(4) + 4, read[3], is_tagged(local_part, read.start(4))
    return Chain(tuple(chain))


def _srs1(read: re.Match[str], signer: str) -> Rewriting:
    span = read.span(1)
    return Rewriting("SRS1", signer, read[1], "", None, _dialect(read[1], "G", ""), span, (span[1], span[1]))


def _srs0(read: re.Match[str], signer: str, scheme: str) -> Rewriting:
    letters, stamp, spans = read[1], read[2], (read.span(1), read.span(2))
    if scheme == "SRS":  # what its stamps mean is documented nowhere
        return Rewriting(scheme, signer, letters, stamp, None, Dialect.MICROSOFT, *spans)
    return Rewriting(scheme, signer, letters, stamp, slot_of(stamp), _dialect(letters, stamp, read[3]), *spans)


def _dialect(letters: str, stamp: str, host: str) -> Dialect:
    if letters.startswith(KEYED_MARK):
        return Dialect.KEYED
    if host == KEY_HOST:
        return Dialect.STORED
    if _HEXADECIMAL.fullmatch(letters):
        return Dialect.EXIM if stamp == stamp.lower() else Dialect.HEXADECIMAL
    return Dialect.LIBSRS2
