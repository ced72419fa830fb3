"""The reference server as a Starlette application."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from .auth import ALL, Credentials
from .engine.catalog import Catalog
from .engine.identity import GrowingIds
from .engine.spann import SpannParameters
from .engine.values import HnswParameters
from .http import dialects
from .http.api import Api
from .http.call import Server
from .http.embedding import Embedder
from .http.gate import Gate
from .http.routes import ROUTES
from .http.workers import Workers
from .limiter import Limiter, TokenBucket
from .settings import Settings


def create_app(
    settings: Settings | None = None,
    *,
    embedder: Embedder | None = None,
    limiter: Limiter | None = None,
    clock: Callable[[], int] = time.time_ns,
    random_bits: Callable[[int], int] = secrets.randbits,
) -> Starlette:
    """A server of its own, in memory, with the default tenant and database.

    `clock` gives nanoseconds since the epoch (heartbeat, ids), `random_bits(n)` n random bits (ids). The app needs no
    lifespan events; with them, what it holds is freed at shutdown.
    `embedder` makes the vectors of texts that come without, in the dialect that has such requests; with another one
    it is refused (ValueError). It is called in worker threads, several of them at a time.
    `limiter` says how often callers may come; by default a token bucket for `settings.rate_limit`.
    `app.state.workers` can wait for the threads that requests were served in. Raises CredentialError for keys or users
    that are there twice.
    """
    settings = settings or Settings()
    credentials = Credentials(settings.api_keys, settings.basic_users)
    if limiter is None and settings.rate_limit is not None:
        limiter = TokenBucket(settings.rate_limit)
    catalog = Catalog(
        GrowingIds(clock, random_bits),
        HnswParameters(num_threads=os.cpu_count() or 1),
        strict_scope=settings.strict_scope or bool(credentials),
        spann=SpannParameters() if settings.api_keys else None,
        tenants=[principal.tenant for principal in credentials.principals if principal.tenant != ALL],
        places=[place for principal in credentials.principals for place in principal.places()],
    )

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        try:
            yield
        finally:
            catalog.close()

    workers = Workers()
    routes = dialects.spoken(settings.dialect, ROUTES, embedder)
    gate = Gate(credentials, limiter, workers) if credentials or limiter is not None else None
    app = Starlette(
        routes=[_Everything(Api(Server(catalog, settings, clock, workers, gate), routes))],
        middleware=_cors(settings),
        lifespan=lifespan,
    )
    app.state.workers = workers
    return app


class _Everything(BaseRoute):
    """The route of all HTTP requests: paths are matched as raw bytes, which Starlette's own routes do not see."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        return (Match.FULL if scope["type"] == "http" else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._api(scope, receive, send)


def _cors(settings: Settings) -> list[Middleware]:
    if not settings.cors_allow_origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=settings.cors_allow_origins,
            allow_methods=["*"],
            allow_headers=["*"],
        )
    ]
