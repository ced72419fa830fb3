"""The server against every recorded scenario.

What the recorded server lacks and ours has is tested where it belongs; here it must only not fail.
"""

from __future__ import annotations

import json
from uuid import uuid4

import httpx
import pytest

from chromalink.contract.comparison import Comparison, Json

from .recordings import Exchange, filled, filled_text, picked, read_scenarios

SCENARIOS = read_scenarios()


def differences(exchange: Exchange, client: httpx.Client, names: dict[str, str]) -> list[str]:
    """Where the answer departs from the recording; what the exchange saves is added to `names`."""
    content = exchange.body(names)
    headers = dict(exchange.headers)
    if content is not None and not any(name.lower() == "content-type" for name in headers):
        headers["content-type"] = "application/json"
    answer = client.request(exchange.method, filled_text(exchange.path, names), content=content, headers=headers)
    if exchange.status == 0:
        return [] if answer.status_code in (400, 404) else [f"status {answer.status_code}, expected a refusal"]
    if exchange.gap:
        answered = answer.status_code < 500 or answer.status_code == exchange.status
        return [] if answered else [f"status {answer.status_code}: {answer.text[:200]}"]
    if answer.status_code != exchange.status:
        return [f"status {answer.status_code}, recorded {exchange.status}: {answer.text[:200]}"]
    body = decoded(answer)
    for name, path in exchange.save.items():
        names[name] = picked(body, path)
    comparison = Comparison(exchange.ignored, exchange.unordered)
    found = comparison.differences(filled(exchange.response, names), body)
    kind = answer.headers.get("content-type", "")
    if kind != exchange.content_type:
        found.append(f"content type {kind!r}, recorded {exchange.content_type!r}")
    return found


def decoded(answer: httpx.Response) -> Json:
    try:
        body: Json = json.loads(answer.text)
    except ValueError:
        return answer.text
    return body


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_scenario_is_answered_as_recorded(scenario: str, client: httpx.Client) -> None:
    names = {"run": f"r{uuid4().hex[:8]}"}
    found = [
        f"step {exchange.step} {exchange.method} {exchange.path}: {difference}"
        for exchange in SCENARIOS[scenario]
        for difference in differences(exchange, client, names)
    ]
    assert found == []


def test_all_recorded_scenarios_are_played() -> None:
    assert len(SCENARIOS) == 56


@pytest.mark.parametrize(
    ("want", "got"),
    [
        ({"a": 1}, {}),
        ({}, {"a": None}),
        ([1], [1, 2]),
        (1.0, 1.1),
        (1, True),
        ("1", 1),
        ({"metadata": {"k": 1}}, {"metadata": {"k": 1.0}}),
    ],
)
def test_the_comparison_sees_a_difference(want: Json, got: Json) -> None:
    assert Comparison().differences(want, got) != []


@pytest.mark.parametrize(
    ("want", "got"),
    [
        (0.1, 0.1000001),
        ({"distance": 1}, {"distance": 1.0}),
        ({"list": [1, 2]}, {"list": [2, 1]}),
        ({"volatile": 1}, {"volatile": 2}),
    ],
)
def test_the_comparison_forgives_what_may_differ(want: Json, got: Json) -> None:
    assert Comparison([("volatile",)], [("list",)]).differences(want, got) == []
