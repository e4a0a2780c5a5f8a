"""How can a diagnosis be run again, far from the network, with the answers of that day?

A recording is text, one JSON object a line (RFC 8259), keyed by the question's URI, so that it can be attached to a
bug report, read and edited::

    {"question": "dns:example.com?type=TXT", "status": "found", "records": [["v=spf1 -all"]], "ttl": 300}
    {"question": "dns:slow.example?type=MX", "status": "unreachable", "reason": "timeout"}
    {"question": "https://mta-sts.example.com/.well-known/mta-sts.txt", "code": 200, "body": "version: STSv1"}
    {"question": "clock:", "now": "2026-11-22T12:00:00+00:00"}

A TXT record is the list of its strings, an MX record ``[10, "mx.example.com"]``, any other its presentation form;
octets that are no UTF-8 are ``{"base64": "..."}``. A member with its usual value is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from os import PathLike
from pathlib import Path
from typing import Any, Final, cast

from ..core.errors import DriverError, UsageError
from ..core.questions import Answer, Clock, Dns, Https, Page, Question
from .transcript_lines import read_line, write_line

__all__ = ["Transcript", "TranscriptResolver"]

_NOT_RECORDED: Final[Answer[Any]] = Answer.unreachable("not-recorded")
_NO_PAGE: Final = Page(0, reason="not-recorded")


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was asked and answered, in that order; iterating it gives pairs of question and answer.

    >>> print(Transcript(((Dns("a.example", "A"), Answer.unreachable("timeout")),)).to_lines(), end="")
    {"question": "dns:a.example?type=A", "status": "unreachable", "reason": "timeout"}
    """

    exchanges: tuple[tuple[Question[Any], Any], ...] = ()

    def __iter__(self) -> Iterator[tuple[Question[Any], Any]]:
        return iter(self.exchanges)

    def __len__(self) -> int:
        return len(self.exchanges)

    def to_lines(self) -> str:
        """The recording as text, in ASCII.

        Raises:
            UsageError: an answer is of no kind that a check can ask for.
        """
        return "".join(write_line(question, answer) + "\n" for question, answer in self.exchanges)

    @staticmethod
    def from_lines(text: str, source: str = "<transcript>") -> Transcript:
        """Read what :meth:`to_lines` wrote; empty lines are passed over.

        Arguments:
            text: the lines.
            source: where they come from, for a complaint.

        Raises:
            UsageError: a line says no question and answer; the text names *source*, the line and why.
        """
        exchanges: list[tuple[Question[Any], Any]] = []
        for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
            if line and not line.isspace():
                try:
                    exchanges.append(read_line(line))
                except (ValueError, RecursionError) as wrong:
                    raise UsageError(f"{source}:{number}: {wrong}") from None
        return Transcript(tuple(exchanges))


class TranscriptResolver:
    """Answers from a recording and from nothing else: DNS, HTTPS and the clock.

    Arguments:
        transcript: a :class:`Transcript`, or its lines.
        strict: raise where the recording has no answer; otherwise a look-up is unreachable and a page has the code 0,
            both with the reason ``not-recorded``.

    A question that was asked several times is answered in the order of the recording; its last answer then repeats.
    One object replays one run so; a second run sees the last answers only.

    The time of the replay would silently change what the recording means. So when a check asks for the time and the
    recording has none, that is a :class:`DriverError`, strict or not; ``run(..., now=...)`` gives one.

    Raises:
        UsageError: a line is malformed.
    """

    def __init__(self, transcript: Transcript | str, *, strict: bool = False) -> None:
        told = Transcript.from_lines(transcript) if isinstance(transcript, str) else transcript
        self._strict = strict
        # the first answer stands last, so that taking it costs nothing
        self._left: dict[Question[Any], list[Any]] = {}
        for question, answer in reversed(told.exchanges):
            self._left.setdefault(question, []).append(answer)

    @staticmethod
    def from_file(path: str | PathLike[str], *, strict: bool = False) -> TranscriptResolver:
        """Answer from a file; for *strict* and UsageError see the class.

        Raises:
            OSError: the file cannot be read.
        """
        text = Path(path).read_bytes().decode("utf-8", "replace")
        return TranscriptResolver(Transcript.from_lines(text, str(path)), strict=strict)

    def resolve(
        self,
        questions: Sequence[Dns[Any]],
        timeout: float = 0.0,  # noqa: ARG002 the contract
    ) -> Sequence[Answer[Any]]:
        """Answer *questions* in order; nothing here waits, so *timeout* is not needed.

        Raises:
            DriverError: *strict*, and one of them is not in the recording.
        """
        return [self._next(question) or _NOT_RECORDED for question in questions]

    def fetch(self, url: str) -> Page:
        """The page that *url* brought.

        Raises:
            DriverError: *strict*, and it is not in the recording.
        """
        return self._next(Https(url)) or _NO_PAGE

    def now(self) -> datetime:
        """The time that was told.

        Raises:
            DriverError: the recording has none.
        """
        if Clock() not in self._left:
            raise DriverError("the recording does not tell the time; give it: run(..., now=datetime(..., tzinfo=UTC))")
        return cast(datetime, self._next(Clock()))

    def _next(self, question: Question[Any]) -> Any:
        left = self._left.get(question)
        if left is None:
            if self._strict:
                raise DriverError(f"the recording has no answer to {question.uri}")
            return None
        return left.pop() if len(left) > 1 else left[0]
