"""The document, its parts and the tools around it, for the tests of this folder."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import TypeAlias, cast

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012, Schema
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
METHODS = ("get", "put", "post", "delete", "patch")

Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | int | float | bool | None"
Table: TypeAlias = dict[str, object]
Violations: TypeAlias = Callable[[str, object], list[str]]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the document, and where it stands."""

    path: str
    method: str
    definition: Table

    @property
    def id(self) -> str:
        return str(self.definition["operationId"])

    @property
    def pointer(self) -> str:
        """JSON pointer of the operation."""
        return f"/paths/{self.path.replace('~', '~0').replace('/', '~1')}/{self.method}"

    @property
    def statuses(self) -> Table:
        return cast(Table, self.definition["responses"])

    @property
    def sources(self) -> Table:
        return cast(Table, self.definition["x-source"])

    @property
    def request_pointer(self) -> str | None:
        """Pointer of the schema of the JSON body, where there is one."""
        if "requestBody" not in self.definition:
            return None
        return f"{self.pointer}/requestBody/content/application~1json/schema"


@dataclass(frozen=True)
class Document:
    """openapi/chroma.yaml, parsed once."""

    table: Table

    @cached_property
    def operations(self) -> dict[str, Operation]:
        """By operationId."""
        paths = cast("dict[str, Table]", self.table["paths"])
        found = [
            Operation(path, method, cast(Table, definition))
            for path, item in paths.items()
            for method, definition in item.items()
            if method in METHODS
        ]
        return {operation.id: operation for operation in found}

    @property
    def schemas(self) -> dict[str, Table]:
        return cast("dict[str, Table]", self.at("/components/schemas"))

    def at(self, pointer: str) -> object:
        """What a JSON pointer leads to. KeyError when it leads nowhere."""
        node = self.table
        for part in pointer.split("/")[1:]:
            node = cast(Table, node[part.replace("~1", "/").replace("~0", "~")])
        return node

    def response_pointer(self, operation: Operation, status: str) -> str:
        """Pointer of the response object, through a $ref where there is one."""
        response = cast(Table, operation.statuses[status])
        target = response.get("$ref")
        return str(target)[1:] if target is not None else f"{operation.pointer}/responses/{status}"

    def schema_of(self, response_pointer: str, media: str = "application/json") -> str | None:
        """Pointer of the schema for a media type, where the response has one."""
        content = cast(Table, cast(Table, self.at(response_pointer)).get("content", {}))
        return f"{response_pointer}/content/{media.replace('/', '~1')}/schema" if media in content else None


@pytest.fixture(scope="session")
def document() -> Document:
    return Document(cast(Table, YAML(typ="safe").load(ROOT / "openapi" / "chroma.yaml")))


@pytest.fixture(scope="session")
def violations(document: Document) -> Violations:
    """How a value breaks the schema at a pointer of the document; empty when it does not."""
    whole = DRAFT202012.create_resource(cast("Schema", document.table))
    registry = Registry[Schema]().with_resource("urn:chroma", whole)
    validators: dict[str, Draft202012Validator] = {}

    def check(pointer: str, value: object) -> list[str]:
        if pointer not in validators:
            validators[pointer] = Draft202012Validator({"$ref": f"urn:chroma#{pointer}"}, registry=registry)
        found = validators[pointer].iter_errors(cast("Json", value))
        return [f"{error.json_path}: {error.message}" for error in found]

    return check


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def lint() -> Iterator[Callable[[Mapping[str, object]], list[object]]]:
    """The function `findings` of openapi/lint.py."""
    name = "chromalink_openapi_lint_under_test"
    spec = importlib.util.spec_from_file_location(name, ROOT / "openapi" / "lint.py")
    assert spec is not None
    assert spec.loader is not None
    module: ModuleType = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    yield module.findings
    del sys.modules[name]
