"""What the hooks of a client hear of its calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import unquote

from ..errors import ChromaError
from ..events import EmbedEvent, Hooks, RequestEvent, ResponseEvent, RetryEvent
from .effects import Answer, Flow, Request, compute, exchange, notify, now

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Watch:
    """One call seen by hooks: `number` counts the calls of the client, whose server is at `base_url`."""

    hooks: Sequence[Hooks] = ()
    number: int = 0
    base_url: str = ""

    def asking(self, request: Request, attempt: int) -> Flow[RequestEvent | None]:
        """Tell that `request` goes out; None where nobody listens."""
        if not self.hooks:
            return None
        event = _described(request, self, attempt)
        yield from notify([hook for one in self.hooks if (hook := one.request) is not None], event)
        return event

    def answered(
        self,
        asked: RequestEvent | None,
        answer: Answer | None,
        failure: ChromaError | None,
        times: tuple[float, float],
        pause: float | None,
    ) -> Flow[None]:
        """Tell what became of it; `times` are when the call and this attempt began, `pause` precedes another."""
        if asked is None:
            return
        moment = yield from now()
        event = ResponseEvent(
            asked,
            None if answer is None else answer.status,
            failure,
            seconds=moment - times[1],
            total_seconds=moment - times[0],
            will_retry=pause is not None,
            request_id=None if answer is None else answer.headers.get("x-request-id"),
            trace_id=None if answer is None else answer.headers.get("chroma-trace-id"),
        )
        yield from notify([hook for one in self.hooks if (hook := one.response) is not None], event)
        if pause is not None and failure is not None:
            again = RetryEvent(asked, failure, pause)
            yield from notify([told for one in self.hooks if (told := one.retry) is not None], again)


UNWATCHED = Watch()


@dataclass(frozen=True, slots=True)
class Line:
    """How the requests of one call go out: under which credentials, and watched by whom."""

    exchange: Callable[[Request], Flow[Answer]] = exchange
    watch: Watch = UNWATCHED


PLAIN = Line()


def embedding(
    hooks: Sequence[Hooks],
    name: str,
    function: Callable[[Sequence[object]], T],
    inputs: Sequence[object],
    *,
    query: bool,
) -> Flow[T]:
    """What the embedding function called `name` makes of `inputs`, seen by hooks."""
    if not hooks:
        return (yield from compute(function, inputs))
    told = [hook for one in hooks if (hook := one.embed) is not None]
    began = yield from now()
    try:
        found = yield from compute(function, inputs)
    except Exception as exc:
        yield from notify(told, EmbedEvent(name, len(inputs), query, (yield from now()) - began, exc))
        raise
    yield from notify(told, EmbedEvent(name, len(inputs), query, (yield from now()) - began))
    return found


def _described(request: Request, watch: Watch, attempt: int) -> RequestEvent:
    names = _names(request.path)
    return RequestEvent(
        call=watch.number,
        attempt=attempt,
        operation=request.operation,
        method=request.method,
        url=watch.base_url + request.path,
        tenant=names.get("tenants"),
        database=names.get("databases"),
        collection=request.collection or names.get("collections"),
        records=request.records,
    )


def _names(path: str) -> dict[str, str]:
    """What a path names: the part that follows `tenants`, `databases` or `collections`."""
    parts = path.split("/")[3:]
    return {kind: unquote(name) for kind, name in zip(parts[::2], parts[1::2], strict=False)}
