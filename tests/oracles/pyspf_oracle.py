"""What does pyspf say?  Its evaluation on a resolver of ours, everything it raises caught.

Where pyspf is known to differ from RFC 7208 there is an amendment: that one point of it, mended here. A difference
is right when the amended pyspf agrees with us, so that nothing else can hide behind it.

pyspf asks the DNS through a module global; it is replaced for the length of one call, so this is for tests that run
alone in their process. (The library's own second opinion, `deliverkit.crosscheck`, runs it in another process.)
"""

# pyspf has no types:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import contextlib
import re
import warnings
from collections.abc import Generator
from importlib import import_module
from typing import Any, Final, NamedTuple

from deliverkit.core.questions import Dns, Mx, Status
from deliverkit.drivers import TableResolver

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its regular expressions carry escapes that newer Pythons warn of
    pyspf: Any = import_module("spf")

__all__ = ["AMENDMENTS", "Said", "ask_pyspf"]

_UNSAID: Final = "\N{WHITE QUESTION MARK ORNAMENT}"  # set as the default explanation, to tell it from the domain's own

# what is mended, and RFC 7208's sentence for it
AMENDMENTS: Final = {
    "void look-ups are counted by terms": (
        '4.6.4: there may be cases where it is useful to limit the number of "terms" for which DNS queries return '
        'either a positive answer (RCODE 0) with an answer count of 0, or a "Name Error" (RCODE 3) answer'
    ),
    "DNS errors only skip a name under ptr": (
        "5.5: If a DNS error occurs while doing the PTR RR lookup, then this mechanism fails to match. If a DNS error "
        "occurs while doing an A RR lookup, then that domain name is skipped and the search continues."
    ),
    "mx asks name after name": (
        "5.4: Then it performs an address lookup on each MX name returned. The <ip> is compared to each returned IP "
        "address. ... If any address matches, the mechanism matches."
    ),
    "a redirect is counted when it is followed": (
        "4.6.4: SPF implementations MUST limit the total number of those terms to 10 during SPF evaluation "
        "(6.1: redirect is used if all mechanisms fail to match)"
    ),
    "an include of itself is no syntax error": (
        "4.6.2: Each mechanism is considered in turn from left to right (5.2 forbids no name; the limit of 4.6.4 ends "
        "the recursion)"
    ),
    "exists needs its domain, qualified or not": '5.7: exists = "exists" ":" domain-spec',
    "macros follow their grammar": (
        '7.1: macro-expand = ( "%{" macro-letter transformers *delimiter "}" ) / "%%" / "%_" / "%-"; '
        "7.3: If a DIGIT is specified, the value MUST be nonzero."
    ),
    "an explanation is no domain name": (
        "7.3: When the result of macro expansion is used in a domain name query, if the expanded domain name exceeds "
        "253 characters (...), the left side is truncated to fit (6.2 does so for no explanation)"
    ),
    "terms are made of visible characters": "7.1: macro-literal = %x21-24 / %x26-7E",
    "a missing local part is postmaster": (
        '4.3: If the <sender> has no local-part, substitute the string "postmaster" for the local-part (so in %{s})'
    ),
    "the domain is what follows the last @": (
        "4.1: <domain> - the domain that provides the sought-after authorization information; initially, the domain "
        'portion of the "MAIL FROM" or "HELO" identity. (RFC 5321 4.1.2: Mailbox = Local-part "@" ...)'
    ),
}
_MACRO: Final = re.compile(r"%(?:[%_-]|\{[slodiphcrtvSLODIPHCRTV](?:0*[1-9][0-9]*)?[rR]?[.+,/_=-]*\})")
_PIECE: Final = re.compile(r"%(?:\{[^}]*\}|.)|[^%]{1,99}", re.DOTALL)


class Said(NamedTuple):
    """What pyspf said.

    Arguments:
        result: its result; empty when it raised something instead.
        explanation: the domain's own explanation of a fail, or None.
        problem: its words for an error, or what it raised.
    """

    result: str
    explanation: str | None
    problem: str


def ask_pyspf(
    resolver: TableResolver, client_ip: str, mail_from: str, helo: str, *, amended: frozenset[str] = frozenset()
) -> Said:
    """pyspf's result in its `strict` mode, which is that of RFC 7208, its DNS answered by *resolver*.

    Arguments:
        amended: the names of the :data:`AMENDMENTS` made to it.
    """
    with _answered_by(resolver):
        try:
            query = _Query(i=client_ip, s=mail_from, h=helo, strict=True)
            query.amend(amended)
            query.set_default_explanation(_UNSAID)
            result, _, explanation = query.check()
        except Exception as raised:  # noqa: BLE001  # whatever it lets escape is an answer too
            return Said("", None, f"{type(raised).__name__}: {raised}")
    own = explanation if result == "fail" and explanation != _UNSAID else None
    return Said(result, own, explanation if result in ("permerror", "temperror") else "")


