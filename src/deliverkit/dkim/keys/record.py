"""What does this key record say, and can it be read?  (RFC 6376 section 3.6.1, RFC 8301, RFC 8463, RFC 8616)

All faults are told at once; what could be read beside them is there. Whether the octets of ``p=`` are a key is asked of
:mod:`deliverkit.dkim.keys.crypto`.
"""

from __future__ import annotations

from enum import Enum
from typing import Final, NamedTuple

from ..arguments import expect
from ..signature import base64_octets
from ..tags import Tag, TagFault, TagList, parse_tags

__all__ = [
    "FLAGS",
    "HASHES",
    "KEY_TYPES",
    "KNOWN",
    "SERVICES",
    "VERSION",
    "KeyFault",
    "KeyRecord",
    "KeyRecordProblem",
    "parse_key",
]

VERSION: Final = "DKIM1"
KEY_TYPES: Final = ("rsa", "ed25519")  # RFC 6376 section 3.3, RFC 8463 section 4
HASHES: Final = ("sha256", "sha1")
SERVICES: Final = ("*", "email", "tlsrpt")  # RFC 6376 section 3.6.1, RFC 8460 section 3
FLAGS: Final = ("y", "s")
KNOWN: Final = frozenset({"v", "h", "k", "n", "p", "s", "t"})
_BLANKS: Final = " \t\r\n"


class KeyFault(Enum):
    """What is wrong with a key record; those from ``UNKNOWN_KEY_TYPE`` on leave it readable."""

    SYNTAX = "syntax"  # the tag list itself
    REPEATED = "repeated-tag"
    VERSION_NOT_FIRST = "version-not-first"
    VERSION = "wrong-version"
    MISSING = "missing-public-key"
    UNREADABLE = "unreadable-public-key"
    UNKNOWN_KEY_TYPE = "unknown-key-type"
    UNKNOWN_HASH = "unknown-hash"
    UNKNOWN_SERVICE = "unknown-service"
    UNKNOWN_FLAG = "unknown-flag"
    UNKNOWN_TAG = "unknown-tag"


# "If the result returned from the query does not adhere to the format defined in this specification, the Verifier MUST
# ignore the key record and return PERMFAIL (key syntax error)" (RFC 6376 section 6.1.2)
_BREAKING: Final = (KeyFault.SYNTAX, KeyFault.REPEATED, KeyFault.VERSION_NOT_FIRST, KeyFault.VERSION)


class KeyRecordProblem(NamedTuple):
    """One fault of a key record: ``text[start:end]``, in the tag called *tag* if it has one."""

    fault: KeyFault
    tag: str
    start: int
    end: int


class KeyRecord(NamedTuple):
    """A key record, read.

    Arguments:
        text: the record; one character stands for one octet.
        tags: its tag list.
        version: ``v=``; ``DKIM1`` where there is none.
        key_type: ``k=`` in lower case; ``rsa`` where there is none.
        hashes: ``h=`` in lower case, or None where every hash is allowed.
        services: ``s=`` in lower case; ``*`` where there is none.
        flags: ``t=`` in lower case.
        notes: ``n=`` as it stands.
        public_key: the octets of ``p=``; empty where the key is revoked, None where they are missing or no base64.
        problems: what is wrong with it.
    """

    text: str
    tags: TagList
    version: str
    key_type: str
    hashes: tuple[str, ...] | None
    services: tuple[str, ...]
    flags: tuple[str, ...]
    notes: str
    public_key: bytes | None
    problems: tuple[KeyRecordProblem, ...]

    @property
    def follows_grammar(self) -> bool:
        """Whether a receiver may use it at all: its tag list is one, each tag stands once, and its version is DKIM1."""
        return not any(problem.fault in _BREAKING for problem in self.problems)

    @property
    def revoked(self) -> bool:
        """Whether ``p=`` is empty: "An empty value means that this public key has been revoked"."""
        return self.public_key == b""

    def span(self, name: str) -> tuple[int, int]:
        """Where the tag *name* stands in the text; the whole text where there is none."""
        tag = self.tags.get(name)
        return (0, len(self.text)) if tag is None else (tag.start, tag.end)


