"""The matrix of scripts/fault_matrix in short: calls under faults, in every colour, and that nothing is left out."""

from __future__ import annotations

import inspect
import random
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from ruamel.yaml import YAML

from chromalink._sync.admin import AdminAPI
from chromalink._sync.client import ClientAPI
from chromalink._sync.collection import Collection
from chromalink_mock.faults import Action, Corrupt, Reset, Status
from fault_matrices.cases import NO_REQUEST, all_cases, operations_of_the_sdk
from fault_matrices.cell import COLOURS, Cell, Colour, judged
from fault_matrices.kinds import Reading, all_faults
from fault_matrices.matrix import Field, Rehearsal, all_fields, all_rehearsed, run
from fault_matrices.page import table
from fault_matrices.world import World

ROOT = Path(__file__).parents[2]
QUICK, WAITING = 200, 8
"""How many cells of each colour."""


@pytest.fixture(scope="module")
def rehearsals() -> Sequence[Rehearsal]:
    with ExitStack() as stack:
        return all_rehearsed(World(stack))


def sample(rehearsals: Sequence[Rehearsal], colour: Colour, *, waiting: bool, size: int) -> list[Field]:
    found = [one for one in all_fields(rehearsals) if one[0].colour == colour]
    return random.Random(colour).sample([one for one in found if one[0].fault.outlasts_patience is waiting], size)


@pytest.mark.parametrize("colour", COLOURS)
def test_calls_end_as_the_rules_say_under_faults_that_show_at_once(
    rehearsals: Sequence[Rehearsal], colour: Colour
) -> None:
    tally = run(sample(rehearsals, colour, waiting=False, size=QUICK), workers=2)
    assert tally.faults == []
    assert tally.cells["all"] == QUICK


@pytest.mark.parametrize("colour", COLOURS)
def test_calls_end_as_the_rules_say_where_no_answer_comes_in_time(
    rehearsals: Sequence[Rehearsal], colour: Colour
) -> None:
    tally = run(sample(rehearsals, colour, waiting=True, size=WAITING), workers=WAITING)
    assert tally.faults == []
    assert tally.cells["all"] == WAITING


def test_a_call_that_ends_otherwise_is_told(rehearsals: Sequence[Rehearsal]) -> None:
    rehearsal = next(each for each in rehearsals if each.case.method == "add")
    target = rehearsal.targets[-1]
    lost, garbled = (
        next(one for one in all_faults() if one.action == action and one.applied)
        for action in (Reset("before"), Corrupt())
    )
    with ExitStack() as stack:
        world = World(stack)

        def told(cell: Cell) -> list[str]:
            return judged(cell, world, rehearsal.before, rehearsal.after)

        right = Cell(target, lost, lasting=False, colour="sync")
        assert told(right) == []
        assert "requests" in told(replace(right, target=replace(target, requests=0)))[0]
        assert "effect" in told(Cell(replace(target, acts=False), garbled, lasting=True, colour="sync"))[0]


def test_every_method_that_asks_the_server_something_is_called() -> None:
    called = {case.method for case in all_cases()}
    for facade in (ClientAPI, Collection, AdminAPI):
        methods = {name for name, method in vars(facade).items() if inspect.isfunction(method) and name[0] != "_"}
        assert methods - NO_REQUEST - {"close"} <= called


def test_every_operation_that_the_sdk_knows_is_struck(rehearsals: Sequence[Rehearsal]) -> None:
    struck = {target.operation for each in rehearsals for target in each.targets}
    document = YAML(typ="safe").load(ROOT / "openapi" / "chroma.yaml")
    declared = {
        operation["operationId"]
        for item in document["paths"].values()
        for operation in item.values()
        if isinstance(operation, dict) and "operationId" in operation
    }
    assert struck == operations_of_the_sdk()
    assert declared - struck == {"getRoot", "getHealthcheck"}


def test_every_fault_of_the_server_strikes() -> None:
    faults = all_faults()
    assert {type(fault.action) for fault in faults if fault.action is not None} == set(get_args(Action))
    assert {fault.reading for fault in faults} == set(Reading)
    both = [fault for fault in faults if isinstance(fault.action, Status)]
    assert {fault.applied for fault in both} == {True, False}


def test_the_page_shows_what_the_matrix_expects() -> None:
    assert table() in (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
