"""How does a server add its Authentication-Results so that no stranger's pass for its own?  (RFC 8601 section 5)

Verify signatures first: they may cover the fields that are removed here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

from ..core.budget import DEFAULT_LIMITS, Budget
from ..core.errors import UsageError
from .authentication_claims import forged_claims, normal_id
from .authentication_results import AuthenticationResults
from .authentication_writing import write_authentication_results
from .message import Message
from .scan import Block, line_end_of, scan_header

__all__ = ["add_authentication_results", "without_forged_results"]

_WEAKEST_FIRST: Final = (b"", b"\r", b"\n", b"\r\n")  # the more readers know a line end, the stronger


class _Header(NamedTuple):
    raw: bytes
    start: int
    fields: bool  # whether any is left
    separator: bytes  # what stands between them and the body


def without_forged_results(message: bytes | bytearray | memoryview | Message, authserv_id: str, *more: str) -> bytes:
    """The octets of *message* without the Authentication-Results fields that could pass for our own.

    Arguments:
        message: a mail that came from outside.
        authserv_id: the authserv-id that we write, an A-label or U-label name or any other word, compared in any case.
        more: those of other servers within our trust boundary.

    Removed is every field whose authserv-id is one of these or holds one as a piece (``mx.a.example/4711``); which has
    none or one that readers read differently, because nothing shows that it is not ours; or whose version is unknown.
    Nor can one hide where readers disagree. A line that is no field ends the header for us, and others read on behind
    it, so fields are removed, with their folds, up to the first empty line, and what follows a bare CR may be one. An
    empty line of LFs is none to who knows CRLF alone: a field behind CRLF is removed up to the first of CRLFs.

    Every other octet stays, except that an empty line takes the place of a header that was nothing but such fields
    and had none behind it. Of the line ends before and behind a removed field, the one that more readers know stays.

    Raises:
        UsageError: *message* is no mail as octets; an authserv-id is empty or no text.
    """
    return _cleaned(_parsed(message), (authserv_id, *more)).raw


def add_authentication_results(
    message: bytes | bytearray | memoryview | Message, results: AuthenticationResults, *more: str
) -> bytes:
    """The octets of *message* with *results* as its first field, forged ones removed as by `without_forged_results`.

    Its lines end in CRLF if any line of the message does, or else as the others.

    Arguments:
        message: a mail that came from outside.
        results: what to say.
        more: the authserv-ids of other servers within our trust boundary, whose fields are removed too.

    Raises:
        UsageError: *message* is no mail as octets; *results* cannot be written, or is of an ARC set.
    """
    value = write_authentication_results(results)
    if results.instance is not None:
        raise UsageError("results with an instance belong to an ARC set: pass them with instance=None")
    mail = _parsed(message)
    header = _cleaned(mail, (results.authserv_id, *more))
    line_end = _line_end(mail.raw)
    field = b"Authentication-Results: " + value.replace(b"\r\n", line_end) + line_end
    # a body without an empty line before it, one to every reader, could go on with the field above it
    bare = not header.fields and header.separator != line_end and header.start < len(header.raw)
    return header.raw[: header.start] + field + line_end * bare + header.raw[header.start :]


def _parsed(message: bytes | bytearray | memoryview | Message) -> Message:
    return message if isinstance(message, Message) else Message.parse(message)


def _cleaned(message: Message, authserv_ids: tuple[str, ...]) -> _Header:
    raw, block = message.raw, _whole_header(message.raw)
    kept, at, gone = bytearray(), 0, set[int]()
    for claim in forged_claims(raw, frozenset(map(_normal, authserv_ids))):
        kept += raw[at : claim.start]
        gone.add(claim.start)
        before = _last_line_end(kept)
        at = claim.end
        if before and _WEAKEST_FIRST.index(before) < _WEAKEST_FIRST.index(raw[claim.stop : claim.end]):
            del kept[-len(before) :]
            at = claim.stop
    kept += raw[at:]
    # behind the "From " line of a mailbox file, if it ends
    start = kept.find(line_end_of(raw)) + 1 if block.start else 0
    fields = not gone.issuperset(field[0] for field in block.fields)
    separator = raw[block.separator : block.body_start]
    if block.fields and not fields and not separator and block.body_start < len(raw):
        separator = _line_end(raw)
        kept[start:start] = separator
    return _Header(bytes(kept), start, fields, separator)


def _whole_header(raw: bytes) -> Block:
    """Its fields, however many: what is over a message's limit is read by others."""
    budget = Budget(replace(DEFAULT_LIMITS, fields=len(raw)))
    return scan_header(raw, 0, len(raw), line_end=line_end_of(raw), budget=budget)


def _normal(authserv_id: object) -> str:
    if not isinstance(authserv_id, str):
        raise UsageError(f"an authserv-id is text, 'mx.a.example', not {type(authserv_id).__name__}")
    if not authserv_id.strip():
        raise UsageError("an authserv-id must not be empty: pass the name that your server writes, 'mx.a.example'")
    return normal_id(authserv_id)


def _last_line_end(octets: bytearray) -> bytes:
    return b"\r\n" if octets.endswith(b"\r\n") else bytes(octets[-1:])


def _line_end(raw: bytes) -> bytes:
    """CRLF where any line of *raw* ends so, for who knows no other must see where our field ends; else its own."""
    if b"\r\n" in raw:
        return b"\r\n"
    octet = line_end_of(raw)
    return octet if octet in raw else b"\r\n"
