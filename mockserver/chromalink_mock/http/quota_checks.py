"""What a decoded body is measured by, when a server has quotas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from ..engine.collection import CollectionChanges, NewCollection
from ..engine.errors import InvalidArgument
from ..engine.filters import Clause, OneOf, Pattern, Text, predicates
from ..engine.rank import leaves
from ..engine.search import Search
from ..engine.snapshot import ID_FIELD
from ..engine.sparse_vector import SparseVector
from ..quotas import Action, Quotas
from .decode.records import Delete, Filter, Get, Query, Write
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
        _check_filter(quotas, "Get", body.filter)
        limit = default_limit if body.limit is None else body.limit
        return replace(body, limit=quotas.capped(limit))
    elif isinstance(body, Query):
        quotas.check_results("Query", body.n_results)
        _check_filter(quotas, "Query", body.filter)
        quotas.check_dimension("Query", max(map(len, body.numbers), default=0))
    elif isinstance(body, SearchBody):
        quotas.check_searches(len(body.searches))
        return replace(body, searches=[_limited(quotas, search) for search in body.searches])
    elif isinstance(body, Delete):
        quotas.check_count("Delete", len(body.filter.ids or ()))
        _check_clauses(quotas, "Delete", _clauses(body.filter))
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
    _check_clauses(quotas, "Search", () if search.filter is None else (search.filter,))
    group_by = search.group_by
    quotas.check_grouping(len(group_by.keys), 0 if group_by.aggregate is None else len(group_by.aggregate.keys))
    knns = () if search.rank is None else tuple(leaves(search.rank))
    quotas.check_rank([knn.limit for knn in knns])
    for knn in knns:
        if isinstance(knn.query, SparseVector):
            quotas.check_sparse("Search", len(knn.query.indices))
        else:
            quotas.check_dimension("Search", len(knn.query))
    return replace(search, limit=quotas.capped(search.limit))


def _check_filter(quotas: Quotas, action: Action, asked: Filter) -> None:
    quotas.check_query_ids(action, len(asked.ids or ()))
    _check_clauses(quotas, action, _clauses(asked))


def _clauses(asked: Filter) -> Sequence[Clause]:
    """The clauses of a filter; of one that makes no sense none, because it is refused later."""
    try:
        selection = asked.selection()
    except InvalidArgument:
        return ()
    return [clause for clause in (selection.where, selection.where_document) if clause is not None]


def _check_clauses(quotas: Quotas, action: Action, clauses: Sequence[Clause]) -> None:
    found = [leaf for clause in clauses for leaf in predicates(clause)]
    for leaf in found:
        if isinstance(leaf, OneOf) and leaf.key == ID_FIELD:
            quotas.check_query_ids(action, len(leaf.operands))
    texts = [leaf.needle for leaf in found if isinstance(leaf, Text)]
    patterns = [leaf.pattern for leaf in found if isinstance(leaf, Pattern)]
    metadata = len(found) - len(texts) - len(patterns)
    quotas.check_predicates(action, metadata=metadata, texts=texts, patterns=patterns)


def _check_write(quotas: Quotas, action: Action, body: Write) -> None:
    quotas.check_records(
        action,
        ids=body.ids,
        documents=body.documents,
        uris=body.uris,
        metadatas=None if body.metadatas is None else body.metadatas.rows,
    )
    quotas.check_dimension(action, 0 if body.embeddings is None else body.embeddings.widest)
    for row in () if body.metadatas is None else body.metadatas.rows:
        for value in () if row is None else row.values():
            if isinstance(value, SparseVector):
                quotas.check_sparse(action, len(value.indices))
