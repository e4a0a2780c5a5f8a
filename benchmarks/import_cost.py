"""What does ``import deliverkit`` cost beside ``import spf`` (pyspf)?  CPU milliseconds above a bare interpreter.

Each import runs in a fresh process, interleaved with the others so that a busy machine slows all of them alike; the
median counts. The modules' bytecode is compiled beforehand.
"""

from __future__ import annotations

import statistics
import subprocess
import sys

ROUNDS = 15
_MEASURE = "import time; start = time.process_time(); {}; print((time.process_time() - start) * 1000)"
_IMPORTS = {"deliverkit": "import deliverkit", "pyspf": "import spf", "checkdmarc": "import checkdmarc"}


def one(statement: str) -> float:
    """CPU milliseconds that *statement* takes in a fresh process; raises CalledProcessError when it fails."""
    command = (sys.executable, "-W", "ignore", "-c", _MEASURE.format(statement))
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def measure(*names: str, rounds: int = ROUNDS) -> dict[str, float]:
    """The median cost of each name's import, interleaved; an absent package is left out."""
    costs: dict[str, list[float]] = {}
    for name in names:
        try:
            one(_IMPORTS[name])  # compiles, and warms the file cache
        except subprocess.CalledProcessError:
            continue
        costs[name] = []
    for _ in range(rounds):
        for name, seen in costs.items():
            seen.append(one(_IMPORTS[name]))
    return {name: statistics.median(seen) for name, seen in costs.items()}


def main() -> None:
    """Print the table."""
    costs = measure(*_IMPORTS)
    ours = costs["deliverkit"]
    print(f"{'import':12} {'CPU ms':>8} {'beside us':>10}")
    for name in _IMPORTS:
        if name in costs:
            print(f"{name:12} {costs[name]:8.2f} {costs[name] / ours:9.1f}x")
        else:
            print(f"{name:12} {'ABSENT':>8}")


if __name__ == "__main__":
    main()
