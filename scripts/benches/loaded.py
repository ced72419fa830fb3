"""A collection on a server, made and filled over a plain connection."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

import orjson

from .datasets import Floats
from .line import Line, request

DATABASE = "/api/v2/tenants/default_tenant/databases/default_database"
HEARTBEAT = "/api/v2/heartbeat"
BATCH = 1000
_POLL = 0.05


@dataclass(frozen=True, slots=True)
class Loaded:
    """Where a collection is."""

    path: str

    def post(self, operation: str, body: bytes) -> bytes:
        """A prepared request."""
        return request("POST", f"{self.path}/{operation}", body)

    def fill(self, line: Line, bodies: Iterable[bytes]) -> float:
        """Add each body; the seconds until the last was acknowledged, making the requests not counted."""
        passed = 0.0
        for body in bodies:
            prepared = self.post("add", body)
            began = time.perf_counter()
            line.ask(prepared)
            passed += time.perf_counter() - began
        return passed

    def await_graph(self, line: Line) -> float:
        """Seconds until our server has every record in its graph; the official one does not tell."""
        began = time.perf_counter()
        while True:
            status = cast("dict[str, float]", line.call("GET", f"{self.path}/indexing_status"))
            if not status["num_unindexed_ops"]:
                return time.perf_counter() - began
            time.sleep(_POLL)


def create(line: Line, name: str, **more: object) -> Loaded:
    """A new collection of the default database; `more` goes into the request."""
    made = cast("dict[str, str]", line.call("POST", f"{DATABASE}/collections", {"name": name, **more}))
    return Loaded(f"{DATABASE}/collections/{made['id']}")


def query_body(vector: Floats, k: int = 10, /, **more: object) -> bytes:
    """The body of a query with one vector."""
    return orjson.dumps({"query_embeddings": [vector], "n_results": k, **more}, option=orjson.OPT_SERIALIZE_NUMPY)


def found_ids(answer: bytes) -> list[str]:
    """The ids that a query with one vector found."""
    return cast("dict[str, list[list[str]]]", orjson.loads(answer))["ids"][0]


def agreement(ours: Iterable[bytes], theirs: Iterable[bytes]) -> float:
    """The share of ids that answers to the same queries have in common."""
    shared = total = 0
    for mine, other in zip(ours, theirs, strict=True):
        left, right = found_ids(mine), found_ids(other)
        shared += len(set(left) & set(right))
        total += max(len(left), len(right))
    return shared / total if total else 1.0
