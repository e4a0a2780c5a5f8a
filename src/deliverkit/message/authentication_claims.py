"""Which fields of this mail could any reader take for our own Authentication-Results?  (RFC 8601 section 5)

Readers disagree about where lines and headers end. One ends the header at a line that is no field, another passes over
it; to one a bare CR is a letter, to another a line end; one knows no line end but CRLF. So a field is looked for at the
start of every line of any of them, as far as the last of them reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ..core.names import to_ascii
from .authentication_reading import read_authentication_results
from .problems import ProblemKind
from .scan import line_end_of

__all__ = ["Claim", "forged_claims", "normal_id"]

# the name at the start of a line; blanks above which no field stands are no fold. Blanks, controls and folds before the
# colon make it no field to one reader and are passed over by another
_NAME: Final = re.compile(
    rb"(?:\A[ \t]++|(?<![^\r\n]))(?i:authentication-results)"
    rb"(?:[\x00-\x09\x0b\x0c\x0e-\x20]|(?:\r\n?|\n)(?=[ \t]))*+:"
)
# the rest of a field: a bare CR is an ordinary octet to the first reader, a line end to the second
_TO_LF: Final = re.compile(rb"(?:[^\r\n]++|\r(?!\n))*+(?:\r?\n[ \t](?:[^\r\n]++|\r(?!\n))*+)*+")
_TO_ANY: Final = re.compile(rb"[^\r\n]*+(?:(?:\r\n?|\n)[ \t][^\r\n]*+)*+")
_LINE_END: Final = re.compile(rb"(?:\r\n?|\n)?+")
_EMPTY_LINE: Final = {
    b"\r": re.compile(rb"\r\r"),
    b"\n": re.compile(rb"\n\r?\n"),
    b"\r\n": re.compile(rb"\r\n\r\n"),
}
# what a careless reader may take for the end or the start of an authserv-id: "mx.a.example/4711", "<mx.a.example>"
_PIECES: Final = re.compile(r"[\x00-\x20\x7f\"()/:;<>@,?=\[\]\\]++")
# where an authserv-id is not closed, or in no known charset, every reader decides for itself what it is
_DOUBTS: Final = frozenset({ProblemKind.UNTERMINATED_QUOTE, ProblemKind.UNCLOSED_COMMENT, ProblemKind.NOT_UTF8})
_LONGEST: Final = 998  # "Each line of characters MUST be no more than 998 characters" (RFC 5322 section 2.1.1)


class Claim(NamedTuple):
    """A field to be removed.

    Arguments:
        start: where its name starts.
        stop: where its last line ends.
        end: behind the line end there.
    """

    start: int
    stop: int
    end: int


def forged_claims(raw: bytes, own: frozenset[str]) -> Iterator[Claim]:
    """The fields of *raw* that some reader could take for ours, in order; linear.

    Arguments:
        raw: a mail.
        own: our authserv-ids, each as :func:`normal_id` gives it.
    """
    near, far = _reach(raw)
    octet = line_end_of(raw)
    at = 0
    for name in _NAME.finditer(raw, 0, far):
        start, value = name.span()
        # a field that follows a removed one comes to stand behind the line end in front of that
        starts_line = start < near or start == at or raw[start - 2 : start] == b"\r\n"
        if start < at or not starts_line:
            continue
        short = stop = _end(_TO_ANY, raw, value)
        # a field that starts where a line starts for us ends where it ends for us
        if octet == b"\n" and raw[start - 1 : start] in {b"", b"\n"}:
            stop = _end(_TO_LF, raw, value)
        if _is_forged(raw[value:stop], own) or (short < stop and _is_forged(raw[value:short], own)):
            at = _end(_LINE_END, raw, stop)
            yield Claim(start, stop, at)


def normal_id(authserv_id: str) -> str:
    """The form that authserv-ids are compared in: that of domain names where they are some."""
    return to_ascii(authserv_id.strip()) or authserv_id.strip().casefold()


def _end(pattern: re.Pattern[bytes], raw: bytes, at: int) -> int:
    found = pattern.match(raw, at)
    return found.end() if found else at


def _reach(raw: bytes) -> tuple[int, int]:
    """How far the header goes for readers of any line end, and for those who know CRLF alone."""
    near = _empty_line(raw, b"\n" if b"\n" in raw else b"\r")
    return near, _empty_line(raw, b"\r\n") if b"\r\n" in raw else near


def _empty_line(raw: bytes, line_end: bytes) -> int:
    """Where the first empty line is, or the end of *raw*."""
    if raw.startswith((line_end, b"\r\n")):
        return 0
    found = _EMPTY_LINE[line_end].search(raw)
    return found.start() + 1 if found else len(raw)


def _is_forged(value: bytes, own: frozenset[str]) -> bool:
    # "any MTA conforming to this specification MUST delete any discovered instance of this header field that claims, by
    # virtue of its authentication service identifier, to have been added within its trust boundary but that did not
    # come directly from another trusted MTA" (RFC 8601 section 5)
    read = read_authentication_results(value)
    # "an MTA MUST remove such a header field if the [SMTP] connection relaying the message is not from a trusted
    # internal MTA": one "bearing a version (express or implied) that it does not support" (section 5)
    if not read.supported or not read.authserv_id:
        return True
    doubts = (one for one in read.problems if one.kind in _DOUBTS and one.start < read.end)
    if len(read.authserv_id) > _LONGEST or any(doubts):
        return True
    pieces = [read.authserv_id, *_PIECES.split(read.authserv_id)]
    return not own.isdisjoint(map(normal_id, pieces))
