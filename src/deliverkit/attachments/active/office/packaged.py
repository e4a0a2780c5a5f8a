"""What acts in this OOXML or OpenDocument file?  Its macros, relationships, fields and objects (ECMA-376, MS-OVBA)."""

from __future__ import annotations

import re
from typing import Final

from ...containers.formats import READERS
from ...containers.member import Kind, Listing, Member, Why
from ..signs import Activity, Signs
from .compound import look_at_compound
from .fields import look_for_commands
from .relations import is_remote, macros_declared, relations_of

__all__ = ["look_at_office"]

_MOST_PART: Final = 32 << 20  # octets of one part
_MARK: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TYPES: Final = "[content_types].xml"
# parts whose text can hold fields, links or buttons
_TEXTS: Final = re.compile(
    r"word/(?:glossary/)?[^/]+\.xml|xl/externallinks/[^/]+\.xml|ppt/slide(?:s|masters|layouts)/[^/]+\.xml"
)
# what a document loads when it opens: not pictures, links that are clicked, nor other workbooks, for which Excel asks
_LOADED: Final = ("attachedtemplate", "oleobject", "frame", "subdocument", "afchunk", "package")
_MACRO_KINDS: Final = ("vbaproject", "wordvbadata", "xlmacrosheet", "xlintlmacrosheet")
_MACRO_PARTS: Final = re.compile(r"(?:.*/)?vbaproject\.bin|xl/macrosheets/[^/]+\.(?:xml|bin)")
# the lists of modules may be there, and empty, without a macro
_OPEN_MACROS: Final = re.compile(r"basic/(?:[^/]+/)*(?!script-l[bc]\.xml)[^/]+\.xml|scripts/.+\.\w+")
_MOST_TYPE: Final = 100
_OBJECTS: Final = re.compile(
    r"(?:word|xl|ppt|visio)/(?:.*/)?[^/]*\.(?!xml$|rels$|png$|jpe?g$|gif$|emf$|wmf$|tiff?$)[^/.]*"
)


def look_at_office(data: bytes, signs: Signs, listing: Listing | None = None) -> None:
    """Note what acts in an Office document that is a zip.

    Arguments:
        data: the document.
        signs: takes what is found.
        listing: what the zip holds, where that is known.
    """
    held = listing or READERS[Kind.ZIP](data, signs.budget)
    if held.why is not None:
        signs.stop(held.why, held.detail)
    _Package(held, signs).run()


class _Package:
    """One pass over the parts of a document."""

    def __init__(self, held: Listing, signs: Signs) -> None:
        self.signs = signs
        self.parts: list[tuple[str, Member]] = []
        for member in held.members:
            if not member.directory:
                names = dict.fromkeys(_part_name(name.text) for name in member.names)
                self.parts.extend((name, member) for name in names)
        self.macros: dict[str, str] = {}

    def run(self) -> None:
        names = {name for name, _ in self.parts}
        if _TYPES in names:
            self._relate()
            for name, member in self.parts:
                self._part(name, member)
        elif "mimetype" in names:
            self._open_document()

    def _open_document(self) -> None:
        """Note the macros of an OpenDocument file, of which the type stands in a part of its own."""
        types = (self._open(name, member, first=_MOST_TYPE) for name, member in self.parts if name == "mimetype")
        if any(text.startswith(b"application/vnd.oasis.opendocument") for text in types):
            for name, member in self.parts:
                if _OPEN_MACROS.fullmatch(name):
                    self.signs.add(Activity.MACROS, "", member.offset, member.offset, name)

    def _relate(self) -> None:
        for name, member in self.parts:
            if name == _TYPES:
                self.macros |= macros_declared(self._open(name, member))
            elif name.endswith(".rels"):
                self._relations(name, member)

    def _part(self, name: str, member: Member) -> None:
        if name in self.macros or _MACRO_PARTS.fullmatch(name):
            self.signs.add(Activity.MACROS, self.macros.get(name, ""), member.offset, member.offset, name)
        elif _TEXTS.fullmatch(name):
            look_for_commands(self._open(name, member), name, self.signs)
        elif _OBJECTS.fullmatch(name) and self._open(name, member, first=len(_MARK)) == _MARK:
            look_at_compound(self._open(name, member), self.signs, name)

    def _open(self, name: str, member: Member, *, first: int = 0) -> bytes:
        """The octets of a part, or the *first* of them."""
        if member.opener is None:
            self.signs.stop(member.why or Why.UNREADABLE, f"{name}: {member.detail}")
            return b""
        opened = member.opener(self.signs.budget, first or _MOST_PART)
        if opened.why is not None:
            self.signs.stop(opened.why, f"{name}: {opened.detail}")
        elif not opened.complete and not first:
            self.signs.stop(Why.LIMIT, f"{name}: longer than {_MOST_PART} octets")
        return opened.data if self.signs.pay(len(opened.data)) else b""

    def _relations(self, name: str, member: Member) -> None:
        folder = name.rpartition("_rels/")[0]
        for relation in relations_of(self._open(name, member)):
            if not self.signs.pay():
                return
            if relation.external:
                if relation.kind in _LOADED and is_remote(relation.target):
                    self.signs.add(Activity.REMOTE, relation.target, relation.start, relation.end, name)
            elif relation.kind in _MACRO_KINDS:
                target = relation.target.lower()
                self.macros[target.lstrip("/") if target.startswith("/") else _joined(folder, target)] = relation.kind


def _part_name(text: str) -> str:
    return text.replace("\\", "/").lstrip("/").lower()


def _joined(folder: str, target: str) -> str:
    """The part that *target* names, seen from *folder*."""
    steps = folder.split("/")[:-1]
    for step in target.split("/")[:64]:
        if step == "..":
            del steps[-1:]
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)
