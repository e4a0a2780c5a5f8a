"""Is everything said of a key record, does the remedy mend it, and is the verdict never better than a verifier's?"""

from __future__ import annotations

from random import Random

import pytest

from deliverkit.core.findings import Finding, Severity
from deliverkit.dkim import parse_signature
from deliverkit.dkim.keys.cache import read_key
from deliverkit.dkim.keys.fitness import KeyFitness, key_fitness
from deliverkit.dkim.keys.record import parse_key
from deliverkit.dkim.keys.repair import load, meant, rebuilt, the_key
from deliverkit.dkim.signature import SignatureHeader
from deliverkit.message import Message
from dkim_keys import BARE_RSA, ED25519, RSA, RSA_1024, TEXTS, key_of

_PIECES = (
    '"',
    "\\",
    ";",
    "; ",
    " ",
    "\n",
    "\r\n ",
    "=",
    "v=DKIM1",
    "k=rsa",
    "p=",
    "t=y",
    "s=tlsrpt",
    "h=sha1",
    "\xa0",
    ":",
    ",",
    "x",
)


def signature(algorithm: str) -> SignatureHeader:
    raw = f"DKIM-Signature: v=1; a={algorithm}; d=a.example; s=s1; h=from; bh=AAAA; b=AAAA\r\n\r\n"
    return parse_signature(next(iter(Message.parse(raw.encode("ascii")).fields)))


RSA_SIGNATURE = signature("rsa-sha256")
ED25519_SIGNATURE = signature("ed25519-sha256")


def judge(text: str) -> tuple[Finding, ...]:
    return read_key("a.example", "s1", text).findings


def errors(findings: tuple[Finding, ...]) -> list[str]:
    return [one.code for one in findings if one.severity is Severity.ERROR]


def mutated(random: Random) -> str:
    """A record with up to three edits; half of them leave the key alone."""
    text = random.choice((*TEXTS, RSA, RSA, ED25519, RSA_1024, BARE_RSA))
    for _ in range(random.randint(0, 3)):
        at = random.randint(0, min(len(text), 30) if random.random() < 0.5 else len(text))
        cut = random.choice((0, 0, 0, 1, 2, 60))
        text = text[:at] + random.choice(("", *_PIECES)) + text[at + cut :]
    return text


def check(text: str) -> None:
    """What a record's findings must be, whatever it holds."""
    read = read_key("a.example", "s1", text)
    fitnesses = [key_fitness(read.record, read.key, one) for one in (RSA_SIGNATURE, ED25519_SIGNATURE)]
    if KeyFitness.FITS not in fitnesses:
        assert errors(read.findings), f"nothing is wrong with {text!r}, but it is {fitnesses}"
    for finding in read.findings:
        assert finding.message
        change = finding.remedy.publish
        if change is None:
            continue
        value = change.value.encode("utf-8", "surrogateescape").decode("latin-1")
        after = judge(value)
        assert finding.code not in [one.code for one in after], f"{finding.code} stays in {value!r}"
        worse = set(errors(after)) - {"dkim.key-revoked", "dkim.service-not-email", "dkim.short-key"}
        assert not worse, f"{value!r} has {worse}"


@pytest.mark.parametrize("text", TEXTS)
def test_every_case(text: str) -> None:
    check(text)


def test_mutated_records_growth() -> None:
    seed = 6376
    print(f"seed {seed}")  # noqa: T201  # shown when it fails
    random = Random(seed)
    for _ in range(3000):
        check(mutated(random))


def test_what_is_told_is_bounded() -> None:
    assert len(judge("x;" * 5000)) < 100
    assert len(judge("t=" + "z:" * 5000 + ";p=")) < 100
    assert "dkim.wrong-version" in errors(judge("v=DKIM2;" + "".join(f"x{number}=;" for number in range(100)) + "p="))


def test_capital_letters_are_told_for_each_tag() -> None:
    codes = [one.code for one in judge(f"v=DKIM1; k=RSA; h=SHA256; s=Email; t=S; p={key_of(RSA)}")]
    assert codes == ["dkim.capital-letters"] * 4


def test_a_private_key_is_not_shown() -> None:
    secret = next(text for text in TEXTS if [one.code for one in judge(text)] == ["dkim.private-key-published"])
    pasted = "-----BEGIN PRIVATE KEY-----" + key_of(secret)
    for text in (
        secret,
        key_of(secret),
        f"p={key_of(RSA)}; p={key_of(secret)}",
        secret.replace("p=", '\\p="'),
        pasted,
        f"v=DKIM1; p={pasted}",
    ):
        (finding,) = judge(text)
        assert finding.code == "dkim.private-key-published"
        told = repr(finding) + repr(finding.facts) + repr(finding.remedy) + repr(finding.evidence)
        assert key_of(secret)[:16] not in told


def test_a_note_and_unknown_tags_are_kept() -> None:
    (change,) = {
        one.remedy.publish for one in judge(f'v=DKIM1; n=a\tb; x="1; t=s; h=sha256:md5; s=email:fax; p={key_of(RSA)}"')
    } - {None}
    assert change is not None
    assert change.value == f"v=DKIM1; k=rsa; h=sha256; s=email; t=s; n=a b; x=1; p={key_of(RSA)}"


def test_the_key_is_found_under_any_type() -> None:
    for text in (RSA, ED25519):
        record = parse_key(text)
        for key_type in ("rsa", "ed25519", "x"):
            key = load(key_type, record.public_key or b"")
            assert not isinstance(key, str)
            assert key.key_type == record.key_type
    assert load("rsa", b"no key") == "not-a-key"


def test_what_is_no_key_is_not_rebuilt() -> None:
    for text in ("v=DKIM1; p=AAAA", "short", f"p={key_of(RSA)}; p={key_of(RSA_1024)}"):
        record = parse_key(text)
        assert the_key(record) is None
        assert not rebuilt(record, None)


def test_a_readable_record_is_meant_as_it_stands() -> None:
    record = parse_key(RSA)
    assert meant(record).record is record


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("AA==", "its octets are no key"),
        ("MAA=", "its octets are no key"),
        ("MA==", "its octets are no key"),
        ("MIQA", "its octets are no key"),
        ("MIUAAAAA", "its octets are no key"),
        ("AAAAC3NzaC1lZDI1NTE5AAAA", "it is a key in the form of SSH"),
        ("A", "it is no base64: characters are missing or too many"),
        ("A*==", "it has a character that base64 does not have, '*'"),
        ("\xc3\xbc", "it has a character that base64 does not have, '\\xc3'"),
    ],
)
def test_why_a_key_cannot_be_read(value: str, why: str) -> None:
    finding = judge(f"v=DKIM1; p={value}")[-1]
    assert finding.code == "dkim.unreadable-key"
    assert finding["why"] == why
