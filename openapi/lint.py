"""Find what the client generator would get wrong in an OpenAPI document without saying so.

openapi-python-client warns about what it cannot generate. The constructs looked for here pass without a
warning and yield code that loses nulls or keys, picks the wrong class, or fails on an answer that servers
really give. Beside them stand the rules of this project: one tag and an operationId for each operation, and a
source for every declared status.

A schema without a type is left alone on purpose: it generates as `Any`, so its inside never becomes code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias, cast

Node: TypeAlias = Mapping[str, object]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
UNIONS = ("oneOf", "anyOf")
TYPED = ("$ref", "type", "oneOf", "anyOf", "allOf", "enum", "const", "properties")
DROPPED_BESIDE_REF = ("properties", "additionalProperties", "items", "enum", *UNIONS, "allOf")
MODEL_MEMBERS = frozenset({"to_dict", "from_dict", "additional_properties", "additional_keys"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One construct: where it stands, what the generator makes of it, and what to write instead."""

    path: str
    what: str
    instead: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}, write instead: {self.instead}"


def findings(document: Node) -> list[Finding]:
    """Everything to report about `document` (a parsed OpenAPI 3.1 document), in the order it is written."""
    return [*_references(document, document, ""), *_components(document), *_operations(document)]


def _references(document: Node, value: object, path: str) -> Iterator[Finding]:
    node = _table(value)
    target = node.get("$ref")
    if isinstance(target, str) and _resolve(document, target) is None:
        yield Finding(path, f"$ref to {target}, which is not in the document", "the component it means")
    for key, inner in node.items():
        yield from _references(document, inner, _join(path, key))
    for index, inner in enumerate(_list(value)):
        yield from _references(document, inner, _join(path, str(index)))


def _components(document: Node) -> Iterator[Finding]:
    components = _table(document.get("components"))
    for name, schema in _table(components.get("schemas")).items():
        path = f"components.schemas.{name}"
        yield from _schema(document, _table(schema), path, named=True)
        if _reaches(document, _table(schema), name, frozenset()):
            yield Finding(path, "a union that contains itself", "recursion through a property of an object")
    for name, parameter in _table(components.get("parameters")).items():
        schema = _table(_table(parameter).get("schema"))
        yield from _schema(document, schema, f"components.parameters.{name}.schema", named=False)
    for name, response in _table(components.get("responses")).items():
        path = f"components.responses.{name}"
        yield from _content(document, _table(response), path)
        if not _says_something(_table(response).get("x-source")):
            yield Finding(path, "no x-source", "where this answer was recorded or read")


def _operations(document: Node) -> Iterator[Finding]:
    declared = {_table(tag).get("name") for tag in _list(document.get("tags"))}
    first_use: dict[object, str] = {}
    for path, item in _table(document.get("paths")).items():
        yield from _parameters(document, _table(item), f"paths.{path}")
        for method, value in _table(item).items():
            if method not in METHODS:
                continue
            operation = _table(value)
            place = f"paths.{path}.{method}"
            yield from _naming(operation, place, declared)
            name = operation.get("operationId")
            if name is not None and name in first_use:
                yield Finding(place, f"operationId {name} again, as at {first_use[name]}", "another name")
            first_use.setdefault(name, place)
            yield from _sources(operation, place)
            yield from _bodies(document, operation, place)


def _naming(operation: Node, place: str, declared: set[object]) -> Iterator[Finding]:
    if not _says_something(operation.get("operationId")):
        yield Finding(place, "no operationId; the function is named after the path", "an operationId")
    tags = _list(operation.get("tags"))
    if len(tags) != 1:
        yield Finding(place, f"{len(tags)} tags; one module is made, in the first or in `default`", "one tag")
    for tag in tags:
        if tag not in declared:
            yield Finding(place, f"tag {tag} is not among the tags of the document", "one of those")


