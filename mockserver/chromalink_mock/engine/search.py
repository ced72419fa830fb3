"""A search from filter to page: who may be found, how they rank, which of them are told, and why.

Semantics after the search contract (pipeline); a lower score is better, ties go by order of first insertion.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np
import numpy.typing as npt

from . import grouping, rank
from .errors import InvalidArgument
from .explanation import Explanation, explained
from .filters import Clause, Mask
from .grouping import GroupBy
from .leaf_search import HELD, LeafSearch
from .rank import Rank
from .snapshot import Snapshot
from .values import Floats, MetadataValue

if TYPE_CHECKING:
    from .columns import Slots

DOCUMENT, EMBEDDING, METADATA, SCORE = "#document", "#embedding", "#metadata", grouping.SCORE
_BUILT_IN: Final = (DOCUMENT, EMBEDDING, METADATA, SCORE)

MOST_NEIGHBOURS: Final = 2**24
"""Ranked for one request, over all its searches: some seconds of work."""

MOST_ROWS: Final = 2**22
"""Told in one answer of several searches; one search alone may tell all records, like a get."""

Row = TypeVar("Row", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Search:
    """One search. Without a rank records come in order of insertion; `select` says what is told beside ids."""

    filter: Clause | None = None
    rank: Rank | None = None
    group_by: GroupBy = field(default_factory=GroupBy)
    offset: int = 0
    limit: int | None = None
    select: Sequence[str] = ()

    @property
    def selected(self) -> list[str]:
        """What was selected, each once: built-in columns in their order, then metadata fields in order of bytes."""
        chosen = set(self.select)
        return [key for key in _BUILT_IN if key in chosen] + sorted(chosen.difference(_BUILT_IN))


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, as parallel columns; a column not selected is None, and so is a value that is not there."""

    select: list[str]
    ids: list[str]
    documents: list[str | None] | None
    embeddings: Floats | None
    metadatas: list[Mapping[str, MetadataValue] | None] | None
    scores: Floats | None
    explanations: list[Explanation] | None = None


def run_all(
    snapshot: Snapshot, searches: Sequence[Search], bm25: Callable[[str], bool], *, explain: bool = False
) -> list[Found]:
    """What each search finds; see `run`. Raises InvalidArgument also for more work, or a longer answer, than fits."""
    wanted = sum(
        min(knn.limit, snapshot.count) for each in searches if each.rank is not None for knn in rank.leaves(each.rank)
    )
    if wanted > MOST_NEIGHBOURS:
        raise InvalidArgument(
            f"search: expected at most {MOST_NEIGHBOURS} neighbours over all $knn of a request, got {wanted}"
        )
    told: list[Found] = []
    rows = 0
    for each in searches:
        told.append(run(snapshot, each, bm25, explain=explain))
        rows += len(told[-1].ids)
        if rows > MOST_ROWS and len(told) > 1:
            raise InvalidArgument(f"search: expected at most {MOST_ROWS} rows over all searches of a request")
    return told


def run(
    snapshot: Snapshot, search: Search, bm25: Callable[[str], bool], *, explain: bool = False, hold: int = HELD
) -> Found:
    """What `search` finds; `bm25` tells which sparse keys weigh rare dimensions more.

    With `explain`, each row of a ranked search says how its score came about. Raises InvalidArgument for a query vector
    of another dimension, and for more explanations than anybody reads. `hold` bounds the neighbours in memory at once.
    """
    allowed = snapshot.matching(search.filter)
    if search.rank is None:
        slots = _paged(np.flatnonzero(allowed), search)
        return _told(snapshot, search, slots, np.arange(len(slots), dtype=np.float32))
    leaves = LeafSearch(snapshot, allowed, bm25, search.rank, hold)
    slots, scores = _ranked(search.rank, leaves)
    if search.group_by.aggregate is not None:
        slots, scores = _grouped(snapshot, search.group_by, slots, scores)
    slots, scores = _paged(slots, search), _paged(scores, search)
    why = explained(search.rank, slots, leaves.near) if explain else None
    return _told(snapshot, search, slots, scores, why)


def _ranked(expression: Rank, leaves: LeafSearch) -> tuple[Slots, Floats]:
    """The records in the support of the expression, best first, and their scores."""
    universe = leaves.universe()
    domain = rank.evaluated(expression, universe, leaves.near)
    support: Mask = np.broadcast_to(domain.support, universe.shape)
    slots = universe[support]
    scores = np.broadcast_to(domain.values, universe.shape)[support]
    order = np.argsort(rank.order_of(scores), kind="stable")
    return slots[order], scores[order]


def _grouped(snapshot: Snapshot, group_by: GroupBy, slots: Slots, scores: Floats) -> tuple[Slots, Floats]:
    aggregate = group_by.aggregate
    assert aggregate is not None
    rows = snapshot.metadata.fields(slots, {*group_by.keys, *aggregate.keys})
    kept = grouping.chosen(group_by.keys, aggregate, rows, rank.order_of(scores).tolist())
    return slots[kept], scores[kept]


def _paged(rows: npt.NDArray[Row], search: Search) -> npt.NDArray[Row]:
    return rows[search.offset :][: search.limit]


def _told(
    snapshot: Snapshot, search: Search, slots: Slots, scores: Floats, why: list[Explanation] | None = None
) -> Found:
    select = search.selected
    fields = set(select).difference(_BUILT_IN)
    metadatas: list[Mapping[str, MetadataValue] | None] | None = None
    if METADATA in select or fields:
        rows = snapshot.metadata.fields(slots, None if METADATA in select else fields)
        metadatas = [row or None for row in rows]
    return Found(
        select=select,
        ids=[snapshot.ids[slot] for slot in slots.tolist()],
        documents=snapshot.documents.read(slots) if DOCUMENT in select else None,
        embeddings=snapshot.vectors(slots) if EMBEDDING in select else None,
        metadatas=metadatas,
        scores=scores if SCORE in select else None,
        explanations=why,
    )
