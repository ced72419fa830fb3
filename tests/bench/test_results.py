"""What is kept of benchmarks: the last outcome of each, and those of runs in a row."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from benches.machine import Machine
from benches.measure import Row, at_least, once
from benches.report import Outcome
from benches.results import Results

MACHINE = Machine("2026-01-02", "a processor", 2, 8.0, "Linux 6", "3.11.7", {}, 0.25)
QUERY = Outcome("query", MACHINE, False, (Row("query", (once("a", "/s", 4), once("b", "/s", 2)), at_least(3)),))
READS = replace(QUERY, name="reads")
NAMES = ("query", "reads")


def test_the_last_outcome_of_each_benchmark_is_kept_with_its_chart(tmp_path: Path) -> None:
    results = Results(tmp_path)
    results.keep(replace(QUERY, quick=True))
    results.keep(QUERY)
    assert results.last(NAMES) == [QUERY]
    assert (tmp_path / "query.svg").read_text(encoding="utf-8").startswith("<svg ")


def test_runs_are_kept_beside_each_other(tmp_path: Path) -> None:
    results = Results(tmp_path)
    for run in range(1, 12):
        results.keep_of_run(QUERY, run)
    results.keep_of_run(READS, 2)
    assert results.runs(NAMES) == [[QUERY], [QUERY, READS], *[[QUERY]] * 9]
    assert results.last(NAMES) == []


def test_a_run_in_which_everything_failed_keeps_its_place(tmp_path: Path) -> None:
    results = Results(tmp_path)
    results.keep_of_run(QUERY, 1)
    results.keep_of_run(QUERY, 3)
    assert results.runs(NAMES) == [[QUERY], [], [QUERY]]


def test_new_runs_of_a_benchmark_take_the_place_of_its_earlier_ones_only(tmp_path: Path) -> None:
    results = Results(tmp_path)
    for run in (1, 2):
        results.keep_of_run(QUERY, run)
        results.keep_of_run(READS, run)
    results.forget_runs(["query"])
    results.keep_of_run(QUERY, 1)
    assert results.runs(NAMES) == [[QUERY, READS], [READS]]
