"""What in a document acts when it is opened, and where does it stand?  What every reader of active content answers."""

from __future__ import annotations

from enum import Enum
from typing import Final, NamedTuple

from ...core.budget import Budget
from ..containers.member import Opener, Why, limit_of
from ..content.kinds import ContentKind, Nature
from ..content.signatures import identify
from ..names.views import extension_of

__all__ = ["ActiveContent", "ActiveSign", "Activity", "InnerFile", "Signs", "readable"]

_MOST_SIGNS: Final = 20  # of one activity in one file: a file made of nothing else must not fill the memory
_HEAD: Final = 8192  # octets of an embedded file that tell what it is
_FILE_COSTS: Final = 4096  # octets: finding out what a file is takes as long as looking at these
_EARLY: Final = 16  # octets among which a NUL shows that a file is no text
_HARMLESS: Final = (Nature.PICTURE, Nature.DOCUMENT, Nature.MESSAGE, Nature.DATA)
# what people attach to documents: invoices as XML, tables, pictures
_PLAIN: Final = (
    "xml csv tsv txt json pdf png jpg jpeg gif bmp tif tiff webp emf wmf mp3 mp4 wav wma m4a docx xlsx pptx odt ods odp"
    " ics vcf md log p7s asc sig eml msg step stp dxf dwg"
)
_DATA: Final = frozenset(_PLAIN.split())
_MOST_TOLD: Final = 200  # characters of what was found
_UNIT: Final = 64  # octets that are looked at for one step


class Activity(Enum):
    """What acts, or can be made to act."""

    MACROS = "macros"
    REMOTE = "something that is loaded from elsewhere when the document opens"
    COMMAND = "a command that the document starts"
    OBJECT = "an embedded object"
    FILE = "an embedded file"
    DATA = "an embedded file that is only data"
    PDF_SCRIPT = "JavaScript in a PDF"
    PDF_LAUNCH = "a PDF action that starts a program"
    PDF_DISGUISE = "a PDF name written so that it is not found"
    SCRIPT = "a script in a page"
    PICTURE_SCRIPT = "a script in a picture"
    PICTURE_PAGE = "a page in a picture"
    DOCUMENT_SCRIPT = "a script in a document"
    SMUGGLING = "a page that builds a file"
    REDIRECT = "a page that goes elsewhere at once"
    PASSWORD = "a page that asks for a password"  # noqa: S105 - what is said of it
    SHORTCUT = "a shortcut"
    LINK = "a link in a file of its own"


class ActiveSign(NamedTuple):
    """Something that acts.

    Arguments:
        activity: what it is.
        what: what was found, in few words or as it stands, shortened.
        start: where it stands, in the file or in the *inner* part of it.
        end: where that ends.
        inner: the part of the file: a member, a stream, an object; empty for the file itself.
    """

    activity: Activity
    what: str
    start: int
    end: int
    inner: str


class InnerFile(NamedTuple):
    """A file that a document carries without being a container.

    Arguments:
        name: its name; empty where there is none.
        opener: how to open it; None where it cannot be, or only its name was found.
        start: where it stands.
        inner: the part of the document.
    """

    name: str
    opener: Opener | None
    start: int
    inner: str = ""


class ActiveContent(NamedTuple):
    """What acts in one file.

    Arguments:
        signs: in the order they were found; at most twenty of one activity.
        files: what it carries, to be looked at like the members of a container.
        complete: whether all of it was looked at.
        why: why not.
        detail: the same in words.
    """

    signs: tuple[ActiveSign, ...] = ()
    files: tuple[InnerFile, ...] = ()
    complete: bool = True
    why: Why | None = None
    detail: str = ""


class Signs:
    """What was found so far in one file.

    Arguments:
        budget: what pays for looking.
    """

    __slots__ = ("_counts", "_seen", "_signs", "budget", "detail", "files", "why")

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.files: list[InnerFile] = []
        self.why: Why | None = None
        self.detail = ""
        self._signs: list[ActiveSign] = []
        self._counts: dict[Activity, int] = {}
        self._seen: set[tuple[Activity, str, str]] = set()

    def add(self, activity: Activity, what: str | bytes, start: int, end: int, inner: str = "") -> None:
        """Note a sign; the same thing in the same part only once, and no more than twenty of one activity."""
        count = self._counts.get(activity, 0)
        told = readable(what)
        if count >= _MOST_SIGNS or (activity, told, inner) in self._seen:
            return
        self._seen.add((activity, told, inner))
        self._counts[activity] = count + 1
        self._signs.append(ActiveSign(activity, told, start, end, readable(inner)))

    def add_file(self, file: InnerFile) -> bool:
        """Note a file that the document carries; False when no more can be."""
        if not self.carry(file) or not self.pay(_FILE_COSTS):
            return False
        head = file.opener(self.budget, _HEAD).data if file.opener else b""
        kind = identify(head)
        activity = Activity.DATA if _is_data(file.name, kind, head) else Activity.FILE
        self.add(activity, file.name or (kind.word if kind else ""), file.start, file.start, file.inner)
        return True

    def carry(self, file: InnerFile) -> bool:
        """Hand a file on to be looked at, without a sign; False when no more can be."""
        if not self.budget.spend("members"):
            self.stop(Why.LIMIT, limit_of(self.budget, "members"))
            return False
        self.files.append(file)
        return True

    def full(self, activity: Activity) -> bool:
        """Whether no more of this activity are noted."""
        return self._counts.get(activity, 0) >= _MOST_SIGNS

    def has(self, *activities: Activity) -> bool:
        """Whether one of these was noted."""
        return any(one in self._counts for one in activities)

    def stop(self, why: Why, detail: str) -> None:
        """Say why not everything was looked at; the first reason stays."""
        if self.why is None:
            self.why, self.detail = why, detail

    def pay(self, octets: int = 0) -> bool:
        """Take what looking at *octets* costs; False, and that is why not everything was, if less is left."""
        if self.budget.spend("steps", 1 + octets // _UNIT):
            return True
        self.stop(Why.LIMIT, limit_of(self.budget, "steps"))
        return False

    @property
    def told(self) -> ActiveContent:
        """All of it."""
        return ActiveContent(tuple(self._signs), tuple(self.files), self.why is None, self.why, self.detail)


def _is_data(name: str, kind: ContentKind | None, head: bytes) -> bool:
    """Whether nothing acts when a file is opened, by its name, and by its content where that is known."""
    safe = kind is None or kind.nature in _HARMLESS or kind in (ContentKind.OFFICE, ContentKind.XML)
    extension = extension_of(name[-_MOST_TOLD:])
    if extension:
        return extension in _DATA and (safe or kind is ContentKind.ZIP)
    # scripts are text, and one in UTF-16 has its mark; what has no name and is no text is data that nothing would run
    binary = b"\0" in head[:_EARLY] and not head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return safe and (kind is not None or binary)


def readable(text: str | bytes) -> str:
    """*text* in one line, octets as UTF-8 or else Latin-1, shortened."""
    if isinstance(text, bytes):
        octets = text[: 4 * _MOST_TOLD]
        try:
            text = octets.decode()
        except UnicodeDecodeError:
            text = octets.decode("latin-1")
    line = " ".join(text[: 4 * _MOST_TOLD].split())
    return line if len(line) <= _MOST_TOLD else line[: _MOST_TOLD - 3] + "..."
