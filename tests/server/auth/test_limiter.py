"""How often callers may come: the token bucket, and the 429 it leads to."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from chromalink_mock import RunningServer, Settings, serve
from chromalink_mock.limiter import RateLimit, TokenBucket, read_rate_limit

from .callers import EVERYTHING, FILMS, KEYS, ONE, OTHER, caller

TOO_MANY = {"error": "ChromaError", "message": "Too many requests; backoff and try again"}


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_starts_full_and_fills_with_time() -> None:
    clock = Clock()
    bucket = TokenBucket(RateLimit(2.0, burst=3), clock)
    assert [bucket.take("a") for _ in range(4)] == [None, None, None, 0.5]
    clock.now += 0.25
    assert bucket.take("a") == 0.25
    clock.now += 0.25
    assert [bucket.take("a"), bucket.take("a")] == [None, 0.5]
    clock.now += 1000
    assert [bucket.take("a") for _ in range(4)] == [None, None, None, 0.5]


def test_each_caller_has_a_bucket() -> None:
    bucket = TokenBucket(RateLimit(1.0), Clock())
    assert [bucket.take(caller) for caller in "aabb"] == [None, 1.0, None, 1.0]


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("10/s", RateLimit(10.0, burst=10)),
        ("0.5/s", RateLimit(0.5, burst=1)),
        ("90/m", RateLimit(1.5, burst=90)),
        ("36/h", RateLimit(0.01, burst=36)),
    ],
)
def test_a_rate_is_written_by_its_unit(text: str, limit: RateLimit) -> None:
    assert read_rate_limit(text) == limit


@pytest.mark.parametrize("text", ["", "10", "10/", "10/d", "/s", "x/s", "0/s", "-1/s", "nan/s", "inf/s"])
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected a positive number and s, m or h"):
        read_rate_limit(text)


@pytest.mark.parametrize(("rate", "burst"), [(0.0, 1), (-1.0, 1), (float("inf"), 1), (1.0, -1)])
def test_a_limit_that_cannot_be_is_refused(rate: float, burst: int) -> None:
    with pytest.raises(ValueError, match="expected"):
        RateLimit(rate, burst)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limited(clock: Clock) -> Iterator[RunningServer]:
    """A server that lets each tenant in twice, then every two and a half seconds."""
    bucket = TokenBucket(RateLimit(0.4, burst=2), clock)
    with serve(Settings(api_keys=KEYS), limiter=bucket) as running:
        yield running


def test_too_many_requests_are_told_when_to_come_back(limited: RunningServer, clock: Clock) -> None:
    with caller(limited, ONE) as client:
        answers = [client.get(FILMS) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[2].json() == TOO_MANY
        assert answers[2].headers["retry-after"] == "3"
        assert answers[2].headers["chroma-trace-id"] == "0" * 32
        clock.now += 3
        assert client.get(FILMS).status_code == 200


def test_tenants_do_not_use_up_each_other(limited: RunningServer) -> None:
    with caller(limited, ONE) as client, caller(limited, OTHER) as other, caller(limited, EVERYTHING) as same:
        assert [client.get(FILMS).status_code for _ in range(3)] == [200, 200, 429]
        assert other.get("/api/v2/auth/identity").status_code == 200
        assert same.get(FILMS).status_code == 429


def test_guessing_keys_is_limited_and_hurts_no_tenant(limited: RunningServer) -> None:
    with caller(limited, None) as client:
        guesses = [client.get(FILMS, headers={"x-chroma-token": f"ck-{n}"}).status_code for n in range(3)]
    assert guesses == [401, 401, 429]
    with caller(limited, ONE) as client:
        assert client.get(FILMS).status_code == 200


def test_heartbeat_and_version_are_never_limited(limited: RunningServer) -> None:
    with caller(limited, None) as client:
        paths = ["/api/v2", "/api/v2/heartbeat", "/api/v2/version"]
        assert {client.get(path).status_code for path in paths * 3} == {200}


def test_a_server_without_keys_limits_all_callers_together() -> None:
    with serve(Settings(rate_limit=RateLimit(0.001))) as server, httpx.Client(base_url=server.url) as client:
        assert [client.get("/api/v2/tenants").status_code for _ in range(2)] == [200, 429]
