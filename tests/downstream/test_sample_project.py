"""A project of other people, tested through nothing but the published plugin, in processes of its own."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent / "project"
FIXTURES = {"async_chroma_client", "chroma_client", "chroma_cloud", "chroma_server", "chroma_server_url"}


def outcome(*options: str) -> subprocess.CompletedProcess[str]:
    """Runs the project's own tests, with its own settings."""
    command = [sys.executable, "-B", "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(PROJECT), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=PROJECT)


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module is not None:
            yield from (f"{node.module}.{each.name}" for each in node.names)
        elif isinstance(node, ast.Import):
            yield from (each.name for each in node.names)


@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=str)
def test_the_project_passes_its_own_tests(options: tuple[str, ...]) -> None:
    done = outcome("-q", *options)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout


def test_the_project_uses_what_is_public_and_brings_no_fixtures_of_its_own_making() -> None:
    sources = sorted(PROJECT.rglob("*.py"))
    ours = {name for path in sources for name in imports(path) if name.partition(".")[0].startswith("chromalink")}
    assert ours
    assert {name for name in ours if "._" in name or name.startswith(("chromalink_", "chromalink._"))} == set()
    assert list(PROJECT.rglob("conftest.py")) == []
    checks = "".join(path.read_text(encoding="utf-8") for path in (PROJECT / "checks").iterdir() if path.is_file())
    assert {name for name in FIXTURES if name not in checks} == set()


def test_a_change_that_breaks_the_project_is_found_by_its_tests(tmp_path: Path) -> None:
    service = (PROJECT / "notes" / "service.py").read_text(encoding="utf-8")
    assert service.count("except UnsupportedByServerError:") == 1
    broken = tmp_path / "notes"
    broken.mkdir()
    for path in (PROJECT / "notes").glob("*.py"):
        (broken / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    (broken / "service.py").write_text(
        service.replace("except UnsupportedByServerError:", "except KeyError:"), encoding="utf-8"
    )
    done = outcome("-q", "-o", f"pythonpath={tmp_path}")
    assert done.returncode == 1
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    assert len(failed) == 1
    assert "test_a_server_without_search_is_asked_by_meaning" in failed[0]
