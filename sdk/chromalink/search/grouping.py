"""Few records of each group in place of all."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from .._core.expectations import count, many, mapping, only_item, required, text
from ..errors import InvalidInputError
from .key import Keys, names_of


class Aggregate(ABC):
    """Which records of a group stay."""

    __slots__ = ()

    @abstractmethod
    def to_dict(self) -> dict[str, object]:
        """The aggregate on the wire."""

    @staticmethod
    def from_dict(data: object) -> Aggregate:
        """The aggregate that `{"$min_k": {"keys": [...], "k": ...}}`, or `$max_k`, tells."""
        operator, operand = only_item(data, "aggregate")
        kinds: dict[str, type[Extremes]] = {"$min_k": MinK, "$max_k": MaxK}
        if operator not in kinds:
            raise InvalidInputError(f"aggregate: expected one of {', '.join(kinds)}, got {operator!r}")
        found = mapping(operand, operator)
        required(found, ("keys", "k"), operator)
        return kinds[operator](_names(found["keys"], f"{operator} keys"), count(found["k"], f"{operator} k", 1))


@dataclass(frozen=True, slots=True)
class Extremes(Aggregate):
    """The `k` records of a group at one end of the order by `keys`, the first key counting most.

    A key is a metadata field or `K.SCORE`.
    """

    operator: ClassVar[str]
    keys: Keys
    k: int

    def __post_init__(self) -> None:
        names = names_of(self.keys, f"{self.operator} keys")
        if not names:
            raise InvalidInputError(f"{self.operator} keys: expected at least one, got an empty list")
        object.__setattr__(self, "keys", names)
        object.__setattr__(self, "k", count(self.k, f"{self.operator} k", 1))

    def to_dict(self) -> dict[str, object]:
        return {self.operator: {"keys": list(names_of(self.keys, "keys")), "k": self.k}}


class MinK(Extremes):
    """The `k` smallest: with `K.SCORE` the best.

    Examples:
        >>> MinK(K.SCORE, k=1).to_dict()
        {'$min_k': {'keys': ['#score'], 'k': 1}}
    """

    operator = "$min_k"
    __slots__ = ()


class MaxK(Extremes):
    """The `k` largest.

    Examples:
        >>> latest = Search(rank=Knn(query="crew"), group_by=GroupBy("genre", MaxK("year", k=1)), select=["year"])
        >>> sorted(row["metadata"]["year"] for row in films.search(latest).rows()[0])
        [1979, 1995, 2009]
    """

    operator = "$max_k"
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class GroupBy:
    """The records that share the values of `keys`, metadata fields, and what stays of them; needs a rank.

    Both or neither are given; a record without a key is in the group of those without it.

    Examples:
        >>> best_of_each = Search(rank=Knn(query="crew"), group_by=GroupBy(K("genre"), MinK(K.SCORE, k=1)))
        >>> len(films.search(best_of_each)["ids"][0])
        3
    """

    keys: Keys = ()
    aggregate: Aggregate | None = None

    def __post_init__(self) -> None:
        names = names_of(self.keys, "GroupBy keys")
        if bool(names) != (self.aggregate is not None):
            raise InvalidInputError(
                f"GroupBy: expected keys and an aggregate, got no {'aggregate' if names else 'keys'}"
            )
        object.__setattr__(self, "keys", names)

    def to_dict(self) -> dict[str, object]:
        """The grouping on the wire; `{}` without any."""
        if self.aggregate is None:
            return {}
        return {"keys": list(names_of(self.keys, "keys")), "aggregate": self.aggregate.to_dict()}

    @staticmethod
    def from_dict(data: object) -> GroupBy:
        """The grouping that `{"keys": [...], "aggregate": {...}}` tells; `{}` is none."""
        found = mapping(data, "GroupBy")
        if not found:
            return GroupBy()
        required(found, ("keys", "aggregate"), "GroupBy")
        return GroupBy(_names(found["keys"], "GroupBy keys"), Aggregate.from_dict(found["aggregate"]))


def _names(value: object, what: str) -> list[str]:
    return [text(one, f"{what}[{place}]") for place, one in enumerate(many(value, what))]
