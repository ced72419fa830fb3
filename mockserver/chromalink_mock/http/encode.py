"""Answers, and how the engine's values become their bytes.

float32 arrays go out as the shortest decimals that round-trip float32; what is not finite goes out as null.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import orjson

from ..engine.functions import AttachedFunction
from ..engine.holdings import Database, Tenant
from ..engine.metadata import URI_KEY
from ..engine.search import Found
from ..engine.sparse_vector import SparseVector
from ..engine.values import Field, Floats, Neighbours, Records

Headers = tuple[tuple[bytes, bytes], ...]

JSON: Headers = ((b"content-type", b"application/json"),)


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole response; `content-length` is added when it is sent."""

    status: int
    body: bytes = b""
    headers: Headers = ()

    def with_header(self, name: bytes, value: bytes) -> Answer:
        """The same answer with this header, in place of others of that name."""
        others = tuple(header for header in self.headers if header[0] != name)
        return Answer(self.status, self.body, (*others, (name, value)))


def _sparse(value: object) -> dict[str, object]:
    if isinstance(value, SparseVector):
        return {
            "#type": "sparse_vector",
            "indices": value.indices,
            "values": value.values,
            "tokens": value.tokens,
        }
    raise TypeError(f"expected a value that JSON can say, got {value!r}")


def json(value: object, status: int = 200) -> Answer:
    """`value` as JSON; numpy arrays of any shape are written as lists, sparse vectors as the wire has them."""
    return Answer(status, orjson.dumps(value, default=_sparse, option=orjson.OPT_SERIALIZE_NUMPY), JSON)


NOTHING = json({})
CREATED = json({}, status=201)


def failure(status: int, error: str, message: str) -> Answer:
    """An error body: the class of the error and its text."""
    return json({"error": error, "message": message}, status)


def nothing(_: object) -> dict[str, object]:
    """What is told of a success where there is nothing to tell."""
    return {}


def tenant(found: Tenant) -> dict[str, str | None]:
    return {"name": found.name, "resource_name": found.resource_name}


def database(found: Database) -> dict[str, str]:
    return {"id": str(found.id), "name": found.place.database, "tenant": found.place.tenant}


def indexing_status(waiting: int, total: int) -> dict[str, float]:
    """Operations are records here: those in the graph, or scanned by every query anyway, count as indexed."""
    return {
        "op_indexing_progress": 1.0 if not total else (total - waiting) / total,
        "num_unindexed_ops": waiting,
        "num_indexed_ops": total - waiting,
        "total_ops": total,
    }


def function_in_short(found: AttachedFunction) -> dict[str, str]:
    return {"id": str(found.id), "name": found.name, "function_name": found.function}


def function(found: AttachedFunction) -> dict[str, str | int]:
    """An attached function; `completion_offset` counts the changes of records it has seen."""
    return {
        **function_in_short(found),
        "input_collection_id": str(found.input.id),
        "output_collection": found.output.name,
        "output_collection_id": str(found.output.id),
        "params": orjson.dumps(found.params).decode(),
        "tenant_id": found.input.place.tenant,
        "database_id": found.input.place.database,
        "completion_offset": found.reached,
        "min_records_for_invocation": 1,
    }


def records(found: Records, include: Sequence[Field]) -> Answer:
    """The result of a get: all six keys, null for what was not asked for."""
    return json({**record_columns(found, include), "include": include})


def record_columns(found: Records, include: Sequence[Field]) -> dict[str, object]:
    """Records as parallel columns."""
    return {
        "ids": found.ids,
        "embeddings": _matrix(found.embeddings) if "embeddings" in include else None,
        "documents": found.documents if "documents" in include else None,
        "uris": found.uris if "uris" in include else None,
        "metadatas": found.metadatas if "metadatas" in include else None,
    }


def neighbours(found: Sequence[Neighbours], include: Sequence[Field]) -> Answer:
    """The result of a query: all seven keys, a list per query vector, null for what was not asked for."""
    return json({**neighbour_columns(found, include), "include": include})


def neighbour_columns(found: Sequence[Neighbours], include: Sequence[Field]) -> dict[str, object]:
    """Parallel columns of one list per query vector."""
    return {
        "ids": [each.ids for each in found],
        "embeddings": [_matrix(each.embeddings) for each in found] if "embeddings" in include else None,
        "documents": [each.documents for each in found] if "documents" in include else None,
        "uris": [each.uris for each in found] if "uris" in include else None,
        "metadatas": [each.metadatas for each in found] if "metadatas" in include else None,
        "distances": [_matrix(each.distances) for each in found] if "distances" in include else None,
    }


def searched(results: Sequence[Found], *, explain: bool) -> Answer:
    """The results of searches: all six keys, a list per search, null for what it did not select."""
    columns: dict[str, object] = {
        "ids": [each.ids for each in results],
        "documents": [each.documents for each in results],
        "embeddings": [_matrix(each.embeddings) for each in results],
        "metadatas": [each.metadatas for each in results],
        "scores": [_matrix(each.scores) for each in results],
        "select": [each.select for each in results],
    }
    return json(columns | {"explanations": [each.explanations for each in results]} if explain else columns)


def searched_flat(result: Found, *, explain: bool) -> Answer:
    """The result of a flat search: one level of lists, null for what was not selected.

    The uri is a column of its own, and reserved metadata keys are not told.
    """
    rows, metadatas, uris = result.metadatas or [None] * len(result.ids), None, None
    if any(key == "#metadata" or not key.startswith(("#", URI_KEY)) for key in result.select):
        metadatas = [
            {key: value for key, value in (row or {}).items() if not key.startswith("chroma:")} or None for row in rows
        ]
    if URI_KEY in result.select:
        uris = [(row or {}).get(URI_KEY) for row in rows]
    columns: dict[str, object] = {
        "ids": result.ids,
        "embeddings": _matrix(result.embeddings),
        "documents": result.documents,
        "metadatas": metadatas,
        "uris": uris,
        "distances": _matrix(result.scores),
    }
    return json(columns | {"explanations": result.explanations} if explain else columns)


def _matrix(values: Floats | None) -> Floats | None:
    return None if values is None else np.ascontiguousarray(values)
