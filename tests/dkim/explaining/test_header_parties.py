"""Is a mailing list named only where one shows, a gateway where it warns, and a spoof where it may be one?"""

from __future__ import annotations

import pytest

from deliverkit.core.findings import Fixer
from deliverkit.dkim.damage import Damage
from deliverkit.dkim.effort import Effort
from deliverkit.dkim.explaining.header.domains import known_domains
from deliverkit.dkim.explaining.header.parties import parties_of
from deliverkit.dkim.explaining.header.telling import damages_of
from dkim_header_signer import TRIES, explain, pieces_of, unsigned

HEADER = """From: Anna <anna@a.example>
To: Ben <ben@b.example>
Subject: A walk
Date: Sun, 01 Nov 2026 09:05:00 +0100
Message-ID: <1@a.example>"""
NAMES = "from:from:to:to:subject:subject:date:message-id:reply-to:sender:list-id:x-loop"
LIST = "List-Id: Hikers <hike.list.example>"


def put(lines: str) -> tuple[Damage, ...]:
    """What is said when these lines stand above the others."""
    return explain(unsigned(HEADER, NAMES), unsigned(f"{lines}\n{HEADER}", NAMES))


def tagged(tag: str, *lines: str, names: str = "from:to:subject:date") -> Damage:
    now = "\n".join((*lines, HEADER.replace("A walk", f"{tag} A walk")))
    (damage,) = explain(unsigned(HEADER, names), unsigned(now, names))
    return damage


@pytest.mark.parametrize(
    "tag",
    [
        "[EXT]",
        "EXT:",
        "(EXT)",
        "***UNCHECKED***",
        "[SEC=OFFICIAL]",
        "[External]",
        "{Spam?}",
        "[encrypted]",
        "[ESTERNO]",
    ],
)
def test_warnings_are_a_gateways(tag: str) -> None:
    damage = tagged(tag)
    assert (damage.kind, damage.actor, damage.finding.remedy.by) == ("subject-marked", "gateway", Fixer.RECEIVING_ADMIN)


@pytest.mark.parametrize("tag", ["[Ticket#123]", "Fwd:", "RE:", "[hike]", "[next]", "(context)"])
def test_a_tag_alone_tells_of_no_list(tag: str) -> None:
    damage = tagged(tag)
    assert (damage.kind, damage.actor, damage.finding.remedy.by) == ("subject-tagged", "relay", Fixer.FORWARDER)
    assert "list" not in damage.finding.message
    assert "list" not in damage.finding.remedy.text
    assert "a program on the way" in damage.finding.message


@pytest.mark.parametrize(
    "line",
    [
        LIST,
        "List-Post: <mailto:hike@list.example>",
        "Mailing-List: list hike@list.example",
        "Precedence: list",
        "X-BeenThere: hike@list.example",
    ],
)
def test_a_list_that_shows(line: str) -> None:
    damage = tagged("[x]", line)
    assert (damage.kind, damage.actor) == ("subject-tagged", "mailing-list")
    assert dict(damage.finding.facts)["mailing_list"] == line
    assert "by a mailing list" in damage.finding.message


@pytest.mark.parametrize(
    "line", ["Precedence: bulk", "List-Unsubscribe: <mailto:x@a.example>", "List-Id:" + "x" * 5000]
)
def test_what_is_no_list(line: str) -> None:
    assert tagged("[x]", line).actor == "relay"


def test_a_list_that_was_there_when_the_mail_was_signed() -> None:
    names = "from:to:subject:list-id"
    own, other = f"List-Id: <l.a.example>\n{HEADER}", f"List-Id: <l.list.example>\n{HEADER}"
    for header, actor in ((own, "relay"), (other, "mailing-list")):
        now = header.replace("A walk", "[l] A walk")
        (damage,) = explain(unsigned(header, names), unsigned(now, names))
        assert damage.actor == actor


@pytest.mark.parametrize(
    "line",
    [
        LIST.replace("hike", "newsletter"),
        "List-Post: <mailto:NewsLetter@list.example>",
        "Mailing-List: list newsletter@list.example",
    ],
)
def test_the_name_of_a_list_is_no_warning(line: str) -> None:
    assert tagged("[Newsletter]", line).kind == "subject-tagged"
    assert tagged("[SPAM]", line).kind == "subject-marked"


