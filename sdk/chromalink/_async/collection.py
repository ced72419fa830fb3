"""A collection, and its records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast
from uuid import UUID

from .._core.flows import collections, functions, read, search, write
from .._core.flows.write import Given
from .._core.session import CollectionRef
from ..functions import AttachedFunction, Function
from ..schema import Schema
from ..types import (
    CollectionConfiguration,
    CollectionMetadata,
    DeleteResult,
    Embeddings,
    Image,
    Include,
    IndexingStatus,
    Metadata,
    OneOrMany,
    ReadLevel,
    UpdateCollectionConfiguration,
    UpdateMetadata,
    Where,
    WhereDocument,
)
from .driver import AsyncDriver

if TYPE_CHECKING:
    from ..results import GetResult, QueryResult, SearchResult
    from ..search import Search


class AsyncCollection:
    """A collection of one server, made by the methods of a client.

    `name`, `metadata` and `configuration` are as of the answer that described the collection; `modify` brings them
    up to date. Vectors are float32, of the dimension that the first write fixes. Where methods take one or many, a
    sequence counts as many. Every method raises NoAnswerError when no answer came, an APIError when the server
    refused (NotFoundError: the collection is gone), and InvalidInputError, before anything is sent, when an argument
    is wrong.
    """

    def __init__(self, ref: CollectionRef, driver: AsyncDriver) -> None:
        self._ref = ref
        self._driver = driver

    def __repr__(self) -> str:
        return f"{type(self).__name__}(name={self.name!r}, id={str(self.id)!r})"

    @property
    def id(self) -> UUID:
        """The id, for the collection's life."""
        return self._ref.id

    @property
    def name(self) -> str:
        """The name, unique in its database."""
        return self._ref.name

    @property
    def tenant(self) -> str:
        """The tenant the collection belongs to."""
        return self._ref.tenant

    @property
    def database(self) -> str:
        """The database the collection belongs to."""
        return self._ref.database

    @property
    def metadata(self) -> Mapping[str, object] | None:
        """The collection's own metadata."""
        return self._ref.metadata

    @property
    def configuration_json(self) -> Mapping[str, object]:
        """The configuration as the server tells it."""
        return self._ref.configuration

    @property
    def configuration(self) -> CollectionConfiguration:
        """The configuration, with the embedding function that this object embeds with."""
        return cast("CollectionConfiguration", {**self._ref.configuration, "embedding_function": self._ref.embedder})

    @property
    def schema(self) -> Schema | None:
        """The schema as the server told it, its embedding functions rebuilt; None where the server has none."""
        return None if self._ref.schema is None else Schema.deserialize_from_json(self._ref.schema)

    @property
    def schema_json(self) -> Mapping[str, object] | None:
        """The schema as the server tells it; None where the server has none."""
        return self._ref.schema

    async def count(self, read_level: ReadLevel = ReadLevel.INDEX_AND_WAL) -> int:
        """How many records the collection holds."""
        return await self._driver.run(read.count(self._ref, read_level))

    async def get_indexing_status(self) -> IndexingStatus:
        """How far the index has followed the writes. Servers without it answer InternalError or a 501."""
        return await self._driver.run(collections.indexing_status(self._ref))

    async def add(
        self,
        ids: OneOrMany[str],
        embeddings: Embeddings | None = None,
        metadatas: OneOrMany[Metadata | None] | None = None,
        documents: OneOrMany[str] | None = None,
        images: OneOrMany[Image] | None = None,
        uris: OneOrMany[str] | None = None,
    ) -> None:
        """Add records; one whose id exists already is left as it is, silently (wire contract: add).

        Without `embeddings` (shape (n, dimension), or one vector) the collection's function embeds the documents, or
        the images, or else what its data loader makes of the uris. Larger writes are sent in batches, one after the
        other; all arguments are checked and embedded before the first. Raises DuplicateIDError for an id given
        twice, EmbeddingError when embedding fails.
        """
        await self._driver.run(write.add(self._ref, Given(ids, embeddings, metadatas, documents, images, uris)))

    async def upsert(
        self,
        ids: OneOrMany[str],
        embeddings: Embeddings | None = None,
        metadatas: OneOrMany[UpdateMetadata | None] | None = None,
        documents: OneOrMany[str] | None = None,
        images: OneOrMany[Image] | None = None,
        uris: OneOrMany[str] | None = None,
    ) -> None:
        """Add records, or update those that exist: vector replaced, metadata merged, None removing a key.

        Arguments, batches and errors as in `add`.
        """
        await self._driver.run(write.upsert(self._ref, Given(ids, embeddings, metadatas, documents, images, uris)))

    async def update(
        self,
        ids: OneOrMany[str],
        embeddings: Embeddings | None = None,
        metadatas: OneOrMany[UpdateMetadata | None] | None = None,
        documents: OneOrMany[str | None] | None = None,
        images: OneOrMany[Image] | None = None,
        uris: OneOrMany[str | None] | None = None,
    ) -> None:
        """Change records; unknown ids are ignored, silently (wire contract: update).

        What is not given stays; metadata is merged, None removing a key. Documents or images given without
        `embeddings` are embedded anew. Batches and errors as in `add`; nothing to update raises InvalidInputError.
        """
        await self._driver.run(write.update(self._ref, Given(ids, embeddings, metadatas, documents, images, uris)))

    async def delete(
        self,
        ids: OneOrMany[str] | None = None,
        where: Where | None = None,
        where_document: WhereDocument | None = None,
        limit: int | None = None,
    ) -> DeleteResult:
        """Remove the records that all given selectors agree on; at least one is needed.

        `limit`, only beside a filter, removes the first so many in insertion order. The answer counts the ids asked
        for, unknown ones included, or else the records matched (wire contract: delete).
        """
        return await self._driver.run(write.delete(self._ref, ids, where, where_document, limit))

    async def get(
        self,
        ids: OneOrMany[str] | None = None,
        where: Where | None = None,
        limit: int | None = None,
        offset: int | None = None,
        where_document: WhereDocument | None = None,
        include: Include = ("metadatas", "documents"),
    ) -> GetResult:
        """The records that all given selectors agree on, in insertion order; all records without any.

        `limit` and `offset` apply after the filters. `include` takes "documents", "embeddings", "metadatas", "uris"
        and "data" (what the collection's data loader makes of the uris).
        """
        return await self._driver.run(read.get(self._ref, ids, where, limit, offset, where_document, include))

    async def peek(self, limit: int = 10) -> GetResult:
        """The first `limit` records in insertion order, embeddings included."""
        return await self._driver.run(read.peek(self._ref, limit))

    async def query(
        self,
        query_embeddings: Embeddings | None = None,
        query_texts: OneOrMany[str] | None = None,
        query_images: OneOrMany[Image] | None = None,
        query_uris: OneOrMany[str] | None = None,
        ids: OneOrMany[str] | None = None,
        n_results: int = 10,
        where: Where | None = None,
        where_document: WhereDocument | None = None,
        include: Include = ("metadatas", "documents", "distances"),
    ) -> QueryResult:
        """For each query the `n_results` nearest records, nearest first, out of those the filters let through.

        Without `query_embeddings` exactly one of texts, images and uris is embedded by the collection's function.
        `ids` restricts the candidates. Fewer records answer where fewer match.
        """
        return await self._driver.run(
            read.query(
                self._ref,
                query_embeddings,
                query_texts,
                query_images,
                query_uris,
                ids,
                n_results,
                where,
                where_document,
                include,
            )
        )

    async def search(
        self,
        searches: OneOrMany[Search],
        read_level: ReadLevel = ReadLevel.INDEX_AND_WAL,
        *,
        explain: bool = False,
    ) -> SearchResult:
        """What each search finds: records that pass its filter, by its rank, with the fields it selects.

        A text in a `Knn` is embedded first: for the dense vectors by the collection's function, for another key by
        the sparse one its schema names. One search answers lists of one list. With `explain`, which only
        chromalink's own server understands, "explanations" tells how each score came about. Raises EmbeddingError when
        embedding fails, UnsupportedByServerError where the server has no search.
        """
        return await self._driver.run(search.search(self._ref, searches, read_level, explain=explain))

    async def modify(
        self,
        name: str | None = None,
        metadata: CollectionMetadata | None = None,
        configuration: UpdateCollectionConfiguration | None = None,
    ) -> None:
        """Rename the collection, replace its metadata, or change what may change of its index.

        `configuration` is merged: of hnsw, space and ef_construction are fixed. A raised ef_search raises recall from
        the next query on.
        """
        self._ref = await self._driver.run(
            collections.modify(self._ref, name, metadata, cast("Mapping[str, object] | None", configuration))
        )

    async def fork(self, new_name: str) -> AsyncCollection:
        """Copy this collection under a new name and return the copy; it embeds with the same function.

        Raises UnsupportedByServerError where the server has no forks.
        """
        return AsyncCollection(await self._driver.run(collections.fork(self._ref, new_name)), self._driver)

    async def fork_count(self) -> int:
        """How many forks this collection's family has. Raises UnsupportedByServerError where there are none to have."""
        return await self._driver.run(collections.fork_count(self._ref))

    async def attach_function(
        self, function: Function | str, name: str, output_collection: str, params: Mapping[str, object] | None = None
    ) -> tuple[AttachedFunction, bool]:
        """Let a function of the server work on this collection and write to a new one, `output_collection`.

        Answers the attached function and whether it is new: attaching the same again changes nothing. Raises
        UniqueConstraintError where the output collection exists, NotFoundError for an unknown function, an APIError
        of status 412 where another function is attached, UnsupportedByServerError where the server has no functions.
        """
        return await self._driver.run(functions.attach(self._ref, function, name, output_collection, params))

    async def get_attached_function(self, name: str) -> AttachedFunction:
        """The function attached under this name. Raises NotFoundError where there is none."""
        return await self._driver.run(functions.attached(self._ref, name))

    async def detach_function(self, name: str, delete_output_collection: bool = False) -> bool:
        """Take off the function attached under this name; its output collection stays, unless it is to go too.

        Raises NotFoundError where there is none.
        """
        return await self._driver.run(functions.detach(self._ref, name, delete_output=delete_output_collection))
