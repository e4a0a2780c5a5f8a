"""Is every rule explained, cited and shown by a case, and does every code that cases expect exist?"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, Final

import pytest

import deliverkit
from casefile import case_files, load
from deliverkit.catalogue import ALIASES, RULES, explain, find
from deliverkit.core.errors import UsageError
from deliverkit.core.rules import Rule

# a section of an RFC; an Internet-Draft with its number; or a receiver's own document, named so that it can be found
_SECTION: Final = re.compile(r"RFC [1-9]\d{2,4} (section|appendix) [\dA-Z]+(\.\d+)*")
_DRAFT: Final = re.compile(r"draft-[a-z0-9]+(-[a-z0-9]+)*-\d\d( (section|appendix) [\dA-Z]+(\.\d+)*)?")
_RECEIVER: Final = re.compile(r"(Google|Microsoft): [A-Za-z0-9][^;]{9,}")
_WHOLE: Final = {"RFC 6890"}  # it is a registry, of networks for special purposes

each_rule = pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)


def expected() -> Iterator[Mapping[str, Any]]:
    for path in case_files():
        yield from load(path).expect


def defined() -> Iterator[Rule[Any]]:
    """Every rule that any module below deliverkit holds, collected or not."""
    for module in walk_packages(deliverkit.__path__, "deliverkit."):
        for value in vars(import_module(module.name)).values():
            if isinstance(value, Rule):
                yield value


def is_citation(text: str) -> bool:
    return text in _WHOLE or any(form.fullmatch(text) for form in (_SECTION, _DRAFT, _RECEIVER))


@each_rule
def test_rule_is_explained(rule: Rule[Any]) -> None:
    assert rule.title.endswith("."), "the first paragraph is a sentence or two"
    assert rule.why, "no Why paragraph"
    assert rule.remedy, "no Remedy paragraph"
    doc = inspect.cleandoc(inspect.unwrap(rule._say).__doc__ or "").split("\n\n")  # pyright: ignore[reportPrivateUsage] # the text as it was written
    assert doc[1].startswith("Why: ")
    assert doc[2].startswith("Remedy: ")


@each_rule
def test_rule_is_cited(rule: Rule[Any]) -> None:
    assert rule.cites
    for cite in rule.cites:
        assert is_citation(cite), cite


@pytest.mark.parametrize(
    "wrong",
    ["see there", "RFC 5322", "RFC 5322 section", "RFC section 3.6", "RFC 5322 3.6", "draft-ietf-dkim"],
)
def test_what_is_no_citation(wrong: str) -> None:
    assert not is_citation(wrong)


@each_rule
def test_code_is_area_and_name(rule: Rule[Any]) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z0-9]+(-[a-z0-9]+)*", rule.code)
    assert RULES[rule.code] is rule


@each_rule
def test_rule_is_shown_by_a_case(rule: Rule[Any]) -> None:
    assert rule.code in {wanted["code"] for wanted in expected()}, "no case in tests/cases expects it"


@each_rule
def test_rule_that_publishes_is_shown_publishing(rule: Rule[Any]) -> None:
    published = {wanted["code"] for wanted in expected() if "publish" in wanted}
    assert not rule.publishes or rule.code in published, "no case states the record to publish"


def test_every_rule_is_collected() -> None:
    assert {rule.code for rule in defined()} == set(RULES)


def test_cases_expect_known_codes_and_facts() -> None:
    for wanted in expected():
        assert wanted["code"] in RULES
        assert set(wanted.get("facts", {})) <= set(RULES[wanted["code"]].facts), wanted["code"]


@each_rule
def test_rule_is_explained_in_text(rule: Rule[Any]) -> None:
    text = explain(rule.code)
    assert text.startswith(f"{rule.code}  ({rule.severity.name.lower()}; fix: {rule.by.value})\n")
    assert max(map(len, text.splitlines())) <= 100
    assert all(cite in " ".join(text.split()) for cite in rule.cites)


def test_unknown_code_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(
        UsageError, match=r"no rule has the code 'spf.multiple-record'; did you mean spf.multiple-records"
    ):
        explain("spf.multiple-record")
    with pytest.raises(UsageError, match=r"no rule has the code 'zzzzzz'$"):
        find("zzzzzz")


def test_aliases_lead_to_rules() -> None:
    assert not ALIASES.keys() & RULES.keys()
    assert set(ALIASES.values()) <= RULES.keys()
