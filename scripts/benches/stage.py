"""How thoroughly to measure, and where to say what is going on."""

from __future__ import annotations

import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stage:
    """`quick` asks for the smoke form: small data, few rounds, figures that mean little."""

    quick: bool

    @property
    def rounds(self) -> int:
        return 1 if self.quick else 7

    @property
    def seconds(self) -> float:
        """How long one contender is measured in one round."""
        return 0.1 if self.quick else 0.5

    def say(self, text: str) -> None:
        print(f"  {text}", file=sys.stderr, flush=True)
