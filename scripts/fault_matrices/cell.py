"""One call under one fault, in one colour: what became of it, of the server, and of the client's connections."""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import Literal

import anyio

from chromalink import AsyncHttpClient, Hooks, HttpClient, RetryPolicy, Settings
from chromalink.errors import BulkError, ChromaError
from chromalink.events import RetryEvent

from .cases import CONNECT, finish, finish_async, opened, opened_async
from .expectation import RETRIES, Expected, Target, expected
from .kinds import PATIENCE, Fault
from .world import State, World, leaves_a_dying_connection

Colour = Literal["sync", "asyncio", "trio"]
COLOURS: tuple[Colour, ...] = ("sync", "asyncio", "trio")

_UNHURRIED = 30.0
"""The timeout where no fault is about time, in seconds."""
_DEADLINE = 60.0
"""Seconds after which a call counts as hanging."""
_AT_ONCE = RetryPolicy(retries=RETRIES, first_delay=0.0, budget=_DEADLINE)
_ONE_CONNECTION = Settings(chroma_http_max_connections=1)
"""So that a connection which was not given back is missed at once."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of the matrix; `lasting` strikes all requests, else only the first."""

    target: Target
    fault: Fault
    lasting: bool
    colour: Colour

    @property
    def name(self) -> str:
        times = "always" if self.lasting else "once"
        return f"{self.colour}: {self.target.case.name}, {self.target.operation} {times}: {self.fault.name}"


def judged(cell: Cell, world: World, before: State, after: State) -> list[str]:
    """What is wrong with the cell; nothing, as a rule. `before` and `after` are the server's states around the call."""
    told = expected(cell.target, cell.fault, lasting=cell.lasting)
    world.begin()
    run = _Run(cell, told, world)
    if cell.colour == "sync":
        run.sync()
    else:
        anyio.run(run.within_the_deadline, backend=cell.colour)
    faults = run.faults
    state = world.state()
    possible = [before, after] if told.done is None else [after if told.done else before]
    if state not in possible:
        changed = [key for key in {**before, **state} if before.get(key) != state.get(key)]
        faults.append(f"{_EFFECTS[told.done]}, but changed were {changed or 'none'}")
    return faults


_EFFECTS = {True: "expected its whole effect", False: "expected no effect", None: "expected its whole effect or none"}


class _Run:
    """The call, and a heartbeat behind it on the same client."""

    def __init__(self, cell: Cell, told: Expected, world: World) -> None:
        self._cell = cell
        self._told = told
        self._world = world
        self._patience = PATIENCE if cell.fault.outlasts_patience else _UNHURRIED
        self._lasting = ExitStack()
        self._repetitions = 0
        self.faults: list[str] = []

    def sync(self) -> None:
        """Do it with the sync client."""
        case = self._cell.target.case
        with self._client() as client:
            owner = None if case == CONNECT else opened(case, client)
            error: ChromaError | None = None
            with self._struck() as self._lasting:
                try:
                    if case == CONNECT:
                        self._client(validate=True).close()
                    else:
                        finish(case.call(owner, self._world.collection_id))
                except ChromaError as exc:
                    error = exc
                self._judge(error)
            self._repetitions = 0
            try:
                client.heartbeat()
            except ChromaError as exc:
                self.faults.append(f"the next call failed: {exc!r}")
            self._judge_health()

    async def asynchronous(self) -> None:
        """Do it with the async client."""
        case = self._cell.target.case
        async with self._async_client() as client:
            owner = None if case == CONNECT else await opened_async(case, client)
            error: ChromaError | None = None
            with self._struck() as self._lasting:
                try:
                    if case == CONNECT:
                        async with self._async_client(validate=True):
                            pass
                    else:
                        await finish_async(case.call(owner, self._world.collection_id))
                except ChromaError as exc:
                    error = exc
                self._judge(error)
            self._repetitions = 0
            try:
                await client.heartbeat()
            except ChromaError as exc:
                self.faults.append(f"the next call failed: {exc!r}")
            self._judge_health()

    async def within_the_deadline(self) -> None:
        """As `asynchronous`, ended where it hangs."""
        with anyio.move_on_after(_DEADLINE) as scope:
            await self.asynchronous()
        if scope.cancelled_caught:
            self.faults.append(f"it hung for {_DEADLINE} seconds")

    def _struck(self) -> AbstractContextManager[ExitStack]:
        return self._world.struck(self._cell.target.operation, self._cell.fault, None if self._cell.lasting else 1)

    def _client(self, *, validate: bool = False) -> HttpClient:
        return HttpClient(
            self._world.server.url,
            validate=validate,
            timeout=self._patience,
            retries=_AT_ONCE,
            settings=_ONE_CONNECTION,
            hooks=Hooks(retry=self._repeating),
        )

    def _async_client(self, *, validate: bool = False) -> AsyncHttpClient:
        return AsyncHttpClient(
            self._world.server.url,
            validate=validate,
            timeout=self._patience,
            retries=_AT_ONCE,
            settings=_ONE_CONNECTION,
            hooks=Hooks(retry=self._repeating),
        )

    def _repeating(self, _: RetryEvent) -> None:
        """A port that was closed once is open before the repetition."""
        self._repetitions += 1
        if self._cell.fault.action is None and not self._cell.lasting:
            self._lasting.close()

    def _judge(self, found: ChromaError | None) -> None:
        """The error, or that there is none, and how many requests came of it."""
        error = found.__cause__ if isinstance(found, BulkError) else found
        kind = None if error is None else type(error)
        if kind is not self._told.error:
            self.faults.append(f"expected {_named(self._told.error)}, got {error!r}")
        maybe = getattr(error, "maybe_applied", None)
        if kind is not None and maybe != self._told.maybe_applied:
            self.faults.append(f"maybe_applied: expected {self._told.maybe_applied}, got {maybe}")
        count = self._world.count_when_ended(self._cell.target.operation, self._told.requests)
        if count != self._told.requests:
            self.faults.append(f"expected {self._told.requests} requests, got {count}")

    def _judge_health(self) -> None:
        allowed = 1 if leaves_a_dying_connection(self._cell.fault) else 0
        if self._repetitions > allowed:
            self.faults.append(f"the next call was repeated {self._repetitions} times")


def _named(kind: type[ChromaError] | None) -> str:
    return "success" if kind is None else kind.__name__
