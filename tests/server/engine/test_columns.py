from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from chromalink_mock.engine.columns import SPARSE_FROM, Column, truncated

from . import naive

VALUES = (
    st.booleans()
    | st.integers(-5, 5)
    | st.sampled_from([0.5, 1.0, -2.5])
    | st.sampled_from(["", "x", "y"])
    | st.lists(st.integers(0, 3), min_size=1, max_size=3)
    | st.lists(st.sampled_from(["x", "y"]), min_size=1, max_size=3)
)


def shown(column: Column, size: int) -> dict[int, object]:
    found, values = column.read(np.arange(size))
    return dict(zip(found, values, strict=True))


@settings(max_examples=150, deadline=None)
@given(st.data(), st.sampled_from([20, SPARSE_FROM * 2]))
def test_a_column_holds_what_was_last_written_whether_dense_or_sparse(data: st.DataObject, size: int) -> None:
    column, model = Column(size), dict[int, naive.Value]()
    slots = st.lists(st.integers(0, size - 1), unique=True, min_size=1, max_size=6)
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(slots)
        action = data.draw(st.sampled_from(["write", "write", "remove", "keep"]))
        if action == "write":
            values = [data.draw(VALUES) for _ in at]
            column.write(at, values, size)
            model.update(zip(at, values, strict=True))
        elif action == "remove":
            column.remove(set(at))
            model = {slot: value for slot, value in model.items() if slot not in at}
        else:
            kept = np.array([slot for slot in range(size) if slot not in at])
            column.keep(kept, size)
            moved = {int(old): new for new, old in enumerate(kept)}
            model = {moved[slot]: value for slot, value in model.items() if slot in moved}
    assert shown(column, size) == model
    assert {slot: type(value) for slot, value in shown(column, size).items()} == {
        slot: type(value) for slot, value in model.items()
    }
    assert np.flatnonzero(column.present(np.arange(size))).tolist() == sorted(model)
    for operand in (True, 1, 0.5, "x"):
        expected = sorted(slot for slot, value in model.items() if naive.holds({"k": operand}, {"k": value}, None))
        assert np.flatnonzero(column.one_of([operand], size)).tolist() == expected
        expected = sorted(slot for slot, value in model.items() if isinstance(value, list) and operand in value)
        if operand in ("x",):
            assert np.flatnonzero(column.holds(operand, size)).tolist() == expected


def test_a_rare_key_stays_sparse_until_enough_records_carry_it() -> None:
    size = SPARSE_FROM * 4
    column = Column(size)
    column.write([5, 3], [1, 2], size)
    assert not column.dense
    column.write(range(0, size, 8), [7] * (size // 8), size)
    assert column.dense
    assert shown(column, size) == {5: 1, 3: 2} | dict.fromkeys(range(0, size, 8), 7)


def test_a_key_that_became_rare_is_sparse_after_compaction() -> None:
    size = SPARSE_FROM * 4
    column = Column(10)
    column.write(range(size), ["x"] * size, size)
    column.remove(set(range(1, size)))
    kept = np.arange(size // 2)
    column.keep(kept, size)
    assert not column.dense
    assert shown(column, size // 2) == {0: "x"}


def test_minus_zero_is_stored_as_zero() -> None:
    column = Column(2)
    column.write([0, 1], [-0.0, [-0.0, 1.0]], 2)
    assert str(shown(column, 2)) == "{0: 0.0, 1: [0.0, 1.0]}"


def test_a_list_that_was_handed_out_is_a_copy() -> None:
    column = Column(1)
    column.write([0], [["a"]], 1)
    value = shown(column, 1)[0]
    assert isinstance(value, list)
    value.clear()
    assert shown(column, 1) == {0: ["a"]}


def test_float_operands_are_cut_towards_zero_and_held_within_int64() -> None:
    assert [truncated(number) for number in (1.9, -1.9, -0.5, 3, 1e300, -1e300)] == [1, -1, 0, 3, 2**63 - 1, -(2**63)]


def test_records_that_came_after_the_last_value_have_none() -> None:
    column = Column(4)
    column.write([0, 1, 2, 3], [7, 8, 9, 10], 4)
    found, values = column.read(np.array([3, 999, 0]))
    assert dict(zip(found, values, strict=True)) == {0: 10, 2: 7}
