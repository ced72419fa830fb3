"""Embedded clients: the cycle of a test in process, and a persistent store of 100,000 x 384."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
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
GROWN = "what the process grows by, less what a store of ten records takes"
SIDES = {"chromalink": (OURS, "chromalink_embedded"), "official": (OFFICIAL, "official_embedded")}


def run(stage: Stage) -> list[Row]:
    """A cycle at most 1 ms; a store opens in 2 s, fills 4 times as fast, is at most 1.6 times its content, or 2.8."""
    return [*_cycles(stage), *_stores(stage)]


def _cycles(stage: Stage) -> list[Row]:
    stage.say("in process")
    count = 5 if stage.quick else 50
    with ExitStack() as stack:
        sides = {name: stack.enter_context(contender(*side)) for name, side in SIDES.items()}

        def cycling(name: str) -> Callable[[], float]:
            return lambda: sides[name].number("cycles", count=count)

        figures = in_turn({name: cycling(name) for name in sides}, "ms", stage.many_rounds)
    what = "fresh client, create, add 10, query, delete"
    note = "1 ms is meant for where the official one takes 10 ms"
    return [
        Row(what, figures, at_most(1, "figure"), note),
        Row(f"{what}, against the official one", figures, at_most(0.1)),
    ]


def _stores(stage: Stage) -> list[Row]:
    count = 2_000 if stage.quick else 100_000
    stage.say(f"a store of {count:,} x {DIMENSION}")
    content = count * (DIMENSION * 4 + TEXT_BYTES) / 1e6
    rounds, openings = min(stage.long_rounds, 2), 1 if stage.quick else 3
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
        scanned = _openings(stores, count, openings, graph=False)
        with contender(*SIDES["chromalink"]) as ours:
            seconds = ours.number("indexed", path=stores["chromalink"][-1])
        searched = _openings(stores, count, openings, graph=True)
        empty = {name: _idle(SIDES[name], str(Path(folder, f"{name}-idle"))) for name in SIDES}

    def memory(openings: Mapping[str, list[dict[str, float]]], most: float, answers: str) -> list[Row]:
        grown = {name: [each["grown"] - empty[name] for each in found] for name, found in openings.items()}
        whole = {name: [each["resident"] for each in found] for name, found in openings.items()}
        return [
            Row(f"memory per vectors and text, {answers}", _shares(grown, content), at_most(most, "figure"), GROWN),
            Row(
                f"memory of the whole process per vectors and text, {answers}",
                _shares(whole, content),
                at_most(most, "figure"),
            ),
        ]

    return [
        Row(f"fill a store with {count:,} x {DIMENSION}", filled, at_least(4)),
        Row("open it and answer a query, without a graph", _seconds(scanned), at_most(2, "figure")),
        Row(
            "open it and answer a query, with its graph",
            _seconds(searched),
            at_most(2, "figure"),
            f"the graph had been built behind in {seconds:.0f} s",
        ),
        *memory(scanned, 1.6, "scanning"),
        *memory(searched, 2.8, "with its graph"),
    ]


def _openings(
    stores: Mapping[str, list[str]], count: int, rounds: int, *, graph: bool
) -> dict[str, list[dict[str, float]]]:
    return {name: [_opened(SIDES[name], stores[name][-1], count, graph=graph) for _ in range(rounds)] for name in SIDES}


def _opened(side: tuple[Environment, str], path: str, count: int, *, graph: bool) -> dict[str, float]:
    with contender(*side) as program:
        found = cast("dict[str, float]", program.ask("opened", path=path, graph=graph))
    if found["count"] != count:
        raise RuntimeError(f"expected {count} records in {path}, got {found['count']}")
    return found


def _idle(side: tuple[Environment, str], path: str) -> float:
    with contender(*side) as program:
        return program.number("idle", path=path)


def _seconds(openings: Mapping[str, list[dict[str, float]]]) -> tuple[Figure, ...]:
    return tuple(Figure(name, "s", tuple(each["seconds"] for each in found)) for name, found in openings.items())


def _shares(megabytes: Mapping[str, list[float]], content: float) -> tuple[Figure, ...]:
    return tuple(Figure(name, "x", tuple(each / content for each in found)) for name, found in megabytes.items())
