"""What a decoded body is measured by, when a server has quotas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from ..engine.collection import CollectionChanges, NewCollection
from ..engine.rank import leaves
from ..engine.search import Search
from ..engine.sparse_vector import SparseVector
from ..quotas import Action, Quotas
from .decode.records import Delete, Get, Query, Write
from .decode.search import SearchBody

T = TypeVar("T")

_NAMED: Mapping[str, Action] = {"createDatabase": "Create Database", "forkCollection": "Fork Collection"}
"""Operations whose body is a name."""

_WRITES: Mapping[str, Action] = {
    "addRecords": "Add",
    "upsertRecords": "Upsert",
    "updateRecords": "Update",
    "Add V1": "Add",
    "Upsert V1": "Upsert",
    "Update V1": "Update",
}


def within_quota(quotas: Quotas, operation: str, body: T, default_limit: int | None) -> T:
    """`body`, a get and a search with the limit that counts; raises QuotaExceeded.

    Where none is named, and the server has no default one, it is the quota: Chroma Cloud cuts silently.
    """
    if isinstance(body, Write):
        _check_write(quotas, _WRITES[operation], body)
    elif isinstance(body, Get):
        quotas.check_limit("Get", body.limit)
        limit = default_limit if body.limit is None else body.limit
        return replace(body, limit=quotas.capped(limit))
    elif isinstance(body, Query):
        quotas.check_results("Query", body.n_results)
        quotas.check_dimension("Query", max(map(len, body.numbers), default=0))
    elif isinstance(body, SearchBody):
        return replace(body, searches=[_limited(quotas, search) for search in body.searches])
    elif isinstance(body, Delete):
        quotas.check_count("Delete", len(body.filter.ids or ()))
    elif isinstance(body, NewCollection):
        quotas.check_name("Create Collection", body.name)
        quotas.check_collection_metadata("Create Collection", body.metadata)
    elif isinstance(body, CollectionChanges):
        quotas.check_name("Update Collection", body.name)
        quotas.check_collection_metadata("Update Collection", body.metadata)
    elif isinstance(body, str) and operation in _NAMED:
        quotas.check_name(_NAMED[operation], body)
    return body


def _limited(quotas: Quotas, search: Search) -> Search:
    quotas.check_limit("Search", search.limit)
    for knn in () if search.rank is None else leaves(search.rank):
        quotas.check_results("Search", knn.limit)
        if not isinstance(knn.query, SparseVector):
            quotas.check_dimension("Search", len(knn.query))
    return replace(search, limit=quotas.capped(search.limit))


def _check_write(quotas: Quotas, action: Action, body: Write) -> None:
    quotas.check_records(
        action,
        ids=body.ids,
        documents=body.documents,
        uris=body.uris,
        metadatas=None if body.metadatas is None else body.metadatas.rows,
    )
    quotas.check_dimension(action, 0 if body.embeddings is None else body.embeddings.widest)
