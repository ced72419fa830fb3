"""Exact nearest neighbours: l2 (squared), cosine and ip distances in float32 as recorded (wire contract: distances).

A matrix product, fast but rounded, picks the rows that can be among the nearest; these few are then measured directly,
so that equal vectors are at distance 0 exactly and ties come in insertion order, which is slot order.
"""

from __future__ import annotations

from math import sqrt
from typing import Final

import numpy as np

from .columns import Slots
from .filters import Mask
from .values import Floats, Space
from .vectors import COPIED_SINGLY, VectorRows, squared_lengths

STORED_EPSILON: Final = np.float32(1e-30)
QUERY_EPSILON: Final = 1e-32
"""Added to a length before a vector is divided by it, as recorded; a zero vector stays zero, at distance 1."""

GATHER_BELOW: Final = 1 / 3
"""Copying rows out costs about three times reading them, so beyond this share all rows are read and masked."""
FLOATS_AT_ONCE: Final = 2**17
"""So much is copied out before one query reads it: it is still in the core's own cache then (512 KiB)."""
ROWS_AT_ONCE: Final = 4096
SCORES_AT_ONCE: Final = 2**22
"""Bounds on temporary matrices: rows copied out, and queries times rows (16 MiB)."""
ROUNDING: Final = float(np.finfo(np.float32).eps)
QUERIES_PER_PRODUCT: Final = 8
"""Fewer queries are bound by memory, not arithmetic: one thread reads as fast as BLAS, whose threads wait for each
other (a hundred times slower on a busy machine)."""
TINY_SQUARE: Final = np.float32(1e-34)
"""Below this a float32 squared length has lost its digits; such rows are always measured directly."""


def nearest(
    rows: VectorRows, space: Space, queries: Floats, k: int, allowed: Mask, count: int
) -> list[tuple[Slots, Floats]]:
    """For each query (q, dimension) the k nearest allowed slots and their distances, nearest first.

    `allowed` is over all slots, `count` the number of True in it. Fewer than k allowed gives them all.
    """
    if count == 0 or k == 0:
        return [(np.zeros(0, np.int64), np.zeros(0, np.float32)) for _ in queries]
    if k >= count or count <= COPIED_SINGLY:
        slots = np.flatnonzero(allowed)
        return [ranked(rows, space, query, slots, k) for query in queries]
    found: list[tuple[Slots, Floats]] = []
    gathered = np.flatnonzero(allowed) if count < rows.count * GATHER_BELOW else None
    width = rows.count if gathered is None else len(gathered)
    step = max(1, SCORES_AT_ONCE // width)
    for start in range(0, len(queries), step):
        some = queries[start : start + step]
        scores = _scores(rows, space, some, gathered)
        if gathered is None and count < rows.count:
            scores[:, ~allowed] = np.inf
        for query, row in zip(some, scores, strict=True):
            near = _candidates(row, k, _slack(rows, space, query))
            if gathered is not None:
                near = gathered[near]
            elif count < rows.count:
                near = near[allowed[near]]
            found.append(ranked(rows, space, query, near, k))
    return found


def ranked(rows: VectorRows, space: Space, query: Floats, slots: Slots, k: int) -> tuple[Slots, Floats]:
    """The k nearest of these slots, measured directly; equal distances in slot order, NaN last."""
    parts = [
        distances(space, query, rows.take(slots[start : start + ROWS_AT_ONCE]))
        for start in range(0, len(slots), ROWS_AT_ONCE)
    ]
    measured = np.concatenate(parts) if parts else np.zeros(0, np.float32)
    order = np.lexsort((slots, measured))[:k]
    return slots[order], measured[order]


def distances(space: Space, query: Floats, rows: Floats) -> Floats:
    """The distance of each row (m, dimension) to the query (dimension,), float32; overflow gives inf or NaN."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        if space == "l2":
            return squared_lengths(rows - query)
        if space == "cosine":
            lengths = np.sqrt(squared_lengths(rows))
            rows = rows * np.divide(np.float32(1), lengths + STORED_EPSILON, dtype=np.float32)[:, None]
            query = _unit(query)
        products: Floats = np.einsum("ij,j->i", rows, query)
        return np.float32(1) - products


def _scores(rows: VectorRows, space: Space, queries: Floats, slots: Slots | None) -> Floats:
    """A rounded order of the rows per query, smaller = nearer, (q, width); NaN where rounding says nothing."""
    width = rows.count if slots is None else len(slots)
    scores = np.empty((len(queries), width), np.float32)
    if space == "cosine":
        queries = np.stack([_unit(query) for query in queries])
    squares = rows.squares if slots is None else rows.squares[slots]
    few = len(queries) < QUERIES_PER_PRODUCT
    size = max(1, FLOATS_AT_ONCE // max(1, rows.dimension)) if few else ROWS_AT_ONCE
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for start, part in rows.blocks() if slots is None else rows.pieces(slots, size):
            if few:
                for query, row in zip(queries, scores, strict=True):
                    # One product of two vectors per row, for which BLAS starts no threads.
                    np.matmul(part[:, None, :], query[:, None], out=row[start : start + len(part), None, None])
            else:
                np.matmul(queries, part.T, out=scores[:, start : start + len(part)])
        if space == "l2":
            scores *= np.float32(-2)
            scores += squares
        else:
            np.negative(scores, out=scores)
        if space == "cosine":
            scores /= np.sqrt(squares)
            scores[:, squares < TINY_SQUARE] = np.nan
    return scores


def _candidates(scores: Floats, k: int, slack: float) -> Slots:
    """Where a row may be among the k nearest although its score is off by `slack`; ascending."""
    with np.errstate(over="ignore", invalid="ignore"):
        threshold = np.float32(np.partition(scores, k - 1)[k - 1] + 2 * slack)
        return np.flatnonzero(~(scores > threshold))


def _slack(rows: VectorRows, space: Space, query: Floats) -> float:
    """A bound on what rounding does to a score and a direct measurement together, however a library sums the terms."""
    terms = (32 + rows.dimension) * ROUNDING
    with np.errstate(over="ignore", invalid="ignore"):
        if space == "cosine":
            return terms * max(1.0, _length(_unit(query)))
        longest, length = sqrt(rows.longest), _length(query)
        return terms * ((longest + length) ** 2 if space == "l2" else longest * length)


def _unit(query: Floats) -> Floats:
    with np.errstate(over="ignore", invalid="ignore"):
        return query * np.float32(1 / (_length(query) + QUERY_EPSILON))


def _length(query: Floats) -> float:
    return float(np.sqrt(squared_lengths(query[None, :])[0]))
