"""Which identifiers does this mail bring?  What SPF and DKIM said of it, in one form (RFC 9989 section 4.3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, cast

from ..core.budget import Limits
from ..core.outcome import Unknown
from ..dkim import Signature
from ..spf import SpfResult
from .arguments import expect, normal
from .result import Authenticated

__all__ = ["Candidate", "Candidates", "read_candidates"]

_WHAT: Final = "dmarc.evaluate()"
_OF_OUTCOME: Final = "; of an outcome pass the value"
_MOST_SHOWN: Final = 255  # characters of a domain that is none


class Candidate(NamedTuple):
    """An identifier that is still to be aligned.

    Arguments:
        method: ``spf`` or ``dkim``.
        domain: its domain, in normal form; as given where it has none.
        result: its result.
        is_eligible: it would count, were its result a pass.
        selector: of a DKIM signature, its ``s=``.
        identity: of SPF, ``mailfrom`` or ``helo``.
    """

    method: str
    domain: str
    result: str
    is_eligible: bool
    selector: str = ""
    identity: str = ""


class Candidates(NamedTuple):
    """All identifiers of a mail.

    Arguments:
        identifiers: that of SPF, then the signatures in order.
        missing: what was not judged: ``SPF``, ``DKIM``.
        unknown: signatures that were not looked at.
    """

    identifiers: tuple[Candidate, ...]
    missing: tuple[str, ...] = ()
    unknown: tuple[Unknown, ...] = ()


def read_candidates(
    spf: SpfResult | Authenticated | None,
    dkim: Sequence[Signature | Authenticated] | None,
    *,
    null_sender: bool | None,
    limits: Limits,
) -> Candidates:
    """Read the arguments of :func:`deliverkit.dmarc.evaluate`.

    Raises:
        UsageError: one is of the wrong kind.
    """
    expect(_WHAT, "null_sender", null_sender, (bool, type(None)), "True, False or None")
    expect(_WHAT, "limits", limits, Limits, "a dk.Limits")
    missing = tuple(name for name, given in (("SPF", spf), ("DKIM", dkim)) if given is None)
    identifiers = [] if spf is None else [_of_spf(spf, null_sender)]
    signatures = () if dkim is None else _signatures(dkim)
    identifiers += [_of_dkim(one) for one in signatures[: limits.signatures]]
    unknown: tuple[Unknown, ...] = ()
    if len(signatures) > limits.signatures:
        unknown = (Unknown(what="DMARC", why=f"limit: signatures ({limits.signatures})"),)
    return Candidates(tuple(identifiers), missing, unknown)


def _of_spf(spf: SpfResult | Authenticated, null_sender: bool | None) -> Candidate:
    wanted = f"an SpfResult, a dmarc.Authenticated or None{_OF_OUTCOME}"
    expect(_WHAT, "spf", spf, (SpfResult, Authenticated), wanted)
    result = spf.result.value if isinstance(spf, SpfResult) else _word("spf", spf.result)
    identity = _word("spf", spf.identity)
    # RFC 9989 section 3.2.4: "DMARC relies solely on SPF validation of the MAIL FROM identity", which is the HELO
    # identity only where the MAIL command "has a null path"
    is_null = isinstance(spf, SpfResult) if null_sender is None else null_sender
    return Candidate("spf", _domain(spf.domain), result, identity == "mailfrom" or is_null, "", identity)


def _signatures(dkim: Iterable[object]) -> tuple[Signature | Authenticated, ...]:
    wanted = f"several dkim.Signature or dmarc.Authenticated, [] where there is none, or None{_OF_OUTCOME}"
    expect(_WHAT, "dkim", dkim, Iterable, wanted)
    given = tuple(dkim)
    for one in given:
        expect(_WHAT, "dkim", one, (Signature, Authenticated), wanted)
    return cast("tuple[Signature | Authenticated, ...]", given)


def _of_dkim(one: Signature | Authenticated) -> Candidate:
    result = _word("dkim", one.result) if isinstance(one, Authenticated) else one.result.value
    return Candidate("dkim", _domain(one.domain), result, is_eligible=True, selector=one.selector)


def _word(argument: str, given: str) -> str:
    expect(_WHAT, argument, given, str, "an Authenticated with texts, such as Authenticated('a.example', 'pass')")
    return given.strip().lower()


def _domain(given: str) -> str:
    return normal(_WHAT, "domain", given) or given[:_MOST_SHOWN]
