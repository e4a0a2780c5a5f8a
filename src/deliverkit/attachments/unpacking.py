"""Which files stand in this one?  Its members by the reader of its format, each with every name it may get."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from ..core.budget import Budget
from ..core.findings import Finding
from .containers.formats import READERS, STREAM_READERS
from .containers.inline import read_uuencode
from .containers.member import ContainerFault, Kind, Listing, MemberName, Reader, Source, Why
from .content import ContentKind, Found, containers_in, zip_kind
from .files import File, Way, below
from .judging import extensions_of
from .opening import reason, settle, share_of
from .result import AttachmentName
from .rules import containers as rules
from .settings import Settings
from .trouble import locked_findings, problem_findings

__all__ = ["Unpacked", "unpack", "unpack_stream"]

_CHEAP: Final = (Kind.ZIP, Kind.TAR, Kind.ISO)
_BY_COUNT: Final = (ContainerFault.LYING_SIZE, ContainerFault.HIDDEN_MEMBER, ContainerFault.FAKE_END)
_SINGLES: Final = (Kind.GZIP, Kind.BZIP2, Kind.XZ, Kind.LZMA, Kind.ZSTD, Kind.COMPRESS)
# what a file is called when it has been unpacked, by the extension it had before; any other is dropped
_TARS: Final = frozenset(("tgz", "tbz", "tbz2", "tb2", "txz", "tlz", "tzst", "taz"))
_ARCHIVES: Final = frozenset(
    "zip zipx jar rar 7z gz tgz bz2 tbz tbz2 xz txz lzma zst tar z cab arj ace lzh lha iso img vhd cpio wim uue".split()  # noqa: SIM905
)
_MOST_RAW: Final = 1000  # octets of a name that are shown as they stand
_UNPACKED: Final = "name without its last extension"
# in compound files what is not meant for people is marked so (MS-CFB section 2.6.1)
_MARKS: Final = dict.fromkeys(range(1, 7))
_READERS: Final[Mapping[ContentKind, Reader]] = {
    kind: {**READERS, Kind.UUENCODE: read_uuencode}[kind.container] for kind in ContentKind if kind.container
}
_BEGIN: Final = re.compile(rb"^(?:=y)?begin[ -]", re.MULTILINE)


class Unpacked(NamedTuple):
    """What one reader found in a file.

    Arguments:
        files: the files in it; directories are none.
        findings: what is wrong with the container.
        why: why not all of them are listed, in words; empty when they are.
        listing: what the reader said; None where there was none.
    """

    files: list[File]
    findings: list[Finding]
    why: str
    listing: Listing | None = None


def unpack(file: File, data: bytes, budget: Budget, settings: Settings) -> Iterator[Unpacked]:
    """What stands in *data*, the octets of *file*, by every format they can be read as."""
    for found in _found(file, data):
        share = share_of(budget)
        octets: Source = memoryview(data)[found.offset :] if found.offset else data
        listing = _READERS[found.kind](octets, share)
        settle(budget, share)
        if listing.members or found.kind is file.kind:
            yield _unpacked(file, listing, octets, settings, found)


def _found(file: File, data: bytes) -> tuple[Found, ...]:
    found = containers_in(data, file.kind)
    text = file.media_type.startswith("text/") and (file.kind is None or file.kind.textual)
    # before MIME, files stood in the text
    if text and file.kind is not ContentKind.UUENCODE and _BEGIN.search(data):
        return (*found, Found(ContentKind.UUENCODE, 0))
    return found


def unpack_stream(file: File, budget: Budget, settings: Settings) -> Unpacked | None:
    """What stands in a tar that is too large to be held; None where it cannot be read piece by piece."""
    if file.way.stream is None or file.kind is not ContentKind.TAR:
        return None
    share = share_of(budget)
    listing = STREAM_READERS[Kind.TAR](file.way.stream, share)
    settle(budget, share)
    return _unpacked(file, listing, b"", settings, Found(ContentKind.TAR, 0), held=False)


def _unpacked(
    file: File, listing: Listing, data: Source, settings: Settings, found: Found, *, held: bool = True
) -> Unpacked:
    kind = found.kind
    if kind is ContentKind.ZIP:
        kind = zip_kind(name.text for member in listing.members for name in member.names[:1])
    if found.kind is file.kind:
        file.kind = kind
    files = list(_files(file, listing, len(data) if held else 0, cheap=held and listing.kind in _CHEAP))
    # a listing that stops halfway contradicts every number
    problems = tuple(one for one in listing.problems if listing.why is not Why.LIMIT or one.kind not in _BY_COUNT)
    findings = list(problem_findings(file, problems, data, settings))
    locked = sum(member.encrypted for member in listing.members)
    hidden = listing.why is Why.ENCRYPTED or any(
        one.kind is ContainerFault.HEADER_ENCRYPTED for one in listing.problems
    )
    findings.extend(locked_findings(file, locked, names=hidden))
    why = "" if listing.complete or listing.why is None else reason(listing.why, listing.detail)
    return Unpacked(files, findings, why, listing)


def _files(above: File, listing: Listing, size: int, *, cheap: bool) -> Iterator[File]:
    container = listing.kind.value
    where = f"{above.where}!{above.path[-1]}" if above.path[-1] else above.where
    depth, held = above.depth + 1, above.held + size
    for member in listing.members:
        if member.directory:
            continue
        names = tuple([_name(one, listing.kind, where) for one in member.names])
        if listing.kind in _SINGLES:
            names = (*names, *_unpacked_names(above, where, {name.text for name in names}))
        file = File(
            below(above.path, _shown(names)),
            names,
            where,
            Way(member.opener, member.stream, cheap=cheap),
        )
        file.container, file.depth, file.held = container, depth, held
        file.packed, file.size, file.within = size, member.size, above.kind
        if member.opener is None:
            file.why = reason(member.why or Why.UNREADABLE, member.detail)
        if member.encrypted and not _ARCHIVES.isdisjoint(extensions_of(file)):
            file.findings.append(
                rules.encrypted_inner_archive(path=file.path, container=container).about(file.place().subject)
            )
        yield file


def _name(name: MemberName, kind: Kind, where: str) -> AttachmentName:
    text = name.text.translate(_MARKS) if kind is Kind.CFB else name.text
    raw = text if name.encoding == "ascii" else _as_text(name.raw[:_MOST_RAW])
    return AttachmentName(text, raw, name.source.value, where)


def _as_text(octets: bytes) -> str:
    """As UTF-8, or as Latin-1, where every octet is a character."""
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def _shown(names: tuple[AttachmentName, ...]) -> str:
    """The likeliest name that can be read; octets that fit no encoding have been replaced in the others."""
    return next((name.text for name in names if "\ufffd" not in name.text), names[0].text if names else "")


def _unpacked_names(above: File, where: str, known: set[str]) -> Iterator[AttachmentName]:
    """What a file is called that was only compressed: as before, without the last extension."""
    for name in above.names:
        stem, dot, extension = name.text.rpartition(".")
        text = f"{stem}.tar" if extension.lower() in _TARS else stem if dot else name.text
        if text and text not in known:
            known.add(text)
            yield AttachmentName(text, text, _UNPACKED, where)
