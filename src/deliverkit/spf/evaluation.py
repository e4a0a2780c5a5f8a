"""May this client send mail for this sender?  ``check_host()`` of RFC 7208, with the whole evaluation to look at."""

from __future__ import annotations

from typing import Final, cast

from ..core.names import fits
from ..core.outcome import Outcome
from ..core.questions import Answer, Clock, Status, Txt, txt
from ..core.quick import new
from ..core.steps import Steps, ask, check
from . import syntax
from .addresses import read_client
from .explain import explain
from .grammar import Term, is_spf, parse
from .identity import read_identity
from .macros import faults, uses
from .mechanisms import ASKING
from .result import Lookup, RecordTrace, Result, SpfResult, TermTrace
from .rules import evaluation as rules
from .rules import lookups as lookup_rules
from .run import NO_NAME, Here, Run, fit, without
from .settings import DEFAULT_SETTINGS, Settings

__all__ = ["check_host"]

_RESULTS: Final = {"+": Result.PASS, "-": Result.FAIL, "~": Result.SOFTFAIL, "?": Result.NEUTRAL}
# looking a member up in its Enum costs a call, and every record does
_NONE, _PASS, _FAIL = Result.NONE, Result.PASS, Result.FAIL
_OUTCOME: Final = cast("type[Outcome[SpfResult]]", Outcome)
_MAX_EXPLANATION: Final = 10_000  # characters
_MAX_HELO: Final = 255  # octets (RFC 5321 section 4.5.3.1.2)


@check
def check_host(
    client_ip: str, mail_from: str = "", helo: str = "", *, settings: Settings = DEFAULT_SETTINGS
) -> Steps[Outcome[SpfResult]]:
    """Evaluate SPF for one SMTP transaction (RFC 7208 section 4).

    Arguments:
        client_ip: the address of the SMTP client, IPv4 or IPv6; an IPv4-mapped one is judged as IPv4.
        mail_from: the envelope sender, with or without angle brackets; empty for the null sender, for which
            ``postmaster`` at the HELO name is judged (section 2.4).
        helo: the name given in HELO or EHLO.
        settings: the limits a receiver may choose.

    Returns:
        A check whose outcome's value is the result with its evaluation tree. Any result but pass comes with a finding
        that names the term or look-up responsible. The value is None only where *client_ip* cannot be read.
    """
    client = read_client(client_ip) or read_client(client_ip.strip())
    if client is None:
        return Outcome(value=None, findings=(rules.unreadable_client_ip(text=client_ip[:_MAX_HELO]),))
    identity = read_identity(mail_from, helo)
    helo = helo.strip()[:_MAX_HELO]
    run = Run(client, identity, helo, settings)
    tree = decided = None
    result, words = _NONE, None
    if identity.usable:
        tree = yield from _record(run, identity.domain)
        result = tree.result
        decided = tree.deciding
        if result is _FAIL and (term := _exp(decided)) is not None:
            words = yield from _explanation(run, term.domain or "", decided.domain)
    kind, local_part, domain, _ = identity
    value = new(
        SpfResult,
        (result, kind, domain, local_part, helo, client.text, words, tree, run.lookup_count, run.void_count),
    )
    findings = run.findings if run.halted is not None or result is _PASS else explain(value, decided)
    return new(_OUTCOME, (value, findings, run.unknown, True))


def _record(run: Run, domain: str) -> Steps[RecordTrace]:
    """Look up the record of *domain* and try its mechanisms "from left to right" until one matches (section 4.6.2)."""
    question = txt(domain)
    answer: Answer[Txt]
    (answer,) = yield (question,)  # ask(question), without its generator: this stands in every evaluation's path
    lookup = new(Lookup, (question, answer))
    found = list(filter(is_spf, answer.records))
    if len(found) != 1:
        return RecordTrace(domain, lookup, None, _no_record(run, lookup, found))
    record = parse(found[0].data.decode("latin-1"))
    if record.faults:
        run.halt(Result.PERMERROR, *syntax.findings(record, domain, question.uri))
        return RecordTrace(domain, lookup, record, Result.PERMERROR)
    counts = (run.lookup_count, run.void_count)
    bits, number = run.client.bits, run.client.number
    here = new(Here, (domain, lookup, record))
    asking: list[TermTrace] = []
    matched, walked = False, 0
    for term in record.terms:
        name, qualifier, _, prefix4, prefix6, network, _, _, _, _ = term
        walked += 1
        if name == "ip4":
            matched = bits == 32 and (number ^ network) >> (32 - prefix4) == 0
        elif name == "all":
            matched = True
        elif name == "ip6":
            matched = bits == 128 and (number ^ network) >> (128 - prefix6) == 0
        elif qualifier:
            matched = yield from _try(run, here, term, asking)
            if run.halted is not None:
                result = run.halted
                break
        if matched:
            result = _RESULTS[qualifier]
            break
    else:
        result = yield from _redirect(run, here, asking)
    return new(RecordTrace, (domain, lookup, record, result, tuple(asking), walked, matched, counts))


