"""Is everything of the gallery of bodies found in bodies of 1 MB too, with what may be spent by default?"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from importlib import util
from itertools import cycle
from pathlib import Path
from time import process_time
from typing import Any, Final

import pytest

from deliverkit.dkim.body import canonical_body
from support import Figures


def _gallery() -> Any:
    """The gallery, for itself: its texts become long here."""
    found = util.spec_from_file_location("body_gallery_of_long_texts", Path(__file__).with_name("test_body_gallery.py"))
    assert found
    assert found.loader
    made = util.module_from_spec(found)
    found.loader.exec_module(made)
    return made


GALLERY: Final = _gallery()
WORDS: Final[bytes] = GALLERY.WORDS
HTML: Final[bytes] = GALLERY.HTML
SIZE: Final = 1_000_000
LINE: Final = "Wir h\u00f6ren uns n\u00e4chste Woche wieder; bis dahin alles Gute, sagt Nummer %d. Preis = 6."
TOP: Final = b"that ends here.\r\n"
LAST: Final = b"<p>Kind"


def lines(octets: int, form: str = "%s") -> bytes:
    """So many octets of lines of which no two are alike."""
    line = (form % LINE).encode() + b"\r\n"
    return b"".join(line % number for number in range(octets // len(line)))


def in_the_midst(text: bytes, added: bytes) -> bytes:
    return text.replace(TOP, TOP + added)


def at_the_top(text: bytes, added: bytes) -> bytes:
    return added + text


def lengthen(where: Callable[[bytes, bytes], bytes], *, alone: bool) -> dict[str, bytes]:
    """Give the gallery long texts, and its messages."""
    GALLERY.WORDS = where(WORDS, lines(SIZE if alone else SIZE * 2 // 5))
    GALLERY.HTML = HTML if alone else HTML.replace(LAST, lines(SIZE // 2, "<p>%s</p>") + LAST)
    head = GALLERY.TEXT.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    for name, text in (("TEXT_PART", GALLERY.WORDS), ("HTML_PART", GALLERY.HTML)):
        field = getattr(GALLERY, name).partition(b"\r\n\r\n")[0]
        setattr(GALLERY, name, field + b"\r\n\r\n" + GALLERY.quoted(text))
    parts = GALLERY.TEXT_PART, GALLERY.HTML_PART
    GALLERY.TEXT = head + GALLERY.WORDS
    return {
        "text": GALLERY.TEXT,
        "alternative": GALLERY.multipart(b"alternative", *parts),
        "mixed": GALLERY.multipart(b"mixed", GALLERY.TEXT_PART, GALLERY.FILE_PART),
    }


def unsigned(message: bytes, form: str) -> bytes:
    """*message* under a field whose body hash fits, and which nobody made."""
    body = message.partition(b"\r\n\r\n")[2]
    bh = base64.b64encode(hashlib.sha256(canonical_body(body, relaxed=form == "relaxed")).digest())
    field = b"DKIM-Signature: v=1; a=rsa-sha256; c=%s/%s; d=atelier.example; s=m1; h=from; bh=%s; b=AA==;\r\n"
    return field % (form.encode(), form.encode(), bh) + message


# each edit in one message or two, in turns in the one form or the other, and with the long text at either place
FORMS: Final = cycle(("relaxed", "simple", "simple", "relaxed"))
PLACES: Final = cycle((in_the_midst, in_the_midst, at_the_top))
CASES: Final = [
    (name, message, next(FORMS), next(PLACES))
    for number, (name, one) in enumerate(GALLERY.BREAKAGES.items())
    # nearly all that is done to the text alone is easier to find; where both can be, every second one is
    for message in ([kind for kind in one.kinds if kind != "mixed"] or ["mixed"])[-2 if number % 2 else -1 :]
]
FOUND: Final[list[tuple[float, str]]] = []


@pytest.mark.parametrize(("name", "message", "form", "where"), CASES)
def test_breakage_of_a_long_body_is_found(
    name: str, message: str, form: str, where: Callable[[bytes, bytes], bytes]
) -> None:
    breakage = GALLERY.BREAKAGES[name]
    form = "simple" if form in breakage.fits else form
    whole = lengthen(where, alone=message == "text")[message]
    assert len(whole) > SIZE * 9 // 10
    broken = breakage.change(unsigned(whole, form))
    started = process_time()
    damage = GALLERY.explain(broken)
    taken = process_time() - started
    assert damage is not None
    assert damage.kind == breakage.kinds[message]
    assert damage.finding.remedy.by is breakage.by
    FOUND.append((taken, f"{name}, {message}, {form}"))


def test_figures(figures: Figures) -> None:
    seconds, slowest = max(FOUND, default=(0.0, "nothing"))
    total = sum(taken for taken, _ in FOUND)
    figures(
        f"DKIM, gallery of bodies of 1 MB: {len(FOUND)} of {len(CASES)} found in {total:.0f} s;"
        f" the slowest {seconds:.2f} s ({slowest})"
    )
