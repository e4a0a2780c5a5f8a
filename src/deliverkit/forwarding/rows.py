"""What is shown of one stage of a way, line by line?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from textwrap import wrap
from typing import Final, NamedTuple

from .path import Because, ChainSeen, Fate, Path, SignatureSeen, Stage

__all__ = ["Row", "Tone", "fate_words", "heading", "plain", "rows_of", "title", "wrapped"]

_ODD: Final = re.compile(r"[^ -~]")
_MOST_SHOWN: Final = 300  # characters of what a stranger wrote
_MOST_SIGNATURES: Final = 8
_UNSEEN: Final = "never looked at: refused before"


class Tone(Enum):
    """How a line is coloured, beside its words."""

    GOOD = "good"
    BAD = "bad"
    OPEN = "open"  # neither, or not known


class Row(NamedTuple):
    """One line: what was judged, how it ended, and more about it."""

    label: str
    result: str
    detail: str
    tone: Tone = Tone.OPEN


_TONES: Final = {"pass": Tone.GOOD, "fail": Tone.BAD, "softfail": Tone.BAD, "permerror": Tone.BAD, "none": Tone.OPEN}
_FATES: Final = {
    Fate.ACCEPTED: ("accepted", Tone.GOOD),
    Fate.QUARANTINED: ("put into the spam folder", Tone.BAD),
    Fate.REFUSED: ("refused", Tone.BAD),
    Fate.UNKNOWN: ("not known what becomes of it: DMARC could not be judged", Tone.OPEN),
}
_REASONS: Final = {
    Because.NOTHING: "",
    Because.SPF: ": SPF fails at MAIL FROM",
    Because.DMARC: ": DMARC asks for it",
    Because.ARC: ": DMARC fails, but a trusted seal vouches for it",
    Because.PREMISE: ": taken as given",
}


def plain(text: str) -> str:
    """*text* in printable ASCII, and not too much of it."""
    cut = text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "..."
    return _ODD.sub(_escaped, cut)


def wrapped(text: str, columns: int) -> list[str]:
    """*text* in lines of so many columns; a name with hyphens is broken only where it has more."""
    return wrap(text, columns, break_on_hyphens=False)


def _escaped(match: re.Match[str]) -> str:
    mark = ord(match[0])
    return f"\\x{mark:02x}" if mark < 0x100 else f"\\u{mark:04x}" if mark < 0x10000 else f"\\U{mark:08x}"


def title(path: Path) -> str:
    """Whose mail it is, and how its signatures are meant."""
    how = "signatures are supposed, their keys not looked up" if path.symbolic else "a message, its signatures verified"
    return plain(f"Mail of {path.author or 'nobody'}: {how}")


def heading(stage: Stage) -> str:
    """Who hands the mail to whom."""
    address = f" [{stage.client_ip}]" if stage.client_ip else ""
    whom = f", for {stage.recipient}" if stage.recipient else ""
    return plain(f"{stage.host or 'the author'}{address} -> {stage.receiver}{whom}")


def rows_of(stage: Stage) -> Iterator[Row]:
    """The lines of *stage*, the texts in printable ASCII."""
    for row in _rows(stage):
        yield row._replace(result=plain(row.result), detail=plain(row.detail))


def _rows(stage: Stage) -> Iterator[Row]:
    if stage.changes:
        yield Row("Edits", "", ", ".join(stage.changes))
    yield Row("MAIL FROM", "", stage.envelope.address or "<>")
    if stage.spf is None:
        yield Row("SPF", "-", "not judged: the author's server is not given")
    else:
        yield Row("SPF", stage.spf_result, stage.spf.domain, _tone(stage.spf_result))
    unseen = stage.because is Because.SPF
    yield from _of_signatures(stage.signatures, unseen=unseen)
    if stage.chain.result != "none":
        yield _of_chain(stage.chain, unseen=unseen)
    yield _of_dmarc(stage, unseen=unseen)


def _tone(result: str) -> Tone:
    return _TONES.get(result, Tone.OPEN)


def _of_signatures(signatures: tuple[SignatureSeen, ...], *, unseen: bool) -> Iterator[Row]:
    if not signatures:
        yield Row("DKIM", "none", "not signed")
    for number, one in enumerate(signatures[:_MOST_SIGNATURES]):
        label = "" if number else "DKIM"
        who = f"{one.domain or '(no domain)'} s={one.selector}"
        if unseen:
            yield Row(label, "-", f"{who} {_UNSEEN}")
        else:
            why = one.why if one.broken is None else f"{one.broken.host} {one.broken.change} ({one.broken.part})"
            yield Row(label, one.result, f"{who}: {why}" if why else who, _tone(one.result))
    if len(signatures) > _MOST_SIGNATURES:
        yield Row("", "", f"and {len(signatures) - _MOST_SIGNATURES} more")


def _of_chain(chain: ChainSeen, *, unseen: bool) -> Row:
    sealers = ", ".join(dict.fromkeys(one.domain for one in chain.sealers))
    if unseen:
        return Row("ARC", "-", _UNSEEN)
    why = chain.why if chain.broken is None else f"{chain.broken.host} {chain.broken.change} ({chain.broken.part})"
    return Row("ARC", chain.result, f"{sealers}: {why}" if why else sealers, _tone(chain.result))


def _of_dmarc(stage: Stage, *, unseen: bool) -> Row:
    if unseen:
        return Row("DMARC", "-", _UNSEEN)
    if stage.dmarc is None or not stage.dmarc_result:
        return Row("DMARC", "-", "not known" if stage.author else "From names no author")
    if stage.aligned_by:
        return Row("DMARC", "pass", f"{stage.author}, by {' and '.join(map(str.upper, stage.aligned_by))}", Tone.GOOD)
    if not stage.fails_dmarc:
        return Row("DMARC", stage.dmarc_result, stage.author)
    aside = ": SPF passes, not aligned" if stage.spf_result == "pass" else ""
    return Row("DMARC", "fail", f"{stage.author} asks for {stage.dmarc.disposition.value}{aside}", Tone.BAD)


def fate_words(stage: Stage) -> tuple[str, Tone]:
    """What the server does with the mail, and why."""
    words, tone = _FATES[stage.fate]
    return words + _REASONS[stage.because] if stage.fate is not Fate.UNKNOWN else words, tone
