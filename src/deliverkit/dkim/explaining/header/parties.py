"""Who had this mail behind its signer: a mailing list, a program that says nothing, or a spoofer?  (RFC 2919, RFC 2369)

Only what is seen is told: a tag in the Subject is a list's where a list names itself, else some program's on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from ....message import HeaderField, decode_words, read_addresses
from ....message.places import clipped
from .folds import unfolded
from .kinds import kind_of, tag_in
from .octets import Change, SignedHeader

__all__ = ["Parties", "actor_of", "kind_for", "parties_of"]

_LIST_FIELDS: Final = ("list-id", "list-post", "mailing-list", "x-beenthere", "x-mailman-version", "precedence")
_SENDERS: Final = ("sender", "resent-sender")
_MOST: Final = 3  # fields of one name
_MOST_OCTETS: Final = 4096  # of a field that is read
_DOMAIN: Final = re.compile(r"(?<![A-Za-z0-9.-])[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)++")
_PIECE: Final = re.compile(r"[<>@:]")
_NO_LETTERS: Final = re.compile(r"[\W_]++")
# "From:", "Subject:", "To:", "Cc:" and "Reply-To:" may stand once (RFC 5322 section 3.6), and are what a reader sees
_SEEN_ONCE: Final = frozenset({"from", "subject", "to", "cc", "reply-to"})
_OF_LISTS: Final = frozenset({
    "from", "to", "cc", "reply-to", "sender", "errors-to", "precedence", "mailing-list", "x-beenthere",
})  # fmt: skip
_ACTORS: Final = {
    "field-doubled": "spoofer",
    "header-canonicalization-mismatch": "signer",
    "subject-marked": "gateway",
    "field-rewritten": "gateway",
    "field-reencoded": "gateway",
}


class Parties(NamedTuple):
    """Who shows in the header behind the signer.

    Arguments:
        mailing_list: what tells of a mailing list, for people; empty where nothing does.
        labels: the names of the list, letters and digits only, in lower case.
        domains: those of the list and of the Sender that are not the signer's.
    """

    mailing_list: str
    labels: frozenset[str]
    domains: frozenset[str]


def parties_of(header: SignedHeader, *, list_footer: bool) -> Parties:
    """Who shows in *header*; *list_footer* when a mailing list's footer was found in the body."""
    signed = {one.field.start for one in header.mentions if one.field}
    domain = header.signature.domain.lower()
    told = ""
    labels: set[str] = set()
    domains: set[str] = set()
    for name in (*_LIST_FIELDS, *_SENDERS):
        for field, text in _texts(header, name):
            others = {one for one in _domains(text) if not _related(one, domain)}
            # a list that was there before the mail was signed put nothing into it afterwards
            if field.start in signed and not others:
                continue
            domains |= others
            if name in _SENDERS or (name == "precedence" and text.lower() != "list"):
                continue
            told = told or f"{field.name}: {clipped(text)}"
            labels.update(_labels(text))
    return Parties(told or "its footer in the body" * list_footer, frozenset(labels - {""}), frozenset(domains))


def kind_for(header: SignedHeader, parties: Parties, change: Change) -> str:
    """The rule for *change*."""
    name = change.name.lower()
    kind = change.kind or kind_of(name, change.was, change.now)
    if kind == "field-added" and _is_doubled(header, parties, name, change.now):
        return "field-doubled"
    if kind == "subject-marked":
        tag = tag_in(change.was, change.now)
        # "[newsletter]" is a warning only where no list has that name
        return "subject-tagged" if tag and _letters(tag.text) in parties.labels else kind
    return kind


def actor_of(parties: Parties, kind: str, name: str) -> str:
    """Who does to the field *name* what the rule *kind* tells."""
    if kind in ("subject-tagged", "from-rewritten"):
        return "mailing-list" if parties.mailing_list else "relay"
    if kind == "field-added" and parties.mailing_list:
        lowered = name.lower()
        return "mailing-list" if lowered in _OF_LISTS or lowered.startswith("list-") else "relay"
    return _ACTORS.get(kind, "relay")


def _is_doubled(header: SignedHeader, parties: Parties, name: str, value: bytes) -> bool:
    """Whether a field was added beside its namesake, and by nobody who shows in the header."""
    if name not in _SEEN_ONCE or len(header.message.get_all(name)) < 2:
        return False
    hosts = (
        [one.address.rpartition("@")[2].lower() for one in read_addresses(value).mailboxes] if name != "subject" else []
    )
    return not any(_related(host, other) for host in hosts for other in parties.domains)


def _texts(header: SignedHeader, name: str) -> Iterator[tuple[HeaderField, str]]:
    for field in islice(header.message.get_all(name), _MOST):
        if len(field.raw) <= _MOST_OCTETS:
            yield field, decode_words(unfolded(field.value).strip(b" \t\r\n")).text


def _domains(text: str) -> set[str]:
    return {one.lower() for one in _DOMAIN.findall(text)}


def _labels(text: str) -> Iterator[str]:
    """The names in "Hikers <hike.list.example>", "<mailto:hike@list.example>" and "list hike@list.example"."""
    for piece in _PIECE.split(text):
        yield _letters(piece)
        yield _letters(piece.partition(".")[0].rpartition(" ")[2])


def _related(one: str, other: str) -> bool:
    return one == other or one.endswith("." + other) or other.endswith("." + one)


def _letters(text: str) -> str:
    return _NO_LETTERS.sub("", text).lower()
