"""The generated client, lent to those who want it."""

from __future__ import annotations

import httpx

from chromalink_rest import Client as LowLevelClient

from ..config import ClientOptions

__all__ = ["LowLevelClient", "over_async", "over_sync"]


def over_sync(http_client: httpx.Client, options: ClientOptions) -> LowLevelClient:
    """For the `sync` functions of `chromalink_rest.api`."""
    return _client(options).set_httpx_client(http_client)


def over_async(http_client: httpx.AsyncClient, options: ClientOptions) -> LowLevelClient:
    """For the `asyncio` functions of `chromalink_rest.api`."""
    return _client(options).set_async_httpx_client(http_client)


def _client(options: ClientOptions) -> LowLevelClient:
    return LowLevelClient(base_url=options.base_url)  # the headers are the lent client's: this one's repr shows its own
