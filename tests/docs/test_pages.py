"""What the pages about observability and versions tell is so."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from chromalink import AdminClient, ClientAPI, Collection
from chromalink_mock import serve
from snippets import DOCS, at, code

WITHOUT_A_REQUEST = {"clear_system_cache", "close", "database", "get_settings", "low_level", "tenant", "with_options"}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serve() as server:
        yield server.port


def test_the_log_lines_shown_are_those_that_are_written(port: int) -> None:
    source = at(port, "\n".join(code(DOCS / "observability.md", "python")))
    ran = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert f"DEBUG:chromalink:call 5.1: getVersion, GET http://localhost:{port}/api/v2/version" in ran.stderr


@pytest.mark.parametrize(("kind", "made"), [("client", ClientAPI), ("admin", AdminClient)])
def test_the_table_of_versions_has_every_method(kind: str, made: type) -> None:
    table = (DOCS / "versions.md").read_text(encoding="utf-8")
    names = {name for name in dir(made) if not name.startswith("_")} - WITHOUT_A_REQUEST
    assert [name for name in sorted(names) if f"| `{kind}.{name}` |" not in table] == []


def test_the_table_of_versions_has_what_collections_do() -> None:
    table = (DOCS / "versions.md").read_text(encoding="utf-8")
    methods = [name for name, one in vars(Collection).items() if callable(one) and not name.startswith("_")]
    assert methods
    assert [name for name in methods if f"| `collection.{name}` |" not in table] == []
