from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from openapi_spec_validator import validate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .conftest import Document, Table, Violations

SEED_OPERATIONS = {
    "heartbeat",
    "getVersion",
    "createTenant",
    "getTenant",
    "listDatabases",
    "createDatabase",
    "getDatabase",
    "deleteDatabase",
    "listCollections",
    "createCollection",
    "getCollection",
    "updateCollection",
    "deleteCollection",
    "countRecords",
    "addRecords",
    "getRecords",
    "updateRecords",
    "upsertRecords",
    "deleteRecords",
    "queryRecords",
    "searchRecords",
}
FURTHER_OPERATIONS = {
    "getRoot",
    "reset",
    "getPreFlightChecks",
    "getHealthcheck",
    "getIdentity",
    "updateTenant",
    "listTenants",
    "countCollections",
    "getCollectionById",
    "getCollectionByCrn",
    "forkCollection",
    "countForks",
    "getIndexingStatus",
    "attachFunction",
    "getAttachedFunction",
    "detachFunction",
}
TAGS = {"Collections", "Databases", "Records", "Search", "System", "Tenants"}
WITHOUT_CREDENTIAL = {"getRoot", "heartbeat", "getVersion"}
VOCABULARY = {
    "BadRequest",
    "Unauthorized",
    "Forbidden",
    "NotFound",
    "MethodNotAllowed",
    "Conflict",
    "Gone",
    "PreconditionFailed",
    "PayloadTooLarge",
    "UnsupportedMediaType",
    "UnprocessableContent",
    "TooManyRequests",
    "InternalServerError",
    "NotImplemented",
    "ServiceUnavailable",
}


def test_the_document_is_valid_openapi(document: Document) -> None:
    assert document.table["openapi"] == "3.1.0"
    validate(document.table)


def test_the_document_holds_nothing_the_generator_gets_wrong(
    document: Document, lint: Callable[[Mapping[str, object]], list[object]]
) -> None:
    assert [str(finding) for finding in lint(document.table)] == []


def test_every_operation_has_its_public_id_and_no_other_is_there(document: Document) -> None:
    assert set(document.operations) == SEED_OPERATIONS | FURTHER_OPERATIONS


def test_the_tags_are_the_six_of_the_seed_and_all_are_used(document: Document) -> None:
    declared = {tag["name"] for tag in cast("list[Table]", document.table["tags"])}
    used = {str(tag) for op in document.operations.values() for tag in cast("list[str]", op.definition["tags"])}
    assert declared == used == TAGS


def test_the_servers_are_cloud_and_this_machine(document: Document) -> None:
    servers = cast("list[Table]", document.table["servers"])
    assert [server["url"] for server in servers] == ["https://api.trychroma.com", "http://localhost:8000"]


def test_a_credential_is_optional_and_never_wanted_for_liveness(document: Document) -> None:
    schemes = cast("Table", document.at("/components/securitySchemes"))
    assert set(schemes) == {"chromaToken", "bearerAuth"}
    assert document.table["security"] == [{"chromaToken": []}, {"bearerAuth": []}, {}]
    overridden = {op.id for op in document.operations.values() if "security" in op.definition}
    assert overridden == WITHOUT_CREDENTIAL
    assert all(document.operations[name].definition["security"] == [] for name in WITHOUT_CREDENTIAL)


def test_the_error_vocabulary_is_complete(document: Document) -> None:
    assert set(cast("Table", document.at("/components/responses"))) == VOCABULARY


def test_every_error_with_json_has_the_one_error_shape_and_a_trace_id(document: Document) -> None:
    for name, response in cast("dict[str, Table]", document.at("/components/responses")).items():
        pointer = document.schema_of(f"/components/responses/{name}")
        if pointer is None:
            assert name == "MethodNotAllowed"
            continue
        assert document.at(pointer) == {"$ref": "#/components/schemas/Error"}
        assert "chroma-trace-id" in cast("Table", response["headers"])
    assert "retry-after" in cast("Table", document.at("/components/responses/TooManyRequests/headers"))


def test_every_operation_declares_one_success_and_what_its_kind_can_answer(document: Document) -> None:
    for op in document.operations.values():
        statuses = set(op.statuses)
        assert len([status for status in statuses if status.startswith("2")]) == 1, op.id
        if op.id not in WITHOUT_CREDENTIAL:
            assert {"401", "403", "429", "500", "503"} <= statuses, op.id
        if op.request_pointer is not None:
            assert {"400", "413", "415", "422"} <= statuses, op.id
        if "{collection_id}" in op.path or "{collection}" in op.path:
            assert {"400", "404"} <= statuses, op.id
    assert [op.id for op in document.operations.values() if "201" in op.statuses] == ["addRecords"]


