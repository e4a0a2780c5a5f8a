"""Which terms were meant by this one?  A text that is no SPF term, read again as the terms that people mean by it."""

from __future__ import annotations

import re
from typing import Final

from ..core.names import is_hostname
from .grammar import Term, parse
from .spelling import address_term, bare_term, closest_name, domain_spec, inner_terms, lengths, words

__all__ = ["EDGE", "Speller", "names_host", "reads", "split_term"]

EDGE: Final = "\"'`:;,.!?#|&*()[]<>/\\=@^$"  # what may stand behind a term without belonging to it
_WRITTEN: Final = re.compile(r"([-+?~]*)([A-Za-z][A-Za-z0-9_-]*|)([\s\S]*)")
_SCHEME: Final = re.compile(r"\A[A-Za-z]{2,10}:/+")
_BEHIND_COLON: Final = re.compile(r"(?<=[:=])[,;]++(?=\S)")  # they part no terms: what follows is the argument
_MAX_GUESSES: Final = 60  # different unknown names of one record that are compared with the known ones
_HOSTED: Final = ("include", "a", "mx", "ptr", "exists")


def reads(text: str) -> bool:
    """Whether *text* is exactly one term without a fault, and about a host name if about a name."""
    record = parse("v=spf1 " + text)
    return len(record.terms) == 1 and not record.faults and names_host(record.terms[0])


def names_host(term: Term) -> bool:
    """Whether the domain of *term* can be a host's name, as far as no macro stands in it.

    The grammar lets a domain-spec hold any visible character, so "include:https://a.example" has no syntax error.
    """
    if term.domain is None or "%" in term.domain or (not term.qualifier and term.name not in ("redirect", "exp")):
        return True
    return is_hostname(term.domain.lower().removesuffix("."))


def split_term(text: str) -> tuple[str, str, str]:
    """The last of the qualifiers before it, the name in lower case, and the rest of *text*; each may be ""."""
    match = _WRITTEN.match(text)
    assert match is not None, "every part may be empty"
    return match[1][-1:], match[2].lower(), match[3]


class Speller:
    """Reads the faulty terms of one record; guesses for a bounded number of unknown names only."""

    def __init__(self) -> None:
        self._guesses: dict[str, str] = {}

    def guess(self, name: str) -> str:
        """The known name that *name* is meant to be, or ""."""
        if name not in self._guesses:
            if len(self._guesses) >= _MAX_GUESSES:
                return ""
            self._guesses[name] = closest_name(name)
        return self._guesses[name]

    def terms(self, text: str, before: str) -> tuple[str, ...]:
        """The terms that *text* stands for.

        Arguments:
            text: one or several terms written together, in plain characters.
            before: the term that a list goes on from: ``include:a.example`` before ``b.example``; "" for none.
        """
        found: list[str] = []
        for word in words(_BEHIND_COLON.sub("", text)):
            for part in [word] if reads(word) else inner_terms(word):
                term = part if reads(part) else self._listed(part, before) or self._one(part)
                if term:
                    found.append(term)
                    before = term
        return tuple(found)

    def _listed(self, text: str, before: str) -> str:
        """*text* as another argument of the mechanism *before*, where it is an argument alone."""
        qualifier, name, rest = split_term(before)
        if rest[:1] != ":" or not bare_term(text):
            return ""
        term = address_term(text) or f"{name}:{domain_spec(text)}"
        return qualifier + term if reads(term) else ""

    def _one(self, text: str) -> str:
        trimmed = text.rstrip(EDGE)
        qualifier, name, rest = split_term(text)
        pointed = rest[:1] in (":", "=") and len(rest) > 1 and name in _HOSTED
        if reads(trimmed) and not (pointed and split_term(trimmed)[2] == ""):
            return trimmed
        term = self._named(name, rest) or bare_term(text.lstrip("-+?~"))
        if term == "all" != name and qualifier in ("", "+"):
            return ""  # a guess must not let the whole world pass
        if term and split_term(term)[2][:1] != "=":
            term = qualifier + term
        return term if reads(term) else ""

    def _named(self, name: str, rest: str) -> str:
        """The term, without its qualifier, of a name and what follows it."""
        if rest[:1] == ".":
            return ""  # the first label of a host name
        known = self.guess(name) if name else ""
        if known == "all":
            return known
        if rest[:1] in (":", "="):
            return _with_argument(known, rest[1:])
        return known + lengths(rest) if known in ("a", "mx") else known


def _with_argument(known: str, value: str) -> str:
    written, value = value, _SCHEME.sub("", value)
    if written and not value:
        return ""
    match known:
        case "redirect" | "exp":
            return f"{known}={domain_spec(value)}"
        case "include" | "a" | "mx":
            return address_term(value) or _hosted(known, value)
        case "ptr" | "exists":
            return _hosted(known, value)
        case "ip4" | "ip6":
            return address_term(value) or (bare_term(value) and _hosted("a", value))
        case _:
            return address_term(value)


def _hosted(known: str, value: str) -> str:
    """The term about the host *value*; never about the domain itself where another was written."""
    if "%" in value:
        return f"{known}:{domain_spec(value)}"
    host, slash, length = value.partition("/")
    prefix = lengths("/" + length) if slash and known in ("a", "mx") else ""
    name = domain_spec(host)
    if not name:
        return "" if host else known + prefix
    return f"{known}:{name}{prefix}"
