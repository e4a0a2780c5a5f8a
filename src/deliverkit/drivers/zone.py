"""What would this zone file answer, offline?  (RFC 1034 section 4.3.2, RFC 4592, RFC 2308)"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from ..core.names import fits, parents
from ..core.questions import Answer, Dns, Status
from .aliases import follow
from .zonefile import Record, ZonePath, ZoneText, read_file, read_text

__all__ = ["ZoneResolver"]

_NOT_IN_ZONE: Final[Answer[Any]] = Answer.unreachable("not-in-zone")
_DELEGATED: Final[Answer[Any]] = Answer.unreachable("delegated")
_TOO_LONG: Final[Answer[Any]] = Answer.unreachable("name-too-long")


class ZoneResolver:
    """Answers from zone files as their name server would: with authority inside the zones, not at all outside.

    Arguments:
        zones: what :func:`deliverkit.drivers.zonefile.read_text` returned; most callers use :meth:`from_file` or
            :meth:`from_text`.

    Inside a zone a missing name is ``no-name``, a missing type ``no-data``; wildcards and empty non-terminals count as
    in RFC 4592, CNAME and DNAME are followed from zone to zone. A name outside every zone is ``unreachable`` with the
    reason ``not-in-zone``, one that the zone hands to other servers (NS records below its apex) with ``delegated``:
    the file cannot know what stands there, and "could not look" must not read as "no such record".

    A zone begins at its SOA record. An excerpt without one, as copied from a control panel, is taken for the whole
    truth about what it names: there, zones begin at every $ORIGIN of two labels or more, and at every owner that does
    not stand below another one. With ``example.com. TXT ...`` and ``_dmarc.example.com. TXT ...`` alone, for example,
    ``www.example.com`` does not exist; with ``_dmarc.example.com. TXT ...`` alone, ``example.com`` is not in the zone.
    """

    def __init__(self, *zones: ZoneText) -> None:
        records = [record for zone in zones for record in zone.records]
        self._apexes = _apexes(records, [origin for zone in zones for origin in zone.origins])
        self._nodes = _nodes(records, self._apexes)
        self._negative_ttls = {apex: _negative_ttl(self._nodes.get(apex, {}).get("SOA")) for apex in self._apexes}

    @staticmethod
    def from_text(text: str, origin: str | None = None) -> ZoneResolver:
        """Answer from the text of one or several zones.

        Arguments:
            text: a zone file's text.
            origin: what relative names are relative to until the text says $ORIGIN.

        Raises:
            UsageError: the text is no zone file; it says in which line, and why.
        """
        return ZoneResolver(read_text(text, origin))

    @staticmethod
    def from_file(*paths: ZonePath, origin: str | None = None) -> ZoneResolver:
        """Answer from zone files; for *origin* and UsageError see :meth:`from_text`.

        Raises:
            OSError: a file, or one that it includes, cannot be read.
        """
        return ZoneResolver(*(read_file(path, origin) for path in paths))

    def resolve(self, questions: Sequence[Dns[Any]], timeout: float = 0.0) -> Sequence[Answer[Any]]:  # noqa: ARG002 the contract
        """Answer *questions* in order; nothing here waits, so *timeout* is not needed."""
        return [follow(question.name.lower(), question.rdtype, self._find) for question in questions]

    def _find(self, name: str, rdtype: str) -> Answer[Any]:
        """RFC 1034 section 4.3.2, for one name: find the zone, match down label by label, then the wildcard."""
        if not fits(name):
            return Answer(Status.NO_NAME)
        above = _upwards(name)
        at = next((index for index, one in enumerate(above) if one in self._apexes), None)
        if at is None:
            return _NOT_IN_ZONE
        nodes, apex = self._nodes, above[at]
        encloser = apex
        for one in reversed(above[: at + 1]):
            node = nodes.get(one)
            if node is None:
                break
            # "If a match would take us out of the authoritative data, we have a referral."
            if "NS" in node and one != apex:
                return _DELEGATED
            if "DNAME" in node and one != name:
                return _renamed(name, one, node["DNAME"], rdtype)
            encloser = one
        # RFC 4592 section 3.3.1: the source of synthesis is the asterisk label below the closest encloser
        node = nodes.get(name if encloser == name else f"*.{encloser}".removesuffix("."))
        if node is None:
            return Answer(Status.NO_NAME, ttl=self._negative_ttls[apex])
        return node.get(rdtype) or Answer(Status.NO_DATA, ttl=self._negative_ttls[apex])


_Node = dict[str, Answer[Any]]


def _upwards(name: str) -> tuple[str, ...]:
    """*name*, every name above it, and the root."""
    return (*parents(name), "")


def _above(name: str) -> str:
    return name.partition(".")[2]


def _apexes(records: Iterable[Record], origins: Iterable[str]) -> frozenset[str]:
    owners = dict.fromkeys(record.name for record in records)
    stated = {record.name for record in records if record.rdtype == "SOA"}
    loose = [name for name in owners if not any(above in stated for above in _upwards(name))]
    used = {above for name in loose for above in _upwards(name)}
    starts = {_above(name) if name.startswith("*.") else name for name in loose}
    starts.update(origin for origin in origins if "." in origin and origin in used)
    lower = {name for name in starts if name and any(above in starts for above in _upwards(_above(name)))}
    return frozenset(stated | (starts - lower))


def _nodes(records: Iterable[Record], apexes: frozenset[str]) -> dict[str, _Node]:
    """What stands at each name, the empty non-terminals included."""
    sets: dict[str, dict[str, dict[Any, int | None]]] = {}
    for record in records:
        name = record.name
        sets.setdefault(name, {})
        while name not in apexes:
            name = _above(name)
            sets.setdefault(name, {})
        same = sets[record.name].setdefault(record.rdtype, {})
        # RFC 2181 section 5: identical records are one, and those of one set live equally long
        same[record.value] = _least((record.ttl, same.get(record.value)))
    return {
        name: {rdtype: Answer(Status.FOUND, tuple(same), ttl=_least(same.values())) for rdtype, same in types.items()}
        for name, types in sets.items()
    }


def _least(ttls: Iterable[int | None]) -> int | None:
    return min((ttl for ttl in ttls if ttl is not None), default=None)


def _negative_ttl(soa: Answer[Any] | None) -> int | None:
    """RFC 2308 section 5: "the minimum of the MINIMUM field of the SOA record and the TTL of the SOA itself"."""
    if soa is None:
        return None
    minimum = int(soa.records[0].rpartition(" ")[2])
    return minimum if soa.ttl is None else min(minimum, soa.ttl)


def _renamed(name: str, owner: str, dname: Answer[Any], rdtype: str) -> Answer[Any]:
    """RFC 6672 section 3.1: below a DNAME, every name is an alias of the same name below its target."""
    target = dname.records[0]
    alias = f"{name[: -len(owner) - 1] if owner else name}.{target}".removesuffix(".")
    if not fits(alias):
        return _TOO_LONG
    return Answer(Status.FOUND, (alias,), ttl=dname.ttl) if rdtype == "CNAME" else Answer(Status.NO_DATA)