def _sources(operation: Node, place: str) -> Iterator[Finding]:
    sources = _table(operation.get("x-source"))
    statuses = _table(operation.get("responses"))
    for status in statuses:
        if not _says_something(sources.get(status)):
            yield Finding(f"{place}.responses.{status}", "no x-source for the status", "recording or source")
    for status in sources:
        if status not in statuses:
            yield Finding(f"{place}.x-source.{status}", "source of a status not declared", "the response too")


def _bodies(document: Node, operation: Node, place: str) -> Iterator[Finding]:
    yield from _parameters(document, operation, place)
    request = _table(operation.get("requestBody"))
    yield from _content(document, request, f"{place}.requestBody")
    for status, response in _table(operation.get("responses")).items():
        yield from _content(document, _table(response), f"{place}.responses.{status}")


def _parameters(document: Node, holder: Node, place: str) -> Iterator[Finding]:
    for index, parameter in enumerate(_list(holder.get("parameters"))):
        schema = _table(_table(parameter).get("schema"))
        yield from _schema(document, schema, f"{place}.parameters.{index}.schema", named=False)


def _content(document: Node, message: Node, path: str) -> Iterator[Finding]:
    content = _table(message.get("content"))
    if len(content) > 1 and _is_json(next(iter(content))):
        others = ", ".join(media for media in content if not _is_json(media))
        if others:
            what = f"JSON before {others}; only the first is generated, and the others fail to parse as JSON"
            yield Finding(f"{path}.content", what, "the text type first")
    for media, value in content.items():
        schema = _table(_table(value).get("schema"))
        yield from _schema(document, schema, f"{path}.content.{media}", named=False)


def _schema(document: Node, schema: Node, path: str, *, named: bool) -> Iterator[Finding]:
    """The findings in one schema that becomes code; `named` when it is a component itself."""
    if schema.get("nullable") is not None:
        yield Finding(path, "nullable loses null", "type: [.., 'null'], or oneOf with type: 'null'")
    if "$ref" in schema:
        lost = [key for key in DROPPED_BESIDE_REF if key in schema]
        if lost:
            yield Finding(path, f"{', '.join(lost)} beside $ref is ignored", "a component that holds both")
        return
    yield from _default(schema, path)
    if not any(key in schema for key in TYPED):
        yield from _untyped(schema, path)
        return
    yield from _values(schema, path)
    if any(key in schema for key in UNIONS):
        yield from _union(document, schema, path)
    yield from _object(schema, path, named=named)
    for place, inner in _inner(schema, path):
        yield from _schema(document, inner, place, named=False)


def _untyped(schema: Node, path: str) -> Iterator[Finding]:
    constrains = any(key in schema for key in ("additionalProperties", "patternProperties", "propertyNames"))
    if constrains and "not" not in schema:
        what = "an object without type becomes Any and admits everything else too"
        yield Finding(path, what, "not: {type: [string, number, boolean, array]}, or type: object")
    if schema.get("required") is not None:
        yield Finding(path, "required without type becomes Any", "type: object with properties")


def _values(schema: Node, path: str) -> Iterator[Finding]:
    types = _types(schema)
    if "enum" in schema and (None in _list(schema["enum"]) or "null" in types):
        what = "an enum with null becomes three copies of one enum"
        yield Finding(path, what, "an enum without null, in oneOf with type: 'null'")


def _default(schema: Node, path: str) -> Iterator[Finding]:
    if isinstance(schema.get("default"), list | dict):
        yield Finding(path, "the default of a list or object is ignored", "the default in the description")
    elif "default" in schema:
        yield Finding(path, "a default is sent whenever the value is absent", "the default in the description")


def _object(schema: Node, path: str, *, named: bool) -> Iterator[Finding]:
    types = _types(schema)
    is_object = "object" in types or ("properties" in schema and not types)
    if not is_object:
        return
    if not named:
        yield Finding(path, "an anonymous object; its class gets a name like FooType0", "a named component")
    if len(types) > 1:
        yield Finding(path, "an object among other types becomes an anonymous class", "oneOf with a $ref")
    if schema.get("additionalProperties") is False:
        what = "additionalProperties: false; from_dict throws unknown keys away"
        yield Finding(path, what, "propertyNames: {enum: [...]}")
    for key in _table(schema.get("properties")):
        if key in MODEL_MEMBERS:
            yield Finding(f"{path}.properties.{key}", "hides a member of the class", "another name")


