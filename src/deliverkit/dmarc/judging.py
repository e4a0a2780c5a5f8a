"""What is wrong with this record, what do receivers make of it, and how is it written right?  (RFC 9989 section 4.7)

Everything is told at once; all remedies publish the same record, in which all that can be mended is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..core.evidence import Evidence
from ..core.findings import Fact, Finding, Severity
from ..core.rules import Rule
from . import spelling
from .addresses import Address, Ill, read_addresses
from .grammar import POLICY_TAGS, REMOVED, is_valid, percentage
from .meant import Meant, Word, read_meant
from .record import Record, read
from .repair import Mended, known_as, mend, raises
from .rules import addresses as address_rules
from .rules import form as form_rules
from .rules import policies as policy_rules
from .rules import tags as tag_rules
from .rules.wording import listed
from .scars import Scar, Stain
from .uris import read_uris

__all__ = ["judge"]

_MOST_TOLD: Final = 20  # of each severity; each finding carries the whole record twice
_MOST_ADDRESSES: Final = 100
_USUAL_ADDRESSES: Final = 2
_LONGEST: Final = 255
_ALL: Final = 100
_STRING: Final = re.compile(r'"([^"]*+)"')
_DEFAULTS: Final = {"adkim": "r", "aspf": "r", "psd": "u", "t": "n"}
_SCARS: Final[dict[Scar, Rule[...]]] = {
    Scar.ENTITIES: form_rules.html_entities,
    Scar.BACKSLASHES: form_rules.backslashes_in_record,
    Scar.QUOTES: form_rules.quotes_in_record,
    Scar.TYPOGRAPHY: form_rules.typographic_signs,
    Scar.BLANKS: form_rules.odd_blanks,
    Scar.LEADING: form_rules.leading_text,
    Scar.VERSION: form_rules.wrong_version,
    Scar.NO_VERSION: form_rules.missing_version,
    Scar.LATE_VERSION: form_rules.misplaced_version,
    Scar.SEMICOLON: form_rules.missing_semicolon,
    Scar.EQUALS: form_rules.wrong_equals_sign,
    Scar.EMPTY: form_rules.empty_tag,
    Scar.STRAY: form_rules.stray_text,
}
_ILLS: Final[dict[Ill, Rule[...]]] = {
    Ill.EMPTY: address_rules.empty_address,
    Ill.SEPARATOR: address_rules.wrong_address_separator,
    Ill.NO_SCHEME: address_rules.missing_mailto,
    Ill.UNENCODED: address_rules.unencoded_address,
    Ill.MALFORMED: address_rules.malformed_address,
    Ill.SIZE: address_rules.obsolete_size_limit,
    Ill.SCHEME: address_rules.unsupported_scheme,
    Ill.REPEATED: address_rules.repeated_address,
}


def judge(text: str, *, name: str, subject: str, source: str) -> tuple[Finding, ...]:
    """Everything that is wrong with the record *text*, or worth knowing of it.

    Arguments:
        text: the record, as it stands there.
        name: the name it stands at, such as ``_dmarc.a.example``.
        subject: what the findings are about, such as ``a.example``.
        source: where the text was read, such as ``dns:_dmarc.a.example?type=TXT``.

    Returns:
        The findings: what is wrong with its form, in its order, then with its tags, then what is worth knowing; at most
        some dozens, however broken it is.
    """
    meant = read_meant(text)
    if meant is None:
        finding = form_rules.not_dmarc(name=name, record=text)
        return (finding.about(subject).seen_in(Evidence.cut(source, text)),)
    judging = _Judging(text, meant, name, subject, source)
    return judging.findings()


class _Judging:
    """Judges one record and keeps what is found."""

    def __init__(self, text: str, meant: Meant, name: str, subject: str, source: str) -> None:
        self.text = text
        self.meant = meant
        self.name = name
        self.subject = subject
        self.source = source
        self.record = read(text)
        self.mended = mend(meant)
        self.named = {known_as(word) for word in meant.words}
        self.spelt = {word.name for word in meant.words}
        self.found: list[Finding] = []
        self.told: dict[Severity, int] = {}
        repaired = "" if self.mended.text == text else self.mended.text
        self.known: dict[str, Fact] = {
            "name": name,
            "effect": _effect(self.record),
            "record": text,
            "repaired": repaired,
            "condition": _condition(self.record, self.mended) if repaired else "",
        }

    def findings(self) -> tuple[Finding, ...]:
        for stain in self.meant.stains:
            self._of_stain(stain)
        self._long_strings()
        seen: set[str] = set()
        for word in self.meant.words:
            self._of_word(word, seen)
        if left := sum(max(told - _MOST_TOLD, 0) for told in self.told.values()):
            self._add(form_rules.more_faults, (0, len(self.text)), count=left)
        for rule, about, facts in self._worth_knowing():
            self._add(rule, (0, len(self.text)) if about is None else about.span, **facts)
        return tuple(self.found)

    def _tell(self, rule: Rule[...], span: tuple[int, int], **facts: Fact) -> None:
        self.told[rule.severity] = told = self.told.get(rule.severity, 0) + 1
        if told <= _MOST_TOLD:
            self._add(rule, span, **facts)

    def _add(self, rule: Rule[...], span: tuple[int, int], **facts: Fact) -> None:
        known = {**self.known, **facts}
        finding = rule(**{name: known[name] for name in rule.facts})
        self.found.append(finding.about(self.subject).seen_in(Evidence.cut(self.source, self.text, *span)))

    def _of_stain(self, stain: Stain) -> None:
        what = stain.what
        self._tell(_SCARS[stain.scar], (stain.start, stain.end), text=what, piece=what, version=what)

    def _long_strings(self) -> None:
        """A quoted text is one of a zone file, whose strings have an end."""
        for match in _STRING.finditer(self.text):
            length = len(match[1].encode("utf-8", "surrogatepass"))
            if length > _LONGEST:
                self._tell(form_rules.long_string, match.span(), length=length)
                return

    def _of_word(self, word: Word, seen: set[str]) -> None:
        name = known_as(word)
        if word.name not in (name, "v"):
            if name and name not in self.spelt:
                self._tell(tag_rules.misspelt_tag, word.name_span, tag=word.name, meant=name)
            else:
                self._tell(tag_rules.unknown_tag, word.name_span, tag=word.name)
            return
        written = self.text[slice(*word.name_span)]
        if written != word.name:
            self._tell(tag_rules.capital_tag_name, word.name_span, tag=written)
        if word.name in seen or word.name == "v":
            self._tell(tag_rules.repeated_tag, word.span, tag=word.name, value=word.value)
        seen.add(word.name)
        if name in ("rua", "ruf"):
            self._of_addresses(word)
        elif name in REMOVED:
            self._of_removed(word)
        elif name:
            self._of_value(word)

    def _of_value(self, word: Word) -> None:
        span = word.value_span if word.value else word.span
        if not is_valid(word.name, word.value):
            if word.name in POLICY_TAGS:
                meant = spelling.policy(word.value)
                self._tell(policy_rules.unknown_policy, span, tag=word.name, value=word.value, meant=meant)
            elif word.name == "fo":
                applied = ":".join(self.record.fo)
                self._tell(tag_rules.unknown_report_options, span, value=word.value, applied=applied)
            else:
                default = _DEFAULTS[word.name]
                self._tell(tag_rules.unknown_value, span, tag=word.name, value=word.value, default=default)
        elif word.name == "fo" and "ruf" not in self.named:
            self._tell(tag_rules.unused_report_options, word.span, value=word.value)

    def _of_removed(self, word: Word) -> None:
        percent = percentage(word.value) if word.name == "pct" else None
        meant = self.mended.record
        if percent is None or _ALL in (percent, meant.percent):
            self._tell(tag_rules.removed_tag, word.span, tag=word.name, value=word.value)
        elif not self.is_testing:
            asked = (one.value for one in (meant.p, meant.sp, meant.np) if one)
            policy = spelling.strictest(asked)
            self._tell(policy_rules.partial_policy, word.span, percent=percent, policy=policy)
        else:
            self._tell(policy_rules.percentage_for_old_receivers, word.span, percent=percent)

    @property
    def is_testing(self) -> bool:
        """Whether ``t=y`` was meant."""
        return any(known_as(word) == "t" and spelling.flag(word.value) == "y" for word in self.meant.words)

    def _of_addresses(self, word: Word) -> None:
        addresses = read_addresses(word.value)
        for address in addresses[:_MOST_ADDRESSES]:
            span = _place(word, address)
            for ill in address.ills:
                self._tell(_ILLS[ill], span, tag=word.name, address=address.text, meant=address.meant)
            if any(not uri.address.isascii() for uri in read_uris(address.meant)):
                self._tell(address_rules.international_address, span, tag=word.name, address=address.text)
        count = sum(bool(one.meant) and not one.is_repeated for one in addresses)
        if count > _USUAL_ADDRESSES:
            self._tell(address_rules.many_addresses, word.value_span, tag=word.name, count=count)

    def _worth_knowing(self) -> Iterator[tuple[Rule[...], Word | None, dict[str, Fact]]]:
        """What is right, or missing, and has an effect that its owner should know."""
        words: dict[str, Word] = {}
        for word in self.meant.words:
            words.setdefault(word.name, word)
        policy = words.get("p")
        if "p" not in self.named:
            yield policy_rules.missing_policy, None, {"cut_off": not words}
        elif policy is not None and policy is not self.meant.words[0]:
            yield policy_rules.late_policy, policy, {}
        if policy is not None and policy.value.lower() == "none":
            yield policy_rules.monitoring_only, policy, {}
        if "psd" in words and words["psd"].value.lower() == "y":
            yield tag_rules.claims_public_suffix, words["psd"], {}
        yield from self._lowered(words)
        if "rua" not in self.named:
            yield policy_rules.no_aggregate_reports, None, {"policy": self.mended.record.policy.value}

    def _lowered(self, words: dict[str, Word]) -> Iterator[tuple[Rule[...], Word | None, dict[str, Fact]]]:
        record = self.mended.record
        asked = [one for one in (record.p, record.sp, record.np) if one and one.value != "none"]
        if record.p in asked:
            for tag in ("sp", "np"):
                if tag in words and words[tag].value.lower() == "none":
                    yield policy_rules.unprotected_subdomains, words[tag], {"tag": tag, "policy": record.policy.value}
        if asked and self.is_testing and "t" in words:
            lowered = record.requested(asked[0]).value
            yield policy_rules.testing_mode, words["t"], {"policy": asked[0].value, "applied": lowered}


def _place(word: Word, address: Address) -> tuple[int, int]:
    if address.start == address.end:
        return word.span
    return word.starts[address.start], word.starts[address.end - 1] + 1


def _effect(record: Record) -> str:
    if not record.begins:
        return "ignored"
    if record.sound:
        return "policy"
    return "none" if record.reports else "off"


def _condition(record: Record, mended: Mended) -> str:
    """When it is right to publish the mended record."""
    conditions: list[str] = []
    if mended.lost:
        conditions.append(f"once what {listed(mended.lost)} stands for is put in")
    if raises(record, mended.record):
        conditions.append("once all mail you send passes DMARC, for receivers act on less than this as it stands")
    return " and ".join(conditions)
