from __future__ import annotations

import copy
from typing import TYPE_CHECKING, cast

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeAlias

    from .conftest import Table

    Lint: TypeAlias = Callable[[Mapping[str, object]], list[object]]

OPERATION: Table = {
    "operationId": "getThing",
    "tags": ["Things"],
    "responses": {"200": {"description": "ok"}},
    "x-source": {"200": "recorded: things"},
}
NAMED: Table = {"type": "object", "properties": {"a": {"type": "string"}}}


def with_schemas(**schemas: object) -> Table:
    """A small document without faults, but for what the schemas bring."""
    return {
        "tags": [{"name": "Things"}],
        "paths": {"/things": {"get": copy.deepcopy(OPERATION)}},
        "components": {"schemas": {"Named": NAMED, **schemas}},
    }


def with_operation(**changes: object) -> Table:
    document = with_schemas()
    paths = cast("dict[str, Table]", document["paths"])
    operation: Table = {**OPERATION, **changes}
    paths["/things"]["get"] = {key: value for key, value in operation.items() if value is not None}
    return document


def prop(schema: object) -> Table:
    """A document whose component `Thing` has one property, of this schema."""
    return with_schemas(Thing={"type": "object", "properties": {"value": schema}})


REF: Table = {"$ref": "#/components/schemas/Named"}
TAGGED_A: Table = {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "a"}}}
TAGGED_B: Table = {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "b"}}}
BOTH: list[Table] = [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}]
AT = "components.schemas.Thing"
VALUE = f"{AT}.properties.value"
TEXT_AND_JSON: Table = {"application/json": {"schema": REF}, "text/plain": {"schema": {"type": "string"}}}
SAME_ID: Table = {"/things": {"get": OPERATION, "put": OPERATION}}

FAULTY: list[tuple[str, Table, str, str]] = [
    ("nullable beside a type", prop({"type": "string", "nullable": True}), VALUE, "nullable"),
    ("nullable beside a $ref", prop({**REF, "nullable": True}), VALUE, "nullable"),
    ("nullable without a type", prop({"nullable": True}), VALUE, "nullable"),
    (
        "nullable enum",
        with_schemas(Thing={"type": "string", "enum": ["a"], "nullable": True}),
        AT,
        "nullable",
    ),
    ("enum with null", prop({"enum": ["a", None]}), VALUE, "enum with null"),
    ("enum of a nullable type", prop({"type": ["string", "null"], "enum": ["a"]}), VALUE, "enum with null"),
    ("array default", prop({"type": "array", "items": {"type": "string"}, "default": []}), VALUE, "default"),
    ("scalar default", prop({"type": "integer", "default": 3}), VALUE, "default is sent"),
    ("keywords beside a $ref", prop({**REF, "properties": {}}), VALUE, "beside $ref"),
    ("anonymous object", prop(NAMED), VALUE, "anonymous"),
    ("anonymous item", prop({"type": "array", "items": NAMED}), f"{VALUE}.items", "anonymous"),
    ("anonymous member", prop({"oneOf": [{"type": "null"}, NAMED]}), f"{VALUE}.oneOf.1", "anonymous"),
    ("properties without a type", prop({"properties": {}}), VALUE, "anonymous"),
    (
        "anonymous additional value",
        with_schemas(Thing={"type": "object", "additionalProperties": NAMED}),
        f"{AT}.additionalProperties",
        "anonymous",
    ),
    (
        "anonymous in a part of allOf",
        with_schemas(Thing={"allOf": [REF, {"type": "object", "properties": {"value": NAMED}}]}),
        f"{AT}.allOf.1.properties.value",
        "anonymous",
    ),
    ("object or null by type", with_schemas(Thing={"type": ["object", "null"]}), AT, "among other types"),
    (
        "closed object",
        with_schemas(Thing={"type": "object", "additionalProperties": False}),
        AT,
        "additionalProperties: false",
    ),
    (
        "property that hides a method",
        with_schemas(Thing={"type": "object", "properties": {"to_dict": {"type": "string"}}}),
        f"{AT}.properties.to_dict",
        "hides a member",
    ),
    ("objects that look alike", with_schemas(A=NAMED, B=NAMED, Thing={"oneOf": BOTH}), AT, "tells apart"),
    (
        "objects with the same const",
        with_schemas(A=TAGGED_A, B=TAGGED_A, Thing={"anyOf": BOTH}),
        AT,
        "tells apart",
    ),
    (
        "const that is not required",
        with_schemas(A=TAGGED_A, B={**TAGGED_B, "required": []}, Thing={"oneOf": BOTH}),
        AT,
        "tells apart",
    ),
    (
        "discriminator",
        with_schemas(A=TAGGED_A, B=TAGGED_B, Thing={"oneOf": BOTH, "discriminator": {"propertyName": "kind"}}),
        f"{AT}.discriminator",
        "not used",
    ),
    (
        "allOf inside a union",
        with_schemas(Thing={"oneOf": [{"type": "null"}, {"allOf": [REF]}]}),
        f"{AT}.oneOf.1",
        "allOf inside a union",
    ),
    (
        "union that contains itself",
        with_schemas(
            Thing={
                "oneOf": [
                    {"type": "string"},
                    {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
                ]
            }
        ),
        AT,
        "contains itself",
    ),
    (
        "unions that contain each other",
        with_schemas(
            Other={"anyOf": [{"type": "string"}, {"$ref": "#/components/schemas/Thing"}]},
            Thing={"anyOf": [{"type": "null"}, {"$ref": "#/components/schemas/Other"}]},
        ),
        AT,
        "contains itself",
    ),
    ("untyped map without not", prop({"additionalProperties": {"type": "string"}}), VALUE, "without type"),
    ("required without type", prop({"required": ["a"]}), VALUE, "without type"),
    ("missing component", prop({"$ref": "#/components/schemas/Missing"}), VALUE, "not in the document"),
    (
        "missing component in a union",
        prop({"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Missing"}]}),
        f"{VALUE}.oneOf.1",
        "not in the document",
    ),
    ("other document", prop({"$ref": "other.yaml#/Thing"}), VALUE, "not in the document"),
    ("no operationId", with_operation(operationId=None), "paths./things.get", "operationId"),
    ("two tags", with_operation(tags=["Things", "Things"]), "paths./things.get", "2 tags"),
    ("no tag", with_operation(tags=[]), "paths./things.get", "0 tags"),
    ("undeclared tag", with_operation(tags=["Others"]), "paths./things.get", "tag Others"),
    ("the same id twice", {**with_schemas(), "paths": SAME_ID}, "paths./things.put", "again"),
    ("no source", with_operation(**{"x-source": None}), "paths./things.get.responses.200", "x-source"),
    (
        "empty source",
        with_operation(**{"x-source": {"200": " "}}),
        "paths./things.get.responses.200",
        "x-source",
    ),
    (
        "source without a response",
        with_operation(**{"x-source": {"200": "x", "404": "y"}}),
        "paths./things.get.x-source.404",
        "not declared",
    ),
    (
        "shared response without a source",
        {**with_schemas(), "components": {"responses": {"Gone": {"description": "gone"}}}},
        "components.responses.Gone",
        "x-source",
    ),
    (
        "anonymous object in a shared response",
        {
            **with_schemas(),
            "components": {
                "responses": {"Gone": {"x-source": "x", "content": {"application/json": {"schema": NAMED}}}}
            },
        },
        "components.responses.Gone.content.application/json",
        "anonymous",
    ),
    (
        "anonymous body",
        with_operation(requestBody={"content": {"application/json": {"schema": NAMED}}}),
        "paths./things.get.requestBody.content.application/json",
        "anonymous",
    ),
    (
        "anonymous answer",
        with_operation(responses={"200": {"content": {"application/json": {"schema": NAMED}}}}),
        "paths./things.get.responses.200.content.application/json",
        "anonymous",
    ),
    (
        "JSON before text",
        with_operation(responses={"200": {"content": TEXT_AND_JSON}}),
        "paths./things.get.responses.200.content",
        "text/plain",
    ),
    (
        "parameter",
        with_operation(parameters=[{"schema": {"type": "array", "items": NAMED}}]),
        "paths./things.get.parameters.0.schema.items",
        "anonymous",
    ),
    (
        "parameter of all methods of a path",
        {**with_schemas(), "paths": {"/things": {"get": OPERATION, "parameters": [{"schema": {"default": 1}}]}}},
        "paths./things.parameters.0.schema",
        "default",
    ),
    (
        "shared parameter",
        {**with_schemas(), "components": {"parameters": {"p": {"schema": {"nullable": True}}}}},
        "components.parameters.p.schema",
        "nullable",
    ),
]


