"""What a search orders by: distances to queries, and arithmetic over them. Lower is better.

A record is found when it is in the reach of every `Knn` of the expression that has no `default`, and of at least one
(wire contract: search, rank).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self, TypeAlias

from .._core.expectations import ArrayLike, count, is_many, is_mapping, many, number, plain, shown
from ..errors import InvalidInputError, WrongTypeError
from ..sparse import SparseVector
from .key import Key, name_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


Query: TypeAlias = "str | Sequence[float] | npt.NDArray[np.floating | np.integer] | SparseVector | Mapping[str, object]"
Operand: TypeAlias = "Rank | float"


class Rank(ABC):
    """A score for records, of numbers (`+ - * /`, unary minus, `abs`) and of the methods below.

    Expressions never change; an operator makes a new one. All is computed in float32 by the server, without errors:
    a division by zero gives an infinity, which results show as None.
    """

    __slots__ = ()
    __array_ufunc__ = None  # so that a number of numpy leaves arithmetic to the rank

    @abstractmethod
    def to_dict(self) -> dict[str, object]:
        """The rank on the wire."""

    @staticmethod
    def from_dict(data: object) -> Rank:
        """The rank that a dict tells, such as `{"$knn": {"query": [0.1, 0.2]}}`; vectors become float32.

        Raises InvalidInputError for anything else than one known operator with its operands, WrongTypeError for
        operands of the wrong kind; a text as query needs a Knn, which is embedded.
        """
        from .rank_reader import read

        return read(data, "rank")

    def leaves(self) -> Iterator[Knn]:
        """The nearest-neighbour parts, from left to right."""
        return iter(())

    def replaced(self, replace: Callable[[Knn], Knn]) -> Rank:
        """The same expression with other nearest-neighbour parts."""
        return self

    def __add__(self, other: Operand) -> Sum:
        return Sum(_flat(Sum, self, other))

    def __radd__(self, other: float) -> Sum:
        return Sum(_flat(Sum, other, self))

    def __sub__(self, other: Operand) -> Sub:
        return Sub(self, as_rank(other))

    def __rsub__(self, other: float) -> Sub:
        return Sub(as_rank(other), self)

    def __mul__(self, other: Operand) -> Mul:
        return Mul(_flat(Mul, self, other))

    def __rmul__(self, other: float) -> Mul:
        return Mul(_flat(Mul, other, self))

    def __truediv__(self, other: Operand) -> Div:
        return Div(self, as_rank(other))

    def __rtruediv__(self, other: float) -> Div:
        return Div(as_rank(other), self)

    def __neg__(self) -> Mul:
        return Mul((Val(-1), self))

    def __abs__(self) -> Abs:
        return Abs(self)

    def abs(self) -> Abs:
        """The score without its sign."""
        return Abs(self)

    def exp(self) -> Exp:
        """e to the power of the score."""
        return Exp(self)

    def log(self) -> Log:
        """The natural logarithm of the score."""
        return Log(self)

    def max(self, other: Operand) -> Max:
        """The larger of two scores."""
        return Max(_flat(Max, self, other))

    def min(self, other: Operand) -> Min:
        """The smaller of two scores."""
        return Min(_flat(Min, self, other))


@dataclass(frozen=True, slots=True)
class Val(Rank):
    """The same number for every record; alone it finds none.

    Examples:
        >>> (Val(1) - Knn(query=[0.5, 0.5])).to_dict()["$sub"]["left"]
        {'$val': 1}
    """

    value: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", number(self.value, "Val"))

    def to_dict(self) -> dict[str, object]:
        return {"$val": self.value}


@dataclass(frozen=True, slots=True)
class Knn(Rank):
    """The distance to a query, for the `limit` records nearest to it among those that pass the filter.

    `query` is a text, embedded by the collection's function or, for another key, by the one its schema names; a
    dense vector; or a SparseVector. `key` is `K.EMBEDDING` or the metadata field that holds sparse vectors.
    `return_rank` gives 0, 1, 2... for the nearest, the next... in place of the distance. `default` is the value of
    records beyond the limit; without it they are not found.

    Examples:
        >>> found = films.search(Search(rank=Knn(query="a heist", key="words"), limit=1, select=[K.SCORE]))
        >>> found["ids"], found["scores"][0][0] < 1
        ([['heat']], True)
    """

    query: Query
    key: Key | str = Key.EMBEDDING
    limit: int = 16
    default: float | None = None
    return_rank: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "query", _query(self.query))
        name_of(self.key, "Knn key")
        object.__setattr__(self, "limit", count(self.limit, "Knn limit", 0))
        if self.default is not None:
            object.__setattr__(self, "default", number(self.default, "Knn default"))
        if not isinstance(plain(self.return_rank), bool):
            raise WrongTypeError(f"Knn return_rank: expected a bool, got {shown(self.return_rank)}")

    @property
    def key_name(self) -> str:
        """The key as a text."""
        return name_of(self.key, "Knn key")

    def to_dict(self) -> dict[str, object]:
        query = self.query
        if isinstance(query, SparseVector):
            query = query.to_dict()
        told: dict[str, object] = {
            "query": list(query) if isinstance(query, tuple) else query,
            "key": self.key_name,
            "limit": self.limit,
        }
        if self.default is not None:
            told["default"] = self.default
        if self.return_rank:
            told["return_rank"] = True
        return {"$knn": told}

    def leaves(self) -> Iterator[Knn]:
        return iter((self,))

    def replaced(self, replace: Callable[[Knn], Knn]) -> Rank:
        return replace(self)


@dataclass(frozen=True, slots=True)
class Fold(Rank):
    """One operator over several ranks."""

    operator: ClassVar[str]
    ranks: Sequence[Rank]

    def __post_init__(self) -> None:
        object.__setattr__(self, "ranks", tuple(map(as_rank, self.ranks)))

    def to_dict(self) -> dict[str, object]:
        return {self.operator: [one.to_dict() for one in self.ranks]}

    def leaves(self) -> Iterator[Knn]:
        for one in self.ranks:
            yield from one.leaves()

    def replaced(self, replace: Callable[[Knn], Knn]) -> Self:
        return type(self)([one.replaced(replace) for one in self.ranks])


class Sum(Fold):
    """The ranks added up."""

    operator = "$sum"
    __slots__ = ()


class Mul(Fold):
    """The ranks multiplied."""

    operator = "$mul"
    __slots__ = ()


class Max(Fold):
    """The largest of the ranks."""

    operator = "$max"
    __slots__ = ()


class Min(Fold):
    """The smallest of the ranks."""

    operator = "$min"
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Pair(Rank):
    """One operator between two ranks."""

    operator: ClassVar[str]
    left: Rank
    right: Rank

    def to_dict(self) -> dict[str, object]:
        return {self.operator: {"left": self.left.to_dict(), "right": self.right.to_dict()}}

    def leaves(self) -> Iterator[Knn]:
        yield from self.left.leaves()
        yield from self.right.leaves()

    def replaced(self, replace: Callable[[Knn], Knn]) -> Self:
        return type(self)(self.left.replaced(replace), self.right.replaced(replace))


class Sub(Pair):
    """The right rank taken from the left one."""

    operator = "$sub"
    __slots__ = ()


class Div(Pair):
    """The left rank divided by the right one."""

    operator = "$div"
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Unary(Rank):
    """A function of one rank."""

    operator: ClassVar[str]
    rank: Rank

    def to_dict(self) -> dict[str, object]:
        return {self.operator: self.rank.to_dict()}

    def leaves(self) -> Iterator[Knn]:
        return self.rank.leaves()

    def replaced(self, replace: Callable[[Knn], Knn]) -> Self:
        return type(self)(self.rank.replaced(replace))


class Abs(Unary):
    """The rank without its sign."""

    operator = "$abs"
    __slots__ = ()


class Exp(Unary):
    """e to the power of the rank."""

    operator = "$exp"
    __slots__ = ()


class Log(Unary):
    """The natural logarithm of the rank."""

    operator = "$log"
    __slots__ = ()


def as_rank(value: object) -> Rank:
    """A rank as it is, a number as a Val."""
    return value if isinstance(value, Rank) else Val(number(value, "rank"))


def _flat(kind: type[Fold], *operands: object) -> tuple[Rank, ...]:
    """`a + b + c` is one sum of three; nothing is computed."""
    ranks = map(as_rank, operands)
    return tuple(part for one in ranks for part in (one.ranks if isinstance(one, kind) else (one,)))


def _query(value: object) -> object:
    """A query that cannot change: a vector becomes a tuple of numbers."""
    if isinstance(value, str | SparseVector):
        return value
    if is_mapping(value):
        return dict(value)
    if not isinstance(value, ArrayLike) and not is_many(value):
        raise WrongTypeError(f"Knn query: expected a text, a vector or a SparseVector, got {shown(value)}")
    found = tuple(number(one, f"Knn query[{place}]") for place, one in enumerate(many(value, "Knn query")))
    if not found:
        raise InvalidInputError("Knn query: expected at least one number, got an empty vector")
    return found
