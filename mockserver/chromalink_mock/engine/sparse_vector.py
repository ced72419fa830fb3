"""A vector of which only the components that are not zero are told: a metadata value, and a query over a sparse key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Dimensions: TypeAlias = npt.NDArray[np.uint32]


class SparseVector:
    """Dimensions with their float32 values, and optionally a token for each, which no score looks at.

    What a client sent, sound or not (see `fault`); stored ones are sound. Immutable; equal to none but itself, compared
    by `order`.
    """

    __slots__ = ("indices", "tokens", "values")

    def __init__(
        self, indices: Dimensions, values: npt.NDArray[np.float32], tokens: Sequence[str] | None = None
    ) -> None:
        self.indices = indices
        self.values = values
        self.tokens = None if tokens is None else tuple(tokens)

    def __repr__(self) -> str:
        return f"SparseVector({self.indices.tolist()}, {self.values.tolist()}, {self.tokens})"

    def fault(self) -> str | None:
        """What is wrong with it; None when its parts fit together and its indices ascend."""
        size = len(self.indices)
        if len(self.values) != size or (self.tokens is not None and len(self.tokens) != size):
            return "Sparse vector indices, values, and tokens (when present) must have the same length"
        if bool((self.indices[1:] <= self.indices[:-1]).any()):
            return "Sparse vector indices must be sorted in strictly ascending order (no duplicates)"
        return None

    def order(self) -> tuple[tuple[int, ...], tuple[float, ...], tuple[str, ...]]:
        """What decides whether two are the same, and which comes first."""
        return tuple(self.indices.tolist()), tuple(self.values.tolist()), self.tokens or ()
