"""What the demo prints: tables of answers, a progress bar, and the time each step took."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from itertools import zip_longest

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from chromalink.results import Row, SearchRow

from .corpus import Entry
from .hybrid import BothWays
from .questions import Question


class Display:
    """The console of one run, and the steps timed so far."""

    def __init__(self) -> None:
        self.console = Console(highlight=False, markup=False)
        self._steps: list[tuple[str, float]] = []

    @contextmanager
    def step(self, name: str) -> Generator[None]:
        """Time the block as a step of the run."""
        start = time.perf_counter()
        yield
        self._steps.append((name, time.perf_counter() - start))

    def corpus(self, entries: Sequence[Entry], version: str) -> None:
        kinds = Counter(entry.kind for entry in entries)
        told = ", ".join(f"{count:,} {kind}{'es' if kind == 'class' else 's'}" for kind, count in kinds.items())
        self.console.print(f"The standard library of Python {version}: {len(entries):,} docstrings ({told})")

    def progress(self) -> Progress:
        return Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self.console,
        )

    def answers(self, question: Question, rows: Sequence[Row]) -> None:
        table = Table(
            title=f"\n{question.text}", caption=question.restriction or None, title_justify="left", expand=True
        )
        table.caption_justify = "left"
        table.add_column("distance", justify="right", no_wrap=True)
        table.add_column("name", no_wrap=True)
        table.add_column("kind", no_wrap=True)
        table.add_column("what it says", no_wrap=True, ratio=1)
        for row in rows:
            metadata = row["metadata"] or {}
            table.add_row(f"{row['distance']:.3f}", row["id"], str(metadata.get("kind", "")), _opening(row["document"]))
        if rows:
            self.console.print(table)
        else:
            self.console.print(f"\n{question.text}: nothing found")

    def both_ways(self, text: str, answers: BothWays) -> None:
        """The answers side by side; a lower score is better, in a scale of its own on each side."""
        table = Table(title=f"\n{text}", title_justify="left", expand=True)
        table.add_column("", justify="right", no_wrap=True)
        for way in ("by vectors alone", "vectors and words fused, the best of each module"):
            table.add_column("score", justify="right", no_wrap=True)
            table.add_column(way, no_wrap=True, ratio=1)
        for place, (plain, fused) in enumerate(zip_longest(answers.plain, answers.fused), 1):
            table.add_row(str(place), *_scored(plain), *_scored(fused))
        self.console.print(table)

    def times(self) -> None:
        table = Table(title="\ntime", title_justify="left")
        table.add_column("step")
        table.add_column("seconds", justify="right")
        for name, seconds in self._steps:
            table.add_row(name, f"{seconds:.2f}")
        table.add_section()
        table.add_row("together", f"{sum(seconds for _, seconds in self._steps):.2f}")
        self.console.print(table)


def _scored(row: SearchRow | None) -> tuple[str, str]:
    return ("", "") if row is None else (f"{row['score']:.4f}", row["id"])


def _opening(document: str | None) -> str:
    """The first line of the docstring, which follows the heading."""
    _, _, docstring = (document or "").partition("\n\n")
    return docstring.partition("\n")[0]
