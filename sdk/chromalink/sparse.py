"""Sparse vectors: the few dimensions of a large space that are not zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from ._core.expectations import is_many, is_mapping, number, plain
from .errors import InvalidInputError

__all__ = ["SparseVector"]

TYPE_KEY = "#type"
TYPE = "sparse_vector"
MAX_INDEX = 2**32 - 1


@dataclass(frozen=True)
class SparseVector:
    """Dimensions that differ from zero, ascending, and their values; a value of metadata, and a query of `Knn`.

    `indices` are whole numbers from 0 to 2**32 - 1, each above the one before it; `values` are finite numbers, one
    for each index, which the server keeps as float32; `labels`, where given, names each dimension ("tokens" on the
    wire). Raises InvalidInputError where these do not hold.

    Examples:
        >>> SparseVector(indices=[3, 8], values=[1.0, 0.5]).to_dict()
        {'#type': 'sparse_vector', 'indices': [3, 8], 'values': [1.0, 0.5]}
    """

    indices: list[int]
    values: list[float]
    labels: list[str] | None = None

    def __post_init__(self) -> None:
        indices = [_index(one, place) for place, one in enumerate(_listed("indices", self.indices))]
        values = [
            number(one, f"SparseVector values[{place}]") for place, one in enumerate(_listed("values", self.values))
        ]
        labels = None if self.labels is None else [str(one) for one in _listed("labels", self.labels)]
        for name, column in (("values", values), ("labels", labels)):
            if column is not None and len(column) != len(indices):
                raise InvalidInputError(
                    f"SparseVector {name}: expected one for each of the {len(indices)} indices, got {len(column)}"
                )
        for place in range(1, len(indices)):
            if indices[place] <= indices[place - 1]:
                raise InvalidInputError(
                    "SparseVector indices: expected each to be above the one before it, "
                    f"got indices[{place}]={indices[place]} after {indices[place - 1]}"
                )
        object.__setattr__(self, "indices", indices)
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "labels", labels)

    def to_dict(self) -> dict[str, object]:
        """The form on the wire: `{"#type": "sparse_vector", "indices", "values"}`, and "tokens" where labelled."""
        told: dict[str, object] = {TYPE_KEY: TYPE, "indices": list(self.indices), "values": list(self.values)}
        return told if self.labels is None else {**told, "tokens": list(self.labels)}

    @classmethod
    def from_dict(cls, d: Mapping[str, object]) -> SparseVector:
        """The vector that `to_dict` told; InvalidInputError without the mark of its type, indices and values."""
        if d.get(TYPE_KEY) != TYPE:
            raise InvalidInputError(f"sparse vector: expected {TYPE_KEY!r}: {TYPE!r}, got {d.get(TYPE_KEY)!r}")
        missing = [name for name in ("indices", "values") if name not in d]
        if missing:
            raise InvalidInputError(f"sparse vector: expected indices and values, got no {' and no '.join(missing)}")
        return cls(
            cast("list[int]", d["indices"]), cast("list[float]", d["values"]), cast("list[str] | None", d.get("tokens"))
        )


def is_told(value: object) -> bool:
    """Whether `value` is the wire form of a sparse vector."""
    return is_mapping(value) and value.get(TYPE_KEY) == TYPE


def _listed(name: str, value: object) -> Sequence[object]:
    value = plain(value)
    if not is_many(value):
        raise InvalidInputError(f"SparseVector {name}: expected a list, got {type(value).__name__}")
    return value


def _index(value: object, place: int) -> int:
    value = plain(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_INDEX:
        raise InvalidInputError(
            f"SparseVector indices[{place}]: expected a whole number from 0 to {MAX_INDEX}, got {value!r}"
        )
    return value
