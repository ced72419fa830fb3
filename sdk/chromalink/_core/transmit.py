"""The one place that repeats requests."""

from __future__ import annotations

from typing import TypeVar

from .._wire import decode
from ..config import RetryPolicy
from ..errors import APIError, NoAnswerError, NotFoundError
from .effects import Call, Flow, draw, exchange, now, sleep

T = TypeVar("T")

NOT_APPLIED = frozenset({429, 503})
"""Statuses after which the server has done nothing."""
UNKNOWN = frozenset({502, 504})
"""Statuses of a proxy that lost the server: the request may have been applied."""


def transmit(call: Call[T], policy: RetryPolicy) -> Flow[T]:
    """Send `call` and return what its decoder makes of the answer.

    Repeated after a certain non-arrival (no connection, 429, 503) always; after an unknown outcome (timeout while
    waiting, broken connection, 502, 504) only where `call.repeatable`. The last failure is raised when repetitions or
    the policy's budget are used up, or at once when the server asks for a longer pause than the budget leaves; its
    `maybe_applied` speaks for all attempts.
    """
    started = yield from now()
    maybe_applied = False
    for repetition in range(policy.retries + 1):
        try:
            answer = yield from exchange(call.request)
        except NoAnswerError as exc:
            failure: NoAnswerError | APIError = exc
            maybe_applied |= exc.maybe_applied
            again = call.repeatable or not exc.maybe_applied
        else:
            if 200 <= answer.status < 300:
                return call.decode(answer)
            failure = decode.error(answer)
            if maybe_applied and call.done_when_missing and isinstance(failure, NotFoundError):
                return call.decode(answer)
            maybe_applied |= answer.status in UNKNOWN
            again = answer.status in NOT_APPLIED or (call.repeatable and answer.status in UNKNOWN)
        failure.maybe_applied = maybe_applied
        if not again or repetition == policy.retries:
            raise failure
        asked_for = failure.retry_after if isinstance(failure, APIError) else None
        pause = max(policy.delay(repetition, (yield from draw())), asked_for or 0.0)
        if (yield from now()) - started + pause > policy.budget:
            raise failure
        yield from sleep(pause)
    raise AssertionError("the last repetition raises")
