"""Does the case runner see what is missing, what is unexpected, and which remedy does not help?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import casefile
from casefile import CaseError, apply, load, run
from casejudge import differences, failed_remedies
from deliverkit.core.evidence import Evidence
from deliverkit.core.findings import Fixer, RecordChange, Severity
from deliverkit.core.outcome import Outcome, Unknown
from deliverkit.core.questions import Clock, Status, txt
from deliverkit.core.rules import Said, rule
from deliverkit.core.steps import Steps, ask, check


@rule(Severity.WARNING, by=Fixer.DOMAIN_OWNER, cites=("a test",), publishes=True)
def shouting(*, name: str, text: str, words: tuple[str, ...], quieter: str) -> Said:
    """It shouts."""
    return Said(f"{name} shouts", publish=RecordChange(owner=name, rdtype="TXT", value=quieter, replaces=(text,)))


@rule(Severity.ERROR, by=Fixer.DOMAIN_OWNER, cites=("a test",))
def mumbling(*, name: str) -> Said:
    """It mumbles."""
    return Said(f"{name} mumbles")


class Heard(NamedTuple):
    result: Severity
    ttl: int | None
    year: int
    words: tuple[str, ...]


@check
def toy(domain: str, cure: str = "be quiet") -> Steps[Outcome[Heard]]:
    """Texts must not shout, nor mumble."""
    answer = yield from ask(txt(domain))
    if answer.status is Status.UNREACHABLE:
        return Outcome(value=None, unknown=(Unknown(what="shouting", why=answer.reason),))
    texts = [record.data.decode() for record in answer.records]
    loud = [text for text in texts if text.isupper()]
    findings = [
        shouting(name=domain, text=text, words=tuple(text.split()), quieter=cure)
        .about(domain)
        .seen_in(Evidence.cut("dns:a.example?type=TXT", text, 0, 3))
        for text in loud
    ]
    findings += [mumbling(name=domain) for text in texts if text == "hm"]
    now = yield from ask(Clock())
    value = Heard(Severity.ERROR if loud else Severity.NOTE, answer.ttl, now.year, tuple(texts))
    return Outcome(value=value, findings=tuple(findings))


@pytest.fixture(autouse=True)
def _toy_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(case: casefile.Case) -> Any:
        return toy(**case.args)

    monkeypatch.setitem(casefile.CHECKS, "toy", start)


CASE = """
about = "Two texts, one loud"
run = "toy"
clock = 2026-11-22T12:00:00Z
result = 3
[args]
domain = "a.example"
[value]
ttl = 60
year = 2026
"words.0" = "BE QUIET"
[dns]
"A.example. TXT" = {records = ["BE QUIET", ["be", " quiet"]], ttl = 60}
[[expect]]
code = "tests.shouting"
severity = "warning"
by = "domain owner"
subject = "a.example"
facts = {words = ["BE", "QUIET"]}
marked = "BE "
source = ["dns:a.example?type=TXT"]
publish = {owner = "a.example", value = "be quiet", replaces = ["BE QUIET"]}
after = {result = 1}
"""


def said(folder: Path, text: str) -> str:
    path = folder / "case.toml"
    path.write_text(text)
    case = load(path)
    told = run(case)
    return "\n".join((*differences(case, told), *failed_remedies(case, told)))


def test_what_was_expected_passes(tmp_path: Path) -> None:
    assert said(tmp_path, CASE) == ""


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("result = 3", "result = 2", "value.result is 3, expected 2"),
        ("result = 1", "result = 2", "value.result is 1, expected 2"),
        (
            '"QUIET"]',
            '"NOT"]',
            "  there is one whose facts is {'words': ('BE', 'QUIET')}, expected {'words': ('BE', 'NOT')}",
        ),
        (
            '["BE QUIET", ',
            '["BE QUIET", "SAY MORE", ',
            'facts = {name = "a.example", text = "SAY MORE", words = ["SAY", "MORE"], quieter = "be quiet"}',
        ),
        ('["BE QUIET", ', '["BE QUIET", "SAY MORE", ', "unexpected: a.example shouts"),
        ('["BE QUIET", ', "[", "missing: tests.shouting"),
        ("[[expect]]", '[[expect_unknown]]\nwhat = "a"\n[[expect]]', "missing unknown: {'what': 'a'}"),
        ("result = 3", "no_value = true", "expected none"),
        ("year", "month", "value.month is '<nothing>', expected 2026"),
        ("[value]", 'cure = "STILL LOUD"\n[value]', "tests.shouting is still there"),
        ("[value]", 'cure = "hm"\n[value]', "new: ERROR tests.mumbling: a.example mumbles"),
    ],
)
def test_difference_is_said(tmp_path: Path, old: str, new: str, line: str) -> None:
    assert old in CASE
    assert line in said(tmp_path, CASE.replace(old, new))


def test_unknown_has_to_be_expected(tmp_path: Path) -> None:
    case = 'run = "toy"\nargs = {domain = "a.example"}\ndns = {"a.example TXT" = {unreachable = "refused"}}\n'
    assert said(tmp_path, case) == "unexpected unknown: what = 'shouting', why = 'refused'"
    assert said(tmp_path, case + '[[expect_unknown]]\nwhat = "shouting"\nwhy = "refused"\n') == ""
    assert said(tmp_path, case.replace('{unreachable = "refused"}', '"unreachable"')).endswith("why = 'timeout'")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("about", "abuot", "unknown key abuot; known: about, "),
        ('"toy"', '"dance"', "run = 'dance' is not in CHECKS; known: spf.check_host, "),
        ("A.example. TXT", "A.example.", r'\[dns\] key "A.example." must be "name TYPE"'),
        ("run = ", "run", "Expected '='"),
        ("marked", "masked", r"\[\[expect\]\] has no key 'masked'; known: code, "),
        ('{records = ["BE QUIET", ["be", " quiet"]], ttl = 60}', '"BE QUIET"', "must be a list of records"),
    ],
)
def test_mistake_in_the_file_is_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in CASE
    with pytest.raises(CaseError, match=says):
        said(tmp_path, CASE.replace(old, new))


def test_remedy_must_replace_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    path.write_text(CASE)
    case = load(path)
    change = RecordChange(owner="a.example", rdtype="TXT", value="x", replaces=("y",))
    with pytest.raises(CaseError, match=r"the remedy replaces 'y', which does not stand at a.example TXT"):
        apply(case, change)
    with pytest.raises(CaseError, match="which the case does not have"):
        apply(case, replace(change, owner="b.example"))


def test_remedy_must_not_stand_beside_an_alias(tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    path.write_text(CASE)
    case = replace(load(path), dns={("a.example", "CNAME"): ["b.example"]})
    change = RecordChange(owner="a.example", rdtype="TXT", value="x")
    with pytest.raises(CaseError, match=r"the remedy publishes TXT beside the alias at a.example"):
        apply(case, change)
    instead = replace(change, condition="in place of the alias (CNAME) there")
    assert apply(case, instead).dns == {("a.example", "TXT"): ["x"]}


def test_change_reaches_records_of_every_form(tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    path.write_text(
        'run = "toy"\nargs = {text = "old"}\n[dns]\n'
        '"a.example MX" = [[10, "b.example"]]\n"a.example TXT" = [{hex = "ff"}]\n'
    )
    case = load(path)
    mx = RecordChange(owner="A.example.", rdtype="MX", value="20 c.example", replaces=("10 b.example",))
    assert apply(case, mx).dns["a.example", "MX"] == [[20, "c.example"]]
    gone = RecordChange(owner="a.example", rdtype="TXT", value="", replaces=("\udcff",))
    assert apply(case, gone).dns["a.example", "TXT"] == []
    pasted = RecordChange(owner="c.example", rdtype="TXT", value="new", replaces=("old",))
    assert apply(case, pasted).args == {"text": "new"}


def test_message_of_a_case(tmp_path: Path) -> None:
    (tmp_path / "m.eml").write_bytes(b"a\rb")
    path = tmp_path / "case.toml"
    for text, raw in (
        ('message = "A: \u00e4\\n\\nb"', b"A: \xc3\xa4\r\n\r\nb"),
        ('message = "A: \u00e4\\n"\nencoding = "latin-1"\nraw_line_ends = true', b"A: \xe4\n"),
        ('message_file = "m.eml"', b"a\rb"),
    ):
        path.write_text(f'run = "toy"\n{text}\n', encoding="utf-8")
        assert load(path).raw == raw
