"""Run benchmarks, one after the other, and report: `python -m benches [NAME...]`."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

from . import chart, report
from .environments import FOLDER, HTTPX, OFFICIAL, OURS, ROOT
from .machine import Machine, this_machine
from .measure import Row
from .report import Outcome
from .stage import Stage

NAMES = (
    "hybrid",
    "query",
    "reads",
    "ingest",
    "recall",
    "client",
    "embedded",
    "load",
    "growth",
)
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
    into_page = f"put all results so far into {PAGE.relative_to(ROOT)}; without names nothing is measured"
    parser.add_argument("--markdown", action="store_true", help=into_page)
    chosen = parser.parse_args(arguments)
    unknown = [name for name in chosen.names if name not in NAMES]
    if unknown:
        parser.error(f"expected names out of {', '.join(NAMES)}; got {', '.join(unknown)}")
    if chosen.list:
        for name in NAMES:
            print(f"{name:12}{(_benchmark(name).__doc__ or '').splitlines()[0]}")
        return 0
    names = chosen.names or ([] if chosen.markdown else NAMES)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # so that servers are ended too
    machine = this_machine([OURS, OFFICIAL, HTTPX])
    if names:
        print(machine.line, flush=True)
    failed = [name for name in names if not _measured(name, machine, quick=chosen.quick)]
    if chosen.markdown:
        _into_page()
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _measured(name: str, machine: Machine, *, quick: bool) -> bool:
    """Run one benchmark and report it; False when it failed, which the others do not suffer for."""
    print(f"\n{name}", file=sys.stderr, flush=True)
    try:
        rows = _benchmark(name).run(Stage(quick))
    except Exception as error:
        print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
        return False
    outcome = Outcome(name, machine, quick, tuple(rows))
    folder = RESULTS / "quick" if quick else RESULTS
    folder.mkdir(parents=True, exist_ok=True)
    report.write(outcome, folder / f"{name}.json")
    (folder / f"{name}.svg").write_text(chart.drawn(name, rows), encoding="utf-8")
    print(report.table(rows), flush=True)
    print(f"{folder / name}.json, .svg", file=sys.stderr)
    return True


def _into_page() -> None:
    files = [RESULTS / f"{name}.json" for name in NAMES]
    outcomes = [report.read(file) for file in files if file.exists()]
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(report.insert(page, report.markdown(outcomes)), encoding="utf-8")


def _benchmark(name: str) -> Benchmark:
    return cast(Benchmark, import_module(f"benches.{name}"))


if __name__ == "__main__":
    sys.exit(main())
