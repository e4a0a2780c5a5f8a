"""Whoever reads the cleaned mail, however leniently, finds no forged results: Python's email and other readers."""

from __future__ import annotations

import email
import email.policy
import os
import re
from collections.abc import Callable, Iterator
from random import Random
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliverkit.core.names import to_ascii
from deliverkit.message import (
    AuthenticationResults,
    Message,
    MethodResult,
    add_authentication_results,
    read_authentication_results,
    without_forged_results,
)
from support import Figures

OWN: Final = "mx.a.example"
SAID: Final = AuthenticationResults(authserv_id=OWN, results=(MethodResult(method="dkim", result="fail"),))
NAME: Final = "authentication-results"
SEED: Final = int(os.environ.get("AUTHENTICATION_SEED", "8601"))
MAILS: Final = int(os.environ.get("AUTHENTICATION_MAILS", "3000"))

Reader = Callable[[bytes], list[tuple[str, bytes]]]


def of_python(policy: email.policy.Policy) -> Reader:
    def fields(raw: bytes) -> list[tuple[str, bytes]]:
        items = email.message_from_bytes(raw, policy=policy).raw_items()
        return [(name, str(value).encode("ascii", "surrogateescape")) for name, value in items]

    return fields


def fields_in(lines: list[bytes]) -> list[tuple[str, bytes]]:
    """Every line with a colon is a field, the others are passed over, their folds with the field above them."""
    found: list[bytes] = []
    for number, line in enumerate(lines):
        if line.startswith((b" ", b"\t")) and number:
            found[-1:] = [above + b"\r\n" + line for above in found[-1:]]
        elif b":" in line:
            found.append(line if number else line.lstrip(b" \t"))
    named = (line.partition(b":") for line in found)
    return [(name.rstrip(b"\0 \t\x0b\x0c").decode("latin-1"), value) for name, _, value in named]


def of_lines(line_end: bytes) -> Reader:
    """One who knows these line ends, and no end of the header but an empty line."""

    def fields(raw: bytes) -> list[tuple[str, bytes]]:
        lines = re.split(line_end, raw)
        return fields_in(lines[: lines.index(b"")] if b"" in lines else lines)

    return fields


def of_blocks(raw: bytes) -> list[tuple[str, bytes]]:
    """One who cuts at the first empty line, and what stands before it at every line end."""
    head = re.split(rb"\n\r?\n", b"\n" + raw, maxsplit=1)[0]
    return fields_in(head[1:].splitlines())


def of_ours(raw: bytes) -> list[tuple[str, bytes]]:
    return [(field.name, field.value) for field in Message.parse(raw).fields]


READERS: Final[dict[str, Reader]] = {
    "python": of_python(email.policy.compat32),
    "python, default": of_python(email.policy.default),
    "python, SMTP": of_python(email.policy.SMTP),
    "CRLF": of_lines(rb"\r\n"),
    "LF": of_lines(rb"\r?\n"),
    "any line end": of_lines(rb"\r\n|\r|\n"),
    "blocks": of_blocks,
    "ours": of_ours,
}


def claims(raw: bytes, reader: Reader) -> Iterator[bytes]:
    """What *reader* takes for results of ours, or of nobody."""
    for name, value in reader(raw):
        said = read_authentication_results(value).authserv_id
        if name.lower() == NAME and (to_ascii(said) == OWN or not said):
            yield value


def can_read(raw: bytes) -> Iterator[str]:
    """The readers to whom *raw* has lines at all."""
    for name in READERS:
        needed = {"CRLF": b"\r\n", "LF": b"\n", "blocks": b"\n"}.get(name, b"")
        if needed in raw or not re.search(rb"[\r\n]", raw):
            yield name


def look_at(raw: bytes) -> None:
    """No reader finds a claim once they are removed, and all find ours alone once it is added."""
    cleaned = without_forged_results(raw, OWN)
    assert without_forged_results(cleaned, OWN) == cleaned
    for name in can_read(cleaned):
        assert not list(claims(cleaned, READERS[name])), (name, raw, cleaned)
    added = add_authentication_results(raw, SAID)
    assert of_ours(added)[0][0] == "Authentication-Results"
    mailbox = Message.parse(raw).header_start > 0
    for name in can_read(raw):
        # the "From " line of a mailbox file hides what follows from who knows CRLF alone
        own = [read_authentication_results(value) for value in claims(added, READERS[name])]
        assert own == [SAID] or mailbox, (name, raw, added)
        assert own in ([SAID], []) or name == "CRLF", (name, raw, added)


FORGED: Final = b"Authentication-Results: mx.a.example; dkim=pass header.d=bank.example"
NO_FIELDS: Final = (
    *(b": v\r\n", b"From x\r\n", b"X: y\r", b"junk\r\n", b"X-\xe9: v\r\n", b">From x\r\n", b"X: y\n\r\n", b"\0\r\n"),
    *(b"X: y\n", b"X\r\n", b"\r", b"X y: z\r\n", b"\x0b\r\n", b"--a\r\n", b"X: y\r\r\n", b"\xef\xbb\xbf\r\n", b":\r"),
)


