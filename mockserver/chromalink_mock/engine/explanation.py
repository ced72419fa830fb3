"""How the score of a record came about: the value of every node of the rank expression, as a tree."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from .errors import InvalidArgument
from .rank import Constant, Domain, Knn, Leaves, Rank, combined, operands, places, scattered, size
from .sparse_vector import SparseVector

if TYPE_CHECKING:
    from .columns import Slots

Explanation: TypeAlias = "dict[str, str | int | float | bool | list[Explanation] | None]"

MOST_NODES: Final = 1_000_000
"""Nodes times rows: some hundred bytes of JSON each."""

_EMBEDDING: Final = "#embedding"


def explained(rank: Rank, slots: Slots, found: Leaves) -> list[Explanation]:
    """A tree for each of these distinct slots.

    Every node has `operator` and `value`, null where it is none or not finite. A `$knn` has also `key`, `found`
    (whether the record is among its neighbours; if not, `value` is the default), and `rank`, from 0, and `distance`
    where it is found; all others but `$val` have `operands`. Raises InvalidArgument where that is too much.
    """
    if not len(slots):
        return []
    nodes = size(rank)
    if nodes * len(slots) > MOST_NODES:
        raise InvalidArgument(
            f"explain: expected at most {MOST_NODES} nodes times rows, got {nodes} nodes for each of {len(slots)} rows"
        )
    universe = np.sort(slots)
    told = _explained(rank, universe, found)[1]
    return [told[place] for place in np.searchsorted(universe, slots).tolist()]


def _explained(rank: Rank, universe: Slots, found: Leaves) -> tuple[Domain, list[Explanation]]:
    """The value of a node, and its explanation for each slot of `universe`."""
    if isinstance(rank, Constant):
        return Domain(rank.value, np.bool_(False), rank.value), [_node("$val", float(rank.value)) for _ in universe]
    if isinstance(rank, Knn):
        return _leaf(rank, universe, found)
    parts = [_explained(operand, universe, found) for operand in operands(rank)]
    domain = combined(rank, iter([part for part, _ in parts]))
    trees = [_node(rank.operator, value) for value in _values(domain, len(universe))]
    for place, tree in enumerate(trees):
        tree["operands"] = [told[place] for _, told in parts]
    return domain, trees


def _leaf(knn: Knn, universe: Slots, found: Leaves) -> tuple[Domain, list[Explanation]]:
    near = found(knn)
    domain = scattered(knn, universe, near)
    key = knn.key if isinstance(knn.query, SparseVector) else _EMBEDDING
    trees = [_node("$knn", value) | {"key": key, "found": False} for value in _values(domain, len(universe))]
    inside, at = places(near.slots, universe)
    for position, place in zip(inside.tolist(), at.tolist(), strict=True):
        distance = _shown(float(near.distances[position]))
        trees[place] |= {"found": True, "rank": position, "distance": distance}
    return domain, trees


def _values(domain: Domain, size: int) -> list[float | None]:
    """The value of a domain for each record; None where it has none."""
    values: list[float | None] = np.broadcast_to(domain.values, (size,)).tolist()
    if domain.default is not None:
        return values
    return [value if has else None for value, has in zip(values, np.broadcast_to(domain.support, (size,)), strict=True)]


def _node(operator: str, value: float | None) -> Explanation:
    return {"operator": operator, "value": None if value is None else _shown(value)}


def _shown(value: float) -> float | None:
    """The shortest decimal that is this float32; None for what JSON cannot say."""
    if not math.isfinite(value):
        return None
    return float(np.format_float_scientific(np.float32(value), unique=True))
