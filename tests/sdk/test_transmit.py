"""Which requests are repeated, when, and what is raised in the end; the flow is stepped by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from chromalink import errors
from chromalink._core.effects import Answer, Call, Request
from chromalink._core.transmit import transmit
from chromalink._wire import collections, databases, records
from chromalink._wire import system as system_wire
from chromalink.config import RetryPolicy

from .scripted_world import Outcome, World

REQUEST = Request("addRecords", "POST", "/api/v2/x")


def answer(status: int, content: bytes = b"{}", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, named, content, "POST", "http://h/api/v2/x")


def refused() -> Exception:
    return errors.ConnectionFailedError("connect", maybe_applied=False)


def reset() -> Exception:
    return errors.ConnectionFailedError("reset", maybe_applied=True)


def read_timeout() -> Exception:
    return errors.RequestTimeoutError("read", maybe_applied=True)


def missing() -> Answer:
    return answer(404, b'{"error": "NotFoundError", "message": "gone"}')


OK = answer(200, b"fine")

CERTAIN: list[Outcome] = [refused(), answer(429), answer(503)]
UNKNOWN: list[Outcome] = [read_timeout(), reset(), answer(502), answer(504)]
FINAL: list[Outcome] = [answer(status) for status in (400, 401, 403, 404, 405, 409, 412, 413, 422, 500, 501)]


def call(*, repeatable: bool, done_when_missing: bool = False) -> Call[bytes]:
    return Call(REQUEST, lambda found: found.content, repeatable, done_when_missing)


def sending(world: World, *, repeatable: bool, policy: RetryPolicy | None = None) -> bytes:
    return world.run(transmit(call(repeatable=repeatable), policy or RetryPolicy()))


def label(outcome: Outcome) -> str:
    return str(outcome.status) if isinstance(outcome, Answer) else str(outcome)


@pytest.mark.parametrize("repeatable", [True, False])
@pytest.mark.parametrize("outcome", CERTAIN, ids=label)
def test_a_request_that_did_nothing_is_always_repeated(outcome: Outcome, repeatable: bool) -> None:
    world = World([outcome, OK])
    assert sending(world, repeatable=repeatable) == b"fine"
    assert world.sent == [REQUEST, REQUEST]
    assert len(world.sleeps) == 1


@pytest.mark.parametrize("outcome", UNKNOWN, ids=label)
def test_after_an_unknown_outcome_a_harmless_request_is_repeated(outcome: Outcome) -> None:
    world = World([outcome, OK])
    assert sending(world, repeatable=True) == b"fine"
    assert len(world.sent) == 2


@pytest.mark.parametrize("outcome", UNKNOWN, ids=label)
def test_after_an_unknown_outcome_any_other_request_raises_maybe_applied(outcome: Outcome) -> None:
    world = World([outcome])
    with pytest.raises(errors.ChromaError) as caught:
        sending(world, repeatable=False)
    assert isinstance(caught.value, errors.NoAnswerError | errors.APIError)
    assert caught.value.maybe_applied
    assert len(world.sent) == 1


@pytest.mark.parametrize("repeatable", [True, False])
@pytest.mark.parametrize("outcome", FINAL, ids=label)
def test_an_answer_that_would_not_change_is_raised_at_once(outcome: Outcome, repeatable: bool) -> None:
    world = World([outcome])
    with pytest.raises(errors.APIError) as caught:
        sending(world, repeatable=repeatable)
    assert not caught.value.maybe_applied
    assert len(world.sent) == 1


@pytest.mark.parametrize("outcome", [*CERTAIN, *UNKNOWN], ids=label)
def test_retries_0_sends_once(outcome: Outcome) -> None:
    world = World([outcome])
    with pytest.raises(errors.ChromaError):
        sending(world, repeatable=True, policy=RetryPolicy(retries=0))
    assert len(world.sent) == 1
    assert world.sleeps == []


def test_the_last_failure_is_raised_when_repetitions_are_used_up() -> None:
    world = World([answer(503), refused(), answer(429)])
    with pytest.raises(errors.RateLimitError):
        sending(world, repeatable=True)
    assert len(world.sent) == 3


def test_a_refused_repetition_does_not_hide_that_an_earlier_one_may_have_been_applied() -> None:
    world = World([read_timeout(), refused(), refused()])
    with pytest.raises(errors.ConnectionFailedError) as caught:
        sending(world, repeatable=True)
    assert caught.value.maybe_applied


def test_a_call_that_never_arrived_is_told_as_not_applied() -> None:
    world = World([refused(), refused(), refused()])
    with pytest.raises(errors.ConnectionFailedError) as caught:
        sending(world, repeatable=True)
    assert not caught.value.maybe_applied


def test_a_decode_error_is_not_repeated() -> None:
    world = World([errors.DecodeError("no JSON")])
    with pytest.raises(errors.DecodeError):
        sending(world, repeatable=True)
    assert len(world.sent) == 1


def test_retry_after_in_seconds_lengthens_the_pause() -> None:
    world = World([answer(429, retry_after="7"), OK])
    sending(world, repeatable=False)
    assert world.sleeps == [7.0]


def test_retry_after_never_shortens_the_pause() -> None:
    world = World([answer(429, retry_after="0"), OK])
    sending(world, repeatable=False)
    assert world.sleeps == [0.2]


def test_retry_after_may_be_a_date() -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    world = World([answer(503, retry_after=moment), OK])
    sending(world, repeatable=False)
    assert 20 < world.sleeps[0] <= 30


@pytest.mark.parametrize("value", ["soon", "-1", "1.5e", "", "\N{SUPERSCRIPT TWO}"])
def test_a_retry_after_that_cannot_be_read_is_ignored(value: str) -> None:
    world = World([answer(503, retry_after=value), OK])
    sending(world, repeatable=False)
    assert world.sleeps == [0.2]


def test_a_retry_after_beyond_the_budget_raises_at_once() -> None:
    world = World([answer(429, retry_after="61")])
    with pytest.raises(errors.RateLimitError) as caught:
        sending(world, repeatable=True)
    assert caught.value.retry_after == 61.0
    assert world.sleeps == []


def test_the_time_requests_take_counts_against_the_budget() -> None:
    world = World([answer(503), answer(503)], seconds_a_request=30.0)
    with pytest.raises(errors.InternalError):
        sending(world, repeatable=True, policy=RetryPolicy(retries=5, budget=45.0))
    assert len(world.sent) == 2


@pytest.mark.parametrize(("draw", "pauses"), [(0.0, [0.1, 0.2, 0.4, 0.5]), (1.0, [0.2, 0.4, 0.8, 1.0])])
def test_pauses_double_up_to_the_longest_with_half_of_each_left_to_chance(draw: float, pauses: list[float]) -> None:
    world = World([answer(503)] * 4 + [OK], [draw])
    sending(world, repeatable=True, policy=RetryPolicy(retries=4, first_delay=0.2, max_delay=1.0))
    assert world.sleeps == pytest.approx(pauses)


def deleting(world: World) -> bytes:
    return world.run(transmit(call(repeatable=True, done_when_missing=True), RetryPolicy()))


@pytest.mark.parametrize("outcome", UNKNOWN, ids=label)
def test_a_repeated_delete_that_finds_nothing_has_succeeded(outcome: Outcome) -> None:
    assert deleting(World([outcome, missing()])) == missing().content


@pytest.mark.parametrize("outcome", CERTAIN, ids=label)
def test_a_delete_that_finds_nothing_after_a_certain_non_arrival_raises(outcome: Outcome) -> None:
    with pytest.raises(errors.NotFoundError):
        deleting(World([outcome, missing()]))


def test_a_first_delete_that_finds_nothing_raises() -> None:
    with pytest.raises(errors.NotFoundError):
        deleting(World([missing()]))


def test_a_repeated_read_that_finds_nothing_raises() -> None:
    with pytest.raises(errors.NotFoundError):
        sending(World([read_timeout(), missing()]), repeatable=True)


def test_calls_that_make_one_of_a_kind_are_not_repeatable() -> None:
    made: list[Call[Any]] = [
        databases.create_tenant("t"),
        databases.create_database("t", "d"),
        collections.create_collection(
            "t", "d", "c", metadata=None, configuration=None, schema=None, get_or_create=False
        ),
        system_wire.reset(),
    ]
    assert [one.repeatable for one in made] == [False] * 4


def test_reads_deletes_and_get_or_create_are_repeatable() -> None:
    found: list[Call[Any]] = [
        databases.get_tenant("t"),
        databases.delete_database("t", "d"),
        collections.list_collections("t", "d", None, None),
        collections.delete_collection("t", "d", "c"),
        collections.create_collection(
            "t", "d", "c", metadata=None, configuration=None, schema=None, get_or_create=True
        ),
        system_wire.heartbeat(),
    ]
    assert [one.repeatable for one in found] == [True] * 6
    assert [one.done_when_missing for one in found] == [False, True, False, True, False, False]


def test_the_body_limit_leaves_room_below_the_servers() -> None:
    assert records.MAX_BODY == 32 * 1024 * 1024 < 40 * 1024 * 1024
