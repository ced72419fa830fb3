"""Start of our server and the official one: empty until a heartbeat, with 20,000 x 384 until a query is answered."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import cast

from . import servers
from .datasets import clustered, dataset
from .line import Line
from .loaded import BATCH, DATABASE, HEARTBEAT, Loaded, create, found_ids, query_body
from .measure import Row, in_turn
from .servers import Served
from .stage import Stage

DIMENSION = 384
STORE = "store"

Start = Callable[[str], AbstractContextManager[Served]]


def run(stage: Stage) -> list[Row]:
    """Seconds from the start of the process."""
    starts: dict[str, Start] = {"chromalink": _ours, "official": servers.official}
    data = dataset(1_000 if stage.quick else 20_000, DIMENSION)
    query = query_body(clustered(1, DIMENSION, seed=2)[0])
    with tempfile.TemporaryDirectory() as folder:
        stage.say("empty")
        empty = in_turn({name: _empty(folder, start) for name, start in starts.items()}, "s", stage.rounds)
        stores = {name: str(Path(folder, name)) for name in starts}
        for name, start in starts.items():
            stage.say(f"{len(data):,} records into {name}")
            with start(stores[name]) as server, Line(server) as line:
                made = create(line, STORE)
                made.fill(line, data.batches(BATCH))
                line.ask(made.post("query", query))
                if name == "chromalink":
                    made.await_graph(line)
        stage.say("loading")
        beating = {name: _heartbeat(start, stores[name]) for name, start in starts.items()}
        asking = {name: _query(start, stores[name], query) for name, start in starts.items()}
        size = f"{len(data):,} x {DIMENSION}"
        return [
            Row("start on an empty directory, until a heartbeat", empty),
            Row(f"start on a store of {size}, until a heartbeat", in_turn(beating, "s", stage.rounds)),
            Row(f"start on a store of {size}, until a query is answered", in_turn(asking, "s", stage.rounds)),
        ]


def _ours(path: str) -> AbstractContextManager[Served]:
    return servers.ours("--path", path)


def _empty(folder: str, start: Start) -> Callable[[], float]:
    return lambda: _heartbeat(start, tempfile.mkdtemp(dir=folder))()


def _heartbeat(start: Start, path: str) -> Callable[[], float]:
    def seconds() -> float:
        began = time.perf_counter()
        with start(path) as server, Line(server) as line:
            line.call("GET", HEARTBEAT)
            return time.perf_counter() - began

    return seconds


def _query(start: Start, path: str, body: bytes) -> Callable[[], float]:
    def seconds() -> float:
        began = time.perf_counter()
        with start(path) as server, Line(server) as line:
            known = cast("dict[str, str]", line.call("GET", f"{DATABASE}/collections/{STORE}"))
            answer = line.ask(Loaded(f"{DATABASE}/collections/{known['id']}").post("query", body))
            passed = time.perf_counter() - began
        if len(found_ids(answer)) != 10:
            raise RuntimeError(f"expected ten neighbours out of {path}, got {found_ids(answer)}")
        return passed

    return seconds
