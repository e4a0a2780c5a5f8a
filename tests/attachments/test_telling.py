"""What is said of names and contents: the words, the facts, and what is marked."""

from __future__ import annotations

import inspect
import pickle
from typing import Any

import pytest

from deliverkit.attachments.content import ContentKind, judge_content, judge_type
from deliverkit.attachments.content.telling import content_finding, type_finding
from deliverkit.attachments.names import Disguise, judge
from deliverkit.attachments.names.telling import Place, name_findings
from deliverkit.attachments.rules import content, names
from deliverkit.attachments.rules.wording import also, legible, noun_of, place_of
from deliverkit.attachments.settings import Settings
from deliverkit.core.evidence import Evidence
from deliverkit.core.findings import Finding, Severity
from deliverkit.core.rules import Rule, catalogue

STRICT = Settings(profile="strict")


def place(*path: str, name: str = "", container: str = "zip") -> Place:
    judged = name or path[-1]
    return Place(path, judged, judged, "local header", container, "message:part:2!invoice.zip")


def said(where: Place, settings: Settings | None = None) -> list[Finding]:
    chosen = settings or Settings()
    return list(name_findings(where, judge(where.name, chosen), chosen))


def test_the_member_of_an_archive() -> None:
    forbidden, disguised = said(place("invoice.zip", "scan.pdf.js"))
    assert forbidden.code == "attachments.forbidden-extension"
    assert forbidden.severity is Severity.ERROR
    assert forbidden.message == (
        "invoice.zip > scan.pdf.js: a script, refused inside archives too (also by Gmail and Exchange)"
    )
    assert forbidden.remedy.text.startswith("send a link to the file instead; a password on the archive does not help")
    assert forbidden.subject == "invoice.zip!scan.pdf.js"
    assert [(one.source, one.text, one.marked) for one in forbidden.evidence] == [
        ("message:part:2!invoice.zip", "scan.pdf.js", "js")
    ]
    assert dict(forbidden.facts) == {
        "path": ("invoice.zip", "scan.pdf.js"),
        "name": "scan.pdf.js",
        "raw": "scan.pdf.js",
        "origin": "local header",
        "container": "zip",
        "extension": "js",
        "listed_in": "host",
        "also_blocked_by": ("gmail", "exchange", "rspamd", "mailscanner"),
    }
    assert disguised.code == "attachments.disguised-name"
    assert disguised["disguises"] == ("double-extension",)
    assert disguised.message == "invoice.zip > scan.pdf.js has a harmless extension before the real one"


def test_an_attachment_itself() -> None:
    (finding,) = said(place("run.exe", container=""))
    assert (
        finding.message == "run.exe: a program, refused as an attachment (also by Gmail, Exchange and Exchange Online)"
    )
    assert finding.remedy.text == "send a link to the file instead"


def test_another_name_than_the_one_that_is_shown() -> None:
    (finding,) = said(place("a.zip", "report.pdf", name="evil.exe"))
    assert finding.message.startswith("a.zip > report.pdf (in its local header: evil.exe): a program, refused")


def test_a_name_that_is_saved_under_another() -> None:
    finding = said(place("evil.e\u200dxe "))[1]
    assert finding.message == (
        "evil.e\\u200dxe  has dots, blanks or slashes behind the extension, which Windows or the mail client strips;"
        " invisible characters in its extension, and would be saved as evil.exe"
    )
    assert finding["saved_as"] == "evil.exe"


def test_nothing_is_said_of_a_clean_name() -> None:
    assert not said(place("report.pdf"))


def test_an_extension_that_the_settings_add() -> None:
    (finding,) = said(place("a.one", container=""), Settings(add=("one",)))
    assert finding["listed_in"] == "settings"
    assert finding["also_blocked_by"] == ()
    assert finding.message == "a.one: a file of the type .one, refused as an attachment"


def test_the_list_that_is_obeyed_is_not_named_again() -> None:
    (finding,) = said(place("a.scf", container=""), Settings(profile="exchange"))
    assert finding["also_blocked_by"] == ("exchange-online", "rspamd", "mailscanner")


