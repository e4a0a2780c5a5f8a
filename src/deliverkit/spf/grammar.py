"""Which terms does an SPF record hold, and where does each stand?  (RFC 7208 sections 4.6.1, 5, 6 and 12)

The reader never stops at a fault: a term that cannot be read is a term with a :class:`Fault`, so that a check can
name them all. An evaluation ends in permerror when there is any ("if there are any syntax errors anywhere in the
record, check_host() returns immediately with the result permerror", section 4.6).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Final

from ..core.questions import Txt
from . import macros
from .addresses import parse_ip4, parse_ip6
from .terms import Fault, Read, Record, Term

__all__ = ["MECHANISMS", "MODIFIERS", "QUALIFIERS", "Fault", "Record", "Term", "is_spf", "parse", "scan", "spf_texts"]

QUALIFIERS: Final = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
MECHANISMS: Final = ("all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists")
MODIFIERS: Final = ("redirect", "exp", "ra", "rp", "rr")  # the last three: RFC 6652 section 3

# qualifier, name, the rest: no two parts can match the same character, so nothing is tried twice
_TERM: Final = re.compile(r"([-+?~]?)([A-Za-z][A-Za-z0-9_.-]*)?([\s\S]*)")
# names that end in letters only, the shape of nearly all
_PLAIN: Final = re.compile(r"[A-Za-z0-9_.-]*\.[A-Za-z]+")
_TOP_LABEL: Final = re.compile(r"[A-Za-z0-9]*[A-Za-z][A-Za-z0-9]*|[A-Za-z0-9]+-[A-Za-z0-9-]*[A-Za-z0-9]")
_UNPRINTABLE: Final = re.compile(r"[^!-~]")
_BITS: Final = {str(length): length for length in range(129)}
_AFTER_VERSION: Final = (b" ", b"")
_ONCE: Final = frozenset({"redirect", "exp"})
_START: Final = itemgetter(6)
_NOWHERE: Final = (0, 0)


def is_spf(record: Txt) -> bool:
    """Whether a TXT record is an SPF record: "v=spf1", then a blank or the end (RFC 7208 section 4.5)."""
    return bool(spf_texts((record,)))


def spf_texts(records: Iterable[Txt]) -> list[str]:
    """The texts of those TXT *records* that are SPF records; one character stands for one octet."""
    found: list[str] = []
    for record in records:
        strings = record.strings
        data = strings[0] if len(strings) == 1 else record.data
        if data.startswith(b"v=spf1 ") or (data[:6].lower() == b"v=spf1" and data[6:7] in _AFTER_VERSION):
            found.append(data.decode("latin-1"))
    return found


def parse(text: str) -> Record:
    """Read the record *text*, which starts with ``v=spf1``; one character stands for one octet."""
    terms, faulty = scan(text)
    return Record(text, tuple(map(Term._make, terms)), tuple(map(Term._make, faulty)))


def scan(text: str) -> tuple[list[Read], list[Read]]:
    """The terms of the record *text* and those of them that are at fault: :func:`parse` for an evaluation."""
    terms: list[Read] = []
    faulty: list[Read] = []
    start = 7
    for piece in text[7:].split(" "):
        end = start + len(piece)
        bare = _BARE.get(piece)
        if bare is not None:
            name, qualifier = bare
            terms.append((name, qualifier, None, 32, 128, 0, start, end, None, _NOWHERE))
        elif piece:
            head, mark, rest = piece.partition(":")
            known = _HEADS.get(head)
            if known is None:
                term = _other(piece, start, end)
            else:
                read, name, qualifier = known
                term = read(name, qualifier, mark + rest, start, end)
            terms.append(term)
            if term[8] is not None:
                faulty.append(term)
        start = end + 1
    if text.count("=") > 1:  # the first is that of v=spf1
        faulty += _mark_duplicates(terms)
        faulty.sort(key=_START)
    return terms, faulty


def _mark_duplicates(terms: list[Read]) -> list[Read]:
    """Mark the second and later ``redirect=`` and ``exp=``, of which a record may hold one each (section 6)."""
    seen: set[str] = set()
    marked: list[Read] = []
    for index, (name, qualifier, value, *_, start, end, fault, _) in enumerate(terms):
        if name in _ONCE and not qualifier and fault is None:
            if name in seen:
                terms[index] = (name, "", value, 32, 128, 0, start, end, Fault.DUPLICATE, (start, end))
                marked.append(terms[index])
            seen.add(name)
    return marked


def _other(piece: str, start: int, end: int) -> Read:
    """A term that does not start with a qualifier, a mechanism in lower case, and a colon or the end."""
    match = _TERM.match(piece)
    qualifier, name, rest = match.groups() if match else ("", None, piece)
    if name is None:
        return _bad(Fault.NO_NAME, "", qualifier, start, end, start, end)
    if rest[:1] == "=":
        return _modifier(name.lower(), qualifier, rest[1:], start, end)
    name = name.lower()
    read = _READERS.get(name)
    if read is None:
        return _bad(Fault.UNKNOWN_MECHANISM, name, qualifier or "+", start, end, start, end)
    return read(name, qualifier or "+", rest, start, end)


def _bad(fault: Fault, name: str, qualifier: str, start: int, end: int, bad_start: int, bad_end: int) -> Read:
    return (name, qualifier, None, 32, 128, 0, start, end, fault, (bad_start, bad_end))


def _modifier(name: str, qualifier: str, value: str, start: int, end: int) -> Read:
    at = end - len(value)
    if qualifier:
        # a mechanism written with = for : is no modifier either, but the qualifier is what makes it none
        return _bad(Fault.QUALIFIED_MODIFIER, name, qualifier, start, end, start, end)
    if name in _ONCE:
        fault = _domain_fault(value, at)
    else:
        bad = next(macros.faults(value, explanation=True), None)
        fault = None if bad is None else (Fault.MACRO, at + bad[0], at + bad[1])
    if fault is not None:
        return (name, "", value, 32, 128, 0, start, end, fault[0], fault[1:])
    return (name, "", value, 32, 128, 0, start, end, None, _NOWHERE)


def _all(name: str, qualifier: str, rest: str, start: int, end: int) -> Read:
    if rest:
        return _bad(_odd(rest), name, qualifier, start, end, end - len(rest), end)
    return (name, qualifier, None, 32, 128, 0, start, end, None, _NOWHERE)


def _ip4(name: str, qualifier: str, rest: str, start: int, end: int) -> Read:
    address, slash, length = rest[1:].partition("/")
    number = parse_ip4(address)
    bits = _BITS.get(length, 129) if slash else 32
    if rest[:1] != ":" or number is None or bits > 32:
        return _bad_address(name, qualifier, rest, number, start, end)
    return (name, qualifier, None, bits, 128, number, start, end, None, _NOWHERE)


def _ip6(name: str, qualifier: str, rest: str, start: int, end: int) -> Read:
    address, slash, length = rest[1:].partition("/")
    number = parse_ip6(address)
    bits = _BITS.get(length, 129) if slash else 128
    if rest[:1] != ":" or number is None or bits > 128:
        return _bad_address(name, qualifier, rest, number, start, end)
    return (name, qualifier, None, 32, bits, number, start, end, None, _NOWHERE)


def _bad_address(name: str, qualifier: str, rest: str, number: int | None, start: int, end: int) -> Read:
    at = end - len(rest)
    if rest[:1] != ":" or rest == ":":
        fault = Fault.ARGUMENT if rest[:1] in (":", "/", "") else _odd(rest)
        return _bad(fault, name, qualifier, start, end, at if rest else start, end)
    if number is None:
        slash = rest.find("/")
        return _bad(Fault.ADDRESS, name, qualifier, start, end, at + 1, at + slash if slash > 1 else end)
    return _bad(Fault.PREFIX, name, qualifier, start, end, at + rest.index("/"), end)


def _named(name: str, qualifier: str, rest: str, start: int, end: int) -> Read:
    """``include:`` and ``exists:``, whose domain-spec is required, and ``ptr``, whose one is not."""
    if macros.COMMON.fullmatch(rest) is not None:
        return (name, qualifier, rest[1:], 32, 128, 0, start, end, None, _NOWHERE)
    at = end - len(rest)
    if name == "ptr" and not rest:
        return (name, qualifier, None, 32, 128, 0, start, end, None, _NOWHERE)
    if rest[:1] != ":":
        return _bad(_odd(rest), name, qualifier, start, end, at if rest else start, end)
    fault = _domain_fault(rest[1:], at + 1)
    if fault is not None:
        return (name, qualifier, rest[1:], 32, 128, 0, start, end, fault[0], fault[1:])
    return (name, qualifier, rest[1:], 32, 128, 0, start, end, None, _NOWHERE)


def _hosts(name: str, qualifier: str, rest: str, start: int, end: int) -> Read:
    """``a`` and ``mx``: an optional domain-spec and an optional dual CIDR length."""
    at = end - len(rest)
    spec, four, six = _split_lengths(rest) if "/" in rest else (rest, "", "")
    bits4 = _BITS.get(four[1:], 129) if four else 32
    bits6 = _BITS.get(six[2:], 129) if six else 128
    if bits4 > 32:
        return _bad(Fault.PREFIX, name, qualifier, start, end, at + len(spec), at + len(spec) + len(four))
    if bits6 > 128:
        return _bad(Fault.PREFIX, name, qualifier, start, end, end - len(six), end)
    if not spec:
        return (name, qualifier, None, bits4, bits6, 0, start, end, None, _NOWHERE)
    if spec[0] != ":":
        return _bad(_odd(spec), name, qualifier, start, end, at, at + len(spec))
    fault = _domain_fault(spec[1:], at + 1)
    if fault is not None:
        slash = spec.rfind("/")
        if fault[0] is Fault.DOMAIN and slash > 0 and "}" not in spec[slash:]:
            fault = (Fault.PREFIX, at + slash, at + len(spec))  # example.com/x4: a length was meant
        return (name, qualifier, spec[1:], bits4, bits6, 0, start, end, fault[0], fault[1:])
    return (name, qualifier, spec[1:], bits4, bits6, 0, start, end, None, _NOWHERE)


def _split_lengths(rest: str) -> tuple[str, str, str]:
    """``:example.com/24//64`` as ``:example.com``, ``/24`` and ``//64``; a slash may stand in a domain-spec as well."""
    four = six = ""
    at = rest.rfind("//")
    if at >= 0 and rest[at + 2 :].isdecimal():
        rest, six = rest[:at], rest[at:]
    at = rest.rfind("/")
    if at >= 0 and rest[at + 1 :].isdecimal():
        rest, four = rest[:at], rest[at:]
    return rest, four, six


