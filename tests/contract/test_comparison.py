"""The rules by which an answer is held against the expected one."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chromalink.contract.comparison import ANYTHING, Comparison, Json, path

NUMBERS = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
VALUES: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=10,
)


@settings(deadline=None)
@given(VALUES)
def test_a_value_does_not_differ_from_itself_over_the_wire(value: Json) -> None:
    again: Json = json.loads(json.dumps(value))
    assert Comparison(strict=True).differences(value, again) == []


@settings(deadline=None)
@given(VALUES, VALUES)
def test_what_differs_one_way_differs_the_other_way(one: Json, other: Json) -> None:
    rules = Comparison()
    assert bool(rules.differences(one, other)) == bool(rules.differences(other, one))


@settings(deadline=None)
@given(VALUES)
def test_anything_is_like_any_value(value: Json) -> None:
    assert Comparison().differences({"a": ANYTHING}, {"a": value}) == []


@settings(deadline=None)
@given(st.lists(VALUES, max_size=5).flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_an_unordered_list_is_a_multiset(rows: tuple[list[Json], list[Json]]) -> None:
    one, other = rows
    assert Comparison(unordered=[("rows",)]).differences({"rows": one}, {"rows": other}) == []


@settings(deadline=None)
@given(st.integers(-(2**53), 2**53))
def test_an_int_is_a_float_except_in_metadata(number: int) -> None:
    assert Comparison().differences({"distances": number}, {"distances": float(number)}) == []
    for key in ("metadata", "metadatas"):
        assert Comparison().differences({key: [{"k": number}]}, {key: [{"k": float(number)}]}) != []
    assert Comparison(strict=True).differences({"distances": number}, {"distances": float(number)}) != []


@pytest.mark.parametrize(
    ("want", "got", "line"),
    [
        ({"a": 1}, {}, "a: missing, want 1"),
        ({}, {"a": None}, "a: not expected, got null"),
        ({"a": ANYTHING}, {}, 'a: missing, want "${any}"'),
        ([1], [1, 2], "body: want 1 items, got 2: [1, 2] instead of [1]"),
        ({"a": [{"b": 1}]}, {"a": [{"b": 2}]}, "a.0.b: want 1, got 2"),
        (1, True, "body: want 1, got true"),
        (0, False, "body: want 0, got false"),
        ("1", 1, 'body: want "1", got 1'),
        (None, {}, "body: want null, got {}"),
    ],
)
def test_a_difference_is_told_with_its_place(want: Json, got: Json, line: str) -> None:
    assert Comparison().differences(want, got) == [line]


@pytest.mark.parametrize(("want", "got", "same"), [(1.0, 1.000001, True), (1.0, 1.0001, False), (1e9, 1e9 + 1, True)])
def test_numbers_agree_within_a_tolerance(want: float, got: float, same: bool) -> None:
    assert (Comparison().differences(want, got) == []) is same


def test_a_multiset_counts_its_items() -> None:
    rules = Comparison(unordered=[()])
    assert rules.differences([1, 1, 2], [1, 2, 2]) == ["body: nothing like 1 in [1, 2, 2]"]


def test_ignored_paths_may_hold_anything_or_nothing() -> None:
    rules = Comparison(ignored=[path("$.rows.*.id")])
    assert rules.differences({"rows": [{"id": 1}, {"id": 2}]}, {"rows": [{"id": 3}, {}]}) == []
    assert rules.differences({"rows": [{"id": 1, "n": 1}]}, {"rows": [{"id": 1, "n": 2}]}) == [
        "rows.0.n: want 1, got 2"
    ]


def test_long_values_are_cut() -> None:
    (line,) = Comparison().differences("x" * 10_000, "y")
    assert len(line) < 300
