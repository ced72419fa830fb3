"""What a flow may ask of the world. A flow is a generator that yields effects and returns the call's result;
a driver of either colour performs them. Bare `yield` stays in this file: flows use the helper generators below."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

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
    """One HTTP request, below the client's base URL; `operation` is its operationId."""

    operation: str
    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    content: bytes | Stream | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer, read whole; header names are lower case, `url` carries no credentials."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    method: str
    url: str


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """A request, how to read its success, and what repeating it would do."""

    request: Request
    decode: Callable[[Answer], T]
    repeatable: bool
    """Whether sending it again does no harm when the first sending may have been applied."""
    done_when_missing: bool = False
    """Whether a 404 on a repetition means that the first sending was applied (a delete)."""


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


Effect: TypeAlias = Transmit | Compute | Sleep | Now | Draw
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
