"""What a client tells about its calls while they happen: requests, answers, repetitions, embeddings.

    def slow(event: ResponseEvent) -> None:
        if event.seconds > 1:
            print(event.request.operation, event.seconds)

    client = HttpClient(hooks=Hooks(response=slow))

Hooks of an async client may be async; they are awaited in the task of the call, so they should be quick. A hook that
raises does not harm the call: the error is logged, with its traceback, as a warning of the logger `chromalink`. Events
carry no credentials and no content of records.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import TypeAlias, TypeVar

from .errors import APIError, ChromaError, InvalidInputError

__all__ = ["EmbedEvent", "Event", "Hooks", "RequestEvent", "ResponseEvent", "RetryEvent"]


@dataclass(frozen=True, slots=True)
class RequestEvent:
    """A request is about to be sent.

    `call` numbers the calls of one client, `attempt` the requests of one call, both from 1. `operation` is the name in
    the OpenAPI document; `url` carries no credentials. `collection` is the name, else the id, of the collection that
    the call is about, and `records` how many records, queries or searches it carries, where it does.
    """

    call: int
    attempt: int
    operation: str
    method: str
    url: str
    tenant: str | None = None
    database: str | None = None
    collection: str | None = None
    records: int | None = None


@dataclass(frozen=True, slots=True)
class ResponseEvent:
    """An answer came, or none will: `error` is then what went wrong, and `status` None where nothing was heard.

    `seconds` is how long this attempt took, `total_seconds` the call since its first attempt, pauses included.
    `will_retry` says whether another attempt follows; where none does, `error` is what the caller gets.
    """

    request: RequestEvent
    status: int | None
    error: ChromaError | None
    seconds: float
    total_seconds: float
    will_retry: bool
    request_id: str | None = None
    trace_id: str | None = None


@dataclass(frozen=True, slots=True)
class RetryEvent:
    """The request will be sent again after `delay` seconds, because of `error`."""

    request: RequestEvent
    error: ChromaError
    delay: float


@dataclass(frozen=True, slots=True)
class EmbedEvent:
    """An embedding function was run on `inputs` texts or images; `error` is what it raised, if it did."""

    function: str
    inputs: int
    query: bool
    seconds: float
    error: Exception | None = None


Event: TypeAlias = RequestEvent | ResponseEvent | RetryEvent | EmbedEvent
E = TypeVar("E", bound=Event)
Hook: TypeAlias = Callable[[E], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """Functions to call with each event of their kind; None = not interested.

    Examples:
        >>> def told(event):
        ...     print(event.request.operation, event.status)
        >>> with HttpClient(port=8000, hooks=Hooks(response=told), validate=False) as client:
        ...     version = client.get_version()
        getVersion 200
    """

    request: Hook[RequestEvent] | None = None
    response: Hook[ResponseEvent] | None = None
    retry: Hook[RetryEvent] | None = None
    embed: Hook[EmbedEvent] | None = None

    def each(self) -> dict[str, object]:
        """The functions given, by the name of their event."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: hook for name, hook in found.items() if hook is not None}


def several(hooks: Hooks | Sequence[Hooks] | None) -> tuple[Hooks, ...]:
    """The hooks that a client was given, checked."""
    if hooks is not None and not isinstance(hooks, Hooks | Sequence):
        raise InvalidInputError(f"hooks: expected Hooks or a list of them, got {type(hooks).__name__}")
    found = () if hooks is None else (hooks,) if isinstance(hooks, Hooks) else tuple(hooks)
    for place, one in enumerate(found):
        if not isinstance(one, Hooks):
            raise InvalidInputError(f"hooks[{place}]: expected Hooks, got {type(one).__name__}")
        for name, hook in one.each().items():
            if not callable(hook):
                raise InvalidInputError(f"hooks: expected a function as {name}, got {type(hook).__name__}")
    return found


def error_type(error: Exception) -> str:
    """How logs and traces name an error: its class and, where the server answered, the status."""
    return f"{type(error).__name__} {error.status_code}" if isinstance(error, APIError) else type(error).__name__
