"""What was done to a body is found in every form; nothing is said without proof, and no octets break the search."""

from __future__ import annotations

import base64
import hashlib
import quopri
from random import Random
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliverkit.core.findings import Fixer
from deliverkit.dkim.body import canonical_body
from deliverkit.dkim.damage import Damage, Hint
from deliverkit.dkim.effort import Effort
from deliverkit.dkim.explaining.body.edits import Edit
from deliverkit.dkim.explaining.body.encoders import (
    QUOTERS,
    Quoter,
    base64_widths,
    hard_lines,
    quoters_of,
    to_base64,
)
from deliverkit.dkim.explaining.body.explain import explain_body
from deliverkit.dkim.explaining.body.links import without_links
from deliverkit.dkim.explaining.body.marks import readable
from deliverkit.dkim.explaining.body.refining import NOT_RECODED
from deliverkit.dkim.explaining.body.styles import headers, with_charset
from deliverkit.dkim.explaining.body.telling import Told, tell
from deliverkit.dkim.explaining.body.view import BodyView, Splice, Target
from deliverkit.dkim.signature import SignatureHeader, parse_signature
from deliverkit.message import Message

CRLF: Final = b"\r\n"
BODY: Final = b"Dear Ben,\r\n\r\nthe plans are  ready.\r\nThe terrace is on sheet 3.\r\n\r\nAnna\r\n"
FOOTER: Final = b"-- \r\nChecked for viruses\r\n"
FORMS: Final = ("simple", "relaxed")


def message(body: bytes, header: bytes = b"Content-Type: text/plain\r\n") -> bytes:
    return b"From: anna@a.example\r\n" + header + CRLF + body


def effort(octets: int = 1_000_000_000, tries: int = 20_000) -> Effort:
    return Effort(octets, tries, 0)


def signature_of(
    digest: bytes, form: str = "relaxed", more: str = "", algorithm: str = "rsa-sha256"
) -> SignatureHeader:
    bh = base64.b64encode(digest).decode()
    text = (
        f"DKIM-Signature: v=1; a={algorithm}; c=relaxed/{form}; d=a.example; s=s1; h=from; bh={bh}; b=AA==;{more}\r\n"
    )
    field = Message.parse(text.encode()).get("DKIM-Signature")
    assert field
    return parse_signature(field)


def explained(
    was: bytes, now: bytes, form: str = "relaxed", *, length: int | None = None, more: str = ""
) -> Damage | None:
    """What is said of the message *now* whose body hash is that of the body *was*."""
    octets = canonical_body(was, relaxed=form == "relaxed")[:length]
    tags = more if length is None else f" l={length};{more}"
    return explain_body(Message.parse(now), signature_of(hashlib.sha256(octets).digest(), form, tags), effort())


def exactly(octets: bytes, now: bytes, form: str = "relaxed") -> Damage | None:
    return explain_body(Message.parse(now), signature_of(hashlib.sha256(octets).digest(), form), effort())


def found(damage: Damage | None, kind: str, **facts: Any) -> Damage:
    assert damage is not None
    assert damage.kind == kind
    assert damage.finding.code == f"dkim.{kind}"
    for name, value in facts.items():
        assert damage.finding[name] == value
    return damage


def multipart(*parts: bytes, kind: bytes = b"mixed", boundary: bytes = b"b1") -> tuple[bytes, bytes]:
    """A header and a body."""
    body = b"".join(b"--%s\r\n%s\r\n" % (boundary, part) for part in parts) + b"--%s--\r\n" % boundary
    return b'Content-Type: multipart/%s; boundary="%s"\r\n' % (kind, boundary), body


# a footer behind all


@pytest.mark.parametrize("form", FORMS)
def test_footer_has_its_octets_and_its_place(form: str) -> None:
    damage = found(explained(BODY, message(BODY + FOOTER), form), "footer-added", place="end", octets=len(FOOTER))
    assert (damage.actor, damage.place, damage.removed, damage.added) == ("gateway", "end", b"", FOOTER)
    assert damage.finding.evidence[0].marked == "-- "
    assert damage.finding.evidence[0].source == "message:line:10"


@pytest.mark.parametrize("form", FORMS)
def test_footer_behind_a_body_without_a_line_end(form: str) -> None:
    damage = found(explained(b"Dear Ben", message(b"Dear Ben" + b"Sent by Gate"), form), "footer-added")
    assert damage.added == b"Sent by Gate"


@pytest.mark.parametrize("form", FORMS)
def test_footer_behind_nothing(form: str) -> None:
    assert found(explained(b"", message(FOOTER), form), "footer-added").added == FOOTER


def test_footer_behind_blank_runs_is_marked_where_it_stands() -> None:
    body = b"a   b\r\nc \t d\r\n" * 2000
    damage = found(explained(body, message(body + b"x   y  [gate]  z\r\n")), "footer-added", octets=18)
    assert damage.finding.evidence[0].marked == "x   y  [gate]  z"


def test_words_of_a_list_tell_a_list() -> None:
    damage = found(explained(BODY, message(BODY + b"To leave, write to x-leave@b.example\r\n")), "list-footer-added")
    assert damage.actor == "mailing-list"


