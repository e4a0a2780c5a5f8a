"""Does something act when this file is opened: macros, scripts, actions, embedded files?  By what the file is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from ...core.budget import Budget
from ..containers.member import Listing, Source, Why
from ..content.kinds import ContentKind
from .markup import look_at_page, look_at_picture, look_at_xml
from .notebooks import look_at_notebook
from .office import look_at_compound, look_at_office
from .pdfs import look_at_pdf
from .rtf import look_at_rtf
from .shortcuts import look_at_internet_shortcut, look_at_shortcut
from .signs import ActiveContent, Activity, Signs

__all__ = ["active_content"]

K: Final = ContentKind
_Look: TypeAlias = Callable[[bytes, Signs], None]
_LOOKS: Final[Mapping[ContentKind, _Look]] = {
    K.PDF: look_at_pdf,
    K.HTML: look_at_page,
    K.SVG: look_at_picture,
    K.XML: look_at_xml,
    K.RTF: look_at_rtf,
    K.CFB: look_at_compound,
    K.ONENOTE: look_at_notebook,
    K.LNK: look_at_shortcut,
}
# text under these extensions is opened as a page, a picture or a document, however it begins
_BY_EXTENSION: Final[Mapping[str, ContentKind]] = {
    **dict.fromkeys(("html", "htm", "shtml", "shtm", "xhtml", "xht"), K.HTML),
    "svg": K.SVG,
    "pdf": K.PDF,
    "rtf": K.RTF,
    "msc": K.XML,
}
_ACTIVE_MIME: Final = b"ActiveMime"


def active_content(
    kind: ContentKind | None,
    data: Source,
    budget: Budget,
    *,
    extension: str = "",
    listing: Listing | None = None,
) -> ActiveContent:
    """What acts in a file; nothing for the kinds that are programs or archives as a whole.

    Arguments:
        kind: what it is, by :func:`deliverkit.attachments.content.identify`.
        data: its octets.
        budget: what pays: ``steps`` for looking, ``bytes_inflated`` for what is unpacked, ``members`` for the files
            that are found.
        extension: of its name, in lower case: a text called .html is opened as a page.
        listing: what a zip holds, where it was read already.
    """
    signs = Signs(budget)
    octets = bytes(data)  # itself, when it is bytes
    if kind is K.ENCRYPTED_OFFICE:
        signs.stop(Why.ENCRYPTED, "the document is encrypted")
    elif kind in (K.OFFICE, K.ZIP):
        look_at_office(octets, signs, listing)
    else:
        _look(kind, octets, extension, signs)
    return signs.told


def _look(kind: ContentKind | None, data: bytes, extension: str, signs: Signs) -> None:
    if kind is None and data.startswith(_ACTIVE_MIME):
        # the form in which Word saves the macros of a web page
        signs.add(Activity.MACROS, _ACTIVE_MIME, 0, len(_ACTIVE_MIME))
    if kind is None and look_at_internet_shortcut(data, signs):
        return
    opened_as = _BY_EXTENSION.get(extension)
    # one text is opened as one thing; what is something else can be a page at the same time
    looks = {opened_as} if opened_as and (kind is None or kind.textual) else {kind, opened_as}
    for one, look in _LOOKS.items():
        if one in looks:
            look(data, signs)
