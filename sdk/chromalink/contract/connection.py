"""One server, spoken to in raw HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from .comparison import Json

_DROPPED = (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)


@dataclass(frozen=True, slots=True)
class Answered:
    """A response: the body as JSON, or as text when it is no JSON; the media type without parameters."""

    status: int
    body: Json
    media_type: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """The connection was closed before a response had come."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unanswered:
    """No response for another reason: nothing listens, or the time is up."""

    reason: str


class Connection:
    """Sends requests to one server; `close` ends it.

    `headers` go with every request that does not ask for the contrary. `transport` replaces the network.
    """

    def __init__(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        timeout: float = 30.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.url = url.rstrip("/")
        self._headers = dict(headers or {})
        # Redirects are answers to be judged, so they are not followed.
        self._client = httpx.Client(timeout=timeout, transport=transport, follow_redirects=False)

    def close(self) -> None:
        self._client.close()

    def send(
        self,
        method: str,
        target: str,
        *,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        credentials: bool = True,
        repeat: bool = True,
    ) -> Answered | Dropped | Unanswered:
        """Ask once. `target` is the path with its query string, percent-encoded where it has to be.

        A server that answers without reading the body may close the connection, which costs the next request on it
        unprocessed (wire contract: conventions, keep-alive): with `repeat` a dropped request is sent once more.
        """
        sent = httpx.Headers({"content-type": "application/json"} if content is not None else {})
        sent.update(self._headers if credentials else {})
        sent.update(headers or {})
        try:
            try:
                response = self._client.request(method, self.url + target, content=content, headers=sent)
            except _DROPPED:
                if not repeat:
                    raise
                response = self._client.request(method, self.url + target, content=content, headers=sent)
        except _DROPPED as error:
            return Dropped(str(error) or type(error).__name__)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return Unanswered(f"{type(error).__name__}: {error}")
        media_type = response.headers.get("content-type", "").partition(";")[0].strip()
        return Answered(response.status_code, _decoded(response), media_type)


def _decoded(response: httpx.Response) -> Json:
    try:
        body: Json = json.loads(response.text)
    except (ValueError, RecursionError):
        return response.text
    return body
