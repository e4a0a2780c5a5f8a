"""Is what was done to a header found by what the message itself gives away, and told as it was?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliverkit.core.findings import Fixer, Severity
from deliverkit.dkim.damage import Damage, Hint
from deliverkit.dkim.effort import Effort
from deliverkit.dkim.explaining.header.kinds import difference, kind_of
from deliverkit.dkim.explaining.header.octets import SignedHeader
from deliverkit.dkim.explaining.header.subject import Tag, tag_of
from deliverkit.dkim.rules import header_damage
from dkim_header_signer import TRIES, explain, pieces_of, unsigned

HEADER = """From: Anna <anna@a.example>
To: Ben <ben@b.example>
Subject: A walk
Date: Sun, 01 Nov 2026 09:05:00 +0100
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit"""
NAMES = "from:to:subject:date:mime-version:content-type:content-transfer-encoding"


def only(damages: tuple[Damage, ...]) -> Damage:
    assert len(damages) == 1
    return damages[0]


def kinds(damages: tuple[Damage, ...]) -> list[str]:
    for one in damages:
        assert one.finding.code == f"dkim.{one.kind}"
        assert one.finding.message
        assert one.finding.remedy.text
        assert one.finding.evidence[0].marked
    return sorted(one.kind for one in damages)


def facts(damage: Damage) -> dict[str, object]:
    return dict(damage.finding.facts)


def test_tag_is_told_exactly() -> None:
    damage = only(explain(unsigned(HEADER, NAMES), unsigned(HEADER.replace("A walk", "[hike]  A walk"), NAMES)))
    assert damage.kind == "subject-tagged"
    assert damage.actor == "relay"
    assert damage.place == "Subject"
    assert (damage.removed, damage.added) == (b"", b"[hike]  ")
    finding = damage.finding
    assert finding.code == "dkim.subject-tagged"
    assert finding.severity is Severity.ERROR
    assert finding.remedy.by is Fixer.FORWARDER
    assert finding.facts == (
        ("domain", "a.example"), ("selector", "s1"), ("tag", "[hike]"), ("was", "A walk"), ("now", "[hike]  A walk"),
        ("mailing_list", ""),
    )  # fmt: skip
    assert [one.source for one in finding.evidence] == ["message:header:Subject:1"]
    assert finding.evidence[0].marked == "[hike]  "


def test_nothing_is_said_of_what_cannot_be_known() -> None:
    assert explain(unsigned(HEADER, NAMES), unsigned(HEADER.replace("A walk", "A ride"), NAMES)) == ()


@pytest.mark.parametrize("relaxed", [True, False])
def test_copied_fields_tell_what_was(relaxed: bool) -> None:
    more = " z=Subject:=20A=20walk|To:Ben=20<ben@b.example>|X-Gone:=20kept;"
    names = f"{NAMES}:x-gone"
    was = unsigned(f"{HEADER}\nX-Gone: kept", names, more=more, relaxed=relaxed)
    now = unsigned(HEADER.replace("A walk", "Something else"), names, more=more, relaxed=relaxed)
    damages = explain(was, now)
    assert kinds(damages) == ["field-removed", "field-rewritten"]
    gone = next(one for one in damages if one.kind == "field-removed")
    assert facts(gone) == {"domain": "a.example", "selector": "s1", "field": "X-Gone", "was": "kept"}
    assert gone.finding.evidence[0].marked == "x-gone"
    assert gone.finding.evidence[0].source == "message:header:DKIM-Signature:1"
    changed = next(one for one in damages if one.kind == "field-rewritten")
    assert facts(changed)["was"] == "A walk"
    assert changed.finding.evidence[0].marked == "Something else"


def test_copied_fields_of_one_name_stand_in_the_order_of_h() -> None:
    more = " z=X-A:2|X-A:1;"
    was = unsigned(f"{HEADER}\nX-A: 1\nX-A: 2", f"{NAMES}:x-a:x-a:x-a", more=more)
    now = unsigned(f"{HEADER}\nX-A: 1\nX-A: two", f"{NAMES}:x-a:x-a:x-a", more=more)
    assert facts(only(explain(was, now)))["was"] == "2"


def test_hints_of_the_body() -> None:
    now = HEADER.replace("8bit", "base64").replace("charset=utf-8", 'charset="iso-2022-jp"')
    hints = (
        Hint("content-transfer-encoding", b"quoted-printable"),
        Hint("content-transfer-encoding", b"8bit"),
        Hint("content-type", b"text/plain; charset=utf-8"),
        Hint("content-language", b"de"),
    )
    damages = explain(unsigned(HEADER, NAMES), unsigned(now, NAMES), hints=hints)
    assert kinds(damages) == ["field-rewritten", "field-rewritten"]
    assert {facts(one)["field"]: facts(one)["with_body"] for one in damages} == {
        "Content-Type": True, "Content-Transfer-Encoding": True,
    }  # fmt: skip
    assert "done to the body" in damages[0].finding.message


def test_first_part_of_a_list_that_adds_a_footer() -> None:
    outer = HEADER.replace("text/plain; charset=utf-8", "multipart/mixed; boundary=x").replace("8bit", "7bit")
    body = f"{outer}\n\n--x\nContent-Type: text/plain; charset=koi8-r\nContent-Transfer-Encoding: 8bit\n\nHello.\n--x--"
    was = unsigned(HEADER.replace("utf-8", "koi8-r"), NAMES)
    assert kinds(explain(was, unsigned(body, NAMES))) == ["field-rewritten", "field-rewritten"]
    deeper = body.replace("text/plain; charset=koi8-r", "multipart/alternative; boundary=y").replace(
        "Hello.", "--y\nContent-Type: text/plain; charset=koi8-r\n\nHello.\n--y--"
    )
    assert kinds(explain(was, unsigned(deeper, NAMES))) == ["field-rewritten", "field-rewritten"]


@pytest.mark.parametrize("relaxed", [True, False])
def test_other_canonicalization(relaxed: bool) -> None:
    used = unsigned(HEADER, NAMES, relaxed=not relaxed)
    declared = unsigned(HEADER, NAMES, relaxed=relaxed)
    wanted = pieces_of(declared)
    other = SignedHeader(wanted.message, wanted.signature, relaxed=not relaxed).octets()
    damage = only(explain(used, declared, judge=other.__eq__))
    assert kinds((damage,)) == ["header-canonicalization-mismatch"]
    assert damage.actor == "signer"
    assert damage.finding.evidence[0].marked == ("c=relaxed/relaxed" if relaxed else "c=simple/relaxed")


def test_line_feeds_become_folds_again() -> None:
    was = unsigned(HEADER.replace("A walk", "A\n walk"), NAMES)
    now = was.replace(b"A\r\n walk", b"A\n walk")
    damage = only(explain(was, now))
    assert kinds((damage,)) == ["header-line-ends"]
    assert facts(damage)["fields"] == ("Subject",)
    assert damage.finding.evidence[0].marked == "\\x0a"
    # a signer that signed line feeds
    assert kinds(explain(now, was)) == ["header-line-ends"]


def test_sweeping_edits_are_one_damage_of_each_kind() -> None:
    was = unsigned(HEADER.replace("Ben ", "Ben\n\t").replace("; charset", ";\n\tcharset"), NAMES, relaxed=False)
    head, _, rest = was.partition(b"\r\nFrom:")
    now = head + b"\r\nFrom:" + rest.replace(b"\r\n\t", b"\r\n ")
    damage = only(explain(was, now))
    assert damage.kind == "field-refolded"
    assert facts(damage)["fields"] == ("To", "Content-Type")
    assert damage.place == "To, Content-Type"
    assert [one.marked for one in damage.finding.evidence] == [" ", " "]
    assert "To and Content-Type" in damage.finding.message


def test_own_field_refolded() -> None:
    was = unsigned(HEADER, NAMES, relaxed=False)
    now = was.replace(b"s=s1;\r\n\th", b"s=s1; h", 1)
    damage = only(explain(was, now))
    assert facts(damage)["fields"] == ("DKIM-Signature",)
    assert damage.finding.evidence[0].marked == " "
    late = was.replace(b"b=AAAA\r\n", b"b=AAAA; t=1;\r\n\tx=2\r\n")
    damage = only(explain(late, late.replace(b";\r\n\tx=2", b"; x=2")))
    assert damage.finding.evidence[0].text.endswith("b=AAAA; t=1; x=2")
    assert damage.finding.evidence[0].marked == " "


def test_field_name() -> None:
    was = unsigned(HEADER, NAMES, relaxed=False)
    damage = only(explain(was, was.replace(b"MIME-Version", b"Mime-Version")))
    assert "MIME-Version" in damage.finding.message
    assert damage.kind == "field-name-case"
    assert (damage.removed, damage.added) == (b"MIME-Version", b"Mime-Version")
    assert damage.finding.evidence[0].marked == "Mime-Version"


def test_what_is_taken_out_marks_the_word_it_belonged_to() -> None:
    damage = only(explain(unsigned(HEADER, NAMES), unsigned(HEADER.replace(" 01 Nov", " 1 Nov"), NAMES)))
    assert (damage.removed, damage.added) == (b"0", b"")
    assert damage.finding.evidence[0].marked == "1"


def test_encoded_anew() -> None:
    was = unsigned(HEADER.replace("A walk", "=?utf-8?q?Gr=C3=BC=C3=9Fe?="), NAMES)
    now = unsigned(HEADER.replace("A walk", "=?UTF-8?B?R3LDvMOfZQ==?="), NAMES)
    damage = only(explain(was, now))
    assert damage.kind == "field-reencoded"
    assert facts(damage)["was"] == "=?utf-8?q?Gr=C3=BC=C3=9Fe?="


def test_encoded_anew_in_a_field_of_any_name() -> None:
    was = unsigned(f"{HEADER}\nX-Note: =?utf-8?q?Gr=C3=BC=C3=9Fe?=", f"{NAMES}:x-note")
    now = unsigned(f"{HEADER}\nX-Note: Grüße", f"{NAMES}:x-note")
    assert kinds(explain(was, now)) == ["field-reencoded"]


def test_brackets_of_a_field_of_any_name() -> None:
    was = unsigned(f"{HEADER}\nX-Id: <1@a.example>", f"{NAMES}:x-id")
    now = unsigned(f"{HEADER}\nX-Id: 1@a.example", f"{NAMES}:x-id")
    assert kinds(explain(was, now)) == ["field-rewritten"]
    assert kinds(explain(now, was)) == ["field-rewritten"]


def test_fields_added_taken_away_and_moved() -> None:
    names = f"{NAMES}:x-a:x-a:x-a:reply-to"
    was = unsigned(f"{HEADER}\nX-A: 1\nX-A: 2", names)
    assert kinds(explain(was, unsigned(f"{HEADER}\nX-A: 2\nX-A: 1", names))) == ["fields-reordered"]
    assert kinds(explain(was, unsigned(f"{HEADER}\nX-A: 1\nX-A: 3\nX-A: 2", names))) == ["field-added"]
    two = explain(was, unsigned(f"{HEADER}\nX-A: 3\nX-A: 1\nX-A: 2\nX-A: 4", names))
    assert kinds(two) == ["field-added", "field-added"]
    assert [one.finding.evidence[0].marked for one in two] == ["X-A: 3", "X-A: 4"]
    again = explain(unsigned(f"{HEADER}\nX-A: 1\nX-A: 1", names), unsigned(f"{HEADER}\nX-A: 1", names))
    assert kinds(again) == ["field-removed"]
    reply = explain(was, unsigned(f"{HEADER}\nReply-To: l@l.example\nX-A: 1\nX-A: 2", names))
    assert only(reply).added == b"l@l.example"


def test_empty_field_taken_away() -> None:
    damage = only(explain(unsigned(f"{HEADER}\nX-Empty:", f"{NAMES}:x-empty"), unsigned(HEADER, f"{NAMES}:x-empty")))
    assert damage.kind == "field-removed"
    assert "empty" in damage.finding.message


def test_no_mail_is_signed_without_from() -> None:
    was = unsigned(HEADER.replace("From: Anna <anna@a.example>\n", ""), NAMES)
    assert explain(was, unsigned(HEADER, NAMES)) == ()


def test_folded_and_rewritten_under_simple() -> None:
    many = ", ".join(f'"Name {number}" <user{number}@b.example>' for number in range(6))
    folded = many.replace(", ", ",\n ")
    was = unsigned(HEADER.replace("Ben <ben@b.example>", folded), NAMES, relaxed=False)
    now = unsigned(HEADER.replace("Ben <ben@b.example>", many.replace('"', "")), NAMES, relaxed=False)
    assert kinds(explain(was, now)) == ["field-rewritten"]
    subject = HEADER.replace("A walk", "A walk in the hills\n  that is long")
    assert kinds(
        explain(
            unsigned(subject, NAMES, relaxed=False), unsigned(subject.replace("A w", "[x] A w"), NAMES, relaxed=False)
        )
    ) == ["subject-tagged"]


def test_effort_runs_out() -> None:
    was, now = unsigned(HEADER, NAMES), unsigned(HEADER.replace("A walk", "[x] A walk"), NAMES)
    nothing = Effort(1_000_000, 0, 0)
    assert explain(was, now, effort=nothing) == ()
    assert nothing.ran_out
    few = Effort(1_000_000, 2, 0)
    assert explain(was, now, effort=few) == ()
    assert few.ran_out
    octets = Effort(10, 1000, 0)
    assert explain(was, now, effort=octets) == ()
    assert octets.octets == 10


def test_taking_the_header_to_pieces_is_paid_for() -> None:
    was, now = unsigned(HEADER, NAMES), unsigned(HEADER.replace("A walk", "[x] A walk"), NAMES)
    size = len(pieces_of(now).octets())
    for octets, found in ((4 * size, 0), (1000 * size, 1)):
        effort = Effort(octets, TRIES, 0)
        assert len(explain(was, now, effort=effort)) == found
        assert effort.ran_out == ("" if found else "max_hashed")
        assert found or effort.tries == TRIES


def test_verifications_run_out() -> None:
    was, now = unsigned(HEADER, NAMES), unsigned(HEADER.replace("A walk", "A ride"), NAMES)
    effort = Effort(1_000_000_000, 100_000, 50)

    def verifies(octets: bytes) -> bool:
        return effort.spend_verification() and False

    assert explain(was, now.replace(b"rsa-sha256", b"ed25519-sha256"), effort=effort, judge=verifies) == ()
    assert effort.tries == 100_000 - 51


def test_a_header_without_anything_to_undo() -> None:
    field = b"DKIM-Signature: " + b"x" * 5000 + b"\r\n\r\n"
    assert explain(field, field, judge=lambda _: False) == ()
    assert (
        explain(
            b"DKIM-Signature: a=ed25519-sha256\r\n\r\n",
            b"DKIM-Signature: a=ed25519-sha256\r\n\r\n",
            judge=lambda _: False,
        )
        == ()
    )


@pytest.mark.parametrize(
    ("name", "was", "now", "kind"),
    [
        ("subject", b"a", b"[x] a", "subject-tagged"),
        ("subject", b"a", b"[SPAM?] a", "subject-marked"),
        ("subject", b"a", b"b", "field-rewritten"),
        ("subject", b"a  b", b"a\r\n b", "field-refolded"),
        ("subject", b"=?utf-8?q?=C3=A9?=", b"\xc3\xa9", "field-reencoded"),
        ("subject", b"=?utf-8?q?=C3=A9?=", b"[x] \xc3\xa9", "subject-tagged"),
        ("from", b"a@a.example", b"b@b.example", "from-rewritten"),
        ("from", b"a@a.example", b"A <a@a.example>", "field-rewritten"),
        ("to", b"a@a.example", b"b@b.example", "field-rewritten"),
    ],
)
def test_kinds(name: str, was: bytes, now: bytes, kind: str) -> None:
    assert kind_of(name, was, now) == kind


@pytest.mark.parametrize(
    ("was", "now", "tag"),
    [
        ("a", "[x] a", Tag("[x]", False)),
        ("a b", "a quick b", Tag("quick", False)),
        ("a", "a EXTERNAL", Tag("EXTERNAL", True)),
        ("a", "[x] [spam] a", Tag("[x] [spam]", True)),
        ("a", "b", None),
        ("a", "ab c", Tag("b c", False)),
        ("a b", "a", None),
        ("a b", "a c d", None),
    ],
)
def test_tags(was: str, now: str, tag: Tag | None) -> None:
    assert tag_of(was, now) == tag


@pytest.mark.parametrize(
    ("was", "now", "relaxed", "removed", "added"),
    [
        (b" [b] x", b" [a] [b] x", False, b"", b"[a] "),
        (b" x", b" [a]\r\n x", True, b"", b"[a]\r\n "),
        (b" x", b" x (y)", True, b"", b" (y)"),
        (b" ab", b" ab", True, b"", b""),
        (b" abc", b" ac", True, b"b", b""),
        (b" a b", b" a  c", True, b"b", b"c"),
        (b"", b" x ", True, b"", b"x"),
        (b"", b"", True, b"", b""),
    ],
)
def test_differences(was: bytes, now: bytes, relaxed: bool, removed: bytes, added: bytes) -> None:
    found = difference(was, now, relaxed=relaxed)
    assert (found.removed, found.added) == (removed, added)
    assert now[found.start : found.end] == added


@given(st.text("ab [\r\n\t", max_size=12), st.text("ab [\r\n\t", max_size=12), st.booleans())
def test_a_difference_lies_within_the_value(was: str, now: str, relaxed: bool) -> None:
    found = difference(was.encode(), now.encode(), relaxed=relaxed)
    assert 0 <= found.start <= found.end <= len(now)
    assert now.encode()[found.start : found.end] == found.added


def test_rules_name_their_fields() -> None:
    said = header_damage.field_refolded(domain="a", selector="s", fields=("A", "B", "C"), was=" ", now="")
    assert said.message.startswith("A, B and C was")
    assert header_damage.fields_reordered(domain="a", selector="s", field="X").remedy.text


def test_a_warning_in_the_subject_is_the_receivers() -> None:
    damages = explain(unsigned(HEADER, NAMES), unsigned(HEADER.replace("A walk", "***SPAM*** A walk"), NAMES))
    assert kinds(damages) == ["subject-marked"]
    assert damages[0].actor == "gateway"
    assert damages[0].finding.remedy.by is Fixer.RECEIVING_ADMIN


def test_from_of_a_list() -> None:
    now = HEADER.replace("Anna <anna@a.example>", "Anna via Hike <hike@l.example>").replace("A walk", "[hike] A walk")
    names = f"{NAMES}:reply-to"
    damages = explain(unsigned(HEADER, names), unsigned(f"{now}\nReply-To: Anna <anna@a.example>", names))
    assert kinds(damages) == ["field-added", "from-rewritten", "subject-tagged"]
    rewritten = next(one for one in damages if one.kind == "from-rewritten")
    assert facts(rewritten)["was"] == "Anna <anna@a.example>"
    assert rewritten.finding.evidence[0].marked == "Anna via Hike <hike@l.example>"


def test_a_name_that_is_no_field_name() -> None:
    names = f"{NAMES}:x-\u00c9"
    wanted = pieces_of(unsigned(HEADER, names)).octets()

    def judge(octets: bytes) -> bool:
        # as if an empty field of that name had been signed
        return octets != wanted and len(octets) < len(wanted) + 12 and octets.lower().count(b"x-") == 2

    damages = explain(unsigned(HEADER, names), unsigned(HEADER, names), judge=judge)
    assert kinds(damages) == ["field-removed"]
    assert damages[0].finding.evidence[0].marked.startswith("h=from")


def test_many_fields_of_one_name_are_left_alone() -> None:
    many = "\n".join(f"X-A: {number}" for number in range(33))
    was, now = (unsigned(f"{HEADER}\n{many}\nX-A: {end}", f"{NAMES}:x-a") for end in ("a", "b"))
    assert explain(was, now) == ()


def test_combinations_end_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deliverkit.dkim.explaining.header.explain._MOST_TRIED", 100)
    was, now = unsigned(HEADER, NAMES), unsigned(HEADER.replace("A walk", "A ride"), NAMES)
    effort = Effort(1_000_000_000, 1_000_000, 0)
    assert explain(was, now, effort=effort) == ()
    assert not effort.ran_out


def test_combinations_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deliverkit.dkim.explaining.header.explain._MOST_STEPS", 100)
    was, now = unsigned(HEADER, NAMES), unsigned(HEADER.replace("A walk", "A ride"), NAMES)
    effort = Effort(1_000_000_000, 1_000_000, 0)
    assert explain(was, now, effort=effort) == ()
    assert not effort.ran_out


@pytest.mark.parametrize("relaxed", [True, False])
def test_fields_of_mime_together(relaxed: bool) -> None:
    was = unsigned(HEADER, NAMES, relaxed=relaxed)
    gone = "\n".join(line for line in HEADER.split("\n") if not line.startswith(("MIME", "Content")))
    assert kinds(explain(was, unsigned(gone, NAMES, relaxed=relaxed))) == ["field-removed"] * 3
    now = HEADER.replace("8bit", "base64").replace("charset=utf-8", 'charset="UTF-8"')
    damages = explain(was, unsigned(now, NAMES, relaxed=relaxed))
    assert kinds(damages) == ["field-rewritten"] * 2
    assert {facts(one)["with_body"] for one in damages} == {False}


def test_multipart_that_lost_its_type() -> None:
    was = HEADER.replace("text/plain; charset=utf-8", 'multipart/alternative;\n\tboundary="b 1"')
    body = "\n\n--b 1\nContent-Type: text/plain\n\nHello.\n--b 1--"
    lines = was.replace("\n\t", " ").split("\n")
    now = "\n".join(line for line in lines if not line.startswith("Content-Type"))
    damage = only(explain(unsigned(was + body, NAMES), unsigned(now + body, NAMES)))
    assert facts(damage)["field"] == "Content-Type"


@pytest.mark.parametrize("relaxed", [True, False])
def test_names_written_alike_in_all_fields(relaxed: bool) -> None:
    people = HEADER.replace("Anna <", '"Anna" <').replace(
        "Ben <ben@b.example>", '"Ben" <ben@b.example>,\n\t"C" <c@c.example>'
    )
    was = unsigned(people, NAMES, relaxed=relaxed)
    damages = explain(was, unsigned(people.replace('"', ""), NAMES, relaxed=relaxed))
    assert kinds(damages) == ["field-rewritten"] * 2
    assert [one.place for one in damages] == ["From", "To"]


def test_texts_encoded_alike_in_all_fields() -> None:
    was = HEADER.replace("Anna <", "=?utf-8?q?J=C3=BCrg?= <").replace("A walk", "=?utf-8?q?=E2=82=AC_Gr=C3=BC=C3=9Fe?=")
    now = was.replace("=?utf-8?q?J=C3=BCrg?=", "=?UTF-8?B?SsO8cmc=?=").replace(
        "=?utf-8?q?=E2=82=AC_Gr=C3=BC=C3=9Fe?=", "=?UTF-8?B?4oKsIEdyw7zDn2U=?="
    )
    damages = explain(unsigned(was, NAMES), unsigned(now, NAMES))
    assert kinds(damages) == ["field-reencoded"] * 2
    raw = was.replace("=?utf-8?q?J=C3=BCrg?=", "J\u00fcrg").replace(
        "=?utf-8?q?=E2=82=AC_Gr=C3=BC=C3=9Fe?=", "\u20ac Gr\u00fc\u00dfe"
    )
    assert kinds(explain(unsigned(was, NAMES), unsigned(raw, NAMES))) == ["field-reencoded"] * 2


def test_the_identity_may_name_the_author() -> None:
    more = " i=anna@a.example;"
    now = HEADER.replace("Anna <anna@a.example>", "Anna via L <l@l.example>")
    damage = only(explain(unsigned(HEADER, NAMES, more=more), unsigned(now, NAMES, more=more)))
    assert damage.kind == "from-rewritten"