@pytest.mark.parametrize("before", NO_FIELDS)
@pytest.mark.parametrize("first", [b"", b"To: q\r\n", b"From z\n", b"Authentication-Results: mx.a.example; x\r\n"])
@pytest.mark.parametrize("fold", [b"", b"\r\n x", b"\n\tx", b"\r y"])
def test_behind_what_is_no_field(before: bytes, first: bytes, fold: bytes) -> None:
    raw = first + before + FORGED + fold + b"\r\nFrom: a@b.example\r\n\r\nx"
    look_at(raw)
    for cleaned in (without_forged_results(raw, OWN), add_authentication_results(raw, SAID)):
        assert b"bank" not in cleaned
        assert b"dkim=pass" not in cleaned
        assert cleaned.endswith(b"\nFrom: a@b.example\r\n\r\nx")


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        (b"A: b\r\njunk\r\n%s\r\nC: d\r\n\r\n", b"A: b\r\njunk\r\nC: d\r\n\r\n"),
        # of two line ends the one that more readers know stays
        (b"A: b\r%s\r\nC: d\r\n\r\n", b"A: b\r\nC: d\r\n\r\n"),
        (b"A: b\r%s\rC: d\r\n\r\n", b"A: b\rC: d\r\n\r\n"),
        (b"A: b\r%s\nC: d\n\n", b"A: b\nC: d\n\n"),
        (b"A: b\n%s\r\nC: d\r\n\r\n", b"A: b\r\nC: d\r\n\r\n"),
        (b"A: b\r\n%s\nC: d\r\n\r\n", b"A: b\r\nC: d\r\n\r\n"),
        (b"A: b\r%s", b"A: b\r"),
        (b"A: b\n\r%s\rx y\nC: d\n\n", b"A: b\n\rx y\nC: d\n\n"),
        # a field of ours ends where it ends for us
        (b"A: b\r\n%s\rC: d\r\n\r\n", b"A: b\r\n\r\n"),
        (b"%s\r\n%s\n%s\r\nC: d\r\n\r\n", b"C: d\r\n\r\n"),
        (b"A: b\r%s\n%s\r\nC: d\r\n", b"A: b\r\nC: d\r\n"),
        # what one reader takes for the name
        (b" %s\r\nC: d\r\n\r\n", b"C: d\r\n\r\n"),
        (b"A: b\r\nAuthentication-Results\r\n : mx.a.example; x\r\nC: d\r\n\r\n", b"A: b\r\nC: d\r\n\r\n"),
        (b"A: b\r\nAuthentication-Results\0: mx.a.example; x\r\nC: d\r\n\r\n", b"A: b\r\nC: d\r\n\r\n"),
        # and for the authserv-id
        (b'A: b\r\nAuthentication-Results: "b.example\rc"; x\r\nC: d\r\n\r\n', b"A: b\r\nC: d\r\n\r\n"),
        (b"A: b\r\nAuthentication-Results: \rmx.a.example; x\r\nC: d\r\n\r\n", b"A: b\r\nC: d\r\n\r\n"),
        # who knows CRLF alone reads on behind an empty line of LFs
        (b"A: b\n\nx\r\n%s\r\ny\r\n", b"A: b\n\nx\r\ny\r\n"),
        (b"\nx\r\n%s\r\ny\r\n", b"\nx\r\ny\r\n"),
        (b"A: b\n\nx\r\n%s\n%s\ny\r\n", b"A: b\n\nx\r\ny\r\n"),
    ],
)
def test_what_is_removed(raw: bytes, cleaned: bytes) -> None:
    assert without_forged_results(raw.replace(b"%s", FORGED), OWN) == cleaned


@pytest.mark.parametrize(
    "raw",
    [
        b"A: b\r\n\r\n%s\r\n",
        b"A: b\n\n%s\n\n%s\n",
        b"A: b\r\r%s\r",
        b"\r\n%s\r\n",
        b"\n%s\n",
        b"\r%s\r",
        b"junk\r\n\r\n%s\r\n",
        # in no reader's header, or no field in it
        b"A: b\n\n%s\nx\r\ny\r\n\r\n%s",
        b"A: b\r\n %s\r\n\r\n",
        b"A: %s\r\n\r\n",
        b"A: b\r\nX-%s\r\n\r\n",
        b"A: b\r\n\0%s\r\n\r\n",
        # not ours
        b"A: b\r\njunk\r\nAuthentication-Results: b.example; x=y\rz\r\n\r\n",
        b"A: b\rAuthentication-Results: b.example; x=y\r\n\r\n",
        b"A: b\r\nAuthentication-Results\r\n\r\n: mx.a.example",
    ],
)
def test_what_stays(raw: bytes) -> None:
    raw = raw.replace(b"%s", FORGED)
    assert without_forged_results(raw, OWN) == raw


PIECES: Final = (
    *(b"\r\n", b"\n", b"\r", b"\r\n", b"\n", b" ", b"\t", b"x", b":", b"\0", b"(", b'"'),
    *(b"A: b\r\n", b"A: b\n", b"A: b\r", b"From x\n", b">From y\r\n", b"From z\r", b": v\r\n", b"X-\xe9: v\r\n"),
    *(b"Authentication-Results", b"mx.a.example", b"b.example", b"; dkim=pass", FORGED, FORGED + b"\r\n"),
    *(FORGED + b"\n", b"authentication-results :\r\n mx.a.example; x\r\n", b"Authentication-Results: b.example; x\r"),
    b"Authentication-Results: b.example; dkim=pass\r\n",
)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join))
@settings(max_examples=500)
def test_no_reader_finds_a_forged_one(raw: bytes) -> None:
    look_at(raw)


def test_growth_in_number(figures: Figures) -> None:
    """Random mails; `AUTHENTICATION_MAILS=1000000 AUTHENTICATION_SEED=n` is the long run."""
    draw = Random(SEED)
    for _ in range(MAILS):
        look_at(b"".join(draw.choices(PIECES, k=draw.randrange(1, 14))))
    figures(f"Forged results, seed {SEED}: 0 of {MAILS} mails show one to any of {len(READERS)} readers")
