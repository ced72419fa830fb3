"""How thoroughly to measure, and where to say what is going on."""

from __future__ import annotations

import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stage:
    """`quick` asks for the smoke form: small data, few rounds, figures that mean little.

    `goals` asks for the rows that have a goal; a benchmark leaves out what only other rows need.
    """

    quick: bool
    goals: bool = False

    @property
    def rounds(self) -> int:
        return 1 if self.quick else 7

    @property
    def many_rounds(self) -> int:
        """Of what is over in a moment, and so close to its goal that seven rounds leave it to chance."""
        return 1 if self.quick else 21

    @property
    def long_rounds(self) -> int:
        """Of what takes the official server a minute."""
        return 1 if self.quick or self.goals else 3

    @property
    def seconds(self) -> float:
        """How long one contender is measured in one round."""
        return 0.1 if self.quick else 0.5

    def say(self, text: str) -> None:
        print(f"  {text}", file=sys.stderr, flush=True)
