"""The table of deliberate differences names the tests that pin them."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def named_tests() -> list[str]:
    rows = [line for line in (ROOT / "docs" / "migration.md").read_text("utf-8").splitlines() if "| `test_" in line]
    return [row.rsplit("| `", 1)[1].split("`")[0] for row in rows]


def existing_tests() -> set[str]:
    return {
        node.name
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_every_row_of_the_migration_table_is_pinned_by_a_test_that_exists() -> None:
    table = (ROOT / "docs" / "migration.md").read_text("utf-8")
    rows = [line for line in table.splitlines() if line.startswith("| ") and not line.startswith("| Subject")]
    assert len(named_tests()) == len(rows) > 20
    assert set(named_tests()) <= existing_tests()


def test_the_snippets_run_one_after_the_other(tmp_path: Path) -> None:
    blocks = (ROOT / "docs" / "migration.md").read_text("utf-8").split("```python\n")[1:]
    code = "\n".join(block.partition("```")[0] for block in blocks)
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert (len(blocks), ran.returncode, ran.stderr) == (3, 0, "")
    assert ran.stdout.splitlines() == [
        "[['heat']]",
        "1.5.9 ['shared']",
        "['Settings: chroma_server_nofile has no effect: Chroma ignores it since 1.0', "
        "'Collection.create_index() does nothing: collections keep their index themselves']",
        "chroma_db_impl: no longer a setting; PersistentClient(path=...) keeps data on disk, EphemeralClient() in"
        " memory; what DuckDB or ClickHouse wrote is not read",
    ]
