"""The table of complaints has a row for each, and each leads to what holds it."""

from __future__ import annotations

from pathlib import Path

import pytest

from .test_migration import ROOT, existing_tests

PAGE = ROOT / "docs" / "complaints.md"
COMPLAINTS = 31


def rows() -> list[list[str]]:
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")][1:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_every_complaint_has_its_row() -> None:
    assert [row[0] for row in rows()] == [str(number + 1) for number in range(COMPLAINTS)]
    assert {len(row) for row in rows()} == {4}


@pytest.fixture(scope="module")
def tests() -> set[str]:
    return existing_tests()


@pytest.mark.parametrize("number", range(COMPLAINTS))
def test_every_row_leads_to_a_test_or_says_why_not(number: int, tests: set[str]) -> None:
    shown = rows()[number][3]
    if shown.startswith("not "):
        assert len(shown) > len("not tested: ")
        return
    name = shown.strip("`")
    assert name in tests if name.startswith("test_") else Path(ROOT, name).is_file()


def test_few_rows_do_without() -> None:
    assert sum(row[3].startswith("not ") for row in rows()) <= 2
