"""Do the checks say exactly what the case files say, and do their remedies work?"""

from __future__ import annotations

from pathlib import Path

import pytest

from casefile import case_files, load, name_of, run
from casejudge import differences, failed_remedies

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
