"""How often a server may be called: the interface, and the token bucket that is built in."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

_SECONDS = {"s": 1, "m": 60, "h": 3600}


class Limiter(Protocol):
    """Decides whether a caller may go on. Called for each request but heartbeat and version; must not block."""

    def take(self, caller: str) -> float | None:
        """Count one request of `caller` (a tenant; "" = nobody known).

        None = go on; else the seconds after which to try again, and nothing was counted.
        """
        ...


@dataclass(frozen=True, slots=True)
class RateLimit:
    """So many requests a second on average, up to `burst` at once; `burst` defaults to a second's worth, at least 1."""

    per_second: float
    burst: int = 0

    def __post_init__(self) -> None:
        if not 0 < self.per_second < float("inf"):
            raise ValueError(f"per_second: expected a positive number, got {self.per_second!r}")
        if self.burst < 0:
            raise ValueError(f"burst: expected at least 1, or 0 for a second's worth, got {self.burst!r}")

    @property
    def capacity(self) -> float:
        return float(self.burst or max(1.0, self.per_second))


def read_rate_limit(text: str) -> RateLimit:
    """The limit written as `N/s`, `N/m` or `N/h`; raises ValueError."""
    number, _, unit = text.partition("/")
    try:
        return RateLimit(float(number) / _SECONDS[unit], burst=math.ceil(float(number)))
    except (KeyError, ValueError, OverflowError):
        raise ValueError(f"expected a positive number and s, m or h, as in 10/s; got {text!r}") from None


class TokenBucket:
    """A bucket for every caller, full at first; `clock` gives seconds that never go back. Safe in several threads."""

    def __init__(self, limit: RateLimit, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}
        """Caller -> tokens, and when they were counted."""
        self._lock = Lock()

    def take(self, caller: str) -> float | None:
        with self._lock:
            now = self._clock()
            tokens, counted = self._buckets.get(caller, (self._limit.capacity, now))
            tokens = min(self._limit.capacity, tokens + (now - counted) * self._limit.per_second)
            if tokens >= 1:
                self._buckets[caller] = tokens - 1, now
                return None
            self._buckets[caller] = tokens, now
            return (1 - tokens) / self._limit.per_second
