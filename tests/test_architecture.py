"""The arrows of the design, read off the imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SDK = ROOT / "sdk" / "chromalink"
SERVER = ROOT / "mockserver" / "chromalink_mock"
GENERATED = ROOT / "generated" / "chromalink_rest"

LONGEST = 400
NAMELESS = {"utils", "util", "common", "base", "helpers", "helper", "manager", "misc"}
OFFICIAL_NAMES = {SDK / "utils"}
"""Where the official client has a module that switching by one import needs under the same name."""

MAY_USE_ANY = (
    "_wire/",
    "_core/effects.py",
    *(f"{colour}/{module}.py" for colour in ("_async", "_sync") for module in ("driver", "side_by_side")),
)
"""The drivers hand results of any kind from the effect to the flow."""
MAY_START_THE_SERVER = ("embedded.py", "testing/", "cli/access_options.py", "cli/serving.py", "cli/vacuum.py")


def modules(package: Path) -> list[Path]:
    return sorted(package.rglob("*.py"))


def told(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(path: Path) -> Iterator[str]:
    """The dotted names a module imports, wherever in it; relative ones made absolute."""
    package = path.relative_to(ROOT).parts[1:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Import(names=names):
                yield from (one.name for one in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                start = ".".join(package[: len(package) - level + 1]) if level else ""
                source = ".".join(part for part in (start, module) if part)
                yield from (f"{source}.{one.name}" for one in names)


def importers(package: Path, *targets: str) -> list[str]:
    """The modules of `package` that import one of `targets` or something in it."""
    return [
        str(path.relative_to(package))
        for path in modules(package)
        if any(name == target or name.startswith(f"{target}.") for name in imported(path) for target in targets)
    ]


def outside(found: list[str], allowed: tuple[str, ...]) -> list[str]:
    return [path for path in found if not path.startswith(allowed)]


def test_relative_imports_are_read_as_absolute() -> None:
    assert "chromalink._core.transmit.transmit" in set(imported(SDK / "_core" / "flows" / "system.py"))
    assert "chromalink._wire.decode" in set(imported(SDK / "_wire" / "system.py"))


def test_only_the_wire_speaks_to_the_generated_client_and_the_codec() -> None:
    found = importers(SDK, "chromalink_rest", "orjson")
    assert found
    assert outside(found, ("_wire/",)) == []


def test_only_what_starts_the_server_imports_it() -> None:
    assert outside(importers(SDK, "chromalink_mock"), MAY_START_THE_SERVER) == []


def test_the_server_uses_nothing_of_ours() -> None:
    assert importers(SERVER, "chromalink", "chromalink_rest") == []


def test_the_generated_client_uses_nothing_of_ours() -> None:
    assert importers(GENERATED, "chromalink", "chromalink_mock") == []


def test_the_core_has_no_loop_no_clock_no_threads_and_no_chance() -> None:
    forbidden = ("asyncio", "anyio", "trio", "time", "threading", "random", "socket", "concurrent", "datetime")
    assert importers(SDK / "_core", *forbidden) == []


def test_the_core_knows_the_http_library_in_one_place() -> None:
    assert outside(importers(SDK / "_core", "httpx", "httpcore"), ("http/",)) == []


def test_the_core_does_not_know_the_facades() -> None:
    assert importers(SDK / "_core", "chromalink._async", "chromalink._sync") == []
    assert importers(SDK / "_wire", "chromalink._async", "chromalink._sync", "chromalink._core.flows") == []


def test_the_facades_do_not_know_each_other() -> None:
    assert importers(SDK / "_async", "chromalink._sync") == []
    assert importers(SDK / "_sync", "chromalink._async", "anyio", "asyncio") == []


def test_only_the_environment_reader_reads_the_environment() -> None:
    readers = [
        str(path.relative_to(SDK))
        for path in modules(SDK)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    ]
    assert set(readers) == {"environment.py"}


def test_any_stays_where_json_and_effects_are() -> None:
    assert outside(importers(SDK, "typing.Any"), MAY_USE_ANY) == []


def test_effects_are_yielded_in_one_module() -> None:
    bare = [
        f"{told(path)}:{node.lineno}"
        for path in modules(SDK / "_core")
        for flow in ast.walk(ast.parse(path.read_text()))
        if isinstance(flow, ast.FunctionDef) and flow.returns and ast.unparse(flow.returns).startswith("Flow[")
        for node in ast.walk(flow)
        if isinstance(node, ast.Yield) and path.name != "effects.py"
    ]
    assert bare == []


def test_the_engine_knows_no_http_and_no_json_bytes() -> None:
    forbidden = ("starlette", "uvicorn", "orjson", "json", "time", "chromalink_mock.http")
    assert importers(SERVER / "engine", *forbidden) == []


@pytest.mark.parametrize("package", [SDK, SERVER], ids=lambda package: package.name)
def test_modules_are_named_for_things_of_the_domain(package: Path) -> None:
    ours = [path for path in modules(package) if OFFICIAL_NAMES.isdisjoint(path.parents)]
    parts = {part.removesuffix(".py").strip("_") for path in ours for part in path.parts[-3:]}
    assert parts & NAMELESS == set()


@pytest.mark.parametrize("package", [SDK, SERVER], ids=lambda package: package.name)
def test_files_stay_short(package: Path) -> None:
    long = {told(path): lines for path in modules(package) if (lines := len(path.read_text().splitlines())) > LONGEST}
    assert long == {}
