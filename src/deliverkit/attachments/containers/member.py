"""What does a container hold, under which names, and how is a member opened?  What every reader answers with.

A reader raises nothing whatever the octets; what is odd is a :class:`ContainerProblem`, what could not be looked at a
:class:`Why`. Every name that some program would show or save a member under is a candidate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum
from typing import Final, NamedTuple, Protocol, TypeAlias

from ...core.budget import Budget

__all__ = [
    "WHOLE",
    "ContainerFault",
    "ContainerProblem",
    "Held",
    "Kind",
    "Listing",
    "Member",
    "MemberName",
    "NameSource",
    "Notes",
    "Opened",
    "Opener",
    "Pieces",
    "Reader",
    "Source",
    "Streamer",
    "Why",
    "limit_of",
    "out_of",
]


class Kind(Enum):
    """A container format, by the word people use."""

    ZIP = "zip"
    TAR = "tar"
    GZIP = "gzip"
    BZIP2 = "bzip2"
    XZ = "xz"
    LZMA = "lzma"
    ZSTD = "zstd"
    COMPRESS = "compress"
    SEVENZIP = "7z"
    RAR4 = "rar4"
    RAR5 = "rar5"
    ISO = "iso"
    CAB = "cab"
    LZH = "lzh"
    ARJ = "arj"
    ACE = "ace"
    CPIO = "cpio"
    FAT = "fat"
    CFB = "compound file"
    TNEF = "tnef"
    UUENCODE = "uuencode"


class NameSource(Enum):
    """Where in the container a member's name stands; programs differ in which one they read."""

    CENTRAL = "central directory"
    LOCAL = "local header"
    UNICODE_PATH = "Unicode Path extra"
    FNAME = "FNAME"
    HEADER = "header"
    LONG_NAME = "GNU long name"
    PAX = "pax header"
    ISO = "ISO 9660"
    JOLIET = "Joliet"
    ROCK_RIDGE = "Rock Ridge"
    PROPERTY = "property"
    BEGIN = "begin line"


class MemberName(NamedTuple):
    """One name a member may have.

    Arguments:
        raw: the octets as they stand.
        text: the same decoded, nothing stripped.
        source: where they stand.
        encoding: how they were decoded.
    """

    raw: bytes
    text: str
    source: NameSource
    encoding: str


class Why(Enum):
    """Why something could not be looked at."""

    ENCRYPTED = "encrypted"
    LIMIT = "limit"
    UNREADABLE = "unreadable"
    UNSUPPORTED = "unsupported"


class ContainerFault(Enum):
    """What is odd about a container; whether that is bad is decided elsewhere."""

    VIEWS_DIFFER = "two places that must agree do not, so programs see different members"
    HIDDEN_MEMBER = "a member that only some programs see"
    TRUNCATED = "the container ends too early"
    TRAILING_DATA = "something follows the container"
    PREPENDED_DATA = "something precedes the container"
    OVERLAP = "members share octets"
    LYING_SIZE = "a size that is not true"
    FAKE_END = "an end record that belongs to no directory"
    NO_DIRECTORY = "the directory is missing"
    SECOND_DIRECTORY = "several directories stand in one file"
    NAMES_DUPLICATE = "several members have one name"
    STALE_NAME = "a second name that was made for another first one"
    HEADER_ENCRYPTED = "the names are encrypted"
    WRONG_CHECKSUM = "a checksum that does not fit"
    MULTI_VOLUME = "one volume of several"
    LOOP = "a directory that holds itself"
    DAMAGED = "something does not follow the format"


class ContainerProblem(NamedTuple):
    """Something odd, and the offset where it stands."""

    kind: ContainerFault
    at: int
    detail: str = ""


class Opened(NamedTuple):
    """What came out of a member.

    Arguments:
        data: its octets, or those at its beginning.
        complete: whether these are all of them.
        why: why they are not; None also where no more were asked for.
        detail: the same in words.
        problems: what was found odd on the way; offsets are the container's.
    """

    data: bytes
    complete: bool
    why: Why | None = None
    detail: str = ""
    problems: tuple[ContainerProblem, ...] = ()


Source: TypeAlias = bytes | memoryview

WHOLE: Final = 1 << 62
"""As many octets as there are."""


class Opener(Protocol):
    """Opens one member, or only its first octets."""

    def __call__(self, budget: Budget, most: int = WHOLE, /) -> Opened:
        """The member's first *most* octets; what they cost is taken from *budget*."""
        ...


class Held:
    """The octets of a container, for its openers: wrapped, so that no ``repr`` prints them."""

    __slots__ = ("data",)

    def __init__(self, data: Source) -> None:
        self.data = data


class Pieces(Protocol):
    """The octets of a stream, piece by piece, and how it ended."""

    why: Why | None
    detail: str
    budget: Budget
    problems: Notes

    def __iter__(self) -> Iterator[bytes]:
        """The pieces; once."""
        ...


Streamer: TypeAlias = Callable[[Budget], Pieces]


class Member(NamedTuple):
    """One member of a container.

    Arguments:
        names: every name it may have, the likeliest first; none where the format has no names.
        directory: whether it is one, without data.
        size: its size as declared, if it is.
        encrypted: whether its data are.
        offset: where in the container its header stands.
        opener: how to open it; None where it cannot be.
        why: why it cannot.
        detail: the same in words.
        stream: for a member too large to be held: its octets, piece by piece.
    """

    names: tuple[MemberName, ...]
    directory: bool
    size: int | None
    encrypted: bool
    offset: int
    opener: Opener | None
    why: Why | None = None
    detail: str = ""
    stream: Streamer | None = None


class Listing(NamedTuple):
    """What a container holds.

    Arguments:
        kind: its format.
        members: in the order they stand.
        problems: what is odd.
        complete: whether every member is listed.
        why: why not.
        detail: the same in words.
    """

    kind: Kind
    members: tuple[Member, ...]
    problems: tuple[ContainerProblem, ...] = ()
    complete: bool = True
    why: Why | None = None
    detail: str = ""


Reader: TypeAlias = Callable[[Source, Budget], Listing]

_MOST_PROBLEMS: Final = 100


class Notes:
    """The problems of one container, the first hundred: a container made of nothing else must not fill the memory."""

    __slots__ = ("_problems",)

    def __init__(self) -> None:
        self._problems: list[ContainerProblem] = []

    def add(self, kind: ContainerFault, at: int, detail: str = "") -> None:
        """Note one."""
        if len(self._problems) < _MOST_PROBLEMS:
            self._problems.append(ContainerProblem(kind, at, detail))

    def has(self, kind: ContainerFault) -> bool:
        """Whether one of this kind was noted."""
        return any(one.kind is kind for one in self._problems)

    @property
    def told(self) -> tuple[ContainerProblem, ...]:
        """All that was noted."""
        return tuple(self._problems)


def limit_of(budget: Budget, unit: str) -> str:
    """The words for a unit that ran out."""
    return f"limit: {unit} ({getattr(budget.limits, unit)})"


def out_of(budget: Budget, unit: str, kind: Kind, members: tuple[Member, ...] = ()) -> Listing:
    """The listing of a container for which *unit* did not last."""
    return Listing(kind, members, (), False, Why.LIMIT, limit_of(budget, unit))
