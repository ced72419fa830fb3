"""Clients for tenants and databases."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

from .. import config
from .._core.flows import databases
from .._core.session import Session
from ..config import RetryPolicy, Settings, Timeouts, Verify
from ..types import DEFAULT_DATABASE, DEFAULT_TENANT, Database, Tenant
from .driver import AsyncDriver
from .transport import AsyncTransport

if TYPE_CHECKING:
    import httpx


class AsyncAdminClient:
    """Makes, finds and removes tenants and databases of one server.

    The server is `host` and `port`, else those of `settings`, else localhost:8000; nothing is sent before the first
    call. Keyword arguments and errors as in AsyncHttpClient.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        host: str = config.DEFAULT_HOST,
        port: int = config.DEFAULT_PORT,
        ssl: bool = False,
        headers: Mapping[str, str] | None = None,
        timeout: float | Timeouts | None = config.DEFAULT_TIMEOUTS,
        retries: int | RetryPolicy = config.DEFAULT_RETRIES,
        verify: Verify | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        http_client: httpx.AsyncClient | None = None,
    ) -> None:
        options = config.http_options(
            host,
            port,
            ssl,
            headers,
            settings,
            DEFAULT_TENANT,
            DEFAULT_DATABASE,
            timeout=timeout,
            retries=retries,
            verify=verify,
            validate=False,
        )
        self._driver = AsyncDriver(AsyncTransport(options, transport, http_client))
        self._session = Session(options, awaits=self._driver.awaits)

    def __await__(self) -> Generator[object, None, Self]:
        return self.__aenter__().__await__()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._session.options.base_url!r})"

    async def aclose(self) -> None:
        """Close the connections; calls made afterwards raise ClientClosedError. May be called again."""
        await self._driver.transport.aclose()

    async def create_tenant(self, name: str) -> None:
        """Make a tenant, of at least 3 characters. Raises UniqueConstraintError where it exists."""
        await self._driver.run(databases.create_tenant(self._session, name))

    async def get_tenant(self, name: str) -> Tenant:
        """The tenant. Raises NotFoundError where there is none."""
        return await self._driver.run(databases.get_tenant(self._session, name))

    async def update_tenant(self, name: str, resource_name: str) -> None:
        """Give a tenant the name that begins the resource names of its collections (`get_collection_by_crn`).

        Raises UniqueConstraintError where the name is taken. Chroma's single-node server stores nothing and succeeds.
        """
        await self._driver.run(databases.update_tenant(self._session, name, resource_name))

    async def list_tenants(self, limit: int | None = None, offset: int | None = None) -> Sequence[Tenant]:
        """All tenants, by name. Raises UnsupportedByServerError where the server lists none (Chroma's own)."""
        return await self._driver.run(databases.list_tenants(self._session, limit, offset))

    async def create_database(self, name: str, tenant: str = DEFAULT_TENANT) -> None:
        """Make a database; the tenant need not exist. Raises UniqueConstraintError where it exists."""
        await self._driver.run(databases.create_database(self._session, name, tenant))

    async def get_database(self, name: str, tenant: str = DEFAULT_TENANT) -> Database:
        """The database. Raises NotFoundError where there is none."""
        return await self._driver.run(databases.get_database(self._session, name, tenant))

    async def delete_database(self, name: str, tenant: str = DEFAULT_TENANT) -> None:
        """Remove a database with all its collections. Raises NotFoundError where there is none."""
        await self._driver.run(databases.delete_database(self._session, name, tenant))

    async def list_databases(
        self, limit: int | None = None, offset: int | None = None, tenant: str = DEFAULT_TENANT
    ) -> Sequence[Database]:
        """The databases of a tenant, by name; none where the tenant does not exist."""
        return await self._driver.run(databases.list_databases(self._session, limit, offset, tenant))
