"""Retry-After in all its forms: seconds, or a moment by the server's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from chromalink._core.effects import Answer
from chromalink._wire import decode

MOMENT = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)


def told(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


def seconds(retry_after: str, date: str | None = None) -> float | None:
    headers = {"retry-after": retry_after} | ({} if date is None else {"date": date})
    return decode.error(Answer(429, headers, b"", "GET", "http://h")).retry_after


@pytest.mark.parametrize(("value", "expected"), [("0", 0.0), ("7", 7.0), (" 12 ", 12.0), ("9" * 400, float("inf"))])
def test_seconds_are_taken_as_they_are(value: str, expected: float) -> None:
    assert seconds(value) == expected


def test_a_moment_counts_from_the_servers_own_clock_however_wrong_it_is() -> None:
    assert seconds(told(MOMENT + timedelta(seconds=90)), told(MOMENT)) == 90.0


def test_a_moment_that_has_passed_asks_for_no_pause() -> None:
    assert seconds(told(MOMENT), told(MOMENT + timedelta(hours=1))) == 0.0
    assert seconds(told(MOMENT)) == 0.0


def test_without_a_date_of_the_server_the_own_clock_counts() -> None:
    found = seconds(told(datetime.now(UTC) + timedelta(days=1)))
    assert found is not None
    assert 86000 < found <= 86400


@pytest.mark.parametrize("date", ["yesterday", ""])
def test_a_date_of_the_server_that_cannot_be_read_is_ignored(date: str) -> None:
    found = seconds(told(datetime.now(UTC) + timedelta(days=1)), date)
    assert found is not None
    assert 86000 < found <= 86400


@pytest.mark.parametrize("zone", ["-0000", "GMT", "+0000"])
def test_a_moment_without_a_zone_is_in_universal_time(zone: str) -> None:
    assert seconds(f"Sat, 03 Feb 2001 04:06:06 {zone}", told(MOMENT)) == 60.0


@pytest.mark.parametrize("value", ["", "soon", "-1", "1.5", "\N{SUPERSCRIPT TWO}", "2001-02-03T04:05:06Z"])
def test_what_is_neither_is_no_request_for_a_pause(value: str) -> None:
    assert seconds(value, told(MOMENT)) is None
