"""The credentials that a function of the user's gives, asked for when needed and kept while they are accepted."""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, Mapping

import anyio
import anyio.to_thread
import httpx

from .. import auth
from .._core.signing import UNAUTHORIZED
from ..auth import CredentialsSource
from ..embeddings.protocol import is_async
from ..errors import CredentialsError


class AsyncCredentialKeeper:
    """The one owner of what the source gave last; it is never asked twice at once."""

    def __init__(self, source: CredentialsSource | None) -> None:
        self._source = source
        self._held: Mapping[str, str] | None = None
        self._asking = anyio.Lock()

    async def headers(self, refused: Mapping[str, str] | None = None) -> Mapping[str, str]:
        """The headers to send; asked for anew where there are none yet, or where those held are the refused ones.

        Raises CredentialsError where the source raises, or gives something that is no credentials.
        """
        if self._held is not None and self._held is not refused:
            return self._held
        async with self._asking:
            if self._held is None or self._held is refused:
                self._held = auth.told(await self._asked())
            return self._held

    def signing(self, client: httpx.AsyncClient) -> httpx.AsyncClient:
        """`client`, with these credentials on every request."""
        if self._source is not None:
            client.auth = _Signing(self)
        return client

    async def _asked(self) -> object:
        if self._source is None:
            raise CredentialsError("auth: the client has no function that gives credentials")
        try:
            if is_async(self._source):
                found: object = self._source()
            else:
                found = await anyio.to_thread.run_sync(self._source)
            return await found if inspect.isawaitable(found) else found
        except Exception as exc:
            raise CredentialsError(f"auth: the function raised {type(exc).__name__}") from exc


class _Signing(httpx.Auth):
    """The same for requests of an HTTP client that was lent."""

    def __init__(self, credentials: AsyncCredentialKeeper) -> None:
        self._credentials = credentials

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        held = await self._credentials.headers()
        request.headers.update(held)
        response = yield request
        if response.status_code == UNAUTHORIZED:
            fresh = await self._credentials.headers(held)
            if fresh != held:
                request.headers.update(fresh)
                yield request
