"""May this client send mail for this sender?  ``check_host()`` of RFC 7208, with the whole evaluation to look at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

from ..core.findings import Finding
from ..core.names import fits
from ..core.outcome import Outcome
from ..core.questions import Answer, Clock, Dns, Status, Txt, txt
from ..core.quick import new
from ..core.steps import Steps, ask, check
from . import syntax
from .addresses import read_client
from .astray import led_astray
from .explain import explain
from .grammar import is_spf, parse, scan, spf_texts
from .identity import read_identity, require_texts
from .macros import faults, uses
from .mechanisms import try_exchanges, try_pointers
from .result import Asked, Asking, Lookup, RecordTrace, Result, SpfResult
from .rules import evaluation as rules
from .rules import lookups as lookup_rules
from .run import NO_NAME, Here, Run, fit
from .settings import DEFAULT_SETTINGS, Settings
from .terms import Read

__all__ = ["check_host"]

_RESULTS: Final = {"+": Result.PASS, "-": Result.FAIL, "~": Result.SOFTFAIL, "?": Result.NEUTRAL}
# looking a member up in its Enum costs a call, and every record does
_NONE, _PASS, _FAIL, _FOUND = Result.NONE, Result.PASS, Result.FAIL, Status.FOUND
# what the mechanisms that ask one question first ask for; "" for A or AAAA, as the client's address is
_TYPES: Final = {"a": "", "exists": "A", "mx": "MX"}
_OUTCOME: Final = cast("type[Outcome[SpfResult]]", Outcome)
_DNS: Final = cast("type[Dns[Any]]", Dns)
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
    if not type(client_ip) is type(mail_from) is type(helo) is str:
        require_texts(client_ip=client_ip, mail_from=mail_from, helo=helo)
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
        if result is not _PASS:
            decided = tree.deciding
            if result is _FAIL and (spec := _exp(decided)) is not None:
                words = yield from _explanation(run, spec, decided.domain)
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
    answer: Answer[Txt] = (yield (question,))[0]  # ask(question), without its generator
    found = spf_texts(answer.records)
    if len(found) != 1:
        return RecordTrace(domain, question, answer, None, _no_record(run, question, answer))
    text = found[0]
    terms, faulty = scan(text)
    if faulty:
        run.halt(Result.PERMERROR, *syntax.findings(parse(text), domain, question.uri))
        return RecordTrace(domain, question, answer, text, Result.PERMERROR)
    counts = (run.lookup_count, run.void_count)
    bits, number = run.bits, run.number
    here = new(Here, (domain, question, answer, text))
    asked: list[Asking] = []
    walked, matched, match = 0, False, None
    for term in terms:
        name, qualifier, spec, prefix4, prefix6, network, _, _, _, _ = term
        walked += 1
        if name == "ip4":
            matched = bits == 32 and (number ^ network) >> (32 - prefix4) == 0
        elif name == "all":
            matched = True
        elif name == "ip6":
            matched = bits == 128 and (number ^ network) >> (128 - prefix6) == 0
        elif qualifier:
            matched = yield from _try(run, here, term, name, spec, asked)
            if run.halted is not None:
                result = run.halted
                break
        if matched:
            result, match = _RESULTS[qualifier], term
            break
    else:
        result = yield from _redirect(run, here, terms, asked)
    return new(RecordTrace, (domain, question, answer, text, result, tuple(asked), walked, match, counts))


def _no_record(run: Run, question: Dns[Txt], answer: Answer[Txt]) -> Result:
    """What no record, or several, come to (section 4.5)."""
    # "If the resultant record set includes no records, check_host() produces the none result. If the resultant record
    # set includes more than one record, check_host() produces the permerror result"
    found = list(filter(is_spf, answer.records))
    if found:
        run.halt(Result.PERMERROR, syntax.multiple(Lookup(question, answer), found))
        return Result.PERMERROR
    if answer.status is Status.UNREACHABLE:
        run.unanswered(f"SPF record of {question.name}", question, answer)
        return Result.TEMPERROR
    return Result.NONE


def _try(run: Run, here: Here, term: Read, name: str, spec: str | None, asked: list[Asking]) -> Steps[bool]:
    """Evaluate a mechanism that causes look-ups."""
    matched, target, branch = False, "", None
    lookups: tuple[Asked, ...] = ()
    if run.spend(here, term):
        known = here.domain if spec is None else _target(run, here, spec)
        target = (yield from _validated_target(run, here, term)) if known is None else known
        if not target:
            pass  # it can match nothing
        elif name == "include":
            # section 5.2: matches where the other record comes to pass; none there is a permerror here
            branch = (yield from _record(run, target)) if _usable(target) else _unasked(target)
            matched = branch.result is _PASS
            if branch.result is _NONE:
                _missing(run, here, term, target, lookup_rules.include_without_record)
            elif run.halted is not None:
                led_astray(run, here, term, branch)
        elif name == "ptr":
            matched, lookups = yield from try_pointers(run, here, term, target)
        else:
            question = new(_DNS, (target, _TYPES[name] or run.address_type))
            answer: Answer[Any] = (yield (question,))[0] if spec is None or fits(target) else NO_NAME
            lookups = ((question, answer),)
            if answer.status is not _FOUND:
                run.tally(here, term, question, answer)
            elif name == "a":
                # section 5.3: "An address lookup is done on the <target-name>", A or AAAA
                matched = run.holds(answer, term)
            elif name == "exists":
                matched = True  # section 5.7: "if any A record is returned", for IPv6 clients as well
            else:
                matched, lookups = yield from try_exchanges(run, here, term, target, answer)
    asked.append((term, target, lookups, matched, run.lookup_count, run.void_count, branch))
    return matched


def _target(run: Run, here: Here, spec: str) -> str | None:
    """The name that *spec* comes to, "" where it can match nothing; None where ``%{p}`` must be asked for first."""
    if "%" not in spec:
        return fit(spec)
    if ("{p" in spec or "{P" in spec) and uses(spec, "p"):
        return None
    return fit(run.expand(spec, here.domain))


def _validated_target(run: Run, here: Here, term: Read) -> Steps[str]:
    # "When evaluating the ptr mechanism or the %{p} macro, the number of PTR resource records queried is included in
    # the overall limit" (section 4.6.4)
    if run.validated is None and not run.spend(here, term):
        return ""
    name = yield from run.best_name(here.domain)
    return fit(run.expand(term[2] or "", here.domain, name))


def _redirect(run: Run, here: Here, terms: list[Read], asked: list[Asking]) -> Steps[Result]:
    """Section 6.1: the other record's result is this one's, "with the exception that if no SPF record is found, or if
    the <target-name> is malformed, the result is a permerror rather than none".
    """
    term = _modifier(terms, "redirect")
    if term is None:
        # "If none of the mechanisms match and there is no redirect modifier, then the result is neutral" (section 4.7)
        return Result.NEUTRAL
    if not run.spend(here, term):
        return Result.PERMERROR
    target = _target(run, here, term[2] or "")
    if target is None:
        target = yield from _validated_target(run, here, term)
    if not target:
        return run.halted or Result.NEUTRAL
    branch = (yield from _record(run, target)) if _usable(target) else _unasked(target)
    asked.append((term, target, (), False, run.lookup_count, run.void_count, branch))
    if branch.result is not _NONE:
        if run.halted is not None:
            led_astray(run, here, term, branch)
        return branch.result
    _missing(run, here, term, target, lookup_rules.redirect_without_record)
    return Result.PERMERROR


def _modifier(terms: list[Read], name: str) -> Read | None:
    for term in terms:
        if term[0] == name and not term[1]:
            return term
    return None


def _unasked(target: str) -> RecordTrace:
    return RecordTrace(target, txt(target), NO_NAME, None, Result.NONE)


def _missing(run: Run, here: Here, term: Read, target: str, rule: Callable[..., Finding]) -> None:
    """End the evaluation, because the record that *term* leads to is not there."""
    finding = rule(domain=here.domain, target=target, record=here.text, repaired=here.without(term))
    run.halt(Result.PERMERROR, finding.about(here.domain).seen_in(here.show(term)))


def _usable(name: str) -> bool:
    return "." in name and fits(name)


def _exp(decided: RecordTrace) -> str | None:
    """The ``exp=`` of the record that decided: where its explanation stands."""
    text = decided.text
    if text is None or text.count("=") == 1:  # that of v=spf1
        return None
    term = _modifier(scan(text)[0], "exp")
    return None if term is None else term[2]


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
    # a HELO name may hold what no terminal should see
    return words if len(words) <= _MAX_EXPLANATION and words.isprintable() else None


def _words(run: Run, text: str, domain: str) -> Steps[str]:
    """*text*, an explanation or where to find one, with its macros replaced; asks for ``%{p}`` and ``%{t}``."""
    name = (yield from run.best_name(domain)) if uses(text, "p") else "unknown"
    seconds = str(int((yield from ask(Clock())).timestamp())) if uses(text, "t") else ""
    return run.expand(text, domain, name, seconds)
