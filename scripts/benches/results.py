"""The folder of outcomes: the last of each benchmark, and those of runs in a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from . import chart, report
from .report import Outcome


@dataclass(frozen=True, slots=True)
class Results:
    """NAME.json and NAME.svg of the last time each benchmark was run, runs/NUMBER/NAME.json of runs in a row."""

    folder: Path

    def keep(self, outcome: Outcome) -> Path:
        """Write the outcome in the place of the last one, with its chart; returns the file of JSON."""
        file = self._written(outcome, self.folder)
        file.with_suffix(".svg").write_text(chart.drawn(outcome.name, outcome.rows), encoding="utf-8")
        return file

    def keep_of_run(self, outcome: Outcome, run: int) -> Path:
        """Write the outcome as that of a run, counted from 1."""
        return self._written(outcome, self._runs / str(run))

    def forget_runs(self, names: Sequence[str]) -> None:
        """Remove what earlier runs of these benchmarks left."""
        for name in names:
            for file in self._runs.glob(f"*/{name}.json"):
                file.unlink()

    def last(self, names: Sequence[str]) -> list[Outcome]:
        """The last outcomes of these benchmarks, without those that have not been run."""
        return _read(self.folder, names)

    def runs(self, names: Sequence[str]) -> list[list[Outcome]]:
        """What each run in a row left of these benchmarks, the first run first."""
        numbers = [int(file.parent.name) for name in names for file in self._runs.glob(f"*/{name}.json")]
        return [_read(self._runs / str(number), names) for number in range(1, max(numbers, default=0) + 1)]

    @property
    def _runs(self) -> Path:
        return self.folder / "runs"

    def _written(self, outcome: Outcome, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{outcome.name}.json"
        report.write(outcome, file)
        return file


def _read(folder: Path, names: Sequence[str]) -> list[Outcome]:
    files = [folder / f"{name}.json" for name in names]
    return [report.read(file) for file in files if file.exists()]
