"""What is known of one file while it is looked at?  Where it stands, its names, and how to get at its octets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from ..core.findings import Finding, Severity
from .containers.member import Opened, Opener, Streamer
from .content.kinds import ContentKind
from .effort import Effort
from .names.telling import Place
from .result import Attachment, AttachmentName, AttachmentVerdict

__all__ = ["File", "Way", "below"]

_LONGEST: Final = 255  # characters of a name in a path
_DEEPEST: Final = 32  # levels of a path
_CUT: Final = "..."
_NONE: Final = Effort(0)


class Way(NamedTuple):
    """How to get at the octets of a file.

    Arguments:
        opener: opens it, or only its start; None where nothing can.
        stream: the same piece by piece, for what is too large to be held.
        read: for a part of a message: every reading of its body, as its fields may contradict one another.
        cheap: whether opening the start costs no more than the start.
    """

    opener: Opener | None = None
    stream: Streamer | None = None
    read: Callable[[], Iterator[Opened]] | None = None
    cheap: bool = False


class File:
    """One file of a message, on its way to become an :class:`Attachment`.

    Arguments:
        path: the names that lead to it.
        names: every name it may have.
        where: where it stands, for evidence.
        way: how to open it.
    """

    __slots__ = (
        "container",
        "depth",
        "effort",
        "findings",
        "held",
        "inside",
        "kind",
        "media_type",
        "names",
        "packed",
        "path",
        "quiet",
        "size",
        "way",
        "where",
        "why",
        "within",
        "worst",
    )

    def __init__(self, path: tuple[str, ...], names: tuple[AttachmentName, ...], where: str, way: Way) -> None:
        self.path = path
        self.names = names
        self.where = where
        self.way = way
        self.container = ""
        self.media_type = ""
        self.depth = 0  # containers it stands in
        self.effort = _NONE  # what may be spent on it and its neighbours
        self.held = 0  # octets that are held for these
        self.packed = 0  # octets of the container, or of the encoded body
        self.size: int | None = None
        self.kind: ContentKind | None = None
        self.within: ContentKind | None = None  # what it stands in
        self.why = ""
        self.findings: list[Finding] = []
        self.worst = Severity.NOTE
        self.quiet = False  # the text of the mail itself: told of only when there is something to tell
        self.inside = False  # whether other files were found in it

    @property
    def verdict(self) -> AttachmentVerdict:
        """How it was judged so far."""
        if self.worst is Severity.ERROR:
            return AttachmentVerdict.FORBIDDEN
        if self.worst is Severity.WARNING:
            return AttachmentVerdict.SUSPICIOUS
        return AttachmentVerdict.NOT_INSPECTED if self.why else AttachmentVerdict.CLEAN

    @property
    def told(self) -> bool:
        """Whether there is something to tell of it."""
        return not self.quiet or self.inside or bool(self.findings or self.why)

    def place(self, name: AttachmentName | None = None) -> Place:
        """Where it stands, under *name* or its likeliest one."""
        one = name or (self.names[0] if self.names else AttachmentName("", "", "header", self.where))
        return Place(self.path, one.text, one.raw, one.origin, self.container, one.source)

    def done(self) -> Attachment:
        """What is told of it."""
        return Attachment(
            self.path,
            self.names,
            self.container,
            self.media_type,
            self.kind,
            self.size,
            self.verdict,
            self.why,
            tuple(self.findings),
        )


def below(path: tuple[str, ...], name: str) -> tuple[str, ...]:
    """The path of what is called *name* in *path*; bounded, whatever the names and the depth are."""
    if len(path) >= _DEEPEST:
        path = (_CUT, *path[2 - _DEEPEST :])
    return (*path, name if len(name) <= _LONGEST else name[:_LONGEST] + _CUT)
