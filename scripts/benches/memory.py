"""Memory: both servers idle and with 20,000 x 384, both clients' peaks while they add 100,000 and get 10,000."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from . import servers
from .contender import contender
from .datasets import Dataset, clustered, dataset
from .environments import CLIENT, OFFICIAL
from .line import Line
from .loaded import BATCH, HEARTBEAT, create, query_body
from .measure import Row, in_turn, once
from .servers import Served
from .sinking import sink
from .stage import Stage

DIMENSION = 384
NAME = "memory"
SIDES = {"chromalink": (CLIENT, "chromalink_client"), "official": (OFFICIAL, "official_client")}


def run(stage: Stage) -> list[Row]:
    """Resident memory of the servers; how far that of a client, in a new process each time, rises above what it was."""
    size, added, got = (2_000, 5_000, 1_000) if stage.quick else (20_000, 100_000, 10_000)
    data = dataset(size, DIMENSION)
    with ExitStack() as stack:
        path = stack.enter_context(tempfile.TemporaryDirectory())
        sides = [
            stack.enter_context(servers.ours("--path", path)),
            stack.enter_context(servers.official()),
        ]
        idle = tuple(once(side.name, "MB", _idle(side)) for side in sides)
        for side in sides:
            stage.say(f"{size:,} records into {side.name}")
            _fill(side, data)
        full = tuple(once(side.name, "MB", side.resident_mb) for side in sides)
        stage.say(f"getting {got:,}")
        gets = {side.name: _growth(side, "growth_of_get", name=NAME, count=got) for side in sides}
        getting = in_turn(gets, "MB", min(stage.rounds, 3), warm_up=0)
    content = (data.embeddings.nbytes + sum(map(len, data.documents))) / 1e6
    return [
        Row("server, idle", idle, note="on an empty directory, after a heartbeat"),
        Row(f"server, {size:,} x {DIMENSION}", full, note=f"vectors and documents alone are {content:,.0f} MB"),
        _adding(stage, added),
        Row(f"client, get {got:,} with embeddings", getting, note=_vectors(got)),
    ]


def _idle(side: Served) -> float:
    with Line(side) as line:
        line.call("GET", HEARTBEAT)
    return side.resident_mb


def _fill(side: Served, data: Dataset) -> None:
    with Line(side) as line:
        made = create(line, NAME)
        made.fill(line, data.batches(BATCH))
        if side.name == "chromalink":
            made.await_graph(line)
        line.ask(made.post("query", query_body(data.embeddings[0])))


def _adding(stage: Stage, count: int) -> Row:
    stage.say(f"adding {count:,}")
    with tempfile.TemporaryDirectory() as folder, sink() as (served, _):
        file = str(Path(folder, "vectors.npy"))
        np.save(file, clustered(count, DIMENSION))
        adds = {name: _growth(served, "growth_of_add", name, vectors=file) for name in SIDES}
        grown = in_turn(adds, "MB", min(stage.rounds, 3), warm_up=0)
    return Row(f"client, add {count:,} x {DIMENSION} from numpy", grown, note=f"{_vectors(count)}, held before")


def _growth(served: Served, task: str, side: str = "", /, **arguments: object) -> Callable[[], float]:
    """By a client of the server's own side, unless another is named."""

    def grown() -> float:
        environment, module = SIDES[side or served.name]
        with contender(environment, module, str(served.port)) as client:
            return client.number(task, **arguments)

    return grown


def _vectors(count: int) -> str:
    return f"the vectors alone are {count * DIMENSION * 4 / 1e6:,.0f} MB"
