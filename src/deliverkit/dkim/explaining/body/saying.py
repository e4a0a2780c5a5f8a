"""Which rule tells of this edit of the body?"""

from __future__ import annotations

from typing import Final

from ....core.findings import Finding, Fixer
from ....core.rules import Rule, catalogue
from ...rules import body_damage, body_recoding
from ...signature import SignatureHeader
from .edits import Edit
from .marks import readable

__all__ = ["finding_of", "findings_together"]

_RULES: Final[dict[str, Rule[...]]] = {
    code.removeprefix("dkim."): rule for code, rule in catalogue(body_damage, body_recoding).items()
}
_TOGETHER: Final = {
    Fixer.SENDING_ADMIN: "several-changes-by-sender",
    Fixer.RECEIVING_ADMIN: "several-changes-by-receiver",
}

_ALONG: Final = ("dkim.transfer-encoding-changed", "dkim.encoded-anew", "dkim.charset-changed")


def finding_of(kind: str, signature: SignatureHeader, edit: Edit, octets: int, *, key_fits: bool) -> Finding:
    """The finding that *edit* is, by the rule called *kind*; *octets* came in."""
    return _said(
        kind,
        {
            "domain": signature.domain,
            "selector": signature.selector,
            "key_fits": key_fits,
            "place": edit.place,
            "octets": octets,
            "text": readable(edit.text),
            "was": edit.was,
            "now": edit.now,
            "count": edit.times,
            "content_type": edit.now,
            "service": edit.now,
            "declared": edit.now,
            "used": edit.was,
            "width": int(edit.was) if kind == "lines-wrapped" else 0,
        },
    )


def findings_together(
    parts: list[Finding], signature: SignatureHeader, changes: tuple[str, ...], text: bytes, octets: int
) -> tuple[str, Finding]:
    """The one finding for *parts*, which were done one upon the other, and its rule: by who can mend all of them."""
    # who adds to a text often encodes it anew, and does not once nothing is added
    parts = sorted(parts, key=lambda part: part.code in _ALONG)
    by = {part.remedy.by for part in parts if part.code not in _ALONG} or {part.remedy.by for part in parts}
    kind = _TOGETHER.get(by.pop(), "several-changes") if len(by) == 1 else "several-changes"
    facts: dict[str, object] = {
        "domain": signature.domain,
        "selector": signature.selector,
        "key_fits": parts[0]["key_fits"],
        "changes": changes,
        "remedies": tuple(dict.fromkeys(part.remedy.text for part in parts)),
        "octets": octets,
        "text": readable(text),
    }
    return kind, _said(kind, facts)


def _said(kind: str, known: dict[str, object]) -> Finding:
    rule = _RULES[kind]
    return rule(**{name: known[name] for name in rule.facts})
