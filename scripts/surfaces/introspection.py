"""What modules offer: names, classes with their members, parameters with their defaults.

Runs in the official package's environment as well as in ours, so it needs the standard library alone:
`python introspection.py` prints the official surface as JSON.
"""

from __future__ import annotations

import ast
import enum
import importlib
import inspect
import json
import sys
import types
import typing
import warnings

MODULES = (
    "",
    "api",
    "api.async_client",
    "api.client",
    "api.collection_configuration",
    "api.functions",
    "api.models.AsyncCollection",
    "api.models.AttachedFunction",
    "api.models.Collection",
    "api.types",
    "auth",
    "auth.basic_authn",
    "auth.token_authn",
    "base_types",
    "config",
    "errors",
    "execution.expression",
    "execution.expression.operator",
    "execution.expression.plan",
    "serde",
    "telemetry",
    "types",
    "utils.batch_utils",
    "utils.data_loaders",
    "utils.embedding_functions",
    "utils.results",
)
"""Below `chromadb`, and below what stands in for it."""
REEXPORTING = ("", "api", "execution.expression", "utils.embedding_functions")
"""Modules whose imports from their own package are part of what they offer."""

Parameters = typing.List[typing.List[str]]  # noqa: UP006 - the official package is introspected by old Pythons too


def surface(package: str, like: dict[str, dict[str, object]] | None = None) -> dict[str, dict[str, object]]:
    """By module, then by name, what `package` offers; with `like`, the names that it has, where they are there."""
    return {
        below: found
        for below in MODULES
        if (found := _module(f"{package}.{below}".rstrip("."), below, None if like is None else like.get(below, {})))
        is not None
    }


def _module(name: str, below: str, like: dict[str, object] | None) -> dict[str, object] | None:
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name and name.startswith(missing.name):
            return None
        raise
    names = _offered(module, reexporting=below in REEXPORTING) if like is None else sorted(like)
    return {one: _described(getattr(module, one)) for one in names if hasattr(module, one)}


def _offered(module: types.ModuleType, *, reexporting: bool) -> list[str]:
    """The public names that a module defines, or says it has."""
    found: typing.Set[str] = set(getattr(module, "__all__", ()))  # noqa: UP006 - as above
    top = module.__name__.partition(".")[0]
    with open(str(module.__file__), encoding="utf-8") as file:
        body = ast.parse(file.read()).body
    for node in body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {one.id for one in node.targets if isinstance(one, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
        elif isinstance(node, ast.ImportFrom) and reexporting and (node.module or "").startswith(top):
            found |= {one.asname or one.name for one in node.names}
    passed_on = {name for name in found if inspect.ismodule(getattr(module, name, None))}
    return sorted(name for name in found - passed_on if not name.startswith("_") and hasattr(module, name))


def _described(value: object) -> dict[str, object]:
    if inspect.isclass(value):
        return _class(value)
    if callable(value) and (inspect.isroutine(value)):
        return {"is": "function", "parameters": _parameters(value)}
    return {"is": "value"}


def _class(value: typing.Any) -> dict[str, object]:
    described: dict[str, object] = {"is": "class", "members": _members(value)}
    if typing.is_typeddict(value):
        described["keys"] = sorted(typing.get_type_hints(value)) if not _late(value) else sorted(value.__annotations__)
    elif issubclass(value, enum.Enum):
        described["values"] = {name: shown(one) for name, one in value.__members__.items() if not name.startswith("_")}
    elif hasattr(value, "model_fields"):
        described["fields"] = {name: shown(field.default) for name, field in value.model_fields.items()}
    elif not issubclass(value, BaseException) and not getattr(value, "_is_protocol", False):
        described["parameters"] = _parameters(value)
    return described


def _late(value: type) -> bool:
    return any(isinstance(one, (str, typing.ForwardRef)) for one in value.__annotations__.values())


def _members(value: typing.Any) -> dict[str, object]:
    """Public methods with their parameters, and properties, of the class and of those of its package above it."""
    found: dict[str, object] = {}
    top = value.__module__.partition(".")[0]
    owners: typing.Any = value.__mro__
    for owner in owners:
        if owner.__module__.partition(".")[0] != top:
            continue
        members: typing.Any = vars(owner).items()
        for name, member in members:
            if name.startswith("_") or name in found or inspect.isclass(member):
                continue
            plain: typing.Any = member.__func__ if isinstance(member, (staticmethod, classmethod)) else member
            if inspect.isfunction(plain):
                found[name] = {
                    "parameters": _parameters(getattr(value, name), bound=not isinstance(member, staticmethod))
                }
            elif isinstance(member, property) or inspect.ismemberdescriptor(member):
                found[name] = {}
    return found


def _parameters(value: object, *, bound: bool = False) -> Parameters | None:
    """Of each parameter name, kind and default ("" for none); None where nothing tells them."""
    try:
        found = list(inspect.signature(value).parameters.values())  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    skipped = 1 if bound and found and found[0].name in ("self", "cls") else 0
    return [
        [one.name, one.kind.name, "" if one.default is inspect.Parameter.empty else shown(one.default)]
        for one in found[skipped:]
    ]


def shown(value: object) -> str:
    """A default as a text that is the same in every process."""
    if isinstance(value, enum.Enum):
        return repr(value.value)
    if value is None or isinstance(value, (bool, int, float, str)):
        return repr(value)
    if isinstance(value, (list, tuple)):
        return repr(list(typing.cast("typing.Sequence[object]", value)))
    kind = type(value).__name__
    return "" if kind == "PydanticUndefinedType" else kind


def _without_pandas() -> None:
    """Let modules that import pandas for its type alone be imported without it."""
    try:
        importlib.import_module("pandas")
    except ModuleNotFoundError:
        stand_in = types.ModuleType("pandas")
        stand_in.DataFrame = object  # type: ignore[attr-defined]
        sys.modules["pandas"] = stand_in


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    _without_pandas()
    print(json.dumps(surface("chromadb"), indent=1, sort_keys=True))
