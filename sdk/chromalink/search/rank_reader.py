"""From the wire form of a rank to the expression."""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import partial, reduce
from typing import TypeAlias

from .._core.expectations import (
    ArrayLike,
    count,
    is_many,
    is_mapping,
    many,
    mapping,
    number,
    only_item,
    required,
    shown,
    text,
)
from ..errors import InvalidInputError, WrongTypeError
from ..sparse import TYPE, TYPE_KEY, SparseVector, is_told
from .rank import Abs, Div, Exp, Knn, Log, Rank, Sub, Val

Reader: TypeAlias = Callable[[object, str], Rank]


def read(data: object, at: str) -> Rank:
    """The rank that `data` tells; `at` says where it stands, for errors."""
    operator, operand = only_item(data, at)
    if operator not in _READERS:
        raise InvalidInputError(f"{at}: expected one of {', '.join(_READERS)}, got {operator!r}")
    return _READERS[operator](operand, f"{at}[{operator!r}]")


def _fold(join: Callable[[Rank, Rank], Rank], value: object, at: str) -> Rank:
    if not is_many(value):
        raise WrongTypeError(f"{at}: expected a list of ranks, got {shown(value)}")
    if len(value) < 2:
        raise InvalidInputError(f"{at}: expected at least 2 ranks, got {len(value)}")
    return reduce(join, [read(one, f"{at}[{place}]") for place, one in enumerate(value)])


def _pair(kind: Callable[[Rank, Rank], Rank], value: object, at: str) -> Rank:
    found = mapping(value, at)
    required(found, ("left", "right"), at)
    return kind(read(found["left"], f"{at}['left']"), read(found["right"], f"{at}['right']"))


def _unary(kind: Callable[[Rank], Rank], value: object, at: str) -> Rank:
    return kind(read(value, at))


def _knn(value: object, at: str) -> Rank:
    found = mapping(value, at)
    required(found, ("query",), at)
    return Knn(
        query=_query(found["query"], f"{at}['query']"),
        key=text(found.get("key", "#embedding"), f"{at}['key']"),
        limit=count(found.get("limit", 16), f"{at}['limit']", 1),
        default=None if found.get("default") is None else number(found["default"], f"{at}['default']"),
        return_rank=_flag(found.get("return_rank", False), f"{at}['return_rank']"),
    )


def _query(value: object, at: str) -> tuple[float, ...] | SparseVector:
    if isinstance(value, SparseVector):
        return value
    if is_mapping(value):
        if not is_told(value):
            raise InvalidInputError(f"{at}: expected a dict with {TYPE_KEY!r}: {TYPE!r}, got {shown(value)}")
        return SparseVector.from_dict(mapping(value, at))
    if not isinstance(value, ArrayLike) and not is_many(value):
        raise WrongTypeError(
            f"{at}: expected a vector or the dict of a sparse one, got {shown(value)}; a text needs a Knn object"
        )
    found = many(value, at)
    if len(found) == 1 and is_many(found[0]):
        found = list(found[0])
    vector = tuple(number(one, f"{at}[{place}]") for place, one in enumerate(found))
    return vector if isinstance(value, ArrayLike) else tuple(_single(one, at) for one in vector)


def _single(value: float, at: str) -> float:
    """The float32 next to a number."""
    try:
        (found,) = struct.unpack("<f", struct.pack("<f", value))
    except OverflowError:
        raise InvalidInputError(f"{at}: expected numbers of float32, got {value!r}") from None
    return float(found)


def _flag(value: object, at: str) -> bool:
    if not isinstance(value, bool):
        raise WrongTypeError(f"{at}: expected a bool, got {shown(value)}")
    return value


_READERS: dict[str, Reader] = {
    "$val": lambda value, at: Val(number(value, at)),
    "$knn": _knn,
    "$sum": partial(_fold, lambda left, right: left + right),
    "$sub": partial(_pair, Sub),
    "$mul": partial(_fold, lambda left, right: left * right),
    "$div": partial(_pair, Div),
    "$abs": partial(_unary, Abs),
    "$exp": partial(_unary, Exp),
    "$log": partial(_unary, Log),
    "$max": partial(_fold, Rank.max),
    "$min": partial(_fold, Rank.min),
}
