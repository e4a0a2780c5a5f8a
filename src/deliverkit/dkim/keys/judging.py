"""What is wrong with this key record, what do receivers do because of it, and how is it written right?

RFC 6376 sections 3.6.1 and 6.1.2, RFC 8301, RFC 8463 section 4. Everything is told at once; all remedies publish the
same record, in which all that can be mended is.
"""

from __future__ import annotations

import re
from typing import Final

from ...core.evidence import Evidence
from ...core.findings import Fact, Finding, Severity
from ...core.questions import txt
from ...core.rules import Rule
from ..rules import key_form as form
from ..rules import key_octets as of_octets
from ..rules import key_values as values
from .octets import of_public_key, why_unreadable
from .public import KeyProblem, PublicKey
from .record import KeyFault, KeyRecord, KeyRecordProblem
from .repair import Scar, candidates, load, meant, rebuilt, the_key

__all__ = ["judge_key"]

_PRIVATE: Final = re.compile(r"PRIVATE KEY")
_BLANKS: Final = re.compile(r"[ \t\r\n]++")
_STRING: Final = 255
_MOST_TOLD: Final = 20  # each finding carries the whole record twice
_SCARS: Final[dict[Scar, Rule[...]]] = {
    Scar.ARMOUR: form.armoured_key,
    Scar.QUOTES: form.quotes_in_key,
    Scar.BACKSLASHES: form.escaped_semicolons,
    Scar.SEMICOLON: form.missing_semicolon,
    Scar.BLANK: form.odd_blanks,
    Scar.ZONE_LINE: form.malformed_key_record,
    Scar.ORDER: form.strings_out_of_order,
    Scar.PLUS: of_octets.lost_plus_signs,
    Scar.LETTERS: of_octets.url_safe_base64,
}
_PROBLEMS: Final[dict[KeyFault, Rule[...]]] = {
    KeyFault.SYNTAX: form.malformed_key_record,
    KeyFault.REPEATED: form.repeated_key_tag,
    KeyFault.VERSION_NOT_FIRST: form.misplaced_version,
    KeyFault.VERSION: form.wrong_version,
    KeyFault.MISSING: form.missing_public_key,
    KeyFault.UNKNOWN_KEY_TYPE: values.unknown_key_type,
    KeyFault.UNKNOWN_HASH: values.unknown_hash,
    KeyFault.UNKNOWN_SERVICE: values.unknown_service,
    KeyFault.UNKNOWN_FLAG: values.unknown_flag,
    KeyFault.UNKNOWN_TAG: form.unknown_key_tag,
}  # what is wrong with an unreadable key is asked of its octets
_HARMLESS: Final = (KeyFault.UNKNOWN_HASH, KeyFault.UNKNOWN_SERVICE, KeyFault.UNKNOWN_FLAG, KeyFault.UNKNOWN_TAG)
_WHOLE_TAG: Final = (KeyFault.VERSION, KeyFault.UNKNOWN_KEY_TYPE)
_SMALL: Final = ("k", "h", "s", "t")


def judge_key(
    record: KeyRecord, *, domain: str, selector: str, key: PublicKey | KeyProblem | None
) -> tuple[Finding, ...]:
    """Everything that is wrong with a key record, in the order: its form, its values, its key.

    Arguments:
        record: the record.
        domain: where it stands, as in ``d=``.
        selector: where it stands, as in ``s=``.
        key: what :func:`~deliverkit.dkim.keys.crypto.load_public_key` made of its ``p=``; None where there was nothing
            to read.

    Returns:
        The findings; at most some dozens, however broken the record is.
    """
    return _Judge(record, domain, selector, key).findings()


