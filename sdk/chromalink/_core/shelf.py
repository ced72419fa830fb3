"""Which connections wait for their next request, and which of them are too old to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeAlias, TypeVar

Origin: TypeAlias = tuple[bytes, bytes, int]
"""Scheme, host and port."""


class Reusable(Protocol):
    """What the shelf asks of a connection of either colour."""

    def has_expired(self) -> bool:
        """Whether it was idle for too long, or the other side closed it (something can be read from it)."""
        ...


C = TypeVar("C", bound=Reusable)


@dataclass(frozen=True, slots=True)
class _Idle(Generic[C]):
    """A connection that waits to be used again."""

    origin: Origin
    connection: C
    since: float


class Shelf(Generic[C]):
    """Idle connections of one pool, last in, first out; whatever a method returns as left over must be closed.

    At most `places` connections wait, the one that waited longest making room, and none longer than `expiry` seconds;
    None sets no bound. Not locked: a pool that serves threads does that.
    """

    def __init__(self, places: int | None, expiry: float | None) -> None:
        self._places = places
        self._expiry = expiry
        self._idle: list[_Idle[C]] = []

    def __len__(self) -> int:
        return len(self._idle)

    def __iter__(self) -> Iterator[C]:
        return iter([one.connection for one in self._idle])

    def take(self, origin: Origin, now: float) -> tuple[C | None, list[C]]:
        """The connection to `origin` that was used last and still stands; and the left over."""
        left_over = self._expired(now)
        for place in range(len(self._idle) - 1, -1, -1):
            if self._idle[place].origin == origin:
                connection = self._idle.pop(place).connection
                if not connection.has_expired():
                    return connection, left_over
                left_over.append(connection)
        return None, left_over

    def put(self, origin: Origin, connection: C, now: float) -> list[C]:
        """Keep a connection whose answer is read; the left over."""
        left_over = self._expired(now)
        self._idle.append(_Idle(origin, connection, now))
        if self._places is not None and len(self._idle) > self._places:
            left_over.append(self._idle.pop(0).connection)
        return left_over

    def oldest(self) -> list[C]:
        """The connection that waited longest, where there is one, no longer kept."""
        return [self._idle.pop(0).connection] if self._idle else []

    def clear(self) -> list[C]:
        """All connections, none of them kept."""
        left_over = [one.connection for one in self._idle]
        self._idle.clear()
        return left_over

    def _expired(self, now: float) -> list[C]:
        if self._expiry is None:
            return []
        left_over: list[C] = []
        while self._idle and now - self._idle[0].since > self._expiry:
            left_over.append(self._idle.pop(0).connection)
        return left_over
