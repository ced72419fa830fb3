"""Tables, JSON, Markdown and charts of measured rows."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from benches import chart, report
from benches.machine import Machine
from benches.measure import Figure, Row, at_least, at_most, once
from benches.report import BEGIN, END, Outcome

MACHINE = Machine("2026-01-02", "a processor", 2, 8.0, "Linux 6", "3.11.7", {"numpy": "2.0"}, 0.25)
ROWS = (
    Row("query", (Figure("chromalink", "/s", (2900.0, 3000.0, 3100.0)), once("official", "/s", 1000)), at_least(2)),
    Row("import", (once("chromalink", "s", 0.2), once("official", "s", 0.4)), at_most(0.15, "figure"), "of a new one"),
    Row("memory", (once("chromalink", "MB", 123.4),)),
)
OUTCOME = Outcome("query", MACHINE, False, ROWS)


def test_a_table_shows_medians_spread_ratio_goal_and_verdict() -> None:
    lines = [line.split("  ") for line in report.table(ROWS).splitlines()]
    shown = [[cell.strip() for cell in line if cell] for line in lines]
    assert shown[1] == ["query", "3,000 /s (2,900-3,100)", "official 1,000 /s", "3 x", ">= 2 x", "met"]
    assert shown[2] == ["import", "0.2 s", "official 0.4 s", "0.5 x", "<= 0.15", "not met"]
    assert shown[3] == ["of a new one"]
    assert shown[4] == ["memory", "123 MB"]


def test_an_outcome_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    report.write(OUTCOME, tmp_path / "query.json")
    assert report.read(tmp_path / "query.json") == OUTCOME


def test_markdown_names_the_command_and_the_machine() -> None:
    text = report.markdown([OUTCOME])
    assert "`scripts/bench query`" in text
    assert "2 cores of a processor, 8 GiB, Linux 6, Python 3.11.7, numpy 2.0; load 0.2 before" in text
    assert "| query | 3,000 /s (2,900-3,100) | official 1,000 /s | 3 x | >= 2 x | met |" in text
    assert "* import: of a new one" in text


def test_a_page_keeps_what_stands_outside_its_markers() -> None:
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    assert report.insert(page, "new\n") == f"before\n{BEGIN}\nnew\n{END}\nafter\n"


def test_a_page_without_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="expected the markers"):
        report.insert("a page", "new")


def test_a_chart_has_a_bar_for_every_ratio() -> None:
    drawing = ElementTree.fromstring(chart.drawn("a <title>", ROWS))
    bars = [each for each in drawing.iter("{http://www.w3.org/2000/svg}rect") if each.get("height") == "14"]
    texts = [each.text for each in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert len(bars) == 2
    assert {"query", "3 x", "import", "0.5 x"} <= set(texts)


def test_a_chart_has_room_for_its_longest_label() -> None:
    long = "a fresh client, create, add, query, delete, " * 3
    row = Row(long, (once("chromalink", "s", 1), once("official", "s", 2)))
    for rows, room in (((row,), 6 * len(long)), (ROWS, 6 * len("import"))):
        drawing = ElementTree.fromstring(chart.drawn("chart", rows))
        labels = [each for each in drawing.iter("{http://www.w3.org/2000/svg}text") if each.get("text-anchor") == "end"]
        assert all(float(each.get("x", "0")) >= room for each in labels)


def test_the_scale_of_a_chart_reaches_to_the_goals_of_ratios_only() -> None:
    drawn = chart.drawn("chart", [Row("size", (once("a", "MB", 80), once("b", "MB", 160)), at_most(100, "figure"))])
    drawing = ElementTree.fromstring(drawn)
    bar = next(each for each in drawing.iter("{http://www.w3.org/2000/svg}rect") if each.get("height") == "14")
    assert float(bar.get("width", "0")) == pytest.approx(210, abs=1)


def test_the_performance_page_has_a_place_for_the_figures() -> None:
    page = (Path(__file__).parents[2] / "docs" / "performance.md").read_text(encoding="utf-8")
    assert page.count(BEGIN) == page.count(END) == 1
    assert page.index(BEGIN) < page.index(END)
