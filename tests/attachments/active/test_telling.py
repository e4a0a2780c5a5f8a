"""What is said of active content: the words, the facts, and what could not be looked at."""

from __future__ import annotations

import inspect
import pickle
from typing import Any

import pytest

from attachment_builders.active import Pdf
from deliverkit.attachments.active import ActiveContent, ActiveSign, Activity, active_content
from deliverkit.attachments.active.telling import active_findings, active_unknown
from deliverkit.attachments.containers.member import Why
from deliverkit.attachments.content import ContentKind
from deliverkit.attachments.names.telling import Place
from deliverkit.attachments.rules import active, active_files, active_pages
from deliverkit.core.budget import Budget
from deliverkit.core.findings import Severity
from deliverkit.core.outcome import Unknown
from deliverkit.core.rules import Rule, catalogue

PLACE = Place(("x.zip", "a.pdf"), "a.pdf", "a.pdf", "local header", "zip", "message:part:2!x.zip!a.pdf")
RULES = catalogue(active, active_files, active_pages)


def sign(activity: Activity, what: str = "x", inner: str = "", start: int = 7) -> ActiveSign:
    return ActiveSign(activity, what, start, start + 1, inner)


def test_a_finding() -> None:
    data = Pdf().add(6, b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>").done()
    (finding,) = active_findings(PLACE, active_content(ContentKind.PDF, data, Budget()), "pdf")
    assert finding.code == "attachments.script-in-pdf"
    assert finding.severity is Severity.WARNING
    assert finding.message == "x.zip > a.pdf holds JavaScript (app.alert(1))"
    assert finding.remedy.text == "export the PDF again without JavaScript"
    assert finding.subject == "x.zip!a.pdf"
    assert dict(finding.facts) == {
        "path": ("x.zip", "a.pdf"),
        "name": "a.pdf",
        "origin": "local header",
        "container": "zip",
        "content": "pdf",
        "found": ("app.alert(1)",),
        "where": ("object 6",),
    }
    assert [(one.source, one.text) for one in finding.evidence] == [
        ("message:part:2!x.zip!a.pdf!object 6", "app.alert(1)")
    ]
    assert pickle.loads(pickle.dumps(finding)) == finding


def test_every_activity_has_words() -> None:
    content = ActiveContent(tuple(sign(one) for one in Activity))
    found = [*active_findings(PLACE, content)]
    assert sorted(one.code for one in found) == sorted(RULES)
    for one in found:
        assert one.message.startswith("x.zip > a.pdf ")
        assert one["where"] == ("octet 7",)
    assert {one.code for one in found if one.severity is Severity.NOTE} == {
        "attachments.data-in-document",
        "attachments.link-attached",
        "attachments.page-in-picture",
    }


def test_many_signs_are_one_finding() -> None:
    signs = (*(sign(Activity.SCRIPT, f"f{at}()\u202e", start=at) for at in range(5)), sign(Activity.SCRIPT, ""))
    (finding,) = active_findings(PLACE, ActiveContent(signs))
    assert finding.message == "x.zip > a.pdf runs a script (f0()\\u202e, f1()\\u202e, f2()\\u202e, ...)"
    assert len(finding["found"]) == 5
    assert len(finding.evidence) == 3


def test_nothing_is_said_of_nothing() -> None:
    assert not [*active_findings(PLACE, ActiveContent())]
    assert active_unknown(PLACE, ActiveContent()) == ()


@pytest.mark.parametrize(
    ("why", "detail", "said"),
    [
        (Why.ENCRYPTED, "the PDF is encrypted", "encrypted: the PDF is encrypted"),
        (Why.LIMIT, "limit: steps (5)", "limit: steps (5)"),
    ],
)
def test_what_could_not_be_looked_at(why: Why, detail: str, said: str) -> None:
    content = ActiveContent((), (), False, why, detail)
    assert active_unknown(PLACE, content) == (Unknown(what="x.zip!a.pdf: what acts in it", why=said),)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_rules_are_explained(rule: Rule[Any]) -> None:
    assert rule.title.endswith(".")
    doc = inspect.cleandoc(rule._say.__doc__ or "").split("\n\n")  # pyright: ignore[reportPrivateUsage] # as written
    assert doc[1].startswith("Why: ")
    assert doc[2].startswith("Remedy: ")
    assert rule.cites
