"""What do forwarders and lists do to the mail that they pass on?  Real edits of its octets (RFC 6376 section 3.7)."""

from .body import Footer, TrimBlanks
from .effects import Change, Effect, Touch
from .header import AddField, RefoldHeader, RemoveField, SubjectTag
from .munging import RewriteFrom
from .parts import PartFooter, Recode, StripAttachments

__all__ = [
    "AddField",
    "Change",
    "Effect",
    "Footer",
    "PartFooter",
    "Recode",
    "RefoldHeader",
    "RemoveField",
    "RewriteFrom",
    "StripAttachments",
    "SubjectTag",
    "Touch",
    "TrimBlanks",
]
