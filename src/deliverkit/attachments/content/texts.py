"""What is this text?  Pages, scripts and mails, by how they begin; what begins like nothing else is only text."""

from __future__ import annotations

import re
from typing import Final

from .kinds import ContentKind

__all__ = ["text_kind"]

_MARKS: Final = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "latin-1"))
_BLANKS: Final = re.compile(r"[\s\0\ufeff]*+")
_STARTS: Final = (
    (re.compile(r"#@~\^[A-Za-z0-9+/]{6}=="), ContentKind.ENCODED_SCRIPT),
    (re.compile(r"#!\s*+/?[a-z/]"), ContentKind.SHEBANG),
    (re.compile(r"\{\\rt"), ContentKind.RTF),
    (re.compile(r"%!PS"), ContentKind.POSTSCRIPT),
    (re.compile(r"-----BEGIN [A-Z0-9 ]++-----"), ContentKind.PEM),
    # the line behind the first tells it from prose: its alphabet has no small letters
    (re.compile(r"begin [0-7]{3,4} [^\r\n]++\r?\n[!-`][ -`]*+(?:[\r\n]|\Z)"), ContentKind.UUENCODE),
    (re.compile(r"begin-base64 [0-7]{3,4} [^\r\n]++\r?\n[A-Za-z0-9+/=]++(?:[\r\n]|\Z)"), ContentKind.UUENCODE),
)
# what may stand before the root of a page; possessive throughout, so linear
_PROLOGUE: Final = re.compile(r"(?:\s++|<!--(?:[^-]++|-(?!->))*+-->|<[?%][^>]*+>|<!(?!--)[^>]*+>)*+")
_ROOT: Final = re.compile(r"<([A-Za-z][\w:.-]*+)")
_HTML_TYPE: Final = re.compile(r"<!doctype\s++html", re.IGNORECASE)
_HTA: Final = re.compile(r"<hta:application\b", re.IGNORECASE)
_SCRIPT: Final = re.compile(r"<script\b", re.IGNORECASE)
_PAGE_ROOTS: Final = "html head body script meta title iframe style link base table div p a h1 h2 br font img form"
_PAGE: Final = frozenset(_PAGE_ROOTS.split())
_SCRIPT_ROOTS: Final = frozenset(("job", "package", "component", "scriptlet"))
_FIELD: Final = re.compile(
    r"^(From|To|Date|Subject|Message-ID|MIME-Version|Received|Return-Path|Delivered-To|Content-Type|DKIM-Signature"
    r"|Reply-To|X-[\w-]{1,60}+)[ \t]*+:",
    re.IGNORECASE | re.MULTILINE,
)
_ENOUGH_FIELDS: Final = 3


def text_kind(head: bytes) -> ContentKind | None:
    """What a file is whose first octets are *head*; None when they are no text, or nothing but text."""
    text = _decoded(head)
    blanks = _BLANKS.match(text)
    text = text[blanks.end() :] if blanks else text
    if text.startswith("<"):
        return _markup_kind(text)
    for start, kind in _STARTS:
        if start.match(text):
            return kind
    header = re.split(r"\r?\n\r?\n", text, maxsplit=1)[0]
    # the first line is a field, and there are three of different names
    if _FIELD.match(text) and len({found.lower() for found in _FIELD.findall(header)}) >= _ENOUGH_FIELDS:
        return ContentKind.MESSAGE
    return None


def _decoded(head: bytes) -> str:
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(codec, "replace")
    return head.decode("latin-1")


def _markup_kind(text: str) -> ContentKind | None:
    if _HTA.search(text):
        return ContentKind.HTA
    prologue = _PROLOGUE.match(text)
    start = prologue.end() if prologue else 0
    root = _ROOT.match(text, start)
    name = root[1].lower() if root else ""
    if name == "svg" or name.endswith(":svg"):
        return ContentKind.SVG
    if name in _SCRIPT_ROOTS and _SCRIPT.search(text):
        return ContentKind.SCRIPT_FILE
    if name in _PAGE or _HTML_TYPE.search(text, 0, start):
        return ContentKind.HTML
    return ContentKind.XML if text.startswith("<?xml") else None
