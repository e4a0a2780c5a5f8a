"""What do key, body and header say of this signature?  Heard before anything is said of it (RFC 6376 section 6.1)."""

from __future__ import annotations

from typing import Final, NamedTuple

from ...core.questions import Answer, Dns, Txt, txt
from ...core.quick import new
from ...message import Message
from ..keys.answer import read_keys
from ..keys.cache import KeyCache
from ..keys.fitness import KeyFitness
from ..settings import Settings
from ..signature import SignatureHeader
from .form import is_askable
from .judging import Bodies, KeyJudged, judge_body, judge_key_of, signed_octets
from .result import Leg

__all__ = ["Heard", "Run", "hear", "question_of"]


class Run(NamedTuple):
    """What all signatures of one verification share.

    Arguments:
        message: the message, its lines ending in CRLF.
        bodies: its body, hashed.
        keys: the cache of keys.
        settings: the settings.
        now: the time in seconds since 1970, or None where no signature depends on it.
    """

    message: Message
    bodies: Bodies
    keys: KeyCache
    settings: Settings
    now: float | None


class Heard(NamedTuple):
    """A signature with the answer about its key, and the three judgements.

    Arguments:
        header: the signature.
        question, answer: its key, asked for; None where the form of the signature forbids to go on.
        keys: the keys at its selector, the one that fits best first.
        more_keys: how many stand there beside them, which were not tried.
        octets: the octets of the header that it signs.
        body: the judgement of the body hash.
        covered, whole: how many octets of the canonical body it covers, and how many there are.
        fits: whether all three judgements say so; without that nothing passes, whatever else is said.
    """

    header: SignatureHeader
    question: Dns[Txt] | None
    answer: Answer[Txt] | None
    keys: tuple[KeyJudged, ...]
    more_keys: int
    octets: bytes
    body: Leg
    covered: int
    whole: int
    fits: bool

    @property
    def key(self) -> KeyJudged | None:
        """The key that fits best, if there is any."""
        return self.keys[0] if self.keys else None

    @property
    def signed(self) -> Leg:
        """The judgement of the header hash."""
        return self.keys[0].signed if self.keys else Leg.NOT_JUDGED

    @property
    def needs_explaining(self) -> bool:
        """Whether something was changed, so that what it was is looked for."""
        return self.body is Leg.DIFFERS or self.signed is Leg.DIFFERS


def question_of(header: SignatureHeader) -> Dns[Txt] | None:
    """The look-up of its key (RFC 6376 section 3.6.2.1), or None where the signature cannot be judged."""
    return txt(header.key_name) if is_askable(header) else None


_USABLE: Final = KeyFitness.FITS
_FITS: Final = Leg.FITS
_MOST_KEYS: Final = 10  # of one selector
_BEST_FIRST: Final = (Leg.FITS, Leg.DIFFERS, Leg.FOREIGN, Leg.NOT_JUDGED)


def hear(run: Run, header: SignatureHeader, question: Dns[Txt] | None, answer: Answer[Txt] | None) -> Heard:
    """Judge one signature by the answer about its key; nothing was asked where :func:`question_of` gave nothing."""
    if question is None or answer is None:
        return Heard(header, None, None, (), 0, b"", Leg.NOT_JUDGED, 0, 0, False)
    octets = signed_octets(run.message, header)
    domain, selector = header.domain, header.selector
    texts = read_keys(answer)
    keys = [judge_key_of(header, run.keys.read(domain, selector, text), octets) for text in texts[:_MOST_KEYS]]
    # "TXT RRs MUST be unique for a particular selector name; that is, if there are multiple records in an RRset, the
    # results are undefined" (section 3.6.2.2): each is tried, as some verifiers do
    if len(keys) > 1:
        keys.sort(key=lambda one: _BEST_FIRST.index(one.signed))
    body, covered, whole = judge_body(run.bodies, header)
    best = keys[0] if keys else None
    fits = best is not None and best.fitness is _USABLE and body is best.signed is _FITS
    more = len(texts) - len(keys)
    return new(Heard, (header, question, answer, tuple(keys), more, octets, body, covered, whole, fits))
