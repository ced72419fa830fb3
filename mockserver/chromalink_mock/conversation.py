"""An ASGI application run step by step, in the task of whoever wants its next message, without a task of its own."""

from __future__ import annotations

import types
from collections import deque
from collections.abc import Awaitable, Generator, Iterable
from typing import Final

from starlette.types import ASGIApp, Message, Scope

_PARKED: Final = object()


@types.coroutine
def _park() -> Generator[object]:
    """Wait for the other side: seen by `Conversation`, never by an event loop."""
    yield _PARKED


class Conversation:
    """One call of an application: it stands still while nobody asks for its next message.

    `incoming` are the messages it may receive; `hand_over` adds to them, after `finish` it receives a disconnect.
    """

    def __init__(self, app: ASGIApp, scope: Scope, incoming: Iterable[Message]) -> None:
        self._incoming = deque(incoming)
        self._outgoing: deque[Message] = deque()
        self._over = False
        self._finishing = False
        self._running = app(scope, self._receive, self._send).__await__()

    def hand_over(self, message: Message) -> None:
        """Give the application a message to receive."""
        self._incoming.append(message)

    async def next(self) -> Message | None:
        """What the application sends next; None when it has returned, or waits for a message it was not given.

        Raises what the application raises.
        """
        while not self._outgoing:
            if self._over:
                return None
            await self._step()
            if not self._outgoing and not self._incoming:
                return None
        return self._outgoing.popleft()

    async def finish(self) -> None:
        """Let the application come to its end; what it still sends is dropped, what is gone it is told."""
        self._finishing = True
        while not self._over:
            await self._step()

    async def _step(self) -> None:
        going_on = False
        try:
            going_on = await _Step(self._running)
        finally:
            self._over = not going_on

    async def _receive(self) -> Message:
        if not self._incoming and not self._finishing:
            await _park()
        return self._incoming.popleft() if self._incoming else {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if self._finishing:
            return
        self._outgoing.append(message)
        await _park()


class _Step(Awaitable[bool]):
    """Runs an application until it parks (true) or returns (false); what it awaits goes to the caller's event loop."""

    def __init__(self, running: Generator[object, object, object]) -> None:
        self._running = running

    def __await__(self) -> Generator[object, object, bool]:
        answer: object = None
        trouble: BaseException | None = None
        while True:
            try:
                wanted = self._running.send(answer) if trouble is None else self._running.throw(trouble)
            except StopIteration:
                return False
            if wanted is _PARKED:
                return True
            answer = trouble = None
            try:
                answer = yield wanted
            except BaseException as exc:
                trouble = exc
