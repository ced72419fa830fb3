"""Clients for tenants and databases."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

from .. import config
from .._core import flows
from .._core.session import Session
from ..auth import Credentials, CredentialsSource
from ..config import RetryPolicy, Settings, Timeouts, Verify
from ..events import Hooks
from ..types import DEFAULT_DATABASE, DEFAULT_TENANT, Database, Tenant
from .driver import AsyncDriver
from .in_process import settled

if TYPE_CHECKING:
    import httpx


class AsyncAdminAPI:
    """What makes, finds and removes tenants and databases: an AsyncAdminClient, or the `admin` of another client.

    The latter uses that client's connections and, where none is named, its tenant; an AsyncAdminClient's own tenant is
    "default_tenant".

    Examples:
        >>> await client.admin.create_tenant("studio", exist_ok=True)
        >>> await client.admin.create_database("archive", tenant="studio")
        >>> [one["name"] for one in await client.admin.list_databases(tenant="studio")]
        ['archive']
    """

    def __init__(self, driver: AsyncDriver, session: Session) -> None:
        self._driver = driver
        self._session = session

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._session.options.base_url!r})"

    async def create_tenant(self, name: str, *, exist_ok: bool = False) -> None:
        """Make a tenant, of at least 3 characters. Raises UniqueConstraintError where it exists, unless `exist_ok`."""
        await self._driver.run(flows.databases.create_tenant(self._session, name, exist_ok=exist_ok))

    async def get_tenant(self, name: str) -> Tenant:
        """The tenant. Raises NotFoundError where there is none."""
        return await self._driver.run(flows.databases.get_tenant(self._session, name))

    async def update_tenant(self, name: str, resource_name: str) -> None:
        """Give a tenant the name that begins the resource names of its collections (`get_collection_by_crn`).

        Raises UniqueConstraintError where the name is taken. Chroma's single-node server stores nothing and succeeds.
        """
        await self._driver.run(flows.databases.update_tenant(self._session, name, resource_name))

    async def list_tenants(self, limit: int | None = None, offset: int | None = None) -> Sequence[Tenant]:
        """All tenants, by name. Raises UnsupportedByServerError where the server lists none (Chroma's own)."""
        return await self._driver.run(flows.databases.list_tenants(self._session, limit, offset))

    async def create_database(self, name: str, tenant: str | None = None, *, exist_ok: bool = False) -> None:
        """Make a database, its tenant need not exist. Raises UniqueConstraintError where it is, unless `exist_ok`."""
        await self._driver.run(flows.databases.create_database(self._session, name, tenant, exist_ok=exist_ok))

    async def get_database(self, name: str, tenant: str | None = None) -> Database:
        """The database. Raises NotFoundError where there is none."""
        return await self._driver.run(flows.databases.get_database(self._session, name, tenant))

    async def delete_database(self, name: str, tenant: str | None = None, *, missing_ok: bool = False) -> None:
        """Remove a database with all its collections. Raises NotFoundError where there is none, unless `missing_ok`."""
        await self._driver.run(flows.databases.delete_database(self._session, name, tenant, missing_ok=missing_ok))

    async def list_databases(
        self, limit: int | None = None, offset: int | None = None, tenant: str | None = None
    ) -> Sequence[Database]:
        """The databases of a tenant, by name; none where the tenant does not exist."""
        return await self._driver.run(flows.databases.list_databases(self._session, limit, offset, tenant))

    def iter_databases(self, *, page_size: int | None = None, tenant: str | None = None) -> AsyncGenerator[Database]:
        """Every database of a tenant, once, by name, `page_size` (100) of them a request.

        Of databases made or deleted meanwhile, and of others where some are deleted, some may be left out.
        """
        return self._driver.stream(flows.pages.databases(self._session, page_size, tenant))


class AsyncAdminClient(AsyncAdminAPI):
    """Makes, finds and removes tenants and databases of one server.

    The server is `host` and `port`, else those of `settings`, else localhost:8000; with `is_persistent` and no host in
    the settings, one in this process on their directory. Nothing is sent before the first call. Keyword arguments and
    errors as in AsyncHttpClient.

    Examples:
        >>> async with AsyncAdminClient(host="localhost", port=8000) as admin:
        ...     await admin.create_database("drafts", exist_ok=True)
        ...     drafts = await admin.get_database("drafts")
        ...     drafts["tenant"]
        'default_tenant'
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        host: str = config.DEFAULT_HOST,
        port: int = config.DEFAULT_PORT,
        ssl: bool = False,
        headers: Mapping[str, str] | None = None,
        api_key: str | None = None,
        auth: Credentials | CredentialsSource | None = None,
        hooks: Hooks | Sequence[Hooks] | None = None,
        timeout: float | Timeouts | None = config.DEFAULT_TIMEOUTS,
        retries: int | RetryPolicy = config.DEFAULT_RETRIES,
        verify: Verify | None = None,
        proxy: str | None = None,
        trust_env: bool = True,
        http2: bool = False,
        transport: httpx.AsyncBaseTransport | None = None,
        http_client: httpx.AsyncClient | None = None,
    ) -> None:
        options = config.of_admin(
            config.http_options(
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
                proxy=proxy,
                trust_env=trust_env,
                http2=http2,
                validate=False,
                api_key=api_key,
                auth=auth,
                hooks=hooks,
            )
        )
        driver = AsyncDriver(settled(options, transport, http_client), options.credentials)
        super().__init__(driver, Session(options, awaits=driver.awaits))

    def __await__(self) -> Generator[object, None, Self]:
        return self.__aenter__().__await__()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections; calls made afterwards raise ClientClosedError. May be called again."""
        await self._driver.transport.aclose()
