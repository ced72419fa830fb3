"""The goals and how runs in a row met them, as one table: a goal is met when every run met it."""

from __future__ import annotations

from collections.abc import Sequence

from .measure import Row
from .report import Outcome, of_goal, short


def markdown(runs: Sequence[Sequence[Outcome]], expected: Sequence[str]) -> str:
    """A line per goal with what each run found, a star where it missed, below the machines; nothing without runs.

    Names the `expected` benchmarks of which no run has anything.
    """
    if not runs:
        return ""
    rows = [{(outcome.name, row.what): row for outcome in run for row in outcome.rows if row.goal} for run in runs]
    places = list(dict.fromkeys(place for run in rows for place in run))
    headings = ["benchmark", "what", "goal", *(f"run {number + 1}" for number in range(len(runs))), "verdict"]
    lines = [line for number, run in enumerate(runs) for line in _machines(number + 1, run)]
    lines += ["", f"| {' | '.join(headings)} |", "|" + "---|" * len(headings)]
    for name, what in places:
        found = [run.get((name, what)) for run in rows]
        goal = next(row.goal for row in found if row)
        line = [name, what, of_goal(goal), *map(_cell, found), _verdict(found)]
        lines.append(f"| {' | '.join(line)} |")
    lines += [
        "",
        "A star marks a goal that the run missed. One with `x` is about the ratio, another about our own figure.",
    ]
    if missing := [name for name in expected if name not in {outcome.name for run in runs for outcome in run}]:
        lines += ["", f"Not measured: {', '.join(missing)}."]
    return "\n".join(lines) + "\n"


def _machines(number: int, run: Sequence[Outcome]) -> list[str]:
    """Where a run took place; several lines where parts of it were repeated later."""
    places: dict[str, list[str]] = {}
    for outcome in run:
        places.setdefault(outcome.machine.line, []).append(outcome.name)
    if len(places) == 1:
        return [f"* Run {number}, {line}" for line in places]
    return [f"* Run {number} of {', '.join(names)}, {line}" for line, names in places.items()]


def _cell(row: Row | None) -> str:
    """What the goal is about, our figure or the ratio; a star where it is missed."""
    if row is None or row.goal is None:
        return "-"
    star = "" if row.met else " *"
    if row.goal.of == "figure":
        return f"{short(row.ours.median)} {row.ours.unit}{star}"
    return f"-{star}" if row.ratio is None else f"{short(row.ratio)} x{star}"


def _verdict(found: Sequence[Row | None]) -> str:
    met = sum(row is not None and row.met is True for row in found)
    if met == len(found):
        return "met"
    return f"met in {met} of {len(found)}" if met else "not met"
