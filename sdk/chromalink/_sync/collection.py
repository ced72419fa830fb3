"""A collection, and its records."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING, cast, overload

from .._core import flows
from .._core.description import CollectionDescription
from .._core.session import CollectionRef
from ..config import UNCHANGED, CallOptions, RetryPolicy, Timeouts, Unchanged
from ..types import (
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
from .driver import Driver

if TYPE_CHECKING:
    from ..bulk import BulkResult, ColumnNames, OnError, Progress, Record, Records
    from ..errors import BulkError
    from ..functions import AttachedFunction, Function
    from ..results import GetResult, PeekResult, QueryResult, SearchResult, UsualGetResult, UsualQueryResult
    from ..search import Search


class Collection(CollectionDescription):
    """A collection of one server, made by the methods of a client.

    `name`, `metadata` and `configuration` are as of the answer that described the collection; `modify` brings them
    up to date. Vectors are float32, of the dimension that the first write fixes. Where methods take one or many, a
    sequence counts as many. Every method raises NoAnswerError when no answer came, an APIError when the server
    refused (NotFoundError: the collection is gone), and InvalidInputError, before anything is sent, when an argument
    is wrong.

    Examples:
        >>> films.add(ids="ran", documents="A lord divides his land among three sons", metadatas={"year": 1985})
        >>> found = films.query(query_texts="three sons", n_results=1, where={"year": {"$lt": 1990}})
        >>> found.ids, found.documents
        ([['ran']], [['A lord divides his land among three sons']])
    """

    def __init__(self, ref: CollectionRef, driver: Driver) -> None:
        self._ref = ref
        self._driver = driver

    def __repr__(self) -> str:
        return f"{type(self).__name__}(name={self.name!r}, id={str(self.id)!r})"

    def with_options(
        self,
        *,
        timeout: float | Timeouts | Unchanged | None = UNCHANGED,
        retries: int | RetryPolicy | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Collection:
        """This collection under other options, over the same connections: see `with_options` of the client."""
        return self._under(CallOptions.of(timeout, retries, headers))

    def _under(self, options: CallOptions) -> Collection:
        return Collection(self._ref.under(options), self._driver.under(options))

    def count(self, read_level: ReadLevel = ReadLevel.INDEX_AND_WAL) -> int:
        """How many records the collection holds."""
        return self._driver.run(flows.read.count(self._ref, read_level))

    def get_indexing_status(self) -> IndexingStatus:
        """How far the index has followed the writes. Servers without it answer InternalError or a 501."""
        return self._driver.run(flows.collections.indexing_status(self._ref))

    def add(
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
        the images, or else what its data loader makes of the uris. All arguments are checked before anything is sent.
        Writes of more than the server takes at once are embedded and sent batch by batch, in order; the `written` of
        what such a write raises tells which ids landed. Raises DuplicateIDError for an id given twice,
        EmbeddingError when embedding fails.
        """
        self._driver.run(
            flows.write.add(self._ref, flows.write.Given(ids, embeddings, metadatas, documents, images, uris))
        )

    def upsert(
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
        self._driver.run(
            flows.write.upsert(self._ref, flows.write.Given(ids, embeddings, metadatas, documents, images, uris))
        )

    def add_many(
        self,
        records: Records,
        *,
        columns: ColumnNames | None = None,
        batch_size: int | None = None,
        in_flight: int = 1,
        progress: Progress | bool | None = None,
        on_error: OnError = "raise",
        resume_from: BulkResult | BulkError | None = None,
    ) -> BulkResult:
        """Add records of any number, in constant memory; one whose id exists already is left as it is.

        `records` yields Records or mappings of the same keys (rows of results are such), or is a frame: of pandas or
        polars, or an Arrow table or reader, whose columns are named as the keys, or by `columns`; other columns are
        metadata. Records without embedding are embedded, batch by batch. Batches go out one after the other, in the
        order of the records; with `in_flight` n > 1, n are side by side, and then insertion order and which of two
        records of one id wins are undefined, and several threads or tasks embed. `batch_size` is 5,000 by default,
        and never more than 8 MiB and what the server takes. `progress` is told a BulkProgress as batches end; True
        draws a bar (needs rich).

        Ends early with BulkError, when all that is in flight has ended, where a batch fails, a record is wrong or
        `records` raises; with on_error="continue" only for the last, and the result tells what failed. `resume_from`
        takes a BulkResult, or the BulkError of an earlier call with the same records: what has landed is left out.
        """
        return self._driver.run(
            flows.bulk.add(
                self._ref, records, flows.bulk.Wishes(columns, batch_size, in_flight, progress, on_error, resume_from)
            )
        )

    def upsert_many(
        self,
        records: Records,
        *,
        columns: ColumnNames | None = None,
        batch_size: int | None = None,
        in_flight: int = 1,
        progress: Progress | bool | None = None,
        on_error: OnError = "raise",
        resume_from: BulkResult | BulkError | None = None,
    ) -> BulkResult:
        """As `add_many`, but records that exist are updated: vector replaced, metadata merged, None removing a key."""
        return self._driver.run(
            flows.bulk.upsert(
                self._ref, records, flows.bulk.Wishes(columns, batch_size, in_flight, progress, on_error, resume_from)
            )
        )

    def update(
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
        self._driver.run(
            flows.write.update(self._ref, flows.write.Given(ids, embeddings, metadatas, documents, images, uris))
        )

    def delete(
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
        return self._driver.run(flows.write.delete(self._ref, ids, where, where_document, limit))

    @overload
    def get(
        self,
        ids: OneOrMany[str] | None = None,
        where: Where | None = None,
        limit: int | None = None,
        offset: int | None = None,
        where_document: WhereDocument | None = None,
    ) -> UsualGetResult: ...
    @overload
    def get(
        self,
        ids: OneOrMany[str] | None = None,
        where: Where | None = None,
        limit: int | None = None,
        offset: int | None = None,
        where_document: WhereDocument | None = None,
        include: Include = ...,
    ) -> GetResult: ...
    def get(
        self,
        ids: OneOrMany[str] | None = None,
        where: Where | None = None,
        limit: int | None = None,
        offset: int | None = None,
        where_document: WhereDocument | None = None,
        include: Include = ("metadatas", "documents"),
    ) -> GetResult:
        """The records that all given selectors agree on, in insertion order; all records without any.

        More than 10,000 `ids` (on the Cloud 300) are asked for in parts, in their order: then it is each part that is
        in insertion order. `limit` and `offset` apply after the filters. `include` takes "documents", "embeddings",
        "metadatas", "uris" and "data" (what the collection's data loader makes of the uris).
        """
        return self._driver.run(flows.read.get(self._ref, ids, where, limit, offset, where_document, include))

    def iter_records(
        self,
        where: Where | None = None,
        where_document: WhereDocument | None = None,
        include: Include = ("metadatas", "documents"),
        *,
        page_size: int | None = None,
    ) -> Generator[Record]:
        """Every record that the filters let through, in insertion order, `page_size` (1,000) of them a request.

        A Record has what `include` names; `add_many` of another collection takes them as they are. Records added
        meanwhile come at the end; where some are deleted meanwhile, others may be left out.
        """
        return self._driver.stream(flows.pages.records(self._ref, where, where_document, include, page_size))

    def peek(self, limit: int = 10) -> PeekResult:
        """The first `limit` records in insertion order, embeddings included."""
        return self._driver.run(flows.read.peek(self._ref, limit))

    @overload
    def query(
        self,
        query_embeddings: Embeddings | None = None,
        query_texts: OneOrMany[str] | None = None,
        query_images: OneOrMany[Image] | None = None,
        query_uris: OneOrMany[str] | None = None,
        ids: OneOrMany[str] | None = None,
        n_results: int = 10,
        where: Where | None = None,
        where_document: WhereDocument | None = None,
    ) -> UsualQueryResult: ...
    @overload
    def query(
        self,
        query_embeddings: Embeddings | None = None,
        query_texts: OneOrMany[str] | None = None,
        query_images: OneOrMany[Image] | None = None,
        query_uris: OneOrMany[str] | None = None,
        ids: OneOrMany[str] | None = None,
        n_results: int = 10,
        where: Where | None = None,
        where_document: WhereDocument | None = None,
        include: Include = ...,
    ) -> QueryResult: ...
    def query(
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
        `ids`, of any number, restricts the candidates. Fewer records answer where fewer match.
        """
        return self._driver.run(
            flows.read.query(
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

    def search(
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
        return self._driver.run(flows.search.search(self._ref, searches, read_level, explain=explain))

    def modify(
        self,
        name: str | None = None,
        metadata: CollectionMetadata | None = None,
        configuration: UpdateCollectionConfiguration | None = None,
    ) -> None:
        """Rename the collection, replace its metadata, or change what may change of its index.

        `configuration` is merged: of hnsw, space and ef_construction are fixed. A raised ef_search raises recall from
        the next query on.
        """
        self._ref = self._driver.run(
            flows.collections.modify(self._ref, name, metadata, cast("Mapping[str, object] | None", configuration))
        )

    def fork(self, new_name: str) -> Collection:
        """Copy this collection under a new name and return the copy; it embeds with the same function.

        Raises UnsupportedByServerError where the server has no forks.
        """
        return Collection(self._driver.run(flows.collections.fork(self._ref, new_name)), self._driver)

    def fork_count(self) -> int:
        """How many forks this collection's family has. Raises UnsupportedByServerError where there are none to have."""
        return self._driver.run(flows.collections.fork_count(self._ref))

    def attach_function(
        self, function: Function | str, name: str, output_collection: str, params: Mapping[str, object] | None = None
    ) -> tuple[AttachedFunction, bool]:
        """Let a function of the server work on this collection and write to a new one, `output_collection`.

        Answers the attached function and whether it is new: attaching the same again changes nothing. Raises
        UniqueConstraintError where the output collection exists, NotFoundError for an unknown function, an APIError
        of status 412 where another function is attached, UnsupportedByServerError where the server has no functions.
        """
        return self._driver.run(flows.functions.attach(self._ref, function, name, output_collection, params))

    def get_attached_function(self, name: str) -> AttachedFunction:
        """The function attached under this name. Raises NotFoundError where there is none."""
        return self._driver.run(flows.functions.attached(self._ref, name))

    def detach_function(self, name: str, delete_output_collection: bool = False) -> bool:
        """Take off the function attached under this name; its output collection stays, unless it is to go too.

        Raises NotFoundError where there is none.
        """
        return self._driver.run(flows.functions.detach(self._ref, name, delete_output=delete_output_collection))
