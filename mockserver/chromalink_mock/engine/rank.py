"""Rank expressions: what they are made of, and their value for every record, in float32.

An expression gives values to some records, its support, and may have a default for all others (search contract,
evaluation). A sum of two gives a value to who is in both supports, or in one while the other has a default.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, cast

import numpy as np

from .filters import Mask
from .sparse_vector import SparseVector
from .values import Floats

if TYPE_CHECKING:
    from .columns import Slots

FoldName: TypeAlias = Literal["$sum", "$mul", "$max", "$min"]
PairName: TypeAlias = Literal["$sub", "$div"]
UnaryName: TypeAlias = Literal["$abs", "$exp", "$log"]


@dataclass(frozen=True, slots=True)
class Constant:
    """`$val`: a default for all records, and a value of its own for none."""

    value: np.float32


@dataclass(frozen=True, slots=True, eq=False)
class Knn:
    """`$knn`: the `limit` nearest records to a vector, by distance or, from 0, by place.

    A dense query (dimension,) searches the embeddings whatever its `key` (a quirk of upstream's).
    """

    query: Floats | SparseVector
    key: str
    limit: int
    default: np.float32 | None
    return_rank: bool


@dataclass(frozen=True, slots=True)
class Fold:
    """`$sum`, `$mul`, `$max`, `$min` of any number of operands."""

    operator: FoldName
    operands: tuple[Rank, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """`$sub`, `$div`."""

    operator: PairName
    left: Rank
    right: Rank


@dataclass(frozen=True, slots=True)
class Unary:
    """`$abs`, `$exp`, `$log`, the natural logarithm."""

    operator: UnaryName
    operand: Rank


Rank: TypeAlias = Constant | Knn | Fold | Pair | Unary


@dataclass(frozen=True, slots=True)
class Domain:
    """The value of an expression for each record of a universe: arrays in its order, or scalars that hold for all.

    Where `support` is False, `values` is the default, and without one means nothing.
    """

    values: Values
    support: Mask | np.bool_
    default: np.float32 | None


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What one `$knn` found: distinct slots, nearest first, and their distances."""

    slots: Slots
    distances: Floats


Leaves: TypeAlias = Callable[[Knn], Neighbourhood]
Values: TypeAlias = Floats | np.float32
Operation: TypeAlias = Callable[[Values, Values], Values]


def _greater(left: Values, right: Values) -> Values:
    """The greater, NaN ignored as upstream does; of equal zeros the left one, where numpy's own is undecided."""
    return cast(Values, np.where((left >= right) | np.isnan(right), left, right)[()])


def _lesser(left: Values, right: Values) -> Values:
    return cast(Values, np.where((left <= right) | np.isnan(right), left, right)[()])


_FOLDS: Final[Mapping[FoldName, tuple[np.float32, Operation]]] = {
    "$sum": (np.float32(0), np.add),
    "$mul": (np.float32(1), np.multiply),
    "$max": (np.finfo(np.float32).min, _greater),
    "$min": (np.finfo(np.float32).max, _lesser),
}
"""What a fold starts from, and what it does."""

_PAIRS: Final[Mapping[PairName, Operation]] = {"$sub": np.subtract, "$div": np.divide}
_UNARIES: Final[Mapping[UnaryName, np.ufunc]] = {"$exp": np.exp, "$log": np.log}
_NOBODY: Final = np.bool_(False)
_LOOKUPS_PER_SLOT: Final = 16
"""A search in a sorted array costs about as much as so many entries of a table of all slots."""


def operands(rank: Rank) -> tuple[Rank, ...]:
    """The expressions an expression is made of, left to right."""
    match rank:
        case Fold():
            return rank.operands
        case Pair():
            return rank.left, rank.right
        case Unary():
            return (rank.operand,)
        case _:
            return ()


def leaves(rank: Rank) -> Iterator[Knn]:
    """Every `$knn`, depth first from left to right."""
    if isinstance(rank, Knn):
        yield rank
    for operand in operands(rank):
        yield from leaves(operand)


def with_leaves(rank: Rank, change: Callable[[Knn], Knn]) -> Rank:
    """The same expression over other leaves."""
    match rank:
        case Knn():
            return change(rank)
        case Fold():
            return replace(rank, operands=tuple(with_leaves(operand, change) for operand in rank.operands))
        case Pair():
            return replace(rank, left=with_leaves(rank.left, change), right=with_leaves(rank.right, change))
        case Unary():
            return replace(rank, operand=with_leaves(rank.operand, change))
        case Constant():
            return rank


def size(rank: Rank) -> int:
    """How many nodes there are."""
    return 1 + sum(map(size, operands(rank)))


def evaluated(rank: Rank, universe: Slots, found: Leaves) -> Domain:
    """The expression for the records of `universe`, which ascends."""
    match rank:
        case Constant(value):
            return Domain(value, _NOBODY, value)
        case Knn():
            return scattered(rank, universe, found(rank))
        case _:
            return combined(rank, (evaluated(operand, universe, found) for operand in operands(rank)))


def scattered(knn: Knn, universe: Slots, near: Neighbourhood) -> Domain:
    """A leaf for the records of `universe`."""
    values = np.full(len(universe), np.float32(0) if knn.default is None else knn.default, np.float32)
    support = np.zeros(len(universe), np.bool_)
    inside, at = places(near.slots, universe)
    measured = np.arange(len(near.slots), dtype=np.float32) if knn.return_rank else near.distances
    values[at] = measured[inside]
    support[at] = True
    return Domain(values, support, knn.default)


def places(slots: Slots, universe: Slots) -> tuple[Slots, Slots]:
    """Which of `slots` (by index) are in `universe`, which ascends, and where in it."""
    if not len(universe):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    last = int(universe[-1])
    if len(slots) * _LOOKUPS_PER_SLOT > last:
        position = np.full(last + 1, -1, np.int64)
        position[universe] = np.arange(len(universe))
        at = np.where(slots <= last, position[np.minimum(slots, last)], -1)
        inside = np.flatnonzero(at >= 0)
    else:
        at = np.minimum(np.searchsorted(universe, slots), len(universe) - 1)
        inside = np.flatnonzero(universe[at] == slots)
    return inside, at[inside]


def combined(rank: Fold | Pair | Unary, parts: Iterator[Domain]) -> Domain:
    """The value of an inner node from those of its operands, which come in order."""
    match rank:
        case Fold(operator):
            start, operation = _FOLDS[operator]
            result = Domain(start, _NOBODY, start)
            for part in parts:
                result = _merged(operation, result, part)
            return result
        case Pair(operator):
            left, right = parts
            return _merged(_PAIRS[operator], left, right)
        case Unary(operator):
            (part,) = parts
            return Domain(
                _mapped(operator, part.values),
                part.support,
                None if part.default is None else cast(np.float32, _mapped(operator, part.default)),
            )


def order_of(scores: Floats) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Integers that stand in the order of the scores: -0.0 before 0.0, infinities at the ends, every NaN last."""
    bits = np.ascontiguousarray(scores, np.float32).view(np.int32).astype(np.int64)
    keys = np.where(bits < 0, -(bits & 0x7FFFFFFF) - 1, bits)
    return np.where(np.isnan(scores), np.int64(2**31), keys)


def _merged(operation: Operation, left: Domain, right: Domain) -> Domain:
    with np.errstate(all="ignore"):
        values = operation(left.values, right.values)
        if left.default is None:
            support = left.support if right.default is not None else left.support & right.support
            return Domain(values, support, None)
        if right.default is None:
            return Domain(values, right.support, None)
        default = cast(np.float32, operation(left.default, right.default))
        return Domain(values, left.support | right.support, default)


def _mapped(operator: UnaryName, values: Values) -> Values:
    """Logarithms and powers are taken in float64 and rounded once: the same on every machine."""
    if operator == "$abs":
        return np.abs(values)
    with np.errstate(all="ignore"):
        wide = _UNARIES[operator](np.asarray(values, np.float64))
        return cast(Values, wide.astype(np.float32)) if wide.ndim else np.float32(wide)
