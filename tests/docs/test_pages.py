"""What the pages about errors, observability and versions show runs as written."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chromalink import AdminClient, ClientAPI, Collection
from chromalink_mock import serve

DOCS = Path(__file__).parents[2] / "docs"
EXPECTED = {
    "connections.md": ("0", "True"),
    "errors.md": ("404 NotFoundError GET http://localhost:", "where['$and'][0]['year']: ", "write '$gte'"),
    "observability.md": ("",),
    "versions.md": ("chromalink True",),
}
WITHOUT_A_REQUEST = {"clear_system_cache", "close", "database", "get_settings", "low_level", "tenant", "with_options"}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serve() as server:
        yield server.port


def snippets(page: str) -> list[str]:
    blocks = (DOCS / page).read_text(encoding="utf-8").split("```python\n")[1:]
    return [block.partition("```")[0] for block in blocks]


@pytest.mark.parametrize("page", EXPECTED)
def test_the_snippets_of_a_page_run_one_after_the_other(page: str, port: int) -> None:
    code = "\n".join(snippets(page)).replace("port=8000", f"port={port}")
    assert "import" in code
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    for expected in EXPECTED[page]:
        assert expected in ran.stdout


def test_the_log_lines_shown_are_those_that_are_written(port: int) -> None:
    code = "\n".join(snippets("observability.md")).replace("port=8000", f"port={port}")
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
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
