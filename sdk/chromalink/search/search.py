"""One search: a filter, a rank, groups, a page and the fields to answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import cast

from .._core.expectations import is_mapping, known_keys, mapping, shown
from ..errors import WrongTypeError
from .grouping import GroupBy
from .key import Key
from .page import EVERYTHING, Limit, Select
from .rank import Rank
from .where import Where

PARTS = ("filter", "rank", "group_by", "limit", "select")


@dataclass(frozen=True, slots=True)
class Parts:
    """What a Search consists of."""

    where: Where | None = None
    rank: Rank | None = None
    group_by: GroupBy = field(default_factory=GroupBy)
    limit: Limit = field(default_factory=Limit)
    select: Select = field(default_factory=Select)


class Search:
    """A search of a collection, built at once or step by step; every step gives a new Search.

        Search().where(K("year") >= 1990).rank(Knn(query="heist")).limit(10).select(K.DOCUMENT, K.SCORE)

    Without a rank, records come in insertion order. Parts may be given as the dicts they have on the wire, `limit` as
    a number and `select` as a list or set. Raises InvalidInputError, WrongTypeError among them, for what is no such
    part.

    Examples:
        >>> crime = Search().where(K("genre") == "crime").rank(Knn(query="thieves")).limit(5).select(K.DOCUMENT)
        >>> films.search(crime).rows()
        [[{'id': 'heat', 'document': 'A crew plans a heist'}]]
    """

    __slots__ = ("_parts",)

    _parts: Parts

    def __init__(
        self,
        where: Where | Mapping[str, object] | None = None,
        rank: Rank | Mapping[str, object] | None = None,
        group_by: GroupBy | Mapping[str, object] | None = None,
        limit: Limit | Mapping[str, object] | int | None = None,
        select: Select | Mapping[str, object] | Collection[Key | str] | None = None,
    ) -> None:
        parts = Parts(_where(where), _rank(rank), _group_by(group_by), _limit(limit), _select(select))
        object.__setattr__(self, "_parts", parts)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Search does not change; its methods give new ones: {name!r}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a Search does not change; its methods give new ones: {name!r}")

    def __reduce__(self) -> tuple[object, tuple[Parts]]:
        return _of, (self._parts,)

    def __eq__(self, other: object) -> bool:
        return self._parts == other._parts if isinstance(other, Search) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._parts)

    def __repr__(self) -> str:
        parts = self._parts
        return (
            f"Search(where={parts.where!r}, rank={parts.rank!r}, group_by={parts.group_by!r}, "
            f"limit={parts.limit!r}, select={parts.select!r})"
        )

    @property
    def parts(self) -> Parts:
        """What the search consists of."""
        return self._parts

    def where(self, where: Where | Mapping[str, object] | None) -> Search:
        """With this filter in place of the one before; None = none."""
        return _of(replace(self._parts, where=_where(where)))

    def rank(self, rank_expr: Rank | Mapping[str, object] | None) -> Search:
        """With this rank in place of the one before; None = insertion order."""
        return _of(replace(self._parts, rank=_rank(rank_expr)))

    def group_by(self, group_by: GroupBy | Mapping[str, object] | None) -> Search:
        """With this grouping in place of the one before; None = none."""
        return _of(replace(self._parts, group_by=_group_by(group_by)))

    def limit(self, limit: int, offset: int = 0) -> Search:
        """With at most `limit` records after the first `offset`; a Knn's own limit bounds what there is to page."""
        return _of(replace(self._parts, limit=Limit(offset, limit)))

    def select(self, *keys: Key | str) -> Search:
        """With these fields answered beside the id, in this order."""
        return _of(replace(self._parts, select=Select(keys)))

    def select_all(self) -> Search:
        """With document, embedding, metadata and score."""
        return _of(replace(self._parts, select=EVERYTHING))

    def to_dict(self) -> dict[str, object]:
        """The search on the wire: always its five parts."""
        parts = self._parts
        return {
            "filter": None if parts.where is None else parts.where.to_dict(),
            "rank": None if parts.rank is None else parts.rank.to_dict(),
            "group_by": parts.group_by.to_dict(),
            "limit": parts.limit.to_dict(),
            "select": parts.select.to_dict(),
        }

    @staticmethod
    def from_dict(data: object) -> Search:
        """The search that `to_dict` told; parts may be missing."""
        found = mapping(data, "Search")
        known_keys(found, PARTS, "Search")
        return _of(
            Parts(
                _where(found.get("filter")),
                _rank(found.get("rank")),
                _group_by(found.get("group_by")),
                _limit(found.get("limit")),
                _select(found.get("select")),
            )
        )


def _of(parts: Parts) -> Search:
    made = Search()
    object.__setattr__(made, "_parts", parts)
    return made


def _where(value: object) -> Where | None:
    if value is None or isinstance(value, Where):
        return value
    if is_mapping(value):
        return Where.from_dict(value)
    raise WrongTypeError(f"where: expected a condition such as K('year') > 1990, a dict or None, got {shown(value)}")


def _rank(value: object) -> Rank | None:
    if value is None or isinstance(value, Rank):
        return value
    if is_mapping(value):
        return Rank.from_dict(value)
    raise WrongTypeError(f"rank: expected a rank such as Knn(query=...), a dict or None, got {shown(value)}")


def _group_by(value: object) -> GroupBy:
    if value is None or isinstance(value, GroupBy):
        return value or GroupBy()
    if is_mapping(value):
        return GroupBy.from_dict(value)
    raise WrongTypeError(f"group_by: expected a GroupBy, a dict or None, got {shown(value)}")


def _limit(value: object) -> Limit:
    if value is None or isinstance(value, Limit):
        return value or Limit()
    if is_mapping(value):
        return Limit.from_dict(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return Limit.from_dict({"limit": value})
    raise WrongTypeError(f"limit: expected a Limit, a number, a dict or None, got {shown(value)}")


def _select(value: object) -> Select:
    if value is None or isinstance(value, Select):
        return value or Select()
    if is_mapping(value):
        return Select.from_dict(value)
    if isinstance(value, list | tuple | set | frozenset):
        return Select(cast("Collection[Key | str]", value))
    raise WrongTypeError(f"select: expected a Select, a list, a set, a dict or None, got {shown(value)}")
