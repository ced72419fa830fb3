"""How our server grows from 1,000 to 1,000,000 x 16: ingest rate, queries, filtered queries, memory."""

from __future__ import annotations

import time
from itertools import islice

from . import servers
from .datasets import clustered, dataset
from .line import Line, rate
from .loaded import Loaded, create, query_body
from .measure import Figure, Row, at_least, at_most, once
from .stage import Stage

DIMENSION = 16
BATCH = 5000
QUERIES = 50
FEW, MANY = 10_000, 500_000
"""Between these the rate of ingest is to hold."""


def run(stage: Stage) -> list[Row]:
    """Ingest keeps 60 % of its rate from 10,000 to 500,000; a filtered query of 1,000,000 takes under 10 ms."""
    sizes = (1_000, 20_000) if stage.quick else (1_000, 10_000, 100_000, 1_000_000)
    data = dataset(sizes[-1], DIMENSION)
    rows: list[Row] = []
    paces: list[tuple[int, float]] = []
    with servers.ours() as server, Line(server) as line:
        made = create(line, "growth")
        done = 0
        for size in sizes:
            while done < size:
                count = min(BATCH, size - done)
                began = time.perf_counter()
                made.fill(line, islice(data.part(done, done + count).batches(count), 1))
                paces.append((done + count, count / (time.perf_counter() - began)))
                done += count
            stage.say(f"{size:,} records")
            waited = made.await_graph(line)
            last = size == sizes[-1]
            if last or not stage.goals:
                rows += _at(size, line, made, stage, last=last)
            memory = once("chromalink", "MB", server.resident_mb)
            content = size * DIMENSION * 4 / 1e6 + sum(map(len, data.documents[:size])) / 1e6
            note = f"vectors and text alone are {content:,.0f} MB; the graph was complete {waited:.0f} s later"
            rows.append(Row(f"{size:,} x {DIMENSION}, memory", (memory,), note=note))
    few = [pace for reached, pace in paces if reached <= max(FEW, BATCH)]
    many = [pace for reached, pace in paces if MANY * 0.9 < reached <= MANY] or [paces[-1][1]]
    figures = (
        Figure(f"chromalink up to {MANY:,}", "records/s", tuple(many)),
        Figure(f"up to {FEW:,}", "records/s", tuple(few)),
    )
    return [Row("ingest rate", figures, None if stage.quick else at_least(0.6)), *rows]


def _at(size: int, line: Line, made: Loaded, stage: Stage, *, last: bool) -> list[Row]:
    vectors = clustered(QUERIES, DIMENSION, seed=2)
    plain = [made.post("query", query_body(vector)) for vector in vectors]
    filtered = [made.post("query", query_body(vector, where={"rank": {"$lt": 100}})) for vector in vectors]
    goal = at_most(10, "figure") if last and not stage.quick else None
    return [
        Row(f"{size:,} x {DIMENSION}, query", (_times(line, plain, stage),)),
        Row(f"{size:,} x {DIMENSION}, query, $lt 10 %", (_times(line, filtered, stage),), goal),
    ]


def _times(line: Line, prepared: list[bytes], stage: Stage) -> Figure:
    rate(line, prepared, stage.seconds / 2)
    return Figure("chromalink", "ms", tuple(1000 / rate(line, prepared, stage.seconds) for _ in range(stage.rounds)))
