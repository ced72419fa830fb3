"""Ranked search over the records of one collection."""

from __future__ import annotations

from collections.abc import Sequence

from ...engine.collection import Collection
from ...engine.rank import leaves, size
from ...engine.search import Search
from ...engine.sparse_vector import SparseVector
from ...engine.values import Selection
from .. import encode
from ..call import INLINE_WEIGHT, Call, is_heavy
from ..decode import query_string
from ..decode.body import Payload
from ..decode.search import SEARCH, SearchBody
from ..encode import Answer
from .records import Completion, as_sent

_INLINE_NODES = 1_000
"""Rank expressions of up to so many nodes are evaluated where the request arrives."""


async def search_records(
    call: Call, kind: Payload[SearchBody] = SEARCH, complete: Completion[SearchBody] = as_sent
) -> Answer:
    """The answer to one or many searches; a flat body is answered flat.

    With `explain=true` in the query string, which only this server knows, the answer has one key more: `explanations`,
    per search null where it has no rank, else one tree per row. A node of a tree is
    `{"operator": "$sum", "value": number or null, "operands": [node, ...]}`; `$val` has no operands, and neither has
    `{"operator": "$knn", "value": ..., "key": ..., "found": bool}`, which has `rank` (from 0) and `distance` when the
    record is among its neighbours, and otherwise the default as its value. Null is a value that is not finite, or that
    the node does not have for this record. In a flat answer, the trees are not in a list of searches.
    """
    asked = await call.payload(kind)
    explain = query_string.explains(call.query())
    call.check_address()
    asked.validate()
    collection = call.collection()
    searches = (await complete(call, asked)).searches

    def answer() -> Answer:
        results = collection.search(searches, explain=explain)
        if asked.flat:
            return encode.searched_flat(results[0], explain=explain)
        return encode.searched(results, explain=explain)

    return await call.perform(answer, heavy=_is_heavy(collection, searches))


def _is_heavy(collection: Collection, searches: Sequence[Search]) -> bool:
    """Whether the searches take long enough to hold up other requests."""
    ranks = [search.rank for search in searches if search.rank is not None]
    if sum(map(size, ranks)) + len(searches) > _INLINE_NODES:
        return True
    dense = sum(not isinstance(knn.query, SparseVector) for rank in ranks for knn in leaves(rank))
    if dense * collection.weight > INLINE_WEIGHT:
        return True
    return any(
        is_heavy(collection, Selection(where=search.filter), 0 if search.rank is not None else search.limit)
        for search in searches
    )
