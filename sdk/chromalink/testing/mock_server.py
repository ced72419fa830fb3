"""A server for one test: in this process, on a real port where one is needed, and in the test's hands."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cached_property
from random import Random
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self, TypeAlias, TypedDict, Unpack, cast

import anyio.to_thread

from chromalink_mock.app import application
from chromalink_mock.auth import ALL, ApiKey, BasicUser, read_api_key
from chromalink_mock.clock import SEEDED_START, Clock
from chromalink_mock.engine.checkpoint import Checkpoint, Checkpoints
from chromalink_mock.fault_rules import read_rule, rule_from
from chromalink_mock.faults import Faults, Refused, Rule
from chromalink_mock.httpx_transports import AsgiTransport, AsyncAsgiTransport
from chromalink_mock.limiter import read_rate_limit
from chromalink_mock.quotas import read_quotas
from chromalink_mock.request_log import RequestLog, Seen
from chromalink_mock.service import create_service
from chromalink_mock.settings import Settings as ServerSettings

from .. import config
from .._async.client import AsyncClientAPI
from .._async.in_process import AsyncInProcessTransport
from .._sync.client import ClientAPI
from .._sync.in_process import InProcessTransport
from ..auth import BasicLogin, Credentials, CredentialsSource
from ..config import ClientOptions, RetryPolicy, Timeouts
from ..embedded import Engine, Held
from ..events import Hooks
from ..settings import untold
from ..types import DEFAULT_DATABASE, DEFAULT_TENANT

if TYPE_CHECKING:
    import httpx
    from starlette.applications import Starlette

    from chromalink_mock.serve import RunningServer

_HOST = "mock-chroma"
"""What URLs and messages call a server without a port."""

_CLOUD_KEY = "ck-test=test-tenant:test-database"

Fault: TypeAlias = Rule | str | Mapping[str, object]
"""A rule, as an object, written `addRecords:503:times=2`, or as in JSON."""


class ClientChoices(TypedDict, total=False):
    """What a client in this process is made with; meanings and defaults are those of HttpClient, without environment.

    But for `validate`, which is False by default: the first request that the server sees is the test's own. And but
    for `retries`: unless it is a RetryPolicy, calls are repeated at once, though not before a `Retry-After` has passed.
    """

    tenant: str
    database: str
    api_key: str | None
    auth: Credentials | CredentialsSource | None
    headers: Mapping[str, str] | None
    timeout: float | Timeouts | None
    retries: int | RetryPolicy
    hooks: Hooks | Sequence[Hooks] | None
    validate: bool


class MockServer:
    """A fresh Chroma of its own, in memory; `faults` break it, `requests` says what it was asked, `clock` is its time.

    Ready when it is made, and nothing is left of it when it is closed or forgotten; `with` and `async with` close it.
    With `port` (0 = any) it also listens on 127.0.0.1, as after `listen()`.

    `api_keys` are written `KEY=TENANT[:DB,DB]`, `users` are passwords by name, of operators; `quotas` `NAME=NUMBER` or
    `cloud`, `rate_limit` `10/s`; the time of `clock` fills the latter. `faults` are rules, as objects or written
    `addRecords:503:times=2`. Of keys, quotas and faults a single one may be given as it is. With `seed` ids and chances
    repeat, and the clock stands still until it is set or advanced. The others as in the server's own settings. Raises
    ValueError for what cannot be.
    """

    def __init__(
        self,
        *,
        dialect: Literal["chroma", "cloud-openapi"] = "chroma",
        api_keys: str | Iterable[str] = (),
        users: Mapping[str, str] | None = None,
        quotas: str | Iterable[str] = (),
        rate_limit: str | None = None,
        allow_reset: bool = True,
        strict_scope: bool = False,
        default_limit: int | None = None,
        legacy_v1: bool = False,
        seed: int | None = None,
        faults: Fault | Iterable[Fault] = (),
        observers: Iterable[Callable[[Seen], None]] = (),
        port: int | None = None,
    ) -> None:
        self._keys = tuple(map(read_api_key, _texts(api_keys)))
        self._users = dict(users or {})
        self._settings = ServerSettings(
            dialect=dialect,
            api_keys=self._keys,
            basic_users=tuple(BasicUser(name, password) for name, password in self._users.items()),
            quotas=read_quotas(_texts(quotas)),
            rate_limit=None if rate_limit is None else read_rate_limit(rate_limit),
            allow_reset=allow_reset,
            strict_scope=strict_scope,
            default_limit=default_limit,
            legacy_v1=legacy_v1,
        )
        self.clock = Clock(None if seed is None else SEEDED_START)
        """The time of heartbeats, of new ids and of the rate limit."""
        self.faults = Faults(_rules(faults), seed=seed)
        """What goes wrong."""
        self.requests = RequestLog(observers=observers)
        """What was asked, also what went wrong."""
        self._service = create_service(
            self._settings,
            clock=self.clock,
            random_bits=secrets.randbits if seed is None else Random(seed).getrandbits,
            faults=self.faults,
            log=self.requests,
        )
        self._listening = ExitStack()
        self._running: RunningServer | None = None
        if port is not None:
            self.listen(port)

    @classmethod
    def cloud(
        cls,
        *,
        api_keys: str | Iterable[str] = (_CLOUD_KEY,),
        quotas: str | Iterable[str] = ("cloud",),
        rate_limit: str | None = None,
        seed: int | None = None,
        faults: Fault | Iterable[Fault] = (),
        port: int | None = None,
    ) -> Self:
        """A server in the shape of Chroma Cloud, with its quotas; by default with one key, for one database."""
        return cls(api_keys=api_keys, quotas=quotas, rate_limit=rate_limit, seed=seed, faults=faults, port=port)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        where = "in process" if self._running is None else self._running.url
        return f"<MockServer {where}, {len(self.faults.rules())} faults, {len(self.requests.all())} requests>"

    def close(self) -> None:
        """Stop listening and free what it holds. May be called again."""
        self._running = None
        self._listening.close()
        self._service.workers.join()
        self._service.close()

    async def aclose(self) -> None:
        """As `close`; the event loop is free meanwhile."""
        if self._running is not None:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(self._listening.close)
        self.close()

    def listen(self, port: int = 0) -> str:
        """Listen on 127.0.0.1 from now on; the URL. Raises OSError for a port that is taken, RuntimeError if it does.

        What is asked there goes to the same server as what is asked in this process.
        """
        from chromalink_mock.serve import serve_app

        if self._running is not None:
            raise RuntimeError(f"it listens already, at {self._running.url}")
        self._running = self._listening.enter_context(serve_app(self.app, port=port))
        return self._running.url

    @property
    def url(self) -> str:
        """Where it listens; raises RuntimeError where it does not."""
        if self._running is None:
            raise RuntimeError("the server does not listen: make it with port=0, or call listen()")
        return self._running.url

    @contextmanager
    def refusing(self) -> Generator[None]:
        """Refuse every connection while the block lasts, in this process and, where it listens, on its port."""
        rule = self.faults.add(None, Refused())
        try:
            with ExitStack() as port:
                if self._running is not None:
                    port.enter_context(self._running.refusing())
                yield
        finally:
            self.faults.remove(rule)

    @cached_property
    def app(self) -> Starlette:
        """The ASGI application; what happens below HTTP it raises as `chromalink_mock.faults.ConnectionFault`."""
        return application(self._service, self._settings)

    def snapshot(self) -> Checkpoint:
        """All that the server holds; at the cost of what has changed since the last one."""
        return self._checkpoints.take()

    def restore(self, snapshot: Checkpoint) -> None:
        """Hold what it held then, at the cost of what is different; faults, log and clock stay as they are."""
        self._checkpoints.back_to(snapshot)

    def client(self, **choices: Unpack[ClientChoices]) -> ClientAPI:
        """A client in this process."""
        options = _options(choices)
        return ClientAPI(options, InProcessTransport(self._engine(), options))

    def async_client(self, **choices: Unpack[ClientChoices]) -> AsyncClientAPI:
        """An async client in this process; not connected yet, and nothing is left of it if it is never closed."""
        options = _options(choices)
        return AsyncClientAPI(options, AsyncInProcessTransport(self._engine(), options))

    def cloud_client(self, **choices: Unpack[ClientChoices]) -> ClientAPI:
        """A client of the Cloud: with the server's first key, and what this key is bound to. Raises ValueError."""
        options = self._cloud_options(choices)
        return ClientAPI(options, InProcessTransport(self._engine(), options))

    def async_cloud_client(self, **choices: Unpack[ClientChoices]) -> AsyncClientAPI:
        """An async client of the Cloud, as `cloud_client`."""
        options = self._cloud_options(choices)
        return AsyncClientAPI(options, AsyncInProcessTransport(self._engine(), options))

    def credentials(self) -> ClientChoices:
        """What a client has to be made with to be let in: the first key and what it is bound to, or the first user."""
        for key in self._keys:
            return _bound(key)
        for user in self._settings.basic_users:
            return ClientChoices(auth=BasicLogin(user.name, self._users[user.name]))
        return ClientChoices()

    def transport(self) -> httpx.BaseTransport:
        """For an `httpx.Client` of any program, or `HttpClient(transport=)`."""
        return AsgiTransport(self._service.answer, lifespan=False)

    def async_transport(self) -> httpx.AsyncBaseTransport:
        """For an `httpx.AsyncClient` of any program, or `AsyncHttpClient(transport=)`."""
        return AsyncAsgiTransport(self._service.answer, lifespan=False)

    @cached_property
    def _checkpoints(self) -> Checkpoints:
        return self._service.catalog.checkpoints()

    def _engine(self) -> Engine:
        # The server lives as long as its maker wants, not as long as its clients.
        return Engine(Held(self._service.answer, lambda: None))

    def _cloud_options(self, choices: ClientChoices) -> ClientOptions:
        if not self._keys:
            raise ValueError("api_keys: a client of the Cloud needs a server with keys; see MockServer.cloud()")
        return _options({**_bound(self._keys[0]), **choices})


