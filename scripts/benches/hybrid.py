"""Hybrid search on our server against a plain query of the same server, at 20,000 records and at 100,000."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import cast

import orjson

from chromalink import (
    ChromaBm25EmbeddingFunction,
    K,
    Knn,
    Rrf,
    Schema,
    Search,
    SparseVectorIndexConfig,
    VectorIndexConfig,
)

from . import servers
from .datasets import clustered, dataset, documents
from .line import Line, rate
from .loaded import BATCH, Loaded, create, query_body
from .measure import Row, at_most, in_turn
from .stage import Stage

DIMENSION = 384
QUERIES = 50
LIMIT = 100
MISSED = 1000.0
"""The rank of a record that only one of the two found."""


def run(stage: Stage) -> list[Row]:
    """At most 4 times a plain query; five times the records cost less than five times the time."""
    sizes = (2_000,) if stage.quick else (20_000, 100_000)
    rows: list[Row] = []
    with servers.ours("--max-payload-size-bytes", str(1 << 28)) as server, Line(server) as line:
        requests: dict[int, list[bytes]] = {}
        for size in sizes:
            stage.say(f"{size:,} records with sparse vectors")
            hybrid, plain = _prepared(line, size)
            requests[size] = hybrid
            figures = in_turn(
                {
                    "hybrid search": partial(_milliseconds, line, hybrid, stage),
                    "plain query": partial(_milliseconds, line, plain, stage),
                },
                "ms",
                stage.rounds,
            )
            rows.append(Row(f"hybrid search, {size:,} x {DIMENSION}, k=10", figures, at_most(4)))
        if len(sizes) > 1:
            small, large = sizes
            growth = in_turn(
                {
                    f"{large:,} records": partial(_milliseconds, line, requests[large], stage),
                    f"{small:,} records": partial(_milliseconds, line, requests[small], stage),
                },
                "ms",
                stage.rounds,
            )
            rows.append(Row(f"hybrid search, {large // small} times the records", growth, at_most(large / small)))
    return rows


def _milliseconds(line: Line, prepared: list[bytes], stage: Stage) -> float:
    return 1000 / rate(line, prepared, stage.seconds)


def _prepared(line: Line, size: int) -> tuple[list[bytes], list[bytes]]:
    """Requests of hybrid searches and of plain queries for the same vectors, over a new collection."""
    schema = Schema()
    schema.create_index(VectorIndexConfig(space="cosine"))
    words = ChromaBm25EmbeddingFunction()
    schema.create_index(
        SparseVectorIndexConfig(embedding_function=words, source_key=K.DOCUMENT, bm25=True), key="words"
    )
    made = create(line, f"hybrid-{size}", schema=schema.serialize_to_json())
    data = dataset(size, DIMENSION)
    for row, vector in zip(data.metadatas, words(data.documents), strict=True):
        row["words"] = vector.to_dict()
    made.fill(line, data.batches(BATCH))
    made.await_graph(line)
    vectors = clustered(QUERIES, DIMENSION, seed=2)
    texts = [" ".join(text.split()[:8]) for text in documents(QUERIES, seed=2)]
    hybrid: list[bytes] = []
    plain: list[bytes] = []
    for vector, wanted in zip(vectors, words.embed_query(texts), strict=True):
        search = (
            Search()
            .rank(
                Rrf(
                    [
                        Knn(query=vector, limit=LIMIT, return_rank=True, default=MISSED),
                        Knn(query=wanted, key="words", limit=LIMIT, return_rank=True, default=MISSED),
                    ]
                )
            )
            .limit(10)
            .select(K.DOCUMENT, K.SCORE)
        )
        body = orjson.dumps({"searches": [search.to_dict()]}, option=orjson.OPT_SERIALIZE_NUMPY)
        hybrid.append(made.post("search", body))
        plain.append(made.post("query", query_body(vector, include=["documents", "distances"])))
    _check([line.ask(each) for each in hybrid], made)
    return hybrid, plain


def _check(answers: Sequence[bytes], made: Loaded) -> None:
    for answer in answers:
        found = cast("dict[str, list[list[object]]]", orjson.loads(answer))
        if len(found["ids"][0]) != 10 or found["scores"][0] != sorted(found["scores"][0]):  # type: ignore[type-var]  # floats
            raise RuntimeError(f"expected ten records of {made.path}, best first, got {found}")
