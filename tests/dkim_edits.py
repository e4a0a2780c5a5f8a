"""Messages that were signed and then met the world: relays, broken signers, panels for DNS records. Drawn by a seed."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import Any, Final, NamedTuple

from dkim_signer import Key, naive_body, rsa_key, sign

__all__ = ["Drawn", "draw"]

_FORMS: Final = ("relaxed/relaxed", "relaxed/simple", "simple/relaxed", "simple/simple", "simple", "relaxed")
_NAMES: Final = (b"To", b"Cc", b"Subject", b"Date", b"Message-ID", b"X-Mailer", b"Received", b"SUBJECT", b"List-Id")
_WORDS: Final = (b"hello", b"a@b.example", b"=?utf-8?q?=C3=A9?=", b"\xc3\xa9", b"(x)", b":", b"b=", b"x" * 60, b"\x00")
_BLANKS: Final = (b" ", b"  ", b"\t", b" \t", b"\r\n ", b"\r\n\t ", b" \r\n  ")
_PIECES: Final = (
    *(b"Hello", b"world", b"x" * 90, b"--b", b"=20", b"\xe9", b"\x00", b"."),
    *(b" ", b"  ", b"\t", b" \r\n", b"\r\n", b"\r\n", b"\r\n", b"\r\n\r\n", b"\t\r\n"),
)


class Drawn(NamedTuple):
    """A message, and the record of the key at the selector it names."""

    raw: bytes
    record: bytes


def draw(random: Random) -> Drawn:
    """A signed message, edited or not."""
    key = rsa_key(random.choice((1024, 2048)))
    raw, record = _signed(random, key), key.record.encode()
    if random.random() < 0.15:
        raw = _signed(random, key, raw)
    for _ in range(random.choices((0, 1, 2), (45, 45, 10))[0]):
        edit = random.choices(tuple(_EDITS), tuple(_EDITS.values()))[0]
        raw = edit(random, raw)
    if "i=@sub" in raw.decode("latin-1") and random.random() < 0.2:
        record = f"v=DKIM1; t=s; p={key.p}".encode()
    elif random.random() < 0.12:
        record = random.choices(tuple(_RECORDS), tuple(_RECORDS.values()))[0](random, key)
    return Drawn(raw, record)


def _signed(random: Random, key: Key, raw: bytes | None = None) -> bytes:
    raw = _message(random) if raw is None else raw
    names = [
        line.partition(b":")[0].decode() for line in raw.partition(b"\r\n\r\n")[0].split(b"\r\n") if line[:1].isalpha()
    ]
    covered = [name for name in names if name.lower() not in ("from", "dkim-signature") and random.random() < 0.7]
    covered += random.choices(("Cc", "subject", "X-None", "reply-to"), k=random.randrange(3))
    covered += ["From"] * random.choice((1, 1, 2))
    random.shuffle(covered)
    tags: dict[str, Any] = {"c": random.choice(_FORMS), "h": random.choice((":", ":", " : ", ":\r\n\t")).join(covered)}
    if random.random() < 0.2:
        _, _, body = raw.partition(b"\r\n\r\n")
        whole = len(naive_body(body, relaxed=tags["c"].endswith("/relaxed")))
        tags["l"] = str(min(whole, random.choice((0, 1, 5, 10, whole))))
    for name, values in _MORE.items():
        if random.random() < 0.12:
            tags[name] = random.choice(values)
    if random.random() < 0.005:
        tags |= random.choice(_ODD)
    order = ["v", "a", "c", "d", "s", "q", "i", "l", "t", "x", "z", "h", "bh", "b"]
    if random.random() < 0.3:
        random.shuffle(order)
    form = random.choices(("; ", ";", ";\r\n\t", "; \r\n ", " ; "), (50, 50, 50, 50, 1))[0]
    return sign(raw, key, order=order, form=form, below=random.random() < 0.2, **tags)


# what dkimpy lets pass
_ODD: Final[tuple[dict[str, Any], ...]] = ({"a": "rsa-sha1"}, {"l": "9999"}, {"i": "@sub.a.example"})
_MORE: Final = {
    "q": ("dns/txt",),
    "i": ("@a.example", "anna@a.example", "x@sub.a.example", "@A.Example"),
    "t": ("1", "1700000000"),
    "x": ("99999999999",),
    "z": ("From:a|To:=20b", "Subject:x"),
}


def _message(random: Random) -> bytes:
    fields = [random.choice(_NAMES) + b":" + _value(random) for _ in range(random.randrange(6))]
    fields.insert(random.randrange(len(fields) + 1), b"From:" + _value(random) + b" <a@a.example>" + _value(random))
    body = b"".join(random.choices(_PIECES, k=random.randrange(14)))
    if random.random() < 0.8:
        body += random.choice((b"\r\n", b"\r\n\r\n", b"x\r\n"))
    else:  # dkimpy takes blanks at the end for content; see the exceptions
        body = body.rstrip(b" \t") if random.random() < 0.95 else body
    return b"\r\n".join(fields) + b"\r\n\r\n" + body


def _value(random: Random) -> bytes:
    words = random.choices(_WORDS, k=random.randrange(5))
    return b"".join(random.choice(_BLANKS) + word for word in words) + random.choice((b"", b"", b" ", b"\t"))


def _at(random: Random, raw: bytes, *, within: str = "") -> int:
    end = raw.find(b"\r\n\r\n") if within == "header" else len(raw)
    start = raw.find(b"\r\n\r\n") + 4 if within == "body" else 0
    return random.randint(start, max(start, end))


def _octet(random: Random, raw: bytes) -> bytes:
    at = _at(random, raw)
    return raw[:at] + random.choice(b"aZ0 ;=:\t+/-".decode()).encode() + raw[at + random.randint(0, 1) :]


def _insert(where: str, *texts: bytes) -> Callable[[Random, bytes], bytes]:
    def edit(random: Random, raw: bytes) -> bytes:
        at = _at(random, raw, within=where)
        return raw[:at] + random.choice(texts) + raw[at:]

    return edit


def _swap(*pairs: tuple[bytes, bytes]) -> Callable[[Random, bytes], bytes]:
    def edit(random: Random, raw: bytes) -> bytes:
        old, new = random.choice(pairs)
        return raw.replace(old, new, random.choice((1, 1, -1)))

    return edit


def _prefix(*lines: bytes) -> Callable[[Random, bytes], bytes]:
    return lambda random, raw: random.choice(lines) + raw


def _blanks(random: Random, raw: bytes) -> bytes:
    """What the relaxed form forgives: blanks where blanks are."""
    places = [at for at, octet in enumerate(raw) if octet == 32]
    if not places:
        return raw
    at = random.choice(places)
    return raw[:at] + random.choice((b"  ", b"\t", b" \t ", b"\r\n ")) + raw[at + 1 :]


def _end(random: Random, raw: bytes) -> bytes:
    return random.choice(
        (raw.rstrip(b"\r\n"), raw + b"\r\n", raw + b"\r\n\r\n", raw[:-1], raw + b" \r\n", raw + b"footer\r\n")
    )


def _refold(random: Random, raw: bytes) -> bytes:
    return raw.replace(b"\r\n\t", b"\r\n ").replace(
        b"\r\n ", random.choice((b" ", b"\r\n\t", b"\r\n  ")), random.choice((1, -1))
    )


def _case(random: Random, raw: bytes) -> bytes:
    name = random.choice((b"From:", b"To:", b"Subject:", b"DKIM-Signature:", b"Date:"))
    return raw.replace(name, random.choice((name.upper(), name.lower())), 1)


def _reorder(random: Random, raw: bytes) -> bytes:
    header, separator, body = raw.partition(b"\r\n\r\n")
    lines = header.split(b"\r\n")
    if all(line[:1] not in (b" ", b"\t") for line in lines):
        random.shuffle(lines)
    return b"\r\n".join(lines) + separator + body


def _no_field(random: Random, raw: bytes) -> bytes:
    """Ends the header early where no signature covers the body."""
    if b"l=0" not in raw:
        return raw
    return raw.replace(b"\r\n\r\n", b"\r\n" + random.choice((b"no field", b"X y: z", b":")) + b"\r\n\r\n", 1)


def _trail(random: Random, raw: bytes) -> bytes:
    """A blank behind a signature in simple form."""
    if b"c=simple" not in raw:
        return raw
    return re.sub(rb"(DKIM-Signature:.*?)(\r\n(?![ \t]))", rb"\1 \2", raw, count=1, flags=re.DOTALL)


def _lf(random: Random, raw: bytes) -> bytes:
    return raw.replace(b"\r\n", b"\n")


def _some_lf(random: Random, raw: bytes) -> bytes:
    at = _at(random, raw)
    return raw[:at] + raw[at:].replace(b"\r\n", b"\n", 1)


_EDITS: Final[dict[Callable[[Random, bytes], bytes], int]] = {
    _octet: 45,
    _blanks: 48,
    _end: 45,
    _refold: 18,
    _case: 12,
    _reorder: 12,
    _lf: 12,
    _insert("body", b" ", b"\t", b"\r\n", b"x", b" \r\n", b"\r\n\r\n"): 24,
    _insert("header", b" ", b"x", b"\r\n "): 12,
    _prefix(b"Received: from x\r\n", b"X-Spam: no\r\n", b"Cc: c@c.example\r\n", b"Subject: new\r\n"): 21,
    _swap(
        (b"s=s1", b"s=s1 "),
        (b"d=a.example", b"d=A.Example"),
        (b"v=1", b"v=2"),
        (b"v=1;", b""),
        (b"a=rsa-sha256", b"a=rsa-sha255"),
    ): 9,
    _swap(
        (b"h=", b"h=Cc:"),
        (b"h=", b"h=From:"),
        (b"From:", b"Frm:"),
        (b"bh=", b"bh= "),
        (b"b=", b"b=\r\n "),
        (b"; ", b" ; "),
    ): 9,
    _swap((b"c=relaxed", b"c=simple"), (b"c=simple", b"c=relaxed"), (b"c=", b"k="), (b"c=simple", b"c=nowsp")): 9,
    # what dkimpy takes in another way
    _some_lf: 1,
    _no_field: 6,
    _trail: 3,
    _swap((b"=\r\n", b"\r\n"), (b"=;", b";")): 2,
    _prefix(b"From: evil@b.example\r\n"): 1,
    _swap((b"c=relaxed", b"c=Relaxed"), (b"a=rsa", b"a=RSA"), (b"q=dns/txt", b"q=dns/txt:x/y")): 1,
    _swap((b"From:", b"From :"), (b"To:", b"To\t:")): 3,
}


def _record(text: str) -> Callable[[Random, Key], bytes]:
    def make(random: Random, key: Key) -> bytes:
        return text.replace("KEY", key.p).encode("latin-1")

    return make


def _damaged(random: Random, key: Key) -> bytes:
    text = key.record
    at = random.randrange(len(text))
    return (text[:at] + random.choice(("", "x", " ", "=", ";")) + text[at + random.randint(0, 1) :]).encode()


def _other(random: Random, key: Key) -> bytes:
    return rsa_key(1024, 1).record.encode()


_RECORDS: Final[dict[Callable[[Random, Key], bytes], int]] = {
    _damaged: 24,
    _other: 24,
    _record("p=KEY"): 24,
    _record("k=rsa; t=y; s=*; h=sha256; n=hello; p=KEY;"): 24,
    _record("v=DKIM1; p="): 24,
    _record("v=DKIM1; k=rsa"): 18,
    _record("v=DKIM1; k=dsa; p=KEY"): 18,
    _record("v=DKIM2; p=KEY"): 18,
    _record("v=DKIM1; p=KEY; p=KEY"): 18,
    _record("v=DKIM1; s=email; x=y; p=KEY"): 18,
    _record("v=DKIM1; s=other; p=KEY"): 12,
    _record("v=spf1 -all"): 12,
    _record("v=DKIM1; h=sha1; p=KEY"): 2,
    _record("p=KEY; v=DKIM1"): 2,
    _record("v=DKIM1; k=RSA; p=KEY"): 2,
    _record("v=DKIM1; s=email:other; p=KEY"): 2,
    _record('v=DKIM1; p="KEY"'): 1,
}