def parse_key(text: str) -> KeyRecord:
    """Read a key record: whatever is wrong with it is in ``problems``. Any text will do.

    Arguments:
        text: the strings of the TXT record, "concatenated together before use with no intervening whitespace" (RFC 6376
            section 3.6.2.2); one character stands for one octet.

    Raises:
        UsageError: *text* is no text.

    >>> parse_key("v=DKIM1; p=").revoked
    True
    """
    expect("dkim.parse_key(...)", text, str, "a text", "of octets, one character for each: octets.decode('latin-1')")
    tags = parse_tags(text)
    found: dict[str, Tag] = {}
    problems = _of_list(tags) if tags.problems else []
    for tag in tags.tags:
        name = tag.name
        if name not in found:
            found[name] = tag
        if name not in KNOWN:
            # "Unrecognized tags MUST be ignored"
            problems.append(KeyRecordProblem(KeyFault.UNKNOWN_TAG, name, tag.start, tag.end))
    version = found.get("v")
    if version is not None:
        _judge_version(version, text, problems)
    key_type = found["k"].value.lower() if "k" in found else "rsa"
    if key_type not in KEY_TYPES:
        tag = found["k"]
        problems.append(KeyRecordProblem(KeyFault.UNKNOWN_KEY_TYPE, "k", tag.start, tag.end))
    services = _words(found.get("s"), SERVICES, KeyFault.UNKNOWN_SERVICE, problems)
    return KeyRecord(
        text,
        tags,
        VERSION if version is None else version.value,
        key_type,
        _words(found.get("h"), HASHES, KeyFault.UNKNOWN_HASH, problems),
        ("*",) if services is None else services,
        _words(found.get("t"), FLAGS, KeyFault.UNKNOWN_FLAG, problems) or (),
        found["n"].value if "n" in found else "",
        _public_key(found.get("p"), len(text), problems),
        tuple(problems),
    )


def _of_list(tags: TagList) -> list[KeyRecordProblem]:
    return [
        KeyRecordProblem(
            KeyFault.REPEATED if problem.fault is TagFault.REPEATED else KeyFault.SYNTAX,
            problem.name,
            problem.start,
            problem.end,
        )
        for problem in tags.problems
    ]


def _judge_version(tag: Tag, text: str, problems: list[KeyRecordProblem]) -> None:
    if text[: tag.start].strip(_BLANKS):
        # "This tag MUST be the first tag in the record."
        problems.append(KeyRecordProblem(KeyFault.VERSION_NOT_FIRST, "v", tag.start, tag.end))
    if tag.value != VERSION:
        # "Records beginning with a "v=" tag with any other value MUST be discarded. Note that Verifiers must do a
        # string comparison on this value; for example, "DKIM1" is not the same as "DKIM1.0"."
        problems.append(KeyRecordProblem(KeyFault.VERSION, "v", tag.start, tag.end))


def _words(
    tag: Tag | None, known: tuple[str, ...], fault: KeyFault, problems: list[KeyRecordProblem]
) -> tuple[str, ...] | None:
    """The words between the colons of *tag*, None where it is missing; those that nobody knows are problems."""
    if tag is None:
        return None
    words: list[str] = []
    start = tag.value_start
    for piece in tag.value.split(":"):
        word = piece.strip(_BLANKS)
        at = start + len(piece) - len(piece.lstrip(_BLANKS)) if word else start
        lowered = word.lower()
        if lowered not in known:
            # "Unrecognized algorithms MUST be ignored"; so must service types and flags
            problems.append(KeyRecordProblem(fault, tag.name, at, at + len(word)))
        words.append(lowered)
        start += len(piece) + 1
    return tuple(words)


def _public_key(tag: Tag | None, size: int, problems: list[KeyRecordProblem]) -> bytes | None:
    if tag is None:
        problems.append(KeyRecordProblem(KeyFault.MISSING, "p", 0, size))
        return None
    if not tag.value:
        return b""
    # "base64string" may hold FWS between any two characters
    decoded = base64_octets(tag.value)
    if not decoded:
        problems.append(KeyRecordProblem(KeyFault.UNREADABLE, "p", tag.start, tag.end))
        return None
    return decoded