def _no_record(run: Run, lookup: Lookup, found: list[Txt]) -> Result:
    """What no record, or several, come to (section 4.5)."""
    # "If the resultant record set includes no records, check_host() produces the none result. If the resultant record
    # set includes more than one record, check_host() produces the permerror result"
    if found:
        run.halt(Result.PERMERROR, syntax.multiple(lookup, found))
        return Result.PERMERROR
    if lookup.answer.status is Status.UNREACHABLE:
        run.unanswered(f"SPF record of {lookup.question.name}", lookup)
        return Result.TEMPERROR
    return Result.NONE


def _try(run: Run, here: Here, term: Term, asking: list[TermTrace]) -> Steps[bool]:
    """Evaluate a mechanism that causes look-ups."""
    name, _, spec, _, _, _, start, end, _, _ = term
    matched, target, branch = False, "", None
    lookups: tuple[Lookup, ...] = ()
    if run.spend(here, term):
        known = here.domain if spec is None else _target(run, here, spec)
        target = (yield from _validated_target(run, here, term)) if known is None else known
        if not target:
            pass  # it can match nothing
        elif name == "include":
            branch = yield from _include(run, here, term, target)
            matched = branch.result is _PASS
        else:
            matched, lookups = yield from ASKING[name](run, here, term, target)
    text = here.record.text[start:end]
    asking.append(new(TermTrace, (term, text, target, lookups, matched, run.lookup_count, run.void_count, branch)))
    return matched


def _target(run: Run, here: Here, spec: str) -> str | None:
    """The name that *spec* comes to, "" where it can match nothing; None where ``%{p}`` must be asked for first."""
    if "%" not in spec:
        return fit(spec)
    return None if uses(spec, "p") else fit(run.expand(spec, here.domain))


def _validated_target(run: Run, here: Here, term: Term) -> Steps[str]:
    # "When evaluating the ptr mechanism or the %{p} macro, the number of PTR resource records queried is included in
    # the overall limit" (section 4.6.4)
    if run.validated is None and not run.spend(here, term):
        return ""
    name = yield from run.best_name(here.domain)
    return fit(run.expand(term.domain or "", here.domain, name))


def _include(run: Run, here: Here, term: Term, target: str) -> Steps[RecordTrace]:
    """Section 5.2: matches where the other record comes to pass; none there is a permerror here."""
    if not _usable(target):
        branch = RecordTrace(target, Lookup(txt(target), NO_NAME), None, Result.NONE)
    else:
        branch = yield from _record(run, target)
    if branch.result is _NONE:
        finding = lookup_rules.include_without_record(
            domain=here.domain, target=target, record=here.record.text, repaired=without(here.record, term)
        )
        run.halt(Result.PERMERROR, finding.about(here.domain).seen_in(here.show(term)))
    return branch


def _redirect(run: Run, here: Here, asking: list[TermTrace]) -> Steps[Result]:
    """Section 6.1: the other record's result is this one's, "with the exception that if no SPF record is found, or if
    the <target-name> is malformed, the result is a permerror rather than none".
    """
    term = here.record.modifier("redirect")
    if term is None:
        # "If none of the mechanisms match and there is no redirect modifier, then the result is neutral" (section 4.7)
        return Result.NEUTRAL
    if not run.spend(here, term):
        return Result.PERMERROR
    target = _target(run, here, term.domain or "")
    if target is None:
        target = yield from _validated_target(run, here, term)
    if not target:
        return run.halted or Result.NEUTRAL
    if not _usable(target):
        branch = RecordTrace(target, Lookup(txt(target), NO_NAME), None, Result.NONE)
    else:
        branch = yield from _record(run, target)
    counts = (run.lookup_count, run.void_count)
    asking.append(TermTrace(term, here.record.show(term), target, (), False, *counts, branch))
    if branch.result is not _NONE:
        return branch.result
    finding = lookup_rules.redirect_without_record(
        domain=here.domain, target=target, record=here.record.text, repaired=without(here.record, term)
    )
    run.halt(Result.PERMERROR, finding.about(here.domain).seen_in(here.show(term)))
    return Result.PERMERROR


def _usable(name: str) -> bool:
    return "." in name and fits(name)


def _exp(decided: RecordTrace) -> Term | None:
    """The ``exp=`` of the record that decided."""
    record = decided.record
    # one = is that of v=spf1
    return None if record is None or record.text.count("=") == 1 else record.modifier("exp")


def _explanation(run: Run, spec: str, domain: str) -> Steps[str | None]:
    """The domain owner's words for a fail (section 6.2), or None where there are none that can be used."""
    target = fit((yield from _words(run, spec, domain)))
    if not fits(target):
        return None
    answer = yield from ask(txt(target))
    # "If there are any DNS processing errors ... or if no records are returned, or if more than one record is
    # returned, or if there are syntax errors in the explanation string, then proceed as if no exp modifier was given"
    if len(answer.records) != 1:
        return None
    text = answer.records[0].data.decode("latin-1")
    if next(faults(text, explanation=True), None) is not None:
        return None
    words = yield from _words(run, text, domain)
    return words if len(words) <= _MAX_EXPLANATION else None


def _words(run: Run, text: str, domain: str) -> Steps[str]:
    """*text*, an explanation or where to find one, with its macros replaced; asks for ``%{p}`` and ``%{t}``."""
    name = (yield from run.best_name(domain)) if uses(text, "p") else "unknown"
    seconds = str(int((yield from ask(Clock())).timestamp())) if uses(text, "t") else ""
    return run.expand(text, domain, name, seconds)
