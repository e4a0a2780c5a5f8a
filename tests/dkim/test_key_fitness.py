"""May a key be used for a signature: each reason of RFC 6376 section 6.1.2, in its order?"""

from __future__ import annotations

import pytest

from deliverkit.dkim.keys.cache import read_key
from deliverkit.dkim.keys.fitness import KeyFitness, findings_of_fitness, key_fitness
from deliverkit.dkim.signature import SignatureHeader, parse_signature
from deliverkit.message import Message
from dkim_keys import BARE_RSA, ED25519, RSA, key_of, record_of

KEY = key_of(RSA)


def signature(tags: str = "") -> SignatureHeader:
    algorithm = "" if "a=" in tags else "a=rsa-sha256;"
    field = Message.parse(
        f"DKIM-Signature: v=1; {algorithm} {tags} d=a.example; s=s1; h=from; bh=AAAA; b=AAAA\r\n\r\n".encode()
    ).get("DKIM-Signature")
    assert field is not None
    return parse_signature(field)


def fitness(record: str, tags: str = "") -> KeyFitness:
    read = read_key("a.example", "s1", record)
    return key_fitness(read.record, read.key, signature(tags))


@pytest.mark.parametrize(
    ("record", "tags", "expected"),
    [
        (RSA, "", KeyFitness.FITS),
        (BARE_RSA, "", KeyFitness.FITS),
        (ED25519, "a=ed25519-sha256;", KeyFitness.FITS),
        (f"v=DKIM1; s=tlsrpt:email; t=y:s; h=sha256:x; p={KEY}", "", KeyFitness.FITS),
        (f"v=DKIM2; p={KEY}", "", KeyFitness.VERSION),
        (f"k=rsa; v=DKIM1.0; p={KEY}", "", KeyFitness.VERSION),
        (f"k=rsa; v=DKIM1; p={KEY}", "", KeyFitness.SYNTAX),
        (f"p={KEY}; k=rsa; k=rsa", "", KeyFitness.SYNTAX),
        (f"p={KEY}; rsa", "", KeyFitness.SYNTAX),
        (f"k=dsa; h=sha1; p={KEY}", "", KeyFitness.UNKNOWN_KEY_TYPE),
        ("h=sha1; p=", "", KeyFitness.HASH),
        (f"h=; p={KEY}", "", KeyFitness.HASH),
        ("v=DKIM1; p=", "", KeyFitness.REVOKED),
        ("k=ed25519; p=", "", KeyFitness.REVOKED),
        (RSA, "a=ed25519-sha256;", KeyFitness.KEY_TYPE),
        (RSA, "a=nothing;", KeyFitness.KEY_TYPE),
        (ED25519, "", KeyFitness.KEY_TYPE),
        (f"s=tlsrpt; p={KEY}", "", KeyFitness.SERVICE),
        (f"t=s; p={KEY}", "i=@mail.a.example;", KeyFitness.IDENTITY),
        (f"t=s; p={KEY}", "i=ann@A.example;", KeyFitness.FITS),
        (f"t=s; p={KEY}", "i=ann@;", KeyFitness.IDENTITY),
        (f"p={KEY}", "i=@mail.a.example;", KeyFitness.FITS),
        ("v=DKIM1; k=rsa", "", KeyFitness.MISSING),
        ("p=A", "", KeyFitness.UNREADABLE),
        (RSA[:255] + "A", "", KeyFitness.UNREADABLE),
        (f"k=rsa; p={key_of(ED25519)}", "", KeyFitness.UNREADABLE),
        (record_of("short-key"), "", KeyFitness.TOO_SHORT),
    ],
)
def test_whether_a_key_may_be_used(record: str, tags: str, expected: KeyFitness) -> None:
    assert fitness(record, tags) is expected


@pytest.mark.parametrize(
    ("record", "tags", "code", "marked"),
    [
        (f"t=s; p={KEY}", "i=@mail.a.example;", "dkim.subdomain-not-allowed", "t=s"),
        (f"k=rsa; p={KEY}", "a=ed25519-sha256;", "dkim.key-for-another-algorithm", "k=rsa"),
        (f"h=sha256; p={KEY}", "a=rsa-sha1;", "dkim.signature-hash-not-allowed", "h=sha256"),
    ],
)
def test_what_only_a_signature_shows(record: str, tags: str, code: str, marked: str) -> None:
    read, header = read_key("a.example", "s1", record), signature(tags)
    (finding,) = findings_of_fitness(key_fitness(read.record, read.key, header), read.record, header)
    assert (finding.code, finding.evidence[0].marked) == (code, marked)
    assert finding.evidence[0].source == "dns:s1._domainkey.a.example?type=TXT"
    assert finding.message


@pytest.mark.parametrize("record", [RSA, "v=DKIM1; p=", f"h=sha1; p={KEY}", f"s=x; p={KEY}"])
def test_what_the_record_shows_is_not_told_twice(record: str) -> None:
    read, header = read_key("a.example", "s1", record), signature()
    assert not findings_of_fitness(key_fitness(read.record, read.key, header), read.record, header)
