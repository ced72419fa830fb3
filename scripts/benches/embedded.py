"""Embedded clients: the cycle of a test in process, and a persistent store of 100,000 x 384."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import cast

import numpy as np

from .contender import contender
from .datasets import clustered
from .environments import OFFICIAL, OURS, Environment
from .measure import Figure, Row, at_least, at_most, in_turn
from .stage import Stage

DIMENSION = 384
TEXT_BYTES = 205
"""About what the store's documents take each."""
SIDES = {"chromalink": (OURS, "chromalink_embedded"), "official": (OFFICIAL, "official_embedded")}


def run(stage: Stage) -> list[Row]:
    """A cycle at most 1 ms; the store opens in 2 s, fills 4 times as fast, and is at most 1.6 times its content."""
    return [*_cycles(stage), *_stores(stage)]


def _cycles(stage: Stage) -> list[Row]:
    stage.say("in process")
    count = 5 if stage.quick else 50
    with ExitStack() as stack:
        sides = {name: stack.enter_context(contender(*side)) for name, side in SIDES.items()}

        def cycling(name: str) -> Callable[[], float]:
            return lambda: sides[name].number("cycles", count=count)

        figures = in_turn({name: cycling(name) for name in sides}, "ms", stage.rounds)
    what = "fresh client, create, add 10, query, delete"
    return [Row(what, figures, at_most(1, "figure")), Row(f"{what}, against the official one", figures, at_most(0.1))]


def _stores(stage: Stage) -> list[Row]:
    count = 2_000 if stage.quick else 100_000
    stage.say(f"a store of {count:,} x {DIMENSION}")
    content = count * (DIMENSION * 4 + TEXT_BYTES) / 1e6
    rounds = 2 if stage.quick else 3
    with tempfile.TemporaryDirectory() as folder:
        vectors = str(Path(folder, "vectors.npy"))
        np.save(vectors, clustered(count, DIMENSION))
        stores: dict[str, list[str]] = {name: [] for name in SIDES}

        def filling(name: str) -> Callable[[], float]:
            def fill() -> float:
                stores[name].append(str(Path(folder, f"{name}-{len(stores[name])}")))
                with contender(*SIDES[name]) as side:
                    return side.number("fill", path=stores[name][-1], vectors=vectors)

            return fill

        filled = in_turn({name: filling(name) for name in SIDES}, "records/s", rounds, warm_up=0)
        openings = {name: [_opened(SIDES[name], stores[name][-1], count) for _ in range(rounds)] for name in SIDES}
        empty = {name: _idle(SIDES[name], str(Path(folder, f"{name}-idle"))) for name in SIDES}
    seconds = {name: tuple(each["seconds"] for each in found) for name, found in openings.items()}
    shares = {
        name: tuple((each["grown"] - empty[name]) / content for each in found) for name, found in openings.items()
    }
    return [
        Row(f"fill a store with {count:,} x {DIMENSION}", filled, at_least(4)),
        Row("open it and answer a query", _figures(seconds, "s"), at_most(2, "figure")),
        Row("memory that takes, per vectors and text", _figures(shares, "x"), at_most(1.6, "figure")),
    ]


def _opened(side: tuple[Environment, str], path: str, count: int) -> dict[str, float]:
    with contender(*side) as program:
        found = cast("dict[str, float]", program.ask("opened", path=path))
    if found["count"] != count:
        raise RuntimeError(f"expected {count} records in {path}, got {found['count']}")
    return found


def _idle(side: tuple[Environment, str], path: str) -> float:
    with contender(*side) as program:
        return program.number("idle", path=path)


def _figures(measured: dict[str, tuple[float, ...]], unit: str) -> tuple[Figure, ...]:
    return tuple(Figure(name, unit, samples) for name, samples in measured.items())
