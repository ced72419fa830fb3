"""The committed client: every model both ways, every endpoint's request.

Values are made from the schemas of the document: each alternative of a union, each member of an enum, null, empty
and filled lists, and each optional property present and absent, one variation at a time.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import subprocess
import sys
from typing import TYPE_CHECKING, Protocol, cast
from urllib.parse import quote

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from .conftest import Document, Operation, Table, Violations

AWKWARD = "a b/ü?#%"


class Model(Protocol):
    def to_dict(self) -> dict[str, object]: ...


class ModelClass(Protocol):
    def from_dict(self, src_dict: Table) -> Model: ...


def model_classes() -> dict[str, ModelClass]:
    models = importlib.import_module("chromalink_rest.models")
    exported = {name: getattr(models, name) for name in cast("list[str]", models.__all__)}
    return {name: cast(ModelClass, item) for name, item in exported.items() if hasattr(item, "from_dict")}


def variants(document: Document, schema: Table) -> Iterator[object]:
    """Values of a schema, the fullest first. Conditions between properties may rule some of them out."""
    if "$ref" in schema:
        target = cast("Table", document.at(str(schema["$ref"])[1:]))
        yield from variants(document, target)
    elif "const" in schema:
        yield schema["const"]
    elif "enum" in schema:
        yield from cast("list[object]", schema["enum"])
    elif "anyOf" in schema or "oneOf" in schema:
        members = cast("list[Table]", schema.get("anyOf", schema.get("oneOf")))
        for member in sorted(members, key=lambda member: member.get("type") == "null"):
            yield from variants(document, member)
    elif isinstance(schema.get("type"), list):
        for kind in cast("list[str]", schema["type"]):
            yield from variants(document, {**schema, "type": kind})
    elif schema.get("type") == "object":
        yield from objects(document, schema)
    elif schema.get("type") == "array":
        for item in variants(document, cast("Table", schema["items"])):
            yield [item]
        yield []
    elif "examples" in schema:
        yield from cast("list[object]", schema["examples"])
    else:
        yield from SCALARS[str(schema["type"]), schema.get("format")]


SCALARS: dict[tuple[str, object], list[object]] = {
    ("string", None): ["text", "ü\n"],
    ("string", "uuid"): ["3f2b8a52-6a5e-4d43-9d7c-0d1f5a6b7c8d"],
    ("integer", None): [7, 0],
    ("number", None): [0.5, 1],
    ("boolean", None): [True, False],
    ("null", None): [None],
}


def objects(document: Document, schema: Table) -> Iterator[Table]:
    properties = cast("dict[str, Table]", schema.get("properties", {}))
    choices = {name: list(variants(document, part)) for name, part in properties.items()}
    required = cast("list[str]", schema.get("required", []))
    at_most = cast("int", schema.get("maxProperties", len(choices)))
    full: Table = {name: values[0] for name, values in list(choices.items())[:at_most]}
    yield full
    yield {name: choices[name][0] for name in required}
    for name, values in choices.items():
        for value in values:
            yield {name: value} if at_most == 1 else {**full, name: value}
        if name not in required:
            yield {key: value for key, value in full.items() if key != name}
    if isinstance(schema.get("additionalProperties"), dict):
        for value in variants(document, cast("Table", schema["additionalProperties"])):
            yield {**full, "any name": value}
    elif "propertyNames" not in schema:
        yield {**full, "of a newer server": {"kept": [1, None, {}]}}


def as_json(value: object) -> str:
    """Exact: tells 1 from 1.0 and from true."""
    return json.dumps(value, sort_keys=True)


@pytest.fixture(scope="module")
def examples(document: Document, violations: Violations) -> Callable[[str], list[Table]]:
    """Valid, different values of a component, the fullest first."""

    def of(component: str) -> list[Table]:
        made = {as_json(value): value for value in variants(document, document.schemas[component])}
        pointer = f"/components/schemas/{component}"
        return [cast("Table", value) for value in made.values() if not violations(pointer, value)]

    return of


def test_every_object_of_the_document_is_a_model_and_nothing_else_is(document: Document) -> None:
    objects = {name for name, schema in document.schemas.items() if schema.get("type") == "object"}
    assert set(model_classes()) == objects


@pytest.mark.parametrize("component", sorted(model_classes()))
def test_the_model_gives_back_what_it_was_made_from(
    component: str, document: Document, examples: Callable[[str], list[Table]]
) -> None:
    model = model_classes()[component]
    made = examples(component)
    optional = len(cast("Table", document.schemas[component].get("properties", {}))) > 1
    assert len(made) >= (2 if optional else 1)
    for value in made:
        assert as_json(model.from_dict(value).to_dict()) == as_json(value)


def endpoint_modules() -> dict[str, ModuleType]:
    """operationId in snake case -> module."""
    package = importlib.import_module("chromalink_rest.api")
    found = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    return {info.name.rpartition(".")[2]: importlib.import_module(info.name) for info in found if not info.ispkg}


def snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def parameters(document: Document, operation: Operation) -> list[Table]:
    item = cast("Table", document.at(operation.pointer.rpartition("/")[0]))
    refs = [*cast("list[Table]", item.get("parameters", [])), *query_refs(operation)]
    return [cast("Table", document.at(str(ref["$ref"])[1:])) for ref in refs]


def query_refs(operation: Operation) -> list[Table]:
    return cast("list[Table]", operation.definition.get("parameters", []))


def test_every_operation_has_its_module_below_its_tag(document: Document) -> None:
    modules = endpoint_modules()
    assert set(modules) == {snake(name) for name in document.operations}
    for operation in document.operations.values():
        (tag,) = cast("list[str]", operation.definition["tags"])
        assert modules[snake(operation.id)].__name__.split(".")[2] == tag.lower()


def test_every_endpoint_asks_for_its_method_path_query_and_body(
    document: Document, examples: Callable[[str], list[Table]]
) -> None:
    classes = model_classes()
    for name, operation in document.operations.items():
        get_kwargs = cast("Callable[..., Table]", endpoint_modules()[snake(name)].__dict__["_get_kwargs"])
        given: Table = {}
        url = operation.path
        query: Table = {}
        for parameter in parameters(document, operation):
            key = str(parameter["name"])
            if parameter["in"] == "path":
                given[key] = AWKWARD
                url = url.replace("{" + key + "}", quote(AWKWARD, safe=""))
            else:
                query[key] = next(variants(document, cast("Table", parameter["schema"])))
        body: Table | None = None
        if operation.request_pointer is not None:
            schema = cast("Table", document.at(operation.request_pointer))
            component = str(schema["$ref"]).rpartition("/")[2]
            body = examples(component)[0]
            given["body"] = classes[component].from_dict(body)
        assert set(inspect.signature(get_kwargs).parameters) == set(given) | set(query), name

        asked = get_kwargs(**given, **query)
        assert (asked["method"], asked["url"]) == (operation.method, url), name
        assert asked.get("params", {}) == query, name
        assert as_json(asked.get("json")) == as_json(body), name
        assert get_kwargs(**given).get("params", {}) == {}, name


def test_importing_the_package_waits_with_models_and_endpoints() -> None:
    code = (
        "import sys, chromalink_rest\n"
        "print(*sorted(name for name in sys.modules if name.startswith('chromalink_rest')))\n"
        "import chromalink_rest.models\n"
        "print(*sorted(name for name in ('numpy', 'orjson', 'starlette') if name in sys.modules))\n"
        "print(*(name for name in sys.modules if name.startswith('chromalink_rest.api')))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["chromalink_rest chromalink_rest.client", "", ""]


def test_a_model_is_imported_when_it_is_asked_for_and_no_other() -> None:
    code = (
        "import sys\n"
        "from chromalink_rest.models import Tenant\n"
        "print(*sorted(name for name in sys.modules if name.startswith('chromalink_rest.models.')))\n"
        "import chromalink_rest.models as models\n"
        "print(set(models.__all__) <= set(dir(models)), hasattr(models, 'Tenants'))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["chromalink_rest.models.tenant", "True False"]


def test_the_package_says_that_it_is_typed() -> None:
    package = importlib.import_module("chromalink_rest")
    assert package.__file__ is not None
    assert importlib.import_module("importlib.resources").files(package).joinpath("py.typed").is_file()
