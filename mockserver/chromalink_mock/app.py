"""The reference server as a Starlette application."""

from __future__ import annotations

import secrets
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from .faults import Faults
from .http.embedding import Embedder
from .limiter import Limiter
from .request_log import RequestLog
from .service import Service, create_service
from .settings import Settings


def create_app(
    settings: Settings | None = None,
    *,
    embedder: Embedder | None = None,
    limiter: Limiter | None = None,
    clock: Callable[[], int] = time.time_ns,
    random_bits: Callable[[int], int] = secrets.randbits,
    faults: Faults | None = None,
    log: RequestLog | None = None,
) -> Starlette:
    """A server of its own, over `settings.path` or in memory; a new one has the default tenant and database.

    `clock` gives nanoseconds since the epoch (heartbeat, ids), `random_bits(n)` n random bits (ids). The app needs no
    lifespan events; with them, what it holds is freed at shutdown.
    `embedder` makes the vectors of texts that come without, in the dialect that has such requests; with another one
    it is refused (ValueError). It is called in worker threads, several of them at a time.
    `limiter` says how often callers may come; by default a token bucket for `settings.rate_limit`, which a `Clock`
    given as `clock` fills. `faults` says what goes wrong: what happens below HTTP is raised as ConnectionFault, for
    the server around the app. `log` keeps what was asked.
    `app.state.workers` can wait for the threads that requests were served in. Raises CredentialError for keys or users
    that are there twice, StoreError for a path that cannot be opened. `app.state.close()` frees what the app holds, as
    its shutdown does.
    """
    settings = settings or Settings()
    service = create_service(
        settings,
        embedder=embedder,
        limiter=limiter,
        clock=clock,
        random_bits=random_bits,
        faults=faults,
        log=log,
    )
    return application(service, settings)


def application(service: Service, settings: Settings) -> Starlette:
    """The web application of a service that exists; it closes the service at shutdown."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        try:
            yield
        finally:
            service.close()

    app = _Application(routes=[_Everything(service.answer)], middleware=_cors(settings), lifespan=lifespan)
    app.state.workers = service.workers
    app.state.close = service.close
    return app


class _Application(Starlette):
    """Without the error page that Starlette has for what it does not know: a ConnectionFault has to get through."""

    def build_middleware_stack(self) -> ASGIApp:
        app: ASGIApp = self.router
        for factory, args, kwargs in reversed(self.user_middleware):
            app = factory(app, *args, **kwargs)
        return app


class _Everything(BaseRoute):
    """The route of all HTTP requests: paths are matched as raw bytes, which Starlette's own routes do not see."""

    def __init__(self, answer: ASGIApp) -> None:
        self._answer = answer

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        return (Match.FULL if scope["type"] == "http" else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._answer(scope, receive, send)


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
