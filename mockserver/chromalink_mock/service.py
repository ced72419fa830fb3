"""The server without a web framework around it: what embedded clients call, and what the web application wraps."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from starlette.types import ASGIApp

from .auth import ALL, Credentials
from .clock import Clock
from .engine.catalog import Catalog
from .engine.holdings import Holdings
from .engine.identity import GrowingIds
from .engine.spann import SpannParameters
from .engine.values import HnswParameters
from .faults import Faults
from .http import dialects
from .http.admin import Admin
from .http.api import Api
from .http.call import Server
from .http.embedding import Embedder
from .http.faulty import Faulty
from .http.gate import Gate
from .http.logged import Logged
from .http.web_view import WebView
from .http.workers import Workers
from .limiter import Limiter, TokenBucket
from .request_log import RequestLog
from .settings import Settings

if TYPE_CHECKING:
    from .storage import Store

_PARAMETERS: Final = HnswParameters(num_threads=os.cpu_count() or 1)
"""Made once: how many cores there are takes as long to learn as a small request."""
_NOBODY: Final = Credentials((), ())


@dataclass(frozen=True, slots=True)
class Service:
    """One server: `answer` takes its HTTP requests as ASGI has them, and no other events."""

    answer: ASGIApp
    catalog: Catalog
    workers: Workers
    store: Store | None = None

    def close(self) -> None:
        """Free what it holds: memory, threads that build graphs, and the store; may be called twice."""
        self.catalog.close()
        if self.store is not None:
            self.store.close()


def create_service(
    settings: Settings | None = None,
    *,
    embedder: Embedder | None = None,
    limiter: Limiter | None = None,
    clock: Callable[[], int] = time.time_ns,
    random_bits: Callable[[int], int] = secrets.randbits,
    faults: Faults | None = None,
    log: RequestLog | None = None,
    store: Store | None = None,
) -> Service:
    """A server of its own; arguments and errors are those of `create_app`.

    `store` is used instead of one that is opened for `settings.path`, and closed with the service.
    """
    settings = settings or Settings()
    known = settings.api_keys or settings.basic_users
    credentials = Credentials(settings.api_keys, settings.basic_users) if known else _NOBODY
    if limiter is None and settings.rate_limit is not None:
        limiter = TokenBucket(settings.rate_limit, clock.seconds if isinstance(clock, Clock) else time.monotonic)
    if store is None and settings.path is not None:
        from .storage import Store, resolved

        store = Store(resolved(settings.path), settings.durability)
    holdings = Holdings() if store is None else store.holdings
    ids = GrowingIds(clock, random_bits)
    ids.follow(holdings.newest)
    catalog = Catalog(
        ids,
        _PARAMETERS,
        strict_scope=settings.strict_scope or bool(credentials),
        spann=SpannParameters() if settings.api_keys else None,
        tenants=[principal.tenant for principal in credentials.principals if principal.tenant != ALL],
        places=[place for principal in credentials.principals for place in principal.places()],
        holdings=holdings,
    )
    if store is not None:
        store.awaken()
    workers = Workers()
    gate = Gate(credentials, limiter, workers) if credentials or limiter is not None else None
    operations = dialects.spoken(settings.dialect, embedder)
    api = Api(Server(catalog, settings, clock, workers, gate), operations)
    return Service(_watched(api, settings, faults, log, clock, gate), catalog, workers, store)


def _watched(
    api: Api,
    settings: Settings,
    faults: Faults | None,
    log: RequestLog | None,
    clock: Callable[[], int],
    gate: Gate | None,
) -> ASGIApp:
    """The API with only those layers around it that were asked for."""
    answer: ASGIApp = api
    if faults is None and settings.admin != "off":
        faults = Faults()
    if faults is not None:
        answer = Faulty(api, faults)
    if log is not None:
        answer = Logged(answer, api, log)
    if faults is not None and settings.admin != "off":
        settable = clock if isinstance(clock, Clock) else None
        exposed = settings.admin == "exposed"
        answer = WebView(Admin(answer, faults, log, settable, gate, exposed=exposed), exposed=exposed)
    return answer
