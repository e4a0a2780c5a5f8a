"""What does a case file say?  Reading one, running what it names, and comparing what came back.

The format is explained in ``tests/cases/README.md``. One line of :data:`CHECKS` makes a check usable in cases.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from operator import attrgetter
from pathlib import Path
from typing import Any, Final, TypeAlias, cast

import deliverkit as dk
import forwarding_cases
from deliverkit import attachments, crosscheck
from deliverkit.core.names import to_ascii
from deliverkit.core.outcome import Outcome
from deliverkit.core.questions import Answer, Dns
from deliverkit.core.records import RecordChange
from deliverkit.core.report import Report
from deliverkit.core.steps import Check
from deliverkit.drivers.recording import recorded
from support import CASES

__all__ = ["CHECKS", "Case", "CaseError", "Told", "apply", "case_files", "frozen", "load", "name_of", "run"]

Key: TypeAlias = tuple[str, str]  # a name in normal form and a record type
Told: TypeAlias = "Outcome[Any] | Report"
Toml: TypeAlias = "str | int | bool | datetime | Sequence[Toml] | Mapping[str, Toml]"

_WORLD: Final = {"args", "envelope", "clock", "dns", "message", "message_file", "raw_line_ends", "encoding"}
_WANTED: Final = {"expect", "expect_unknown", "result", "value", "no_value"}
_KEYS: Final = {"about", "run"} | _WORLD | _WANTED


class CaseError(Exception):
    """The case file itself is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case file, read."""

    path: Path
    run: str
    args: Mapping[str, Any] = field(default_factory=dict[str, Any])
    envelope: Mapping[str, Any] | None = None
    clock: datetime | None = None
    dns: Mapping[Key, Any] = field(default_factory=dict[Key, Any])
    raw: bytes | None = None
    expect: tuple[Mapping[str, Any], ...] = ()
    expect_unknown: tuple[Mapping[str, Any], ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])
    no_value: bool = False


def _named(name: str) -> Callable[[Case], Check[Any] | Told]:
    """Call ``deliverkit.<name>`` with the message, if there is one, the envelope, if there is one, and the args."""

    def call(case: Case) -> Check[Any] | Told:
        message = () if case.raw is None else (case.raw,)
        envelope = () if case.envelope is None else (attrgetter("Envelope")(dk)(**case.envelope),)
        function: Callable[..., Check[Any] | Told] = attrgetter(name)(dk)
        return function(*message, *envelope, **case.args)

    return call


def _second_opinion(case: Case) -> Told:
    """What pyspf says on the answers our own evaluation had; ``ours`` in the args stands for another result of ours."""
    asked = {name: case.args[name] for name in ("client_ip", "mail_from", "helo")}
    _, transcript = dk.run(recorded(dk.spf.check_host(**asked)), resolver=_resolver(case), now=case.clock)
    return crosscheck.spf(**asked, transcript=transcript, ours=case.args["ours"])


def _second_dkim_opinion(case: Case) -> Told:
    """The same of dkimpy; without ``ours`` in the args, our own results stand."""
    assert case.raw is not None, f"{case.path}: which message?"
    checked = recorded(dk.dkim.verify(case.raw))
    outcome, transcript = dk.run(checked, resolver=_resolver(case), now=case.clock)
    return crosscheck.dkim(case.raw, transcript, ours=case.args.get("ours", outcome.value))


def _evaluated(case: Case) -> Check[Any]:
    """DMARC on what the args say of SPF and DKIM: tables, each an ``Authenticated``; what is absent was not judged."""
    told = dk.dmarc.Authenticated
    spf, signatures = case.args.get("spf"), case.args.get("dkim")
    return dk.dmarc.evaluate(
        case.args["author_domain"],
        None if spf is None else told(**spf),
        None if signatures is None else [told(**one) for one in signatures],
        null_sender=case.args.get("null_sender"),
    )


def _attachments(case: Case) -> Told:
    """What is attached; the args are the settings, ``limits`` a table in them."""
    assert case.raw is not None, f"{case.path}: which message?"
    told = dict(case.args)
    if "limits" in told:
        told["limits"] = replace(attachments.Settings().limits, **told["limits"])
    return attachments.check(case.raw, attachments.Settings(**told))


def _second_dmarc_opinion(case: Case) -> Told:
    """The same of checkdmarc; without ``ours`` in the args, our own result stands."""
    domain = case.args["domain"]
    outcome, transcript = dk.run(recorded(dk.dmarc.publication(domain)), resolver=_resolver(case), now=case.clock)
    return crosscheck.dmarc(domain, transcript, ours=case.args.get("ours", outcome.value))


CHECKS: Final[Mapping[str, Callable[[Case], Check[Any] | Told]]] = {
    "spf.check_host": _named("spf.check_host"),
    "spf.read_received_spf": _named("spf.read_received_spf"),
    "spf.publication": _named("spf.publication"),
    "spf.lint": _named("spf.lint"),
    "crosscheck.spf": _second_opinion,
    "crosscheck.dkim": _second_dkim_opinion,
    "crosscheck.dmarc": _second_dmarc_opinion,
    "dkim.verify": _named("dkim.verify"),
    "dkim.key": _named("dkim.key"),
    "dkim.selectors": _named("dkim.selectors"),
    "arc.verify": _named("arc.verify"),
    "forwarding.simulate_forwarding": forwarding_cases.simulated,
    "dmarc.parse": _named("dmarc.parse"),
    "dmarc.publication": _named("dmarc.publication"),
    "dmarc.discover": _named("dmarc.discover"),
    "dmarc.evaluate": _evaluated,
    "dmarc.author_domain": _named("dmarc.author_domain"),
    "srs.explain": _named("srs.explain"),
    "attachments.check": _attachments,
    "audit_message": _named("audit_message"),
    "lint_message": _named("lint_message"),
}


def case_files() -> list[Path]:
    """Every case file, sorted."""
    return sorted(CASES.rglob("*.toml"))


def name_of(path: Path) -> str:
    """A case's name in test reports: its path below tests/cases, without the ending."""
    return path.relative_to(CASES).with_suffix("").as_posix()


