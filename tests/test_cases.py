"""Do the checks say exactly what the case files say, and do their remedies work?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import deliverkit as dk
from casefile import case_files, load, name_of, run
from casejudge import differences, failed_remedies

SCHEMA: Any = Draft202012Validator(json.loads(dk.formats.schema()))

each_case = pytest.mark.parametrize("path", case_files(), ids=name_of)


@each_case
def test_findings_are_exactly_those(path: Path) -> None:
    case = load(path)
    if lines := differences(case, run(case)):
        pytest.fail("\n".join((str(path), *lines)), pytrace=False)


@each_case
def test_remedies_work(path: Path) -> None:
    case = load(path)
    if lines := failed_remedies(case, run(case)):
        pytest.fail("\n".join((str(path), *lines)), pytrace=False)


@each_case
def test_what_it_says_survives_json(path: Path) -> None:
    case = load(path)
    told = run(case)
    if not isinstance(told, dk.Report):
        told = dk.Report(subject=case.path.stem, checks=(dk.CheckReport.of(case.run, told),))
    text = dk.to_json(told)
    SCHEMA.validate(json.loads(text))
    assert dk.from_json(text) == told
