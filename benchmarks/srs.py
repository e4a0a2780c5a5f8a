"""How long does it take to rewrite 1,000 senders and to reverse them?  deliverkit beside srslib and Mail::SRS.

    python benchmarks/srs.py [--rounds N] [--seconds S]

One address at a time, all in one run, interleaved; every contestant makes the same classic addresses. Mail::SRS is a
perl process behind two pipes, which are counted. Prints medians; asserts nothing.
"""

from __future__ import annotations

import argparse
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median

# in the place of this directory, where "import spf" would find a benchmark instead of pyspf
sys.path[0] = str(Path(__file__).resolve().parents[1] / "tests")

from oracles.mail_srs_peers import CONTESTANTS, PAIRS, contestants  # noqa: E402  # see above
from oracles.spf_peers import race, ratio  # noqa: E402


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "ABSENT"


def main() -> None:
    """Run the race and print the table."""
    parser = argparse.ArgumentParser(description="How long does it take to rewrite 1,000 senders and to reverse them?")
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--seconds", type=float, default=0.05, help="a contestant and round")
    options = parser.parse_args()
    print(f"SRS, {PAIRS} senders forward and back; Python {sys.version.split()[0]}, srslib {_version('srslib')}")
    with contestants(*CONTESTANTS) as ready:
        present = {name: run for name, run in ready.items() if run is not None}
        times = race(present, options.rounds, options.seconds)  # type: ignore[arg-type] # what they return is not looked at
    for name in CONTESTANTS:
        if name not in present:
            print(f"{name:12} {'ABSENT':>11}")
            continue
        print(
            f"{name:12} {median(times[name]) * 1e3:8.2f} ms {ratio(times, name, 'deliverkit'):8.2f}x deliverkit's time"
        )
    print("hmac.digest is the floor: two calls a pair. Findings, types and checks of form are included in ours.")


if __name__ == "__main__":
    main()
