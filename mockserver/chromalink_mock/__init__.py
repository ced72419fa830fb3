"""The chromalink reference server: answers like a single-node Chroma, in memory.

Use `serve()` for a server with a URL, `create_app()` for the ASGI application itself.
"""

from __future__ import annotations

from .app import create_app
from .serve import RunningServer, serve
from .settings import Settings

__all__ = ["RunningServer", "Settings", "create_app", "serve"]
