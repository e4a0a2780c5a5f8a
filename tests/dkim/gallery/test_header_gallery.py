"""Is what is done to headers on their way found and told, and is nothing told of what cannot be known?"""

from __future__ import annotations

from time import perf_counter
from typing import Final

import pytest

from deliverkit.dkim.damage import Damage
from dkim_header_gallery import BREAKAGES, CONTROLS, MESSAGES, NAMES, Breakage
from dkim_header_signer import KeyPair, ask, ed25519_key, fits_now, rsa_key, sign
from support import Figures

FIGURES: Final[dict[str, list[tuple[float, int]]]] = {"found": [], "unknown": []}
HIDDEN: Final[list[str]] = []
WAYS: Final = {"relaxed": True, "simple": False}
OF_ED25519: Final = (
    "list tag",
    "gateway tag",
    "tag and Reply-To",
    "no MIME-Version",
    "charset unquoted",
    "Reply-To added",
)

each_message = pytest.mark.parametrize("raw", MESSAGES.values(), ids=MESSAGES.keys())
each_way = pytest.mark.parametrize("relaxed", WAYS.values(), ids=WAYS.keys())
# not every edit can be made in every message
POSSIBLE: Final = [
    pytest.param(breakage, raw, id=f"{breakage.name}-{name}")
    for breakage in BREAKAGES
    for name, raw in MESSAGES.items()
    if breakage.edit(b"DKIM-Signature: v=1;\r\n a=rsa-sha256\r\n" + raw) is not None
]


def explained(raw: bytes, edited: bytes, key: KeyPair, figure: str) -> tuple[Damage, ...]:
    started = perf_counter()
    damages, tries = ask(edited, key)
    FIGURES[figure].append((perf_counter() - started, tries))
    return damages


def judged(breakage: Breakage, raw: bytes, relaxed: bool, key: KeyPair) -> None:
    signed = sign(raw, NAMES, relaxed=relaxed, key=key)
    assert fits_now(signed, key)
    edited = breakage.edit(signed)
    assert edited is not None
    wanted = breakage.relaxed if relaxed or breakage.simple is None else breakage.simple
    if fits_now(edited, key):
        assert not breakage.relaxed
        HIDDEN.append(breakage.name)
        return
    damages = explained(raw, edited, key, "found")
    assert {one.kind: one.finding.remedy.by.value for one in damages} == (wanted or {"field-refolded": "sending admin"})
    for one in damages:
        assert one.finding.code == f"dkim.{one.kind}"
        assert dict(one.finding.facts)["domain"] == "a.example"
        assert dict(one.finding.facts)["selector"] == "s1"
        assert one.finding.message
        assert one.finding.remedy.text
        assert one.place
    marks = [one.finding.evidence[0].marked for one in damages]
    assert all(marks)
    assert not breakage.marked or breakage.marked in marks


@each_way
@pytest.mark.parametrize(("breakage", "raw"), POSSIBLE)
def test_found(breakage: Breakage, raw: bytes, relaxed: bool) -> None:
    judged(breakage, raw, relaxed, rsa_key())


@each_way
@each_message
@pytest.mark.parametrize("breakage", [one for one in BREAKAGES if one.name in OF_ED25519], ids=lambda one: one.name)
def test_found_with_ed25519(breakage: Breakage, raw: bytes, relaxed: bool) -> None:
    judged(breakage, raw, relaxed, ed25519_key())


@each_way
@each_message
@pytest.mark.parametrize("name", CONTROLS)
def test_unknown(name: str, raw: bytes, relaxed: bool) -> None:
    edited = CONTROLS[name](sign(raw, NAMES, relaxed=relaxed))
    assert edited is not None
    assert not fits_now(edited)
    assert explained(raw, edited, rsa_key(), "unknown") == ()


def test_figures(figures: Figures) -> None:
    """The last test here: what those before it found."""
    found, unknown = FIGURES["found"], FIGURES["unknown"]
    slowest, _ = max(found, default=(0.0, 0))
    hardest = max((tries for _, tries in found), default=0)
    figures(
        f"DKIM, gallery of headers: {len(found)} edits explained, the slowest in {slowest * 1000:.0f} ms, the hardest "
        f"in {hardest} tries; {len(HIDDEN)} hidden by the canonicalization; {len(unknown)} left unknown, the "
        f"slowest in {max(unknown, default=(0.0, 0))[0] * 1000:.0f} ms"
    )
