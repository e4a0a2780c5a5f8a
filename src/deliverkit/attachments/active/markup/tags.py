"""Which tags of a page can act, and with which attributes?  As browsers read them (HTML Living Standard 13.2.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Final, NamedTuple

from ..signs import Signs

__all__ = ["Tag", "legible", "tags_of"]

_PREFIX: Final = rb"(?:[A-Za-z][\w.-]{0,30}+:)?"
_ELEMENTS: Final = rb"script|meta|input|foreignobject|textarea|iframe"
# what begins something that matters: a comment, an element, an attribute that runs, a value that could be a script
_CANDIDATE: Final = re.compile(
    rb"[<=\s\"'/](?:(?<=<)(?=[a-z!])(?:(!--)|(!\[CDATA\[)|(" + _PREFIX + rb"(?:" + _ELEMENTS + rb")(?=[\s/>])))"
    rb"|(?<==)(?=[\0-\x20\"'jvd&])[\s\"']*+[\0-\x20]*+(?:jav|vbs|data:|j&|&#)"
    rb"|(?<=[\s\"'/])(?=[osd])(?:on[a-z]{3,30}+|srcdoc|download)(?=[\s/>=]))",
    re.IGNORECASE,
)
_NAME: Final = re.compile(rb"<([A-Za-z][^\s/>]*+)")
_ATTRIBUTE: Final = re.compile(rb"[\s/]*+([^\s/>=][^\s/>=]*+)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>]*+)))?")
_TAG_END: Final = re.compile(rb"[\s/]*+(?:=[\s/]*+)*+>?")
_COMMENT_END: Final = re.compile(rb"-?>|(?:[^-]++|-(?!-!?>))*+--!?>")
_RAW_END: Final = {
    b"script": re.compile(rb"</" + _PREFIX + rb"script", re.IGNORECASE),
    b"textarea": re.compile(rb"</textarea", re.IGNORECASE),
}
# text and whole tags; stops where a tag begins that does not end
_WALK: Final = re.compile(rb"(?:[^<]++|<(?![A-Za-z])|<[A-Za-z](?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?)*+>)*+")
_COSTS: Final = 256  # octets: looking at a tag takes as long as looking at these
_ATTRIBUTE_COSTS: Final = 128
_MOST_VALUE: Final = 4096  # octets of a value that are looked at


class Tag(NamedTuple):
    """A start tag.

    Arguments:
        name: its name without a prefix, in lower case.
        attributes: names without prefixes, in lower case, with their values as they stand.
        start: where it begins.
        end: where it ends.
        inside: what stands between it and its end tag, where that is no markup: its end; else the tag's.
    """

    name: bytes
    attributes: Mapping[bytes, bytes]
    start: int
    end: int
    inside: int

    def value(self, name: bytes) -> str:
        """The value of an attribute, as a browser understands it; empty when there is none."""
        return legible(self.attributes.get(name, b""))


def legible(value: bytes) -> str:
    """*value* without character references."""
    return unescape(value[:_MOST_VALUE].decode("utf-8", "replace"))


def tags_of(data: bytes, signs: Signs, *, xml: bool) -> Iterator[Tag]:
    """The tags of *data* that could act; what stands in comments does not."""
    at = 0
    while (found := _CANDIDATE.search(data, at)) and signs.pay(_COSTS):
        walked = _WALK.match(data, at, found.start())
        start = walked.end() if walked else at
        if start == found.start() and not found[3]:
            at = _behind(data, found, xml=xml)
            continue
        tag = _tag(data, start, signs, xml=xml)
        yield tag
        at = max(found.end(), tag.inside)


def _behind(data: bytes, found: re.Match[bytes], *, xml: bool) -> int:
    """Where the comment or the section ends; what is no tag, comment or section at all is passed over."""
    if not (found[1] or found[2]):
        return found.end()
    if found[1]:
        # "<!-->" and "<!--->" are comments for browsers
        end = _COMMENT_END.match(data, found.end())
        return end.end() if end else len(data)
    # outside of XML "[CDATA[" is a comment that ends at the next ">"
    mark = b"]]>" if xml else b">"
    at = data.find(mark, found.end())
    return at + len(mark) if at >= 0 else len(data)


def _tag(data: bytes, start: int, signs: Signs, *, xml: bool) -> Tag:
    named = _NAME.match(data, start)
    at = named.end() if named else start
    attributes: dict[bytes, bytes] = {}
    while (found := _ATTRIBUTE.match(data, at)) and signs.pay(_ATTRIBUTE_COSTS):
        value = found[2] or found[3] or found[4] or b""
        # the first of several attributes of one name counts
        attributes.setdefault(_local(found[1]), value[:_MOST_VALUE])
        at = found.end()
    last = _TAG_END.match(data, at)
    end = last.end() if last else at
    name = _local(named[1]) if named else b""
    inside = end
    if name in _RAW_END and not (xml and name == b"textarea"):
        close = _RAW_END[name].search(data, end)
        inside = close.start() if close else len(data)
    return Tag(name, attributes, start, end, inside)


def _local(name: bytes) -> bytes:
    return name.rpartition(b":")[2][:60].lower()
