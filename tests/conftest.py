"""Settings all tests share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import coverage
import pytest
from hypothesis import settings

from support import in_ci

# these measure time, which a tracer would falsify, or try many thousand inputs, which need none: what they reach
# has tests of its own
UNCOVERED: Final = re.compile(
    r"/test_(?:any_octets|cost|differential|\w*growth|\w*gallery|hostile|import_cost|\w*oracles?|speed|\w*volumes)\.py::"
    r"|::test_\w*(?:growth|linear)"
)

# a shared machine makes any deadline a coin toss; in CI the same inputs every time, so that a red run means a change
settings.register_profile("deliverkit", deadline=None, print_blob=True, derandomize=in_ci())
settings.load_profile("deliverkit")


@pytest.fixture(autouse=True)
def _uncovered(request: pytest.FixtureRequest) -> Iterator[None]:
    """Switch coverage off while a test that measures, or tries masses, is running."""
    tracing = coverage.Coverage.current() if UNCOVERED.search(request.node.nodeid) else None
    if tracing is None:
        yield
        return
    tracing.stop()
    try:
        yield
    finally:
        tracing.start()
