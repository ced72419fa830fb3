"""The time of a server, in the hands of a test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from chromalink_mock import Settings, create_app
from chromalink_mock.clock import Clock
from chromalink_mock.httpx_transports import AsgiTransport
from chromalink_mock.limiter import RateLimit


class Real:
    """A clock to be pushed."""

    now = 1_000

    def __call__(self) -> int:
        return self.now


def test_a_clock_runs_until_it_is_set() -> None:
    real = Real()
    clock = Clock(real=real)
    real.now += 5
    assert clock() == 1_005
    clock.set(77)
    real.now += 5
    assert clock() == 77


def test_a_clock_goes_on_by_seconds_whether_it_stands_or_runs() -> None:
    real = Real()
    clock = Clock(real=real)
    clock.advance(1.5)
    assert clock() == 1_000 + 1_500_000_000
    clock.set(0)
    clock.advance(timedelta(milliseconds=1))
    assert clock() == 1_000_000


def test_a_clock_runs_on_from_where_it_stood() -> None:
    real = Real()
    clock = Clock(50, real=real)
    clock.run()
    real.now += 5
    assert clock() == 55


def test_a_moment_may_be_a_datetime_with_a_time_zone() -> None:
    clock = Clock(datetime(1970, 1, 1, 0, 0, 1, 5, tzinfo=UTC))
    assert clock() == 1_000_005_000
    with pytest.raises(ValueError, match="time zone"):
        clock.set(datetime(2025, 1, 1))


@pytest.mark.parametrize("by", [-1, float("inf"), float("nan"), timedelta(seconds=-1)])
def test_a_step_back_is_refused(by: float | timedelta) -> None:
    with pytest.raises(ValueError, match="advance: expected 0 seconds or more"):
        Clock(0).advance(by)


def test_the_seconds_of_limiters_never_go_back() -> None:
    clock = Clock(5_000_000_000)
    assert clock.seconds() == 5
    clock.set(0)
    assert clock.seconds() == 5


def test_time_fills_the_rate_limit() -> None:
    clock = Clock(0)
    app = create_app(Settings(rate_limit=RateLimit(0.5, burst=1)), clock=clock)
    with httpx.Client(transport=AsgiTransport(app), base_url="http://chroma") as client:
        path = "/api/v2/tenants/default_tenant"
        first, second = client.get(path), client.get(path)
        assert (first.status_code, second.status_code, second.headers["retry-after"]) == (200, 429, "2")
        clock.advance(2)
        assert client.get(path).status_code == 200
