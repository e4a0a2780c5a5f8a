"""How long does one SPF evaluation take?  deliverkit beside pyspf, checkdmarc (which only reads) and libspf2 (C).

    python benchmarks/spf.py [--rounds N] [--seconds S]

Five workloads with their DNS in memory, interleaved in one run; nothing is kept from one check to the next.
deliverkit's checks include findings and the evaluation tree. Prints medians; asserts nothing.
"""

from __future__ import annotations

import argparse
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median

# in the place of this directory, where "import spf" would find this very file instead of pyspf
sys.path[0] = str(Path(__file__).resolve().parents[1] / "tests")

from oracles.spf_peers import CONTESTANTS, WORKLOADS, Workload, contestants, race, ratio  # noqa: E402  # see above


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _row(work: Workload, rounds: int, seconds: float) -> str:
    with contestants(work, *CONTESTANTS) as ready:
        present = {name: run for name, run in ready.items() if run is not None}
        results = {name: run() for name, run in present.items()}
        times = race(present, rounds, seconds)
    cells = [f"{work.name:22}"]
    for name in CONTESTANTS:
        if name not in present:
            cells.append(f"{'ABSENT':>12}")
            continue
        wrong = "" if results[name] in (work.result, "read") else f" ({results[name]})"
        cells.append(f"{median(times[name]) * 1e6:9.1f} us{wrong}")
    cells.append(f"{ratio(times, 'pyspf', 'deliverkit'):8.1f}x")
    return " ".join(cells)


def main() -> None:
    """Run the races and print the table."""
    parser = argparse.ArgumentParser(description="How long does one SPF evaluation take?")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=0.05, help="a contestant and round")
    options = parser.parse_args()
    print("SPF evaluation, one check, in-memory DNS, nothing cached")
    print(f"Python {sys.version.split()[0]}, pyspf {_version('pyspf')}, checkdmarc {_version('checkdmarc')}")
    heads = (f"{name:>12}" for name in CONTESTANTS)
    print(f"{'':22} {' '.join(heads)} {'vs pyspf':>9}")
    for work in WORKLOADS:
        print(_row(work, options.rounds, options.seconds), flush=True)
    print("checkdmarc reads the record and what it names, it judges no address; libspf2 is C.")


if __name__ == "__main__":
    main()