def _union(document: Node, schema: Node, path: str) -> Iterator[Finding]:
    if "discriminator" in schema:
        yield Finding(f"{path}.discriminator", "is not used", "a required const property in every member")
    members: list[Node] = []
    for keyword in UNIONS:
        for index, value in enumerate(_list(schema.get(keyword))):
            member = _table(value)
            if "allOf" in member:
                what = "allOf inside a union is built too early, and with a $ref never"
                yield Finding(f"{path}.{keyword}.{index}", what, "a named component")
            resolved = _follow(document, member)
            if "object" in _types(resolved):
                members.append(resolved)
    if len(members) > 1 and not _told_apart(members):
        what = f"{len(members)} objects that no required const tells apart; the first always wins"
        yield Finding(path, what, "a required property with a const of its own in every member")


def _told_apart(members: list[Node]) -> bool:
    """Whether one property is required and const in every member, with as many values as members."""
    for name in _table(members[0].get("properties")):
        values = [
            _table(_table(member.get("properties")).get(name)).get("const")
            for member in members
            if name in _list(member.get("required"))
        ]
        if len(values) == len(members) and None not in values and len(set(map(repr, values))) == len(values):
            return True
    return False


def _inner(schema: Node, path: str) -> Iterator[tuple[str, Node]]:
    for name, value in _table(schema.get("properties")).items():
        yield f"{path}.properties.{name}", _table(value)
    for keyword in ("items", "additionalProperties"):
        if isinstance(schema.get(keyword), dict):
            yield f"{path}.{keyword}", _table(schema[keyword])
    for keyword in (*UNIONS, "allOf", "prefixItems"):
        for index, value in enumerate(_list(schema.get(keyword))):
            if keyword == "allOf" and "$ref" not in _table(value):
                for name, part in _table(_table(value).get("properties")).items():
                    yield f"{path}.allOf.{index}.properties.{name}", _table(part)
                continue
            yield f"{path}.{keyword}.{index}", _table(value)


def _reaches(document: Node, schema: Node, goal: str, seen: frozenset[str]) -> bool:
    """Whether `schema` leads back to the component `goal` without passing through an object."""
    target = schema.get("$ref")
    if isinstance(target, str):
        name = target.rpartition("/")[2]
        if name == goal:
            return True
        found = _resolve(document, target)
        if name in seen or found is None:
            return False
        return _reaches(document, found, goal, seen | {name})
    inside = [_table(value) for keyword in UNIONS for value in _list(schema.get(keyword))]
    if "array" in _types(schema):
        inside.append(_table(schema.get("items")))
    return any(_reaches(document, inner, goal, seen) for inner in inside)


def _follow(document: Node, schema: Node) -> Node:
    """The schema at the end of a chain of references; empty when the chain is broken or circular."""
    seen: set[str] = set()
    while isinstance(target := schema.get("$ref"), str):
        found = _resolve(document, target)
        if found is None or target in seen:
            return {}
        seen.add(target)
        schema = found
    return schema


def _resolve(document: Node, target: str) -> Node | None:
    if not target.startswith("#/"):
        return None
    node: object = document
    for part in target[2:].split("/"):
        node = _table(node).get(part.replace("~1", "/").replace("~0", "~"))
    return cast("dict[str, object]", node) if isinstance(node, dict) else None


def _types(schema: Node) -> list[object]:
    value = schema.get("type")
    return [value] if isinstance(value, str) else _list(value)


def _is_json(media: str) -> bool:
    return media == "application/json" or media.endswith("+json")


def _says_something(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _table(value: object) -> dict[str, object]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []
