"""Why would this mail not arrive?  Every check of one message, in one report, in the order a reader should mend things.

A check that asks is one line in ``_ASKING``, a plain one a line in ``_PLAIN``; both make a :class:`CheckReport` of a
:class:`Subject`. DMARC reads the reports of SPF and DKIM and comes after them; its first questions go with theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple, TypeAlias

from .. import content, dkim, dmarc
from ..core.errors import UsageError
from ..core.report import CheckReport, Report
from ..core.steps import Steps, check, together
from ..message import Message
from ..message.places import clipped
from ..policy import Policy
from .author import dmarc_of, walk_of
from .envelope import Envelope
from .overlap import told_once
from .sender import spf_of

__all__ = ["Subject", "audit_message", "lint_message"]

_NOTHING: Final = Envelope()
_DEFAULT: Final = Policy()


class Subject(NamedTuple):
    """What is judged: the message, its envelope, by whose settings, and with which keys at hand."""

    message: Message
    envelope: Envelope
    policy: Policy
    keys: dkim.KeyCache | None = None


@check
def audit_message(
    raw: bytes | bytearray | memoryview | Message,
    envelope: Envelope = _NOTHING,
    *,
    policy: Policy = _DEFAULT,
    keys: dkim.KeyCache | None = None,
) -> Steps[Report]:
    """Judge a message and the transaction it came by: SPF, DKIM, DMARC, and the form of the message.

    Arguments:
        raw: the octets of the message, or a :class:`Message` that was parsed.
        envelope: what is known of the SMTP transaction; what is missing is an unknown in the report, never a guess.
            :meth:`Envelope.from_message` reads it off the message, where that is wanted.
        policy: the settings of each check. Its actions are applied afterwards, by :meth:`Policy.decide`.
        keys: a cache of DKIM keys, for programs that judge many messages.

    Returns:
        A check whose value is a report about the author's address. ``report["spf"].result`` is the SPF result in the
        word of RFC 8601 section 2.7.2, empty where SPF could not be judged; ``report["dkim"].result`` is the best
        result of the signatures in the word of section 2.7.1, ``none`` where there is none; ``report["dmarc"].result``
        is that of DMARC, empty where it depends on what was not judged.

    Raises:
        UsageError: *raw* is text or an email.message.Message, or another argument is of the wrong kind. No octets raise
            anything.
    """
    subject = _subject(raw, envelope, policy)._replace(keys=keys)
    author, limits = dmarc.author_domain(subject.message), subject.policy.limits
    steps = (step(subject) for step in _ASKING)
    (spf, signed), walk = yield from together(together(*steps), walk_of(author, limits))
    aligned = yield from dmarc_of(author, walk, spf, signed, limits)
    return _report(subject, (spf, signed, aligned, *(step(subject) for step in _PLAIN)))


def lint_message(raw: bytes | bytearray | memoryview | Message, policy: Policy = _DEFAULT) -> Report:
    """Judge a message by itself, without DNS and without an envelope: for drafts, templates and CI.

    Arguments:
        raw: the octets of the message, or a :class:`Message` that was parsed.
        policy: the settings of each check.

    Returns:
        The report of the checks of :func:`audit_message` that need nothing but the message: ``author``, what keeps
        DMARC from finding the author's domain or makes readers see another, and ``content``, the form of the message.

    Raises:
        UsageError: *raw* is text or an email.message.Message, or another argument is of the wrong kind. No octets raise
            anything.
    """
    subject = _subject(raw, _NOTHING, policy)
    return _report(subject, tuple(step(subject) for step in (_author, *_PLAIN)))


def _subject(raw: bytes | bytearray | memoryview | Message, envelope: Envelope, policy: Policy) -> Subject:
    _expect("envelope", envelope, Envelope)
    _expect("policy", policy, Policy)
    message = raw if isinstance(raw, Message) else Message.parse(raw, limits=policy.limits)
    return Subject(message, envelope, policy)


def _expect(name: str, given: object, kind: type) -> None:
    if not isinstance(given, kind):
        raise UsageError(f"{name} is a dk.{kind.__name__}, not {type(given).__name__}; leave it out for the default")


def _report(subject: Subject, checks: tuple[CheckReport, ...]) -> Report:
    """About the first author, or else the envelope sender; about nobody where neither can be read."""
    forms = [one.value for one in checks if isinstance(one.value, content.MessageForm)]
    addresses = [author.address for form in forms for author in form.authors[:1]]
    return Report(subject=clipped(next(iter(addresses), subject.envelope.mail_from or "")), checks=told_once(checks))


def _spf(subject: Subject) -> Steps[CheckReport]:
    outcome = yield from spf_of(subject.envelope, subject.policy.spf)
    return CheckReport.of("spf", outcome, "" if outcome.value is None else outcome.value.result.value)


def _dkim(subject: Subject) -> Steps[CheckReport]:
    outcome = yield from dkim.verify(subject.message, keys=subject.keys, settings=subject.policy.dkim)
    known = outcome.value or not outcome.applies
    return CheckReport.of("dkim", outcome, dkim.overall(outcome.value or ()).value if known else "")


def _author(subject: Subject) -> CheckReport:
    return CheckReport.of("author", dmarc.author_domain(subject.message))


def _content(subject: Subject) -> CheckReport:
    return CheckReport.of("content", content.format(subject.message, settings=subject.policy.content))


_Asking: TypeAlias = Callable[[Subject], Steps[CheckReport]]
_Plain: TypeAlias = Callable[[Subject], CheckReport]

_ASKING: Final[tuple[_Asking, ...]] = (_spf, _dkim)
_PLAIN: Final[tuple[_Plain, ...]] = (_content,)
