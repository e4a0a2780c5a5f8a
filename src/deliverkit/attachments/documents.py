"""What acts in this document when it is opened, and which files does it carry?  Of the file, and for the walk.

What only signs, or compresses, is a document too: RFC 5652 section 5 for an ``smime.p7m``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..core.budget import Budget
from .active import InnerFile, active_content
from .active.telling import active_findings
from .containers.cms import cms_member
from .containers.member import Listing, Opened, Why
from .files import File, Way, below
from .judging import extensions_of
from .opening import reason, settle, share_of
from .result import AttachmentName
from .unpacking import Unpacked

__all__ = ["look_at_document", "signed_content"]

_CARRIED: Final = "document"


def look_at_document(file: File, data: bytes, listing: Listing | None, budget: Budget) -> Unpacked:
    """What acts in *file*, whose octets are *data*; *listing* is what it holds, if it was listed."""
    share = share_of(budget)
    content = active_content(file.kind, data, share, extension=extensions_of(file)[0], listing=listing)
    settle(budget, share)
    findings = list(active_findings(file.place(), content, file.kind.id if file.kind else ""))
    why = reason(content.why, content.detail) if content.why else ""
    return Unpacked(list(_carried(file, content.files, len(data))), findings, why)


def _carried(above: File, files: tuple[InnerFile, ...], size: int) -> Iterator[File]:
    for one in files:
        where = f"{above.where}!{above.path[-1]}"
        names = (AttachmentName(one.name, one.name, _CARRIED, where),) if one.name else ()
        file = File(below(above.path, one.name), names, where, Way(one.opener))
        file.container = above.kind.id if above.kind else _CARRIED
        file.depth, file.held, file.packed = above.depth + 1, above.held + size, size
        if one.opener is None:
            file.why = reason(Why.UNSUPPORTED, "a file in a document")
        yield file


def signed_content(data: bytes, budget: Budget) -> Opened | None:
    """The mail that the CMS object *data* signs or compresses; None for a signature that stands apart from it."""
    member = cms_member(data)
    if member is None:
        return None
    if member.opener is None:
        return Opened(b"", False, member.why, member.detail)
    share = share_of(budget)
    opened = member.opener(share)
    settle(budget, share)
    return opened
