"""Reports of rows: a table for the terminal, JSON, Markdown between markers of a page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

from .machine import Machine
from .measure import Figure, Goal, Row

BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"
_VERDICTS = {True: "met", False: "not met", None: ""}
_HEADINGS = ("what", "chromalink", "others", "ratio", "goal", "verdict")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The rows of one benchmark, and where and how they were measured."""

    name: str
    machine: Machine
    quick: bool
    rows: tuple[Row, ...]


def cells(row: Row) -> tuple[str, ...]:
    """The texts of one line of a table."""
    others = ", ".join(f"{figure.contender} {shown(figure)}" for figure in row.figures[1:])
    ratio = "" if row.ratio is None else f"{short(row.ratio)} x"
    return (row.what, shown(row.ours), others, ratio, of_goal(row.goal), _VERDICTS[row.met])


def table(rows: Sequence[Row]) -> str:
    """Aligned columns, a note below the row it belongs to."""
    lines = [_HEADINGS, *(cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADINGS))]
    text: list[str] = []
    for line, row in zip(lines, [None, *rows], strict=True):
        text.append("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
        if row is not None and row.note:
            text.append(f"    {row.note}")
    return "\n".join(text)


def markdown(outcomes: Sequence[Outcome]) -> str:
    """A table per benchmark, under the command that made it and the machine it ran on."""
    parts: list[str] = []
    for outcome in outcomes:
        parts += [f"### `scripts/bench {outcome.name}`", "", outcome.machine.line, ""]
        parts += [f"| {' | '.join(_HEADINGS)} |", "|" + "---|" * len(_HEADINGS)]
        parts += [f"| {' | '.join(cells(row))} |" for row in outcome.rows]
        notes = [f"* {row.what}: {row.note}" for row in outcome.rows if row.note]
        parts += ["", *notes, ""] if notes else [""]
    return "\n".join(parts).rstrip() + "\n"


def insert(page: str, text: str) -> str:
    """`page` with what stands between its markers replaced; raises ValueError where it has none."""
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"expected the markers {BEGIN} and {END} in the page")
    return f"{head}{begin}\n{text}{end}{tail}"


def write(outcome: Outcome, path: Path) -> None:
    """The outcome as JSON, ratios and verdicts included."""
    rows = [asdict(row) | {"ratio": row.ratio, "met": row.met, "medians": _medians(row)} for row in outcome.rows]
    document = {"name": outcome.name, "machine": asdict(outcome.machine), "quick": outcome.quick, "rows": rows}
    path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def read(path: Path) -> Outcome:
    """An outcome that `write` wrote."""
    document = json.loads(path.read_text(encoding="utf-8"))
    return Outcome(
        cast(str, document["name"]),
        Machine(**document["machine"]),
        cast(bool, document["quick"]),
        tuple(
            Row(
                row["what"],
                tuple(Figure(each["contender"], each["unit"], tuple(each["samples"])) for each in row["figures"]),
                None if row["goal"] is None else Goal(**row["goal"]),
                row["note"],
            )
            for row in document["rows"]
        ),
    )


def shown(figure: Figure) -> str:
    """The median with its unit, and the quartiles where there is more than one sample."""
    if len(figure.samples) == 1:
        return f"{short(figure.median)} {figure.unit}"
    low, high = figure.spread
    return f"{short(figure.median)} {figure.unit} ({short(low)}-{short(high)})"


def short(value: float) -> str:
    """Three digits that count, or all before the point."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def of_goal(goal: Goal | None) -> str:
    """What is wanted, `x` telling that it is of the ratio."""
    if goal is None:
        return ""
    return f"{'>=' if goal.kind == 'at least' else '<='} {short(goal.value)}{' x' if goal.of == 'ratio' else ''}"


def _medians(row: Row) -> dict[str, float]:
    return {figure.contender: figure.median for figure in row.figures}
