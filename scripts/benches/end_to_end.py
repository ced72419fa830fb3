"""Both clients with their servers: bulk adds until everything is counted, and gets of 1,000 with embeddings."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import numpy as np

from . import servers
from .contender import Contender, contender
from .datasets import clustered, dataset
from .duel import duel
from .environments import CLIENT, OFFICIAL
from .measure import Row, in_turn
from .stage import Stage

DIMENSION = 384
GET = 1000
REQUESTS = 20


def run(stage: Stage) -> list[Row]:
    """Adds of 20,000 and 100,000 x 384 from numpy and of 20,000 from lists; gets as they reach the program."""
    return [*_adds(stage), *_gets(stage)]


def _adds(stage: Stage) -> list[Row]:
    small, large = (1_000, 2_000) if stage.quick else (20_000, 100_000)
    rows: list[Row] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ours = stack.enter_context(servers.ours())
        official = stack.enter_context(servers.official())
        our_client = stack.enter_context(contender(CLIENT, "chromalink_client", str(ours.port)))
        official_client = stack.enter_context(contender(OFFICIAL, "official_client", str(official.port)))
        first = folder / "first.npy"
        np.save(first, clustered(100, DIMENSION))
        for client in (our_client, official_client):
            client.ask("add_and_count", name="first", vectors=str(first), lists=False)
        for size, lists, rounds in ((small, False, 2), (small, True, 2), (large, False, 1)):
            what = f"add {size:,} x {DIMENSION} from {'lists' if lists else 'numpy'}, until all are counted"
            stage.say(what)
            vectors = folder / f"{size}.npy"
            np.save(vectors, clustered(size, DIMENSION))
            figures = in_turn(
                {
                    "chromalink": _adding(our_client, str(vectors), lists=lists),
                    "official": _adding(official_client, str(vectors), lists=lists),
                },
                "s",
                1 if stage.quick else rounds,
                warm_up=0,
            )
            rows.append(Row(what, figures))
    return rows


def _adding(client: Contender, vectors: str, *, lists: bool) -> Callable[[], float]:
    """Into a new collection each time."""
    numbers = count()
    kind = f"{Path(vectors).stem}-{'lists' if lists else 'numpy'}"

    def add() -> float:
        return client.number("add_and_count", name=f"{kind}-{next(numbers)}", vectors=vectors, lists=lists)

    return add


def _gets(stage: Stage) -> list[Row]:
    data = dataset(2_000 if stage.quick else 20_000, DIMENSION)
    random = np.random.default_rng(3)
    chosen = [random.choice(len(data), GET, replace=False).tolist() for _ in range(2 if stage.quick else REQUESTS)]
    wanted = [[data.ids[row] for row in rows] for rows in chosen]
    with duel(stage, data) as between, ExitStack() as stack:
        ours, official = str(between.ours.server.port), str(between.official.server.port)
        clients = {
            "chromalink": stack.enter_context(contender(CLIENT, "chromalink_client", ours)),
            "official": stack.enter_context(contender(OFFICIAL, "official_client", official)),
            "our client, official server": stack.enter_context(contender(CLIENT, "chromalink_client", official)),
        }
        if len({client.ask("digest", name="duel", wanted=wanted) for client in clients.values()}) > 1:
            raise RuntimeError("expected both clients to get the same records from both servers")
        stage.say("get")

        def getting(client: Contender) -> Callable[[], float]:
            return lambda: client.number("get", name="duel", wanted=wanted)

        figures = in_turn({name: getting(client) for name, client in clients.items()}, "ms", stage.rounds)
    return [Row(f"get {GET:,} ids with embeddings, through the client", figures)]
