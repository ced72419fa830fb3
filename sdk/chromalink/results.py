"""What reads answer: dicts in the official shape, with rows for those who prefer them.

Examples:
    >>> found = films.query(query_texts="a heist", n_results=1)
    >>> found.ids, found.first()["metadata"]["year"]
    ([['heat']], 1995)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, Required, TypeAlias, TypedDict, TypeVar, cast, overload

from .errors import InvalidInputError
from .tables import Table, Tabular, TabularEach
from .types import MetadataValue

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from .explanation import Explanation

    Array: TypeAlias = npt.NDArray[np.float32]

__all__ = [
    "GetResult",
    "PeekResult",
    "QueryResult",
    "Row",
    "SearchResult",
    "SearchRow",
    "UsualGetResult",
    "UsualQueryResult",
]

T = TypeVar("T")

Metadatas: TypeAlias = "list[Mapping[str, MetadataValue] | None]"


class Row(TypedDict):
    """One record of a result. None stands for what the record lacks or the call did not include."""

    id: str
    document: str | None
    metadata: Mapping[str, MetadataValue] | None
    embedding: Array | None
    uri: str | None
    data: object
    distance: float | None


class GetResult(Tabular, dict[str, object]):
    """Records in insertion order, as parallel columns; a column that was not included is None.

    `embeddings` is one float32 array of shape (n, dimension); `included` repeats what was asked for. As attributes
    the columns are never None: one that was not included raises InvalidInputError.
    """

    @overload
    def __getitem__(self, key: Literal["ids"], /) -> list[str]: ...
    @overload
    def __getitem__(self, key: Literal["documents"], /) -> list[str | None] | None: ...
    @overload
    def __getitem__(self, key: Literal["uris"], /) -> list[str | None] | None: ...
    @overload
    def __getitem__(self, key: Literal["metadatas"], /) -> Metadatas | None: ...
    @overload
    def __getitem__(self, key: Literal["embeddings"], /) -> Array | None: ...
    @overload
    def __getitem__(self, key: Literal["data"], /) -> Sequence[object] | None: ...
    @overload
    def __getitem__(self, key: Literal["included"], /) -> list[str]: ...
    @overload
    def __getitem__(self, key: str, /) -> object: ...
    def __getitem__(self, key: str, /) -> object:
        return super().__getitem__(key)

    @property
    def ids(self) -> list[str]:
        """The ids."""
        return self["ids"]

    @property
    def documents(self) -> list[str | None]:
        """The documents; None where a record has none."""
        return _included(self["documents"], "documents")

    @property
    def uris(self) -> list[str | None]:
        """The uris; None where a record has none."""
        return _included(self["uris"], "uris")

    @property
    def metadatas(self) -> Metadatas:
        """The metadata; None where a record has none."""
        return _included(self["metadatas"], "metadatas")

    @property
    def embeddings(self) -> Array:
        """The vectors, float32, of shape (n, dimension)."""
        return _included(self["embeddings"], "embeddings")

    def rows(self) -> list[Row]:
        """The same records, one Row each."""
        return list(
            _rows(
                self["ids"],
                self["documents"],
                self["metadatas"],
                self["embeddings"],
                self["uris"],
                self["data"],
                None,
            )
        )

    def first(self) -> Row | None:
        """The first record; None where there is none."""
        return next(iter(self.rows()), None)

    def _table(self) -> Table:
        return Table.of(self["ids"], _present(self), self.rows())


class UsualGetResult(GetResult):
    """A GetResult with documents and metadatas, as without `include`."""

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, key: Literal["ids"], /) -> list[str]: ...
        @overload
        def __getitem__(self, key: Literal["documents"], /) -> list[str | None]: ...
        @overload
        def __getitem__(self, key: Literal["uris"], /) -> list[str | None] | None: ...
        @overload
        def __getitem__(self, key: Literal["metadatas"], /) -> Metadatas: ...
        @overload
        def __getitem__(self, key: Literal["embeddings"], /) -> Array | None: ...
        @overload
        def __getitem__(self, key: Literal["data"], /) -> Sequence[object] | None: ...
        @overload
        def __getitem__(self, key: Literal["included"], /) -> list[str]: ...
        @overload
        def __getitem__(self, key: str, /) -> object: ...
        def __getitem__(self, key: str, /) -> object: ...


class PeekResult(UsualGetResult):
    """A GetResult with documents, metadatas and embeddings, as of `peek`."""

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, key: Literal["ids"], /) -> list[str]: ...
        @overload
        def __getitem__(self, key: Literal["documents"], /) -> list[str | None]: ...
        @overload
        def __getitem__(self, key: Literal["uris"], /) -> list[str | None] | None: ...
        @overload
        def __getitem__(self, key: Literal["metadatas"], /) -> Metadatas: ...
        @overload
        def __getitem__(self, key: Literal["embeddings"], /) -> Array: ...
        @overload
        def __getitem__(self, key: Literal["data"], /) -> Sequence[object] | None: ...
        @overload
        def __getitem__(self, key: Literal["included"], /) -> list[str]: ...
        @overload
        def __getitem__(self, key: str, /) -> object: ...
        def __getitem__(self, key: str, /) -> object: ...


class QueryResult(TabularEach, dict[str, object]):
    """For each query the records nearest to it, nearest first, as parallel columns of one list per query.

    A column that was not included is None. `embeddings` is one float32 array of shape (found, dimension) per query;
    `distances` are squared L2, 1 - cosine or 1 - dot product, by the collection's space, and None where not finite.
    As attributes the columns are never None: one that was not included raises InvalidInputError.
    """

    what = ("query", "queries")

    @overload
    def __getitem__(self, key: Literal["ids"], /) -> list[list[str]]: ...
    @overload
    def __getitem__(self, key: Literal["documents"], /) -> list[list[str | None]] | None: ...
    @overload
    def __getitem__(self, key: Literal["uris"], /) -> list[list[str | None]] | None: ...
    @overload
    def __getitem__(self, key: Literal["metadatas"], /) -> list[Metadatas] | None: ...
    @overload
    def __getitem__(self, key: Literal["embeddings"], /) -> list[Array] | None: ...
    @overload
    def __getitem__(self, key: Literal["distances"], /) -> list[list[float | None]] | None: ...
    @overload
    def __getitem__(self, key: Literal["data"], /) -> list[Sequence[object]] | None: ...
    @overload
    def __getitem__(self, key: Literal["included"], /) -> list[str]: ...
    @overload
    def __getitem__(self, key: str, /) -> object: ...
    def __getitem__(self, key: str, /) -> object:
        return super().__getitem__(key)

    @property
    def ids(self) -> list[list[str]]:
        """The ids."""
        return self["ids"]

    @property
    def documents(self) -> list[list[str | None]]:
        """The documents; None where a record has none."""
        return _included(self["documents"], "documents")

    @property
    def uris(self) -> list[list[str | None]]:
        """The uris; None where a record has none."""
        return _included(self["uris"], "uris")

    @property
    def metadatas(self) -> list[Metadatas]:
        """The metadata; None where a record has none."""
        return _included(self["metadatas"], "metadatas")

    @property
    def embeddings(self) -> list[Array]:
        """The vectors, float32, of shape (found, dimension) for each query."""
        return _included(self["embeddings"], "embeddings")

    @property
    def distances(self) -> list[list[float | None]]:
        """The distances; None where one is not finite."""
        return _included(self["distances"], "distances")

    def rows(self) -> list[list[Row]]:
        """For each query its records, one Row each."""
        return [
            list(
                _rows(
                    ids,
                    _of(self["documents"], query),
                    _of(self["metadatas"], query),
                    _of(self["embeddings"], query),
                    _of(self["uris"], query),
                    _of(self["data"], query),
                    _of(self["distances"], query),
                )
            )
            for query, ids in enumerate(self["ids"])
        ]

    def first(self, query: int = 0) -> Row | None:
        """The record nearest to one of the queries; None where nothing was found."""
        return next(iter(self.rows()[query]), None)

    def _tables(self) -> list[Table]:
        fields = _present(self)
        return [Table.of(ids, fields, rows) for ids, rows in zip(self["ids"], self.rows(), strict=True)]


class UsualQueryResult(QueryResult):
    """A QueryResult with documents, metadatas and distances, as without `include`."""

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, key: Literal["ids"], /) -> list[list[str]]: ...
        @overload
        def __getitem__(self, key: Literal["documents"], /) -> list[list[str | None]]: ...
        @overload
        def __getitem__(self, key: Literal["uris"], /) -> list[list[str | None]] | None: ...
        @overload
        def __getitem__(self, key: Literal["metadatas"], /) -> list[Metadatas]: ...
        @overload
        def __getitem__(self, key: Literal["embeddings"], /) -> list[Array] | None: ...
        @overload
        def __getitem__(self, key: Literal["distances"], /) -> list[list[float | None]]: ...
        @overload
        def __getitem__(self, key: Literal["data"], /) -> list[Sequence[object]] | None: ...
        @overload
        def __getitem__(self, key: Literal["included"], /) -> list[str]: ...
        @overload
        def __getitem__(self, key: str, /) -> object: ...
        def __getitem__(self, key: str, /) -> object: ...


class SearchRow(TypedDict, total=False):
    """One record of a search. Only the id is always there: a field that was not selected or is missing is left out."""

    id: Required[str]
    document: str
    embedding: Array
    metadata: dict[str, MetadataValue]
    score: float


class SearchResult(TabularEach, dict[str, object]):
    """For each search its records, best first, as parallel columns of one list per search.

    A column that was not selected is None. `embeddings` are one float32 array per record. `scores` are what the
    rank made of each record, lower being better, or its place in the page without a rank; None where not finite.
    `select` tells the fields answered, sorted. "explanations", there only when asked for, has an Explanation for
    each record of a search with a rank.
    """

    what = ("search", "searches")

    @overload
    def __getitem__(self, key: Literal["ids", "select"], /) -> list[list[str]]: ...
    @overload
    def __getitem__(self, key: Literal["documents"], /) -> list[list[str | None] | None]: ...
    @overload
    def __getitem__(self, key: Literal["metadatas"], /) -> list[list[dict[str, MetadataValue] | None] | None]: ...
    @overload
    def __getitem__(self, key: Literal["embeddings"], /) -> list[list[Array | None] | None]: ...
    @overload
    def __getitem__(self, key: Literal["explanations"], /) -> list[list[Explanation] | None]: ...
    @overload
    def __getitem__(self, key: Literal["scores"], /) -> list[list[float | None] | None]: ...
    @overload
    def __getitem__(self, key: str, /) -> object: ...
    def __getitem__(self, key: str, /) -> object:
        return super().__getitem__(key)

    def rows(self) -> list[list[SearchRow]]:
        """For each search its records, one dict each, without what a record lacks."""
        return [
            [
                cast("SearchRow", {"id": id, **{name: one[place] for name, one in columns if one[place] is not None}})
                for place, id in enumerate(ids)
            ]
            for ids, columns in ((ids, self._columns(search)) for search, ids in enumerate(self["ids"]))
        ]

    def first(self, search: int = 0) -> SearchRow | None:
        """The best record of one of the searches; None where nothing was found."""
        return next(iter(self.rows()[search]), None)

    def _tables(self) -> list[Table]:
        return [
            Table.of(ids, [name for name, _ in self._columns(search)], rows)
            for search, (ids, rows) in enumerate(zip(self["ids"], self.rows(), strict=True))
        ]

    def _columns(self, search: int) -> list[tuple[str, Sequence[object]]]:
        """The columns of one search that were selected, under the names rows give them."""
        columns = {name: cast("list[Sequence[object] | None]", self[column]) for column, name in _FIELDS.items()}
        found = ((name, of_each[search]) for name, of_each in columns.items())
        return [(name, column) for name, column in found if column is not None]


_FIELDS = {"documents": "document", "embeddings": "embedding", "metadatas": "metadata", "scores": "score"}


_PLURALS = {
    "documents": "document",
    "metadatas": "metadata",
    "embeddings": "embedding",
    "uris": "uri",
    "data": "data",
    "distances": "distance",
}


def _present(result: Mapping[str, object]) -> list[str]:
    """The fields of rows whose columns a result has."""
    return [name for column, name in _PLURALS.items() if result.get(column) is not None]


def _included(column: T | None, name: str) -> T:
    if column is None:
        raise InvalidInputError(f"{name}: not in this result; ask for it with include=[..., {name!r}]")
    return column


def _of(columns: Sequence[T] | None, query: int) -> T | None:
    return None if columns is None else columns[query]


def _rows(
    ids: Sequence[str],
    documents: Sequence[str | None] | None,
    metadatas: Metadatas | None,
    embeddings: Array | None,
    uris: Sequence[str | None] | None,
    data: Sequence[object] | None,
    distances: Sequence[float | None] | None,
) -> Iterator[Row]:
    for place, id in enumerate(ids):
        yield Row(
            id=id,
            document=_of(documents, place),
            metadata=_of(metadatas, place),
            embedding=None if embeddings is None else cast("Array", embeddings[place]),
            uri=_of(uris, place),
            data=_of(data, place),
            distance=_of(distances, place),
        )
