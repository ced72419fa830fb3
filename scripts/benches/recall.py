"""Recall@10 of both servers at equal parameters, right after the last add and with our graph complete."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import numpy as np
from sklearn.datasets import load_digits  # type: ignore[import-not-found]  # scripts/bench installs it

from . import servers
from .datasets import Floats, clustered, uniform
from .line import Line
from .loaded import BATCH, Loaded, create, found_ids, query_body
from .measure import Figure, Row, at_least
from .stage import Stage

K = 10
QUERIES = 200
SPACE = {"hnsw": {"space": "l2"}}


def run(stage: Stage) -> list[Row]:
    """At least the official server's, on real vectors and on two synthetic kinds."""
    rows: list[Row] = []
    with ExitStack() as stack:
        ours = stack.enter_context(Line(stack.enter_context(servers.ours())))
        official = stack.enter_context(Line(stack.enter_context(servers.official())))
        for name, vectors in _vectors(quick=stage.quick):
            stage.say(name)
            stored, queries = vectors[:-QUERIES], vectors[-QUERIES:]
            truth = [_nearest(stored, query) for query in queries]
            theirs = _filled(official, name, stored)
            measured = _recall(official, theirs, queries, truth)
            mine = _filled(ours, name, stored)
            early = _recall(ours, mine, queries, truth)
            mine.await_graph(ours)
            late = _recall(ours, mine, queries, truth)
            other = Figure("official", "of 10", (measured,))
            rows.append(
                Row(
                    f"recall@10, {name}, after the last add",
                    (Figure("chromalink", "of 10", (early,)), other),
                    at_least(1),
                )
            )
            rows.append(
                Row(f"recall@10, {name}, graph complete", (Figure("chromalink", "of 10", (late,)), other), at_least(1))
            )
    return rows


def _vectors(*, quick: bool) -> Iterator[tuple[str, Floats]]:
    digits = np.asarray(load_digits().data, np.float32)
    yield "digits 1,597 x 64", np.random.default_rng(4).permutation(digits)
    count = 2_000 if quick else 20_000
    yield f"clustered {count:,} x 384", clustered(count + QUERIES, 384, seed=5)
    yield f"uniform {count:,} x 64", uniform(count + QUERIES, 64, seed=6)


def _filled(line: Line, name: str, stored: Floats) -> Loaded:
    made = create(line, name.replace(" ", "-").replace(",", ""), configuration=SPACE)
    for start in range(0, len(stored), BATCH):
        part = stored[start : start + BATCH]
        ids = [str(start + row) for row in range(len(part))]
        line.call("POST", f"{made.path}/add", {"ids": ids, "embeddings": part})
    return made


def _recall(line: Line, made: Loaded, queries: Floats, truth: list[set[str]]) -> float:
    """How many of the ten nearest are found, on average."""
    found = [set(found_ids(line.ask(made.post("query", query_body(query, K, include=[]))))) for query in queries]
    return sum(len(each & near) for each, near in zip(found, truth, strict=True)) / len(truth)


def _nearest(stored: Floats, query: Floats) -> set[str]:
    """The ten nearest, and whoever is as near as the tenth."""
    difference = stored.astype(np.float64) - query
    distances = np.einsum("ij,ij->i", difference, difference)
    return {str(row) for row in np.flatnonzero(distances <= np.partition(distances, K - 1)[K - 1]).tolist()}
