"""Answers, and how the engine's values become their bytes.

float32 arrays go out as the shortest decimals that round-trip float32; what is not finite goes out as null.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import orjson

from ..engine.catalog import Database
from ..engine.values import Field, Floats, Neighbours, Records

Headers = tuple[tuple[bytes, bytes], ...]

_JSON: Headers = ((b"content-type", b"application/json"),)


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole response; `content-length` is added when it is sent."""

    status: int
    body: bytes = b""
    headers: Headers = ()


def json(value: object, status: int = 200) -> Answer:
    """`value` as JSON; numpy arrays of any shape are written as lists."""
    return Answer(status, orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY), _JSON)


NOTHING = json({})
CREATED = json({}, status=201)


def failure(status: int, error: str, message: str) -> Answer:
    """An error body: the class of the error and its text."""
    return json({"error": error, "message": message}, status)


def tenant(name: str) -> dict[str, str | None]:
    return {"name": name, "resource_name": None}


def database(found: Database) -> dict[str, str]:
    return {"id": str(found.id), "name": found.place.database, "tenant": found.place.tenant}


def records(found: Records, include: Sequence[Field]) -> Answer:
    """The result of a get: all six keys, null for what was not asked for."""
    return json(
        {
            "ids": found.ids,
            "embeddings": _matrix(found.embeddings) if "embeddings" in include else None,
            "documents": found.documents if "documents" in include else None,
            "uris": found.uris if "uris" in include else None,
            "metadatas": found.metadatas if "metadatas" in include else None,
            "include": include,
        }
    )


def neighbours(found: Sequence[Neighbours], include: Sequence[Field]) -> Answer:
    """The result of a query: all seven keys, a list per query vector, null for what was not asked for."""
    return json(
        {
            "ids": [each.ids for each in found],
            "embeddings": [_matrix(each.embeddings) for each in found] if "embeddings" in include else None,
            "documents": [each.documents for each in found] if "documents" in include else None,
            "uris": [each.uris for each in found] if "uris" in include else None,
            "metadatas": [each.metadatas for each in found] if "metadatas" in include else None,
            "distances": [_matrix(each.distances) for each in found] if "distances" in include else None,
            "include": include,
        }
    )


def _matrix(values: Floats | None) -> Floats | None:
    return None if values is None else np.ascontiguousarray(values)
