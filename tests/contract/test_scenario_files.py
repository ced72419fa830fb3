"""The scenarios as data: whole, well-formed, and no less than what was recorded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from ruamel.yaml import YAML

from chromalink.contract.comparison import Json
from chromalink.contract.placeholders import filled
from chromalink.contract.scenario import DROPPED, NoBody, Risk, Scenario, Step
from chromalink.contract.scenario_files import DIALECTS, Dialect, read_dialect

ROOT = Path(__file__).parents[2]
RECORDINGS = ROOT / "tests" / "server" / "data" / "exchanges.jsonl"
BOUND = frozenset({"run", "tenant", "tenant_escaped", "database", "any"})


def operation_ids() -> set[str]:
    document = cast(
        "dict[str, dict[str, dict[str, dict[str, str]]]]",
        YAML(typ="safe").load(ROOT / "openapi" / "chroma.yaml"),
    )
    return {
        operation["operationId"]
        for item in document["paths"].values()
        for method, operation in item.items()
        if method in ("get", "post", "put", "patch", "delete")
    }


def placeholders(text: str) -> Iterator[str]:
    for part in text.split("${")[1:]:
        yield part.partition("}")[0]


def asked(step: Step) -> str:
    body = None if isinstance(step.content, NoBody) else step.content
    return json.dumps([step.target, body, step.raw])


@pytest.fixture(scope="module")
def dialect() -> Dialect:
    return read_dialect("chroma")


def test_every_dialect_can_be_read() -> None:
    assert [read_dialect(name).name for name in DIALECTS] == list(DIALECTS)


def test_every_operation_of_the_api_is_covered(dialect: Dialect) -> None:
    covered = {operation for scenario in dialect.scenarios for operation in scenario.operations}
    assert covered == operation_ids()


def test_every_scenario_says_why_in_a_sentence_of_its_own(dialect: Dialect) -> None:
    reasons = [scenario.why for scenario in dialect.scenarios]
    assert len(set(reasons)) == len(reasons)
    assert [why for why in reasons if not why.endswith(".") or len(why) < 30] == []


def test_every_placeholder_is_bound_before_it_is_used(dialect: Dialect) -> None:
    unbound: list[str] = []
    for scenario in dialect.scenarios:
        bound = set(BOUND)
        for step in scenario.steps:
            unbound += [f"{scenario.id}: {name}" for name in placeholders(asked(step)) if name not in bound]
            bound |= step.save.keys()
            wanted = json.dumps([answer.body for answer in step.answers if not isinstance(answer.body, NoBody)])
            unbound += [f"{scenario.id}: {name}" for name in placeholders(wanted) if name not in bound]
    assert unbound == []


def test_every_scenario_that_makes_a_tenant_is_marked(dialect: Dialect) -> None:
    def makes_a_tenant(scenario: Scenario) -> bool:
        return any(
            step.method == "POST" and step.target == "/api/v2/tenants" and step.answers[0].has_status(200)
            for step in scenario.steps
        )

    unmarked = [one.id for one in dialect.scenarios if makes_a_tenant(one) and one.risk is not Risk.TRACE]
    assert unmarked == []


def test_only_marked_scenarios_reset_or_crash(dialect: Dialect) -> None:
    for scenario in dialect.scenarios:
        if any(step.target.endswith("/reset") and step.method == "POST" for step in scenario.steps):
            assert scenario.risk is Risk.RESET, scenario.id
        if any(step.expects_drop for step in scenario.steps):
            assert scenario.risk is Risk.CRASH, scenario.id


def test_every_alternative_answer_has_a_reason(dialect: Dialect) -> None:
    alternatives = [answer for one in dialect.scenarios for step in one.steps for answer in step.answers[1:]]
    assert alternatives
    assert [answer for answer in alternatives if not answer.because] == []


def test_every_recorded_exchange_is_a_step(dialect: Dialect) -> None:
    place = {"tenant": "default_tenant", "database": "default_database", "tenant_escaped": "default%5Ftenant"}
    steps = {
        (step.method, str(filled(asked(step), place)), step.answers[0].statuses)
        for scenario in dialect.scenarios
        for step in scenario.steps
    }
    missing: list[str] = []
    for line in RECORDINGS.read_text("utf-8").splitlines():
        exchange = cast("dict[str, Json]", json.loads(line))
        raw = exchange.get("request_raw")
        body = None if raw is not None else exchange["request"]
        status = str(exchange["status"] or DROPPED)
        if (exchange["method"], json.dumps([exchange["path"], body, raw]), (status,)) not in steps:
            missing.append(f"{exchange['scenario']} {exchange['step']}")
    # Tenants need not exist for what these two are about, so none is made.
    assert missing == ["databases_list_paging 1", "database_isolation_and_delete 1"]
