"""Run benchmarks, one after the other, and report: `python -m benches [NAME...]`."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from typing import Protocol, cast

from . import goals, report
from .environments import FOLDER, HTTPX, OFFICIAL, OURS, ROOT
from .machine import this_machine
from .measure import Row
from .report import Outcome
from .results import Results
from .stage import Stage

WITH_GOALS = (
    "hybrid",
    "query",
    "reads",
    "ingest",
    "recall",
    "client",
    "adds",
    "embedded",
    "load",
    "growth",
)
NAMES = (*WITH_GOALS, "end_to_end", "startup", "memory")
"""The benchmarks, a module of this package each, in the order they are run."""


class Benchmark(Protocol):
    """A module that measures something; its docstring's first line says what."""

    __doc__: str | None

    def run(self, stage: Stage) -> list[Row]: ...


RESULTS = FOLDER / "results"
PAGE = ROOT / "docs" / "performance.md"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which (default: all): {', '.join(NAMES)}")
    parser.add_argument("--quick", action="store_true", help="a smoke test: little data, figures that mean little")
    parser.add_argument("--list", action="store_true", help="say what each benchmark measures, and end")
    parser.add_argument("--goals", action="store_true", help="measure only what has a goal, as one run unless --runs")
    runs = "so many times in a row: the goals of each run are kept, in the place of those of earlier runs"
    parser.add_argument("--runs", type=int, metavar="N", help=runs)
    into_page = f"put all results so far into {PAGE.relative_to(ROOT)}; without names nothing is measured"
    parser.add_argument("--markdown", action="store_true", help=f"{into_page}, unless with --goals or --runs")
    chosen = parser.parse_args(arguments)
    known = WITH_GOALS if chosen.goals else NAMES
    if unknown := [name for name in chosen.names if name not in known]:
        parser.error(f"expected names out of {', '.join(known)}; got {', '.join(unknown)}")
    if chosen.runs is not None and chosen.runs < 1:
        parser.error(f"--runs: expected at least 1; got {chosen.runs}")
    if chosen.list:
        for name in NAMES:
            print(f"{name:12}{(_benchmark(name).__doc__ or '').splitlines()[0]}")
        return 0
    counted = chosen.goals or chosen.runs is not None
    names = chosen.names or (() if chosen.markdown and not counted else known)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # so that servers are ended too
    results = Results(RESULTS / "quick" if chosen.quick else RESULTS)
    stage = Stage(chosen.quick, chosen.goals)
    failed = _measured(names, stage, results, chosen.runs or 1, counted=counted) if names else []
    if counted:
        print(f"\n{goals.markdown(results.runs(WITH_GOALS), WITH_GOALS)}", flush=True)
    if chosen.markdown:
        _into_page()
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _measured(names: Sequence[str], stage: Stage, results: Results, runs: int, *, counted: bool) -> list[str]:
    """Run the benchmarks so many times; the names of those that failed, which the others do not suffer for."""
    failed: list[str] = []
    if counted:
        results.forget_runs(names)
    for run in range(1, runs + 1):
        machine = this_machine([OURS, OFFICIAL, HTTPX])
        print(f"{f'run {run} of {runs}, ' if counted else ''}{machine.line}", flush=True)
        for name in names:
            print(f"\n{name}", file=sys.stderr, flush=True)
            began = time.monotonic()
            try:
                rows = _benchmark(name).run(stage)
            except Exception as error:
                print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
                failed.append(f"{name} in run {run}" if counted else name)
                continue
            outcome = Outcome(name, machine, stage.quick, tuple(rows))
            print(report.table(rows), flush=True)
            print(f"{name} took {time.monotonic() - began:.0f} s", file=sys.stderr)
            if not stage.goals:
                print(results.keep(outcome), file=sys.stderr)
            if counted:
                wanted = replace(outcome, rows=tuple(row for row in rows if row.goal))
                print(results.keep_of_run(wanted, run), file=sys.stderr)
    return failed


def _into_page() -> None:
    results = Results(RESULTS)
    text = report.markdown(results.last(NAMES))
    if table := goals.markdown(results.runs(WITH_GOALS), WITH_GOALS):
        text = f"### Goals\n\n{table}\n{text}"
    PAGE.write_text(report.insert(PAGE.read_text(encoding="utf-8"), text), encoding="utf-8")


def _benchmark(name: str) -> Benchmark:
    return cast(Benchmark, import_module(f"benches.{name}"))


if __name__ == "__main__":
    sys.exit(main())
