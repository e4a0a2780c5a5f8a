"""Do dkimpy and we read key records alike?  On seeded, mutated records; every difference has a sentence of an RFC."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from operator import attrgetter
from random import Random
from typing import Any, Final

import dkim as dkimpy
from deliverkit.dkim.keys.cache import read_key
from deliverkit.dkim.keys.public import PublicKey
from deliverkit.dkim.keys.record import KeyFault, KeyRecord
from dkim_keys import BARE_RSA, ED25519, RSA, RSA_1024, TEXTS
from support import Figures

COUNT: Final = 800
SEED: Final = 6376
_PIECES: Final = (
    ";",
    "; ",
    " ",
    "=",
    "v=DKIM1",
    "k=rsa",
    "k=ed25519",
    "p=",
    "t=y",
    "s=email",
    "h=sha1",
    "n=a",
    "A",
    "\r\n ",
)

# dkimpy: the kind of key and its bits, or "" where it can use none
Told = str


def theirs(text: str) -> Told:
    """What dkimpy makes of a record; it may raise anything."""
    evaluate: Callable[..., Any] = attrgetter("evaluate_pk")(dkimpy)
    try:
        _, bits, kind, _ = evaluate("s1._domainkey.a.example", text.encode("latin-1"))
    except Exception:  # noqa: BLE001 # whatever it raises, it cannot use the record
        return ""
    return f"{kind.decode()} {bits}" if kind else ""


def ours(text: str) -> tuple[Told, KeyRecord]:
    read = read_key("a.example", "s1", text)
    key = read.key
    usable = read.record.follows_grammar and isinstance(key, PublicKey)
    return (f"{key.key_type} {key.bits}" if usable and isinstance(key, PublicKey) else ""), read.record


def has(record: KeyRecord, *faults: KeyFault) -> bool:
    return any(problem.fault in faults for problem in record.problems)


# why dkimpy may say something else
ACCEPTED: Final[dict[str, Callable[[KeyRecord, Told, Told], bool]]] = {
    # "This tag MUST be the first tag in the record" (RFC 6376 section 3.6.1): dkimpy takes it anywhere
    "version-not-first": lambda record, own, _: not own and has(record, KeyFault.VERSION_NOT_FIRST),
    # "tag-name = ALPHA *ALNUMPUNC" (section 3.2): dkimpy looks at the beginning of a name only
    "tag-names": lambda record, own, _: not own and has(record, KeyFault.SYNTAX),
    # "base64string = ALPHADIGITPS *([FWS] ALPHADIGITPS)" (section 2.10): dkimpy drops every other character
    "base64": lambda record, own, _: not own and has(record, KeyFault.UNREADABLE),
    # "If the public-key data is not suitable for use with the algorithm and key types ..., the Verifier MUST
    # immediately return PERMFAIL" (section 6.1.2): dkimpy does not look behind the numbers of a key, nor whether they
    # can be one
    "der": lambda record, own, _: not own and bool(record.public_key),
    # sloppy zones wrap the key, where RFC 8463 section 4 has its 32 octets alone: dkimpy refuses that
    "wrapped": lambda record, own, their: not their and own == "ed25519 256" and len(record.public_key or b"") > 32,
    # a key whose padding was lost is whole: its octets are all there. dkimpy wants groups of four
    "padding": lambda record, _, their: not their and len(re.sub(r"[\s=]", "", _value(record))) % 4 != 0,
    # a literal of the grammar is "case-insensitive" (RFC 5234 section 2.3): dkimpy knows small letters only
    "capitals": lambda record, _, their: not their and _value(record, "k") != _value(record, "k").lower(),
    # "Verifiers for a given service type MUST ignore this record if the appropriate type is not listed" (section 3.6.1)
    # is asked of the signature, not of the record; dkimpy takes a list of services for one service
    "services": lambda record, _, their: not their and record.services != ("*",),
}


def _value(record: KeyRecord, name: str = "p") -> str:
    tag = record.tags.get(name)
    return "" if tag is None else tag.value


def mutated(random: Random) -> str:
    text = random.choice((*TEXTS, RSA, RSA, ED25519, RSA_1024, BARE_RSA))
    for _ in range(random.randint(0, 2)):
        at = random.choice((random.randint(0, 25), random.randint(0, len(text)), len(text)))
        text = text[:at] + random.choice(_PIECES) + text[at + random.choice((0, 0, 1, 3)) :]
    return text


def test_dkimpy_reads_alike(figures: Figures) -> None:
    random = Random(SEED)
    used: Counter[str] = Counter()
    for text in (*TEXTS, ED25519.rstrip("="), *(mutated(random) for _ in range(COUNT))):
        own, record = ours(text)
        their = theirs(text)
        if own == their:
            continue
        reason = next((name for name, accepts in ACCEPTED.items() if accepts(record, own, their)), None)
        assert reason is not None, f"{own!r} here, {their!r} there: {text!r}"
        used[reason] += 1
    figures(f"key records against dkimpy: {COUNT + len(TEXTS)}, seed {SEED}; accepted: {dict(used)}")
    assert set(used) == set(ACCEPTED), "an exception that is not used"
