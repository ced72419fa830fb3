"""Runs the matrix and prints its figures: `python -m fault_matrices [--share 0.1] [--only addRecords]`."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack

from .cell import COLOURS
from .expectation import Expected, expected
from .kinds import Reading, all_faults
from .matrix import Choice, Part, Tally, all_rehearsed, part
from .page import table
from .world import World

_SHOWN = 50


def main(arguments: list[str]) -> int:
    """Every operation of the SDK under every fault of the reference server, in every colour; exit 1 for a surprise."""
    parser = argparse.ArgumentParser(prog="scripts/fault_matrix", description=main.__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of the cells, drawn by --seed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", metavar="OPERATION", help="an operationId")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--waiting", type=int, default=16, help="threads a process has for cells that wait")
    parser.add_argument("--table", action="store_true", help="print the table of docs/reliability.md instead")
    asked = parser.parse_args(arguments)
    if asked.table:
        print(table())
        return 0
    choice = Choice(asked.share, asked.seed, asked.only)
    began = time.monotonic()
    tally = Tally()
    with ProcessPoolExecutor(asked.processes, multiprocessing.get_context("spawn")) as pool:
        parts = [
            pool.submit(part, Part(place, asked.processes, asked.waiting), choice) for place in range(asked.processes)
        ]
        for each in parts:
            tally.add(each.result())
    _report(tally, time.monotonic() - began)
    return 1 if tally.faults else 0


def _report(tally: Tally, seconds: float) -> None:
    for line in tally.faults[:_SHOWN]:
        print(line)
    if len(tally.faults) > _SHOWN:
        print(f"and {len(tally.faults) - _SHOWN} more")
    with ExitStack() as stack:
        rehearsals = all_rehearsed(World(stack))
    targets = [target for each in rehearsals for target in each.targets]
    told: list[Expected] = [
        expected(target, fault, lasting=lasting)
        for target in targets
        for fault in all_faults()
        for lasting in (False, True)
    ]
    print(
        f"{len(rehearsals)} calls of {len({each.operation for each in targets})} operations, "
        f"{len(all_faults())} faults, once and lasting, {len(COLOURS)} colours; "
        f"{sum(one.error is None for one in told)} of {len(told)} ways end in success"
    )
    print(", ".join(f"{colour} {tally.cells[colour]}" for colour in COLOURS))
    for reading in Reading:
        print(f"{tally.cells[reading.value]:7}  {reading.value}")
    passed = tally.cells["all"] - tally.failed
    print(f"{tally.cells['all']} cells, {passed} passed, {tally.failed} failed, {seconds:.0f} s")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