def _bound(key: ApiKey) -> ClientChoices:
    bound = ClientChoices(api_key=key.secret)
    if key.tenant != ALL:
        bound["tenant"] = key.tenant
    if ALL not in key.databases:
        bound["database"] = key.databases[0]
    return bound


def _options(choices: ClientChoices) -> ClientOptions:
    options = config.http_options(
        _HOST,
        80,
        False,
        choices.get("headers"),
        untold(),
        choices.get("tenant", DEFAULT_TENANT),
        choices.get("database", DEFAULT_DATABASE),
        timeout=choices.get("timeout", config.DEFAULT_TIMEOUTS),
        retries=_at_once(choices.get("retries", config.DEFAULT_RETRIES.retries)),
        verify=None,
        validate=choices.get("validate", False),
        api_key=choices.get("api_key"),
        auth=choices.get("auth"),
        hooks=choices.get("hooks"),
        trust_env=False,
    )
    return replace(options, preflight=False)


def _at_once(retries: int | RetryPolicy) -> RetryPolicy:
    """A number without the pauses: a test has nothing to spare a server of its own."""
    policy = RetryPolicy.of(retries)
    return policy if policy is retries else replace(policy, first_delay=0.0)


def _texts(given: str | Iterable[str]) -> Iterable[str]:
    return (given,) if isinstance(given, str) else given


def _rules(given: Fault | Iterable[Fault]) -> Iterable[Rule]:
    if isinstance(given, Rule | str | Mapping):
        return (_rule(cast("Fault", given)),)
    return map(_rule, given)


def _rule(written: Fault) -> Rule:
    if isinstance(written, Rule):
        return written
    return read_rule(written) if isinstance(written, str) else rule_from(written)
