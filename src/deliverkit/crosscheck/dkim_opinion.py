"""Does another engine let the same signatures pass?  (DKIM: RFC 6376 section 6.1)"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import Enum
from typing import Any, Final, Protocol, cast

from ..core.errors import UsageError
from ..core.findings import Finding
from ..core.outcome import Outcome, Unknown
from ..core.questions import Clock, Dns, Question, txt
from ..message import Message
from . import rules
from .isolated import Failure, Reply, consult
from .opinions import Opinion, is_recorded

__all__ = ["Judged", "dkim"]

_WHAT: Final = "second opinion of dkimpy"
_MOST_OCTETS: Final = 50_000_000
_MOST_SIGNATURES: Final = 10
_WORDS: Final[dict[bool | None, str]] = {True: "pass", False: "fail", None: "unknown"}


class Judged(Protocol):
    """A signature that was judged, as :func:`deliverkit.dkim.verify` returns them."""

    @property
    def result(self) -> Any:
        """An enum whose value is the word of RFC 8601 section 2.7.1."""
        ...


def dkim(
    message: bytes | bytearray | memoryview | Message,
    transcript: Iterable[tuple[Question[Any], Any]],
    *,
    ours: Iterable[Judged | str] | None = None,
    timeout: float = 10.0,
) -> Outcome[Opinion]:
    """The second opinion of dkimpy (extra ``crosscheck``), in a process of its own, on recorded answers only.

    Arguments:
        message: the message, as in :func:`deliverkit.dkim.verify`.
        transcript: the questions and answers of our own run, as ``recorded`` returns them. Where the clock was asked,
            dkimpy is told the same time.
        ours: our results, one a signature, from the top: the value that ``verify`` returned, or their words. A
            signature that passes with one engine only is the finding ``crosscheck.dkim-disagrees``.
        timeout: seconds after which dkimpy is stopped.

    Returns the opinion: ``pass`` when dkimpy lets any signature pass, else ``fail``, or ``none`` without signatures;
    and an unknown for each signature it could not judge, because it asked what was not recorded, or broke. There is no
    value where that leaves the result open, and where dkimpy is missing or late or cannot read the message. It tells a
    fail from an error in no way a program could read, so only pass and no pass are compared. It blocks while it waits:
    inside an event loop, call it in a thread.

    Raises:
        UsageError: *message* is text or an email.message.Message.
    """
    own = None if ours is None else _words_of(ours)
    raw = (message if isinstance(message, Message) else Message.parse(message)).raw
    if len(raw) > _MOST_OCTETS:
        return Outcome(value=None, unknown=(Unknown(what=_WHAT, why=f"limit: octets ({_MOST_OCTETS})"),))
    reply = consult("_dkimpy", _request(raw, transcript), timeout)
    if isinstance(reply, Failure):
        return Outcome(value=None, unknown=(Unknown(what=_WHAT, why=str(reply)),))
    words = tuple(_WORDS[one["passed"]] for one in reply["signatures"])
    unknown = tuple(_unknown(reply))
    theirs = Opinion(engine="dkimpy", version=reply["version"], result=_overall(words), signatures=words)
    return Outcome(
        value=None if theirs.result == "unknown" else theirs,
        findings=tuple(_disagreements(reply, own)) if own is not None else (),
        unknown=unknown,
    )


def _overall(words: tuple[str, ...]) -> str:
    return next((word for word in ("pass", "unknown", "fail") if word in words), "none")


def _words_of(ours: object) -> list[str]:
    """Our results in the words of RFC 8601; a single one will do where there is one signature."""
    if isinstance(ours, Outcome):
        raise UsageError("crosscheck.dkim(ours=...) takes what the outcome holds: pass outcome.value")
    if isinstance(ours, str | Enum) or not isinstance(ours, Iterable):
        return [_word_of(ours)]
    return [_word_of(one) for one in cast("Iterable[object]", ours)]


def _word_of(one: object) -> str:
    result = getattr(one, "result", one)
    word = result.value if isinstance(result, Enum) else result
    if not isinstance(word, str):
        raise UsageError(f"crosscheck.dkim(ours=...) takes what dkim.verify returned, not {type(one).__name__}")
    return word


def _disagreements(reply: Reply, ours: list[str]) -> Iterator[Finding]:
    engine = f"dkimpy {reply['version']}"
    for number, (one, word) in enumerate(zip(reply["signatures"], ours, strict=False), 1):
        passed = one["passed"]
        if passed is not None and passed != (word == "pass"):
            finding = rules.dkim_disagrees(
                signature=number,
                domain=one["domain"],
                ours=word,
                theirs=_WORDS[passed],
                says=one["says"],
                engine=engine,
            )
            yield finding.about(one["domain"])


def _unknown(reply: Reply) -> Iterator[Unknown]:
    for number, one in enumerate(reply["signatures"], 1):
        what = f"{_WHAT} on signature {number}"
        if one["missing"]:
            name = one["missing"][0]
            yield Unknown(what=what, why=f"it asked what was not recorded: {name} TXT", question=txt(name))
        elif one["passed"] is None:
            yield Unknown(what=what, why=one["says"])
    if reply["count"] > len(reply["signatures"]):
        yield Unknown(what=_WHAT, why=f"limit: signatures ({_MOST_SIGNATURES} of {reply['count']})")


def _request(raw: bytes, transcript: Iterable[tuple[Question[Any], Any]]) -> dict[str, Any]:
    answers: list[tuple[str, str, list[str]]] = []
    now: float | None = None
    for question, answer in transcript:
        if isinstance(question, Dns) and question.rdtype == "TXT" and is_recorded(answer):
            texts = [one.data.decode("latin-1") for one in answer.records]
            answers.append((question.name.lower(), answer.status.value, texts))
        elif isinstance(question, Clock) and isinstance(answer, datetime):
            now = answer.timestamp()
    message = base64.b64encode(raw).decode("ascii")
    return {"message": message, "answers": answers, "now": now, "most": _MOST_SIGNATURES}
