"""What does one evaluation carry along?  Its counters, what macros stand for, and why it was halted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from ..core.evidence import Evidence
from ..core.findings import Finding
from ..core.names import fits
from ..core.outcome import Unknown
from ..core.questions import Answer, Dns, Status, Txt, a, aaaa, ptr
from ..core.steps import Steps, ask, ask_all
from .addresses import Client, parse_ip4, parse_ip6
from .identity import Identity
from .macros import expand, macro_letters
from .result import Asked, Result
from .rules import evaluation as rules
from .rules import lookups as lookup_rules
from .settings import Settings
from .terms import Read

__all__ = ["NO_NAME", "Here", "Run", "fit"]

_WHOLE: Final[Read] = ("a", "+", None, 32, 128, 0, 0, 0, None, (0, 0))  # a term with no lengths
NO_NAME: Final[Answer[Any]] = Answer(Status.NO_NAME)  # for a name that cannot stand in the DNS


class Here(NamedTuple):
    """The record under evaluation: its domain, how it was looked up, and what it says."""

    domain: str
    question: Dns[Txt]
    answer: Answer[Txt]
    text: str

    def show(self, term: Read) -> Evidence:
        """The record with *term* marked."""
        return Evidence.cut(self.question.uri, self.text, term[6], term[7])

    def written(self, term: Read) -> str:
        """The text of *term*."""
        return self.text[term[6] : term[7]]

    def without(self, term: Read) -> str:
        """The record's text with *term* taken out."""
        return " ".join(["v=spf1", *self.text[7 : term[6]].split(), *self.text[term[7] :].split()])


def fit(name: str) -> str:
    """*name* as it is asked for: "the left side is truncated to fit, by removing successive domain labels"."""
    name = name.lower().removesuffix(".")
    if len(name) > 253:
        name = name[name.find(".", len(name) - 254) + 1 :]
    return name


