"""How long a client waits, and how often it tries again."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import InvalidInputError


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Limits in seconds; None waits for ever. `read` also bounds the wait for a free connection.

    Examples:
        >>> Timeouts.of(2)
        Timeouts(connect=2, read=2, write=2)
        >>> with HttpClient(port=8000, timeout=Timeouts(read=600)) as client:
        ...     client.heartbeat() > 0
        True
    """

    connect: float | None = 5.0
    read: float | None = 60.0
    write: float | None = 60.0

    @classmethod
    def of(cls, value: float | Timeouts | None) -> Timeouts:
        """A number limits reading and writing, and connecting where it is shorter than the default; None lifts all."""
        if isinstance(value, Timeouts):
            return value
        if value is None:
            return cls(None, None, None)
        if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
            raise InvalidInputError(f"timeout: expected a positive number of seconds, Timeouts or None, got {value!r}")
        return cls(min(5.0, value), value, value)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how patiently a call is repeated, where repeating is harmless.

    The pause before repetition n (from 0) is drawn evenly from half to all of `first_delay * 2**n`, at most
    `max_delay`, and never less than the server's `Retry-After`. `budget` bounds the whole call: a repetition that
    could not start within that many seconds of the first attempt is not waited for. All times in seconds.

    Examples:
        >>> patient = RetryPolicy(retries=6, max_delay=30, budget=300)
        >>> [patient.delay(repetition, draw=1) for repetition in range(3)]
        [0.2, 0.4, 0.8]
    """

    retries: int = 2
    first_delay: float = 0.2
    max_delay: float = 8.0
    budget: float = 60.0

    @classmethod
    def of(cls, value: int | RetryPolicy) -> RetryPolicy:
        """A number sets how often a call is repeated after its first attempt; 0 switches repeating off."""
        if isinstance(value, RetryPolicy):
            return value
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise InvalidInputError(f"retries: expected a number of repetitions >= 0 or a RetryPolicy, got {value!r}")
        return cls(retries=value)

    def delay(self, repetition: int, draw: float) -> float:
        """The pause in seconds before repetition `repetition`, for a `draw` from 0 to 1."""
        whole = min(self.max_delay, self.first_delay * 2.0**repetition)
        return whole * (0.5 + 0.5 * draw)


DEFAULT_TIMEOUTS = Timeouts()
DEFAULT_RETRIES = RetryPolicy()
