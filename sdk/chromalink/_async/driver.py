"""Runs flows, awaiting their effects: asyncio and trio."""

from __future__ import annotations

import random
import time
from typing import Any, TypeVar

import anyio
import anyio.to_thread

from .._core.effects import Compute, Draw, Effect, Flow, Now, Sleep, Transmit
from ..embeddings.protocol import is_async
from .transport import AsyncTransport

T = TypeVar("T")


class AsyncDriver:
    """Performs what flows ask for. Sync code of the user's runs in a worker thread, so that the loop stays free."""

    awaits = True

    def __init__(self, transport: AsyncTransport) -> None:
        self.transport = transport

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

    async def open(self, flow: Flow[None]) -> None:
        """Run the flow that opens the client; when it fails, the connections are closed."""
        try:
            await self.run(flow)
        except BaseException:
            with anyio.CancelScope(shield=True):
                await self.transport.aclose()
            raise

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
