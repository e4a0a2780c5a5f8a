"""Which one record says what these several say?  (RFC 7208 section 3.2 allows one.)"""

from __future__ import annotations

from typing import Final

from .grammar import Record, Term, parse
from .repair import mend

__all__ = ["merge"]

_LAXEST: Final = "+?~-"


def merge(texts: tuple[str, ...]) -> str:
    """One record that lets pass what any of *texts* lets pass, and ends like the laxest of them; or "".

    There is none when a record excludes hosts (``-ip4:...``) that another may allow: the order of their terms decides,
    and only their owner knows which was meant.
    """
    records = [parse(mend(parse(text)).text) for text in texts]
    if len({record.text for record in records}) == 1:
        return records[0].text
    if any(term.qualifier not in ("", "+") and term.name != "all" for one in records for term in _reached(one)):
        return ""
    redirects = {target for record in records if (target := _redirect(record))}
    redirected = len(redirects) == 1 and all(map(_redirect, records))
    mechanisms: dict[str, str] = {}
    modifiers: dict[str, str] = {}
    for record in records:
        for term in _reached(record):
            text = record.show(term)
            if term.qualifier and term.name != "all":
                mechanisms.setdefault(text.lower().removeprefix("+"), text)
            elif not term.qualifier and term.name != "redirect":
                modifiers.setdefault(term.name, text)
    if redirected:
        ending = [f"redirect={redirects.pop()}"]
    else:
        for target in sorted(redirects):
            mechanisms.setdefault(f"include:{target}".lower(), f"include:{target}")
        laxest = min((_ending(record) for record in records), key=_LAXEST.index)
        ending = [f"{laxest}all"]
    return " ".join(["v=spf1", *mechanisms.values(), *ending, *modifiers.values()])


def _reached(record: Record) -> list[Term]:
    """The terms that can decide: mechanisms behind ``all`` "will be ignored" (section 5.1)."""
    found: list[Term] = []
    ended = False
    for term in record.terms:
        if not (ended and term.qualifier):
            found.append(term)
        ended = ended or term.name == "all"
    return found


def _redirect(record: Record) -> str:
    """Where the record leads when nothing matches; "" when it has an ``all``: redirect "is ignored" then."""
    redirect = record.modifier("redirect")
    if redirect is None or any(term.name == "all" and term.qualifier for term in record.terms):
        return ""
    return redirect.domain or ""


def _ending(record: Record) -> str:
    """The qualifier a record ends in; neutral where it names none (section 4.7) or leaves it to another record."""
    for term in record.terms:
        if term.name == "all" and term.qualifier:
            return term.qualifier
    return "?"
