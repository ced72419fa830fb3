"""One table of the goals over several runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benches import goals
from benches.__main__ import NAMES, WITH_GOALS
from benches.machine import Machine
from benches.measure import Row, at_least, at_most, once
from benches.report import Outcome

MACHINE = Machine("2026-01-02", "a processor", 2, 8.0, "Linux 6", "3.11.7", {"numpy": "2.0"}, 0.25)
BENCHES = Path(goals.__file__).parent


def _query(ours: float) -> Row:
    return Row("query", (once("chromalink", "/s", ours), once("official", "/s", 100)), at_least(3))


def _import(seconds: float) -> Row:
    return Row("import", (once("chromalink", "s", seconds), once("official", "s", 1)), at_most(0.15, "figure"))


def _run(*rows: Row, name: str = "client") -> list[Outcome]:
    return [Outcome(name, MACHINE, False, rows)]


def _lines(runs: list[list[Outcome]]) -> list[list[str]]:
    table = [line for line in goals.markdown(runs, ()).splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def test_a_goal_is_met_when_every_run_met_it() -> None:
    lines = _lines([_run(_query(400), _import(0.1)), _run(_query(310), _import(0.2)), _run(_query(350), _import(0.1))])
    assert lines[0] == ["benchmark", "what", "goal", "run 1", "run 2", "run 3", "verdict"]
    assert lines[1] == ["client", "query", ">= 3 x", "4 x", "3.1 x", "3.5 x", "met"]
    assert lines[2] == ["client", "import", "<= 0.15", "0.1 s", "0.2 s *", "0.1 s", "met in 2 of 3"]


def test_a_goal_that_every_run_missed_is_not_met() -> None:
    assert _lines([_run(_query(100)), _run(_query(200))])[1][3:] == ["1 x *", "2 x *", "not met"]


def test_a_run_without_a_figure_has_not_met_the_goal() -> None:
    runs = [_run(_query(400)), _run(_import(0.1)), []]
    assert _lines(runs)[1:] == [
        ["client", "query", ">= 3 x", "4 x", "-", "-", "met in 1 of 3"],
        ["client", "import", "<= 0.15", "-", "0.1 s", "-", "met in 1 of 3"],
    ]


def test_a_row_without_a_goal_is_not_in_the_table() -> None:
    assert len(_lines([_run(_query(400), Row("memory", (once("chromalink", "MB", 5),)))])) == 2


def test_each_run_names_its_machine_and_the_parts_that_were_repeated_later() -> None:
    later = replace(MACHINE, day="2026-01-03")
    text = goals.markdown([_run(_query(4)), [*_run(_query(4), name="a"), Outcome("b", later, False, (_query(4),))]], ())
    assert f"* Run 1, {MACHINE.line}" in text
    assert f"* Run 2 of a, {MACHINE.line}\n* Run 2 of b, {later.line}" in text


def test_what_no_run_measured_is_named() -> None:
    text = goals.markdown([_run(_query(4), name="query"), []], ["query", "reads", "load"])
    assert "Not measured: reads, load." in text
    assert "Not measured" not in goals.markdown([_run(_query(4), name="query")], ["query"])


def test_without_runs_there_is_no_table() -> None:
    assert goals.markdown([], ["query"]) == ""


@pytest.mark.parametrize("name", NAMES)
def test_a_benchmark_is_run_for_its_goals_when_it_has_some(name: str) -> None:
    source = (BENCHES / f"{name}.py").read_text(encoding="utf-8")
    assert ("at_least(" in source or "at_most(" in source) is (name in WITH_GOALS)


def test_every_benchmark_is_listed() -> None:
    having = {file.stem for file in BENCHES.glob("*.py") if "def run(stage: Stage)" in file.read_text(encoding="utf-8")}
    assert having == set(NAMES)
