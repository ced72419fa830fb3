"""The flat body of a search, as the Cloud's OpenAPI document describes it, in terms of the native one.

A body is flat when it has no `searches` but any of the flat fields. Its ranks know `$rrf` beside the native operators.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...engine.json_value import JsonObject, JsonValue
from ..errors import BadShape
from . import shape

FIELDS = ("where", "rank", "limit", "select")

URI_KEY = "chroma:uri"
_COLUMNS = {
    "documents": "#document",
    "embeddings": "#embedding",
    "metadatas": "#metadata",
    "distances": "#score",
    "scores": "#score",
    "uris": URI_KEY,
}
_RRF_FIELDS = ("ranks", "k", "weights", "normalize")
_RRF_K = 60


def is_flat(body: JsonObject) -> bool:
    """Whether a body is meant as flat; the types of its fields are never asked."""
    return "searches" not in body and any(name in body for name in FIELDS)


def lowered(flat: JsonObject) -> JsonObject:
    """The one search that a flat body stands for; raises BadShape."""
    native: JsonObject = {}
    if flat.get("where") is not None:
        native["filter"] = flat["where"]
    if flat.get("rank") is not None:
        if flat["rank"] == {}:
            # As recorded: such a body is no flat search, but a native one without its searches.
            raise BadShape("", "missing field `searches`", incomplete=True)
        shape.refuse_deep(flat["rank"], "rank", 1)
        native["rank"] = _rank(flat["rank"], "rank")
    if flat.get("limit") is not None:
        limit = shape.u32(flat["limit"], "limit")
        if limit == 0:
            raise BadShape("limit", "expected at least 1, got 0")
        native["limit"] = {"offset": 0, "limit": limit}
    if flat.get("select") is not None:
        names = shape.texts(flat["select"], "select")
        native["select"] = {"keys": [_COLUMNS.get(name, name) for name in names if name != "ids"]}
    return native


def _rank(value: JsonValue, at: str) -> JsonValue:
    """The rank with every `$rrf` in it replaced; what is no rank is left for the native reader to refuse."""
    if not isinstance(value, dict) or len(value) != 1:
        return value
    ((name, operand),) = value.items()
    below = shape.within(at, name)
    if name == "$rrf":
        return _fused(operand, below)
    if isinstance(operand, list):
        return {name: [_rank(item, f"{below}[{place}]") for place, item in enumerate(operand)]}
    if name in ("$sub", "$div") and isinstance(operand, dict):
        return {name: {side: _rank(item, shape.within(below, side)) for side, item in operand.items()}}
    return value if name in ("$knn", "$val") else {name: _rank(operand, below)}


def _fused(value: JsonValue, at: str) -> JsonValue:
    """Reciprocal rank fusion, -sum(weight / (k + rank)), in native operators as the official client writes it."""
    fields = shape.struct(value, at, "Rrf", _RRF_FIELDS, as_array=False)
    ranks = [_rank(rank, f"{at}.ranks[{place}]") for place, rank in enumerate(fields.required("ranks", shape.sequence))]
    if not ranks:
        raise BadShape(f"{at}.ranks", "expected at least one rank, got none")
    k = fields.given("k", shape.u32, _RRF_K)
    if k == 0:
        raise BadShape(f"{at}.k", "expected a positive integer, got 0")
    terms: list[JsonValue] = [
        {"$div": {"left": {"$val": weight}, "right": {"$sum": [{"$val": k}, *_addends(rank)]}}}
        for weight, rank in zip(_weights(fields, at, len(ranks)), ranks, strict=True)
    ]
    return {"$mul": [{"$val": -1}, terms[0] if len(terms) == 1 else {"$sum": terms}]}


def _addends(rank: JsonValue) -> list[JsonValue]:
    """The operands of a sum; of anything else, itself."""
    if isinstance(rank, dict) and isinstance(found := rank.get("$sum"), list):
        return found
    return [rank]


def _weights(fields: shape.Fields, at: str, size: int) -> Sequence[float]:
    given = fields.optional("weights", lambda item, path: shape.each(item, path, shape.f64))
    weights = [1.0] * size if given is None else given
    if len(weights) != size:
        raise BadShape(f"{at}.weights", f"expected a weight for each of {size} ranks, got {len(weights)}")
    if any(weight < 0 for weight in weights):
        raise BadShape(f"{at}.weights", "expected no negative weight")
    if fields.given("normalize", shape.flag, False):
        total = sum(weights)
        if total == 0:
            raise BadShape(f"{at}.weights", "expected a sum above 0 to normalize by")
        weights = [weight / total for weight in weights]
    return weights
