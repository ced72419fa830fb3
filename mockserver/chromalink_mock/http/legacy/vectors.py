"""Embeddings as the old server took them: lists of whatever can be made a number."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...engine.errors import InvalidArgument
from ...engine.json_value import JsonValue
from ...engine.values import Floats
from .refusals import Refusal, named_error, raised


def matrix(rows: list[JsonValue], dimension: int | None, mismatch: Callable[[str], Refusal]) -> Floats:
    """The rows as (m, dimension) float32; `mismatch` makes the refusal of a row of another length.

    `dimension` None takes the length of the first row. Raises Refusal, and InvalidArgument for an empty vector and for
    numbers that are not finite, which the old server stored.
    """
    vectors = [row for row in rows if isinstance(row, list)]
    if len(vectors) != len(rows):
        raise raised("TypeError", "len() of unsized object")
    expected = len(vectors[0]) if dimension is None and vectors else dimension
    for vector in vectors:
        if len(vector) != expected:
            text = f"Embedding dimension {len(vector)} does not match collection dimensionality {expected}"
            raise mismatch(text)
    if expected == 0:
        raise InvalidArgument("Each embedding must have at least 1 dimension")
    found = _numbers(vectors)
    if not np.isfinite(found).all():
        raise InvalidArgument("Embeddings must not contain NaN or Infinity values")
    return found


def invalid_dimension(text: str) -> Refusal:
    return named_error(400, "InvalidDimension", text)


def _numbers(vectors: list[list[JsonValue]]) -> Floats:
    try:
        with np.errstate(over="ignore"):
            found = np.array(vectors, dtype=np.float32)
    except (TypeError, ValueError, OverflowError) as error:
        raise raised(type(error).__name__, str(error)) from error
    if vectors and found.ndim != 2:
        raise raised("ValueError", "setting an array element with a sequence.")
    return found
