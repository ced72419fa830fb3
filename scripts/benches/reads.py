"""Reads by id: 100 records, and 1,000 with their embeddings, of 20,000 x 384, on our server and the official one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import orjson

from .datasets import Dataset, dataset
from .duel import Duel, Prepare, duel
from .loaded import Loaded
from .measure import Row, at_least
from .stage import Stage

DIMENSION = 384
REQUESTS = 20


def run(stage: Stage) -> list[Row]:
    """100 records at least 10 times as fast; of 1,000 with embeddings the figures."""
    size = 2_000 if stage.quick else 20_000
    data = dataset(size, DIMENSION)
    with duel(stage, data) as between:
        some = _getting(data, 100, ["documents", "metadatas"])
        _check(between, some)
        stage.say("get of 100")
        rows = [Row("get 100 ids, documents and metadata", between.rates(some), at_least(10))]
        if not stage.goals:
            many = _getting(data, 1000, ["documents", "metadatas", "embeddings"])
            _check(between, many)
            stage.say("get of 1,000")
            rows.append(Row("get 1,000 ids with embeddings", between.rates(many)))
        return rows


def _getting(data: Dataset, count: int, include: list[str]) -> Callable[[Loaded], list[bytes]]:
    random = np.random.default_rng(3)
    chosen = [random.choice(len(data), count, replace=False) for _ in range(REQUESTS)]
    bodies = [orjson.dumps({"ids": [data.ids[row] for row in rows.tolist()], "include": include}) for rows in chosen]

    def prepare(loaded: Loaded) -> list[bytes]:
        return [loaded.post("get", body) for body in bodies]

    return prepare


def _check(between: Duel, prepare: Prepare) -> None:
    """The answers are the same, embeddings to the last bit of float32."""
    for mine, theirs in zip(*between.answers(prepare), strict=True):
        ours, official = orjson.loads(mine), orjson.loads(theirs)
        left, right = ours.pop("embeddings"), official.pop("embeddings")
        same = np.array_equal(np.float32(left or 0), np.float32(right or 0))
        if not same or {**ours, "include": set(ours["include"])} != {**official, "include": set(official["include"])}:
            raise RuntimeError("expected both servers to answer a get with the same records")
