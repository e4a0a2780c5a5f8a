"""Settings all tests share."""

from __future__ import annotations

import re
from functools import partial
from typing import Any, Final

import pytest
from hypothesis import settings

from support import Figures, in_ci

# these measure time, which a tracer and a neighbour would falsify
ALONE: Final = re.compile(r"/test_(?:cost|\w*growth|hostile|import_cost|speed)\.py::|::test_\w*(?:growth|linear)")
# these try many thousand inputs; what they reach has tests of its own, so they need no tracer
MASSES: Final = re.compile(r"/test_(?:any_octets|\w*differential|\w*gallery|\w*oracles?|\w*volumes)\.py::")

# a shared machine makes any deadline a coin toss; in CI the same inputs every time, so that a red run means a change
settings.register_profile("deliverkit", deadline=None, print_blob=True, derandomize=in_ci())
settings.load_profile("deliverkit")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that run one by one behind all others, and those that run untraced."""
    for item in items:
        if ALONE.search(item.nodeid):
            item.add_marker("alone")
        elif MASSES.search(item.nodeid):
            item.add_marker("masses")


@pytest.fixture
def figures(record_property: Any) -> Figures:
    """Say how much was tried and how it came out: a line in the log of every run, whichever process ran the test."""
    return partial(record_property, "figures")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures."""
    reports = [one for kind in terminalreporter.stats.values() for one in kind if isinstance(one, pytest.TestReport)]
    told = [text for one in reports if one.when == "call" for name, text in one.user_properties if name == "figures"]
    if told:
        terminalreporter.section("figures")
    for text in told:
        terminalreporter.write_line(str(text))
