"""Graph or exact scan: which answers a query sooner. Both are right; a scan is also exact."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Final

SCAN_FLOATS: Final = 2**20
"""Up to so many floats (candidates times dimension) a scan takes a fraction of a millisecond, as a graph does."""
SCAN_SHARE: Final = 1 / 20
"""Asking the graph for more than this share of the records visits most of them, one at a time: slower than a scan."""
OVER_FETCH: Final = 2.0
"""Under a filter the graph is asked for this many times what would be enough if survivors lay evenly."""
TAIL_SHARE: Final = 1 / 4
"""With more than this share of the records not yet in the graph, scanning all costs little more than scanning these."""
MIN_CAPACITY: Final = 2**14
"""Room of the smallest graph; unused room costs some 50 bytes each, building anew costs minutes."""
SLICE_FLOATS: Final = 2**16
"""Floats added to a graph at a time: some 50 ms, during which queries scan."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The thresholds of the planner, and of the builder of graphs."""

    scan_floats: int = SCAN_FLOATS
    scan_share: float = SCAN_SHARE
    tail_share: float = TAIL_SHARE
    min_capacity: int = MIN_CAPACITY
    slice_floats: int = SLICE_FLOATS


DEFAULTS: Final = Limits()


def deserves_graph(limits: Limits, live: int, dimension: int) -> bool:
    """Whether a collection is so large that scanning all of it is slow."""
    return live * dimension > limits.scan_floats


def fetch_size(limits: Limits, *, k: int, dimension: int, live: int, allowed: int, tail: int) -> int | None:
    """How many neighbours to ask the graph for, or None where a scan of the allowed records serves better.

    `live` = records of the collection, `allowed` = those the filter lets through, `tail` = those not in the graph yet.
    """
    if allowed * dimension <= limits.scan_floats or tail > live * limits.tail_share:
        return None
    fetch = k if allowed == live else ceil(k * OVER_FETCH * live / allowed)
    return fetch if fetch <= live * limits.scan_share else None
