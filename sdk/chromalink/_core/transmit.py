"""The one place that repeats requests."""

from __future__ import annotations

from typing import TypeVar

from .._wire import decode
from ..config import RetryPolicy
from ..errors import APIError, ChromaError, NoAnswerError, NotFoundError
from .effects import Answer, Call, Flow, draw, now, sleep
from .watching import PLAIN, Line

T = TypeVar("T")

NOT_APPLIED = frozenset({429, 503})
"""Statuses after which the server has done nothing."""
UNKNOWN = frozenset({502, 504})
"""Statuses of a proxy that lost the server: the request may have been applied."""


def transmit(call: Call[T], policy: RetryPolicy, line: Line = PLAIN) -> Flow[T]:
    """Send `call` and return what its decoder makes of the answer.

    Repeated after a certain non-arrival (no connection, 429, 503) always; after an unknown outcome (timeout while
    waiting, broken connection, 502, 504) only where `call.repeatable`. The last failure is raised when repetitions or
    the policy's budget are used up, or at once when the server asks for a longer pause than the budget leaves; its
    `maybe_applied` speaks for all attempts.
    """
    started = yield from now()
    maybe_applied = False
    for repetition in range(policy.retries + 1):
        began = started if repetition == 0 else (yield from now())
        asked = yield from line.watch.asking(call.request, repetition + 1)
        answer: Answer | None = None
        try:
            answer = yield from line.exchange(call.request)
            if _succeeded(call, answer, maybe_applied):
                value = call.decode(answer)
                yield from line.watch.answered(asked, answer, None, (started, began), None)
                return value
            failure: ChromaError = (call.refusal or decode.error)(answer)
        except ChromaError as exc:
            failure = exc
        maybe_applied |= _may_have_happened(failure)
        if isinstance(failure, APIError | NoAnswerError):
            failure.maybe_applied = maybe_applied
        pause = None
        if _worth_repeating(call, failure) and repetition < policy.retries:
            pause = yield from _pause(policy, repetition, failure, started)
        yield from line.watch.answered(asked, answer, failure, (started, began), pause)
        if pause is None:
            raise failure
        yield from sleep(pause)
    raise AssertionError("the last repetition raises")


def _succeeded(call: Call[T], answer: Answer, maybe_applied: bool) -> bool:
    if 200 <= answer.status < 300:
        return True
    return maybe_applied and call.done_when_missing and isinstance(decode.error(answer), NotFoundError)


def _may_have_happened(failure: ChromaError) -> bool:
    """Whether this attempt leaves open what it did."""
    if isinstance(failure, APIError):
        return failure.status_code in UNKNOWN
    return isinstance(failure, NoAnswerError) and failure.maybe_applied


def _worth_repeating(call: Call[T], failure: ChromaError) -> bool:
    if isinstance(failure, APIError):
        return failure.status_code in NOT_APPLIED or (call.repeatable and failure.status_code in UNKNOWN)
    return isinstance(failure, NoAnswerError) and (call.repeatable or not failure.maybe_applied)


def _pause(policy: RetryPolicy, repetition: int, failure: ChromaError, started: float) -> Flow[float | None]:
    """The seconds to wait before trying again, none after a stale connection; None where the budget leaves too few."""
    if isinstance(failure, NoAnswerError) and failure.stale:
        return 0.0
    asked_for = failure.retry_after if isinstance(failure, APIError) else None
    pause = max(policy.delay(repetition, (yield from draw())), asked_for or 0.0)
    left = policy.budget - ((yield from now()) - started)
    return pause if pause <= left else None
