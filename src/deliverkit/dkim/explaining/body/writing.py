"""How is a text written down in another encoding or charset, with the header of its part?  (RFC 2045)"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from ...damage import Hint
from .edits import Edit
from .encoders import BASE64_COST, quoting_cost
from .leaves import Leaf
from .styles import Style, headers, with_charset, written
from .view import BodyView, Splice

__all__ = ["Recoded", "cost_of", "name_of", "told_of", "written_down"]

_MOST_WAYS: Final = 12  # ways to write the header of a part


class Recoded(NamedTuple):
    """A text as it was.

    Arguments:
        leaf: the text.
        octets: its octets as they are to be written.
        label: the label of their charset, where the header had another than it has now.
        was: their charset, where it was another one.
        now: what the charset is now.
    """

    leaf: Leaf
    octets: bytes
    label: bytes = b""
    was: str = ""
    now: str = ""


def cost_of(octets: bytes, encoding: str) -> int:
    """How many octets are hashed in the time in which *octets* are written in *encoding*."""
    return quoting_cost(octets) if encoding == "quoted-printable" else len(octets) * BASE64_COST


def name_of(leaf: Leaf) -> str:
    """The encoding a text has now; 8bit where that is none."""
    return leaf.encoding or "8bit"


def written_down(view: BodyView, texts: list[Recoded], style: Style, kept: dict[int, bytes]) -> Iterator[Edit]:
    """All of *texts* in *style*, with the headers of their parts in each way; bodies that were written are *kept*."""
    for text in texts:
        if text.leaf.start not in kept:
            if not view.work(cost_of(text.octets, style.encoding)):
                return
            kept[text.leaf.start] = written(text.octets, style)
    ways = [list(_ways(view, text, style, kept[text.leaf.start])) for text in texts]
    if not all(ways):
        return
    for number in range(max(map(len, ways), default=0)):
        splices = tuple(way[min(number, len(way) - 1)] for way in ways)
        yield told_of(view, texts, style, splices)


def _ways(view: BodyView, text: Recoded, style: Style, body: bytes) -> Iterator[Splice]:
    """The ways to write *body*, in which *text* is, and the header of its part."""
    leaf = text.leaf
    if not leaf.place:
        yield Splice(0, len(view.text), view.canonical(body))
        return
    start = leaf.part.header_start - len(view.header)
    body = view.canonical(b"\r\n" + body + b"\r\n")
    for header in islice(_headers(view, text, style), _MOST_WAYS):
        yield Splice(start, leaf.end, view.canonical(header) + body)


def _headers(view: BodyView, text: Recoded, style: Style) -> Iterator[bytes]:
    leaf = text.leaf
    before = len(view.header)
    fields = leaf.part.fields
    header = view.text[
        leaf.part.header_start - before : (fields[-1].end if len(fields) else leaf.part.header_start) - before
    ]
    labelled = list(with_charset(header, text.label)) if text.label else [header]
    if style.encoding == name_of(leaf):
        yield from labelled
    for one in labelled:
        yield from islice(headers(one, style.encoding, text.octets), _MOST_WAYS // len(labelled))


def told_of(view: BodyView, texts: list[Recoded], style: Style, splices: tuple[Splice, ...]) -> Edit:
    """The edit that wrote *texts* anew, which were in *style*."""
    leaf, octets, label, before, behind = texts[0]
    was, now = style.encoding, name_of(leaf)
    if before:
        was, now = (before, behind) if was == now else (f"{before} in {was}", f"{behind} in {now}")
    elif was == now:
        was, now = f"{was} of another program", f"this {now}"
    return Edit(
        "charset-changed" if before else "transfer-encoding-changed",
        splices,
        " and ".join(text.leaf.place for text in texts if text.leaf.place),
        marks=tuple((text.leaf.start, text.leaf.end) for text in texts),
        was=was,
        now=now,
        hints=() if leaf.place else tuple(_hints(view, label, style.encoding, octets)),
    )


def _hints(view: BodyView, label: bytes, encoding: str, octets: bytes) -> Iterator[Hint]:
    field = view.message.get("Content-Type")
    if label and field is not None:
        yield from (Hint("content-type", value) for value in with_charset(field.value, label))
    if encoding == "8bit" and octets.isascii():
        yield Hint("content-transfer-encoding", b" 7bit")
    yield Hint("content-transfer-encoding", b" " + encoding.encode())
