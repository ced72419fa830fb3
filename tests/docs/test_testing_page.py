"""What the page about testing shows runs as written, as the project of somebody who follows it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import chromalink.testing
from chromalink.testing import MockServer, plugin
from snippets import DOCS, code

WHERE = DOCS / "testing.md"
PAGE = WHERE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the page, each named in its first line."""
    place = tmp_path_factory.mktemp("project")
    (place / "pyproject.toml").write_text("\n".join(code(WHERE, "toml")), encoding="utf-8")
    for block in code(WHERE, "python"):
        name = block.partition("\n")[0].removeprefix("# ")
        assert name.endswith(".py"), block
        assert not (place / name).exists()
        (place / name).write_text(block, encoding="utf-8")
    return place


def run(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False, cwd=place)


def test_the_tests_of_the_page_pass(project: Path) -> None:
    done = run(project, "-m", "pytest", "-p", "no:cacheprovider", "-q", "-W", "error", "-rs")
    assert done.returncode == 0, done.stdout + done.stderr
    skipped = [line for line in done.stdout.splitlines() if line.startswith("SKIPPED")]
    assert [line for line in skipped if "the official server is not here" not in line] == []
    assert (" passed" in done.stdout, len(skipped) <= 1) == (True, True)


def test_what_needs_no_pytest_runs_without(project: Path) -> None:
    done = run(project, "-W", "error", "without_pytest.py")
    assert (done.returncode, done.stderr) == (0, "")


def test_every_snippet_is_read() -> None:
    read = sum(len(code(WHERE, language)) for language in ("python", "sh", "toml", "text"))
    assert read == PAGE.count("\n```") // 2


def test_the_failure_that_is_shown_is_the_one_that_comes() -> None:
    with MockServer(seed=1) as server:
        films = server.client().create_collection("films", embedding_function=None)
        films.get(where={"year": 1995}, include=["documents"])
        with pytest.raises(AssertionError) as caught:
            server.requests.of("getRecords").with_body(where={"year": 1996}).once()
    assert code(WHERE, "text") == [f"{caught.value}\n"]


def test_every_fixture_and_every_argument_of_the_marker_is_on_the_page() -> None:
    fixtures = {name for name in vars(plugin) if "chroma_" in name and not name.startswith("_")}
    assert len(fixtures) == 7
    assert {name for name in fixtures if f"| `{name}` |" not in PAGE} == set()
    table = PAGE.partition("| Argument | Means |")[2].partition("\n\n")[0]
    arguments = set(MockServer.__init__.__kwdefaults__ or ()) - {"api_keys", "observers", "port"}
    assert {name for name in arguments | {"auth"} if f"`{name}`" not in table} == set()


def test_what_the_page_imports_for_tests_is_public() -> None:
    names = {
        name.strip()
        for line in PAGE.splitlines()
        if line.startswith("from chromalink.testing import ")
        for name in line.removeprefix("from chromalink.testing import ").split(",")
    }
    assert names
    assert names <= set(chromalink.testing.__all__)
