"""DMARC once more, one sentence of RFC 9989 after the other, without batches and as slow as it reads.

The tests compare it with the package on random worlds. It shares no code with it, and reads only records of the kind
the worlds have: well-formed tags, in any order behind the version.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

__all__ = ["Author", "Identifier", "Texts", "evaluate", "organizational_domain"]

Texts: TypeAlias = Mapping[str, tuple[str, ...]]  # what stands at "_dmarc." and the domain

_WORDS = ("none", "quarantine", "reject")


class Identifier(NamedTuple):
    """An identifier as the world has it."""

    method: str
    domain: str
    result: str


class Author(NamedTuple):
    """The author domain, and what else is known of it."""

    domain: str
    exists: bool
    suffix: str  # the public suffix that it stands below, or is


class Verdict(NamedTuple):
    """What comes out."""

    result: str
    disposition: str
    record_domain: str


def tags(text: str) -> dict[str, str]:
    return dict(piece.strip().split("=") for piece in text.split(";"))


def retrieve(domain: str, texts: Texts) -> dict[str, str] | None:
    """Steps 2 and 6: discard what is no record, and all of several."""
    records = [text for text in texts.get(domain, ()) if text.startswith("v=DMARC1")]
    if len(records) > 1:
        return None
    return tags(records[0]) if records else None


def tree_walk(start: str, texts: Texts) -> list[tuple[str, dict[str, str]]]:
    """Section 4.10: the domains for which valid records were retrieved, from the longest to the shortest."""
    found: list[tuple[str, dict[str, str]]] = []
    target = start
    asked = 0
    while target:
        asked += 1
        assert asked <= 8
        record = retrieve(target, texts)
        if record is not None:
            found.append((target, record))
            if record.get("psd") in ("n", "y"):
                break
        labels = target.split(".")
        x = len(labels)
        labels = labels[1:] if x < 8 else labels[x - 7 :]
        target = ".".join(labels)
    return found


def organizational_domain(start: str, texts: Texts) -> str:
    """Section 4.10.2."""
    found = tree_walk(start, texts)
    for domain, record in found:
        if record.get("psd") == "n":
            return domain
        if record.get("psd") == "y" and domain != start:
            below = start[: -len(domain) - 1].rpartition(".")[2]
            return below + "." + domain
    return found[-1][0] if found else start


def applicable(author: str, texts: Texts) -> tuple[str, dict[str, str]] | None:
    """Section 4.10.1: the author domain, the organizational domain, the public suffix domain."""
    found = dict(tree_walk(author, texts))
    if author in found:
        return author, found[author]
    organization = organizational_domain(author, texts)
    if organization in found:
        return organization, found[organization]
    for domain, record in found.items():
        if record.get("psd") == "y":
            return domain, record
    return None


def registered(domain: str, suffix: str) -> str:
    """RFC 7489 section 3.2, for a domain that stands below *suffix* or is it."""
    if domain == suffix:
        return domain
    assert domain.endswith("." + suffix)
    return domain[: -len(suffix) - 1].rpartition(".")[2] + "." + suffix


def lowered(word: str) -> str:
    return _WORDS[max(0, _WORDS.index(word) - 1)]


def evaluate(
    author: Author, identifiers: list[Identifier], texts: Texts, suffix_of: Callable[[str], str]
) -> tuple[Verdict, Verdict]:
    """Section 5.3, and RFC 7489 sections 6.6.2 and 6.6.3."""
    return _new(author, identifiers, texts), _old(author, identifiers, texts, suffix_of)


def _new(author: Author, identifiers: list[Identifier], texts: Texts) -> Verdict:
    applying = applicable(author.domain, texts)
    if applying is None:
        return Verdict("none", "none", "")
    at, record = applying
    policies = {name: record[name] for name in ("p", "sp", "np") if name in record}
    if "p" not in policies or not all(word in _WORDS for word in policies.values()):
        if "rua" not in record:
            return Verdict("permerror", "none", at)
        policies = {"p": "none"}
    policy = policies["p"]
    if at != author.domain:
        policy = policies.get("sp", policy)
        if not author.exists:
            policy = policies.get("np", policy)
    if record.get("t") == "y":
        policy = lowered(policy)
    organization = organizational_domain(author.domain, texts)
    is_open = False
    for one in identifiers:
        if record.get("aspf" if one.method == "spf" else "adkim") == "s":
            aligned = one.domain == author.domain
        else:
            aligned = organizational_domain(one.domain, texts) == organization
        if aligned and one.result == "pass":
            return Verdict("pass", "none", at)
        is_open = is_open or (aligned and one.result == "temperror")
    return Verdict("temperror", "none", at) if is_open else Verdict("fail", policy, at)


def _old(author: Author, identifiers: list[Identifier], texts: Texts, suffix_of: Callable[[str], str]) -> Verdict:
    organization = registered(author.domain, author.suffix)
    at, records = author.domain, [one for one in texts.get(author.domain, ()) if one.startswith("v=DMARC1")]
    if not records:
        at, records = organization, [one for one in texts.get(organization, ()) if one.startswith("v=DMARC1")]
    if len(records) != 1:
        return Verdict("none", "none", "")
    record = tags(records[0])
    policies = {name: record[name] for name in ("p", "sp") if name in record}
    if "p" not in policies or not all(word in _WORDS for word in policies.values()):
        if "rua" not in record:
            return Verdict("permerror", "none", at)
        policies = {"p": "none"}
    policy = policies["p"] if at == author.domain else policies.get("sp", policies["p"])
    if record.get("pct") == "0":
        policy = lowered(policy)
    is_open = False
    for one in identifiers:
        if record.get("aspf" if one.method == "spf" else "adkim") == "s":
            aligned = one.domain == author.domain
        else:
            aligned = registered(one.domain, suffix_of(one.domain)) == organization
        if aligned and one.result == "pass":
            return Verdict("pass", "none", at)
        is_open = is_open or (aligned and one.result == "temperror")
    return Verdict("temperror", "none", at) if is_open else Verdict("fail", policy, at)
