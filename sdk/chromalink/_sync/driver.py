"""Runs flows, blocking for their effects."""

from __future__ import annotations

import random
import time
from collections.abc import Generator, Iterator
from copy import copy
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar, cast

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
from .credentials import CredentialKeeper
from .hooks import tell
from .side_by_side import side_by_side
from .view import View

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")


class Transport(Protocol):
    """What carries requests to a server: over HTTP, or to an engine in this process."""

    def send(self, request: Request) -> Answer:
        """The whole answer, whatever its status; raises NoAnswerError, DecodeError or ClientClosedError."""
        ...

    def lend(self) -> httpx.Client:
        """An HTTP client of the same server; closing it leaves this transport open."""
        ...

    def close(self) -> None:
        """Free what is held; no call is possible afterwards. May be called again."""
        ...


class Driver:
    """Performs what flows ask for, in the calling thread."""

    awaits = False

    def __init__(self, transport: Transport, credentials: CredentialsSource | None = None) -> None:
        self.transport = transport
        self._credentials = CredentialKeeper(credentials)

    def under(self, options: CallOptions) -> Self:
        """A driver of the same transport and credentials, under other options; closing it leaves this one open."""
        view = copy(self)
        view.transport = View(self.transport, options)
        return view

    def run(self, flow: Flow[T]) -> T:
        """What `flow` returns. The flow is closed however this ends, by Ctrl-C too."""
        try:
            effect = next(flow)
            while True:
                try:
                    outcome = self._perform(effect)
                except Exception as exc:
                    effect = flow.throw(exc)
                else:
                    effect = flow.send(outcome)
        except StopIteration as stop:
            value: T = stop.value
            return value
        finally:
            flow.close()

    def stream(self, flow: Flow[None]) -> Generator[Any]:
        """What `flow` emits, one by one. The flow is closed however this ends, when the caller stops early too."""
        try:
            effect = next(flow)
            while True:
                if isinstance(effect, Emit):
                    yield from effect.items
                    effect = flow.send(None)
                    continue
                try:
                    outcome = self._perform(effect)
                except Exception as exc:
                    effect = flow.throw(exc)
                else:
                    effect = flow.send(outcome)
        except StopIteration:
            return
        finally:
            flow.close()

    def open(self, flow: Flow[None]) -> None:
        """Run the flow that opens the client; when it fails, the connections are closed."""
        try:
            self.run(flow)
        except BaseException:
            self.transport.close()
            raise

    def lend(self) -> httpx.Client:
        """An HTTP client of the same server, under the same credentials; closing it leaves ours open."""
        return self._credentials.signing(self.transport.lend())

    def _perform(self, effect: Effect) -> Any:
        match effect:
            case Transmit(request):
                return self.transport.send(request)
            case Compute(function, argument):
                return function(argument)
            case Sleep(seconds):
                return time.sleep(seconds)
            case Now():
                return time.monotonic()
            case Draw():
                return random.random()
            case Notify(hooks, event):
                return tell(hooks, event)
            case Sign(refused):
                return self._credentials.headers(refused)
            case Pull(source, most, keep):
                return list(map(keep, islice(cast("Iterator[Any]", source), most)))  # an async one is refused
            case Together(feed, in_flight):
                return side_by_side(self.run, feed, in_flight)
            case Emit():
                raise AssertionError("a flow that emits is run by stream")
