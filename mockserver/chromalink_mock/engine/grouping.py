"""Groups among ranked records: at most k of each, chosen by metadata or score (search contract, group_by)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from .filters import kind_of
from .sparse_vector import SparseVector
from .values import MetadataValue, ValueKind

SCORE: Final = "#score"
BUILT_IN: Final = (SCORE, "#document", "#embedding", "#metadata")
"""What can be selected besides metadata fields."""

_SCALARS: Final[Sequence[ValueKind]] = ("bool", "int", "float", "string")
_SPARSE: Final = len(_SCALARS) + 1

AggregateName: TypeAlias = Literal["$min_k", "$max_k"]
Place: TypeAlias = tuple[int, object]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """Which k of a group stay: the least or the greatest by these keys, of which `#score` is one."""

    operator: AggregateName
    keys: Sequence[str]
    k: int


@dataclass(frozen=True, slots=True)
class GroupBy:
    """How results are grouped; without keys and without an aggregate, not at all."""

    keys: Sequence[str] = ()
    aggregate: Aggregate | None = None

    def fault(self) -> str | None:
        """What validation refuses in it, in the recorded words."""
        if not self.keys and self.aggregate is None:
            return None
        if not self.keys or self.aggregate is None:
            return "group_by keys and aggregate must both be specified or both be omitted"
        if any(key in BUILT_IN for key in self.keys):
            return "group_by keys must be metadata fields (cannot use #score, #document, #embedding, or #metadata)"
        if not self.aggregate.keys:
            return "aggregate keys must not be empty"
        if any(key in BUILT_IN[1:] for key in self.aggregate.keys):
            return "aggregate keys must be metadata fields or #score (cannot use #document, #embedding, or #metadata)"
        return None if self.aggregate.k else "aggregate k must be greater than 0"


def chosen(
    keys: Sequence[str],
    aggregate: Aggregate,
    rows: Sequence[Mapping[str, MetadataValue]],
    scores: Sequence[int],
) -> list[int]:
    """Which rows stay, ascending. `rows` = metadata, `scores` = their order, both best first.

    A missing field is a value of its own, and the least of all.
    """
    groups: dict[tuple[Place, ...], list[int]] = {}
    for i, row in enumerate(rows):
        groups.setdefault(tuple(_place(row.get(key)) for key in keys), []).append(i)

    def by(i: int) -> tuple[Place, ...]:
        return tuple((0, scores[i]) if key == SCORE else _place(rows[i].get(key)) for key in aggregate.keys)

    # Reversing keeps ties in ranked order, as upstream does.
    falling = aggregate.operator == "$max_k"
    return sorted(i for group in groups.values() for i in sorted(group, key=by, reverse=falling)[: aggregate.k])


def _place(value: MetadataValue | None) -> Place:
    """Where a value stands among all: absent, bools, ints, floats, strings, sparse vectors, then lists likewise."""
    if value is None:
        return 0, None
    if isinstance(value, SparseVector):
        return _SPARSE, value.order()
    if isinstance(value, list):
        return _SPARSE + 1 + _SCALARS.index(kind_of(value[0])), tuple(value)
    return 1 + _SCALARS.index(kind_of(value)), value
