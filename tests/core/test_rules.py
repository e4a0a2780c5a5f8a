"""What is derived from the declaration of a rule."""

from __future__ import annotations

import pickle
from types import ModuleType
from typing import Any

import pytest

from deliverkit.core.errors import UsageError
from deliverkit.core.findings import Finding, Fixer, RecordChange, Remedy, Severity
from deliverkit.core.rules import Rule, Said, catalogue, rule


@rule(Severity.ERROR, by=Fixer.DOMAIN_OWNER, cites=("RFC 7208 section 4.5",), publishes=True)
def multiple_records(*, name: str, count: int, merged: str) -> Said:
    """Several SPF records stand at one name,
    so receivers obey none.

    Why: every receiver
        returns permerror.

    Remedy: keep one.

    More that no page shows.
    """
    return Said(f"{name} has {count}", fix="merge them", publish=RecordChange(owner=name, rdtype="TXT", value=merged))


@rule(Severity.NOTE, by=Fixer.NOBODY, cites=())
def quiet() -> Said:
    return Said("nothing")


def test_what_is_derived() -> None:
    assert multiple_records.code == "tests.multiple-records"
    assert repr(multiple_records) == "<rule tests.multiple-records>"
    assert multiple_records.severity is Severity.ERROR
    assert multiple_records.by is Fixer.DOMAIN_OWNER
    assert multiple_records.cites == ("RFC 7208 section 4.5",)
    assert multiple_records.publishes is True
    assert multiple_records.facts == ("name", "count", "merged")
    assert multiple_records.title == "Several SPF records stand at one name, so receivers obey none."
    assert multiple_records.why == "every receiver returns permerror."
    assert multiple_records.remedy == "keep one."
    assert str(multiple_records.signature) == "(*, name: 'str', count: 'int', merged: 'str') -> 'Said'"


def test_a_rule_without_a_docstring_has_nothing_to_show() -> None:
    assert (quiet.title, quiet.why, quiet.remedy, quiet.facts, quiet.publishes) == ("", "", "", (), False)


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("deliverkit.dmarc.rules", "dmarc.it-is-wrong"),
        ("deliverkit.spf.rules.lint", "spf.it-is-wrong"),
        ("deliverkit.rules", "rules.it-is-wrong"),
        ("deliverkit", "deliverkit.it-is-wrong"),
        ("company.rules", "company.it-is-wrong"),
        ("__main__", "__main__.it-is-wrong"),
    ],
)
def test_the_code_is_the_package_and_the_name(module: str, code: str) -> None:
    def it_is_wrong() -> Said:
        return Said("")

    it_is_wrong.__module__ = module
    assert rule(Severity.NOTE, by=Fixer.NOBODY, cites=())(it_is_wrong).code == code


def test_calling_it_gives_a_finding() -> None:
    publish = RecordChange(owner="a.example", rdtype="TXT", value="v=spf1 -all")
    wanted = Finding(
        code="tests.multiple-records",
        severity=Severity.ERROR,
        message="a.example has 2",
        remedy=Remedy(text="merge them", by=Fixer.DOMAIN_OWNER, publish=publish),
        facts=(("name", "a.example"), ("count", 2), ("merged", "v=spf1 -all")),
        cites=("RFC 7208 section 4.5",),
    )
    assert multiple_records(name="a.example", count=2, merged="v=spf1 -all") == wanted
    # the facts stand in the order of the declaration, however it is called
    assert multiple_records(merged="v=spf1 -all", count=2, name="a.example") == wanted
    assert pickle.loads(pickle.dumps(wanted)) == wanted
    assert quiet() == Finding(
        code="tests.quiet", severity=Severity.NOTE, message="nothing", remedy=Remedy(text="", by=Fixer.NOBODY)
    )


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [
        ((), {"name": "a"}),
        ((), {"name": "a", "count": 1, "merged": "", "more": 1}),
        ((), {"name": "a", "number": 1, "merged": ""}),
        (("a", 1, ""), {}),
        (("a",), {"name": "a", "count": 1, "merged": ""}),
    ],
)
def test_its_facts_are_given_by_keyword_and_all(args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    anyhow: Any = multiple_records
    with pytest.raises(UsageError) as caught:
        anyhow(*args, **kwargs)
    assert str(caught.value) == "rule tests.multiple-records takes the facts name, count, merged, by keyword"


def test_facts_that_are_not_keyword_only_are_refused() -> None:
    def wrong(name: str) -> Said:
        return Said(name)

    with pytest.raises(UsageError, match=r"^the facts of rule wrong must be keyword-only$"):
        rule(Severity.NOTE, by=Fixer.NOBODY, cites=())(wrong)


# ---------------------------------------------------------------- the catalogue


def module(name: str, **members: object) -> ModuleType:
    made = ModuleType(name)
    vars(made).update(members)
    return made


def test_the_catalogue_collects_in_order() -> None:
    first = module("first", quiet=quiet, other=1, Rule=Rule)
    second = module("second", alias=quiet, multiple_records=multiple_records)
    assert list(catalogue(first, second).items()) == [
        ("tests.quiet", quiet),
        ("tests.multiple-records", multiple_records),
    ]
    assert catalogue() == {}


def test_two_rules_of_one_code_are_refused() -> None:
    @rule(Severity.ERROR, by=Fixer.NOBODY, cites=())
    def quiet() -> Said:
        return Said("something else")

    with pytest.raises(UsageError, match=r"^two rules have the code tests\.quiet$"):
        catalogue(module("first", quiet=globals()["quiet"]), module("second", quiet=quiet))