@pytest.mark.parametrize(
    "footer", [b"Your subscription ends in 5 days.\r\n", b"Unsubscribe from advertisements\r\n", b"With sympathy\r\n"]
)
def test_weak_words_tell_no_list(footer: bytes) -> None:
    damage = found(explained(BODY, message(BODY + footer)), "footer-added")
    assert damage.actor == "gateway"


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        (b"List-Unsubscribe: <https://a.example/u>\r\nList-Help: <https://a.example/h>\r\n", "footer-added"),
        (b"Precedence: bulk\r\n", "footer-added"),
        (b"Precedence: List\r\n", "list-footer-added"),
        (b"X-Mailman-Version: 2.1\r\n", "list-footer-added"),
    ],
)
def test_fields_that_newsletters_have_tell_no_list(field: bytes, kind: str) -> None:
    found(explained(BODY, message(BODY + FOOTER, field)), kind)


def test_fields_of_a_list_tell_a_list_unless_the_author_signed_them() -> None:
    now = message(BODY + FOOTER, b"List-Id: <l.b.example>\r\n")
    found(explained(BODY, now), "list-footer-added")
    found(explained(BODY, now.replace(b"List-Id", b"X-Id")), "footer-added")


def test_a_length_covers_what_comes_before_it() -> None:
    now = message(BODY.replace(b"Dear", b"[EXTERNAL]\r\n\r\nDear") + FOOTER)
    found(explained(BODY, now, length=40), "banner-inserted")
    assert explained(BODY.replace(b"plans", b"drawings"), now, length=40) is None
    found(explained(BODY, message(BODY.replace(CRLF, b"\n", 1)), length=60), "line-ends-changed")


def test_without_a_hash_nothing_is_tried() -> None:
    told = signature_of(b"x", algorithm="rsa-md5")
    assert explain_body(Message.parse(message(BODY)), told, effort()) is None


# line ends, empty lines, blanks


def test_returns_alone() -> None:
    found(explained(BODY, message(BODY.replace(CRLF, b"\r", 1))), "line-ends-changed", now="CR", count=1)
    found(explained(BODY, message(BODY.replace(b"ready", b"re\rady"))), "line-ends-changed", was="", now="CR")


@pytest.mark.parametrize("form", FORMS)
def test_line_feeds_that_were_hashed(form: str) -> None:
    relaxed = form == "relaxed"
    unix = canonical_body(BODY, relaxed=relaxed).replace(CRLF, b"\n")
    damage = found(exactly(unix, message(BODY), form), "signed-with-line-feeds", count=6)
    assert (damage.actor, damage.removed, damage.added) == ("signer", b"\n", CRLF)
    assert damage.finding.remedy.by is Fixer.SENDING_ADMIN
    found(exactly(BODY.replace(CRLF, b"\n") + CRLF, message(BODY), form), "signed-with-line-feeds")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("end", "name"), [(b"\r", "CR"), (b"\n", "LF"), (b"\r\n\r", "CR")])
def test_half_a_line_end_behind_all(end: bytes, name: str, form: str) -> None:
    damage = found(
        explained(BODY, message(BODY.removesuffix(CRLF) + end), form), "line-ends-changed", now=name, count=1
    )
    assert (damage.actor, damage.removed, damage.added) == (
        "relay",
        CRLF,
        name.replace("CR", "\r").replace("LF", "\n").encode(),
    )
    assert damage.finding.remedy.by is Fixer.FORWARDER


def test_a_form_feed_behind_all() -> None:
    assert found(explained(BODY, message(BODY + b"\x0c")), "footer-added", octets=1).added == b"\x0c"


@pytest.mark.parametrize("count", [0, 2, 3])
def test_empty_lines_that_were_counted(count: int) -> None:
    text = canonical_body(BODY, relaxed=True)[:-2]
    damage = found(exactly(text + CRLF * count, message(BODY + CRLF)), "trailing-lines-miscounted")
    assert damage.actor == "signer"
    assert damage.finding.evidence[0].marked.startswith("bh=")


def test_lines_of_blanks_at_the_end() -> None:
    found(explained(BODY + b" \r\n", message(BODY), "simple"), "trailing-lines-changed", was="1 line of blanks")
    found(
        explained(BODY + b"\r\n \r\n \r\n", message(BODY), "simple"), "trailing-lines-changed", was="2 lines of blanks"
    )
    now = message(BODY + b"  \r\n\r\n")
    damage = found(explained(BODY, now, "simple"), "trailing-lines-changed", now="lines of blanks")
    assert damage.actor == "relay"
    damage = found(explained(BODY, message(BODY + b"\r\n \r\n"), "simple"), "trailing-lines-changed")
    assert (damage.actor, damage.removed, damage.added) == ("relay", b"", b" \r\n")


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        (b"1\t2 \r\n", b"1    2 \r\n", "a tab"),
        (b"1        2\r\n", b"1\t2\r\n", "8 blanks"),
        (b"a b \r\n", b"a\tb \r\n", "1 blank"),
        (b"a b\r\nc d \r\n", b"a  b\r\nc   d \r\n", "one blank"),
    ],
)
def test_blanks_within_lines(was: bytes, now: bytes, told: str) -> None:
    found(explained(was, message(now), "simple"), "blanks-changed", was=told)


