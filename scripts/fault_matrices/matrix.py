"""The matrix: what each case sends and does without faults, and the cells that follow from it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import product
from queue import Empty, SimpleQueue
from threading import Lock
from typing import TypeAlias

from chromalink import HttpClient
from chromalink.errors import ChromaError

from .cases import CONNECT, Case, all_cases, finish, opened
from .cell import COLOURS, Cell, judged
from .expectation import Target
from .kinds import all_faults
from .world import State, World

_WITHOUT_NEWS = (b"", b"{}", b"true", b"null")


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a case does where nothing goes wrong."""

    case: Case
    targets: Sequence[Target]
    before: State
    after: State


Field: TypeAlias = tuple[Cell, Rehearsal]


def rehearsed(case: Case, world: World) -> Rehearsal:
    """Do it twice: the second time tells what repeating it would lead to."""
    world.begin()
    before = world.state()
    with ExitStack() as stack:
        client = stack.enter_context(HttpClient(world.server.url, validate=False, retries=0))
        owner = None if case == CONNECT else opened(case, client)
        world.server.requests.clear()
        _do(case, owner, world)
        seen = world.server.requests.all()
        after = world.state()
        again: type[ChromaError] | None = None
        try:
            _do(case, owner, world)
        except ChromaError as exc:
            again = type(exc)
    operations = list(dict.fromkeys(each.operation for each in seen if each.operation is not None))
    targets = [
        Target(
            case,
            operation,
            requests=len(seen.of(operation)),
            acts=after != before and operation == operations[-1],
            again=again,
            newsless=seen.of(operation)[0].answer in _WITHOUT_NEWS,
        )
        for operation in operations
    ]
    return Rehearsal(case, targets, before, after)


def _do(case: Case, owner: object, world: World) -> None:
    if case == CONNECT:
        HttpClient(world.server.url, retries=0).close()
    else:
        finish(case.call(owner, world.collection_id))


def all_rehearsed(world: World) -> list[Rehearsal]:
    """Every case."""
    return [rehearsed(case, world) for case in all_cases()]


def cells(rehearsal: Rehearsal) -> Iterator[Cell]:
    """Every operation of the case under every fault; a closed port is closed to its first operation."""
    for place, target in enumerate(rehearsal.targets):
        for fault in all_faults():
            if fault.action is None and place > 0:
                continue
            for lasting, colour in product((False, True), COLOURS):
                yield Cell(target, fault, lasting, colour)


def all_fields(rehearsals: Sequence[Rehearsal]) -> list[Field]:
    """The whole matrix."""
    return [(cell, rehearsal) for rehearsal in rehearsals for cell in cells(rehearsal)]


@dataclass(slots=True)
class Tally:
    """How many cells there were, of which colour and reading, and what was wrong with which."""

    cells: Counter[str] = field(default_factory=Counter[str])
    faults: list[str] = field(default_factory=list[str])
    failed: int = 0

    def note(self, cell: Cell, faults: Sequence[str]) -> None:
        self.cells[cell.colour] += 1
        self.cells[cell.fault.reading.value] += 1
        self.cells["all"] += 1
        self.failed += bool(faults)
        self.faults += [f"{cell.name}: {fault}" for fault in faults]

    def add(self, other: Tally) -> None:
        self.cells += other.cells
        self.faults += other.faults
        self.failed += other.failed


def run(fields: Sequence[Field], workers: int) -> Tally:
    """Judge the cells, by so many threads with a server each."""
    waiting: SimpleQueue[Field] = SimpleQueue()
    for one in fields:
        waiting.put(one)
    tally, lock = Tally(), Lock()

    def work() -> None:
        with ExitStack() as stack:
            world = World(stack)
            while True:
                try:
                    cell, rehearsal = waiting.get_nowait()
                except Empty:
                    break
                faults = judged(cell, world, rehearsal.before, rehearsal.after)
                with lock:
                    tally.note(cell, faults)
            if left := world.left_open():
                tally.faults.append(f"{left} connections were left open")

    with ThreadPoolExecutor(workers) as pool:
        for done in [pool.submit(work) for _ in range(workers)]:
            done.result()
    return tally


@dataclass(frozen=True, slots=True)
class Choice:
    """Which cells: a share of those of one operation, or of all."""

    share: float = 1.0
    seed: int = 0
    operation: str | None = None

    def of(self, fields: Sequence[Field]) -> list[Field]:
        """The cells chosen, shuffled."""
        wanted = [one for one in fields if self.operation in (None, one[0].target.operation)]
        random.Random(self.seed).shuffle(wanted)
        return wanted[: round(len(wanted) * self.share)]


@dataclass(frozen=True, slots=True)
class Part:
    """What one of several processes does; cells that wait do so in `waiting` threads."""

    place: int
    processes: int
    waiting: int


def part(mine: Part, choice: Choice) -> Tally:
    """The cells of one process: first those that keep it busy, one by one, then those that wait, side by side."""
    with ExitStack() as stack:
        fields = choice.of(all_fields(all_rehearsed(World(stack))))[mine.place :: mine.processes]
    tally = run([one for one in fields if not one[0].fault.outlasts_patience], 1)
    tally.add(run([one for one in fields if one[0].fault.outlasts_patience], mine.waiting))
    return tally
