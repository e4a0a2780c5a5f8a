"""Random worlds for DMARC: an author, identifiers, records on the way up, who answers; and how a check runs there."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random
from typing import Any, Final, cast

from deliverkit.core.questions import Answer, Dns, Status, Txt
from deliverkit.core.steps import Check, Steps
from dmarc_by_the_book import Author, Identifier, Texts

__all__ = ["HIDDEN", "World", "drive", "suffix_of"]

SUFFIXES: Final = ("example", "co.uk", "github.io")
LABELS: Final = ("a", "b", "c")
RESULTS: Final = ("pass", "pass", "pass", "fail", "none", "temperror")
MOST_SILENT: Final = 2
# what a name that nobody answered could have had
HIDDEN: Final = (
    (),
    ("v=DMARC1; p=reject",),
    ("v=DMARC1; p=none; psd=n",),
    ("v=DMARC1; p=reject; sp=reject; psd=y",),
    ("v=DMARC1; p=reject", "v=DMARC1; p=reject"),
    ("v=DMARC1; p=rejct",),
    ("v=DMARC1; p=rejct; psd=n",),
)


class World:
    """Domains, records, and who answers."""

    def __init__(self, chance: Random) -> None:
        suffix = chance.choice(SUFFIXES)
        depth = chance.choice((0, 1, 1, 1, 2, 2, 3, 4, 6, 7, 8, 9))
        labels = [chance.choice(LABELS) for _ in range(depth)]
        self.author = Author(".".join([*labels, suffix]), chance.random() < 0.6, suffix)
        self.identifiers = [self._identifier(chance, method) for method in ("spf", "dkim", "dkim")]
        domains = (self.author.domain, *(one.domain for one in self.identifiers))
        names = sorted(
            {".".join(parts[at:]) for parts in (one.split(".") for one in domains) for at in range(len(parts))}
        )
        self.texts = {name: texts for name in names if (texts := self._texts(chance))}
        silent = [name for name in names if chance.random() < 0.012]
        self.silent = tuple(silent[:MOST_SILENT])
        self.asked: list[Dns[Any]] = []

    def _identifier(self, chance: Random, method: str) -> Identifier:
        labels = self.author.domain.split(".")
        kept = labels[chance.randrange(len(labels)) :] if chance.random() < 0.85 else [*"xyz", chance.choice(SUFFIXES)]
        added = [chance.choice(LABELS) for _ in range(chance.choice((0, 0, 1, 2, 5)))]
        return Identifier(method, ".".join([*added, *kept]), chance.choice(RESULTS))

    @staticmethod
    def _texts(chance: Random) -> tuple[str, ...]:
        kind = chance.random()
        if kind < 0.5:
            return ()
        if kind < 0.56:
            return ("v=spf1 -all",)
        texts = tuple(_record(chance) for _ in range(2 if kind > 0.92 else 1))
        return (*texts, "something else") if kind > 0.9 else texts

    def answer(self, question: Dns[Any]) -> Answer[Any]:
        self.asked.append(question)
        name, rdtype = question
        if rdtype == "A":
            return Answer(Status.NO_DATA if self.author.exists else Status.NO_NAME)
        domain = name.removeprefix("_dmarc.")
        if domain in self.silent:
            return Answer.unreachable("timeout")
        texts = self.texts.get(domain)
        return Answer(Status.FOUND, tuple(Txt((one.encode(),)) for one in texts)) if texts else Answer(Status.NO_NAME)

    def possible(self) -> Iterator[Texts]:
        """Every world that those who did not answer could have meant."""
        for told in product(HIDDEN, repeat=len(self.silent)):
            yield {**self.texts, **dict(zip(self.silent, told, strict=True))}


def _record(chance: Random) -> str:
    def one_of(*values: str) -> str:
        return chance.choice(values)

    tags = [
        one_of("p=none", "p=quarantine", "p=reject", "p=reject", "p=rejct", ""),
        one_of("", "", "sp=none", "sp=reject", "sp=strange") if chance.random() < 0.5 else "",
        one_of("np=none", "np=reject", "np=x") if chance.random() < 0.3 else "",
        one_of("psd=n", "psd=y", "psd=u") if chance.random() < 0.35 else "",
        one_of("t=y", "pct=0", "pct=20") if chance.random() < 0.2 else "",
        one_of("adkim=s", "adkim=r", "aspf=s") if chance.random() < 0.3 else "",
        "rua=mailto:dmarc@a.example" if chance.random() < 0.3 else "",
    ]
    chance.shuffle(tags)
    return "; ".join(filter(None, ["v=DMARC1", *tags]))


def suffix_of(domain: str) -> str:
    return next((suffix for suffix in SUFFIXES if domain == suffix or domain.endswith(f".{suffix}")), domain)


def drive(check: Check[Any], world: World) -> Any:
    steps: Steps[Any] = iter(check)
    try:
        batch = next(steps)
        while True:
            batch = steps.send(tuple(world.answer(cast("Dns[Any]", question)) for question in batch))
    except StopIteration as stop:
        return stop.value
