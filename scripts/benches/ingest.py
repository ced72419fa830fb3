"""20,000 x 384 with documents and metadata into our server and the official one, until the last acknowledgement."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from itertools import count
from typing import cast

from . import servers
from .datasets import Dataset, dataset
from .line import Line
from .loaded import BATCH, create
from .measure import Row, at_least, in_turn, once
from .stage import Stage

DIMENSION = 384


def run(stage: Stage) -> list[Row]:
    """At least 4 times as many records a second; then how long our graph takes."""
    data = dataset(2_000 if stage.quick else 20_000, DIMENSION)
    rows: list[Row] = []
    with ExitStack() as stack:
        ours = stack.enter_context(Line(stack.enter_context(servers.ours())))
        official = stack.enter_context(Line(stack.enter_context(servers.official())))
        for form, base64 in (("base64", True), ("number", False)):
            bodies = list(data.batches(BATCH, base64=base64))
            waits: list[float] = []
            stage.say(f"vectors as {form}s" if not base64 else f"vectors as {form}")
            figures = in_turn(
                {
                    "chromalink": _filling(ours, form, bodies, data, waits),
                    "official": _filling(official, form, bodies, data, None),
                },
                "records/s",
                stage.long_rounds,
                warm_up=0,
            )
            rows.append(Row(f"ingest {len(data):,} x {DIMENSION}, {form} vectors", figures, at_least(4)))
            rows.append(Row(f"graph complete after, {form} vectors", (once("chromalink", "s", max(waits)),)))
    return rows


def _filling(
    line: Line, form: str, bodies: list[bytes], data: Dataset, waits: list[float] | None
) -> Callable[[], float]:
    numbers = count()

    def fill() -> float:
        made = create(line, f"ingest-{form}-{next(numbers)}")
        passed = made.fill(line, bodies)
        if cast(int, line.call("GET", f"{made.path}/count")) != len(data):
            raise RuntimeError("expected every record that was acknowledged to be counted")
        if waits is not None:
            waits.append(passed + made.await_graph(line))
        return len(data) / passed

    return fill
