"""Latencies under load: reads beside writes on both servers, and our heartbeat beside a large add."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from itertools import cycle, islice
from threading import Event

import numpy as np
import orjson

from . import servers
from .datasets import Dataset, clustered, dataset
from .line import Line, latencies, request
from .loaded import BATCH, HEARTBEAT, Loaded, create, query_body
from .measure import Figure, Row, at_most
from .servers import Served
from .stage import Stage

DIMENSION = 384
READERS = 2
WRITTEN = 10
PAUSE = 0.002
PERCENTILES = (50, 95, 99)
ADDED = 5461


def run(stage: Stage) -> list[Row]:
    """A heartbeat's 99th percentile at most 50 ms while 100,000 records are added."""
    return _heartbeats(stage) if stage.goals else [*_mixed(stage), *_heartbeats(stage)]


def _mixed(stage: Stage) -> list[Row]:
    data = dataset(2_000 if stage.quick else 20_000, DIMENSION)
    rounds, seconds = (1, 1.0) if stage.quick else (3, 20.0)
    taken: dict[str, tuple[list[list[float]], list[list[float]]]] = {}
    with ExitStack() as stack:
        sides = [stack.enter_context(servers.ours()), stack.enter_context(servers.official())]
        places: list[Loaded] = []
        for side in sides:
            with Line(side) as line:
                places.append(create(line, "mixed"))
                places[-1].fill(line, data.batches(BATCH))
        for number in range(rounds):
            stage.say(f"reads beside writes, round {number + 1}")
            for side, place in zip(sides, places, strict=True):
                reads, writes = _round(side, place, data, seconds)
                known = taken.setdefault(side.name, ([], []))
                known[0].append(reads)
                known[1].append(writes)
    rows: list[Row] = []
    for place_of, what in enumerate(("query", f"upsert of {WRITTEN}")):
        for share in PERCENTILES:
            figures = tuple(
                Figure(name, "ms", tuple(float(np.percentile(each, share)) * 1e3 for each in kinds[place_of]))
                for name, kinds in taken.items()
            )
            rows.append(Row(f"mixed load, {what}, p{share}", figures))
    return rows


def _round(side: Served, place: Loaded, data: Dataset, seconds: float) -> tuple[list[float], list[float]]:
    """The latencies of reads and of writes that go on side by side for so many seconds."""
    bodies = [query_body(vector) for vector in clustered(50, DIMENSION, seed=2)]
    queries = [place.post("query", body) for body in bodies]
    until = time.perf_counter() + seconds
    with ThreadPoolExecutor(READERS + 1) as pool:
        readers = [pool.submit(_asking, side, cycle(queries), until) for _ in range(READERS)]
        writer = pool.submit(_asking, side, _upserts(place, data), until)
        return [latency for reader in readers for latency in reader.result()], writer.result()


def _asking(side: Served, prepared: Iterator[bytes], until: float) -> list[float]:
    taken: list[float] = []
    with Line(side) as line:
        while time.perf_counter() < until:
            taken += latencies(line, islice(prepared, 20))
    return taken


def _upserts(place: Loaded, data: Dataset) -> Iterator[bytes]:
    random = np.random.default_rng(8)
    vectors = clustered(1000, DIMENSION, seed=9)
    while True:
        chosen = random.choice(len(data), WRITTEN, replace=False).tolist()
        rows = vectors[random.integers(0, len(vectors), WRITTEN)]
        body = {"ids": [data.ids[row] for row in chosen], "embeddings": rows}
        yield place.post("upsert", orjson.dumps(body, option=orjson.OPT_SERIALIZE_NUMPY))


def _heartbeats(stage: Stage) -> list[Row]:
    data = dataset(5_000 if stage.quick else 100_000, DIMENSION)
    rows: list[Row] = []
    forms = (("base64", True, at_most(50, "figure")), ("number", False, None))
    for form, base64, goal in forms[:1] if stage.goals else forms:
        stage.say(f"heartbeats beside an add of {form} vectors")
        # As large as a body may be: the official limits, 5,461 records and 40 MiB.
        bodies = list(data.batches(ADDED if base64 else ADDED // 2, base64=base64))
        with servers.ours() as server, Line(server) as line, Line(server) as other:
            made = create(line, "heartbeats")
            done = Event()
            with ThreadPoolExecutor(1) as pool:
                waiting = pool.submit(_filling, partial(made.fill, line, bodies), done)
                taken: list[float] = []
                while not done.is_set():
                    taken += latencies(other, [request("GET", HEARTBEAT)])
                    time.sleep(PAUSE)
                waiting.result()
        figure = Figure("chromalink", "ms", (float(np.percentile(taken, 99)) * 1e3,))
        what = f"heartbeat p99 during an add of {len(data):,}, {form} vectors"
        rows.append(Row(what, (figure,), goal, f"{len(taken):,} heartbeats, the slowest {max(taken) * 1e3:.0f} ms"))
    return rows


def _filling(fill: Callable[[], float], done: Event) -> float:
    try:
        return fill()
    finally:
        done.set()