@pytest.mark.parametrize(("document", "path", "what"), [case[1:] for case in FAULTY], ids=[c[0] for c in FAULTY])
def test_the_construct_is_reported_where_it_stands(document: Table, path: str, what: str, lint: Lint) -> None:
    lines = [str(finding) for finding in lint(document)]
    assert any(line.startswith(f"{path}: ") and what in line for line in lines), lines
    assert all(", write instead: " in line for line in lines)


@pytest.mark.parametrize(
    "document",
    [
        with_schemas(),
        with_operation(),
        prop({"type": ["string", "null"]}),
        prop({"oneOf": [{"type": "null"}, REF]}),
        prop({"type": "array", "items": {"type": ["number", "null"]}}),
        prop({"enum": ["a", "b"]}),
        prop({"description": "any JSON"}),
        prop({"additionalProperties": {"type": "string"}, "not": {"type": ["string", "array"]}}),
        prop({"not": {"type": "array"}, "patternProperties": {"^a": NAMED}}),
        with_schemas(A=TAGGED_A, B=TAGGED_B, Thing={"oneOf": BOTH}),
        with_schemas(Thing={"allOf": [REF, {"type": "object", "properties": {"b": {"type": "string"}}}]}),
        with_schemas(Thing={"type": "object", "properties": {"nullable": {"type": "boolean"}}}),
        with_schemas(
            Thing={
                "type": "object",
                "properties": {
                    "more": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
                    "one": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Thing"}]},
                },
            }
        ),
        with_operation(
            responses={"200": {"content": dict(reversed(TEXT_AND_JSON.items()))}},
        ),
    ],
)
def test_what_generates_well_is_not_reported(document: Table, lint: Lint) -> None:
    assert [str(finding) for finding in lint(document)] == []


def test_a_chain_of_references_in_a_circle_ends(lint: Lint) -> None:
    circle = {"$ref": "#/components/schemas/Thing"}
    document = with_schemas(Thing={"$ref": "#/components/schemas/Other"}, Other=circle, Union={"oneOf": [circle]})
    assert [str(finding) for finding in lint(document) if "contains itself" in str(finding)] != []
