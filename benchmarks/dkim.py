"""How long does one DKIM verification take?  deliverkit beside dkimpy, libopendkim (C) and mailauth (Node).

    python benchmarks/dkim.py [--rounds N] [--seconds S] [--only TEXT]

Ten workloads, interleaved in one run, as multiples of the limit: SHA-256 of the message and one verification with a key
that is ready. deliverkit is given the parsed message and a cache of keys. Prints medians; asserts nothing.
"""

from __future__ import annotations

import argparse
import sys
from importlib.metadata import version
from pathlib import Path
from statistics import median

# in the place of this directory, where "import dkim" would find this very file instead of dkimpy
sys.path[0] = str(Path(__file__).resolve().parents[1] / "tests")

from oracles.dkim_peers import CONTESTANTS, WORKLOADS, Workload, contestants, prepare, race, ratio  # noqa: E402  # see above


def _row(work: Workload, rounds: int, seconds: float) -> str:
    with contestants(prepare(work), *CONTESTANTS) as ready:
        present = {name: run for name, run in ready.items() if run is not None}
        times = race(present, rounds, seconds)
    cells = [f"{work.name:26}"]
    for name in CONTESTANTS:
        if name not in present:
            cells.append(f"{'ABSENT':>18}")
            continue
        cells.append(f"{median(times[name]) * 1e6:8.0f} us x{ratio(times, name, 'limit'):5.2f}")
    return " ".join(cells)


def main() -> None:
    """Run the races and print the table."""
    parser = argparse.ArgumentParser(description="How long does one DKIM verification take?")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=0.05, help="a contestant and round")
    parser.add_argument("--only", default="", help="only the workloads with this in their names")
    options = parser.parse_args()
    print("DKIM, one verification, its key at hand; x: how many times the limit")
    print(f"Python {sys.version.split()[0]}, cryptography {version('cryptography')}, dkimpy {version('dkimpy')}")
    print(f"{'':26} {' '.join(f'{name:>18}' for name in CONTESTANTS)}")
    for work in WORKLOADS:
        if options.only in work.name:
            print(_row(work, options.rounds, options.seconds), flush=True)
    print("ABSENT: not installed, or it cannot verify such a signature (dkimpy needs pynacl for Ed25519).")


if __name__ == "__main__":
    main()
