"""What a flow may ask of the world. A flow is a generator that yields effects and returns the call's result;
a driver of either colour performs them. Bare `yield` stays in this file: flows use the helper generators below."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeAlias, TypeVar

if TYPE_CHECKING:
    from ..errors import ChromaError
    from ..events import Event
    from ..patience import Timeouts

T = TypeVar("T")


class Stream(Protocol):
    """A request body in pieces, of known length, that can be sent again."""

    @property
    def length(self) -> int:
        """The number of bytes of all pieces together."""
        ...

    def __iter__(self) -> Iterator[bytes]: ...


class AsyncStream:
    """The same pieces for an async HTTP client."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._stream:
            yield piece


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, below the client's base URL; `operation` is its operationId.

    `headers` go beside those of the client, `timeouts` are in place of the client's. `collection` and `records` tell
    hooks what it is about: the name, and how many records, queries or searches the body holds.
    """

    operation: str
    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    content: bytes | Stream | None = None
    headers: Mapping[str, str] | None = field(default=None, repr=False)
    timeouts: Timeouts | None = None
    collection: str | None = None
    records: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer, read whole; header names are lower case, `url` carries no credentials.

    `secrets` are texts that no error may show, though the server echoed them.
    """

    status: int
    headers: Mapping[str, str]
    content: bytes
    method: str
    url: str
    secrets: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """A request, how to read its success, and what repeating it would do."""

    request: Request
    decode: Callable[[Answer], T]
    repeatable: bool
    """Whether sending it again does no harm when the first sending may have been applied."""
    done_when_missing: bool = False
    """Whether a 404 on a repetition means that the first sending was applied (a delete)."""
    refusal: Callable[[Answer], ChromaError] | None = None
    """Makes the error of an answer outside 2xx; None reads it as Chroma's."""


@dataclass(frozen=True, slots=True)
class Transmit:
    """Put one request on the wire; resumes with the Answer, or with a NoAnswerError."""

    request: Request


@dataclass(frozen=True, slots=True)
class Compute:
    """Run the user's code (an embedding function, a data loader) on one argument; resumes with what it returns."""

    function: Callable[[Any], Any]
    argument: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Sleep:
    """Wait this many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Now:
    """Resumes with the seconds of a clock that never goes back."""


@dataclass(frozen=True, slots=True)
class Draw:
    """Resumes with a random number from 0 to 1, for jitter."""


AnyHook: TypeAlias = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Notify:
    """Tell hooks of an event; what they raise harms nobody."""

    hooks: Sequence[AnyHook]
    event: Event


@dataclass(frozen=True, slots=True)
class Sign:
    """Resumes with the headers of the client's credentials; `refused` are those that the server did not accept."""

    refused: Mapping[str, str] | None


@dataclass(frozen=True, slots=True)
class Pull:
    """Take the next items of an iterator of either colour; resumes with a list of them, empty at the end.

    `keep` is called with each as soon as it is taken, and what it makes of it is kept; it must not raise.
    """

    source: Iterator[Any] | AsyncIterator[Any]
    most: int
    keep: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Emit:
    """Hand items to the caller of a method that streams, one by one."""

    items: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Together:
    """Run the flows that `feed` makes side by side, `in_flight` at once; resumes with their results, in order.

    `feed` is run whenever there is room, never beside itself; it makes None when there is no more to do. A flow that
    raises ends it all.
    """

    feed: Callable[[], Flow[Flow[Any] | None]]
    in_flight: int


Effect: TypeAlias = Notify | Sign | Transmit | Compute | Sleep | Now | Draw | Pull | Emit | Together
Flow: TypeAlias = Generator[Effect, Any, T]


def exchange(request: Request) -> Flow[Answer]:
    answer: Answer = yield Transmit(request)
    return answer


def compute(function: Callable[[Any], T], argument: Sequence[Any]) -> Flow[T]:
    value: T = yield Compute(function, argument)
    return value


def sleep(seconds: float) -> Flow[None]:
    yield Sleep(seconds)


def now() -> Flow[float]:
    seconds: float = yield Now()
    return seconds


def draw() -> Flow[float]:
    number: float = yield Draw()
    return number


def notify(hooks: Sequence[AnyHook], event: Event) -> Flow[None]:
    yield Notify(hooks, event)


def sign(refused: Mapping[str, str] | None = None) -> Flow[Mapping[str, str]]:
    headers: Mapping[str, str] = yield Sign(refused)
    return headers


def pull(source: Iterator[object] | AsyncIterator[object], most: int, keep: Callable[[object], T]) -> Flow[list[T]]:
    items: list[T] = yield Pull(source, most, keep)
    return items


def emit(items: Sequence[object]) -> Flow[None]:
    yield Emit(items)


def together(feed: Callable[[], Flow[Flow[T] | None]], in_flight: int) -> Flow[list[T]]:
    results: list[T] = yield Together(feed, in_flight)
    return results