class _Judge:
    """Judges one record and keeps what is found."""

    __slots__ = ("domain", "found", "key", "meant", "octets", "record", "repaired", "selector", "source", "usable")

    def __init__(self, record: KeyRecord, domain: str, selector: str, key: PublicKey | KeyProblem | None) -> None:
        self.record = record
        self.domain = domain
        self.selector = selector
        self.source = txt(f"{selector}._domainkey.{domain}").uri
        self.octets = record.text.encode("latin-1", "replace")
        self.found: list[Finding] = []
        self.meant = meant(record)
        if self.meant.record is not record and self.meant.record.public_key:
            key = load(self.meant.record.key_type, self.meant.record.public_key)
        self.key = key
        self.usable = self._usable()
        self.repaired: str | None = None  # built when a finding needs it: a good record needs none

    def _usable(self) -> PublicKey | None:
        if isinstance(self.key, PublicKey) and not self._has_several():
            return self.key
        return the_key(self.meant.record)

    @property
    def scars(self) -> tuple[Scar, ...]:
        return tuple(stain.scar for stain in self.meant.stains)

    def _has_several(self) -> bool:
        problems = self.meant.record.problems
        return any(problem.fault is KeyFault.REPEATED and problem.tag == "p" for problem in problems)

    def findings(self) -> tuple[Finding, ...]:
        if self._is_private():
            self._tell_private()
            return tuple(self.found)
        self._judge_form()
        self._judge_values()
        self._judge_key()
        return tuple(self.found)

    def _is_private(self) -> bool:
        if _PRIVATE.search(self.record.text):
            return True
        if self.usable is not None and not self._has_several():
            return False
        record = self.meant.record
        return "private-key" in [load(record.key_type, one) for one in candidates(record)]

    def tell(self, rule: Rule[...], span: tuple[int, int], **facts: Fact) -> None:
        """Keep what *rule* says of ``text[start:end]``."""
        known: dict[str, Fact] = {"domain": self.domain, "selector": self.selector, **facts}
        if "repaired" in rule.facts:
            if self.repaired is None:
                self.repaired = rebuilt(self.meant.record, self.usable)
            known = {"record": self.record.text, "repaired": self.repaired, **known}
        finding = rule(**{name: known[name] for name in rule.facts})
        self.found.append(finding.about(self.domain).seen_in(Evidence.cut(self.source, self.octets, *span)))

    def _tell_private(self) -> None:
        # what is shown ends where the key begins: a secret is not repeated
        tag = None if Scar.ORDER in self.scars else self.record.tags.get("p")
        start, end = (0, 0) if tag is None else (tag.start, tag.value_start)
        finding = of_octets.private_key_published(domain=self.domain, selector=self.selector)
        self.found.append(finding.about(self.domain).seen_in(Evidence.cut(self.source, self.octets[:end], start, end)))

    def _judge_form(self) -> None:
        for stain in self.meant.stains:
            piece = self.record.text[stain.start : stain.end]
            self.tell(_SCARS[stain.scar], (stain.start, stain.end), piece=piece)
        for problem in self._problems():
            rule, start, end = _PROBLEMS.get(problem.fault), problem.start, problem.end
            if rule is None:
                continue
            text = self.meant.record.text[start:end]
            word = text.partition("=")[2].strip() if problem.fault in _WHOLE_TAG else text
            self.tell(
                rule, self._span(problem), piece=text, tag=problem.tag, version=word, key_type=word.lower(), word=word
            )

    def _problems(self) -> list[KeyRecordProblem]:
        """The faults of the record as it was meant; where they are many, those that break it are not left out."""
        problems = self.meant.record.problems
        harmless = [one for one in problems if one.fault in _HARMLESS]
        return [one for one in problems if one.fault not in _HARMLESS][:_MOST_TOLD] + harmless[:_MOST_TOLD]

    def _span(self, problem: KeyRecordProblem) -> tuple[int, int]:
        """Where *problem*, which is one of the record as it was meant, stands in the record as it is."""
        if self.meant.record is self.record:
            return problem.start, problem.end
        same = [one for one in self.record.problems if (one.fault, one.tag) == (problem.fault, problem.tag)]
        return (same[0].start, same[0].end) if same else self.record.span(problem.tag)

    def _judge_values(self) -> None:
        record = self.meant.record
        if record.revoked:
            self.tell(values.key_revoked, self.record.span("p"))
            return
        if record.hashes is not None and "sha256" not in record.hashes:
            self.tell(values.hash_not_allowed, self.record.span("h"), hashes=record.hashes)
        if not {"*", "email"} & set(record.services):
            mended = rebuilt(record, self.usable, for_email=True)
            self.tell(values.service_not_email, self.record.span("s"), services=record.services, repaired=mended)
        if "y" in record.flags:
            mended = rebuilt(record, self.usable, tested=True)
            self.tell(values.testing_flag, self.record.span("t"), repaired=mended)
        for tag in filter(None, map(record.tags.get, _SMALL)):
            if tag.value != tag.value.lower():
                self.tell(form.capital_letters, self.record.span(tag.name), tag=tag.name, value=tag.value)

    def _judge_key(self) -> None:
        tag = None if Scar.PLUS in self.scars else self.record.tags.get("p")
        if tag is not None and self.record.public_key and (blanks := _BLANKS.findall(tag.value)):
            joint = _STRING - tag.value_start
            at_joint = len(tag.value) > joint > 0 and bool(_BLANKS.search(tag.value[joint - 1 : joint + 1]))
            self.tell(form.blanks_in_key, (tag.value_start, tag.end), count=len(blanks), at_joint=at_joint)
        span = self.record.span("p")
        if self.usable is not None:
            for said in of_public_key(self.usable, self.meant.record):
                self.tell(said.rule, span, **dict(said.facts))
        # what can be guessed to be a key, without the characters that are no base64, is none to a receiver
        guessed = self.meant.record.public_key is None and not any(one.severity is Severity.ERROR for one in self.found)
        unread = (
            why_unreadable(self.meant.record, self.key, self.record.text) if self.usable is None or guessed else None
        )
        if unread is not None:
            self.tell(unread.rule, span, **dict(unread.facts))
