"""Each public name says what it is and shows how it is used, and what it shows is so."""

from __future__ import annotations

import asyncio
import doctest
import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import chromalink
import docstring_examples
from chromalink_mock import serve
from docstring_examples import documented, examples, run

FACADES = ("AdminAPI", "AdminClient", "ClientAPI", "Collection")
CHANGES_THE_PROCESS = {"configure", "install_as_chromadb"}
NEEDS_THE_OFFICIAL_SERVER = {"RustClient", "AsyncRustClient"}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serve() as server:
        yield server.port


def own_docstring(one: object) -> str:
    return (getattr(one, "__doc__", None) or "").strip()


@pytest.mark.parametrize("name", documented())
def test_each_public_name_has_a_docstring_of_its_own(name: str) -> None:
    one = documented()[name]
    inherited = [own_docstring(base) for base in inspect.getmro(one)[1:]] if inspect.isclass(one) else []
    assert own_docstring(one)
    assert own_docstring(one) not in inherited


@pytest.mark.parametrize("name", [f"{colour}{facade}" for colour in ("", "Async") for facade in FACADES])
def test_each_method_of_a_facade_has_a_docstring(name: str) -> None:
    kind = documented()[name]
    methods = {name: one for name, one in inspect.getmembers(kind) if not name.startswith("_")}
    assert methods
    assert [name for name, one in methods.items() if not own_docstring(one)] == []


def test_each_public_module_says_what_it_holds() -> None:
    modules = [getattr(chromalink, name) for name in chromalink.__all__]
    assert [one.__name__ for one in modules if isinstance(one, ModuleType) and not own_docstring(one)] == []


@pytest.mark.parametrize("name", documented())
def test_each_public_name_has_an_example_of_a_few_lines(name: str) -> None:
    code = "".join(example.source for example in examples(documented()[name]))
    assert 1 <= len(code.splitlines()) <= 5
    assert name in code or name in used_without_being_named()


def used_without_being_named() -> set[str]:
    """What an example has in its hands although it never writes the name."""
    results = {"GetResult", "QueryResult", "Row", "SearchResult", "SearchRow"}
    interfaces = {f"{colour}{kind}" for colour in ("", "Async") for kind in ("AdminAPI", "ClientAPI", "Collection")}
    return results | interfaces | {"AttachedFunction", "BulkProgress", "ChromaError", "Explanation", "Outcome", "Key"}


@pytest.mark.parametrize("name", sorted(set(documented()) - CHANGES_THE_PROCESS))
def test_the_example_shows_what_comes(name: str, port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert asyncio.run(run(name, port)) == []


@pytest.mark.parametrize("name", sorted(CHANGES_THE_PROCESS))
def test_the_example_shows_what_comes_in_a_process_of_its_own(name: str, port: int, tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", docstring_examples.__file__, name, str(port)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_only_what_needs_the_official_server_is_not_run() -> None:
    skipped = {
        name
        for name, one in documented().items()
        if any(example.options.get(doctest.SKIP) for example in examples(one))
    }
    assert skipped == NEEDS_THE_OFFICIAL_SERVER
