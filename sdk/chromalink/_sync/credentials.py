"""The credentials that a function of the user's gives, asked for when needed and kept while they are accepted."""

from __future__ import annotations

import threading
from collections.abc import Generator, Mapping

import httpx

from .. import auth
from .._core.signing import UNAUTHORIZED
from ..auth import CredentialsSource
from ..errors import CredentialsError


class CredentialKeeper:
    """The one owner of what the source gave last; it is never asked twice at once."""

    def __init__(self, source: CredentialsSource | None) -> None:
        self._source = source
        self._held: Mapping[str, str] | None = None
        self._asking = threading.Lock()

    def headers(self, refused: Mapping[str, str] | None = None) -> Mapping[str, str]:
        """The headers to send; asked for anew where there are none yet, or where those held are the refused ones.

        Raises CredentialsError where the source raises, or gives something that is no credentials.
        """
        if self._held is not None and self._held is not refused:
            return self._held
        with self._asking:
            if self._held is None or self._held is refused:
                self._held = auth.told(self._asked())
            return self._held

    def signing(self, client: httpx.Client) -> httpx.Client:
        """`client`, with these credentials on every request."""
        if self._source is not None:
            client.auth = _Signing(self)
        return client

    def _asked(self) -> object:
        if self._source is None:
            raise CredentialsError("auth: the client has no function that gives credentials")
        try:
            return self._source()
        except Exception as exc:
            raise CredentialsError(f"auth: the function raised {type(exc).__name__}") from exc


class _Signing(httpx.Auth):
    """The same for requests of an HTTP client that was lent."""

    def __init__(self, credentials: CredentialKeeper) -> None:
        self._credentials = credentials

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        held = self._credentials.headers()
        request.headers.update(held)
        response = yield request
        if response.status_code == UNAUTHORIZED:
            fresh = self._credentials.headers(held)
            if fresh != held:
                request.headers.update(fresh)
                yield request
