"""How much one call may ask for, as Chroma Cloud bounds it; an open-source server sets no quota.

Quotas have the names of upstream's usage types (rust/frontend, quota). The texts are upstream's; those about records
and limits are also what users of the Cloud report. What a call is measured by is ours where upstream does not tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Literal, TypeAlias, cast

from .engine.errors import EngineError

Action: TypeAlias = Literal[
    "Create Database",
    "Create Collection",
    "List Collections",
    "Update Collection",
    "Fork Collection",
    "Add",
    "Get",
    "Delete",
    "Update",
    "Upsert",
    "Query",
    "Search",
]
"""What a caller does, in the words of the error."""


class QuotaExceeded(EngineError):
    """A call asks for more than its quota."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotas:
    """The quotas of a server; None = none. `Quotas.cloud()` has what Chroma Cloud documents."""

    num_records: int | None = None
    """Records in one write, ids in one delete."""
    limit_value: int | None = None
    """The limit of a get, a search or a list of collections; where the call names none, this is its limit."""
    num_results: int | None = None
    """Results asked for in a query."""
    num_search_payloads: int | None = None
    """Searches in one request."""
    num_rank_knn: int | None = None
    """Parts of one search that look for neighbours."""
    rank_knn_limit: int | None = None
    """Neighbours asked for in each of them."""
    num_group_by_keys: int | None = None
    num_aggregate_keys: int | None = None
    num_query_ids: int | None = None
    """Ids that a get, a query or a search is restricted to."""
    num_where_predicates: int | None = None
    """Comparisons of metadata in one filter, those joined by `$and` and `$or` counted one by one."""
    num_where_document_predicates: int | None = None
    where_document_value_length: int | None = None
    """Characters of a text that documents are to contain."""
    regex_pattern_length: int | None = None
    embedding_dimensions: int | None = None
    sparse_vector_populated_dimensions: int | None = None
    """Indices of one sparse vector, stored or searched for."""
    document_size_bytes: int | None = None
    uri_size_bytes: int | None = None
    id_size_bytes: int | None = None
    name_size_bytes: int | None = None
    """Of databases and collections."""
    metadata_key_size_bytes: int | None = None
    metadata_value_size_bytes: int | None = None
    """Of a record; numbers count 8 bytes, bools 1, lists the sum of their items."""
    collection_metadata_value_size_bytes: int | None = None
    num_metadata_keys: int | None = None
    """In one record, or of a collection."""

    def __post_init__(self) -> None:
        for name in QUOTA_NAMES:
            value: int | None = getattr(self, name)
            if value is not None and (isinstance(value, bool) or value < 0):
                raise ValueError(f"{name}: expected a number >= 0 or None, got {value!r}")

    @classmethod
    def cloud(cls) -> Quotas:
        """The documented quotas of a tenant of Chroma Cloud (docs.trychroma.com, Quotas & Limits).

        Of what is not documented (searches, ids asked for, indices of sparse vectors) upstream's own defaults.
        """
        return cls(
            num_records=300,
            limit_value=300,
            num_results=300,
            num_search_payloads=5,
            num_rank_knn=5,
            rank_knn_limit=384,
            num_group_by_keys=16,
            num_aggregate_keys=16,
            num_query_ids=1000,
            num_where_predicates=8,
            num_where_document_predicates=8,
            where_document_value_length=256,
            regex_pattern_length=256,
            embedding_dimensions=4096,
            sparse_vector_populated_dimensions=4096,
            document_size_bytes=16_384,
            uri_size_bytes=256,
            id_size_bytes=128,
            name_size_bytes=128,
            metadata_key_size_bytes=36,
            metadata_value_size_bytes=4096,
            collection_metadata_value_size_bytes=256,
            num_metadata_keys=32,
        )

    def check_limit(self, action: Action, limit: int | None) -> None:
        _check("Limit value", action, limit or 0, self.limit_value)

    def capped(self, limit: int | None) -> int | None:
        """The limit that counts: the smaller of what was asked for and the quota."""
        if self.limit_value is None or limit is None:
            return self.limit_value if limit is None else limit
        return min(limit, self.limit_value)

    def check_results(self, action: Action, n_results: int) -> None:
        _check("Number of results", action, n_results, self.num_results)

    def check_searches(self, searches: int) -> None:
        _check("Number of search payloads in a search", "Search", searches, self.num_search_payloads)

    def check_rank(self, knn_limits: Sequence[int]) -> None:
        """Raise QuotaExceeded for too many parts of one rank that look for neighbours, or too many neighbours."""
        _check("Number of knn searches in a rank expression", "Search", len(knn_limits), self.num_rank_knn)
        _check("Limit value in rank expression", "Search", max(knn_limits, default=0), self.rank_knn_limit)

    def check_grouping(self, keys: int, aggregate_keys: int) -> None:
        _check("Number of group by keys in a search payload", "Search", keys, self.num_group_by_keys)
        _check("Number of aggregate keys in a search payload", "Search", aggregate_keys, self.num_aggregate_keys)

    def check_query_ids(self, action: Action, ids: int) -> None:
        _check("Number of IDs to filter by in a query", action, ids, self.num_query_ids)

    def check_predicates(self, action: Action, *, metadata: int, texts: Sequence[str], patterns: Sequence[str]) -> None:
        """Raise QuotaExceeded for too many predicates of a filter, or too long texts and patterns in it."""
        _check("Number of where clause predicates", action, metadata, self.num_where_predicates)
        documents = len(texts) + len(patterns)
        _check("Number of where document predicates", action, documents, self.num_where_document_predicates)
        longest = max(map(len, texts), default=0)
        _check("Length of where document value", action, longest, self.where_document_value_length)
        _check("Length of regex pattern", action, max(map(len, patterns), default=0), self.regex_pattern_length)

    def check_sparse(self, action: Action, indices: int) -> None:
        _check("Sparse vector populated dimension", action, indices, self.sparse_vector_populated_dimensions)

    def check_dimension(self, action: Action, dimension: int) -> None:
        _check("Embedding dimension", action, dimension, self.embedding_dimensions)

    def check_count(self, action: Action, records: int) -> None:
        _check("Number of records", action, records, self.num_records)

    def check_name(self, action: Action, name: str | None) -> None:
        _check("Name size (bytes)", action, _size(name), self.name_size_bytes)

    def check_collection_metadata(self, action: Action, metadata: Mapping[str, object] | None) -> None:
        self._check_metadata(action, metadata or {}, self.collection_metadata_value_size_bytes)

    def check_records(
        self,
        action: Action,
        *,
        ids: Sequence[str],
        documents: Sequence[str | None] | None,
        uris: Sequence[str | None] | None,
        metadatas: Sequence[Mapping[str, object] | None] | None,
    ) -> None:
        """Raise QuotaExceeded for the first column, and in it the first record, that is too large."""
        self.check_count(action, len(ids))
        _check("ID size (bytes)", action, _largest(ids, self.id_size_bytes), self.id_size_bytes)
        _check("Document size (bytes)", action, _largest(documents, self.document_size_bytes), self.document_size_bytes)
        _check("URI size (bytes)", action, _largest(uris, self.uri_size_bytes), self.uri_size_bytes)
        for metadata in metadatas or ():
            self._check_metadata(action, metadata or {}, self.metadata_value_size_bytes)

    def _check_metadata(self, action: Action, metadata: Mapping[str, object], value_size: int | None) -> None:
        _check("Number of metadata dictionary keys", action, len(metadata), self.num_metadata_keys)
        for key, value in metadata.items():
            _check("Size of metadata dictionary key (bytes)", action, _size(key), self.metadata_key_size_bytes)
            _check("Size of metadata dictionary value (bytes)", action, _size(value), value_size)