def test_a_footer_tells_of_a_list() -> None:
    header = pieces_of(unsigned(HEADER, NAMES))
    assert damages_of(header, (), list_footer=True) == ()
    assert parties_of(header, list_footer=True).mailing_list
    assert not parties_of(header, list_footer=False).mailing_list


@pytest.mark.parametrize(
    "line",
    [
        "From: Chief <chief@a.example>",
        "From: Chief",
        "Sender: anna@a.example\nFrom: Chief <chief@a.example>",
        "Subject: You have won",
        "To: Zoe <zoe@z.example>",
        f"{LIST}\nFrom: Chief <chief@bank.example>",
    ],
)
def test_a_second_field_may_be_a_spoof(line: str) -> None:
    found = {one.kind: one for one in put(line)}
    damage = found["field-doubled"]
    assert (damage.actor, damage.finding.remedy.by) == ("spoofer", Fixer.RECEIVING_ADMIN)
    assert "do not trust this mail" in damage.finding.remedy.text
    assert "spoof" in damage.finding.message
    assert "forwarder" not in damage.finding.remedy.text


def test_a_second_from_of_the_list() -> None:
    found = put(f"{LIST}\nFrom: Hikers <hike@list.example>")
    assert {(one.kind, one.place, one.actor) for one in found} == {
        ("field-added", "From", "mailing-list"),
        ("field-added", "List-Id", "mailing-list"),
    }
    (from_sender, _) = sorted(put("Sender: l@list.example\nFrom: L <l@list.example>"), key=lambda one: one.place)
    assert (from_sender.kind, from_sender.actor) == ("field-added", "relay")


@pytest.mark.parametrize("line", ["Message-ID: <2@relay.example>", "Date: Mon, 02 Nov 2026 09:05:00 +0100"])
def test_a_relay_adds_what_it_misses(line: str) -> None:
    now = unsigned(f"{HEADER}\n{line}", NAMES)
    (damage,) = explain(unsigned(HEADER, NAMES), now)
    assert (damage.kind, damage.actor, damage.finding.remedy.by) == ("field-added", "relay", Fixer.FORWARDER)
    assert "From" not in damage.finding.remedy.text


@pytest.mark.parametrize(
    ("line", "actor"),
    [
        ("Reply-To: l@list.example", "relay"),
        (f"{LIST}\nReply-To: l@list.example", "mailing-list"),
        (f"{LIST}\nX-Loop: 1", "relay"),
    ],
)
def test_who_adds_a_field(line: str, actor: str) -> None:
    names = "from:to:subject:date:reply-to:x-loop"
    (damage,) = explain(unsigned(HEADER, names), unsigned(f"{line}\n{HEADER}", names))
    assert (damage.kind, damage.actor) == ("field-added", actor)


@pytest.mark.parametrize(
    ("was", "now", "other"),
    [
        ("Team <Team@Lists.Other.Example>", "Team <Team@lists.other.example>", ""),
        ("Team <Team@Lists.Other.Example>", "Team <team@lists.other.example>", ""),
        ("Team@Lists.Other.Example, ben@b.example", "Team@lists.other.example, ben@b.example", ""),
        ("<t@Lists.Other.Example>, ben@b.example", "<t@lists.other.example>, ben@b.example", ""),
        ("Team <t@LISTS.Other.example>", "Team <t@lists.other.example>", "Sender: x@LISTS.Other.example"),
        ("Team <t@A.exAMPLE>", "Team <t@a.example>", "X-Filler: 1\nMessage-ID: <7@A.exAMPLE>"),
    ],
)
def test_a_domain_in_small_letters(was: str, now: str, other: str) -> None:
    lines = f"{other}\n" * bool(other)
    names = "from:to:subject:date"
    headers = [lines + HEADER.replace("Ben <ben@b.example>", one) for one in (was, now)]
    effort = Effort(1_000_000_000, TRIES, 0)
    (damage,) = explain(unsigned(headers[0], names), unsigned(headers[1], names), effort=effort)
    assert damage.kind == "field-rewritten"
    assert dict(damage.finding.facts)["was"] == was


def test_domains_that_are_known() -> None:
    many = "".join(f"To: {'A' * count}.Example\n" for count in (1, 3000, 5000))
    header = pieces_of(unsigned(f"{many}{HEADER}\nCc: a@B.example, b@b.Example, c@b.example", NAMES))
    known = known_domains(header)
    assert known[b"b.example"] == (b"B.example", b"b.Example")
    assert b"a.example" in known
    assert max(map(len, known)) < 3100
