"""Clients of a server over HTTP: one of your own, or Chroma Cloud."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from .. import config
from ..auth import Credentials, CredentialsSource
from ..config import RetryPolicy, Settings, Timeouts, Verify
from ..events import Hooks
from ..types import DEFAULT_DATABASE, DEFAULT_TENANT
from .client import AsyncClientAPI
from .transport import AsyncHttpTransport

if TYPE_CHECKING:
    import httpx


class AsyncHttpClient(AsyncClientAPI):
    """A client of a Chroma server over HTTP.

    `host` takes a host name, `host:port`, an IPv6 address or a URL, whose scheme, port, path and credentials count.
    `headers` go with every request. `timeout`, in seconds or as Timeouts, is 5 to connect and 60 to read or write;
    `retries` a number of repetitions or a RetryPolicy; `verify` False, a CA file or directory, or an SSLContext (TLS
    is verified by default). `proxy` is a URL; without one, `trust_env` looks for HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and
    NO_PROXY, and for SSL_CERT_FILE and SSL_CERT_DIR. `http2` offers HTTP/2 to a server behind TLS. `transport` replaces
    the network; through `http_client`, which stays yours to close, all requests go as that client is configured; either
    takes the place of `verify`, `proxy`, `trust_env` and `http2`. With `validate=False` no request precedes the first
    call.

    `api_key` goes as X-Chroma-Token; `auth` is an ApiKey, a BearerToken, a BasicLogin or a function that gives one,
    which is asked again when the server answers 401. `hooks` are told of requests, answers, repetitions, embeddings.

    Examples:
        >>> async with AsyncHttpClient(host="localhost", port=8000, timeout=10) as client:
        ...     await client.heartbeat() > 0
        True
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
        api_key: str | None = None,
        auth: Credentials | CredentialsSource | None = None,
        hooks: Hooks | Sequence[Hooks] | None = None,
        retries: int | RetryPolicy = config.DEFAULT_RETRIES,
        verify: Verify | None = None,
        proxy: str | None = None,
        trust_env: bool = True,
        http2: bool = False,
        transport: httpx.AsyncBaseTransport | None = None,
        http_client: httpx.AsyncClient | None = None,
        validate: bool = True,
    ) -> None:
        options = config.http_options(
            host,
            port,
            ssl,
            headers,
            settings,
            tenant,
            database,
            timeout=timeout,
            api_key=api_key,
            auth=auth,
            hooks=hooks,
            retries=retries,
            verify=verify,
            proxy=proxy,
            trust_env=trust_env,
            http2=http2,
            validate=validate,
        )
        super().__init__(options, AsyncHttpTransport(options, transport, http_client))


class AsyncCloudClient(AsyncClientAPI):
    """A client of Chroma Cloud.

    The key is `api_key`, else CHROMA_API_KEY; tenant and database are the arguments, else CHROMA_TENANT and
    CHROMA_DATABASE, else what the key allows, where that is one. `auth` takes the place of the key. Raises
    InvalidInputError without a key, or where tenant or database stay open. Keyword arguments as in AsyncHttpClient.

    Examples:
        >>> async with AsyncCloudClient("my-tenant", "my-database", api_key="ck-123", validate=False) as client:
        ...     client
        AsyncCloudClient('https://api.trychroma.com:443', tenant='my-tenant', database='my-database')
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
        auth: Credentials | CredentialsSource | None = None,
        hooks: Hooks | Sequence[Hooks] | None = None,
        retries: int | RetryPolicy = config.DEFAULT_RETRIES,
        verify: Verify | None = None,
        proxy: str | None = None,
        trust_env: bool = True,
        http2: bool = False,
        transport: httpx.AsyncBaseTransport | None = None,
        http_client: httpx.AsyncClient | None = None,
        validate: bool = True,
    ) -> None:
        options = config.cloud_options(
            tenant,
            database,
            api_key,
            settings,
            cloud_host,
            cloud_port,
            enable_ssl,
            timeout=timeout,
            auth=auth,
            hooks=hooks,
            retries=retries,
            verify=verify,
            proxy=proxy,
            trust_env=trust_env,
            http2=http2,
            validate=validate,
        )
        super().__init__(options, AsyncHttpTransport(options, transport, http_client))