def test_simple_by_default_is_easily_overlooked() -> None:
    """Where only blanks at line ends differ a relay is told of, unless ``c=`` is silent about the body."""
    now = Message.parse(message(b"One \r\ntwo \r\n"))
    told = signature_of(hashlib.sha256(b"One\r\ntwo\r\n").digest(), "simple")
    found(explain_body(now, told, effort()), "trailing-blanks-changed")
    field = Message.parse(told.field.raw.replace(b"c=relaxed/simple", b"c=relaxed")).get("DKIM-Signature")
    assert field
    damage = found(explain_body(now, parse_signature(field), effort()), "body-canonicalization-mismatch")
    assert damage.finding.evidence[0].marked == "c=relaxed"


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (b"one two \r\nthree\r\n", b"one two\r\nthree\r\n"),
        (b"one\r\n \r\ntwo\r\n \r\nthree\r\n", b"one\r\n\r\ntwo\r\n\r\nthree\r\n"),
        (b"one\r\ntwo\r\nthree\r\n", b"one  \r\ntwo\r\nthree \r\n"),
        (b"one\r\ntwo\r\nthree \r\nfour\r\n", b"one\r\ntwo\r\nthree\r\nfour\r\n"),
        (b"one\r\ntwo \r\nthree \r\nfour\r\n", b"one\r\ntwo\r\nthree \r\nfour\r\n"),
        (b"one\r\ntwo\r\nthree \r\nfour\r\n", b"one\r\ntwo\t\r\nthree \r\nfour\r\n"),
        (b"one\r\ntwo\r\nthree \r\nfour\r\n", b"one\r\ntwo  \r\nthree \r\nfour\r\n"),
    ],
)
def test_blanks_at_line_ends(was: bytes, now: bytes) -> None:
    damage = explained(was, message(now), "simple")
    assert damage
    assert damage.kind == "trailing-blanks-changed"


def test_an_empty_line_lost() -> None:
    damage = found(explained(BODY, message(BODY.replace(b"\r\n\r\nAnna", b"\r\nAnna"))), "empty-lines-removed")
    assert (damage.removed, damage.added) == (CRLF, b"")


@pytest.mark.parametrize("form", FORMS)
def test_empty_lines_that_came_in(form: str) -> None:
    damage = found(explained(BODY, message(CRLF + BODY), form), "empty-lines-added", place="top", count=1)
    assert damage.finding.message.endswith("an empty line was added after signing, at the top")
    damage = found(explained(BODY, message(BODY.replace(b"The", b"\r\n\r\nThe")), form), "empty-lines-added", count=2)
    assert damage.finding.message.endswith("2 empty lines were added after signing in the text")
    assert damage.added == CRLF * 2


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("was", "now"),
    [
        (b".a\r\nb\r\n.c\r\n", b"..a\r\nb\r\n..c\r\n"),
        (b"..a\r\nb\r\n..c\r\n", b".a\r\nb\r\n.c\r\n"),
        (b"..a\r\n...b\r\n..c\r\n", b".a\r\n...b\r\n.c\r\n"),
        (b".a\r\n..b\r\n..c\r\n", b"..a\r\n..b\r\n..c\r\n"),
        (b"a\r\n.com\r\nB\r\n", b"a\r\ncom\r\nB\r\n"),
        (b"..a\r\n..b\r\nc\r\n", b"..a\r\n.b\r\nc\r\n"),
    ],
)
def test_full_stops_at_line_starts(was: bytes, now: bytes, form: str) -> None:
    found(explained(was, message(now), form), "dot-stuffing")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("was", "now"),
    [
        (b"From a\r\nx\r\nFrom b\r\n", b">From a\r\nx\r\n>From b\r\n"),
        (b">From a\r\nx\r\n>From b\r\n", b"From a\r\nx\r\nFrom b\r\n"),
        (b">From a\r\nFrom b\r\n", b">>From a\r\nFrom b\r\n"),
        (b"From a\r\n>From b\r\n", b">From a\r\n>>From b\r\n"),
        (b"From a\r\nx\r\n>From b\r\n", b">From a\r\nx\r\n>From b\r\n"),
        (b"From a\r\nx\r\n>From b\r\n", b"From a\r\nx\r\nFrom b\r\n"),
        (b"x\r\nFrom b\r\n", b"x\r\n=46rom b\r\n"),
    ],
)
def test_from_at_line_starts(was: bytes, now: bytes, form: str) -> None:
    found(explained(was, message(now), form), "from-escaped")