class Run:
    """The state of one evaluation; ``halted`` is the result that ended it early, if one did."""

    lookup_count = 0
    void_count = 0
    voids: tuple[str, ...] = ()
    pointers: tuple[Asked, ...] = ()
    validated: tuple[str, ...] | None = None
    values: dict[str, str] | None = None
    halted: Result | None = None
    findings: tuple[Finding, ...] = ()
    unknown: tuple[Unknown, ...] = ()

    def __init__(self, client: Client, identity: Identity, helo: str, settings: Settings) -> None:
        self.client = client
        self.bits, self.number, self.ip_text = client
        self.address_type = "A" if client.bits == 32 else "AAAA"
        self.identity = identity
        self.helo = helo
        self.settings = settings

    def halt(self, result: Result, *findings: Finding, unknown: tuple[Unknown, ...] = ()) -> None:
        """End the evaluation with an error and what is to be said of it."""
        self.halted = result
        self.findings = findings
        self.unknown = unknown

    def unanswered(self, what: str, question: Dns[Any], answer: Answer[Any], *evidence: Evidence) -> None:
        """End it with temperror, because nobody answered."""
        finding = rules.lookup_failed(name=question.name, rdtype=question.rdtype, reason=answer.reason)
        self.halt(
            Result.TEMPERROR,
            finding.about(self.identity.domain).seen_in(*evidence),
            unknown=(Unknown(what=what, why=answer.reason, question=question),),
        )

    def spend(self, here: Here, term: Read) -> bool:
        """Count a term that causes look-ups; False, and halted, when it is one too many."""
        self.lookup_count += 1
        if self.lookup_count <= self.settings.max_lookups:
            return True
        finding = lookup_rules.too_many_lookups(
            domain=here.domain,
            term=here.written(term),
            limit=self.settings.max_lookups,
            record=here.text,
            proposal="",
        )
        self.halt(Result.PERMERROR, finding.about(self.identity.domain).seen_in(here.show(term)))
        return False

    def tally(self, here: Here, term: Read, question: Dns[Any], answer: Answer[Any]) -> None:
        """Count a look-up that brought nothing; halted, when it is one too many or nobody answered."""
        if answer is NO_NAME:
            # a name that cannot stand in the DNS is not asked for: no "DNS queries return" nothing (section 4.6.4)
            return
        if answer.status is Status.UNREACHABLE:
            what = f"SPF term {here.written(term)} of {here.domain}"
            self.unanswered(what, question, answer, here.show(term))
            return
        self.void_count += 1
        self.voids += (question.name,)
        if self.void_count <= self.settings.max_void_lookups:
            return
        finding = lookup_rules.too_many_void_lookups(
            domain=here.domain,
            term=here.written(term),
            limit=self.settings.max_void_lookups,
            voids=self.voids,
            record=here.text,
            repaired="",  # this client's look-ups do not tell which terms name nothing for every client
        )
        self.halt(Result.PERMERROR, finding.about(self.identity.domain).seen_in(here.show(term)))

    def expand(self, text: str, domain: str, validated: str = "unknown", timestamp: str = "") -> str:
        """*text*, which stands in the record of *domain*, with its macros replaced; "" where it can match nothing.

        Arguments:
            validated: what ``%{p}`` stands for, where *text* uses it.
            timestamp: what ``%{t}`` stands for, where *text* uses it.
        """
        if not self.identity[1].isascii() and not macro_letters(text).isdisjoint("sl"):
            # "terms that include %{s} or %{l} do not match anything" (RFC 8616 section 4)
            return ""
        values = self.values
        if values is None:
            values = self.values = self._values()
        values["d"], values["p"], values["t"] = domain, validated, timestamp
        return expand(text, values)

    def _values(self) -> dict[str, str]:
        """What the macro letters stand for throughout the evaluation."""
        _, local_part, domain, _ = self.identity
        four = self.bits == 32
        return {
            "s": f"{local_part}@{domain}",
            "l": local_part,
            "o": domain,
            "i": self.ip_text if four else self.client.dotted,
            "c": self.ip_text,
            "h": self.helo,
            "r": self.settings.receiver,
            "v": "in-addr" if four else "ip6",
        }

    def best_name(self, domain: str) -> Steps[str]:
        """The name ``%{p}`` stands for: *domain* itself, else one below it, else any, else "unknown" (section 7.3)."""
        names = yield from self.validate()
        if domain in names:
            return domain
        below = [name for name in names if name.endswith("." + domain)]
        return next(iter(below or names), "unknown")

    def validate(self) -> Steps[tuple[str, ...]]:
        """The client's names that resolve back to it (RFC 7208 section 5.5), asked once."""
        if self.validated is None:
            question = ptr(self.client.reverse_name)
            answer = yield from ask(question)
            # "If this limit is exceeded, all records other than the first 10 MUST be ignored"
            names = [name.lower() for name in answer.records[: self.settings.max_addresses] if fits(name)]
            address = a if self.bits == 32 else aaaa
            questions = tuple([address(name) for name in names])
            answers = yield from ask_all(questions)
            # "If a DNS error occurs while doing an A RR lookup, then that domain name is skipped"
            pairs = zip(names, answers, strict=True)
            self.validated = tuple([name for name, found in pairs if self.holds(found)])
            self.pointers = ((question, answer), *zip(questions, answers, strict=True))
        return self.validated

    def holds(self, answer: Answer[str], term: Read = _WHOLE) -> bool:
        """Whether one of the addresses found is the client's, as far as the bits that *term* says."""
        prefix = term[3] if self.bits == 32 else term[4]
        if prefix == 32 == self.bits:
            return self.ip_text in answer.records  # a dotted quad has one spelling
        parse: Callable[[str], int | None] = parse_ip4 if self.bits == 32 else parse_ip6
        shift = self.bits - prefix
        for text in answer.records:
            found = parse(text)
            if found is not None and (found ^ self.number) >> shift == 0:
                return True
        return False
