"""Who handed this mail to whom?  The trace fields Received and Return-Path (RFC 5321 section 4.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from .addresses import read_addresses
from .charsets import decode_unlabelled
from .lexis import comments_of, without_comments
from .words import unfold

__all__ = ["Received", "read_received", "read_return_path"]


class Received(NamedTuple):
    """What one server noted when it took the mail; None where it noted nothing readable.

    Arguments:
        helo: the name the client gave in HELO or EHLO, as written.
        host: the name the server found for the client's address, as written (``unknown`` included).
        client_ip: the client's address in its normal form.
        by: the server that wrote the field.
        protocol: what it was taken with: ``ESMTPS``.
        id: the server's own number for it.
        recipient: the address it was taken for.
        date: the text behind the last semicolon.
    """

    helo: str | None = None
    host: str | None = None
    client_ip: str | None = None
    by: str | None = None
    protocol: str | None = None
    id: str | None = None
    recipient: str | None = None
    date: str | None = None


class _Clause(NamedTuple):
    words: list[str]
    comments: list[str]


_KEYWORDS: Final = frozenset({"from", "by", "via", "with", "id", "for"})
_WORD: Final = re.compile(rb"[ \t\r\n]*+([^ \t\r\n(;]++|.)", re.DOTALL)
_BRACKETS: Final = re.compile(r"\[([^\[\]]*+)\]")
_HELO: Final = re.compile(r"\b(?:helo|ehlo)[ =]++(?!=)(\[[^\[\]]*+\]|[^ \t\])]++)", re.IGNORECASE)
_HOST: Final = re.compile(r"[^ \t\[\]@=:()]++")
_LONGEST_IP: Final = 60


def read_received(value: bytes) -> Received:
    """Read the body of a Received field, in the forms the common servers write; never raises, linear."""
    clauses, date = _clauses(unfold(value))
    helo, host, client_ip = _client(clauses.get("from", _Clause([], [])))
    return Received(
        helo=helo,
        host=host,
        client_ip=client_ip,
        by=_word(clauses, "by"),
        protocol=_word(clauses, "with"),
        id=_word(clauses, "id"),
        recipient=(_word(clauses, "for") or "").strip("<>") or None,
        date=date or None,
    )


def read_return_path(value: bytes) -> str | None:
    """The address in a Return-Path field: ``""`` for the null sender ``<>``, None when there is none."""
    if without_comments(value).strip(b" \t\r\n") == b"<>":
        return ""
    return next((mailbox.address for mailbox in read_addresses(value).mailboxes), None)


def _clauses(value: bytes) -> tuple[dict[str, _Clause], str]:
    """The words and comments behind each keyword (its first occurrence), and the date."""
    clauses: dict[str, _Clause] = {}
    current = _Clause([], [])
    date_at = -1
    for text, kind, end in _pieces(value):
        if kind == ";":
            date_at = end
        elif kind == "(":
            current.comments.append(text)
        elif text.lower() in _KEYWORDS and text.lower() not in clauses:
            current = clauses[text.lower()] = _Clause([], [])
        else:
            current.words.append(text)
    return clauses, decode_unlabelled(value[date_at:]).text.strip() if date_at >= 0 else ""


def _pieces(value: bytes) -> Iterator[tuple[str, str, int]]:
    comments = comments_of(value)
    pos = 0
    while word := _WORD.match(value, pos):
        at, pos = word.start(1), word.end()
        kind = word[1][:1].decode("latin-1")
        text = word[1]
        if at in comments:
            pos = comments[at]
            text = value[at + 1 : pos - 1]
        elif kind == "(":
            kind = ""
        yield decode_unlabelled(text).text.strip(), kind, pos


def _word(clauses: dict[str, _Clause], keyword: str) -> str | None:
    clause = clauses.get(keyword)
    return clause.words[0] if clause and clause.words else None


def _client(clause: _Clause) -> tuple[str | None, str | None, str | None]:
    """HELO name, found name and address of the client.

    Postfix, sendmail: ``helo (host [ip])``. Exim: ``host ([ip] helo=helo)``, ``[ip] (helo=helo)``.
    qmail: ``host (HELO helo) (ip)``. Exchange: ``helo (ip)``.
    """
    name = clause.words[0] if clause.words else None
    helo = host = client_ip = None
    for comment in clause.comments:
        said = _HELO.search(comment)
        helo = helo or (said[1] if said else None)
        # what the client said is no evidence of where it is: HELO may hold an address too
        seen = comment[: said.start()] + comment[said.end() :] if said else comment
        inside = _BRACKETS.search(seen)
        client_ip = client_ip or _address(inside[1] if inside else seen.rpartition("@")[2])
        if host is None and said is None and inside:
            found = _HOST.match(comment)
            host = found[0] if found else None
    bracket = _BRACKETS.fullmatch(name) if name else None
    if helo:
        host = host or (None if bracket else name)
    else:
        helo = name
    return helo, host, client_ip or (_address(bracket[1]) if bracket else None)


def _address(text: str) -> str | None:
    text = text.strip()
    if text[:5].lower() == "ipv6:":
        text = text[5:]
    if not text or len(text) > _LONGEST_IP:
        return None
    import ipaddress

    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None
