"""Which of the records at this selector are key records, and what do the others do there?  (RFC 6376 section 3.6.2)"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from ...core.evidence import Evidence
from ...core.findings import Finding
from ...core.questions import Answer, Status, Txt, txt
from ..rules import key as rules
from ..rules import key_octets as octet_rules
from ..rules import key_values as value_rules
from .public import PublicKey
from .record import parse_key
from .repair import load, the_key

__all__ = ["findings_of_answer", "is_key_record", "read_keys", "where_it_stands", "without_parts"]

_MOST_SHOWN: Final = 10  # records of one answer
_MOST_JOINED: Final = 4  # records that may be parts of one key

# what stands at a selector by a wildcard or by mistake: other records that say what they are
_OTHER: Final = re.compile(r'[\s"]*+(?:v[ \t]*+=[ \t]*+(?:spf|DMARC|TLSRPT|STS|BIMI)|spf2\.0/)', re.IGNORECASE)
# a key, or what was meant to be one: its version, its p=, the lines around it, or DER in base64
_KEY: Final = re.compile(
    r"\bv[ \t]*+=[^;]{0,4}?DKIM|(?:^|[;\s\"])p[ \t]*+=|-----BEGIN "
    r"|^[ \t\"]*+DKIM1|^[ \t\"]*+M[CEFGHI][A-Za-z0-9+/]{30}",
    re.IGNORECASE,
)
_BASE64: Final = re.compile(r"[A-Za-z0-9+/=\s]++;?")


def is_key_record(text: str) -> bool:
    """Whether *text*, one character an octet, is a key record, or was meant to be one."""
    return text.startswith("v=DKIM1;") or (_OTHER.match(text) is None and _KEY.search(text) is not None)


def read_keys(answer: Answer[Txt]) -> tuple[str, ...]:
    """The texts of the key records in *answer*, which is what was found at a selector, in its order, each once.

    What was meant to be a key record counts; a record of SPF, which a wildcard brings, does not. One character of a
    text stands for one octet; :func:`deliverkit.dkim.keys.record.parse_key` reads it.
    """
    found = [text for text in _texts(answer) if is_key_record(text)]
    return tuple(found if len(found) < 2 else dict.fromkeys(found))


def _texts(answer: Answer[Txt]) -> list[str]:
    return [record.data.decode("latin-1") for record in answer.records]


def findings_of_answer(
    domain: str, selector: str, answer: Answer[Txt], *, keep: str | None = None
) -> tuple[Finding, ...]:
    """What is wrong with what stands at a selector, beside the key records themselves.

    Arguments:
        domain: the domain in normal form, as in ``d=``.
        selector: the selector in normal form, as in ``s=``.
        answer: what the look-up of the key brought; of one that failed, nothing is said.
        keep: of several key records the one that the server signs with, empty where it is none of them; None where
            that is not known.

    Returns:
        The findings; at least one where there is no key record.
    """
    if answer.status is Status.UNREACHABLE:
        return ()
    if not answer.records:
        return (_nothing(domain, selector, answer).about(domain),)
    texts = _texts(answer)
    keys = [text for text in texts if is_key_record(text)]
    others = [text for text in texts if not is_key_record(text)]
    if not keys:
        return (_seen(rules.not_a_key_record(domain=domain, selector=selector, records=tuple(texts)), others),)
    if (joined := _joined(keys, others)) is not None:
        found = rules.key_in_two_records(domain=domain, selector=selector, records=tuple(texts), joined=joined)
        return (_seen(found, texts),)
    return (
        *([_seen(_several(domain, selector, keys, keep), keys)] if len(keys) > 1 else ()),
        *(
            _seen(rules.stray_record(domain=domain, selector=selector, record=text), [text])
            for text in others[:_MOST_SHOWN]
        ),
    )


def _nothing(domain: str, selector: str, answer: Answer[Txt]) -> Finding:
    if answer.aliases:
        return rules.dangling_alias(domain=domain, selector=selector, target=answer.aliases[-1])
    return rules.no_key(domain=domain, selector=selector, name_exists=answer.status is not Status.NO_NAME)


def _seen(finding: Finding, texts: list[str]) -> Finding:
    domain, selector = finding["domain"], finding["selector"]
    source = txt(f"{selector}._domainkey.{domain}").uri
    cuts = (Evidence.cut(source, text.encode("latin-1")) for text in texts[:_MOST_SHOWN])
    return finding.about(domain).seen_in(*cuts)


def _several(domain: str, selector: str, keys: list[str], keep: str | None) -> Finding:
    usable = [text for text in dict.fromkeys(keys[:_MOST_SHOWN]) if _is_usable(text)]
    only = usable[0] if len(usable) == 1 and len(keys) <= _MOST_SHOWN else ""
    chosen = only if keep is None else keep
    return rules.multiple_keys(domain=domain, selector=selector, records=tuple(keys), usable=len(usable), chosen=chosen)


def _is_usable(text: str) -> bool:
    record = parse_key(text)
    return record.follows_grammar and bool(record.public_key) and the_key(record) is not None


def _joined(keys: list[str], others: list[str]) -> str | None:
    """The one record whose parts stand in several; None where they are no parts of one."""
    if len(keys) != 1 or not others or len(others) >= _MOST_JOINED or not all(map(_BASE64.fullmatch, others)):
        return None
    head = keys[0]
    if _is_usable(head):
        return None
    left = sorted(others, key=len, reverse=True)  # all parts but the last are full strings
    record = parse_key(head + "".join(left))
    whole = load(record.key_type, record.public_key or b"")
    return record.text if record.follows_grammar and isinstance(whole, PublicKey) else None


# what is wrong with a part of a key is that it is a part
_OF_PARTS: Final = frozenset(
    {octet_rules.truncated_key.code, octet_rules.unreadable_key.code, value_rules.key_revoked.code}
)


def without_parts(findings: Iterable[Finding], of_answer: Iterable[Finding]) -> tuple[Finding, ...]:
    """*findings* about key records, without what is explained by *of_answer*: a part of a key is no cut key."""
    told = tuple(findings)
    if all(one.code != rules.key_in_two_records.code for one in of_answer):
        return told
    return tuple(one for one in told if one.code not in _OF_PARTS)


def where_it_stands(findings: Iterable[Finding], answer: Answer[Txt]) -> tuple[Finding, ...]:
    """The same findings; behind a CNAME, their remedies publish where it leads, for nothing may stand beside a CNAME.

    "If a CNAME RR is present at a node, no other data should be present" (RFC 1034 section 3.6.2).
    """
    told = tuple(findings)
    return tuple(_moved(one, answer.aliases[-1]) for one in told) if answer.aliases else told


def _moved(finding: Finding, target: str) -> Finding:
    remedy = finding.remedy
    if remedy.publish is None:
        return finding
    text = f"{remedy.text}, at {target}, where the CNAME leads (when that is your provider's, tell the provider)"
    return Finding(
        code=finding.code,
        severity=finding.severity,
        message=finding.message,
        remedy=replace(remedy, text=text, publish=replace(remedy.publish, owner=target)),
        subject=finding.subject,
        facts=finding.facts,
        evidence=finding.evidence,
        cites=finding.cites,
    )
