"""Collection ids: how they grow, and how they may be written."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import count, pairwise
from uuid import UUID

import pytest

from chromalink_mock.engine.identity import GrowingIds, read_uuid

NOON = 1_800_000_000_000_000_000
TEXT = "12345678-9abc-4def-8123-456789abcdef"


def test_ids_are_version_4_shaped_and_grow() -> None:
    ticks = count(NOON, 50)
    ids = GrowingIds(lambda: next(ticks), lambda bits: (1 << bits) - 1)
    made = [ids() for _ in range(1_000)]
    assert all(one < other for one, other in pairwise(made))
    assert {(each.version, each.variant) for each in made} == {(4, UUID(TEXT).variant)}


def test_ids_grow_while_the_clock_stands_still_or_goes_back() -> None:
    times = iter([NOON, NOON, NOON - 10**9, NOON])
    ids = GrowingIds(lambda: next(times), lambda bits: 0)
    made = [ids() for _ in range(4)]
    assert made == sorted(set(made))


def test_ids_of_a_later_start_are_greater() -> None:
    first = GrowingIds(lambda: NOON, lambda bits: (1 << bits) - 1)
    later = GrowingIds(lambda: NOON + 1_000_000, lambda bits: 0)
    assert max(first() for _ in range(1_000)) < later()


def test_ids_made_at_the_same_time_differ() -> None:
    ids = GrowingIds(lambda: NOON, lambda bits: 0)
    with ThreadPoolExecutor(8) as pool:
        made = [pool.submit(ids) for _ in range(2_000)]
    assert len({each.result() for each in made}) == 2_000


@pytest.mark.parametrize("text", [TEXT, TEXT.upper(), TEXT.replace("-", ""), f"urn:uuid:{TEXT}", f"{{{TEXT}}}"])
def test_a_uuid_has_four_forms(text: str) -> None:
    assert read_uuid(text) == UUID(TEXT)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        TEXT[:-1],
        TEXT + "0",
        TEXT.replace("-", "")[:-1] + "g",
        TEXT.replace("-", "_"),
        f"urn:uuid:{TEXT.replace('-', '')}",
        f"{{{TEXT}",
        "1" * 31 + "٣",
        "-" * 36,
        f"uuid:{TEXT}",
    ],
)
def test_nothing_else_is_a_uuid(text: str) -> None:
    assert read_uuid(text) is None
