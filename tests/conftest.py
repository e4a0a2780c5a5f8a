"""Settings all tests share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import coverage
import pytest
from hypothesis import settings

from support import in_ci

# these measure time or do volumes, which a tracer would slow down for us and not for the C code beside us
UNCOVERED: Final = {"test_cost.py", "test_growth.py", "test_import_cost.py", "test_speed.py", "test_volumes.py"}

# a shared machine makes any deadline a coin toss; in CI the same inputs every time, so that a red run means a change
settings.register_profile("deliverkit", deadline=None, print_blob=True, derandomize=in_ci())
settings.load_profile("deliverkit")


@pytest.fixture(autouse=True)
def _uncovered(request: pytest.FixtureRequest) -> Iterator[None]:
    """Switch coverage off while a test that measures is running."""
    tracing = coverage.Coverage.current() if request.path.name in UNCOVERED else None
    if tracing is None:
        yield
        return
    tracing.stop()
    try:
        yield
    finally:
        tracing.start()