def _odd(rest: str) -> Fault:
    """What is wrong where a term should end, or ``:`` should follow."""
    return Fault.ARGUMENT if rest[:1] in (":", "/", "") else Fault.CHARACTER


def _domain_fault(spec: str, at: int) -> tuple[Fault, int, int] | None:
    """What is wrong with the domain-spec that starts at *at*, and where, or None."""
    if "%" not in spec and _PLAIN.fullmatch(spec) is not None:
        return None
    if not spec:
        return Fault.ARGUMENT, at, at
    macro_end = macros.last_macro_end(spec)
    if macro_end == len(spec):
        return None
    if macro_end is None:
        odd = _UNPRINTABLE.search(spec)
        if odd is not None:
            return Fault.CHARACTER, at + odd.start(), at + odd.end()
        bad = next(macros.faults(spec))
        return Fault.MACRO, at + bad[0], at + bad[1]
    # domain-end = ( "." toplabel [ "." ] ) / macro-expand
    label = spec.removesuffix(".").rpartition(".")
    if label[1] and _TOP_LABEL.fullmatch(label[2]):
        return None
    return Fault.DOMAIN, at, at + len(spec)


_READERS: Final[dict[str, Callable[[str, str, str, int, int], Read]]] = {
    "all": _all,
    "include": _named,
    "a": _hosts,
    "mx": _hosts,
    "ptr": _named,
    "ip4": _ip4,
    "ip6": _ip6,
    "exists": _named,
}

# mechanisms that need no argument, without one
_BARE: Final = {
    qualifier + name: (name, qualifier or "+") for name in ("all", "a", "mx", "ptr") for qualifier in ("", *QUALIFIERS)
}
# what another term starts with, mostly: one look-up instead of a pattern
_HEADS: Final = {
    qualifier + name: (read, name, qualifier or "+")
    for name, read in _READERS.items()
    for qualifier in ("", *QUALIFIERS)
}
