"""ASGI applications as transports of httpx clients: this server without a socket, for any program that has httpx.

    httpx.AsyncClient(transport=AsyncAsgiTransport(create_app()), base_url="http://chroma")

Answers are streamed, the application's lifespan is run, read timeouts hold, and injected connection faults are raised
as the errors of httpx that a network would have led to.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import contextmanager
from typing import Self

import httpx
from starlette.types import ASGIApp, Message, Scope

from .conversation import Conversation
from .faults import ConnectionFault, ConnectionRefusedFault, ConnectionResetFault, NoAnswerFault, TruncatedFault
from .loop_thread import LoopThread
from .loopback import Sent, limited


class AsyncAsgiTransport(httpx.AsyncBaseTransport):
    """For `httpx.AsyncClient`, on asyncio and trio: the application runs in the task of whoever asks and reads.

    With `lifespan` the application is started by the first request, or when the client is entered, and stopped when
    the client is closed. An application must not hold a cancel scope or task group open while it sends.
    """

    def __init__(self, app: ASGIApp, *, lifespan: bool = True) -> None:
        self._app = app
        self._lifespan = lifespan
        self._running: Conversation | None = None

    async def __aenter__(self) -> Self:
        await self._start()
        return self

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await self._start()
        patience = _patience(request)
        body = await request.aread()
        whole: Message = {"type": "http.request", "body": body, "more_body": False}
        talk = Conversation(self._app, _scope(request), (whole,))
        with _as_httpx(request, patience), limited(patience):
            start = await talk.next()
        if start is None:
            raise RuntimeError(f"{request.method} {request.url}: the application sent no answer")
        return httpx.Response(start["status"], headers=start["headers"], stream=_Body(talk, request, patience))

    async def aclose(self) -> None:
        """Stop the application, if it was started."""
        running, self._running = self._running, None
        if running is not None:
            running.hand_over({"type": "lifespan.shutdown"})
            await running.finish()

    async def _start(self) -> None:
        if not self._lifespan or self._running is not None:
            return
        scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": {}}
        self._running = Conversation(self._app, scope, ({"type": "lifespan.startup"},))
        try:
            answer = await self._running.next()
        except Exception:
            # As the specification has it: the application does without such events.
            answer = None
        if answer is not None and answer["type"] == "lifespan.startup.failed":
            raise RuntimeError(f"the application did not start: {answer.get('message', '')}")


class AsgiTransport(httpx.BaseTransport):
    """For `httpx.Client`, in any thread and also below a running event loop: the application runs on a loop thread.

    That thread is shared by all such transports and ends when the last of them is closed or forgotten. `lifespan` as
    in AsyncAsgiTransport.
    """

    def __init__(self, app: ASGIApp, *, lifespan: bool = True) -> None:
        self._inner = AsyncAsgiTransport(app, lifespan=lifespan)
        self._thread: LoopThread | None = None

    def __enter__(self) -> Self:
        self._loop().run(self._inner.__aenter__())
        return self

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        thread = self._loop()
        twin = httpx.Request(
            request.method, request.url, headers=request.headers, content=request.read(), extensions=request.extensions
        )
        with _named(request):
            response = thread.run(self._inner.handle_async_request(twin))
        if not isinstance(response.stream, _Body):
            raise TypeError(f"expected an answer of the application, got {type(response.stream).__name__}")
        body = _BodyElsewhere(thread, response.stream, request)
        return httpx.Response(response.status_code, headers=response.headers.raw, stream=body)

    def close(self) -> None:
        """Stop the application, if it was started, and let go of the loop thread."""
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.run(self._inner.aclose())

    def _loop(self) -> LoopThread:
        thread = self._thread
        if thread is None or thread.pid != os.getpid():
            thread = self._thread = LoopThread.held()
        return thread


class _Body(httpx.AsyncByteStream):
    """The pieces of an answer, as the application sends them."""

    def __init__(self, talk: Conversation, request: httpx.Request, patience: float | None) -> None:
        self._talk = talk
        self._request = request
        self._patience = patience

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (piece := await self.piece()) is not None:
            yield piece

    async def piece(self) -> bytes | None:
        """The next piece; None when there is none."""
        with _as_httpx(self._request, self._patience), limited(self._patience):
            message = await self._talk.next()
            return None if message is None else bytes(message.get("body", b""))
        # The connection broke behind the answer.
        return None

    async def aclose(self) -> None:
        with _as_httpx(self._request, self._patience):
            await self._talk.finish()


class _BodyElsewhere(httpx.SyncByteStream):
    """The pieces of an answer that is made on another thread, which it lets go of when it is closed."""

    def __init__(self, thread: LoopThread, body: _Body, request: httpx.Request) -> None:
        self._thread: LoopThread | None = thread
        self._body = body
        self._request = request

    def __iter__(self) -> Iterator[bytes]:
        with _named(self._request):
            while self._thread is not None and (piece := self._thread.run(self._body.piece())) is not None:
                yield piece

    def close(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            with _named(self._request):
                thread.run(self._body.aclose())


def _scope(request: httpx.Request) -> Scope:
    path, _, query = request.url.raw_path.partition(b"?")
    return Sent(request.method, path, query, [(name.lower(), value) for name, value in request.headers.raw]).scope()


def _patience(request: httpx.Request) -> float | None:
    timeouts: dict[str, float | None] = request.extensions.get("timeout", {})
    return timeouts.get("read")


@contextmanager
def _as_httpx(request: httpx.Request, patience: float | None) -> Generator[None]:
    """Faults of the connection, in httpx's words."""
    try:
        yield
    except ConnectionResetFault as fault:
        if fault.when != "after":
            raise httpx.ReadError(str(fault), request=request) from fault
    except ConnectionRefusedFault as fault:
        raise httpx.ConnectError(str(fault), request=request) from fault
    except TruncatedFault as fault:
        raise httpx.RemoteProtocolError(str(fault), request=request) from fault
    except NoAnswerFault as fault:
        raise httpx.ReadTimeout(str(fault), request=request) from fault
    except ConnectionFault as fault:
        raise httpx.ReadError(str(fault), request=request) from fault
    except TimeoutError as late:
        raise httpx.ReadTimeout(f"no answer within {patience} s", request=request) from late


@contextmanager
def _named(request: httpx.Request) -> Generator[None]:
    """Errors name the request that the caller made, not its twin on the other thread."""
    try:
        yield
    except httpx.RequestError as error:
        error.request = request
        raise
