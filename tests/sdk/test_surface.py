"""The public names, and what importing them costs."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

import chromalink

HEAVY = ("numpy", "httpx", "anyio", "orjson", "attrs", "attr", "starlette", "uvicorn", "chromalink_rest", "hnswlib")
SERVER = ("starlette", "uvicorn", "chromalink_mock", "hnswlib", "flpc")


def modules_after(statement: str) -> set[str]:
    """The top-level modules a fresh interpreter has after `statement`."""
    code = (
        f"import sys, json\n{statement}\nprint(json.dumps(sorted({{name.partition('.')[0] for name in sys.modules}})))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": ":".join(path for path in sys.path if path)},
    )
    return set(json.loads(done.stdout))


@pytest.mark.parametrize("name", chromalink.__all__)
def test_every_public_name_is_there_and_listed(name: str) -> None:
    assert getattr(chromalink, name) is not None
    assert name in dir(chromalink)


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert modules_after("import chromalink").isdisjoint(HEAVY)


@pytest.mark.parametrize(
    "name",
    ["Settings", "ChromaError", "ReadLevel", "errors", "types", "GetResult", "Search", "Knn", "Schema", "SparseVector"],
)
def test_plain_names_load_nothing_heavy(name: str) -> None:
    assert modules_after(f"from chromalink import {name}").isdisjoint(HEAVY)


@pytest.mark.parametrize("name", ["HttpClient", "AsyncHttpClient", "CloudClient", "AdminClient"])
def test_the_class_of_a_client_loads_neither_arrays_nor_what_only_calls_need(name: str) -> None:
    assert modules_after(f"from chromalink import {name}").isdisjoint({"numpy", "orjson", "chromalink_rest"})


def test_every_public_name_together_loads_nothing_of_the_server() -> None:
    assert modules_after("from chromalink import *").isdisjoint(SERVER)


def test_looking_for_names_loads_nothing() -> None:
    assert modules_after("import chromalink; dir(chromalink); help").isdisjoint(HEAVY)


def test_public_names_are_sorted_and_unique() -> None:
    assert len(set(chromalink.__all__)) == len(chromalink.__all__)
    assert sorted(chromalink.__all__) == sorted(set(chromalink.__all__))


def test_a_name_that_does_not_exist_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'chromalink' has no attribute 'Klient'"):
        chromalink.Klient  # noqa: B018 - looking is the point


@pytest.mark.parametrize("module", ["config", "errors", "functions", "results", "schema", "search", "types"])
def test_the_public_names_of_a_public_module_are_there(module: str) -> None:
    found = getattr(chromalink, module)
    assert [name for name in found.__all__ if not hasattr(found, name)] == []


@pytest.mark.parametrize("name", [name for name in chromalink.__all__ if inspect.isclass(getattr(chromalink, name))])
def test_every_public_class_and_method_has_a_docstring(name: str) -> None:
    kind = getattr(chromalink, name)
    bare = [
        member
        for member, value in vars(kind).items()
        if not member.startswith("_") and inspect.isroutine(value) and not inspect.getdoc(getattr(kind, member))
    ]
    assert (bool(kind.__doc__), bare) == (True, [])


def test_the_version_is_that_of_the_installed_package() -> None:
    try:
        installed = metadata.distribution("chromalink")
    except metadata.PackageNotFoundError:
        pytest.skip("the package is not installed here")
    assert installed.version == chromalink.__version__


def test_the_package_tells_type_checkers_that_it_is_typed() -> None:
    assert (Path(chromalink.__file__).parent / "py.typed").is_file()