QUOTA_NAMES: Sequence[str] = tuple(each.name for each in fields(Quotas))


def read_quotas(settings: Iterable[str]) -> Quotas | None:
    """The quotas written as `name=value`, or `cloud` for those of the Cloud; later ones win, `name=none` lifts one.

    None when nothing is written. Raises ValueError.
    """
    found: Quotas | None = None
    for setting in settings:
        if setting == "cloud":
            found = Quotas.cloud()
            continue
        name, _, value = setting.partition("=")
        if name not in QUOTA_NAMES or not (value == "none" or value.isdecimal()):
            raise ValueError(f"expected cloud or NAME=NUMBER with a name of {', '.join(QUOTA_NAMES)}; got {setting!r}")
        found = replace(found or Quotas(), **{name: None if value == "none" else int(value)})
    return found


def _check(usage: str, action: Action, found: int, limit: int | None) -> None:
    if limit is not None and found > limit:
        raise QuotaExceeded(
            f"Quota exceeded: '{usage}' exceeded quota limit for action '{action}': "
            f"current usage of {found} exceeds limit of {limit}"
        )


def _largest(column: Iterable[str | None] | None, limit: int | None) -> int:
    """The size of the first value over the limit; 0 when there is none."""
    if column is None or limit is None:
        return 0
    return next((size for value in column if (size := _size(value)) > limit), 0)


def _size(value: object) -> int:
    """Bytes of a value: UTF-8 for text, 8 for a number, 1 for a bool, the sum for a list."""
    if isinstance(value, str):
        return len(value) if value.isascii() else len(value.encode(errors="surrogatepass"))
    if isinstance(value, bool):
        return 1
    if isinstance(value, list):
        return sum(map(_size, cast("list[object]", value)))
    return 8 if isinstance(value, int | float) else 0
