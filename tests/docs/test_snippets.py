"""What README.md and the pages of docs/ show runs as written."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import snippets
from chromalink_mock import serve
from snippets import DOCS, README, code

PRINTED = {
    "README.md": ("pineapple", "'shard': ", "[['n1'], ['n2']]"),
    "bulk.md": ("BulkResult(landed=2000, failed=0, unknown=0)",),
    "connections.md": ("0\nTrue\n",),
    "embedded.md": ("[['heat']]\n1\n['films']\n['A crew of thieves and a detective.']\n1\n", "1.0.0\nTrue\n"),
    "errors.md": ("404 NotFoundError GET http://localhost:", "where['$and'][0]['year']: ", "write '$gte'"),
    "migration.md": (
        "[['heat']]\n1.5.9 ['shared']\n",
        "['Settings: chroma_server_nofile has no effect: Chroma ignores it since 1.0', "
        "'Collection.create_index() does nothing: collections keep their index themselves']\n"
        "chroma_db_impl: no longer a setting; PersistentClient(path=...) keeps data on disk, EphemeralClient() in"
        " memory; what DuckDB or ClickHouse wrote is not read\n",
    ),
    "search.md": ("heat ",),
    "server.md": ("True\n1\nTrue\n",),
    "versions.md": ("chromalink True",),
}
"""What a page prints, in pieces in their order, where no block of the page says so."""

BY_THEIR_OWN_TESTS = {"embedding-functions.md", "testing.md"}
"""Providers answer for the one; the other is a project of files."""

PAGES = [README, *sorted(DOCS.rglob("*.md"))]


@pytest.fixture
def port() -> Iterator[int]:
    with serve() as server:
        yield server.port


def ran(page: Path, port: int, place: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", snippets.__file__, "run", str(page), str(port)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=place)


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if code(page, "python") and page.name not in BY_THEIR_OWN_TESTS],
    ids=lambda page: page.name,
)
def test_the_python_blocks_of_a_page_run_one_after_the_other(page: Path, port: int, tmp_path: Path) -> None:
    done = ran(page, port, tmp_path)
    assert done.returncode == 0, done.stderr
    rest = done.stdout
    for piece in PRINTED.get(page.name, ()):
        assert piece in rest
        rest = rest.partition(piece)[2]


def test_every_expectation_is_of_a_page_that_is_there() -> None:
    assert set(PRINTED) | BY_THEIR_OWN_TESTS <= {page.name for page in PAGES}


def page(place: Path, text: str) -> Path:
    """A page of its own, to see the runner refuse it."""
    (place / "page.md").write_text(text, encoding="utf-8")
    return place / "page.md"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("```python\nprint(1)\n```\n\n```text\n2\n```\n", "page.md:2: printed 1"),
        ("<!-- raises: ValueError: no -->\n```python\nprint(1)\n```\n", "page.md:3: raised None"),
        ("<!-- raises: ValueError: no -->\n```python\nraise ValueError('yes')\n```\n", "raised ValueError: yes"),
        ("```python\nx = 1\n```\n\n```python\nx.y\n```\n", "line 6, in <module>"),
        ("```python\nx = 1\n", "page.md:1: a block is not closed"),
    ],
)
def test_a_page_that_does_not_do_what_it_says_is_refused(text: str, told: str, tmp_path: Path) -> None:
    done = ran(page(tmp_path, text), 1, tmp_path)
    assert done.returncode == 1
    assert told in done.stderr


def test_a_page_that_does_what_it_says_passes(tmp_path: Path) -> None:
    raising = (
        "<!-- raises: ValueError: 1... -->\n```python\nprint(x)\nraise ValueError(x + 9)\n```\n\n```text\n1\n```\n"
    )
    assert ran(page(tmp_path, f"```python\nx = 1\n```\n\n{raising}"), 1, tmp_path).returncode == 0
