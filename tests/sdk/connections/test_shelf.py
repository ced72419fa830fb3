"""What waits on the shelf, and who is served first."""

from __future__ import annotations

import threading

import anyio
import pytest

from chromalink._async.turns import AsyncTurns
from chromalink._core.shelf import Shelf
from chromalink._sync.turns import Turns

HERE, THERE = (b"http", b"here", 80), (b"http", b"there", 80)


class Line:
    def __init__(self, name: str, expired: bool = False) -> None:
        self.name = name
        self.expired = expired

    def has_expired(self) -> bool:
        return self.expired

    def __repr__(self) -> str:
        return self.name


def shelf(*names: str, places: int | None = None, expiry: float | None = None) -> Shelf[Line]:
    """With one connection put there each second from 0 on."""
    made = Shelf[Line](places, expiry)
    for second, name in enumerate(names):
        made.put(HERE, Line(name), float(second))
    return made


def told(found: tuple[Line | None, list[Line]]) -> tuple[str, str]:
    return repr(found[0]), repr(found[1])


def test_the_last_one_in_is_the_first_one_out() -> None:
    found = shelf("a", "b", "c")
    assert [told(found.take(HERE, 3.0)) for _ in range(4)] == [
        ("c", "[]"),
        ("b", "[]"),
        ("a", "[]"),
        ("None", "[]"),
    ]


def test_a_connection_serves_its_own_server_only() -> None:
    found = shelf("a")
    found.put(THERE, Line("t"), 1.0)
    assert told(found.take(HERE, 1.0)) == ("a", "[]")
    assert told(found.take(HERE, 1.0)) == ("None", "[]")
    assert told(found.take(THERE, 1.0)) == ("t", "[]")


def test_connections_that_waited_too_long_are_left_over() -> None:
    found = shelf("a", "b", "c", expiry=2.0)
    assert told(found.take(HERE, 3.5)) == ("c", "[a, b]")


def test_connections_that_fell_are_left_over() -> None:
    found = shelf("a")
    found.put(HERE, Line("b", expired=True), 1.0)
    assert told(found.take(HERE, 1.0)) == ("a", "[b]")


def test_a_full_shelf_gives_up_what_waited_longest() -> None:
    found = shelf("a", "b", places=2)
    assert repr(found.put(HERE, Line("c"), 2.0)) == "[a]"
    assert (repr(list(found)), len(found)) == ("[b, c]", 2)
    assert repr(found.oldest()) == "[b]"
    assert repr(found.clear()) == "[c]"
    assert (found.oldest(), found.clear()) == ([], [])


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_turns_go_to_who_waits_longest_even_when_others_arrive(backend: str) -> None:
    served: list[int] = []

    async def main() -> None:
        turns = AsyncTurns(1)
        assert await turns.take(None)

        async def wait(number: int) -> None:
            assert await turns.take(None)
            served.append(number)
            turns.give_back()

        async with anyio.create_task_group() as group:
            for number in range(5):
                group.start_soon(wait, number)
                await anyio.wait_all_tasks_blocked()
            turns.give_back()
            assert not await turns.take(0.0)

    anyio.run(main, backend=backend)
    assert served == [0, 1, 2, 3, 4]


def test_a_turn_that_nobody_gives_back_is_not_taken() -> None:
    turns = Turns(1)
    assert turns.take(None)
    assert not turns.take(0.0)
    turns.give_back()
    assert turns.take(0.0)


def test_turns_without_a_bound_are_for_everybody() -> None:
    turns = Turns(None)
    assert [turns.take(0.0) for _ in range(5)] == [True] * 5
    turns.give_back()


def test_threads_that_give_up_lose_no_turn() -> None:
    turns = Turns(2)

    def hurry() -> None:
        for _ in range(200):
            if turns.take(0.00001):
                turns.give_back()

    threads = [threading.Thread(target=hurry) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [turns.take(0.0) for _ in range(3)] == [True, True, False]
