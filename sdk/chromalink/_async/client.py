"""Clients of one database of a server."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self, cast
from uuid import UUID

from .. import config
from .._core.embedding import DEFAULT_EMBEDDING_FUNCTION
from .._core.flows import collections, system
from .._core.session import Session
from .._wire.low_level import LowLevelClient, over_async
from ..config import ClientOptions, RetryPolicy, Settings, Timeouts, Verify
from ..embeddings.protocol import AsyncTextEmbedder
from ..types import (
    DEFAULT_DATABASE,
    DEFAULT_TENANT,
    CollectionMetadata,
    CreateCollectionConfiguration,
    DataLoader,
    UserIdentity,
)
from .collection import AsyncCollection
from .driver import AsyncDriver
from .transport import AsyncTransport

if TYPE_CHECKING:
    import httpx

    from ..schema import Schema


class AsyncClientAPI:
    """What every client of a database does; made by AsyncHttpClient or AsyncCloudClient.

    An async client is made by a plain call. It looks up its tenant and database when awaited, when entered with
    `async with`, or else by its first call. One client may serve any number of tasks; `aclose` or leaving the `async
    with` block closes its connections. Every method raises NoAnswerError when no answer came, an APIError when the
    server refused, and InvalidInputError, before anything is sent, when an argument is wrong.
    """

    def __init__(
        self,
        options: ClientOptions,
        transport: httpx.AsyncBaseTransport | None,
        http_client: httpx.AsyncClient | None,
    ) -> None:
        self._driver = AsyncDriver(AsyncTransport(options, transport, http_client))
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
        await self._driver.open(system.connect(self._session))
        return self

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
        return over_async(self._driver.transport.lend(), self._session.options)

    def get_settings(self) -> Settings:
        """The settings the client was made with."""
        return self._session.options.settings

    async def heartbeat(self) -> int:
        """The server's clock, in nanoseconds since the epoch."""
        return await self._driver.run(system.heartbeat(self._session))

    async def get_version(self) -> str:
        """The version the server states; "1.0.0" for all of Chroma 1.x."""
        return await self._driver.run(system.version(self._session))

    async def reset(self) -> bool:
        """Drop everything on the server. Raises ChromaAuthError where the server does not allow it."""
        return await self._driver.run(system.reset(self._session))

    async def get_max_batch_size(self) -> int:
        """How many records the server takes in one write, -1 for any number; larger writes are split."""
        return await self._driver.run(system.max_batch_size(self._session))

    async def get_user_identity(self) -> UserIdentity:
        """Who the server takes this client for."""
        return await self._driver.run(system.identity(self._session))

    async def set_tenant(self, tenant: str, database: str = DEFAULT_DATABASE) -> None:
        """Turn to another tenant and database. Raises NotFoundError, changing nothing, where they do not exist."""
        await self._driver.run(system.set_tenant(self._session, tenant, database))

    async def set_database(self, database: str) -> None:
        """Turn to another database of the tenant. Raises NotFoundError, changing nothing, where it does not exist."""
        await self._driver.run(system.set_database(self._session, database))

    async def list_collections(self, limit: int | None = None, offset: int | None = None) -> Sequence[AsyncCollection]:
        """The collections of the database, each with its stored embedding function."""
        return [
            AsyncCollection(ref, self._driver)
            for ref in await self._driver.run(
                collections.list_collections(self._session, limit, offset, DEFAULT_EMBEDDING_FUNCTION)
            )
        ]

    async def count_collections(self) -> int:
        """How many collections the database has."""
        return await self._driver.run(collections.count_collections(self._session))

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
                collections.create_collection(
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
            await self._driver.run(collections.get_collection(self._session, name, embedding_function, data_loader)),
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
                collections.get_collection_by_id(self._session, id, embedding_function, data_loader)
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
                collections.get_collection_by_crn(self._session, crn, embedding_function, data_loader)
            ),
            self._driver,
        )

    async def delete_collection(self, name: str) -> None:
        """Remove a collection with all its records. Raises NotFoundError where there is none."""
        await self._driver.run(collections.delete_collection(self._session, name))


class AsyncHttpClient(AsyncClientAPI):
    """A client of a Chroma server over HTTP.

    `host` takes a host name, `host:port`, an IPv6 address or a URL, whose scheme, port, path and credentials count.
    `headers` go with every request. `timeout`, in seconds or as Timeouts, is 5 to connect and 60 to read or write;
    `retries` a number of repetitions or a RetryPolicy; `verify` False, a CA file or directory, or an SSLContext (TLS
    is verified by default). `transport` replaces the network; through `http_client`, which stays yours to close, all
    requests go as that client is configured. With `validate=False` no request precedes the first call.
    """

    def __init__(
        self,
        host: str = config.DEFAULT_HOST,
        port: int = config.DEFAULT_PORT,
        ssl: bool = False,
        headers: Mapping[str, str] | None = None,
        settings: Settings | None = None,
        tenant: str = DEFAULT_TENANT,
        database: str = DEFAULT_DATABASE,
        *,
        timeout: float | Timeouts | None = config.DEFAULT_TIMEOUTS,
        retries: int | RetryPolicy = config.DEFAULT_RETRIES,
        verify: Verify | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        http_client: httpx.AsyncClient | None = None,
        validate: bool = True,
    ) -> None:
        super().__init__(
            config.http_options(
                host,
                port,
                ssl,
                headers,
                settings,
                tenant,
                database,
                timeout=timeout,
                retries=retries,
                verify=verify,
                validate=validate,
            ),
            transport,
            http_client,
        )


class AsyncCloudClient(AsyncClientAPI):
    """A client of Chroma Cloud.

    The key is `api_key`, else CHROMA_API_KEY; tenant and database are the arguments, else CHROMA_TENANT and
    CHROMA_DATABASE, else what the key allows, where that is one. Raises InvalidInputError without a key. Keyword
    arguments as in AsyncHttpClient.
    """

    def __init__(
        self,
        tenant: str | None = None,
        database: str | None = None,
        api_key: str | None = None,
        settings: Settings | None = None,
        *,
        cloud_host: str = config.CLOUD_HOST,
        cloud_port: int = config.CLOUD_PORT,
        enable_ssl: bool = True,
        timeout: float | Timeouts | None = config.DEFAULT_TIMEOUTS,
        retries: int | RetryPolicy = config.DEFAULT_RETRIES,
        verify: Verify | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        http_client: httpx.AsyncClient | None = None,
        validate: bool = True,
    ) -> None:
        super().__init__(
            config.cloud_options(
                tenant,
                database,
                api_key,
                settings,
                cloud_host,
                cloud_port,
                enable_ssl,
                timeout=timeout,
                retries=retries,
                verify=verify,
                validate=validate,
            ),
            transport,
            http_client,
        )
