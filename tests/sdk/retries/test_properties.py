"""What holds of every call, whatever its server does: the flow is run against a world whose time is a number."""

from __future__ import annotations

from typing import cast

from hypothesis import given, settings
from hypothesis import strategies as st

from chromalink import errors
from chromalink._core.effects import Answer, Call, Request
from chromalink._core.transmit import NOT_APPLIED, UNKNOWN, transmit
from chromalink.config import RetryPolicy

from ..scripted_world import World

REQUEST = Request("addRecords", "POST", "/api/v2/x")
OK = Answer(200, {}, b"fine", "POST", "http://h/api/v2/x")

Outcome = Answer | errors.NoAnswerError


def refused(status: int, retry_after: int | None) -> Answer:
    headers = {} if retry_after is None else {"retry-after": str(retry_after)}
    return Answer(status, headers, b"{}", "POST", "http://h/api/v2/x")


@st.composite
def outcomes(draw: st.DrawFn) -> Outcome:
    kind = draw(st.sampled_from(["status", "status", "refused", "broken", "timeout", "fine"]))
    match kind:
        case "status":
            status = draw(st.sampled_from([404, 429, 500, 502, 503, 504]))
            return refused(status, draw(st.none() | st.integers(0, 100)))
        case "refused":
            return errors.ConnectionFailedError("connect", maybe_applied=False)
        case "broken":
            return errors.ConnectionFailedError("reset", maybe_applied=True)
        case "timeout":
            return errors.RequestTimeoutError("read", maybe_applied=True)
        case _:
            return OK


MOST_RETRIES = 6

POLICIES = st.builds(
    RetryPolicy,
    retries=st.integers(0, MOST_RETRIES),
    first_delay=st.floats(0.0, 5.0),
    max_delay=st.floats(0.0, 20.0),
    budget=st.floats(0.0, 120.0),
)


WORLDS = st.builds(
    World,
    script=st.lists(outcomes(), max_size=8).map(lambda found: [*found, *[OK] * (MOST_RETRIES + 1)]),
    draws=st.lists(st.floats(0.0, 1.0), min_size=1, max_size=4),
    seconds_a_request=st.floats(0.0, 30.0),
    clock=st.just(0.0),
)


def ran(world: World, policy: RetryPolicy, *, repeatable: bool) -> errors.ChromaError | None:
    """The error the call ends with, or None for success."""
    try:
        world.run(transmit(Call(REQUEST, lambda answer: answer.content, repeatable), policy))
    except errors.ChromaError as exc:
        return exc
    return None


def seen(world: World) -> list[Outcome]:
    """How the requests that went out ended."""
    return cast("list[Outcome]", world.script[: len(world.sent)])


def status(outcome: Outcome) -> int:
    return outcome.status if isinstance(outcome, Answer) else 0


def did_nothing(outcome: Outcome) -> bool:
    if isinstance(outcome, Answer):
        return outcome.status in NOT_APPLIED
    return not outcome.maybe_applied


def may_have_happened(outcome: Outcome) -> bool:
    return status(outcome) in UNKNOWN if isinstance(outcome, Answer) else outcome.maybe_applied


@settings(deadline=None)
@given(WORLDS, POLICIES, st.booleans())
def test_a_call_is_never_sent_more_often_than_allowed(world: World, policy: RetryPolicy, repeatable: bool) -> None:
    ran(world, policy, repeatable=repeatable)
    assert 1 <= len(world.sent_at) <= policy.retries + 1
    assert len(world.sleeps) == len(world.sent_at) - 1


@settings(deadline=None)
@given(WORLDS, POLICIES, st.booleans())
def test_no_attempt_starts_after_the_budget(world: World, policy: RetryPolicy, repeatable: bool) -> None:
    ran(world, policy, repeatable=repeatable)
    assert all(moment <= policy.budget + 1e-6 for moment in world.sent_at[1:])


@settings(deadline=None)
@given(WORLDS, POLICIES)
def test_a_request_that_may_have_happened_is_not_repeated_where_that_does_harm(
    world: World, policy: RetryPolicy
) -> None:
    error = ran(world, policy, repeatable=False)
    *earlier, last = seen(world)
    assert all(did_nothing(outcome) for outcome in earlier)
    if error is not None and may_have_happened(last):
        assert isinstance(error, errors.APIError | errors.NoAnswerError)
        assert error.maybe_applied


@settings(deadline=None)
@given(WORLDS, POLICIES)
def test_only_what_can_change_is_repeated(world: World, policy: RetryPolicy) -> None:
    ran(world, policy, repeatable=True)
    *earlier, _ = seen(world)
    assert all(did_nothing(outcome) or may_have_happened(outcome) for outcome in earlier)


@settings(deadline=None)
@given(WORLDS, POLICIES, st.booleans())
def test_an_error_says_maybe_applied_exactly_where_an_attempt_left_it_open(
    world: World, policy: RetryPolicy, repeatable: bool
) -> None:
    error = ran(world, policy, repeatable=repeatable)
    if isinstance(error, errors.APIError | errors.NoAnswerError):
        assert error.maybe_applied == any(map(may_have_happened, seen(world)))


@settings(deadline=None)
@given(WORLDS, POLICIES, st.booleans())
def test_a_call_ends_in_success_exactly_where_its_last_answer_is_one(
    world: World, policy: RetryPolicy, repeatable: bool
) -> None:
    error = ran(world, policy, repeatable=repeatable)
    assert (error is None) == (status(seen(world)[-1]) == 200)


@settings(deadline=None)
@given(WORLDS, POLICIES)
def test_no_pause_is_shorter_than_the_server_asked_for(world: World, policy: RetryPolicy) -> None:
    ran(world, policy, repeatable=True)
    for outcome, pause in zip(seen(world), world.sleeps, strict=False):
        if isinstance(outcome, Answer):
            assert pause >= float(outcome.headers.get("retry-after", 0))


@settings(deadline=None)
@given(WORLDS, POLICIES)
def test_pauses_that_the_server_does_not_lengthen_follow_the_policy(world: World, policy: RetryPolicy) -> None:
    ran(world, policy, repeatable=True)
    for number, (outcome, pause) in enumerate(zip(seen(world), world.sleeps, strict=False)):
        if not isinstance(outcome, Answer) or "retry-after" not in outcome.headers:
            whole = min(policy.max_delay, policy.first_delay * 2**number)
            assert 0.5 * whole - 1e-9 <= pause <= whole + 1e-9


@settings(deadline=None)
@given(WORLDS)
def test_a_call_gives_up_only_for_a_reason(world: World) -> None:
    policy = RetryPolicy(retries=3)
    error = ran(world, policy, repeatable=True)
    last = seen(world)[-1]
    if error is None or not (did_nothing(last) or may_have_happened(last)):
        return
    asked_for = float(last.headers.get("retry-after", 0)) if isinstance(last, Answer) else 0.0
    longest = max(asked_for, policy.max_delay)
    assert len(world.sent_at) == policy.retries + 1 or world.clock + longest > policy.budget


@settings(deadline=None)
@given(st.lists(outcomes(), min_size=1, max_size=4))
def test_without_retries_the_first_outcome_is_the_last(script: list[Outcome]) -> None:
    world = World(script, [0.5], 1.0)
    ran(world, RetryPolicy(retries=0), repeatable=True)
    assert (len(world.sent_at), world.sleeps) == (1, [])
