"""Does no 25 MB container cost more than 2 seconds and 300 MB, whatever is in it?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from attachment_builders.costs import SHAPES
from support import Figures, run_python

MOST_SECONDS: Final = 2.5
MOST_OCTETS: Final = 250_000_000  # beside the container itself
SCRIPT: Final = "import sys; sys.path.insert(0, 'tests'); from attachment_builders.costs import main; main(sys.argv[1])"


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="only Linux says how much memory was used")
@pytest.mark.parametrize("what", SHAPES)
def test_cost(what: str, figures: Figures) -> None:
    done = run_python("-c", SCRIPT, what, timeout=100)
    assert done.returncode == 0, done.stderr
    cost = json.loads(done.stdout)
    seconds, octets = cost["seconds"], cost["octets"]
    figures(f"{what}: {seconds:.2f} s of a processor, {octets / 1e6:.0f} MB, {cost['members']} members")
    assert seconds < MOST_SECONDS
    assert octets < MOST_OCTETS
