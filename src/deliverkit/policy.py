"""What shall be done about it?  The consumer's choices: settings before the checks, actions after them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import IntEnum
from typing import Final, TypeAlias, cast

from .content import Settings as ContentSettings
from .core.budget import DEFAULT_LIMITS, Limits
from .core.errors import UsageError
from .core.findings import Finding, Severity
from .core.outcome import Unknown
from .core.report import Report
from .dkim import Settings as DkimSettings
from .spf import Settings as SpfSettings

__all__ = ["Action", "Decision", "Policy"]


class Action(IntEnum):
    """What to do with a message; a larger one is stronger, and the strongest that anything asks for is done."""

    ACCEPT = 0  # deliver it
    TAG = 1  # deliver it, marked
    ASK = 2  # ask whoever sends it before it goes
    QUARANTINE = 3  # keep it where a person looks at it
    DEFER = 4  # refuse it for now (4yz): the sender tries again
    REJECT = 5  # refuse it for good (5yz)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What to do, and because of what.

    Arguments:
        action: the strongest action that anything in the report asks for.
        because: the findings and unknowns that ask for it, in the report's order; empty when it is accepted.
    """

    action: Action
    because: tuple[Finding | Unknown, ...] = ()


_Judged: TypeAlias = "Finding | Unknown"
_SEVERITIES: Final = tuple(severity.name.lower() for severity in Severity)
_UNDETERMINED: Final = "undetermined"
_WORDS: Final = (*_SEVERITIES, _UNDETERMINED)
_DEFAULTS: Final = {"note": Action.ACCEPT, "warning": Action.TAG, "error": Action.TAG, _UNDETERMINED: Action.ACCEPT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The choices of whoever asks; it changes what is done about a finding, never what is found.

    Arguments:
        content: the settings of the check of the message's form.
        spf: the settings of SPF.
        dkim: the settings of DKIM; ``max_hashed=0`` spares a mail server the search for what broke a signature.
        limits: how much work one message may cost.
        actions: what to do, as a mapping (or pairs) from a code (``spf.not-authorized``), an area (``spf.*``), a
            severity (``error``, ``warning``, ``note``) or ``undetermined`` to an :class:`Action`. A code counts more
            than its area, an area more than the severity. What is not named: errors and warnings are tagged, all else
            accepted, so that nothing is refused unless you say so. Kept as pairs.

    Raises:
        UsageError: *actions* names a code, an area or a word that does not exist; the text says which are alike.

    >>> policy = Policy(actions={"spf.not-authorized": Action.REJECT, "undetermined": Action.DEFER})
    >>> policy.decide(Report(subject="")).action.name
    'ACCEPT'
    """

    content: ContentSettings = field(default_factory=ContentSettings)
    spf: SpfSettings = field(default_factory=SpfSettings)
    dkim: DkimSettings = field(default_factory=DkimSettings)
    limits: Limits = DEFAULT_LIMITS
    actions: Mapping[str, Action] | Iterable[tuple[str, Action]] = ()

    def __post_init__(self) -> None:
        given = dict(cast("Mapping[str, Action]", self.actions))
        known = {_known(key): _action(key, action) for key, action in given.items()}
        object.__setattr__(self, "actions", tuple(known.items()))

    def action_for(self, one: Finding | Unknown) -> Action:
        """What to do about a finding, or about something that could not be known."""
        actions = dict(cast("Mapping[str, Action]", self.actions))
        if isinstance(one, Unknown):
            keys: tuple[str, ...] = (_UNDETERMINED,)
        else:
            keys = (one.code, f"{one.code.partition('.')[0]}.*", one.severity.name.lower())
        return next((actions[key] for key in keys if key in actions), _DEFAULTS[keys[-1]])

    def decide(self, report: Report) -> Decision:
        """What to do about *report*: the strongest action that any of its findings and unknowns asks for."""
        judged: tuple[_Judged, ...] = (*report.findings, *report.unknown)
        asked = [(self.action_for(one), one) for one in judged]
        action = max((wanted for wanted, _ in asked), default=Action.ACCEPT)
        because = tuple(one for wanted, one in asked if wanted is action and action is not Action.ACCEPT)
        return Decision(action=action, because=because)


def _known(key: str) -> str:
    """*key* under its present name."""
    from .catalogue import ALIASES, RULES, find

    if "." not in key:
        if key in _WORDS:
            return key
        raise UsageError(f"actions: {key!r} is none of {', '.join(_WORDS)}, no code and no area such as 'spf.*'")
    area, _, name = key.partition(".")
    if name != "*":
        find(key)
        return ALIASES.get(key, key)
    areas = tuple(dict.fromkeys(code.partition(".")[0] for code in RULES))
    if area not in areas:
        close = get_close_matches(area, areas, n=1)
        meant = f"did you mean {close[0]}.*?" if close else f"there are {', '.join(areas)}"
        raise UsageError(f"actions: there is no area {key!r}; {meant}")
    return key


def _action(key: str, action: object) -> Action:
    if not isinstance(action, Action):
        raise UsageError(f"actions: {key!r} wants an Action, such as Action.REJECT, not {action!r}")
    return action
