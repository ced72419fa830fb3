"""The table of deliberate differences names the tests that pin them."""

from __future__ import annotations

import ast
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
