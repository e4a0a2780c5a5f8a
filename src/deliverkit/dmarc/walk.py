"""Which records stand on the way from a domain to its top-level domain?  The DNS Tree Walk (RFC 9989 section 4.10).

All names of a walk are asked in one batch: at most eight questions, and one round to wait for. What stands beyond the
record where a walk stops belongs to no walk; it is asked as well, because RFC 7489 may look there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from itertools import product
from typing import Final, NamedTuple, TypeAlias

from ..core.names import fits
from ..core.questions import Answer, Dns, Status, Txt, txt
from ..core.quick import new
from ..core.steps import Steps, ask_all
from .record import Record, is_dmarc, read, text_of

__all__ = [
    "Stands",
    "Step",
    "StepOutcome",
    "Walk",
    "ask_walk",
    "can_have_record",
    "organizational_domains",
    "question_at",
    "same_organization",
    "step_at",
    "steps_at",
    "targets",
    "walk_on",
]

_MOST_LABELS: Final = 7  # of the names behind the first
_MOST_OPEN: Final = 4  # unanswered steps for which every answer is tried: 4 answers each, so 256 at most

Stands: TypeAlias = "Mapping[str, Step]"  # what stands at each domain that was asked about
_NOTHING: Final[Answer[Txt]] = Answer(Status.NO_NAME)
# the psd= of the record at a name, "" where none counts, None where nobody knows
_State: TypeAlias = "tuple[str, str | None]"


class StepOutcome(Enum):
    """What a step of a walk brought."""

    RECORD = "record"
    NO_RECORD = "no-record"
    SEVERAL_DISCARDED = "several-discarded"
    UNREACHABLE = "unreachable"


class Step(NamedTuple):
    """One name of a walk, and what stands there.

    Arguments:
        domain: the domain whose record was asked for.
        question: the question, for the name ``_dmarc`` below it.
        answer: the answer.
        texts: all texts that stand there.
        records: those of them that begin with ``v=DMARC1``, read.
        outcome: what it comes to.
    """

    domain: str
    question: Dns[Txt]
    answer: Answer[Txt]
    texts: tuple[str, ...]
    records: tuple[Record, ...]
    outcome: StepOutcome

    @property
    def record(self) -> Record | None:
        """The one record there, or None: "If multiple ... are returned for a single target, they are all discarded"."""
        return self.records[0] if self.outcome is StepOutcome.RECORD else None

    @property
    def owner(self) -> str:
        """The name that has the records: where the aliases lead, if there are any."""
        return self.answer.aliases[-1] if self.answer.aliases else self.question.name

    @property
    def stops(self) -> bool:
        """Whether the walk ends here: the record "contains a "psd=n" or "psd=y" tag"."""
        record = self.record
        return record is not None and record.psd != "u"


class Walk(NamedTuple):
    """A walk.

    Arguments:
        domain: where it started, in normal form.
        steps: its steps, up to the one that stops it.
        stands: what stands at each domain that was asked about, by domain; more than the walk went to.
    """

    domain: str
    steps: tuple[Step, ...]
    stands: Stands

    @property
    def unreachable(self) -> tuple[Step, ...]:
        """The steps that nobody answered."""
        return tuple(step for step in self.steps if step.outcome is StepOutcome.UNREACHABLE)

    @property
    def organizational_domain(self) -> str:
        """The organizational domain (section 4.10.2); empty where it depends on an answer that did not come."""
        found = organizational_domains(self)
        return found[0] if len(found) == 1 else ""


def targets(domain: str) -> tuple[str, ...]:
    """The names a walk from *domain* asks about, in order: at most eight.

    >>> targets("a.mail.example.com")
    ('a.mail.example.com', 'mail.example.com', 'example.com', 'com')
    """
    labels = domain.split(".")
    # "If x < 8, remove the left-most (highest-numbered) label from the subject domain. If x >= 8, remove the left-most
    # (highest-numbered) labels from the subject domain until 7 labels remain."
    behind = labels[1:][-_MOST_LABELS:]
    return (domain, *(".".join(behind[at:]) for at in range(len(behind))))


def question_at(domain: str) -> Dns[Txt]:
    """The question for the records of *domain*."""
    return txt(f"_dmarc.{domain}")


def can_have_record(domain: str) -> bool:
    """Whether there is room for ``_dmarc`` before a name."""
    return fits(f"_dmarc.{domain}")


def ask_walk(domain: str, *more: str) -> Steps[Walk]:
    """Ask for all names of the walk from *domain*, and for the records of *more* domains in the same batch."""
    names = tuple(dict.fromkeys(filter(can_have_record, (*targets(domain), *more))))
    answers = yield from ask_all(tuple(map(question_at, names)))
    return walk_on(domain, steps_at(names, answers))


def steps_at(domains: Iterable[str], answers: Iterable[Answer[Txt]]) -> dict[str, Step]:
    """What stands at *domains*, by domain."""
    return {domain: _step(domain, answer) for domain, answer in zip(domains, answers, strict=True)}


def step_at(domain: str, stands: Stands) -> Step:
    """What stands at *domain*; nothing where it was not asked about."""
    return stands.get(domain) or _step(domain, _NOTHING)


def walk_on(domain: str, stands: Stands) -> Walk:
    """The walk from *domain* over what was asked about; any other name has no record."""
    steps: list[Step] = []
    for target in targets(domain):
        steps.append(step_at(target, stands))
        if steps[-1].stops:
            break
    return Walk(domain, tuple(steps), stands)


def _step(domain: str, answer: Answer[Txt]) -> Step:
    texts = tuple(map(text_of, answer.records))
    # "Records that do not start with a "v" tag that identifies the current version of DMARC are discarded."
    records = tuple(read(text) for text, record in zip(texts, answer.records, strict=True) if is_dmarc(record))
    if answer.status is Status.UNREACHABLE:
        outcome = StepOutcome.UNREACHABLE
    elif len(records) > 1:
        outcome = StepOutcome.SEVERAL_DISCARDED
    else:
        outcome = StepOutcome.RECORD if records else StepOutcome.NO_RECORD
    return new(Step, (domain, question_at(domain), answer, texts, records, outcome))


def _states(steps: Sequence[Step]) -> list[_State]:
    unknown = StepOutcome.UNREACHABLE
    return [(one.domain, None if one.outcome is unknown else one.record.psd if one.record else "") for one in steps]


def _select(domain: str, states: Iterable[tuple[str, str]]) -> str:
    """The organizational domain, "from the longest to the shortest" name with a record (section 4.10.2)."""
    fewest = domain  # "If this process does not determine ..., then the initial target domain is the Org. Domain."
    for name, psd in states:
        # 1. "If a valid DMARC Policy Record contains the "psd" tag set to "n" ("psd=n"), this is the Org. Domain"
        if psd == "n":
            return name
        # 2. "other than the one for the domain where the tree walk started, contains the "psd" tag set to "y"
        # ("psd=y"), the Organizational Domain is the domain one label below this one"
        if psd == "y":
            return name if name == domain else _one_below(domain, name)
        # 3. "Otherwise, select the DMARC Policy Record found at the name with the fewest number of labels."
        if psd:
            fewest = name
    return fewest


def _one_below(domain: str, above: str) -> str:
    rest = domain[: -len(above) - 1]
    return f"{rest.rpartition('.')[2]}.{above}"


def _worlds(*walks: Walk) -> Iterator[dict[str, str]]:
    """Everything that the steps nobody answered could have said; nothing where there are too many of them."""
    names = tuple(dict.fromkeys(step.domain for walk in walks for step in walk.unreachable))
    if len(names) <= _MOST_OPEN:
        for told in product(("", "u", "n", "y"), repeat=len(names)):
            yield dict(zip(names, told, strict=True))


def _in_world(walk: Walk, world: Mapping[str, str]) -> str:
    told = [(name, world[name] if psd is None else psd) for name, psd in _states(walk.steps)]
    return _select(walk.domain, told)


def organizational_domains(walk: Walk) -> tuple[str, ...]:
    """What the organizational domain can be: one domain, or several where it depends on an answer that did not come.

    Returns:
        The domains; none where too much is unknown to tell.
    """
    return tuple(dict.fromkeys(_in_world(walk, world) for world in _worlds(walk)))


def same_organization(one: Walk, other: Walk) -> bool | None:
    """Whether two domains have the same organizational domain; None where that depends on what nobody answered."""
    if one.domain == other.domain:
        return True
    verdicts = {_in_world(one, world) == _in_world(other, world) for world in _worlds(one, other)}
    return verdicts.pop() if len(verdicts) == 1 else None
