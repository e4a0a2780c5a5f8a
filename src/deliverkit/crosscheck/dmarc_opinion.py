"""Does another reader find the same DMARC record, and the same policy in it?  (RFC 9989 sections 4.7 and 4.10)"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from ..core.errors import UsageError
from ..core.names import to_ascii
from ..core.outcome import Outcome, Unknown
from ..core.questions import Dns, Question, txt
from ..dmarc.discovery import Discovery
from . import rules
from .isolated import Failure, Reply, consult
from .opinions import Opinion, is_recorded

__all__ = ["dmarc"]

_WHAT: Final = "second opinion of checkdmarc"
_MOST_SAID: Final = 200
_NONE: Final = "no record"
_SEVERAL: Final = "several records"
_ERROR: Final = "error"
_NO_POLICY: Final = (_SEVERAL, _ERROR)
_NOT_FOUND: Final = ("A DMARC record does not exist", "The domain ")


def dmarc(
    domain: str,
    transcript: Iterable[tuple[Question[Any], Any]],
    *,
    ours: Discovery | str | None = None,
    timeout: float = 20.0,
) -> Outcome[Opinion]:
    """The second opinion of checkdmarc (extra ``crosscheck``), in a process of its own, on recorded answers only.

    Arguments:
        domain: the domain, as in :func:`deliverkit.dmarc.publication`.
        transcript: the questions and answers of our own run of that, as ``recorded`` returns them.
        ours: our result: the value that ``publication`` or ``discover`` returned, or its words, such as ``no record``
            or ``p=none at a.example``; when checkdmarc's is another, that is the finding
            ``crosscheck.dmarc-disagrees``.
        timeout: seconds after which checkdmarc is stopped.

    Returns the opinion, whose result is ``p=`` with the policy and where its record stands, ``no record``, ``several
    records``, or ``error`` with checkdmarc's words as explanation; or no value and an unknown: checkdmarc is missing,
    late or broken, or asked something that was not recorded. That it gives up where we find no record either is no
    disagreement. It blocks while it waits: inside an event loop, call it in a thread.

    Raises:
        UsageError: *domain* is no text, or *ours* is none of these.
    """
    if not isinstance(domain, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise UsageError(f"crosscheck.dmarc() takes the domain as text, not {type(domain).__name__}")
    word = _word_of(ours)
    reply = consult("_checkdmarc", _request(domain, transcript), timeout)
    if isinstance(reply, Failure):
        return Outcome(value=None, unknown=(Unknown(what=_WHAT, why=str(reply)),))
    if reply["missing"]:
        name, *more = reply["missing"]
        others = f" and {len(more)} more" if more else ""
        why = f"it asked what was not recorded: {name} TXT{others}"
        return Outcome(value=None, unknown=(Unknown(what=_WHAT, why=why, question=txt(name)),))
    said = " ".join(reply["says"].split())[:_MOST_SAID]
    theirs = Opinion(engine="checkdmarc", version=reply["version"], result=_result(reply), explanation=said or None)
    if word in (None, theirs.result) or (word == _NONE and theirs.result in _NO_POLICY):
        return Outcome(value=theirs)
    finding = rules.dmarc_disagrees(
        domain=domain,
        ours=word or "",
        theirs=theirs.result,
        says=theirs.explanation or "",
        engine=f"checkdmarc {theirs.version}",
    )
    return Outcome(value=theirs, findings=(finding.about(domain),))


def _word_of(ours: object) -> str | None:
    if ours is None or isinstance(ours, str):
        return ours
    if not isinstance(ours, Discovery):
        raise UsageError(
            "crosscheck.dmarc(ours=...) takes what dmarc.publication or dmarc.discover found (outcome.value), not"
            f" {type(ours).__name__}"
        )
    if not ours.is_known:
        return None  # so nothing is to be compared
    if ours.record is None:
        return _NONE
    # a record that is not usable asks for nothing
    return f"p={ours.record.policy.value} at {ours.record_domain}" if ours.record.usable else _NONE


def _result(reply: Reply) -> str:
    if reply["policy"]:
        return f"p={reply['policy']} at {reply['location']}"
    if reply["says"].startswith("Multiple DMARC policy records"):
        return _SEVERAL
    return _NONE if not reply["found"] and reply["says"].startswith(_NOT_FOUND) else _ERROR


def _request(domain: str, transcript: Iterable[tuple[Question[Any], Any]]) -> dict[str, Any]:
    answers = [
        (question.name.lower(), answer.status.value, [one.data.decode("latin-1") for one in answer.records])
        for question, answer in transcript
        if isinstance(question, Dns) and question.rdtype == "TXT" and is_recorded(answer)
    ]
    return {"domain": to_ascii(domain) or domain, "answers": answers}
