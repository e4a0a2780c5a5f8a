"""Since which handler is this mail as it is now?  The "oldest-pass" of RFC 8617 section 5.2, step 5."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..core.findings import Finding
from ..core.outcome import Unknown
from ..core.questions import Status
from .links import Known, judge_signature, question_of
from .members import Members
from .reasons import changed_on_the_way
from .result import Link

__all__ = ["Older", "judge_older"]


class Older(NamedTuple):
    """The message signatures of all sets but the newest.

    Arguments:
        links: those that were judged, by instance.
        oldest_pass: the lowest instance whose message signature fits, 0 where all fit, None where it is not known.
        remarks: which handler changed the message.
        unknown: whose key could not be had.
    """

    links: dict[int, Link]
    oldest_pass: int | None = None
    remarks: tuple[Finding, ...] = ()
    unknown: tuple[Unknown, ...] = ()


def judge_older(known: Known, members: Sequence[Members]) -> Older:
    """Judge the message signatures of *members* but the last, the newest first, up to one that does not fit."""
    links: dict[int, Link] = {}
    # "Determine the "oldest-pass" value from the ARC Set by validating each prior AMS beginning with N-1 and proceeding
    # in decreasing order to the AMS with the instance value of 1"
    for at in range(len(members) - 2, -1, -1):
        one = members[at]
        link, why = Link(one.signature), "malformed"
        if not one.signature_form.faults:
            question = question_of(one.signature)
            answer = known.answers[question]
            if answer.status is Status.UNREACHABLE:
                what = "since when the message is unchanged"
                return Older(links, unknown=(Unknown(what=what, why=answer.reason, question=question),))
            link, why = judge_signature(known, one.signature, always_body=False), ""
            links[one.instance] = link
        if not link.fits:
            # "If an AMS fails to validate (for instance value "M"), then set the oldest-pass value to the lowest AMS
            # instance value that passed (M+1) [...] This does not affect the validity of the [...] Chain."
            remark = changed_on_the_way(one.instance, link, members[at + 1].seal.domain, why)
            return Older(links, one.instance + 1, (remark,))
    # "If all AMS header fields verify, set the oldest-pass value to zero"
    return Older(links, 0)
