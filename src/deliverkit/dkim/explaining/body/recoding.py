"""Was a text encoded anew, or converted to another charset?  Of one part, of all texts, or of all of the body."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from ....message.charsets import CODECS
from ....message.transfer import decode_base64
from .edits import Edit
from .encoders import BASE64_COST
from .leaves import Leaf, parts_of
from .styles import CHARSETS, FEW_STYLES, FIRST_STYLES, STYLES, Style, converted, is_told_apart, written
from .view import BodyView, Splice
from .writing import Recoded, name_of, told_of, written_down

__all__ = ["converted_as_usual", "plain_forms", "recoded", "recoded_as_usual", "rewrapped"]

_CONVERTING: Final = 8  # octets that are hashed in the time in which one is converted
_WESTERN: Final = ("iso-8859-1", "windows-1252", "iso-8859-15", "iso-8859-2")
_Texts = dict[int, Recoded | None]


def recoded(view: BodyView, leaves: list[Leaf]) -> Iterator[Edit]:
    """Another transfer encoding, of all texts and of each; then another charset, in any encoding."""
    groups = _groups(leaves)
    yield from _encoded(view, groups, FEW_STYLES)
    yield from _in_charsets(view, groups, FIRST_STYLES)
    yield from _encoded(view, groups, STYLES)
    yield from _in_charsets(view, groups, FEW_STYLES)


def recoded_as_usual(view: BodyView, leaves: list[Leaf]) -> Iterator[Edit]:
    """Another transfer encoding, written in the likeliest way."""
    return _encoded(view, _groups(leaves), FIRST_STYLES)


def converted_as_usual(view: BodyView, leaves: list[Leaf]) -> Iterator[Edit]:
    """Another charset, in the encoding there is."""
    for style in FIRST_STYLES:
        named = [leaf for leaf in leaves if name_of(leaf) == style.encoding]
        yield from _in_charsets(view, _groups(named), (style,))


def _groups(leaves: list[Leaf]) -> list[list[Leaf]]:
    """All texts, and each of them."""
    return [leaves, *([leaf] for leaf in leaves)] if len(leaves) > 1 else [leaves] if leaves else []


def _encoded(view: BodyView, groups: list[list[Leaf]], styles: Iterable[Style]) -> Iterator[Edit]:
    for style in styles:
        same = Style(style.encoding) == style
        kept: dict[int, bytes] = {}
        for group in groups:
            other = (leaf for leaf in group if style.encoding != name_of(leaf) or not same)
            texts = [Recoded(leaf, leaf.octets) for leaf in other if is_told_apart(style, leaf.octets)]
            yield from written_down(view, texts, style, kept)


def _in_charsets(view: BodyView, groups: list[list[Leaf]], styles: Iterable[Style]) -> Iterator[Edit]:
    ways: list[Callable[[Leaf], Recoded | None]] = [_unlabelled(number) for number in range(len(_WESTERN))]
    ways += map(_labelled, CHARSETS)
    made: list[_Texts] = [{} for _ in ways]
    alone = groups and not groups[0][0].place
    for style in styles:
        seen: set[bytes] = set()
        for way, texts in zip(ways, made, strict=True):
            kept: dict[int, bytes] = {}
            for group in groups:
                found = [one for leaf in group if (one := _once(way, leaf, texts)) is not None]
                found = [one for one in found if is_told_apart(style, one.octets)]
                # the header of all of the body does not count: one spelling of the label is enough
                if found and not (alone and found[0].octets in seen):
                    seen.update(one.octets for one in found[:1])
                    yield from written_down(view, found, style, kept)


def _once(way: Callable[[Leaf], Recoded | None], leaf: Leaf, made: _Texts) -> Recoded | None:
    if leaf.start not in made:
        made[leaf.start] = way(leaf) if leaf.view.work(len(leaf.text) * _CONVERTING) else None
    return made[leaf.start]


def _labelled(label: bytes) -> Callable[[Leaf], Recoded | None]:
    """The text in the charset *label*, from the one that it is said to be in now."""

    def way(leaf: Leaf) -> Recoded | None:
        now, name = leaf.charset, label.decode()
        octets = converted(leaf.octets, now, label)
        # a label alone may have been changed, where it stands in the body
        if octets is None or (octets == leaf.octets and not (leaf.place and name.lower() != now.lower())):
            return None
        return Recoded(leaf, octets, label, name, now)

    return way


def _unlabelled(number: int) -> Callable[[Leaf], Recoded | None]:
    """The text in the charset that it is said to be in, or a usual one where none is said, from UTF-8."""

    def way(leaf: Leaf) -> Recoded | None:
        said = leaf.charset.lower()
        names = _WESTERN if CODECS.get(said, "ascii") == "ascii" else (said,)
        octets = converted(leaf.octets, "utf-8", names[number].encode()) if number < len(names) else None
        return None if octets is None or octets == leaf.octets else Recoded(leaf, octets, b"", names[number], "utf-8")

    return way


def rewrapped(view: BodyView) -> Iterator[Edit]:
    """Base64 in lines of another length: all parts of it, then each."""
    found: list[tuple[str, int, int, bytes]] = []
    for part, start, end in parts_of(view):
        if part.transfer_encoding == "base64":
            place = f"part {part.path}" if part.parent is not None else ""
            if not view.work((end - start) * BASE64_COST):
                return
            found.append((place, start, end, decode_base64(view.text[start:end]).data))
    groups = [found, *([one] for one in found)] if len(found) > 1 else [found]
    for group in groups if found else ():
        for way in range(4):
            for closed in (True, False):
                if not view.work(sum(last - first for _, first, last, _ in group) * BASE64_COST):
                    return
                style = Style("base64", way, closed=closed)
                tail = b"\r\n" if group[0][0] else b""
                splices = tuple(Splice(first, last, written(octets, style) + tail) for _, first, last, octets in group)
                yield Edit(
                    "transfer-encoding-changed",
                    splices,
                    " and ".join(place for place, *_ in group[:3] if place),
                    marks=((splices[0].start, splices[0].end),),
                    was="base64 in lines of another length",
                    now="base64",
                )


def plain_forms(view: BodyView, leaves: list[Leaf]) -> Iterator[tuple[Edit, bytes, bytes]]:
    """All of the body as it was before it was encoded: the edit, and the header and body there were."""
    if len(leaves) != 1 or leaves[0].place or not leaves[0].encoding:
        return
    leaf = leaves[0]
    told = told_of(view, [Recoded(leaf, leaf.octets)], FIRST_STYLES[0], ())
    kind = view.message.get("Content-Type")
    yield told, (kind.raw if kind else b"") + b"\r\n", written(leaf.octets, FIRST_STYLES[0])
