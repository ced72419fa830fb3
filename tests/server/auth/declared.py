"""Whether an answer is one that openapi/chroma.yaml declares for its operation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TypeAlias, cast

import httpx
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012, Schema
from ruamel.yaml import YAML

Table: TypeAlias = dict[str, object]
Json: TypeAlias = "Mapping[str, Json] | list[Json] | str | int | float | bool | None"

DOCUMENT = Path(__file__).resolve().parents[3] / "openapi" / "chroma.yaml"


def check(response: httpx.Response) -> None:
    """For an event hook: fail unless status and body are declared."""
    response.read()
    path = response.request.url.raw_path.decode().partition("?")[0]
    method = response.request.method.lower()
    template = _template(path)
    pointer = f"/paths/{_escaped(template)}/{method}/responses/{response.status_code}"
    declared = cast(Table, _at(pointer))
    reference = declared.get("$ref")
    if reference is not None:
        pointer = str(reference)[1:]
    assert "application/json" in cast(Table, cast(Table, _at(pointer)).get("content", {}))
    schema = f"{pointer}/content/application~1json/schema"
    value: Json = response.json()
    found = [f"{error.json_path}: {error.message}" for error in _validator(schema).iter_errors(value)]
    assert not found, f"{method} {path} {response.status_code}: {found}"


@cache
def _document() -> Table:
    return cast(Table, YAML(typ="safe").load(DOCUMENT))


@cache
def _validator(pointer: str) -> Draft202012Validator:
    whole = DRAFT202012.create_resource(cast("Schema", _document()))
    registry = Registry[Schema]().with_resource("urn:chroma", whole)
    return Draft202012Validator({"$ref": f"urn:chroma#{pointer}"}, registry=registry)


def _template(path: str) -> str:
    """The path of the document that `path` is an instance of, the one with the fewest parameters."""
    parts = path.split("/")
    fitting = [
        template
        for template in cast(Table, _document()["paths"])
        if len(template.split("/")) == len(parts)
        and all(want.startswith("{") or want == have for want, have in zip(template.split("/"), parts, strict=True))
    ]
    return min(fitting, key=lambda template: template.count("{"))


def _at(pointer: str) -> object:
    node = _document()
    for part in pointer.split("/")[1:]:
        node = cast(Table, node[part.replace("~1", "/").replace("~0", "~")])
    return node


def _escaped(text: str) -> str:
    return text.replace("~", "~0").replace("/", "~1")
