"""What an OpenAPI document states, as flat facts: names of schemas and ways of writing them down do not matter.

A fact has a key, such as `POST /api/v2/tenants request $.name`, and says something: types, enum values, whether it is
required. Path parameters are numbered, because their names are nobody's business. Recursion is followed once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, cast

Table: TypeAlias = Mapping[str, object]
Facts: TypeAlias = dict[str, str]

METHODS = ("get", "put", "post", "delete", "patch")
_UNIONS = ("oneOf", "anyOf", "allOf")
_DEEPEST = 12


@dataclass
class _Field:
    """What is stated about one place of a body."""

    types: set[str] = field(default_factory=set[str])
    enum: set[str] = field(default_factory=set[str])
    open: bool = False
    """Whether some way of writing it has a type without listing values."""
    required: bool = False

    def __str__(self) -> str:
        # An integer is a number.
        types = self.types - {"integer"} if "number" in self.types else self.types
        stated = "|".join(sorted(types)) or "anything"
        if self.enum and not self.open:
            stated += f" of {', '.join(sorted(self.enum))}"
        return stated + (", required" if self.required else "")


def facts(document: Table) -> Facts:
    """Everything the document states about its operations."""
    found: Facts = {}
    for path, item in _table(document["paths"]).items():
        shared = _list(_table(item).get("parameters"))
        for method in METHODS:
            if method in _table(item):
                operation = _table(_table(item)[method])
                name = f"{method.upper()} {_numbered(path)}"
                found[name] = "exists"
                _parameters(document, name, [*shared, *_list(operation.get("parameters"))], found)
                _bodies(document, name, operation, found)
    return found


def places(document: Table, schema: object) -> set[str]:
    """The places of a body that a schema speaks of: `$.ids[]`, `$.metadata.*`."""
    return set(_fields(document, schema))


def _parameters(document: Table, name: str, parameters: list[object], found: Facts) -> None:
    for entry in parameters:
        parameter = _resolved(document, _table(entry))
        if parameter["in"] == "query":
            stated = _fields(document, parameter["schema"]).get("$", _Field())
            stated.types.discard("null")
            stated.required = bool(parameter.get("required"))
            found[f"{name} query {parameter['name']}"] = str(stated)


def _bodies(document: Table, name: str, operation: Table, found: Facts) -> None:
    if "requestBody" in operation:
        body = _resolved(document, _table(operation["requestBody"]))
        _body(document, f"{name} request", body, found)
    for status, entry in _table(operation["responses"]).items():
        found[f"{name} {status}"] = "declared"
        if status.startswith("2"):
            _body(document, f"{name} {status}", _resolved(document, _table(entry)), found)


def _body(document: Table, name: str, holder: Table, found: Facts) -> None:
    content = _table(holder.get("content") or {})
    if "application/json" in content:
        schema = _table(content["application/json"]).get("schema", {})
        for place, stated in _fields(document, schema).items():
            found[f"{name} {place}"] = str(stated)


def _fields(document: Table, schema: object) -> dict[str, _Field]:
    found: dict[str, _Field] = {}
    _walk(document, schema, "$", found, ())
    return found


def _walk(document: Table, schema: object, at: str, found: dict[str, _Field], above: tuple[str, ...]) -> None:
    here = found.setdefault(at, _Field())
    if not isinstance(schema, Mapping) or len(above) > _DEEPEST:
        return
    table = cast(Table, schema)
    reference = table.get("$ref")
    if isinstance(reference, str):
        if reference not in above:
            _walk(document, _resolved(document, table), at, found, (*above, reference))
        return
    _note(here, table)
    for union in _UNIONS:
        for part in _list(table.get(union)):
            _walk(document, part, at, found, above)
    required = _list(table.get("required"))
    for name, below in _table(table.get("properties") or {}).items():
        place = f"{at}.{name}"
        _walk(document, below, place, found, above)
        found[place].required |= name in required
    for word, step in (("items", "[]"), ("additionalProperties", ".*")):
        if isinstance(table.get(word), Mapping):
            _walk(document, table[word], at + step, found, above)


def _note(here: _Field, table: Table) -> None:
    types = table.get("type")
    named = {types} if isinstance(types, str) else {str(each) for each in _list(types)}
    values = _list(table.get("enum"))
    if "const" in table:
        values = [table["const"]]
    here.types |= named
    here.enum |= {str(value) for value in values if value is not None}
    here.open |= "string" in named and not values


def _resolved(document: Table, table: Table) -> Table:
    reference = table.get("$ref")
    if not isinstance(reference, str):
        return table
    node: object = document
    for part in reference.removeprefix("#/").split("/"):
        node = _table(node)[part.replace("~1", "/").replace("~0", "~")]
    return _resolved(document, _table(node))


def _numbered(path: str) -> str:
    return "/".join("{}" if part.startswith("{") else part for part in path.split("/"))


def _table(value: object) -> Table:
    return cast(Table, value)


def _list(value: object) -> list[object]:
    return list(cast("list[object]", value)) if isinstance(value, list) else []


def differences(ours: Facts, theirs: Facts) -> Iterator[str]:
    """A line per fact that only one of them states, or that they state differently, ordered by key.

    Below an operation or a body that only one of them has, nothing more is said.
    """
    silent: list[str] = []
    for key in sorted(ours.keys() | theirs.keys()):
        if any(key.startswith(prefix) for prefix in silent):
            continue
        if key not in theirs:
            yield f"only ours: {key} ({ours[key]})"
        elif key not in ours:
            yield f"only theirs: {key} ({theirs[key]})"
        elif ours[key] != theirs[key]:
            yield f"differs: {key} (ours {ours[key]}; theirs {theirs[key]})"
            continue
        else:
            continue
        silent += [f"{key} ", f"{key}.", f"{key}["]
