"""What reads answer: dicts in the official shape, with rows for those who prefer them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias, TypedDict, TypeVar, cast, overload

from .types import MetadataValue

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array: TypeAlias = npt.NDArray[np.float32]

__all__ = ["GetResult", "QueryResult", "Row"]

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


class GetResult(dict[str, object]):
    """Records in insertion order, as parallel columns; a column that was not included is None.

    `embeddings` is one float32 array of shape (n, dimension); `included` repeats what was asked for.
    """

    @overload
    def __getitem__(self, key: Literal["ids"], /) -> list[str]: ...
    @overload
    def __getitem__(self, key: Literal["documents", "uris"], /) -> list[str | None] | None: ...
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


class QueryResult(dict[str, object]):
    """For each query the records nearest to it, nearest first, as parallel columns of one list per query.

    A column that was not included is None. `embeddings` is one float32 array of shape (found, dimension) per query;
    `distances` are squared L2, 1 - cosine or 1 - dot product, by the collection's space, and None where not finite.
    """

    @overload
    def __getitem__(self, key: Literal["ids"], /) -> list[list[str]]: ...
    @overload
    def __getitem__(self, key: Literal["documents", "uris"], /) -> list[list[str | None]] | None: ...
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