def test_every_disguise_has_words() -> None:
    for disguise in Disguise:
        finding = names.disguised_name(
            path=("a",), name="a", raw="a", origin="", container="", disguises=(disguise.value,), saved_as=""
        )
        assert finding.message.startswith("a has ")


@pytest.mark.parametrize(
    ("kind", "extension", "settings", "code", "message"),
    [
        (
            ContentKind.PE,
            "pdf",
            Settings(),
            "program-under-other-name",
            "x.zip > report.pdf: a Windows program called .pdf, refused inside archives too",
        ),
        (
            ContentKind.LNK,
            "",
            Settings(),
            "program-under-other-name",
            "x.zip > report.pdf: a Windows shortcut without an extension, refused inside archives too",
        ),
        (
            ContentKind.CAB,
            "pdf",
            STRICT,
            "forbidden-content",
            "x.zip > report.pdf: a cabinet called .pdf, refused like .cab",
        ),
        (
            ContentKind.ENCRYPTED_OFFICE,
            "pdf",
            Settings(),
            "mismatched-content",
            "x.zip > report.pdf: an encrypted Office document, called .pdf",
        ),
    ],
)
def test_content(kind: ContentKind, extension: str, settings: Settings, code: str, message: str) -> None:
    verdict = judge_content(kind, extension, settings)
    assert verdict
    finding = content_finding(place("x.zip", "report.pdf"), verdict, b"MZ\x90" + bytes(100))
    assert finding.code == f"attachments.{code}"
    assert finding.message == message
    assert finding["content"] == kind.id
    assert finding.evidence[0].text.startswith("MZ\\x90\\x00")


def test_type() -> None:
    verdict = judge_type("application/hta")
    assert verdict
    finding = type_finding(place("a.pdf", container=""), verdict, Evidence.cut("message:header:Content-Type:1", "x"))
    assert finding.message == "a.pdf is declared as application/hta: a script (also by Exchange)"
    assert finding["also_blocked_by"] == ("exchange", "amavis")


RULES = catalogue(names, content)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_rules_are_explained(rule: Rule[Any]) -> None:
    assert rule.title.endswith(".")
    doc = inspect.cleandoc(rule._say.__doc__ or "").split("\n\n")  # pyright: ignore[reportPrivateUsage] # as written
    assert doc[1].startswith("Why: ")
    assert doc[2].startswith("Remedy: ")
    assert rule.cites


def test_findings_pickle() -> None:
    for finding in said(place("invoice.zip", "scan.pdf.js")):
        assert pickle.loads(pickle.dumps(finding)) == finding


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a.exe", "a.exe"),
        ("a\u202e\0\udc80\u200b\U000e0041", "a\\u202e\\u0000\\udc80\\u200b\\ue0041"),
        ("x" * 200, "x" * 120 + "..."),
    ],
)
def test_legible(text: str, shown: str) -> None:
    assert legible(text) == shown


def test_places() -> None:
    assert place_of(("a", "b"), "b", "") == "a > b"
    assert place_of(tuple("abcdefgh"), "h", "") == "... > c > d > e > f > g > h"
    assert place_of(("a.zip", ""), "", "") == "a.zip > (no name)"
    assert place_of(("b",), "", "header") == "b (in its header: (no name))"


def test_who_else() -> None:
    assert also(()) == ""
    assert also(("gmail",)) == " (also by Gmail)"
    assert also(("rspamd", "amavis")) == " (also by rspamd and amavis)"
    assert also(("gmail", "exchange", "exchange-online", "rspamd")) == " (also by Gmail, Exchange and Exchange Online)"


def test_nouns() -> None:
    assert noun_of("exe") == "a program"
    assert noun_of("xyz") == "a file of the type .xyz"
    assert noun_of("{3050f4d8-98b5-11cf-bb82-00aa00bdce0b}") == "a file whose type is hidden in a class identifier"
