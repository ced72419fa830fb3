"""Figures, ratios and goals: contenders take turns, so that a machine whose speed drifts slows all of them alike."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Literal


@dataclass(frozen=True, slots=True)
class Figure:
    """What one contender was measured at, a sample per round."""

    contender: str
    unit: str
    samples: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.samples)

    @property
    def spread(self) -> tuple[float, float]:
        """The quartiles; of fewer than four samples the least and the greatest."""
        if len(self.samples) < 4:
            return min(self.samples), max(self.samples)
        low, _, high = quantiles(self.samples, n=4, method="inclusive")
        return low, high


@dataclass(frozen=True, slots=True)
class Goal:
    """What is wanted of a ratio, or of our own figure where there is nobody to compare with."""

    kind: Literal["at least", "at most"]
    value: float
    of: Literal["ratio", "figure"] = "ratio"

    def met(self, value: float) -> bool:
        return value >= self.value if self.kind == "at least" else value <= self.value


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the report: our figure first, then those of others; the ratio is to the first of these."""

    what: str
    figures: tuple[Figure, ...]
    goal: Goal | None = None
    note: str = ""

    @property
    def ours(self) -> Figure:
        return self.figures[0]

    @property
    def ratio(self) -> float | None:
        """Ours divided by the other's, round by round, the median of it; None where we are alone."""
        if len(self.figures) < 2:
            return None
        ours, other = self.figures[0].samples, self.figures[1].samples
        if len(ours) == len(other):
            return median(mine / theirs for mine, theirs in zip(ours, other, strict=True))
        return self.figures[0].median / self.figures[1].median

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        if self.goal is None:
            return None
        value = self.ours.median if self.goal.of == "figure" else self.ratio
        return None if value is None else self.goal.met(value)


def at_least(value: float, of: Literal["ratio", "figure"] = "ratio") -> Goal:
    return Goal("at least", value, of)


def at_most(value: float, of: Literal["ratio", "figure"] = "ratio") -> Goal:
    return Goal("at most", value, of)


def in_turn(
    contenders: Mapping[str, Callable[[], float]], unit: str, rounds: int, *, warm_up: int = 1
) -> tuple[Figure, ...]:
    """A figure per contender: each is called once a round, in the order given; the first rounds do not count."""
    samples: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(warm_up + rounds):
        for name, measured in contenders.items():
            gc.collect()
            sample = measured()
            if number >= warm_up:
                samples[name].append(sample)
    return tuple(Figure(name, unit, tuple(taken)) for name, taken in samples.items())


def once(contender: str, unit: str, value: float) -> Figure:
    """A figure that is not repeated, such as a size."""
    return Figure(contender, unit, (value,))