class _Other(str):
    """A domain that is never found equal to the current one."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return False


class _Query(pyspf.query):  # type: ignore[misc]  # pyspf has no types
    s: str  # the sender
    amended: frozenset[str] = frozenset()
    depth: int = -1
    expanding: int = 0
    purpose: str = ""
    failed: Exception | None = None

    def amend(self, names: frozenset[str]) -> None:
        self.amended = names
        if "the domain is what follows the last @" in names and self.s.count("@") > 1:
            self.l, _, self.o = self.s.rpartition("@")
            self.d = self.o
        if "a missing local part is postmaster" in names and not self.s.rpartition("@")[0]:
            self.s = f"{self.l}@{self.o}"

    def check1(self, record: str, domain: str, recursion: int) -> Any:
        redirected, self.depth = recursion == self.depth, recursion
        if redirected and "a redirect is counted when it is followed" in self.amended:
            self.check_lookups()
        try:
            return super().check1(record, domain, recursion)
        finally:
            self.depth = recursion - 1

    def check0(self, record: str, recursion: int) -> Any:
        if "a redirect is counted when it is followed" in self.amended and record and " redirect=" in record:
            self.lookups -= 1  # pyspf counts it as it reads the record
        if "terms are made of visible characters" in self.amended and record and not record.isprintable():
            raise pyspf.PermError("characters", record)
        return super().check0(record, recursion)

    def validate_mechanism(self, mech: str) -> Any:
        if "exists needs its domain, qualified or not" in self.amended and mech.lower().lstrip("+-~?") == "exists":
            raise pyspf.PermError("exists", mech)
        return super().validate_mechanism(mech)

    def expand_domain(self, arg: str) -> str:
        target = super().expand_domain(arg)
        return _Other(target) if "an include of itself is no syntax error" in self.amended else target

    def expand(self, text: str, stripdot: bool = True) -> Any:
        if "macros follow their grammar" in self.amended and "%" in _MACRO.sub("", text):
            raise pyspf.PermError("macro", text)
        if "an explanation is no domain name" in self.amended and not stripdot:
            return "".join(super(_Query, self).expand(piece, False) for piece in _PIECE.findall(text))
        return super().expand(text, stripdot)

    def getp(self) -> Any:
        self.expanding += 1
        try:
            return super().getp()
        finally:
            self.expanding -= 1

    def dns_mx(self, name: str) -> Any:
        with self._for("mx"):
            return super().dns_mx(name)

    def dns_a(self, name: str, rdtype: str = "A") -> Any:
        if self.purpose != "mx" or "mx asks name after name" not in self.amended:
            return super().dns_a(name, rdtype)
        try:
            return super().dns_a(name, rdtype) if self.failed is None else []
        except pyspf.TempError as failed:
            self.failed = failed
            return []

    def cidrmatch(self, addresses: Any, prefix: int) -> bool:
        failed, self.failed = self.failed, None
        if super().cidrmatch(addresses, prefix):
            return True
        if failed is not None:
            raise failed
        return False

    def validated_ptrs(self) -> Any:
        with self._for("ptr"):
            return super().validated_ptrs()

    @contextlib.contextmanager
    def _for(self, purpose: str) -> Generator[None]:
        before, self.purpose = self.purpose, purpose
        try:
            yield
        finally:
            self.purpose = before

    def dns(self, name: str, qtype: str, cnames: Any = None, ignore_void: bool = False) -> Any:
        below = self.purpose and (qtype in ("A", "AAAA") or self.expanding)
        if below and "void look-ups are counted by terms" in self.amended:
            ignore_void = True
        try:
            return super().dns(name, qtype, cnames, ignore_void)
        except pyspf.TempError:
            if self.purpose == "ptr" and "DNS errors only skip a name under ptr" in self.amended:
                return []
            raise


@contextlib.contextmanager
def _answered_by(resolver: TableResolver) -> Generator[None]:
    def look_up(name: str, qtype: str, *_: Any) -> list[tuple[tuple[str, str], Any]]:
        asked: Dns[Any] = Dns(name, qtype)
        (answer,) = resolver.resolve((asked,))
        if answer.status is Status.UNREACHABLE and answer.reason != "cname-loop":  # which it takes for no answer
            raise pyspf.TempError("DNS " + answer.reason)
        return [((name, qtype), _data(record)) for record in answer.records] if qtype != "SPF" else []

    before = pyspf.DNSLookup
    pyspf.DNSLookup = look_up
    try:
        yield
    finally:
        pyspf.DNSLookup = before


def _data(record: Any) -> Any:
    match record:
        case Mx(preference, exchange):
            return preference, exchange
        case str():
            return record
        case _:
            return record.strings
