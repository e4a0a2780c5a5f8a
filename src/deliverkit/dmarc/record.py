"""What does a DMARC record ask for, as receivers read it?  (RFC 9989 sections 4.7, 4.8 and 4.10.1; RFC 7489 beside it)

Nothing is repaired here: what cannot be read is left out, as the standard says, and kept as a :class:`Fault`.
"""

from __future__ import annotations

from enum import Enum
from typing import Final, NamedTuple

from .grammar import (
    KNOWN,
    POLICY_TAGS,
    REMOVED,
    Fault,
    Tag,
    Wrong,
    first_values,
    is_dmarc,
    is_dmarc_text,
    is_valid,
    percentage,
    read_tags,
    text_of,
)
from .uris import ReportUri, read_uris

__all__ = [
    "KNOWN",
    "REMOVED",
    "Disposition",
    "Fault",
    "Mode",
    "Record",
    "ReportUri",
    "Tag",
    "Wrong",
    "is_dmarc",
    "is_dmarc_text",
    "is_valid",
    "percentage",
    "read",
    "text_of",
]

_ADDRESSES: Final = ("rua", "ruf")


class Disposition(Enum):
    """What the owner of a domain asks receivers to do with mail that fails (RFC 9989 section 4.7)."""

    NONE = "none"
    QUARANTINE = "quarantine"
    REJECT = "reject"


class Mode(Enum):
    """How near the domain of an identifier must be to the author's (RFC 9989 section 3.2.10)."""

    RELAXED = "r"
    STRICT = "s"


class Record(NamedTuple):
    """A DMARC record as receivers read it.

    Arguments:
        text: the whole text.
        tags: everything of the form ``name=value``, in order, repeated and unknown ones included.
        faults: what cannot be read, in order.
        p, sp, np: the policies as they stand there; None where one is absent or none that exists.
        adkim, aspf: how strict the alignment has to be.
        fo: the options of failure reports.
        psd: ``y``, ``n`` or ``u``.
        testing: ``t=y``.
        rua, ruf: where aggregate and failure reports are to go.
        percent: ``pct=``, which only receivers that keep to RFC 7489 obey.
        begins: it begins with ``v=DMARC1``; otherwise receivers ignore it as a whole.
        sound: the policies are such that they count: there is a valid ``p=``, and no ``sp=`` or ``np=`` that is not.
        sound_7489: the same by RFC 7489, which knows no ``np=``.
    """

    text: str
    tags: tuple[Tag, ...] = ()
    faults: tuple[Fault, ...] = ()
    p: Disposition | None = None
    sp: Disposition | None = None
    np: Disposition | None = None
    adkim: Mode = Mode.RELAXED
    aspf: Mode = Mode.RELAXED
    fo: tuple[str, ...] = ("0",)
    psd: str = "u"
    testing: bool = False
    rua: tuple[ReportUri, ...] = ()
    ruf: tuple[ReportUri, ...] = ()
    percent: int = 100
    begins: bool = False
    sound: bool = False
    sound_7489: bool = False

    def tag(self, name: str) -> Tag | None:
        """The first tag of that *name*, or None."""
        return next((tag for tag in self.tags if tag.name == name), None)

    @property
    def reports(self) -> bool:
        """Whether aggregate reports are asked for at one valid address or more."""
        return any(uri.valid for uri in self.rua)

    @property
    def usable(self) -> bool:
        """Whether receivers do anything with it; False is "no DMARC processing" (RFC 9989 section 4.10.1)."""
        return self.begins and (self.sound or self.reports)

    @property
    def policy(self) -> Disposition:
        """The policy for the domain itself: ``p=``, or none where the policies do not count."""
        # section 4.10.1: "MUST act as if a record containing "p=none" was retrieved and continue processing"
        return self.p if self.sound and self.p else Disposition.NONE

    def policy_for(self, subdomain: bool, exists: bool = True) -> Disposition:
        """The policy for a domain.

        Arguments:
            subdomain: it is one below the domain of the record, and has no record of its own.
            exists: it exists; a name that the DNS answers with NXDOMAIN does not.
        """
        if not subdomain or not self.sound:
            return self.policy
        # section 4.10.1: "from the "sp" tag (if any) if the Author Domain exists, or the "np" tag (if any) if the
        # Author Domain does not exist"; section 4.7, np: if absent, that of "sp", or of "p"
        return (None if exists else self.np) or self.sp or self.policy

    def requested(self, disposition: Disposition) -> Disposition:
        """What is asked for once ``t=y`` has lowered *disposition* by one level."""
        # section 4.7, t: "the policy applied to any failing messages will be one level below the specified policy"
        return _LOWER[disposition] if self.testing else disposition

    @property
    def usable_7489(self) -> bool:
        """The same as :attr:`usable`, for receivers that keep to RFC 7489 section 6.6.3."""
        return self.begins and (self.sound_7489 or self.reports)

    def policy_for_7489(self, subdomain: bool) -> Disposition:
        """The policy for a domain by RFC 7489, which has neither ``np=`` nor ``t=``; ``pct=`` is left to the caller."""
        if not self.sound_7489 or self.p is None:
            return Disposition.NONE
        return self.sp or self.p if subdomain else self.p


_LOWER: Final = {
    Disposition.NONE: Disposition.NONE,
    Disposition.QUARANTINE: Disposition.NONE,
    Disposition.REJECT: Disposition.QUARANTINE,
}
_DISPOSITIONS: Final = {one.value: one for one in Disposition}
_MODES: Final = {one.value: one for one in Mode}


def read(text: str) -> Record:
    """Read the record *text* as receivers do; any text will do."""
    tags, faults = read_tags(text)
    begins = is_dmarc_text(text)
    if not begins:
        faults.insert(0, Fault(Wrong.VERSION, "v", *(tags[0].span if tags else (0, len(text)))))
    first = first_values(tags)
    good = {name: value for name, value in first.items() if is_valid(name, value)}
    spoilt = {name for name in POLICY_TAGS if name in first and name not in good}
    percent = percentage(first.get("pct", ""))
    addresses = {name: _addresses(tags, name) for name in _ADDRESSES}
    return Record(
        text=text,
        tags=tuple(tags),
        faults=tuple(faults),
        p=_DISPOSITIONS.get(good.get("p", "")),
        sp=_DISPOSITIONS.get(good.get("sp", "")),
        np=_DISPOSITIONS.get(good.get("np", "")),
        adkim=_MODES[good.get("adkim", "r")],
        aspf=_MODES[good.get("aspf", "r")],
        fo=tuple(good.get("fo", "0").split(":")),
        psd=good.get("psd", "u"),
        testing=good.get("t") == "y",
        rua=addresses["rua"],
        ruf=addresses["ruf"],
        percent=100 if percent is None else percent,
        begins=begins,
        sound="p" in good and not spoilt,
        sound_7489="p" in good and "sp" not in spoilt,
    )


def _addresses(tags: list[Tag], name: str) -> tuple[ReportUri, ...]:
    tag = next((tag for tag in tags if tag.name == name), None)
    return () if tag is None else read_uris(tag.value, tag.value_span[0])
