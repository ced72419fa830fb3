"""The time of a server, for tests that decide what time it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock

SEEDED_START = 1_735_689_600_000_000_000
"""The time of a server that is made with a seed, in nanoseconds: the beginning of 2025, UTC."""

_SECOND = 1_000_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock:
    """Gives nanoseconds since the epoch when called: to heartbeats, and to the ids of collections.

    It runs with `real` until it is set; then it stands still, but for `advance`. With `start` it stands from the
    beginning. Safe to use from several threads.
    """

    def __init__(self, start: datetime | int | None = None, *, real: Callable[[], int] = time.time_ns) -> None:
        self._real = real
        self._lock = Lock()
        self._standing = None if start is None else _nanoseconds(start)
        self._ahead = 0
        self._latest = 0

    def __call__(self) -> int:
        with self._lock:
            return self._now()

    def set(self, moment: datetime | int) -> None:
        """Stand still at this moment: nanoseconds since the epoch, or a datetime with a time zone (else ValueError)."""
        found = _nanoseconds(moment)
        with self._lock:
            self._standing = found

    def advance(self, by: timedelta | float) -> None:
        """Go on by so many seconds, at once, whether standing or running; raises ValueError for a step back."""
        seconds = by.total_seconds() if isinstance(by, timedelta) else by
        if not 0 <= seconds < float("inf"):
            raise ValueError(f"advance: expected 0 seconds or more, got {seconds!r}; to go back there is set()")
        with self._lock:
            if self._standing is None:
                self._ahead += round(seconds * _SECOND)
            else:
                self._standing += round(seconds * _SECOND)

    def run(self) -> None:
        """Run on from the moment that it shows."""
        with self._lock:
            self._ahead = self._now() - self._real()
            self._standing = None

    def seconds(self) -> float:
        """Seconds that never go back, whatever the clock is set to: what limiters measure with."""
        with self._lock:
            self._latest = max(self._latest, self._now())
            return self._latest / _SECOND

    def _now(self) -> int:
        return self._real() + self._ahead if self._standing is None else self._standing


def _nanoseconds(moment: datetime | int) -> int:
    if isinstance(moment, int):
        return moment
    if moment.tzinfo is None:
        raise ValueError(f"moment: expected a datetime with a time zone, got {moment!r}")
    return (moment - _EPOCH) // timedelta(microseconds=1) * 1000
