"""Kills and damages: `python -m chaos_runs --kills 200 --damages 500 --seed 0`."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from .damage import damage
from .run import kill_again_and_again


def main(arguments: list[str]) -> int:
    """Kill servers while they are written to, then damage copies of what is left; exit with 1 if anything is wrong."""
    parser = argparse.ArgumentParser(prog="scripts/chaos", description=main.__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--damages", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args(arguments)
    logging.getLogger("chromalink_mock").setLevel(logging.ERROR)  # it warns of the damage that is done here
    with TemporaryDirectory(prefix="chaos-") as folder:
        store = Path(folder) / "store"
        killed = kill_again_and_again(store, asked.kills, asked.seed)
        print(
            f"{killed.kills} kills, seed {asked.seed}: {killed.acknowledged} writes acknowledged, "
            f"{killed.snapshots} snapshots seen"
        )
        damaged = damage(store, Path(folder) / "copy", asked.damages, asked.seed)
        print(f"{asked.damages} damaged copies: {damaged.opened} opened with everything, refused: {damaged.refused}")
    faults = [*killed.faults, *damaged.faults]
    for fault in faults:
        print(fault)
    print(f"{len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
