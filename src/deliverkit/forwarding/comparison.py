"""What would SRS change, and what would a signature that stays whole?  Four ways of one mail, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from .. import dkim
from ..core.findings import Finding
from ..core.outcome import Outcome, Unknown
from ..core.steps import Runnable, Steps, check, together
from ..dkim.arguments import expect
from ..dkim.settings import DEFAULT_SETTINGS
from ..message import Message
from .changes import Change, Footer
from .hops import EnvelopeUse, Hop, Origin, Receiver, Signing
from .path import Path
from .rows import plain, wrapped
from .simulation import simulate_forwarding

__all__ = ["Comparison", "compare"]

_RECEIVER: Final = Receiver()
_EDITS: Final[tuple[Change, ...]] = (Footer(),)
_INTACT: Final = "DKIM intact"
_BROKEN: Final = "DKIM broken"


class Comparison(NamedTuple):
    """Four ways of one mail.

    Arguments:
        plain_intact: the sender is kept, and nobody edits the mail.
        srs_intact: the sender is rewritten with SRS, and nobody edits the mail.
        plain_broken: the sender is kept, and the mail is edited.
        srs_broken: the sender is rewritten, and the mail is edited.
    """

    plain_intact: Path
    srs_intact: Path
    plain_broken: Path
    srs_broken: Path

    def lines(self, *, intact: str = _INTACT, broken: str = _BROKEN, head: str = "", width: int = 100) -> list[str]:
        """The table as lines: a row with the mail as it is, a row with it edited; plain forwarding, then SRS.

        Arguments:
            intact, broken: what the rows are called.
            head: what stands above them.
            width: the most columns of a line; a cell that does not fit goes on below itself.
        """
        rows = (
            (head, "plain", "with SRS"),
            (intact, self.plain_intact.summary, self.srs_intact.summary),
            (broken, self.plain_broken.summary, self.srs_broken.summary),
        )
        cells = [[plain(cell) for cell in row] for row in rows]
        first = max(len(row[0]) for row in cells) + 3
        room = max(10, width - first)
        second = min(max(len(row[1]) for row in cells) + 2, max(10, room // 2))
        lines: list[str] = []
        for row in cells:
            left, right = wrapped(row[1], second - 2), wrapped(row[2], max(10, room - second))
            for at in range(max(len(left), len(right))):
                name = "" if at else row[0]
                one = left[at] if at < len(left) else ""
                other = right[at] if at < len(right) else ""
                lines.append(f"{name:{first}}{one:{second}}{other}".rstrip())
        return lines

    def __str__(self) -> str:
        return "\n".join(self.lines())


@check
def compare(
    message_or_author: bytes | bytearray | memoryview | Message | str,
    hops: Sequence[Hop],
    *,
    receiver: Receiver = _RECEIVER,
    sender: str | None = None,
    origin: Origin | None = None,
    signed: Sequence[Signing] | None = None,
    edits: Sequence[Change] = _EDITS,
    settings: dkim.Settings = DEFAULT_SETTINGS,
) -> Steps[Outcome[Comparison]]:
    """Pass a mail on in four ways: with and without SRS, with DKIM intact and broken by an edit.

    Hops that keep the sender or use SRS do the one in half of the ways and the other in the other half; the others stay
    as they are. In the ways with DKIM intact no hop edits the mail; in the others each does what it does, and the first
    one does *edits* where none does anything.

    Arguments:
        message_or_author, hops, receiver, sender, origin, signed, settings: as in
            :func:`deliverkit.forwarding.simulate_forwarding`.
        edits: what breaks the signature where no hop edits the mail.

    Returns:
        A check whose outcome's value is the :class:`Comparison`, with the findings of all four ways, each once. The
        value is None where the author given has no domain.

    Raises:
        UsageError: as there.

    >>> import deliverkit as dk
    >>> world = dk.TableResolver({
    ...     ("_dmarc.a.example", "TXT"): ["v=DMARC1; p=reject"],
    ...     ("a.example", "TXT"): ["v=spf1 ip4:192.0.2.1 -all"],
    ...     ("b.example", "TXT"): ["v=spf1 ip4:198.51.100.7 -all"],
    ... })
    >>> print(dk.run(compare("anna@a.example", [Hop("b.example", "198.51.100.7")]), resolver=world).value)
                  plain                  with SRS
    DKIM intact   DMARC pass             DMARC pass
    DKIM broken   DMARC fail: SPF fails  DMARC fail: SPF passes, not aligned
    """
    expect("compare(hops=...)", hops, Sequence, "several hops, such as [forwarding.Hop('mx.b.example', '192.0.2.7')]")
    expect("compare(edits=...)", edits, Sequence, "several changes")
    given = tuple(hops)
    for one in given:
        expect("compare(hops=...)", one, Hop, "several of forwarding.Hop")
    ways = [(use, whole) for whole in (True, False) for use in (EnvelopeUse.KEEP, EnvelopeUse.SRS)]
    checks: list[Runnable[Outcome[Path]]] = [
        simulate_forwarding(
            message_or_author,
            _varied(given, use, None if whole else tuple(edits)),
            receiver=receiver,
            sender=sender,
            origin=origin,
            signed=signed,
            settings=settings,
        )
        for use, whole in ways
    ]
    outcomes = yield from together(*checks)
    findings: dict[Finding, None] = {one: None for outcome in outcomes for one in outcome.findings}
    unknown: dict[Unknown, None] = {one: None for outcome in outcomes for one in outcome.unknown}
    paths = [outcome.value for outcome in outcomes if outcome.value is not None]
    value = Comparison(*paths) if paths else None
    return Outcome(value=value, findings=tuple(findings), unknown=tuple(unknown))


def _varied(hops: tuple[Hop, ...], use: EnvelopeUse, edits: tuple[Change, ...] | None) -> list[Hop]:
    edited = any(hop.changes for hop in hops)
    varied: list[Hop] = []
    for number, hop in enumerate(hops):
        changes = () if edits is None else hop.changes if edited or number else edits
        both = hop.envelope in (EnvelopeUse.KEEP, EnvelopeUse.SRS)
        varied.append(replace(hop, changes=changes, envelope=use if both else hop.envelope))
    return varied