def test_every_declared_status_has_a_source(document: Document) -> None:
    kinds = (
        "recorded: ",
        "wire contract, ",
        "search contract, ",
        "upstream",
        "/openapi.json of Chroma 1.5.9",
    )
    for op in document.operations.values():
        assert set(op.sources) == set(op.statuses), op.id
        for status, source in op.sources.items():
            ours = op.id == "listTenants" and str(source).startswith("extension of this project")
            assert str(source).startswith(kinds) or ours, (op.id, status, source)


def test_every_component_is_used_except_the_answer_of_the_retired_interface(document: Document) -> None:
    used: set[str] = set()

    def collect(node: object) -> None:
        if isinstance(node, dict):
            table = cast("Table", node)
            used.add(str(table.get("$ref", "")))
            for value in table.values():
                collect(value)
        elif isinstance(node, list):
            for value in cast("list[object]", node):
                collect(value)

    collect(document.table)
    components = cast("dict[str, Table]", document.table["components"])
    unused = {
        f"{kind}/{name}"
        for kind, members in components.items()
        for name in members
        if kind != "securitySchemes" and f"#/components/{kind}/{name}" not in used
    }
    assert unused == {"responses/Gone"}


def test_every_example_obeys_its_schema(document: Document, violations: Violations) -> None:
    seen = 0
    for name, schema in document.schemas.items():
        for example in cast("list[object]", schema.get("examples", [])):
            assert violations(f"/components/schemas/{name}", example) == [], name
            seen += 1
    assert seen > 15


REFUSED: list[tuple[str, object]] = [
    ("Where", {}),
    ("Where", {"a": 1, "b": 2}),
    ("Where", {"$not": {"a": 1}}),
    ("Where", {"a": {"$gt": "x"}}),
    ("Where", {"a": {"$in": []}}),
    ("Where", {"a": {"$in": [1, "x"]}}),
    ("Where", {"a": None}),
    ("Where", {"#document": "x"}),
    ("Where", {"$and": [None]}),
    ("Where", [{"a": 1}]),
    ("WhereDocument", {"$contains": 1}),
    ("WhereDocument", {"$or": [{}]}),
    ("SearchFilter", {"a": 1, "b": 2}),
    ("Rank", {}),
    ("Rank", {"$rrf": {}}),
    ("Rank", {"$sum": [{"$val": "x"}]}),
    ("Rank", {"$knn": {"query": "text"}}),
    ("Rank", {"$abs": None}),
    ("RecordMetadata", {"": 1}),
    ("RecordMetadata", {"#k": 1}),
    ("RecordMetadata", {"k": None}),
    ("RecordMetadata", {"k": {"nested": 1}}),
    ("RecordMetadata", {"k": [1, "x"]}),
    ("RecordMetadata", "text"),
    ("CollectionMetadata", {}),
    ("CollectionMetadata", {"k": [1]}),
    ("Embeddings", [[1.0], "AACAPw=="]),
    ("Embeddings", [None]),
    ("CreateHnswConfiguration", {"M": 16}),
    ("UpdateHnswConfiguration", {"space": "l2"}),
    ("EmbeddingFunctionConfiguration", {"type": "known", "name": "default"}),
    ("CollectionSchema", {"defaults": {}}),
]


@pytest.mark.parametrize(("component", "value"), REFUSED)
def test_what_servers_refuse_breaks_the_schema(component: str, value: object, violations: Violations) -> None:
    assert violations(f"/components/schemas/{component}", value) != []


TAKEN: list[tuple[str, object]] = [
    *(("FieldCondition", {op: 1}) for op in ("$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$contains", "$not_contains")),
    *(("FieldCondition", {op: values}) for op in ("$in", "$nin") for values in (["a"], [1.5, 2], [True])),
    *(("DocumentCondition", {op: "x"}) for op in ("$contains", "$not_contains", "$regex", "$not_regex")),
    *(("WhereDocument", {op: "x"}) for op in ("$contains", "$not_contains", "$regex", "$not_regex")),
    *((name, {op: []}) for name in ("Where", "WhereDocument") for op in ("$and", "$or")),
    *(("Where", {"$and": [{"$or": [{"a": value}]}]}) for value in (1, 1.5, "x", True, {"$ne": 0})),
    *(("Where", {key: 1}) for key in ("", "#id", "#foo", "a.b")),
    *(("Rank", {op: [{"$val": 1}]}) for op in ("$sum", "$mul", "$max", "$min")),
    *(("Rank", {op: {"left": {"$val": 1}, "right": {"$val": 2}}}) for op in ("$sub", "$div")),
    *(("Rank", {op: {"$val": 1}}) for op in ("$abs", "$exp", "$log")),
]


@pytest.mark.parametrize(("component", "value"), TAKEN)
def test_every_operator_servers_know_obeys_the_schema(component: str, value: object, violations: Violations) -> None:
    assert violations(f"/components/schemas/{component}", value) == []
