"""Why does this signature not fit?  What was done to body, header or key, found by undoing it (RFC 6376)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

from ...core.findings import Finding
from ...core.outcome import Unknown
from ..damage import Damage
from ..effort import Effort
from ..keys.public import PublicKey
from ..rules import key_damage, verification
from ..signature import SignatureHeader
from .hearing import Heard, Run
from .judging import KeyJudged, fits_of, judge_key_of
from .result import Leg

__all__ = ["Explained", "OtherKey", "explain", "wants_other_keys"]


class OtherKey(NamedTuple):
    """A key record at another selector of the domain that signed."""

    selector: str
    text: str


class Explained(NamedTuple):
    """What was done to the message or its key, what is to be said of it, and what stays unexplained."""

    damage: tuple[Damage, ...] = ()
    findings: tuple[Finding, ...] = ()
    unknown: tuple[Unknown, ...] = ()


_NOTHING: Final = Explained()
_OTHER_HASH: Final = {"sha256": "sha1", "sha1": "sha256"}


def wants_other_keys(heard: Heard) -> bool:
    """Whether the key that made the signature may stand at another selector."""
    key = heard.key
    if key is None:
        return False
    # an Ed25519 key does not tell whether it is the wrong one or the header was edited
    return key.signed is Leg.FOREIGN or (key.signed is Leg.DIFFERS and key.recovered is None)


def explain(run: Run, heard: Heard, effort: Effort | None, other_keys: Iterable[OtherKey] = ()) -> Explained:
    """Everything that can be said of why *heard* does not fit; nothing where it does, or could not be judged."""
    body = _of_body(run, heard, effort) if heard.body is Leg.DIFFERS else _NOTHING
    header = _of_header(run, heard, effort, body.damage, tuple(other_keys)) if heard.key is not None else _NOTHING
    return Explained(body.damage + header.damage, body.findings + header.findings, body.unknown + header.unknown)


def _of_body(run: Run, heard: Heard, effort: Effort | None) -> Explained:
    header = heard.header
    damage = None
    if effort is not None and run.settings.max_hashed and heard.signed is not Leg.FOREIGN:
        from ..explaining.body.explain import explain_body

        effort.ran_out = ""
        damage = explain_body(run.message, header, effort, key_fits=heard.signed is Leg.FITS)
    if damage is not None:
        return Explained((damage,), (damage.finding,))
    finding = verification.body_altered(domain=header.domain, selector=header.selector, covered=heard.covered)
    marked = header.cut("bh")
    return Explained(findings=(finding.seen_in(marked),), unknown=(_unexplained(run, effort, "body", heard),))


def _of_header(
    run: Run, heard: Heard, effort: Effort | None, in_body: tuple[Damage, ...], others: tuple[OtherKey, ...]
) -> Explained:
    header, key = heard.header, heard.keys[0]
    if key.signed is Leg.FOREIGN:
        return Explained(findings=(_of_foreign(run, heard, key, others),))
    if key.signed is not Leg.DIFFERS:
        return _NOTHING
    found: tuple[Damage, ...] = ()
    if effort is not None and run.settings.max_hashed and len(header.names) <= _MOST_EXPLAINED:
        from ..explaining.header.explain import explain_header

        effort.ran_out = ""
        hints = tuple(hint for one in in_body for hint in one.hints)
        listed = any(one.actor == "mailing-list" for one in in_body)
        found = explain_header(run.message, header, fits_of(header, key, effort), effort, hints, list_footer=listed)
    if found:
        return Explained(found, tuple(one.finding for one in found))
    other = _selector_that_fits(run, heard, others)
    if other:
        return Explained(findings=(_wrong_selector(header, other),))
    finding = verification.header_altered(
        domain=header.domain,
        selector=header.selector,
        fields=tuple(dict.fromkeys(header.names))[:_MOST_NAMED],
        missing=_missing(run, header)[:_MOST_NAMED],
        recovered=key.recovered is not None,
    )
    marked = header.cut("h")
    return Explained(findings=(finding.seen_in(marked),), unknown=(_unexplained(run, effort, "header", heard),))


def _missing(run: Run, header: SignatureHeader) -> tuple[str, ...]:
    """The names in ``h=`` that have no field, without those that the signer names by habit."""
    named = Counter(header.names)
    held = {name: run.message.fields.count(name) for name in named}
    # From and Subject are named twice by many; who does so with other fields, does so with those that are not there
    habit = any(mentions > held[name] > 0 for name, mentions in named.items() if name not in ("from", "subject"))
    return tuple(name for name, mentions in named.items() if not held[name] and mentions > habit)


_MOST_NAMED: Final = 20
_MOST_EXPLAINED: Final = 1_000  # names in h=; nobody signs so many fields


def _unexplained(run: Run, effort: Effort | None, what: str, heard: Heard) -> Unknown:
    header, settings = heard.header, run.settings
    if heard.signed is Leg.FOREIGN:
        why = "the published key did not make the signature"  # so bh= may be anybody's
    elif not settings.max_hashed:
        why = "limit: max_hashed (0)"
    elif effort is None:
        why = f"limit: max_explained ({settings.max_explained})"
    elif what == "header" and len(header.names) > _MOST_EXPLAINED:
        why = f"limit: names in h= ({_MOST_EXPLAINED})"
    elif effort.ran_out:
        why = f"limit: {effort.ran_out} ({getattr(settings, effort.ran_out)})"
    elif what == "body" and effort.capped:
        why = f"limit: {effort.capped}"
    else:
        why = "no usual edit explains it"
    return Unknown(what=f"what was done to the {what} after signing (d={header.domain} s={header.selector})", why=why)


def _of_foreign(run: Run, heard: Heard, key: KeyJudged, others: tuple[OtherKey, ...]) -> Finding:
    """Why the published RSA key does not fit: nothing can be recovered from the signature with it."""
    from ..keys.crypto import recover

    header = heard.header
    domain, selector = header.domain, header.selector
    public = key.read.key
    bits = public.bits if isinstance(public, PublicKey) else 0
    marked = header.cut("b")
    if other := _selector_that_fits(run, heard, others):
        return _wrong_selector(header, other)
    if len(header.signature) != (bits + 7) // 8:
        return key_damage.key_of_another_size(
            domain=domain, selector=selector, signature_bits=len(header.signature) * 8, key_bits=bits
        ).seen_in(marked)
    made_with = _OTHER_HASH[header.hash_name]
    if isinstance(public, PublicKey) and recover(public, made_with, header.signature) is not None:
        return key_damage.signed_hash_of_another_kind(
            domain=domain, selector=selector, algorithm=header.algorithm, made_with=made_with
        ).seen_in(marked)
    return key_damage.foreign_key(
        domain=domain, selector=selector, bits=bits, body_fits=heard.body is Leg.FITS
    ).seen_in(marked)


def _selector_that_fits(run: Run, heard: Heard, others: tuple[OtherKey, ...]) -> str:
    header = heard.header
    for one in others:
        judged = judge_key_of(header, run.keys.read(header.domain, one.selector, one.text), heard.octets)
        if judged.signed is Leg.FITS or judged.recovered is not None:
            return one.selector
    return ""


def _wrong_selector(header: SignatureHeader, other: str) -> Finding:
    finding = key_damage.wrong_selector(domain=header.domain, selector=header.selector, other=other)
    return finding.seen_in(header.cut("s"))
