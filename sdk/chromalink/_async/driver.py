"""Runs flows, awaiting their effects: asyncio and trio."""

from __future__ import annotations

import random
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from copy import copy
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar

import anyio
import anyio.to_thread

from .._core.effects import (
    Answer,
    Compute,
    Draw,
    Effect,
    Emit,
    Flow,
    Notify,
    Now,
    Pull,
    Request,
    Sign,
    Sleep,
    Together,
    Transmit,
)
from ..auth import CredentialsSource
from ..config import CallOptions
from ..embeddings.protocol import is_async
from .credentials import AsyncCredentialKeeper
from .hooks import tell
from .side_by_side import side_by_side
from .view import AsyncView

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")


class AsyncTransport(Protocol):
    """What carries requests to a server: over HTTP, or to an engine in this process."""

    async def send(self, request: Request) -> Answer:
        """The whole answer, whatever its status; raises NoAnswerError, DecodeError or ClientClosedError."""
        ...

    def lend(self) -> httpx.AsyncClient:
        """An HTTP client of the same server; closing it leaves this transport open."""
        ...

    async def aclose(self) -> None:
        """Free what is held; no call is possible afterwards. May be called again."""
        ...


class AsyncDriver:
    """Performs what flows ask for. Sync code of the user's runs in a worker thread, so that the loop stays free."""

    awaits = True

    def __init__(self, transport: AsyncTransport, credentials: CredentialsSource | None = None) -> None:
        self.transport = transport
        self._credentials = AsyncCredentialKeeper(credentials)

    def under(self, options: CallOptions) -> Self:
        """A driver of the same transport and credentials, under other options; closing it leaves this one open."""
        view = copy(self)
        view.transport = AsyncView(self.transport, options)
        return view

    async def run(self, flow: Flow[T]) -> T:
        """What `flow` returns. The flow is closed however this ends, by cancellation too."""
        try:
            effect = next(flow)
            while True:
                try:
                    outcome = await self._perform(effect)
                except Exception as exc:
                    effect = flow.throw(exc)
                else:
                    effect = flow.send(outcome)
        except StopIteration as stop:
            value: T = stop.value
            return value
        finally:
            flow.close()

    async def stream(self, flow: Flow[None]) -> AsyncGenerator[Any]:
        """What `flow` emits, one by one. The flow is closed however this ends, when the caller stops early too."""
        try:
            effect = next(flow)
            while True:
                if isinstance(effect, Emit):
                    for item in effect.items:
                        yield item
                    effect = flow.send(None)
                    continue
                try:
                    outcome = await self._perform(effect)
                except Exception as exc:
                    effect = flow.throw(exc)
                else:
                    effect = flow.send(outcome)
        except StopIteration:
            return
        finally:
            flow.close()

    async def open(self, flow: Flow[None]) -> None:
        """Run the flow that opens the client; when it fails, the connections are closed."""
        try:
            await self.run(flow)
        except BaseException:
            with anyio.CancelScope(shield=True):
                await self.transport.aclose()
            raise

    def lend(self) -> httpx.AsyncClient:
        """An HTTP client of the same server, under the same credentials; closing it leaves ours open."""
        return self._credentials.signing(self.transport.lend())

    async def _perform(self, effect: Effect) -> Any:
        match effect:
            case Transmit(request):
                return await self.transport.send(request)
            case Compute(function, argument):
                if is_async(function):
                    return await function(argument)
                return await anyio.to_thread.run_sync(function, argument)
            case Sleep(seconds):
                return await anyio.sleep(seconds)
            case Now():
                return time.monotonic()
            case Draw():
                return random.random()
            case Notify(hooks, event):
                return await tell(hooks, event)
            case Sign(refused):
                return await self._credentials.headers(refused)
            case Pull(source, most, keep):
                return await self._pulled(source, most, keep)
            case Together(feed, in_flight):
                return await side_by_side(self.run, feed, in_flight)
            case Emit():
                raise AssertionError("a flow that emits is run by stream")

    async def _pulled(
        self, source: Iterator[Any] | AsyncIterator[Any], most: int, keep: Callable[[Any], Any]
    ) -> list[Any]:
        if not isinstance(source, AsyncIterator):
            return await anyio.to_thread.run_sync(list, map(keep, islice(source, most)))
        found: list[Any] = []
        async for item in source:
            found.append(keep(item))
            if len(found) == most:
                break
        return found
