"""Requests of an HTTP client of the caller's."""

from __future__ import annotations

import httpx

from ...config import ClientOptions
from ..effects import Request
from . import Content, Draft, Drafting
from .core_requests import untouched


class Building:
    """Makes what the client's own `build_request` makes, but merges its headers with ours only when they changed."""

    def __init__(self, options: ClientOptions, client: httpx.Client | httpx.AsyncClient) -> None:
        self._drafting = Drafting(options, injected=True)
        self._client = client
        self._merged: dict[tuple[str, bool], tuple[list[tuple[bytes, bytes]], httpx.Headers]] = {}

    def request(self, request: Request, content: Content) -> httpx.Request:
        """`content` is what `request` carries, in the colour of the client."""
        draft = self._drafting.draft(request, content)
        if request.headers is not None or not isinstance(content, bytes | None) or self._adds_more():
            return self._built(draft)
        kind, theirs = (draft.method, content is None), self._client.headers.raw
        then, merged = self._merged.get(kind, (None, None))
        if then == theirs:
            return self._from_parts(draft, httpx.Headers(merged), content)
        built = self._built(draft)
        self._merged[kind] = theirs, built.headers.copy()
        return built

    def _adds_more(self) -> bool:
        """Whether the client adds more than headers and timeouts."""
        return bool(self._client.cookies or self._client.params) or not untouched(self._client.build_request)

    def _from_parts(self, draft: Draft, headers: httpx.Headers, content: bytes | None) -> httpx.Request:
        if content is not None:
            headers["content-length"] = str(len(content))
        timeout = self._client.timeout if draft.timeout is None else draft.timeout
        stream, extensions = httpx.ByteStream(content or b""), {"timeout": timeout.as_dict()}
        made = httpx.Request(draft.method, draft.url, headers=headers, stream=stream, extensions=extensions)
        made.read()  # so that hooks find its content
        return made

    def _built(self, draft: Draft) -> httpx.Request:
        return self._client.build_request(
            draft.method,
            draft.url,
            headers=draft.headers,
            content=draft.content,
            timeout=httpx.USE_CLIENT_DEFAULT if draft.timeout is None else draft.timeout,
        )
