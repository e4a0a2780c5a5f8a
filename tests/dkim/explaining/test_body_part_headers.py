"""Is it found that the headers of parts were written in another form, and not said where a word was changed?"""

from __future__ import annotations

import base64
import hashlib
from typing import Final

import pytest

from deliverkit.dkim.body import canonical_body
from deliverkit.dkim.damage import Damage
from deliverkit.dkim.effort import Effort
from deliverkit.dkim.explaining.body.explain import explain_body
from deliverkit.dkim.settings import Settings
from deliverkit.dkim.signature import parse_signature
from deliverkit.message import Message

FORMS: Final = ("relaxed", "simple")
TEXT: Final = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n"
FILE: Final = (
    b"Content-Type: application/pdf; name=plans.pdf\r\n"
    b"Content-Disposition: attachment; filename=plans.pdf\r\n"
    b"Content-Transfer-Encoding: base64\r\n"
)


def body(text: bytes, file: bytes) -> bytes:
    return b"--b1\r\n" + text + b"\r\nDear Ben\r\n--b1\r\n" + file + b"\r\nQUJD\r\n--b1--\r\n"


def explained(was: bytes, now: bytes, form: str, effort: Effort | None = None) -> Damage | None:
    """What is said of the body *now*, signed as *was*."""
    bh = base64.b64encode(hashlib.sha256(canonical_body(was, relaxed=form == "relaxed")).digest()).decode()
    text = f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/{form}; d=a.example; s=s1; h=from; bh={bh}; b=AA==;\r\n"
    field = Message.parse(text.encode()).get("DKIM-Signature")
    assert field
    head = b"From: a@a.example\r\nContent-Type: multipart/mixed; boundary=b1\r\n\r\n"
    return explain_body(Message.parse(head + now), parse_signature(field), effort or Settings().effort())


CHANGES: Final[dict[str, tuple[bytes, bytes]]] = {
    "quoted": (FILE, FILE.replace(b"=plans.pdf", b'="plans.pdf"')),
    "not quoted": (FILE.replace(b"=plans.pdf", b'="plans.pdf"'), FILE),
    "no name": (FILE, FILE.replace(b"; name=plans.pdf", b"")),
    "a name": (FILE.replace(b"; name=plans.pdf", b""), FILE),
    "size and dates": (
        FILE,
        FILE.replace(b"=plans.pdf\r\nContent-T", b'=plans.pdf; size=3;\r\n\tcreation-date="today"\r\nContent-T'),
    ),
    "fields in another order": (
        FILE,
        b"Content-Transfer-Encoding: base64\r\n" + FILE.replace(b"Content-Transfer-Encoding: base64\r\n", b""),
    ),
    "fields in yet another order": (
        b"Content-Transfer-Encoding: base64\r\n" + FILE.replace(b"Content-Transfer-Encoding: base64\r\n", b""),
        FILE,
    ),
    "folded": (FILE, FILE.replace(b"; ", b";\r\n\t")),
    "unfolded": (FILE.replace(b"; ", b";\r\n "), FILE),
    "letters": (FILE, FILE.replace(b"base64", b"BASE64")),
    "no name, quoted and folded": (
        FILE,
        FILE.replace(b"; name=plans.pdf", b"").replace(b"; filename=plans.pdf", b';\r\n\tfilename="plans.pdf"'),
    ),
    "no encoding": (TEXT, TEXT.replace(b"Content-Transfer-Encoding: 7bit\r\n", b"")),
    "no encoding of eight bits": (
        TEXT.replace(b"7bit", b"8bit"),
        TEXT.replace(b"Content-Transfer-Encoding: 7bit\r\n", b""),
    ),
    "an encoding": (TEXT.replace(b"Content-Transfer-Encoding: 7bit\r\n", b""), TEXT),
    "more fields": (FILE, FILE + b"Content-Description: plans.pdf\r\nX-Gate: 1\r\n"),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", CHANGES)
def test_the_header_of_one_part(name: str, form: str) -> None:
    was, now = CHANGES[name]
    damage = explained(body(TEXT, was), body(TEXT, now), form)
    assert damage
    assert (damage.kind, damage.place) == ("mime-frame-changed", "header of part 2")
    assert damage.finding.evidence


@pytest.mark.parametrize("form", FORMS)
def test_the_headers_of_all_parts(form: str) -> None:
    text = TEXT.replace(b"=utf-8", b'="utf-8"').replace(b"; ", b";\r\n ")
    file = FILE.replace(b"=plans.pdf", b'="plans.pdf"').replace(b"; ", b";\r\n ")
    damage = explained(body(TEXT, FILE), body(text, file), form)
    assert damage
    assert (damage.kind, damage.place) == ("mime-frame-changed", "header of part 1 and part 2")
    assert damage.finding["was"] == "Content-Type: text/plain; charset=utf-8"
    assert damage.finding["now"] == 'Content-Type: text/plain; / charset="utf-8"'
    assert damage.finding.evidence[0].marked == "Content-Type: text/plain;"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "file",
    [
        FILE.replace(b"=plans.pdf", b"=works.pdf"),
        FILE.replace(b"attachment", b"inline"),
        FILE.replace(b"; name=plans.pdf", b"; name=plan.pdf"),
        FILE.replace(b"application/pdf", b"application/octet-stream"),
        b"X-Long: " + b"x" * 5_000 + b"\r\n" + FILE,
        b"",
    ],
)
def test_what_nobody_does_stays_unknown(file: bytes, form: str) -> None:
    assert explained(body(TEXT, FILE), body(TEXT, file), form) is None


@pytest.mark.parametrize("octets", [2_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000])
def test_running_out(octets: int) -> None:
    effort = Effort(octets, 60_000, 0)
    assert explained(b"something else", body(TEXT, FILE), "relaxed", effort) is None
    assert effort.octets >= 0
