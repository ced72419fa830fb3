"""The document against recordings of the single-node server of Chroma 1.5.9 (data/exchanges.jsonl).

One exchange a line: scenario, step, method, path, request (absent without a JSON body), status, response. `C/` at
the beginning of a path stands for the collections of the default database; ids of collections and names that change
from run to run are one fixed value.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

if TYPE_CHECKING:
    from .conftest import Document, Operation, Table, Violations

RECORDINGS = Path(__file__).parent / "data" / "exchanges.jsonl"
COLLECTIONS = "/api/v2/tenants/default_tenant/databases/default_database/collections/"
BODIES_AS_ARRAYS = "struct_as_array_bodies"
LOOSER_THAN_THE_SERVER: list[object] = [{"where": {"v": {"$in": [1, 1.5]}}, "include": []}]
STRICTER_THAN_THE_SERVER: list[object] = [
    {"searches": [{"rank": {"$div": [{"$val": 1}, {"$val": 2}]}}]},
    {"searches": [[]]},
]


@dataclass(frozen=True, slots=True)
class Exchange:
    scenario: str
    step: int
    method: str
    path: str
    status: int
    request: object
    has_request: bool
    response: object
    is_json: bool

    @property
    def name(self) -> str:
        return f"{self.scenario} {self.step}"

    @property
    def message(self) -> str:
        """Of an error; empty for everything else."""
        is_object = isinstance(self.response, dict)
        return str(cast("Table", self.response).get("message", "")) if is_object else ""


def full_path(path: str) -> str:
    return COLLECTIONS + path.removeprefix("C/") if path.startswith("C/") else path


def read() -> list[Exchange]:
    exchanges: list[Exchange] = []
    for line in RECORDINGS.read_text("utf-8").splitlines():
        entry = cast("Table", json.loads(line))
        exchanges.append(
            Exchange(
                scenario=str(entry["scenario"]),
                step=cast(int, entry["step"]),
                method=str(entry["method"]).lower(),
                path=full_path(str(entry["path"])).partition("?")[0],
                status=cast(int, entry["status"]),
                request=entry.get("request"),
                has_request="request" in entry,
                response=entry["response"],
                is_json="content_type" not in entry,
            )
        )
    return exchanges


@pytest.fixture(scope="module")
def exchanges() -> list[Exchange]:
    return read()


def operation_of(exchange: Exchange, document: Document) -> Operation:
    """The operation whose path fits; with several, the one with the most literal segments."""

    def fit(template: str) -> int:
        wanted, given = template.split("/"), exchange.path.split("/")
        if len(wanted) != len(given):
            return -1
        literal = 0
        for left, right in zip(wanted, given, strict=True):
            if left.startswith("{") and right:
                continue
            if left != right:
                return -1
            literal += 1
        return literal

    fitting = [op for op in document.operations.values() if op.method == exchange.method and fit(op.path) >= 0]
    assert fitting, f"{exchange.name}: no operation for {exchange.method} {exchange.path}"
    return max(fitting, key=lambda op: fit(op.path))


def test_every_recorded_status_is_declared(document: Document, exchanges: list[Exchange]) -> None:
    undeclared = {
        (operation_of(exchange, document).id, exchange.status)
        for exchange in exchanges
        if str(exchange.status) not in operation_of(exchange, document).statuses
    }
    assert undeclared == set()


def test_every_recorded_answer_obeys_its_schema(
    document: Document, violations: Violations, exchanges: list[Exchange]
) -> None:
    checked = 0
    for exchange in exchanges:
        response = document.response_pointer(operation_of(exchange, document), str(exchange.status))
        schema = document.schema_of(response)
        if not exchange.is_json:
            assert schema is None, f"{exchange.name}: recorded without JSON"
            continue
        assert schema is not None, exchange.name
        assert violations(schema, exchange.response) == [], exchange.name
        checked += 1
    assert checked > 300


def test_every_source_that_names_a_recording_has_one(document: Document, exchanges: list[Exchange]) -> None:
    recorded = {
        (operation_of(exchange, document).id, str(exchange.status), exchange.scenario) for exchange in exchanges
    }
    missing = [
        (op.id, status, source)
        for op in document.operations.values()
        for status, source in op.sources.items()
        if str(source).startswith("recorded: ")
        and (op.id, status, str(source).removeprefix("recorded: ")) not in recorded
    ]
    assert missing == []


def test_every_request_the_server_understood_obeys_its_schema(
    document: Document, violations: Violations, exchanges: list[Exchange]
) -> None:
    checked = 0
    for exchange in exchanges:
        schema = operation_of(exchange, document).request_pointer
        refused_for_shape = exchange.status in {400, 422}
        if schema is None or not exchange.has_request or refused_for_shape:
            continue
        if exchange.scenario == BODIES_AS_ARRAYS or exchange.request in STRICTER_THAN_THE_SERVER:
            assert violations(schema, exchange.request) != [], exchange.name
            continue
        assert violations(schema, exchange.request) == [], exchange.name
        checked += 1
    assert checked > 100


def test_every_request_refused_for_its_shape_breaks_its_schema(
    document: Document, violations: Violations, exchanges: list[Exchange]
) -> None:
    checked = 0
    for exchange in exchanges:
        schema = operation_of(exchange, document).request_pointer
        clause = exchange.status == 400 and exchange.message.startswith("Invalid where")
        if schema is None or not exchange.has_request or not (clause or exchange.status == 422):
            continue
        if exchange.request in LOOSER_THAN_THE_SERVER:
            continue
        assert violations(schema, exchange.request) != [], exchange.name
        checked += 1
    assert checked > 80
