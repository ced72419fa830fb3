"""Reciprocal rank fusion (Cormack, Clarke and Buettcher, 2009): one order out of several."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from .._core.expectations import number, shown
from ..errors import InvalidInputError, WrongTypeError
from .rank import Knn, Rank, Sum, as_rank


@dataclass(frozen=True, slots=True)
class Rrf(Rank):
    """Minus the sum of weight / (k + rank) over `ranks`, each a Knn with `return_rank=True` as a rule.

    `weights` are as many as the ranks, none below 0, and 1 each by default; `normalize` divides them by their sum.
    The larger `k` is, the less the first places stand out. On the wire it is the arithmetic itself.

    Examples:
        >>> parts = [Knn(query="heist", key=key, return_rank=True, default=50) for key in (K.EMBEDDING, "words")]
        >>> films.search(Search(rank=Rrf(parts, weights=[1, 2]), limit=1))["ids"]
        [['heat']]
    """

    ranks: Sequence[Rank]
    k: float = 60
    weights: Sequence[float] | None = None
    normalize: bool = False

    def __post_init__(self) -> None:
        if isinstance(self.ranks, Rank | str) or not isinstance(self.ranks, Sequence):
            raise WrongTypeError(f"Rrf ranks: expected a list of ranks, got {shown(self.ranks)}")
        if not self.ranks:
            raise InvalidInputError("Rrf ranks: expected at least one, got an empty list")
        object.__setattr__(self, "ranks", tuple(map(as_rank, self.ranks)))
        if number(self.k, "Rrf k") <= 0:
            raise InvalidInputError(f"Rrf k: expected a number above 0, got {self.k}")
        if self.weights is not None:
            object.__setattr__(self, "weights", self._checked(self.weights))
        if self.normalize and not sum(self._given()):
            raise InvalidInputError("Rrf weights: expected a sum above 0 to normalize by, got 0")

    def to_dict(self) -> dict[str, object]:
        return self.lowered().to_dict()

    def lowered(self) -> Rank:
        """The arithmetic this stands for."""
        weights: Sequence[float] = self._given()
        if self.normalize:
            total = sum(weights)
            weights = [one / total for one in weights]
        terms = [weight / (self.k + rank) for weight, rank in zip(weights, self.ranks, strict=True)]
        return -(terms[0] if len(terms) == 1 else Sum(terms))

    def leaves(self) -> Iterator[Knn]:
        for one in self.ranks:
            yield from one.leaves()

    def replaced(self, replace: Callable[[Knn], Knn]) -> Rank:
        return Rrf([one.replaced(replace) for one in self.ranks], self.k, self.weights, self.normalize)

    def _given(self) -> Sequence[float]:
        return [1.0] * len(self.ranks) if self.weights is None else self.weights

    def _checked(self, weights: Sequence[float]) -> tuple[float, ...]:
        found = tuple(number(one, f"Rrf weights[{place}]") for place, one in enumerate(weights))
        if len(found) != len(self.ranks):
            raise InvalidInputError(
                f"Rrf weights: expected one for each of the {len(self.ranks)} ranks, got {len(found)}"
            )
        if any(one < 0 for one in found):
            raise InvalidInputError(f"Rrf weights: expected none below 0, got {min(found)}")
        return found
