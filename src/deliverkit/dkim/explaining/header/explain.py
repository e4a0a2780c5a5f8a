"""What was done to the header after it was signed?  Edits are undone until the signature fits (RFC 6376 section 3.7).

Every damage that is returned is proved: with these edits undone, the octets are those that were signed. Single edits
are tried first, then two, three and four together, the likeliest first. There is no end of combinations, so what is
tried is bounded by itself: where all of it was tried, no usual edit explains the signature; where the effort did not
reach so far, that is told as a limit.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from heapq import merge
from itertools import islice
from typing import Final, NamedTuple, TypeAlias

from ....message import Message
from ...damage import Damage, Fits, Hint
from ...effort import Effort
from ...fields import header_input, select, without_value
from ...signature import SignatureHeader
from .edits import possible_edits, ranked
from .octets import Edit, Joined, SignedHeader
from .telling import damages_of, mismatched

__all__ = ["explain_header"]

_Try: TypeAlias = Callable[[bytes], bool | None]
_MOST_TOGETHER: Final = 4
_PRICE: Final = 1  # of one more edit
_MOST_COMBINED: Final = 150  # edits of one piece that are combined with others
_MOST_STEPS: Final = 300_000  # combinations that are looked at, those of one piece with itself too
_PASSES: Final = 2  # over the octets of one try: they are put together and hashed
_FIRST_PASSES: Final = 8  # over those of the first, for which the header is taken to pieces too
_MOST_ALONE: Final = 12_000  # edits that are tried
_MOST_TRIED: Final = 24_000  # combinations that are; behind them, more tries would find chance, not a cause


def explain_header(
    message: Message,
    signature: SignatureHeader,
    fits: Fits,
    effort: Effort,
    hints: tuple[Hint, ...] = (),
    *,
    list_footer: bool = False,
) -> tuple[Damage, ...]:
    """What was done to the signed fields; empty when no edit that is known explains the signature.

    Arguments:
        message: the message.
        signature: the signature, whose header does not fit.
        fits: whether the signature was made over these octets.
        effort: what may be spent.
        hints: fields as they must have been by what was done to the body; of one name, alternatives.
        list_footer: whether a mailing list's footer was found in the body.
    """

    def attempt(octets: bytes, passes: int = _PASSES) -> bool | None:
        """Whether these octets were signed; None when nothing may be spent any more."""
        if not effort.spend(passes * len(octets)):
            return None
        if fits(octets):
            return True
        return None if effort.ran_out else False

    tried = attempt(_other_form(message, signature), _FIRST_PASSES)
    if tried:
        return (mismatched(signature),)
    header = SignedHeader(message, signature, relaxed=signature.relaxed_header)
    found = None if tried is None else _search(header, hints, attempt)
    return damages_of(header, found, list_footer=list_footer) if found else ()


def _other_form(message: Message, signature: SignatureHeader) -> bytes:
    """The octets of the header by the algorithm that ``c=`` does not name."""
    field = signature.field
    covered = select(message.fields, signature.names, field.start)
    own = without_value(field.raw, *signature.value_span)
    return header_input(covered, own, field.colon, relaxed=not signature.relaxed_header)


def _search(header: SignedHeader, hints: tuple[Hint, ...], attempt: _Try) -> tuple[Edit, ...] | None:
    joined = Joined(header.pieces)
    for together in _candidates(header, hints):
        tried = attempt(joined.undo(together))
        if tried is not False:
            return together if tried else None
    return None


def _candidates(header: SignedHeader, hints: tuple[Hint, ...]) -> Iterator[tuple[Edit, ...]]:
    """Every edit alone, then several together; where trying is dear, the likeliest first, however many they are."""
    if header.signature.key_type == "ed25519":
        yield from _mixed(ranked(header, list(islice(possible_edits(header, hints), _MOST_ALONE))))
        return
    edits: list[Edit] = []
    for edit in islice(possible_edits(header, hints), _MOST_ALONE):
        edits.append(edit)
        yield (edit,)
    yield from islice(_together(ranked(header, edits)), _MOST_TRIED)


def _mixed(edits: list[Edit]) -> Iterator[tuple[Edit, ...]]:
    """The edits alone and together, by what they cost."""
    alone = ((edit.cost, 0, number, (edit,)) for number, edit in enumerate(edits))
    together = ((_cost(some), 1, number, some) for number, some in enumerate(islice(_together(edits), _MOST_TRIED)))
    yield from (some for _, _, _, some in merge(alone, together))


def _cost(edits: tuple[Edit, ...]) -> int:
    return sum(edit.cost for edit in edits) + _PRICE * (len(edits) - 1)


def _together(edits: list[Edit]) -> Iterator[tuple[Edit, ...]]:
    """Two to four edits of different pieces, by what they cost; a sweeping one is undone before the others."""
    pool = _pool(edits)
    costs = [edit.cost for edit in pool]
    masks = [0 if edit.sweeping else sum(1 << number for number in {at for at, _ in edit.pieces}) for edit in pool]
    steps = iter(range(_MOST_STEPS))
    dearest = max(costs, default=0)
    for total in range(dearest * _MOST_TOGETHER + _PRICE * _MOST_TOGETHER):
        for size in range(2, _MOST_TOGETHER + 1):
            for chosen in _choices(_Pool(costs, masks, steps), size, total - _PRICE * (size - 1), 0, 0):
                together = tuple(pool[number] for number in chosen)
                yield together if all(map(masks.__getitem__, chosen)) else _sweeping_first(together)


def _sweeping_first(edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    return tuple(sorted(edits, key=lambda one: not one.sweeping))


def _pool(edits: list[Edit]) -> list[Edit]:
    """The edits that are combined: the likeliest for each piece."""
    taken: dict[int, int] = {}
    pool: list[Edit] = []
    for edit in edits:
        at = edit.pieces[0][0]
        taken[at] = taken.get(at, 0) + 1
        if edit.sweeping or taken[at] <= _MOST_COMBINED:
            pool.append(edit)
    return pool


class _Pool(NamedTuple):
    """Edits to choose from: their costs, rising, the pieces each one takes, as bits, and the steps that are left."""

    costs: list[int]
    masks: list[int]
    steps: Iterator[int]


def _choices(pool: _Pool, size: int, total: int, first: int, taken: int) -> Iterator[tuple[int, ...]]:
    """So many edits from number *first* on, of pieces that are not *taken*, that cost *total*; as deep as *size*."""
    costs, masks, steps = pool
    # the last one has to bring all that is missing, the others at most their share
    start = bisect_left(costs, total, first) if size == 1 else first
    for number in range(start, bisect_right(costs, total // size)):
        if next(steps, None) is None:
            return
        if taken & masks[number]:
            continue
        if size == 1:
            yield (number,)
            continue
        for rest in _choices(pool, size - 1, total - costs[number], number + 1, taken | masks[number]):
            yield (number, *rest)
