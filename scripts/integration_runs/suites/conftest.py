"""No test runs with another client than the one the run is about."""

from __future__ import annotations

from integration_runs.suites.place import confirm_client


def pytest_sessionstart() -> None:
    confirm_client()
