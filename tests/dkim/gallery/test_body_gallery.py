"""Is every usual thing that gateways, lists and relays do to a body found, and nothing said of what is not usual?"""

from __future__ import annotations

import base64
import hashlib
import quopri
import re
import time
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Final, NamedTuple
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

import dkim as dkimpy
from deliverkit.core.findings import Fixer, Severity
from deliverkit.dkim.damage import Damage
from deliverkit.dkim.explaining.body.explain import explain_body
from deliverkit.dkim.settings import Settings
from deliverkit.dkim.signature import parse_signature
from deliverkit.message import Message
from support import Figures

sign_with_dkimpy: Final[Callable[..., bytes]] = attrgetter("sign")(dkimpy)
verify_with_dkimpy: Final[Callable[..., bool]] = attrgetter("verify")(dkimpy)

CRLF: Final = b"\r\n"
VIRUS: Final = b"-- \r\nChecked for viruses by gw.atelier.example\r\n"
LIST: Final = (
    b"_______________________________________________\r\nmusic mailing list\r\nhttps://lists.b.example/music\r\n"
)
BANNER: Final = b"[EXTERNAL] This mail came from outside. Think before you click.\r\n\r\n"

WORDS: Final = (
    "Dear Anna,\r\n"
    "\r\n"
    "thank you for the drawings of the fa\u00e7ade; the gr\u00fcne T\u00fcr is missing on  sheet 3.\r\n"
    "\tFrom the terrace one sees https://www.atelier.example/plans?sheet=3&form=large clearly.\r\n"
    "From next week on we meet at nine.\r\n"
    ".htaccess is the file I meant.\r\n"
    "Please bring the keys, \r\n"
    "and tell Jos\u00e9 too.\r\n"
    "\r\n"
    f"{'A long thought without a break, ' * 40}that ends here.\r\n"
    "\r\n"
    "Kind regards\r\n"
    "-- \r\n"
    "Bert, Atelier\r\n"
).encode()
HTML: Final = (
    '<html>\r\n<head><title>Plans</title></head>\r\n<body bgcolor="#ffffff">\r\n'
    "<p>Dear Anna,</p>\r\n"
    "<p>thank you for the drawings of the fa\u00e7ade; see "
    '<a href="https://www.atelier.example/plans?sheet=3&amp;form=large">the plans</a> for what is missing.</p>\r\n'
    "<p>Kind regards<br>Bert</p>\r\n"
    "</body>\r\n</html>\r\n"
).encode()
ATTACHED: Final = b"".join(hashlib.sha256(b"%d" % number).digest() for number in range(24_000))


def quoted(text: bytes) -> bytes:
    """As Python's quopri module writes it."""
    return quopri.encodestring(text.replace(CRLF, b"\n")).replace(b"\n", CRLF)


HEADER: Final = b"From: bert@atelier.example\r\nTo: anna@b.example\r\nSubject: Plans\r\nMIME-Version: 1.0\r\n"
TEXT: Final = HEADER + b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + WORDS
TEXT_PART: Final = (
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + quoted(WORDS)
)
HTML_PART: Final = (
    b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + quoted(HTML)
)
FILE_PART: Final = (
    b"Content-Type: application/pdf; name=plans.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + base64.encodebytes(ATTACHED).replace(b"\n", CRLF)
)
PREAMBLE: Final = b"This is a multi-part message in MIME format.\r\n"


def multipart(kind: bytes, *parts: bytes) -> bytes:
    head = HEADER + b'Content-Type: multipart/%s; boundary="=_b1"\r\n\r\n' % kind + PREAMBLE
    return head + b"".join(b"\r\n--=_b1\r\n" + part for part in parts) + b"\r\n--=_b1--\r\n"


MESSAGES: Final = {
    "text": TEXT,
    "alternative": multipart(b"alternative", TEXT_PART, HTML_PART),
    "mixed": multipart(b"mixed", TEXT_PART, FILE_PART),
}


@pytest.fixture(scope="module")
def key() -> bytes:
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )


