"""Does another engine come to the same result?  (SPF: RFC 7208 section 4, the function ``check_host()``)"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from ..core.outcome import Outcome, Unknown
from ..core.questions import Answer, Dns, Mx, Question, Status, Txt
from ..spf.result import SpfResult
from . import rules
from .isolated import Failure, Reply, consult

__all__ = ["Opinion", "is_recorded", "spf"]

_WHAT: Final = "second opinion of pyspf"
_ASKED: Final = frozenset({"TXT", "A", "AAAA", "MX", "PTR"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What another engine came to.

    Arguments:
        engine: its name, such as ``pyspf``.
        version: its version.
        result: its result, in the standard's word.
        explanation: for SPF, the domain owner's text for a fail as that engine expands it, or None.
        signatures: for DKIM, ``pass``, ``fail`` or ``unknown`` for each signature, from the top.
    """

    engine: str
    version: str
    result: str
    explanation: str | None = None
    signatures: tuple[str, ...] = ()


def spf(
    client_ip: str,
    mail_from: str | None,
    helo: str,
    transcript: Iterable[tuple[Question[Any], Any]],
    *,
    ours: SpfResult | str | None = None,
    timeout: float = 10.0,
) -> Outcome[Opinion]:
    """The second opinion of pyspf (extra ``crosscheck``), in a process of its own, on recorded answers only.

    Arguments:
        client_ip, mail_from, helo: as in :func:`deliverkit.spf.check_host`.
        transcript: the questions and answers of our own run, as ``recorded`` returns them.
        ours: our result; when it is given and pyspf's is another, that is the finding ``crosscheck.spf-disagrees``.
        timeout: seconds after which pyspf is stopped.

    Returns the opinion, or no value and an unknown: pyspf is missing, late or broken, or asked something that was
    not recorded, so that its result would not be about the same DNS. Nothing is raised. It blocks while it waits:
    inside an event loop, call it in a thread.
    """
    reply = consult("_pyspf", _request(client_ip, mail_from or "", helo, transcript), timeout)
    if isinstance(reply, Failure):
        return Outcome(value=None, unknown=(Unknown(what=_WHAT, why=str(reply)),))
    if reply["missing"]:
        return Outcome(value=None, unknown=(_not_recorded(reply),))
    theirs = Opinion(engine="pyspf", version=reply["version"], result=reply["result"], explanation=reply["explanation"])
    word = ours.result.value if isinstance(ours, SpfResult) else ours
    if word is None or word == theirs.result:
        return Outcome(value=theirs)
    finding = rules.spf_disagrees(ours=word, theirs=theirs.result, engine=f"pyspf {theirs.version}")
    return Outcome(value=theirs, findings=(finding.about(mail_from or helo),))


def _not_recorded(reply: Reply) -> Unknown:
    (name, rdtype), *more = reply["missing"]
    others = f" and {len(more)} more" if more else ""
    asked: Dns[Any] = Dns(name, rdtype)
    return Unknown(what=_WHAT, why=f"it asked what was not recorded: {name} {rdtype}{others}", question=asked)


def _request(
    client_ip: str, mail_from: str, helo: str, transcript: Iterable[tuple[Question[Any], Any]]
) -> dict[str, Any]:
    answers = [
        (question.name.lower(), question.rdtype, answer.status.value, [_record(one) for one in answer.records])
        for question, answer in transcript
        if isinstance(question, Dns) and question.rdtype in _ASKED and is_recorded(answer)
    ]
    return {"client_ip": client_ip, "mail_from": mail_from, "helo": helo, "answers": answers}


def is_recorded(answer: Answer[Any]) -> bool:
    """Whether the world gave this answer, and not a transcript that lacks one."""
    return answer.status is not Status.UNREACHABLE or answer.reason != "not-recorded"


def _record(record: Any) -> Any:
    match record:
        case Txt(strings):
            return [one.decode("latin-1") for one in strings]
        case Mx(preference, exchange):
            return [preference, exchange]
        case _:
            return record
