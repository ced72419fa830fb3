"""How a score came about, part by part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["Explanation"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What one part of a rank made of one record; printed, it is a tree.

    `value` is None where it is not finite, or where the part has none for this record. Of a `$knn`, `found` says
    whether the record is among its neighbours; then `place`, from 0, and `distance` tell more, and otherwise the value
    is the default.

    Examples:
        >>> found = films.search(Search(rank=Knn(query="heist") * 0.5 + 1).limit(1), explain=True)
        >>> best = found["explanations"][0][0]
        >>> best.operator, [part.operator for part in best.operands]
        ('$sum', ['$mul', '$val'])
    """

    operator: str
    value: float | None
    operands: Sequence[Explanation] = ()
    key: str | None = None
    found: bool | None = None
    place: int | None = None
    distance: float | None = None

    def __str__(self) -> str:
        return "\n".join(self._lines("", ""))

    def _lines(self, first: str, others: str) -> Iterator[str]:
        yield f"{first}{self._told()}"
        for number, operand in enumerate(self.operands, 1):
            branch, below = ("└ ", "  ") if number == len(self.operands) else ("├ ", "│ ")
            yield from operand._lines(others + branch, others + below)

    def _told(self) -> str:
        value = "none" if self.value is None else f"{self.value:g}"
        if self.found is None:
            return value if self.operator == "$val" else f"{self.operator} = {value}"
        reach = (
            f"place {self.place}, distance {self.distance:g}" if self.distance is not None else f"place {self.place}"
        )
        return f"$knn {self.key} = {value} ({reach if self.found else 'beyond its limit'})"
