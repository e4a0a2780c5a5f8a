"""Settings all tests share."""

from __future__ import annotations

import os

from hypothesis import settings

# a shared machine makes any deadline a coin toss; in CI the same inputs every time, so that a red run means a change
settings.register_profile("deliverkit", deadline=None, print_blob=True, derandomize="CI" in os.environ)
settings.load_profile("deliverkit")
