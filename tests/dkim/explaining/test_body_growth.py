"""Does the search in a body end when its effort is spent, and grow no faster than the body, in any shape?"""

from __future__ import annotations

import base64
import hashlib
from itertools import pairwise
from time import process_time
from typing import Final

import pytest

import deliverkit as dk
from deliverkit.dkim import verify
from deliverkit.dkim.effort import Effort
from deliverkit.dkim.explaining.body.explain import explain_body
from deliverkit.dkim.explaining.body.view import BodyView, Splice, Target
from deliverkit.dkim.settings import Settings
from deliverkit.dkim.signature import SignatureHeader, parse_signature
from deliverkit.message import Message
from dkim_signer import PLAIN, sign, zone
from support import Figures

SHARE: Final = 10  # of the effort there is by default
SIZE: Final = 100_000
HEADERS: Final = {
    "html": b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n",
    "multipart": b'Content-Type: multipart/alternative; boundary="b1"\r\n',
    "base64": b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n",
}
UNITS: Final = (
    *(b"\r\n", b" ", b"<", b"\n", b"=\r\n", b"--b1\r\n", b"--b1\r\n\r\nx\r\n", b".\r\n>From \r\n", b">"),
    *(b"https://urldefense.com/v3/__", b"<body ", b"!\r\n ", b"a ", b"=", b"=41", b"<p>", b"\r\n\n\r", b"\xc3\xa9"),
    *(b"A\r\n", b"--b1\r\nContent-Type: text/html\r\n\r\n<p>\r\n", b"words of a line\r\n", b"-- \r\n"),
    b"--b1\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nQQ==\r\n",
    b"https://x.safelinks.protection.outlook.com/?url=x&y=z ",
)


def alternative(encoding: bytes, plain: bytes, html: bytes) -> bytes:
    field = b"; charset=utf-8\r\nContent-Transfer-Encoding: " + encoding + b"\r\n\r\n"
    parts = (
        b"--b1\r\nContent-Type: text/%s%s%s\r\n" % one for one in ((b"plain", field, plain), (b"html", field, html))
    )
    return b"".join(parts) + b"--b1--\r\n"


def shapes(size: int) -> dict[str, tuple[bytes, bytes]]:
    """Headers and bodies of about *size* octets."""
    made = {
        f"{name} {unit[:16]!r}": (header, unit * (size // len(unit)))
        for name, header in HEADERS.items()
        for unit in UNITS
    }
    items = b"".join(b"-- zqx%d wvu%d ghj%d\r\n" % (one, one, one) for one in range(size // 50))
    rows = b"<body>" + b"<td class=a>one two three four five</td>\r\n" * (size // 90) + b"</body></html>\r\n"
    escapes = b"=41" * 25 + b"=\r\n"
    nested = b"".join(
        b'--b%d\r\nContent-Type: multipart/mixed; boundary="b%d"\r\n\r\n' % (one, one + 1)
        for one in range(1, size // 54)
    )
    bodies = {
        "items": alternative(b"8bit", items, rows),
        "items in base64": alternative(b"base64", base64.encodebytes(items), base64.encodebytes(rows)),
        "short lines of base64": alternative(b"base64", b"Q\r\n" * (size // 6), b"Q\r\n" * (size // 6)),
        "escapes": alternative(b"quoted-printable", escapes * (size // 160), escapes * (size // 160)),
        "nested": nested,
    }
    return made | {name: (HEADERS["multipart"], body) for name, body in bodies.items()}


def signature_of(form: str) -> SignatureHeader:
    bh = base64.b64encode(b"x" * 32).decode()
    text = f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/{form}; d=a.example; s=s1; h=from; bh={bh}; b=AA==;\r\n"
    field = Message.parse(text.encode()).get("DKIM-Signature")
    assert field
    return parse_signature(field)


def seconds(header: bytes, body: bytes, form: str, effort: Effort) -> float:
    message, signature = Message.parse(b"From: anna@a.example\r\n" + header + b"\r\n" + body), signature_of(form)
    started = process_time()
    assert explain_body(message, signature, effort) is None
    return process_time() - started


@pytest.fixture(scope="module")
def allowed() -> float:
    """What it takes, on this machine, to hash all octets and to try all edits that the effort has room for."""
    most = Settings().effort(SHARE)
    octets = bytes(1_000_000)
    view = BodyView(b"", b"a\r\n" * 100, Target(b"", "sha256", False, None), Effort(10**12, 10**9, 0))
    started = process_time()
    for _ in range(most.octets // len(octets)):
        hashlib.sha256(octets).digest()
    for _ in range(most.tries):
        view.fits((Splice(3, 6), Splice(30, 60)))
    return process_time() - started


@pytest.mark.parametrize("name", shapes(1_000))
def test_work_of_any_shape_is_bounded_by_the_effort(name: str, allowed: float) -> None:
    header, body = shapes(SIZE)[name]
    form = "simple" if len(name) % 2 else "relaxed"
    # the processor's time, so that others on this machine count little; what was not charged took hundreds of times it
    assert seconds(header, body, form, Settings().effort(SHARE)) < 12 * allowed + 0.5


@pytest.mark.parametrize("name", list(shapes(1_000))[::7])
def test_growth(name: str) -> None:
    def cost(size: int) -> float:
        header, body = shapes(size)[name]
        return min(seconds(header, body, "relaxed", Effort(10**12, 300, 0)) for _ in range(2))

    costs = [cost(size) for size in (20_000, 80_000, 320_000)]
    ratios = sorted(after / before for before, after in pairwise(costs))
    assert ratios[0] < 8, costs  # four times the octets


def test_twenty_signatures_share_the_effort(figures: Figures) -> None:
    """None of them fits, and the body is so large that one alone takes all that may be spent."""
    lines = b"".join(b"These are the words of line %d, and more of them.\r\n" % one for one in range(20_000))
    once = sign(PLAIN + lines)
    field = once.removesuffix(PLAIN + lines)
    broken = once.replace(b"line 9999,", b"line 9998,").replace(b"line 300,", b"line 301,")

    def seconds_of(count: int) -> float:
        started = process_time()
        outcome = dk.run(verify(field * (count - 1) + broken), resolver=dk.TableResolver(zone()))
        taken = process_time() - started
        told = [one.why for one in outcome.unknown]
        assert len(told) == count
        assert sum(why.startswith("limit: max_hashed") for why in told) == min(count, 3)
        assert sum(why.startswith("limit: max_explained") for why in told) == max(0, count - 3)
        return taken

    alone, together = (min(seconds_of(count) for _ in range(2)) for count in (1, 20))
    figures(f"DKIM, bodies: 1 failing signature on 1 MB takes {alone:.2f} s, 20 take {together:.2f} s")
    assert together < 1.5 * alone + 0.5