def sign(message: bytes, key: bytes, form: str) -> bytes:
    names = tuple(field.split(b":")[0].lower() for field in HEADER.splitlines())
    chosen = (form.encode(), form.encode())
    return (
        sign_with_dkimpy(message, b"m1", b"atelier.example", key, canonicalize=chosen, include_headers=names) + message
    )


@cache
def signed_once(message: str, key: bytes, form: str) -> bytes:
    return sign(MESSAGES[message], key, form)


def published(key: bytes) -> Callable[..., bytes]:
    private = serialization.load_pem_private_key(key, None)
    octets = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return lambda *_, **__: b"v=DKIM1; p=" + base64.b64encode(octets)


# what programs do


def to_body(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    def change_message(message: bytes) -> bytes:
        head, _, body = message.partition(CRLF * 2)
        return head + CRLF * 2 + change(body)

    return change_message


def replaced(old: bytes, new: bytes, count: int = -1) -> Callable[[bytes], bytes]:
    return to_body(lambda body: body.replace(old, new, count))


def subbed(pattern: bytes, put: bytes) -> Callable[[bytes], bytes]:
    return to_body(lambda body: re.sub(pattern, put, body))


def appended(text: bytes) -> Callable[[bytes], bytes]:
    return lambda message: message + text


def in_text_part(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """A program that decodes the first text, changes it, and encodes it as it was."""

    def change_message(message: bytes) -> bytes:
        if b"--=_b1" not in message:
            return to_body(change)(message)
        return message.replace(quoted(WORDS), quoted(change(WORDS)))

    return change_message


def in_both(text: Callable[[bytes], bytes], html: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    return lambda message: in_text_part(text)(message).replace(quoted(HTML), quoted(html(HTML)))


def before_end_of_html(added: bytes) -> Callable[[bytes], bytes]:
    return lambda html: html.replace(b"</body>", added + b"</body>")


def behind_start_of_html(added: bytes) -> Callable[[bytes], bytes]:
    return lambda html: html.replace(b'<body bgcolor="#ffffff">', b'<body bgcolor="#ffffff">' + added)


def part_added(message: bytes) -> bytes:
    part = b'Content-Type: text/plain; charset="us-ascii"\r\nContent-Disposition: inline\r\n\r\n' + LIST
    return message.replace(b"\r\n--=_b1--\r\n", b"\r\n--=_b1\r\n" + part + b"\r\n--=_b1--\r\n")


def wrapped(message: bytes) -> bytes:
    """What a list does with a message that is no multipart/mixed."""
    head, _, body = message.partition(CRLF * 2)
    own = re.search(rb"(?:Content-[^\r\n]*\r\n)+", head + CRLF)
    assert own
    footer = b'Content-Type: text/plain; charset="us-ascii"\r\n\r\n' + LIST
    head = (head + CRLF).replace(own[0], b'Content-Type: multipart/mixed; boundary="===9"\r\n')
    return head + b"\r\n--===9\r\n" + own[0] + CRLF + body + b"\r\n--===9\r\n" + footer + b"\r\n--===9--\r\n"


def recoded(encode: Callable[[bytes], bytes], name: bytes) -> Callable[[bytes], bytes]:
    """A relay that writes the first text anew, and its Content-Transfer-Encoding."""

    def change_message(message: bytes) -> bytes:
        if b"--=_b1" in message:
            now = TEXT_PART.replace(b"quoted-printable", name).replace(quoted(WORDS), encode(WORDS))
            return message.replace(TEXT_PART, now)
        return message.replace(b"Encoding: 8bit", b"Encoding: " + name).replace(WORDS, encode(WORDS))

    return change_message


def encoded(text: bytes) -> bytes:
    return base64.encodebytes(text).replace(b"\n", CRLF)


def to_latin(message: bytes) -> bytes:
    latin = WORDS.decode().encode("latin-1")
    now = message.replace(WORDS, latin).replace(quoted(WORDS), quoted(latin))
    return now.replace(b"charset=utf-8", b"charset=iso-8859-1", 1)


LINK: Final = b"https://www.atelier.example/plans?sheet=3&form=large"
SAFE: Final = (
    b"https://eur02.safelinks.protection.outlook.com/?url=%s&data=05%%7C01&sdata=kk%%3D&reserved=0"
    % quote(LINK, safe="").encode()
)
SECOND: Final = b"https://urldefense.proofpoint.com/v2/url?u=%s&d=DwMFaQ&c=e&r=f&m=g&s=h&e=" % (
    quote(LINK, safe="/.").replace("%", "-").replace("/", "_").encode()
)
THIRD: Final = b"https://urldefense.com/v3/__https:/www.atelier.example/plans?sheet=3&form=large__;!!Abc!xyz-1$"


def linked(link: bytes) -> Callable[[bytes], bytes]:
    escaped = link.replace(b"&", b"&amp;")
    return in_both(
        lambda text: text.replace(LINK, link), lambda html: html.replace(LINK.replace(b"&", b"&amp;"), escaped)
    )


def then(*changes: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    def change_message(message: bytes) -> bytes:
        for change in changes:
            message = change(message)
        return message

    return change_message


def base64_rewrapped(message: bytes) -> bytes:
    lines = base64.b64encode(ATTACHED)
    return message.replace(encoded(ATTACHED), CRLF.join(re.findall(rb".{1,64}", lines)) + CRLF)


class Breakage(NamedTuple):
    """What a program does, and what is to be said of it.

    Arguments:
        change: what it does.
        kinds: the rule, for each message it is done to.
        by: who can mend it.
        marked: what the first piece of evidence starts with.
        fits: the canonicalizations that it does not break.
        facts: facts of the finding.
    """

    change: Callable[[bytes], bytes]
    kinds: dict[str, str]
    by: Fixer
    marked: str = ""
    fits: tuple[str, ...] = ()
    facts: tuple[tuple[str, object], ...] = ()


ADMIN, FORWARDER, RECEIVER = Fixer.SENDING_ADMIN, Fixer.FORWARDER, Fixer.RECEIVING_ADMIN


def everywhere(kind: str) -> dict[str, str]:
    return dict.fromkeys(MESSAGES, kind)


def inside(kind: str, *, text: str = "") -> dict[str, str]:
    return {"text": text, "alternative": kind, "mixed": kind} if text else {"alternative": kind, "mixed": kind}


SAFE_MARK: Final = "<p>Checked for viruses by gw.atelier.example</p>"
SIMPLE_ONLY: Final = ("relaxed",)
BREAKAGES: Final[dict[str, Breakage]] = {
    "virus footer behind all": Breakage(
        appended(VIRUS),
        everywhere("footer-added"),
        ADMIN,
        "--",
        facts=(("place", "end"), ("octets", 48), ("text", "-- / Checked for viruses by gw.atelier.example")),
    ),
    "virus footer behind an empty line": Breakage(appended(CRLF + VIRUS), everywhere("footer-added"), ADMIN, "--"),
    "footer without a line end": Breakage(
        appended(b"Scanned by Gate"), everywhere("footer-added"), ADMIN, "Scanned by Gate"
    ),
    "list footer behind all": Breakage(appended(LIST), everywhere("list-footer-added"), FORWARDER, "________"),
    "footer in the text": Breakage(
        in_text_part(lambda text: text + VIRUS), inside("footer-inserted", text="footer-added"), ADMIN, "--"
    ),
    "list footer in the text": Breakage(
        in_text_part(lambda text: text + CRLF + LIST),
        inside("list-footer-inserted", text="list-footer-added"),
        FORWARDER,
        "________",
    ),
    "footer in both forms": Breakage(
        in_both(lambda text: text + VIRUS, before_end_of_html(SAFE_MARK.encode() + CRLF)),
        {"alternative": "footer-inserted"},
        ADMIN,
        "--",
    ),
    "footer within a line of the HTML": Breakage(
        in_both(bytes, before_end_of_html(SAFE_MARK.encode())),
        {"alternative": "footer-inserted"},
        ADMIN,
        "<p>Checked",
    ),
    "footer behind the HTML": Breakage(
        in_both(bytes, lambda html: html + SAFE_MARK.encode() + CRLF),
        {"alternative": "footer-inserted"},
        ADMIN,
        "<p>Checked",
    ),
    "list footer as a part": Breakage(part_added, inside("list-part-added"), FORWARDER, "--=_b1"),
    "put into a multipart": Breakage(wrapped, everywhere("wrapped-in-multipart"), FORWARDER),
    "banner above the text": Breakage(
        in_text_part(lambda text: BANNER + text), everywhere("banner-inserted"), RECEIVER, "[EXTERNAL]"
    ),
    "banner in both forms": Breakage(
        in_both(lambda text: BANNER + text, behind_start_of_html(b"<div><b>" + BANNER.strip() + b"</b></div>")),
        {"alternative": "banner-inserted"},
        RECEIVER,
        "[EXTERNAL]",
    ),
    "line feeds alone": Breakage(replaced(CRLF, b"\n"), {"text": "line-ends-changed"}, FORWARDER),
    "some line feeds alone": Breakage(replaced(CRLF, b"\n", 3), everywhere("line-ends-changed"), FORWARDER),
    "doubled returns": Breakage(replaced(CRLF, b"\r\r\n"), everywhere("line-ends-changed"), FORWARDER),
    "blanks stripped": Breakage(
        subbed(rb"[ \t]+(?=\r\n)", b""), {"text": "trailing-blanks-changed"}, ADMIN, fits=SIMPLE_ONLY
    ),
    "the delimiter of a signature stripped": Breakage(
        replaced(b"\r\n-- \r\n", b"\r\n--\r\n"), {"text": "trailing-blanks-changed"}, ADMIN, "--", fits=SIMPLE_ONLY
    ),
    "blanks at all line ends": Breakage(
        subbed(rb"(?<=[^\r\n])\r\n", b" \r\n"), everywhere("trailing-blanks-changed"), ADMIN, " ", fits=SIMPLE_ONLY
    ),
    "tabs expanded": Breakage(replaced(b"\t", b"        "), {"text": "blanks-changed"}, ADMIN, fits=SIMPLE_ONLY),
    "full stops doubled": Breakage(replaced(b"\r\n.", b"\r\n.."), everywhere("dot-stuffing"), ADMIN),
    "a full stop eaten": Breakage(replaced(b"\r\n.", b"\r\n"), everywhere("dot-stuffing"), ADMIN, "htaccess"),
    "From escaped": Breakage(replaced(b"\r\nFrom ", b"\r\n>From "), everywhere("from-escaped"), ADMIN),
    "long lines broken": Breakage(
        subbed(rb"([^\r\n]{990})(?=[^\r\n])", rb"\1!\r\n "), {"text": "lines-wrapped"}, ADMIN
    ),
    "made quoted-printable": Breakage(
        recoded(quoted, b"quoted-printable"), {"text": "transfer-encoding-changed"}, ADMIN
    ),
    "made base64": Breakage(recoded(encoded, b"base64"), {"text": "transfer-encoding-changed"}, ADMIN),
    "made base64 of what was encoded": Breakage(recoded(encoded, b"base64"), inside("encoded-anew"), FORWARDER),
    "made 8bit": Breakage(recoded(bytes, b"8bit"), inside("encoded-anew"), FORWARDER),
    "base64 in other lines": Breakage(
        base64_rewrapped,
        {"mixed": "encoded-anew"},
        FORWARDER,
        facts=(("place", "part 2"), ("was", "base64 in lines of another length")),
    ),
    "an empty line in the midst": Breakage(
        in_text_part(lambda text: text.replace(b"and tell", b"\r\nand tell")),
        everywhere("empty-lines-added"),
        FORWARDER,
        facts=(("count", 1),),
    ),
    "empty lines at the top": Breakage(
        to_body(lambda body: CRLF * 2 + body), {"text": "empty-lines-added"}, FORWARDER, facts=(("place", "top"),)
    ),
    "an empty line taken out": Breakage(
        replaced(b"\r\n\r\nthank", b"\r\nthank"), everywhere("empty-lines-removed"), FORWARDER, "thank"
    ),
    "a pixel in the HTML": Breakage(
        in_both(bytes, before_end_of_html(b'<img src="https://t.gw.example/p.gif?id=1" width="1" height="1">')),
        {"alternative": "footer-inserted"},
        ADMIN,
        facts=(("place", "part 2"), ("octets", 64), ("text", "")),
    ),
    "banner and links": Breakage(
        then(in_text_part(lambda text: BANNER + text), linked(SAFE)),
        everywhere("several-changes-by-receiver"),
        RECEIVER,
    ),
    "made Latin-1": Breakage(to_latin, everywhere("charset-changed"), FORWARDER),
    "Safe Links": Breakage(linked(SAFE), everywhere("links-rewritten"), RECEIVER),
    "URL Defense, the second": Breakage(linked(SECOND), everywhere("links-rewritten"), RECEIVER),
    "URL Defense, the third": Breakage(linked(THIRD), everywhere("links-rewritten"), RECEIVER),
    "the preamble dropped": Breakage(
        to_body(lambda body: body.removeprefix(PREAMBLE)), inside("mime-frame-changed"), FORWARDER
    ),
    "headers of parts written anew": Breakage(
        subbed(rb"(\nContent-Type: [a-z]+/[a-z]+); (charset|name)=([a-z0-9.-]+)", rb'\1;\r\n\t\2="\3"'),
        inside("mime-frame-changed"),
        FORWARDER,
        "Content-Type: text/plain;",
    ),
    "headers of parts with more fields": Breakage(
        replaced(b"\nContent-Transfer-Encoding: ", b"\nContent-ID: <1@gw.example>\r\nContent-Transfer-Encoding: "),
        inside("mime-frame-changed"),
        FORWARDER,
        "Content-ID: <1@gw.example>",
    ),
    "a line in the midst": Breakage(
        in_text_part(lambda text: text.replace(b"and tell", b"(scanned)\r\nand tell")),
        everywhere("text-inserted"),
        FORWARDER,
        "(scanned)",
    ),
    "footer and base64": Breakage(
        recoded(lambda text: encoded(text + LIST), b"base64"), {"text": "several-changes"}, FORWARDER
    ),
    "footer and links": Breakage(then(linked(SAFE), appended(VIRUS)), everywhere("several-changes"), FORWARDER),
    "banner and footer": Breakage(
        in_both(
            lambda text: BANNER + text + VIRUS,
            lambda html: before_end_of_html(SAFE_MARK.encode() + CRLF)(
                behind_start_of_html(b"<div><b>" + BANNER.strip() + b"</b></div>")(html)
            ),
        ),
        everywhere("several-changes"),
        FORWARDER,
        "[EXTERNAL]",
    ),
    "two footers of the HTML": Breakage(
        in_both(bytes, lambda html: before_end_of_html(SAFE_MARK.encode())(html) + b"<p>Sent by Gate</p>" + CRLF),
        {"alternative": "footer-inserted"},
        ADMIN,
        "<p>Checked",
        facts=(("place", "part 2"), ("text", "Checked for viruses by gw.atelier.example")),
    ),
    "footers of both forms and one behind the HTML": Breakage(
        in_both(
            lambda text: text + VIRUS,
            lambda html: before_end_of_html(SAFE_MARK.encode())(html) + b"<p>Sent by Gate</p>" + CRLF,
        ),
        {"alternative": "footer-inserted"},
        ADMIN,
        "--",
        facts=(("place", "part 1 and part 2"),),
    ),
    "footer and line feeds": Breakage(
        then(replaced(CRLF, b"\n", 5), appended(VIRUS)), everywhere("several-changes"), FORWARDER
    ),
}
CASES: Final = [
    (name, message, form) for name, one in BREAKAGES.items() for message in one.kinds for form in ("simple", "relaxed")
]
FITTING: Final[list[str]] = []
FOUND: Final[list[tuple[float, str]]] = []


def explain(signed: bytes) -> Damage | None:
    message = Message.parse(signed)
    field = message.get("DKIM-Signature")
    assert field
    return explain_body(message, parse_signature(field), Settings().effort())


@pytest.mark.parametrize(("name", "message", "form"), CASES)
def test_breakage_is_found(name: str, message: str, form: str, key: bytes) -> None:
    breakage = BREAKAGES[name]
    signed = signed_once(message, key, form)
    broken = breakage.change(signed)
    assert broken != signed, "nothing was done"
    started = time.perf_counter()
    damage = explain(broken)
    if form in breakage.fits:
        assert verify_with_dkimpy(broken, dnsfunc=published(key))
        FITTING.append(name)
        return
    assert damage is not None
    assert damage.kind == breakage.kinds[message]
    finding = damage.finding
    assert finding.code == f"dkim.{damage.kind}"
    assert finding.severity is Severity.ERROR
    assert finding.remedy.by is breakage.by
    assert finding["domain"] == "atelier.example"
    assert finding["selector"] == "m1"
    assert finding.evidence[0].marked.startswith(breakage.marked)
    assert finding.message.startswith("d=atelier.example s=m1: ")
    assert finding.message.isascii()
    for fact, value in breakage.facts:
        assert finding[fact] == value
    FOUND.append((time.perf_counter() - started, f"{name}, {message}, {form}"))


def test_figures(figures: Figures) -> None:
    seconds, slowest = max(FOUND, default=(0.0, "nothing"))
    told = f"{len(FOUND)} of {len(CASES) - len(FITTING)} found, {len(FITTING)} still fit"
    figures(f"DKIM, gallery of bodies: {told}; the slowest {seconds:.2f} s ({slowest})")


def fresh(message: bytes) -> bytes:
    return message.replace(body_end(message), b"")


def body_end(message: bytes) -> bytes:
    return message[-len(message) // 3 :]


def one_octet(message: bytes) -> bytes:
    at = message.index(b"drawings")
    return message[:at] + bytes([message[at] ^ 1]) + message[at + 1 :]


UNEXPLAINED: Final[dict[str, Callable[[bytes], bytes]]] = {
    "a word changed": lambda message: message.replace(b"drawings", b"paintings"),
    "two words changed": lambda message: message.replace(b"thank", b"thanks").replace(b"nine", b"ten"),
    "the end cut off": fresh,
    "a line taken out": lambda message: message.replace(b"and tell Jos\xc3\xa9 too.\r\n", b"").replace(
        b"and tell Jos=C3=A9 too.\r\n", b""
    ),
    "one bit changed": one_octet,
    "another body": to_body(lambda _: b"Something else.\r\n"),
    "no body": to_body(lambda _: b""),
    "letters made small": to_body(bytes.lower),
    "lines in another order": to_body(lambda body: CRLF.join(reversed(body.split(CRLF)))),
    "every line doubled": to_body(lambda body: body.replace(CRLF, CRLF + b"x" + CRLF)),
}


@pytest.mark.parametrize(("message", "form"), [("text", "simple"), ("text", "relaxed"), ("alternative", "relaxed")])
@pytest.mark.parametrize("name", UNEXPLAINED)
def test_what_nobody_does_is_not_explained(name: str, message: str, form: str, key: bytes) -> None:
    signed = signed_once(message, key, form)
    broken = UNEXPLAINED[name](signed)
    assert broken != signed
    assert explain(broken) is None


def test_a_large_body_that_nobody_explains(key: bytes) -> None:
    signed = signed_once("mixed", key, "relaxed")
    started = time.perf_counter()
    assert explain(signed.replace(encoded(ATTACHED), encoded(ATTACHED[:-1]))) is None
    assert time.perf_counter() - started < 20
