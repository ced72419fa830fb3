from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path("generated", "chromalink_rest")


@pytest.fixture
def tree(root: Path, tmp_path: Path) -> Path:
    """A copy of what scripts/generate reads and writes."""
    without_bytecode = shutil.ignore_patterns("__pycache__")
    shutil.copytree(root / "openapi", tmp_path / "openapi", ignore=without_bytecode)
    shutil.copytree(root / PACKAGE, tmp_path / PACKAGE, ignore=without_bytecode)
    (tmp_path / "scripts").mkdir()
    shutil.copy2(root / "scripts" / "generate", tmp_path / "scripts" / "generate")
    shutil.copy2(root / "pyproject.toml", tmp_path / "pyproject.toml")
    return tmp_path


def run(tree: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(tree / "scripts" / "generate"), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=tree)


def contents(tree: Path) -> dict[str, bytes]:
    return {str(path.relative_to(tree)): path.read_bytes() for path in tree.rglob("*") if path.is_file()}


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_the_committed_client_is_what_the_document_generates(root: Path) -> None:
    done = run(root, "--check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_check_lists_every_edited_missing_and_stale_file_and_writes_nothing(tree: Path) -> None:
    replace(tree / PACKAGE / "models" / "tenant.py", "Tenant", "Tenants")
    (tree / PACKAGE / "py.typed").unlink()
    (tree / PACKAGE / "leftover.py").write_text("", "utf-8")
    before = contents(tree)
    done = run(tree, "--check")
    assert done.returncode == 1
    assert done.stdout.splitlines() == ["stale: leftover.py", "changed: models/tenant.py", "missing: py.typed"]
    assert contents(tree) == before


def test_check_notices_that_the_document_has_moved_on(tree: Path) -> None:
    replace(tree / "openapi" / "chroma.yaml", "resource_name: {type: string}", "resource_name: {type: integer}")
    done = run(tree, "--check")
    assert done.returncode == 1
    assert done.stdout.splitlines() == ["changed: models/update_tenant_request.py"]


def test_generating_restores_the_committed_files_and_leaves_nothing_beside_them(tree: Path) -> None:
    committed = contents(tree)
    replace(tree / PACKAGE / "models" / "tenant.py", "Tenant", "Tenants")
    (tree / PACKAGE / "client.py").unlink()
    (tree / PACKAGE / "leftover.py").write_text("", "utf-8")
    done = run(tree)
    assert done.returncode == 0, done.stderr
    assert contents(tree) == committed
    assert sorted(path.name for path in (tree / "generated").iterdir()) == [PACKAGE.name]


def test_generating_makes_the_package_where_there_was_none(tree: Path) -> None:
    committed = contents(tree)
    shutil.rmtree(tree / "generated")
    assert run(tree).returncode == 0
    assert contents(tree) == committed


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("pyproject.toml", "ruff==", "ruff==0.", "pyproject.toml pins 0."),
        ("pyproject.toml", "openapi-python-client==", "openapi-python-client>=", "has no openapi-python-client"),
        ("openapi/chroma.yaml", "operationId: heartbeat\n", "operationId: getRoot\n", "operationId getRoot again"),
        ("openapi/chroma.yaml", "openapi: 3.1.0", "openapi: 3.1.0\nopenapi: 3.1.0", "cannot be read"),
        ("openapi/generator.yaml", "post_hooks:", "post_hooks:\n  - false", "the generator failed or warned"),
    ],
)
def test_what_must_not_be_generated_changes_no_file(tree: Path, file: str, old: str, new: str, reason: str) -> None:
    replace(tree / file, old, new)
    before = contents(tree)
    done = run(tree)
    assert done.returncode == 1
    assert done.stderr.startswith("generate: ")
    assert reason in done.stderr
    assert contents(tree) == before
