"""Clients of one database of a server."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from copy import copy
from types import TracebackType
from typing import TYPE_CHECKING, Self, cast

from .. import _wire, embedded, retired
from .._core import flows
from .._core.session import Session
from ..config import UNCHANGED, CallOptions, ClientOptions, RetryPolicy, Settings, Timeouts, Unchanged
from ..embeddings.default import DEFAULT_EMBEDDING_FUNCTION
from ..embeddings.protocol import AsyncTextEmbedder
from ..types import (
    DEFAULT_DATABASE,
    CollectionMetadata,
    CreateCollectionConfiguration,
    DataLoader,
    ServerInfo,
    UserIdentity,
)
from .admin import AsyncAdminAPI
from .collection import AsyncCollection
from .driver import AsyncDriver, AsyncTransport

if TYPE_CHECKING:
    from uuid import UUID

    from .._wire.low_level import LowLevelClient
    from ..schema import Schema


class AsyncClientAPI:
    """What every client of a database does; made by AsyncHttpClient or AsyncCloudClient.

    An async client is made by a plain call. It looks up its tenant and database when awaited, when entered with
    `async with`, or else by its first call. One client may serve any number of tasks; `aclose` or leaving the `async
    with` block closes its connections. Every method raises NoAnswerError when no answer came, an APIError when the
    server refused, and InvalidInputError, before anything is sent, when an argument is wrong.

    Examples:
        >>> shelf = await client.create_collection("shelf", embedding_function=None)
        >>> sorted(one.name for one in await client.list_collections())
        ['films', 'shelf']
    """

    def __init__(self, options: ClientOptions, transport: AsyncTransport) -> None:
        self._driver = AsyncDriver(transport, options.credentials)
        self._session = Session(options, awaits=self._driver.awaits)

    def __await__(self) -> Generator[object, None, Self]:
        return self._connect().__await__()

    async def __aenter__(self) -> Self:
        return await self._connect()

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        where = f"tenant={self.tenant!r}, database={self.database!r}"
        return f"{type(self).__name__}({self._session.options.base_url!r}, {where})"

    async def _connect(self) -> Self:
        await self._driver.open(flows.system.connect(self._session))
        return self

    if not TYPE_CHECKING:  # a checker shall find misspelt names

        def __getattr__(self, name: str) -> object:
            return retired.attribute("ClientAPI", type(self), name)

    async def aclose(self) -> None:
        """Close the connections; calls made afterwards raise ClientClosedError. May be called again."""
        await self._driver.transport.aclose()

    @property
    def tenant(self) -> str:
        """The tenant that calls are about; "" while an identity has yet to settle it."""
        return self._session.tenant

    @property
    def database(self) -> str:
        """The database that calls are about; "" while an identity has yet to settle it."""
        return self._session.database

    @property
    def low_level(self) -> LowLevelClient:
        """The generated client over the same connections, for `chromalink_rest.api`; closing it leaves ours open."""
        return _wire.low_level.over_async(self._driver.lend(), self._session.options)

    @property
    def admin(self) -> AsyncAdminAPI:
        """What makes and removes tenants and databases, over the same connections; the tenant is this client's own."""
        return AsyncAdminAPI(self._driver, self._session)

    def with_options(
        self,
        *,
        timeout: float | Timeouts | Unchanged | None = UNCHANGED,
        retries: int | RetryPolicy | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Self:
        """This client under other options, over the same connections.

        `timeout` and `retries` (see AsyncHttpClient) take the place of this client's, `headers` go beside its own, and
        what is made from the view keeps them. The view turns to another tenant or database by itself, and closing it
        leaves this client open; closing this client ends both.
        """
        return self._under(CallOptions.of(timeout, retries, headers))

    def _under(self, options: CallOptions) -> Self:
        view = copy(self)
        view._driver = self._driver.under(options)
        view._session = self._session.under(options)
        return view

    @staticmethod
    def clear_system_cache() -> None:
        """Let go of the servers in memory that clients share by name: later clients of a name get a new one."""
        embedded.forget()

    def get_settings(self) -> Settings:
        """The settings the client was made with."""
        return self._session.options.settings

    async def heartbeat(self) -> int:
        """The server's clock, in nanoseconds since the epoch."""
        return await self._driver.run(flows.system.heartbeat(self._session))

    async def get_version(self) -> str:
        """The version the server states; "1.0.0" for all of Chroma 1.x."""
        return await self._driver.run(flows.system.version(self._session))

    async def server_info(self) -> ServerInfo:
        """What the server is and offers, found out by harmless requests, some of which it refuses."""
        return await self._driver.run(flows.survey.server_info(self._session))

    async def reset(self) -> bool:
        """Drop everything on the server. Raises ChromaAuthError where the server does not allow it."""
        return await self._driver.run(flows.system.reset(self._session))

    async def get_max_batch_size(self) -> int:
        """How many records the server takes in one write, -1 for any number; larger writes are split."""
        return await self._driver.run(flows.system.max_batch_size(self._session))

    async def get_user_identity(self) -> UserIdentity:
        """Who the server takes this client for."""
        return await self._driver.run(flows.system.identity(self._session))

    async def set_tenant(self, tenant: str, database: str = DEFAULT_DATABASE) -> None:
        """Turn to another tenant and database. Raises NotFoundError, changing nothing, where they do not exist."""
        await self._driver.run(flows.system.set_tenant(self._session, tenant, database))

    async def set_database(self, database: str) -> None:
        """Turn to another database of the tenant. Raises NotFoundError, changing nothing, where it does not exist."""
        await self._driver.run(flows.system.set_database(self._session, database))

    async def list_collections(self, limit: int | None = None, offset: int | None = None) -> Sequence[AsyncCollection]:
        """The collections of the database, each with its stored embedding function."""
        return [
            AsyncCollection(ref, self._driver)
            for ref in await self._driver.run(
                flows.collections.list_collections(self._session, limit, offset, DEFAULT_EMBEDDING_FUNCTION)
            )
        ]

    def iter_collections(self, *, page_size: int | None = None) -> AsyncGenerator[AsyncCollection]:
        """Every collection of the database, once, `page_size` (100) of them a request.

        Of collections made or deleted meanwhile, and of others where some are deleted, some may be left out.
        """
        return (
            AsyncCollection(ref, self._driver)
            async for ref in self._driver.stream(
                flows.pages.collections(self._session, page_size, DEFAULT_EMBEDDING_FUNCTION)
            )
        )

    async def count_collections(self) -> int:
        """How many collections the database has."""
        return await self._driver.run(flows.collections.count_collections(self._session))

    async def create_collection(
        self,
        name: str,
        schema: Schema | Mapping[str, object] | None = None,
        configuration: CreateCollectionConfiguration | None = None,
        metadata: CollectionMetadata | None = None,
        embedding_function: AsyncTextEmbedder | None = DEFAULT_EMBEDDING_FUNCTION,
        data_loader: DataLoader | None = None,
        get_or_create: bool = False,
    ) -> AsyncCollection:
        """Make a collection; 3 to 512 characters of a-z, A-Z, 0-9, ".", "_", "-" name it.

        The collection stores the embedding function's name and configuration. None means vectors only; the default
        is all-MiniLM-L6-v2 by name, which needs its model the first time a text is embedded. `schema`, a
        Schema or its wire form, excludes `configuration`; what it names embeds, and an `embedding_function` beside it
        must have the same name. Raises UniqueConstraintError where the name is taken, unless `get_or_create`, which
        then returns the existing collection unchanged.
        """
        return AsyncCollection(
            await self._driver.run(
                flows.collections.create_collection(
                    self._session,
                    name,
                    schema,
                    cast("Mapping[str, object] | None", configuration),
                    metadata,
                    embedding_function,
                    data_loader,
                    get_or_create=get_or_create,
                )
            ),
            self._driver,
        )

    async def get_or_create_collection(
        self,
        name: str,
        schema: Schema | Mapping[str, object] | None = None,
        configuration: CreateCollectionConfiguration | None = None,
        metadata: CollectionMetadata | None = None,
        embedding_function: AsyncTextEmbedder | None = DEFAULT_EMBEDDING_FUNCTION,
        data_loader: DataLoader | None = None,
    ) -> AsyncCollection:
        """The collection of this name, made if need be; an existing one is returned unchanged.

        Raises InvalidInputError where it stores another embedding function than the one given.
        """
        return await self.create_collection(
            name, schema, configuration, metadata, embedding_function, data_loader, get_or_create=True
        )

    async def get_collection(
        self,
        name: str,
        embedding_function: AsyncTextEmbedder | None = DEFAULT_EMBEDDING_FUNCTION,
        data_loader: DataLoader | None = None,
    ) -> AsyncCollection:
        """The collection of this name, with its stored embedding function unless another is given.

        Raises NotFoundError where there is none, InvalidInputError where the given function has another name than
        the stored one.
        """
        return AsyncCollection(
            await self._driver.run(
                flows.collections.get_collection(self._session, name, embedding_function, data_loader)
            ),
            self._driver,
        )

    async def get_collection_by_id(
        self,
        id: UUID | str,
        embedding_function: AsyncTextEmbedder | None = DEFAULT_EMBEDDING_FUNCTION,
        data_loader: DataLoader | None = None,
    ) -> AsyncCollection:
        """The collection of this id; otherwise as `get_collection`."""
        return AsyncCollection(
            await self._driver.run(
                flows.collections.get_collection_by_id(self._session, id, embedding_function, data_loader)
            ),
            self._driver,
        )

    async def get_collection_by_crn(
        self,
        crn: str,
        embedding_function: AsyncTextEmbedder | None = DEFAULT_EMBEDDING_FUNCTION,
        data_loader: DataLoader | None = None,
    ) -> AsyncCollection:
        """The collection of this resource name, "tenant-resource-name:database:collection", of any tenant and database.

        Raises NotFoundError where the name leads nowhere; a single-node server of Chroma drops the connection.
        """
        return AsyncCollection(
            await self._driver.run(
                flows.collections.get_collection_by_crn(self._session, crn, embedding_function, data_loader)
            ),
            self._driver,
        )

    async def delete_collection(self, name: str, *, missing_ok: bool = False) -> None:
        """Remove a collection with all its records. Raises NotFoundError where there is none, unless `missing_ok`."""
        await self._driver.run(flows.collections.delete_collection(self._session, name, missing_ok=missing_ok))
