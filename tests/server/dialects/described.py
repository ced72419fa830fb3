"""The OpenAPI document of the Cloud as a judge of answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeAlias, cast

import httpx
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012, Schema
from ruamel.yaml import YAML

DOCUMENT = Path(__file__).parent / "cloud_openapi.yaml"
METHODS = ("get", "put", "post", "delete")

Table: TypeAlias = dict[str, object]


@dataclass(frozen=True, slots=True)
class Operation:
    id: str
    method: str
    path: str
    responses: Mapping[str, Table]

    def matches(self, method: str, path: str) -> bool:
        parts, given = self.path.split("/"), path.split("/")
        return (
            method.lower() == self.method
            and len(parts) == len(given)
            and all(part.startswith("{") or part == one for part, one in zip(parts, given, strict=True))
        )


class Described:
    """What the document says about answers. `nullable` is read as OpenAPI 3.0 has it."""

    def __init__(self) -> None:
        self._table = cast(Table, _with_nulls(YAML(typ="safe").load(DOCUMENT)))

    @cached_property
    def operations(self) -> list[Operation]:
        paths = cast("dict[str, dict[str, Table]]", self._table["paths"])
        return [
            Operation(str(item["operationId"]), method, path, cast("dict[str, Table]", item["responses"]))
            for path, methods in paths.items()
            for method, item in methods.items()
            if method in METHODS
        ]

    def operation(self, response: httpx.Response) -> Operation | None:
        """The operation of the document that was asked; None for all others."""
        request = response.request
        path = request.url.raw_path.decode().partition("?")[0]
        return next((one for one in self.operations if one.matches(request.method, path)), None)

    def violations(self, response: httpx.Response) -> list[str]:
        """Where an answer departs from the document; nothing for operations that are not in it.

        A refusal whose status the document does not declare for the operation must still have its error body.
        """
        operation = self.operation(response)
        if operation is None:
            return []
        status = str(response.status_code)
        if status in operation.responses:
            content = cast("dict[str, Table]", operation.responses[status].get("content", {}))
            schema = content.get("application/json", {}).get("schema")
        elif status in UNDECLARED:
            schema = {"$ref": "#/components/schemas/Error"}
        else:
            return [f"{operation.id}: {status} is not declared"]
        if schema is None:
            return []
        found = self._validator(cast(Schema, schema)).iter_errors(response.json())
        return [f"{operation.id} {status}: {error.json_path}: {error.message}" for error in found]

    def _validator(self, schema: Schema) -> Draft202012Validator:
        whole = DRAFT202012.create_resource(cast(Schema, self._table))
        registry: Registry[Schema] = Registry().with_resource("urn:cloud", whole)
        return Draft202012Validator(
            _absolute(schema), registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER
        )


UNDECLARED = frozenset({"400", "404", "409", "500", "501"})
"""Refusals that must be possible although the document is silent about them."""


def _absolute(schema: Schema) -> Schema:
    if isinstance(schema, dict) and "$ref" in schema:
        return {"$ref": f"urn:cloud{schema['$ref']}"}
    if isinstance(schema, dict) and isinstance(schema.get("items"), dict):
        return {**schema, "items": _absolute(schema["items"])}
    return schema


def _with_nulls(value: object) -> object:
    """The document with `nullable` said in JSON Schema."""
    if isinstance(value, list):
        return [_with_nulls(one) for one in value]
    if not isinstance(value, dict):
        return value
    table = {key: _with_nulls(one) for key, one in value.items()}
    if table.pop("nullable", False):
        table["type"] = [table["type"], "null"]
    return table