@pytest.mark.parametrize("width", [72, 76, 998])
def test_words_wrapped(width: int) -> None:
    words = b" ".join(b"word%d" % number for number in range(400))
    lines: list[bytes] = [b""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = (lines[-1] + b" " + word).strip()
    found(explained(words + CRLF, message(CRLF.join(lines) + CRLF)), "lines-wrapped", width=width)


def broken(text: bytes, first: int, following: int, mark: bytes) -> bytes:
    """*text* with its long lines broken, as mail servers do."""
    lines: list[bytes] = []
    for line in text.split(CRLF):
        rest = range(first, max(first, len(line)), following)
        lines.append(mark.join([line[:first], *(line[at : at + following] for at in rest)]))
    return CRLF.join(lines)


LONG: Final = {
    "one word": b"x" * 2500 + CRLF,
    "words": b" ".join(b"word%d" % one for one in range(800)) + b"\r\n\r\nAnna\r\n",
    "blanks": b"a  b \t c   " * 400 + b"\r\n\r\nAnna\r\n",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", LONG)
@pytest.mark.parametrize(
    ("first", "following", "mark"),
    [(998, 997, b"\r\n "), (998, 998, b"\r\n "), (998, 998, CRLF), (989, 989, b"!\r\n "), (990, 990, b"!\r\n ")],
)
def test_lines_broken_several_times(form: str, name: str, first: int, following: int, mark: bytes) -> None:
    now = broken(LONG[name], first, following, mark)
    damage = found(explained(LONG[name], message(now), form), "lines-wrapped")
    assert damage.finding["width"] in (first, 990, 998)
    damage = found(explained(LONG[name], message(now + FOOTER), form), "several-changes-by-sender")
    assert damage.finding["changes"] == ("lines wrapped", "footer added (end)")


def test_a_line_cut_at_a_width() -> None:
    line = b"x" * 3000 + CRLF
    cut = CRLF.join([b"x" * 998, b"x" * 998, b"x" * 998, b"x" * 6]) + CRLF
    found(explained(line, message(cut)), "lines-wrapped", width=998, count=3)


def test_blanks_do_not_explain_words() -> None:
    assert explained(b"one \r\ntwo\t\r\nxx\r\n", message(b"one \r\ntwo\t\r\nyy\r\n"), "simple") is None


def test_quotations_are_no_escapes() -> None:
    assert explained(BODY + b">> quoted\r\n", message(BODY + b">> quote\r\n")) is None


def test_large_bodies_are_not_written_anew_in_every_way() -> None:
    body = b"one two\r\n" * 250_000
    assert explained(body + b"x\r\n", message(body + b"y\r\n"), "simple") is None


def test_lines_in_the_middle() -> None:
    long = b"".join(b"line %d\r\n" % number for number in range(150))
    added = b"scanned\r\nby the\r\ngate\r\nand the\r\n"
    now = message(long.replace(b"line 70\r\n", b"line 70\r\n" + added))
    found(explained(long, now), "text-inserted", place="the text", octets=len(added))
    text = BODY.replace(b"Anna", added + b"x\r\ny\r\nAnna")
    found(explained(BODY, message(text)), "text-inserted", octets=len(added) + 6)


# parts


def test_boundary_by_the_copied_content_type() -> None:
    head, body = multipart(CRLF + BODY)
    now = message(*reversed(multipart(CRLF + BODY, boundary=b"other")))
    copied = " z=Content-Type:multipart/mixed=3B=20boundary=3D=22b1=22;"
    damage = found(explained(body, now, more=copied), "mime-frame-changed", place="boundary", was="b1", now="other")
    assert damage.finding.evidence[0].marked == "--other"
    other = body.replace(b"plans", b"drawings")
    assert explained(other, message(body, head), more=copied) is None
    assert explained(other, message(BODY, head), more=copied.replace("b1", "b2")) is None
    assert explained(other, message(BODY), more=copied) is None


def test_attachments_wrapped_anew() -> None:
    data = bytes(range(256)) * 10
    part = b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    head, was = multipart(part + to_base64(data, 72), part + to_base64(data[:99], 72))
    _, now = multipart(part + to_base64(data, 76), part + to_base64(data[:99], 76))
    found(explained(was, message(now, head)), "encoded-anew", place="part 1 and part 2")


def test_only_the_part_that_was_wrapped_anew_is_named() -> None:
    data = bytes(range(256)) * 10
    part = b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    head, was = multipart(part + to_base64(data, 76), part + to_base64(data, 72), part + to_base64(data[:9], 76))
    _, now = multipart(part + to_base64(data, 76), part + to_base64(data, 76), part + to_base64(data[:9], 76))
    found(explained(was, message(now, head)), "encoded-anew", place="part 2", was="base64 in lines of another length")


@pytest.mark.parametrize("form", FORMS)
def test_line_ends_within_base64(form: str) -> None:
    field = b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n"
    was, now = (to_base64(text, 76) for text in (BODY, BODY.replace(CRLF, b"\n")))
    lost, gained = (
        dict(zip(("was", "now"), (f"base64 of lines that end in {end}" for end in ends), strict=True))
        for ends in (("CR LF", "LF"), ("LF", "CR LF"))
    )
    damage = found(explained(was, message(now, field), form), "encoded-anew", place="", **lost)
    assert damage.removed
    assert damage.added
    found(explained(now, message(was, field), form), "encoded-anew", place="", **gained)
    head, body = multipart(field + CRLF + now)
    found(explained(body, message(body.replace(now, was), head), form), "encoded-anew", place="part 1", **gained)


@pytest.mark.parametrize("width", [76, 72, 64, 60, 0])
@pytest.mark.parametrize("gained", [True, False])
def test_line_ends_within_base64_of_parts(width: int, *, gained: bool) -> None:
    field = b"Content-Type: text/%s\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    texts = BODY, BODY.replace(CRLF, b"\n")
    was, now = (to_base64(text, width) for text in (texts[::-1] if gained else texts))
    # the other text is as it was signed, in whichever way its lines end
    page = field % b"html" + to_base64(b"<p>\r\n<p>\n", width)
    head, body = multipart(field % b"plain" + was, page, kind=b"alternative")
    changed = body.replace(was, now)
    ends = ("LF", "CR LF") if gained else ("CR LF", "LF")
    told = dict(zip(("was", "now"), (f"base64 of lines that end in {end}" for end in ends), strict=True))
    found(explained(body, message(changed, head)), "encoded-anew", place="part 1", **told)


def test_a_line_end_more_within_base64() -> None:
    field = b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    head, was = multipart(field + to_base64(BODY + CRLF, 76))
    _, now = multipart(field + to_base64(BODY, 76))
    damage = found(explained(was, message(now, head)), "encoded-anew", was="base64 of a text that ends in 2 line ends")
    assert damage.finding["now"] == "base64 of a text that ends in 1 line end"


def test_base64_of_another_program() -> None:
    field = b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    head, was = multipart(field + to_base64(BODY * 3, 0))
    _, now = multipart(field + to_base64(BODY * 3, 76))
    found(explained(was, message(now, head)), "encoded-anew", was="base64 of another program", place="part 1")


def test_base64_of_what_was_quoted_printable() -> None:
    text = ("Gr\u00fc\u00dfe = noch mehr Gr\u00fc\u00dfe, " * 9).encode() + b"Anna\r\n"
    field = b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n"
    damage = explained(Quoter()(text), message(to_base64(text, 76), field))
    found(damage, "encoded-anew", was="quoted-printable", now="base64")


def test_an_empty_line_lost_at_the_end_of_a_part() -> None:
    head, was = multipart(CRLF + BODY + CRLF)
    _, now = multipart(CRLF + BODY)
    damage = found(explained(was, message(now, head)), "empty-lines-removed", place="part 1")
    assert (damage.removed, damage.added) == (CRLF, b"")


def test_delimiters_behind_line_feeds_hide_nothing() -> None:
    head, body = multipart(CRLF + b"one\n", CRLF + b"two\n")
    assert explained(BODY, message(body.replace(b"\n\r\n--b1", b"\n--b1"), head), "simple") is None


def told_of(now: bytes, *edits: Edit, header: bytes = b"Content-Type: text/plain\r\n") -> Damage:
    """What is said of *edits* of the body *now*."""
    view = BodyView(b"From: a@a.example\r\n" + header + CRLF, now, Target(b"", "sha256", True, None), effort())
    return tell(Message.parse(message(now, header)), signature_of(b"x"), [Told(edit, view) for edit in edits], view)


@pytest.mark.parametrize(
    ("splice", "kind"),
    [(Splice(4, 4, CRLF), "empty-lines-removed"), (Splice(2, 4), "empty-lines-added")],
)
def test_what_changed_no_encoding_is_an_empty_line(splice: Splice, kind: str) -> None:
    edit = Edit("transfer-encoding-changed", (splice,), was=NOT_RECODED, now="this 8bit")
    found(told_of(b"a\r\n\r\n--b1", edit), kind)


@pytest.mark.parametrize(("text", "marked"), [(b"\r\nscanned\r\n", "scanned"), (b"\r\n", "a"), (b"other", "a")])
def test_what_came_into_a_text_that_is_not_encoded(text: bytes, marked: str) -> None:
    around = Edit("transfer-encoding-changed", (Splice(0, 14, b"a\r\n"),), was=NOT_RECODED, marks=((0, 1),))
    damage = told_of(b"a\r\n\r\nscanned\r\n", around, Edit("footer-inserted", (), "part 1", text))
    found(damage, "footer-inserted", octets=11, place="part 1")
    assert damage.added == b"\r\nscanned\r\n"
    assert damage.finding.evidence[0].marked == marked


def test_two_encodings_one_upon_the_other() -> None:
    last = Edit("transfer-encoding-changed", (), was="8bit", now="base64", marks=((0, 4),))
    first = Edit("transfer-encoding-changed", (Splice(0, 6, b"=41\r\n"),), was="quoted-printable", now="8bit")
    damage = found(told_of(b"QQ==\r\n", last, first), "encoded-anew", was="quoted-printable", now="base64")
    assert (damage.removed, damage.added) == (b"=41", b"QQ==")


@pytest.mark.parametrize("form", FORMS)
def test_a_footer_in_both_forms_in_other_words(form: str) -> None:
    html = b"<html><body>\r\n<p>Dear Ben</p>\r\n</body></html>\r\n"
    header, was = both(BODY, html)
    footer = b"\r\n-- \r\nThis email has been checked for viruses.\r\nwww.gate.example\r\n"
    _, now = both(BODY + footer, html.replace(b"</body>", b"<p>Virus-free.</p></body>"))
    damage = found(explained(was, message(now, header), form), "footer-inserted", place="part 1 and part 2")
    assert damage.removed == b""
    assert damage.added.endswith(b"<p>Virus-free.</p>")
    assert damage.finding["octets"] == len(damage.added)
    assert damage.finding.evidence[0].marked


@pytest.mark.parametrize("form", FORMS)
def test_quoted_printable_of_another_program(form: str) -> None:
    text = ("Gr\u00fc\u00dfe = noch mehr Gr\u00fc\u00dfe, " * 9).encode() + b"Anna\r\n"
    was, now = Quoter()(text), Quoter(72)(text)
    damage = found(
        explained(was, message(now, QUOTED), form),
        "encoded-anew",
        was="quoted-printable of another program",
        now="this quoted-printable",
    )
    assert damage.finding.remedy.by is Fixer.FORWARDER
    assert damage.removed
    assert damage.added


@pytest.mark.parametrize("form", FORMS)
def test_a_footer_in_encoded_text_is_told_decoded(form: str) -> None:
    text = b"x" * 55 + CRLF  # so that its base64 is one full line
    header = b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n"
    listed = b"music mailing list\r\n"
    damage = found(
        explained(to_base64(text, 76), message(to_base64(text + listed, 76), header), form), "list-footer-added"
    )
    assert (damage.finding["octets"], damage.finding["text"]) == (20, "music mailing list")
    assert damage.added == listed
    damage = found(
        explained(Quoter()(text), message(Quoter()(text + b"caf\xc3\xa9 =\r\n"), QUOTED), form), "footer-added"
    )
    assert damage.added == b"caf\xc3\xa9 =\r\n"
    # plain letters behind base64 are no base64
    for end in (FOOTER, b"abc\r\n"):
        damage = found(explained(to_base64(text, 76), message(to_base64(text, 76) + end, header), form), "footer-added")
        assert damage.added == end
    text += b"x"
    damage = found(
        explained(to_base64(text, 76), message(to_base64(text, 76) + b"abcd\r\n", header), form), "footer-added"
    )
    assert damage.added == b"abcd\r\n"


def test_wrapped_and_given_a_footer() -> None:
    inner, body = multipart(CRLF + BODY, boundary=b"in")
    head, now = multipart(inner + CRLF + body + FOOTER, CRLF + b"list")
    damage = found(explained(body, message(now, head)), "several-changes")
    assert damage.finding["changes"] == (
        "wrapped in multipart (multipart/mixed to multipart/mixed)",
        "footer added (end)",
    )
    assert Hint("content-type", b' multipart/mixed; boundary="in"') in damage.hints


def test_parts_in_encoded_messages_are_left_alone() -> None:
    inner = base64.encodebytes(
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\na\r\n--x\r\n\r\nb\r\n--x--\r\n"
    )
    head, was = multipart(b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + inner)
    found(explained(was, message(was + FOOTER, head)), "footer-added")
    assert explained(was, message(was.replace(b"Q29", b"R29"), head)) is None


def test_links_in_base64() -> None:
    text = b"See https://a.example/b?c=1&d=2\r\n"
    safe = b"https://x.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example%2Fb%3Fc%3D1%26d%3D2&data=1"
    header = b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n"
    was, now = (to_base64(one, 76) for one in (text, text.replace(b"https://a.example/b?c=1&d=2", safe)))
    found(explained(was, message(now, header)), "links-rewritten", count=1, service="Microsoft Safe Links")
    assert explained(was, message(b"safelinks.protection.outlook.com\r\n")) is None


QUOTED: Final = b"Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n"


def test_links_in_quoted_printable() -> None:
    text = b"First.\r\nSee https://a.example/b?c=3D1&d=3D2 and more words.\r\n"
    safe = (
        b"https://x.safelinks.protection.outlook.com/?url=3Dhttps%3A%2F%2Fa.example%2Fb%=\r\n3Fc%3D1%26d%3D2&data=3D1"
    )
    now = text.replace(b"https://a.example/b?c=3D1&d=3D2", safe)
    found(explained(text, message(now, QUOTED)), "links-rewritten", count=1)


@pytest.mark.parametrize("form", FORMS)
def test_insertion_within_a_line_of_quoted_printable(form: str) -> None:
    line = b"<p>" + b"word " * 30 + b"</p></body></html>\r\n<!-- end -->\r\n"
    now = line.replace(b"</body>", b"<i>Scanned by Gate</i></body>")
    header = QUOTED.replace(b"plain", b"html")
    damage = found(explained(Quoter()(line), message(Quoter()(now), header), form), "footer-added", octets=22)
    assert (damage.removed, damage.added) == (b"", b"<i>Scanned by Gate</i>")
    now = line.replace(b"<p>", b"<p>Warning</p><p>")
    found(explained(Quoter()(line), message(Quoter()(now), header), form), "banner-inserted", octets=14)


def test_insertion_within_a_long_line_of_quoted_printable() -> None:
    line = b"<p>" + b"word " * 2_000 + b"</p></body></html>\r\n"
    now = line.replace(b"</body>", b"<i>Scanned by Gate</i></body>")
    header = QUOTED.replace(b"plain", b"html")
    found(explained(Quoter()(line), message(Quoter()(now), header)), "footer-added", octets=22)


def test_a_length_longer_than_what_was_hashed() -> None:
    assert explained(BODY + b"more\r\n", message(BODY), length=len(BODY) + 4) is None


def test_charset_label_alone() -> None:
    part = b"Content-Type: text/plain; charset=us-ascii\r\n\r\n"
    head, was = multipart(part + BODY)
    _, now = multipart(part.replace(b"us-ascii", b'"utf-8"') + BODY)
    found(explained(was, message(now, head)), "charset-changed", was="us-ascii", now="utf-8")


def test_unknown_charsets_are_left_alone() -> None:
    header = b"Content-Type: text/plain; charset=x-unknown\r\n"
    assert explained(BODY, message(BODY.replace(b"plans", b"planks"), header)) is None


def test_charset_of_a_message_gives_hints() -> None:
    text = "Gr\u00fc\u00dfe\r\n"
    header = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n"
    now = message(to_base64(text.encode(), 76), header)
    damage = found(explained(text.encode("latin-1"), now), "charset-changed", was="iso-8859-1 in 8bit")
    assert Hint("content-transfer-encoding", b" 8bit") in damage.hints
    assert Hint("content-type", b" text/plain; charset=iso-8859-1") in damage.hints


def test_ascii_text_gives_two_hints() -> None:
    now = message(to_base64(BODY, 76), b"Content-Transfer-Encoding: base64\r\n")
    damage = found(explained(BODY, now), "transfer-encoding-changed", was="8bit", now="base64", place="")
    assert [hint.value for hint in damage.hints] == [b" 7bit", b" 8bit"]


def both(text: bytes, html: bytes) -> tuple[bytes, bytes]:
    return multipart(CRLF + text, b"Content-Type: text/html\r\n\r\n" + html, kind=b"alternative")


@pytest.mark.parametrize(
    ("footer", "in_html"),
    [
        (FOOTER, b"<p>Checked for <b>viruses</b></p>"),
        (FOOTER, b"<img src=gate.png>"),
        (b"--\r\n", b"<hr>"),
    ],
)
def test_footer_in_both_forms(footer: bytes, in_html: bytes) -> None:
    html = b"<html><body><p>Dear Ben</p>\r\n</body></html>\r\n"
    header, was = both(BODY, html)
    _, now = both(BODY + footer, html.replace(b"</body>", in_html + b"\r\n</body>"))
    damage = found(explained(was, message(now, header)), "footer-inserted", place="part 1 and part 2")
    assert [piece.marked for piece in damage.finding.evidence] == [footer.partition(CRLF)[0].decode(), in_html.decode()]


def test_banner_in_both_forms() -> None:
    header, was = both(BODY, b"<html><body><p>Dear Ben</p></body></html>\r\n")
    _, now = both(b"[EXTERNAL] mail\r\n" + BODY, b"<html><body><i>[EXTERNAL] mail</i><p>Dear Ben</p></body></html>\r\n")
    found(explained(was, message(now, header)), "banner-inserted", place="part 1 and part 2", text="[EXTERNAL] mail")


def test_an_edit_of_what_was_decoded_shows_in_the_tag() -> None:
    text = BODY + b"x\r\n"
    header = b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n"
    damage = found(explained(text, message(to_base64(text + FOOTER, 76), header)), "several-changes-by-sender")
    assert damage.finding.evidence[-1].marked.startswith("bh=")


@pytest.mark.parametrize("banner", [False, True])
def test_encoded_by_another_program_with_an_addition(banner: bool) -> None:
    text = ("Gr\u00fc\u00dfe und noch mehr Gr\u00fc\u00dfe, " * 9).encode() + b"Anna\r\n"
    header = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    now = Quoter()(b"[EXTERNAL] mail\r\n\r\n" + text if banner else text + FOOTER)
    kind = "several-changes-by-receiver" if banner else "several-changes-by-sender"
    damage = found(explained(Quoter(78, fills=True)(text), message(now, header)), kind)
    assert damage.finding["changes"] == (
        "encoded anew (quoted-printable of another program to this quoted-printable)",
        "banner inserted (top)" if banner else "footer added (end)",
    )


def test_that_the_key_fits_is_said() -> None:
    digest = hashlib.sha256(canonical_body(BODY, relaxed=True)).digest()
    damage = explain_body(Message.parse(message(BODY + FOOTER)), signature_of(digest), effort(), key_fits=True)
    told = found(damage, "footer-added", key_fits=True).finding.message
    assert told.startswith("d=a.example s=s1: the key fits; 26 bytes were added after signing, at the end")


def test_two_edits_of_one_kind_are_one() -> None:
    now = BODY.replace(b"Dear", b">>From x\r\nDear")
    damage = found(explained(now.replace(b">>From", b"From"), message(now)), "from-escaped")
    assert damage.added


# effort


@pytest.mark.parametrize("tries", [0, 1, 5, 20, 60, 100, 200, 400, 800, 1600, 3000, 6000, 9000])
def test_running_out_ends_the_search(tries: int) -> None:
    head, body = multipart(
        CRLF + BODY, b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>.\r\n</p>\r\n>From x--\r\n", kind=b"alternative"
    )
    left = effort(tries=tries)
    assert explain_body(Message.parse(message(body, head)), signature_of(b"x" * 32), left) is None
    assert left.ran_out == "max_tries"
    assert left.tries >= 0
    for octets in (0, 100, 10_000, 100_000):
        left = effort(octets=octets)
        assert (
            explain_body(
                Message.parse(message(BODY * 3 + b"..\r\n>From \r\n")), signature_of(b"x" * 32, "simple"), left
            )
            is None
        )
        assert left.octets >= 0


# any octets


PIECES: Final = (
    *(b"\r\n", b"\n", b"\r", b"--b1", b"--b1--", b"--", b" ", b"\t", b"<body>", b"</body>", b"</html>", b".", b"From "),
    *(b"=", b"=20", b"=\r\n", b"QUJD", b"\xff", b"\x00", b"Content-Type: text/html\r\n\r\n", b"\xc3\xa9", b"x" * 80),
    *(b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: quoted-printable\r\n\r\n", b"a b"),
    *(b"https://urldefense.com/v3/__https:/a*b**Cc__;A!!x", b"https://urldefense.com/v2/url?u=https-3A__a&d=x"),
    *(
        b"https://a.safelinks.protection.outlook.com/?url=%zz&x",
        b'Content-Type: multipart/mixed; boundary="b1"\r\n\r\n',
    ),
)
HEADERS: Final = (
    b"",
    b"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n",
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n",
    b'Content-Type: multipart/mixed; boundary="b1"\r\n',
    b'Content-Type: multipart/alternative; boundary="b1"\r\n',
    b"Content-Type: message/rfc822\r\n",
)


@settings(max_examples=150)
@given(
    st.sampled_from(HEADERS),
    st.lists(st.sampled_from(PIECES), max_size=30).map(b"".join),
    st.sampled_from(FORMS),
    st.sampled_from(["", " l=0;", " l=7;", " l=50;"]),
)
def test_any_octets_and_bounded_work(header: bytes, body: bytes, form: str, more: str) -> None:
    left = effort(octets=300_000, tries=600)
    explain_body(Message.parse(message(body, header)), signature_of(b"x" * 32, form, more), left)
    assert left.octets >= 0
    assert left.tries >= 0


def test_plain_letters_are_no_base64() -> None:
    body = b"Content-Transfer-Encoding: base64\r\n"
    damage = explained(body, message(body + FOOTER, b"Content-Type: message/rfc822\r\n"), "simple")
    assert found(damage, "footer-added").added == FOOTER


@settings(max_examples=150)
@given(st.sampled_from(HEADERS), st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join), st.sampled_from(FORMS))
def test_any_footer_is_found(header: bytes, body: bytes, form: str) -> None:
    body += CRLF
    relaxed = form == "relaxed"
    now = body + b"[scanned by the gate]\r\n"
    damage = explained(body, message(now, header), form)
    assert damage is not None
    # whatever is said, putting it back gives the body that was hashed
    if damage.kind == "footer-added":
        assert canonical_body(now.removesuffix(damage.added), relaxed=relaxed) == canonical_body(body, relaxed=relaxed)


@pytest.mark.parametrize("seed", range(20))
def test_edits_agree_with_canonicalization(seed: int) -> None:
    rng = Random(seed)
    for _ in range(60):
        raw = b"".join(rng.choices((b"a", b" ", b"  ", CRLF, b"\t", b"bc", b" \r\n"), k=rng.randrange(14)))
        for relaxed in (False, True):
            text = BodyView(b"", raw, Target(b"", "sha256", relaxed, None), effort()).text
            start = rng.randrange(len(text) + 1)
            end = rng.randrange(start, len(text) + 1)
            if CRLF in (text[start - 1 : start + 1], text[end - 1 : end + 1]):
                continue
            octets = canonical_body(text[:start] + text[end:], relaxed=relaxed)
            for length in (None, 0, 1, len(octets)):
                target = Target(hashlib.sha256(octets[:length]).digest(), "sha256", relaxed, length)
                view = BodyView(b"", raw, target, effort())
                if length is None or start < length <= len(octets):
                    assert view.fits((Splice(start, end),)), (seed, raw, start, end, length)
                assert not view.fits((Splice(start, end), Splice(end, end, b"?")))


# the pieces


def test_quoted_printable_in_every_way() -> None:
    rng = Random(7)
    for _ in range(200):
        text = bytes(rng.choices(b"ab =.\tF\xc3!", k=rng.randrange(200))) + b"\r\nFrom me\r\n.\r\n"
        for way in QUOTERS:
            written = way(text)
            assert quopri.decodestring(written) == text
            assert max(map(len, written.split(CRLF))) <= way.width
    assert Quoter(starts=True)(b".x") == b"=2Ex"


def test_hard_lines_hold_everything() -> None:
    encoded = b"one=\r\ntwo\r\nthree= \r\nfour\r\nfive="
    lines = list(hard_lines(encoded))
    assert b"".join(written for written, _ in lines) == encoded
    assert [plain for _, plain in lines][::2] == [b"onetwo\r\n", b"five"]
    assert quoters_of([(b"a", b"b")]) == QUOTERS


def test_base64_widths() -> None:
    assert base64_widths(b"QUJD\r\nREVG\r\n")[:2] == (4, 76)
    assert base64_widths(b"")[0] == 76
    assert to_base64(b"", 76) == b""
    assert to_base64(b"abc", 0) == b"YWJj\r\n"


@pytest.mark.parametrize(
    ("rewritten", "link"),
    [
        (b"https://urldefense.com/v3/__https://a.example/*frag__;Iw!!x!y$", b"https://a.example/#frag"),
        (b"https://urldefense.com/v3/__http:/a.example/**A__;IyM!!x!y", b"http://a.example/##"),
        (b"https://urldefense.com/v3/__https://a.example/*__;A!!x!y$", None),
        (b"https://urldefense.proofpoint.com/v2/url?u=https-3A__a.example_b&d=Dw", b"https://a.example/b"),
        (
            b'https://x.safelinks.protection.outlook.com/?url=http%3A%2F%2Fa.example%2F&amp;data=05" x',
            b'http://a.example/" x',
        ),
        (b"https://x.safelinks.protection.outlook.com/", None),
    ],
)
def test_rewritten_links(rewritten: bytes, link: bytes | None) -> None:
    service, count, text = without_links(rewritten, marks=False, html=False)
    assert text == (rewritten if link is None else link)
    assert bool(service) is (count > 0)


def test_marks_of_a_scanner_go_too() -> None:
    text = b'<a href="https://x.safelinks.protection.outlook.com/?url=http%3A%2F%2Fa%2F&amp;d=0" shash="q" originalsrc="http://a/">'
    assert without_links(text, marks=True, html=True)[2] == b'<a href="http://a/">'


def test_readable_text() -> None:
    assert readable(b"<p>One\r\n two </p>\n\xe9") == "One / two / \u00e9"
    assert readable(b"x" * 500) == "x" * 120 + "..."


def test_headers_of_parts_in_every_way() -> None:
    plain = b"Content-Type: text/plain\r\n"
    encoded = plain + b"Content-Transfer-Encoding: base64\r\nX-MIME-Autoconverted: from 8bit\r\n by gw\r\n"
    ways = list(headers(encoded, "8bit", b"\xff"))
    assert ways[0] == plain
    assert plain + b"Content-Transfer-Encoding: 8bit\r\n" in ways
    assert b"Content-Transfer-Encoding: 8BIT\r\n" + plain in ways
    assert list(headers(b"X: y\r\n", "base64", b""))[:2] == [
        b"X: y\r\nContent-Transfer-Encoding: base64\r\n",
        b"Content-Transfer-Encoding: base64\r\nX: y\r\n",
    ]
    assert list(with_charset(plain, b"utf-8")) == []
    assert list(with_charset(b"charset=x; y", b"utf-8")) == [b"charset=utf-8; y", b'charset="utf-8"; y']