def load(path: Path) -> Case:
    """Read a case file.

    Raises:
        CaseError: it is not of the documented form.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise CaseError(f"{path}: {error}") from None
    if strange := sorted(told.keys() - _KEYS):
        raise CaseError(f"{path}: unknown key {', '.join(strange)}; known: {', '.join(sorted(_KEYS))}")
    if told.get("run") not in CHECKS:
        raise CaseError(f"{path}: run = {told.get('run')!r} is not in CHECKS; known: {', '.join(CHECKS)}")
    values = dict(told.get("value", {}))
    if "result" in told:
        values["result"] = told["result"]
    return Case(
        path=path,
        run=told["run"],
        args=frozen(told.get("args", {})),
        envelope=frozen(told["envelope"]) if "envelope" in told else None,
        clock=told.get("clock"),
        dns={_key(path, text): value for text, value in told.get("dns", {}).items()},
        raw=_raw(path, told),
        expect=tuple(frozen(one) for one in told.get("expect", ())),
        expect_unknown=tuple(frozen(one) for one in told.get("expect_unknown", ())),
        values=frozen(values),
        no_value=told.get("no_value", False),
    )


def frozen(value: Toml | Enum) -> Any:
    """*value* with tuples for its lists, the form facts have."""
    match value:
        case list() | tuple():
            return tuple(frozen(one) for one in value)
        case Mapping():
            return {key: frozen(one) for key, one in value.items()}
        case Enum():
            return value.value
        case _:
            return value


def _key(path: Path, text: str) -> Key:
    name, _, rdtype = text.rpartition(" ")
    known = to_ascii(name)
    if known is None or not rdtype.isupper():
        raise CaseError(f'{path}: [dns] key "{text}" must be "name TYPE"')
    return known, rdtype


def _raw(path: Path, told: Mapping[str, Any]) -> bytes | None:
    if "message_file" in told:
        beside: str = told["message_file"]
        return (path.parent / beside).read_bytes()
    if "message" not in told:
        return None
    text: str = told["message"]
    encoding: str = told.get("encoding", "utf-8")
    return (text if told.get("raw_line_ends", False) else text.replace("\n", "\r\n")).encode(encoding)


def run(case: Case) -> Told:
    """Run what the case names on what it gives; the Outcome or Report that came back."""
    made = CHECKS[case.run](case)
    if not isinstance(made, Check):
        return made
    told: Told = dk.run(made, resolver=_resolver(case), now=case.clock)
    return told


def _resolver(case: Case) -> dk.TableResolver:
    return dk.TableResolver({key: _answer(key, value) for key, value in case.dns.items()})


def _answer(key: Key, value: Toml) -> Any:
    match value:
        case "unreachable":
            return dk.UNREACHABLE
        case {"unreachable": str(reason)}:
            return Answer.unreachable(reason)
        case {"records": list(), **more}:
            table = dk.TableResolver({key: [_record(one) for one in _records(value)]})
            (answer,) = table.resolve([Dns(*key)])
            return replace(answer, **cast(dict[str, Any], more))
        case list():
            return [_record(one) for one in value]
        case _:
            raise CaseError(f'[dns] "{" ".join(key)}" must be a list of records, "unreachable" or a table')


def _record(value: Toml) -> Any:
    match value:
        case {"hex": str(octets)}:
            return bytes.fromhex(octets)
        case list():
            return tuple(_record(one) for one in value)
        case _:
            return value


def apply(case: Case, change: RecordChange) -> Case:
    """The same case after *change* was published: in its [dns], or where its args hold the record's text.

    Raises:
        CaseError: the change replaces something the case does not have.
    """
    owner = to_ascii(change.owner)
    if owner is None:
        raise CaseError(f"{change.owner!r} is not a name that a record can stand at")
    case = _without_alias(case, owner, change)
    key = owner, change.rdtype
    if key not in case.dns and change.replaces:
        return _apply_to_args(case, change)
    records = _records(case.dns.get(key, []))
    for old in change.replaces:
        gone = next((one for one in records if _text(one) == old), None)
        if gone is None:
            raise CaseError(f"the remedy replaces {old!r}, which does not stand at {change.owner} {change.rdtype}")
        records.remove(gone)
    if change.value:
        records.append(_pasted(change))
    return replace(case, dns={**case.dns, key: records})


def _without_alias(case: Case, owner: str, change: RecordChange) -> Case:
    """The case where a record can be published at *owner*, which says so when it is to take the place of an alias."""
    # "If a CNAME RR is present at a node, no other data should be present" (RFC 1034 section 3.6.2)
    if not change.value or change.rdtype == "CNAME" or (owner, "CNAME") not in case.dns:
        return case
    if "in place of the alias" not in change.condition:
        raise CaseError(f"the remedy publishes {change.rdtype} beside the alias at {change.owner}")
    return replace(case, dns={key: value for key, value in case.dns.items() if key != (owner, "CNAME")})


def _records(value: Toml) -> list[Toml]:
    match value:
        case {"records": list(records)} | list(records):
            return list(records)
        case _:
            raise CaseError(f"nothing can be published where the answer is {value!r}")


def _apply_to_args(case: Case, change: RecordChange) -> Case:
    for name, value in case.args.items():
        if change.replaces == (value,):
            return replace(case, args={**case.args, name: change.value})
    raise CaseError(f"the remedy replaces {change.replaces} at {change.owner}, which the case does not have")


def _text(record: Toml) -> str:
    """A record of a case as a RecordChange names it."""
    match record:
        case {"hex": str(octets)}:
            return bytes.fromhex(octets).decode("utf-8", "surrogateescape")
        case [int(preference), str(exchange)]:
            return f"{preference} {exchange}"
        case list():
            return "".join(_text(one) for one in record)
        case _:
            return str(record)


def _pasted(change: RecordChange) -> Any:
    if change.rdtype != "MX":
        return change.value
    preference, exchange = change.value.split()
    return [int(preference), exchange]
