"""The chromalink reference server: answers like a single-node Chroma.

Use `serve()` or `serve_async()` for a server with a URL, `create_app()` for the ASGI application itself, which
AsgiTransport and AsyncAsgiTransport join to httpx clients.
"""

from __future__ import annotations

from .app import create_app
from .httpx_transports import AsgiTransport, AsyncAsgiTransport
from .serve import RunningServer, serve, serve_async
from .settings import Settings

__all__ = [
    "AsgiTransport",
    "AsyncAsgiTransport",
    "RunningServer",
    "Settings",
    "create_app",
    "serve",
    "serve_async",
]
