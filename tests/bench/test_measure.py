"""How figures, ratios and goals come about."""

from __future__ import annotations

import pytest

from benches.measure import Figure, Row, at_least, at_most, in_turn, once


def test_contenders_take_turns_and_the_warm_up_does_not_count() -> None:
    called: list[str] = []

    def measured(name: str) -> float:
        called.append(name)
        return float(len(called))

    figures = in_turn({"a": lambda: measured("a"), "b": lambda: measured("b")}, "s", 2, warm_up=1)
    assert called == ["a", "b", "a", "b", "a", "b"]
    assert figures == (Figure("a", "s", (3.0, 5.0)), Figure("b", "s", (4.0, 6.0)))


def test_a_ratio_is_taken_round_by_round() -> None:
    slow_round = 10.0
    ours = Figure("ours", "/s", (30.0, 30.0 / slow_round, 33.0))
    other = Figure("other", "/s", (10.0, 10.0 / slow_round, 10.0))
    assert Row("x", (ours, other)).ratio == pytest.approx(3.0)


def test_a_ratio_of_figures_with_unequal_rounds_is_that_of_their_medians() -> None:
    assert Row("x", (Figure("a", "s", (1.0, 2.0, 3.0)), Figure("b", "s", (4.0,)))).ratio == 0.5


def test_who_is_alone_has_no_ratio() -> None:
    assert Row("x", (once("a", "s", 1.0),)).ratio is None


@pytest.mark.parametrize(
    ("row", "met"),
    [
        (Row("x", (once("a", "/s", 30), once("b", "/s", 10)), at_least(3)), True),
        (Row("x", (once("a", "/s", 29), once("b", "/s", 10)), at_least(3)), False),
        (Row("x", (once("a", "s", 0.75), once("b", "s", 1)), at_most(0.75)), True),
        (Row("x", (once("a", "s", 0.76), once("b", "s", 1)), at_most(0.75)), False),
        (Row("x", (once("a", "s", 2), once("b", "s", 1)), at_most(2, "figure")), True),
        (Row("x", (once("a", "s", 2.1), once("b", "s", 9)), at_most(2, "figure")), False),
        (Row("x", (once("a", "s", 1),)), None),
        (Row("x", (once("a", "s", 1),), at_most(1)), None),
    ],
)
def test_a_goal_is_met_by_the_ratio_or_by_our_own_figure(row: Row, met: bool | None) -> None:
    assert row.met is met


def test_the_spread_is_the_quartiles_or_the_extremes_of_few_samples() -> None:
    assert Figure("a", "s", (1.0, 2.0, 3.0, 4.0, 5.0)).spread == (2.0, 4.0)
    assert Figure("a", "s", (3.0, 1.0)).spread == (1.0, 3.0)
