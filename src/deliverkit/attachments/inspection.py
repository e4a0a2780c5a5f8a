"""Which files does this message hold, and what is wrong with each?  The walk through parts, archives and members.

There is a stack of files to be looked at and no recursion. The names of all members are judged when their container is
listed, before any of them is opened; so what one member costs never hides the name of another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from ..core.budget import Budget
from ..core.findings import Finding, Severity
from ..message import Message
from .containers.member import Listing, Opened, Why, limit_of
from .content import ContentKind
from .documents import look_at_document, signed_content
from .effort import DOCUMENT, FILE, FORBIDDEN, LOOK, LOOK_CHEAPLY, MESSAGE, UNPACK, Effort, name_effort
from .files import File
from .judging import extensions_of, judge_kind, judge_names, worst_name
from .opening import look_at, reason
from .parts import files_of
from .rules import containers as rules
from .settings import Settings
from .trouble import inflation_findings, locked_findings, problem_findings
from .unpacking import Unpacked, unpack, unpack_stream

__all__ = ["Walk"]

_DEEPEST: Final = 40  # containers and messages in one another
_MOST_TOLD: Final = 1000  # findings of one message; what is wrong beyond these is in the verdicts
_MESSAGES: Final = frozenset(("message/rfc822", "message/global", "message/news", "message/partial"))
_PGP: Final = b"-----BEGIN PGP MESSAGE-----"


class Walk:
    """One walk through a message.

    Arguments:
        settings: what is refused, and what may be spent.
        budget: what pays.
    """

    def __init__(self, settings: Settings, budget: Budget) -> None:
        self.settings = settings
        self.budget = budget
        self.files: list[File] = []
        self._todo: list[File] = []
        self._told = 0
        self._deepest = min(_DEEPEST, settings.limits.depth)

    def run(self, message: Message) -> None:
        """Look at every file of *message*."""
        self.add(files_of(message, self.budget), Effort(self.settings.limits.steps))
        while self._todo:
            self._look(self._todo.pop())

    def add(self, files: Iterable[File], effort: Effort) -> None:
        """Judge the names of *files*, and keep them to be looked at, the first of them next; *effort* is for all."""
        new: list[File] = []
        for file in files:
            file.effort = effort
            found, file.findings = file.findings, []
            self.say(file, found)
            if effort.spend(FILE + sum([name_effort(name.text) for name in file.names])):
                self._judge_names(file)
                new.append(file)
            else:
                self._give_up(file)
            self.files.append(file)
        self._todo.extend(reversed(new))

    def _judge_names(self, file: File) -> None:
        if self._told < _MOST_TOLD or file.media_type:
            self.say(file, judge_names(file, self.settings))
        else:
            file.worst = max(file.worst, worst_name(file, self.settings))
        if file.worst is not Severity.NOTE:
            file.effort.spend(FORBIDDEN)

    def _give_up(self, file: File) -> None:
        file.why = file.why or f"limit: steps ({self.settings.limits.steps})"

    def say(self, file: File, findings: Iterable[Finding]) -> None:
        """Take *findings* into the verdict of *file*, and into what is told while there is room."""
        for finding in findings:
            file.worst = max(file.worst, finding.severity)
            if self._told < _MOST_TOLD:
                self._told += finding.severity > Severity.NOTE
                file.findings.append(finding)

    def _look(self, file: File) -> None:
        if not file.effort.spend(LOOK_CHEAPLY if file.way.cheap else LOOK):
            self._give_up(file)
            return
        for opened, kind, enough in look_at(file, self.budget):
            file.why = file.why or (reason(opened.why, opened.detail) if opened.why else "")
            if opened.complete:
                file.size = len(opened.data)
            file.kind = kind or file.kind
            if opened.problems:
                self.say(file, problem_findings(file, opened.problems, b"", self.settings))
            if opened.why is Why.LIMIT:
                self.say(file, inflation_findings(file, file.packed, len(opened.data)))
            if not enough:
                self._look_inside(file, opened)
            if file.kind:
                self.say(file, judge_kind(file, self.settings, opened.data))

    def _look_inside(self, file: File, opened: Opened) -> None:
        if file.depth >= self._deepest and self._holds_files(file):
            file.why = file.why or f"limit: depth ({self._deepest})"
            deep = rules.nested_too_deep(path=file.path, container=file.container, depth=self._deepest)
            self.say(file, (deep.about(file.place().subject),))
            return
        if not file.effort.spend(self._effort_inside(file) + (len(opened.data) >> 8)):
            self._give_up(file)
            return
        streamed = unpack_stream(file, self.budget, self.settings) if opened.why is Why.LIMIT else None
        if streamed:
            file.why = ""
        listing: Listing | None = None
        for unpacked in (streamed,) if streamed else unpack(file, opened.data, self.budget, self.settings):
            listing = listing or unpacked.listing
            self._keep(file, unpacked)
        if _is_message(file):
            self._look_at_message(file, opened.data)
        if file.kind is ContentKind.CMS or (file.kind is None and "p7m" in extensions_of(file)):
            self._look_at_signed(file, opened.data)
        # the macros of an Office document are a compound file in it, and are told of there
        if not file.quiet and (file.kind, file.within) != (ContentKind.CFB, ContentKind.OFFICE):
            self._keep(file, look_at_document(file, opened.data, listing, self.budget))
            self._tell_what_is_closed(file, opened.data)

    def _effort_inside(self, file: File) -> int:
        if _is_message(file):
            return MESSAGE
        return UNPACK if self._holds_files(file) else DOCUMENT

    def _holds_files(self, file: File) -> bool:
        return _is_message(file) or (file.kind is not None and file.kind.container is not None)

    def _keep(self, file: File, unpacked: Unpacked) -> None:
        file.inside = file.inside or bool(unpacked.files)
        file.why = file.why or unpacked.why
        self.say(file, unpacked.findings)
        self.add(unpacked.files, file.effort.part())

    def _look_at_message(self, file: File, data: bytes) -> None:
        if not self.budget.spend("bytes_read", len(data)):
            file.why = file.why or limit_of(self.budget, "bytes_read")
            return
        limits = replace(self.settings.limits, parts=self.budget.left("parts"), fields=self.budget.left("fields"))
        message = Message.parse(data, limits=limits)
        files = list(files_of(message, self.budget, file))
        self.budget.spend("parts", len(files))
        self.budget.spend("fields", sum(1 for _ in message.fields))
        file.inside = True
        file.why = file.why or next((one.why for one in message.unknown), "")
        self.add(files, file.effort.part())

    def _look_at_signed(self, file: File, data: bytes) -> None:
        signed = signed_content(data, self.budget)
        if signed is not None:
            file.why = file.why or (reason(signed.why, signed.detail) if signed.why else "")
            if signed.data:
                self._look_at_message(file, signed.data)

    def _tell_what_is_closed(self, file: File, data: bytes) -> None:
        kind = file.kind
        if kind is ContentKind.ENCRYPTED_OFFICE or (kind is ContentKind.PEM and _PGP in data[:200]):
            file.why = Why.ENCRYPTED.value
            self.say(file, locked_findings(file, 1, names=False))
        elif kind is not None and kind.opaque:
            file.why = file.why or reason(Why.UNSUPPORTED, kind.word)


def _is_message(file: File) -> bool:
    if file.quiet:
        return False
    if file.kind is ContentKind.MESSAGE or file.media_type in _MESSAGES:
        return True
    return file.kind is None and "eml" in extensions_of(file)
