"""Settings all tests share."""

from __future__ import annotations

from hypothesis import settings

from support import in_ci

# a shared machine makes any deadline a coin toss; in CI the same inputs every time, so that a red run means a change
settings.register_profile("deliverkit", deadline=None, print_blob=True, derandomize=in_ci())
settings.load_profile("deliverkit")
