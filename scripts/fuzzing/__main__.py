"""Fuzzes our server: `python -m fuzzing --requests 10000 --seed 0`."""

from __future__ import annotations

import argparse
import sys

from chromalink_mock import serve

from .run import fuzz


def main(arguments: list[str]) -> int:
    """Send the requests; print what must not be, and exit with 1 if there is any."""
    parser = argparse.ArgumentParser(prog="scripts/fuzz", description=main.__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args(arguments)
    with serve() as server:
        outcome = fuzz(server.url, asked.seed, asked.requests)
    for fault in outcome.faults:
        print(fault)
    print(f"{asked.requests} requests, seed {asked.seed}: {dict(sorted(outcome.statuses.items()))}")
    print(f"{len(outcome.faults)} faults")
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
