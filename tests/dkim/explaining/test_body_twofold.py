"""Is a body explained into which text was put at two places: a banner and a footer, or two footers of its HTML?"""

from __future__ import annotations

import base64
import hashlib
import quopri
from collections.abc import Callable
from typing import Final

import pytest

from deliverkit.dkim.body import canonical_body
from deliverkit.dkim.damage import Damage
from deliverkit.dkim.effort import Effort
from deliverkit.dkim.explaining.body.explain import explain_body
from deliverkit.dkim.settings import Settings
from deliverkit.dkim.signature import parse_signature
from deliverkit.message import Message

CRLF: Final = b"\r\n"
TEXT: Final = b"Dear Ben,\r\n\r\nthe plans are ready.\r\n\r\nAnna\r\n-- \r\nAnna, Atelier\r\n"
HTML: Final = b"<html>\r\n<body>\r\n<p>Dear Ben,</p>\r\n<p>the plans are ready.</p>\r\n</body>\r\n</html>\r\n"
BANNER: Final = b"CAUTION: this came from outside.\r\n\r\n"
FOOTER: Final = b"\r\n\r\n-- \r\nThis mail has been checked for viruses.\r\nwww.scanner.example\r\n"
PLAIN: Final = b"Content-Type: text/plain; charset=utf-8\r\n"
MULTIPART: Final = b"Content-Type: multipart/alternative; boundary=b\r\n"
FORMS: Final = ("relaxed", "simple")
Encode = Callable[[bytes], bytes]


def as_it_is(text: bytes) -> bytes:
    return text


def as_base64(text: bytes) -> bytes:
    return base64.encodebytes(text).replace(b"\n", CRLF)


def as_quoted(text: bytes) -> bytes:
    return quopri.encodestring(text.replace(CRLF, b"\n")).replace(b"\n", CRLF)


ENCODINGS: Final[dict[str, Encode]] = {"8bit": as_it_is, "base64": as_base64, "quoted-printable": as_quoted}


def alternative(text: bytes, html: bytes, encoding: str) -> bytes:
    parts = (
        b"--b\r\nContent-Type: text/%s; charset=utf-8\r\nContent-Transfer-Encoding: %s\r\n\r\n%s\r\n"
        % (kind, encoding.encode(), ENCODINGS[encoding](octets))
        for kind, octets in ((b"plain", text), (b"html", html))
    )
    return b"".join(parts) + b"--b--\r\n"


def explained(
    was: bytes, now: bytes, header: bytes = PLAIN, form: str = "relaxed", effort: Effort | None = None
) -> Damage | None:
    """What is said of the body *now*, signed as *was*."""
    digest = hashlib.sha256(canonical_body(was, relaxed=form == "relaxed")).digest()
    bh = base64.b64encode(digest).decode()
    text = f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/{form}; d=a.example; s=s1; h=from; bh={bh}; b=AA==;\r\n"
    field = Message.parse(text.encode()).get("DKIM-Signature")
    assert field
    message = Message.parse(b"From: anna@a.example\r\n" + header + CRLF + now)
    return explain_body(message, parse_signature(field), effort or Settings().effort())


# a banner and a footer


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_banner_and_footer_in_one_text(form: str, encoding: str) -> None:
    header = PLAIN + f"Content-Transfer-Encoding: {encoding}\r\n".encode()
    encode = ENCODINGS[encoding]
    damage = explained(encode(TEXT), encode(BANNER + TEXT + FOOTER), header, form)
    assert damage
    assert damage.kind == "several-changes"
    assert damage.finding["changes"] == ("banner inserted (top)", "footer added (end)")
    first, *_, last = damage.finding.evidence
    if encoding == "8bit":
        assert damage.added == BANNER + FOOTER.lstrip()  # empty lines at the end do not count
        assert first.marked.startswith("CAUTION")
        assert last.marked.startswith("--")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_banner_and_footer_in_both_forms(form: str, encoding: str) -> None:
    html = HTML.replace(b"<body>\r\n", b"<body>\r\n<p>CAUTION: this came from outside.</p>\r\n")
    html = html.replace(b"</body>", b"<p>This mail has been checked for viruses.<br>www.scanner.example</p>\r\n</body>")
    now = alternative(BANNER + TEXT + FOOTER, html, encoding)
    damage = explained(alternative(TEXT, HTML, encoding), now, MULTIPART, form)
    assert damage
    assert damage.kind == "several-changes"
    assert damage.place == "part 1 and part 2"
    assert damage.finding["changes"] == (
        "banner inserted (part 1 and part 2)",
        "footer inserted (part 1 and part 2)",
    )


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_banner_and_footer_in_html_of_one_line(encoding: str) -> None:
    """Within quoted-printable both stand in the same line, which is written anew as a whole."""
    header = f"Content-Type: text/html\r\nContent-Transfer-Encoding: {encoding}\r\n".encode()
    words = b"the plans are ready; bring the keys of the terrace and of the house, and tell the others too. "
    was = b"<html><body><p>" + words * 3 + b"</p></body></html>\r\n"
    now = was.replace(b"<body>", b"<body><div>CAUTION: from outside</div>").replace(b"</body>", b"<p>Clean.</p></body>")
    damage = explained(ENCODINGS[encoding](was), ENCODINGS[encoding](now), header)
    assert damage
    assert damage.kind == "several-changes"
    assert damage.place == "top and end"


@pytest.mark.parametrize("form", FORMS)
def test_a_banner_and_words_that_were_changed_stay_unknown(form: str) -> None:
    now = BANNER + TEXT.replace(b"plans", b"works") + FOOTER
    assert explained(TEXT, now, PLAIN, form) is None
    assert explained(TEXT, now.replace(b"-- \r\nAnna", b"-- \r\nBert"), PLAIN, form) is None


# footers before the end of HTML, and behind it


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("footer", [b"", FOOTER])
def test_footers_before_the_end_of_html_and_behind_it(form: str, encoding: str, footer: bytes) -> None:
    html = HTML.replace(b"</body>", b"<p>one</p></body>") + b"<p>two</p>\r\n"
    now = alternative(TEXT + footer, html, encoding)
    damage = explained(alternative(TEXT, HTML, encoding), now, MULTIPART, form)
    assert damage
    assert damage.kind == "footer-inserted"
    assert damage.place == ("part 1 and part 2" if footer else "part 2")


def test_footers_around_the_end_of_html_that_is_all() -> None:
    now = HTML.replace(b"</body>", b"<p>one</p></body>") + b"<p>two</p>\r\n"
    damage = explained(HTML, now, b"Content-Type: text/html\r\n")
    assert damage
    assert damage.kind == "footer-inserted"
    assert damage.place == "the text"
    assert damage.added == b"<p>one</p><p>two</p>\r\n"


@pytest.mark.parametrize("octets", [3_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_running_out(encoding: str, octets: int) -> None:
    html = HTML.replace(b"</body>", b"<p>one</p></body>") + b"<p>two</p>\r\n"
    body = alternative(BANNER + TEXT * 20 + FOOTER, html, encoding)
    effort = Effort(octets, 60_000, 0)
    assert explained(b"something else", body, MULTIPART, effort=effort) is None
    assert effort.ran_out
    assert effort.octets >= 0
