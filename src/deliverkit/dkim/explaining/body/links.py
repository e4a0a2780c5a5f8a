"""Were links rewritten to pass through a scanner?  Safe Links and URL Defense undone, as text and in HTML."""

from __future__ import annotations

import re
from binascii import Error, a2b_base64
from collections.abc import Callable
from functools import partial
from typing import Final
from urllib.parse import unquote_to_bytes

__all__ = ["SERVICES", "without_links"]

_SAFE: Final = re.compile(
    rb"https://[A-Za-z0-9-]{1,60}+\.safelinks\.protection\.outlook\.com/(?:ap/[a-z0-9-]{1,60}+/)?+\?url=([^\s\"'<>&]*+)"
    rb"(?:&[^\s\"'<>]*+)?+"
)
_SAFE_MARKS: Final = re.compile(rb"(?i: (?:originalsrc|shash|data-auth)=\"[^\"]*+\")")
_SECOND: Final = re.compile(rb"https://urldefense(?:\.proofpoint)?\.com/v2/url\?u=([^\s\"'<>&]*+)(?:&[^\s\"'<>]*+)?+")
# v3 ends in "__;", the characters it replaced by stars, as base64, and "!!" with marks of its own; none holds another
_THIRD: Final = re.compile(
    rb"https://urldefense(?:\.proofpoint)?\.com/v3/__((?:[^_u\s\"'<>]|_(?!_;)|u(?!rldefense))++)__;([A-Za-z0-9_=-]*+)"
    rb"!(?:![^\s\"'<>$]*+)?+\$?+"
)
_FIRST_LAST: Final = re.compile(rb"\*\*(.)|\*", re.DOTALL)
_SECOND_SIGNS: Final = bytes.maketrans(b"-_", b"%/")


def _safe(match: re.Match[bytes]) -> bytes:
    return unquote_to_bytes(match[1])


def _second(match: re.Match[bytes]) -> bytes:
    return unquote_to_bytes(match[1].translate(_SECOND_SIGNS))


def _third(match: re.Match[bytes]) -> bytes:
    try:
        stars = a2b_base64(match[2].translate(bytes.maketrans(b"-_", b"+/")) + b"==")
    except Error:
        return match[0]
    left = list(stars.decode("utf-8", "replace"))

    def put(star: re.Match[bytes]) -> bytes:
        count = 1 if star[1] is None else _run_length(star[1][0])
        taken = "".join(left[:count])
        del left[:count]
        return taken.encode()

    # the scheme is written with one slash
    return re.sub(rb"^([a-z]+):/(?!/)", rb"\1://", _FIRST_LAST.sub(put, match[1]))


def _run_length(sign: int) -> int:
    """A run of 2 to 65 characters is written as two stars and one letter."""
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return letters.find(sign) + 2


SERVICES: Final[tuple[tuple[str, bytes, re.Pattern[bytes], Callable[[re.Match[bytes]], bytes]], ...]] = (
    ("Microsoft Safe Links", b"safelinks.protection.outlook.com", _SAFE, _safe),
    ("Proofpoint URL Defense", b"urldefense", _SECOND, _second),
    ("Proofpoint URL Defense", b"urldefense", _THIRD, _third),
)
"""The services: their name, the octets that show them, the pattern of their links, and what undoes one."""


def without_links(text: bytes, *, marks: bool, html: bool) -> tuple[str, int, bytes]:
    """*text* with rewritten links put back: the service, how many there were, and the text.

    Arguments:
        text: the text.
        marks: whether the attributes that the scanner left beside a link go too.
        html: whether an ampersand in a link is written ``&amp;``.
    """
    total, service = 0, ""
    for name, sign, pattern, undo in SERVICES:
        if sign in text:
            undone = partial(_undone, undo, html)
            text, count = pattern.subn(undone, text)
            total += count
            service = name if count else service
    return service, total, _SAFE_MARKS.sub(b"", text) if marks and total else text


def _undone(undo: Callable[[re.Match[bytes]], bytes], html: bool, match: re.Match[bytes]) -> bytes:
    return undo(match).replace(b"&", b"&amp;") if html else undo(match)
