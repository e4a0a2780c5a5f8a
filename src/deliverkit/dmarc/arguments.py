"""Did the caller pass what is asked for, and may it be asked?  If not, it is said what to pass."""

from __future__ import annotations

from ..core.budget import Limits
from ..core.errors import UsageError
from ..core.names import is_hostname, to_ascii
from ..core.outcome import Unknown

__all__ = ["expect", "mail_domain", "normal", "spend"]


def expect(what: str, name: str, given: object, kind: type | tuple[type, ...], wanted: str) -> None:
    """Make sure that the argument *name* of *what* is of a *kind*.

    Raises:
        UsageError: it is not; the text says what is *wanted*.
    """
    if not isinstance(given, kind):
        passed = "None" if given is None else type(given).__name__
        raise UsageError(f"{what}: {name} must be {wanted}, not {passed}")


def normal(what: str, name: str, domain: str) -> str:
    """The normal form of a domain; empty where it has none, or is an address literal.

    Raises:
        UsageError: *domain* is no text.
    """
    expect(what, name, domain, str, "a domain as text, such as 'a.example'")
    return mail_domain(domain.strip(" \t\r\n"))


def mail_domain(written: str) -> str:
    """The normal form of the domain of an address; empty where it can be none, as an address literal."""
    # RFC 9989 section 5.3.1: "If the domain is a U-label, the domain MUST be converted to an A-label"
    known = to_ascii(written)
    # RFC 1123 section 2.1: "at least the highest-level component label will be alphabetic": 192.0.2.1 is no domain
    return known if known and is_hostname(known) and not known.rpartition(".")[2].isdigit() else ""


def spend(limits: Limits, questions: int, what: str) -> tuple[Unknown, ...]:
    """Nothing, or the unknown that so many *questions* are more than *limits* allow."""
    expect("dmarc", "limits", limits, Limits, "a dk.Limits")
    if questions <= limits.questions:
        return ()
    return (Unknown(what=what, why=f"limit: questions ({limits.questions})"),)
