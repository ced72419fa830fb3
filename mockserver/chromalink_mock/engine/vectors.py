"""The vectors of a collection: float32 rows in blocks, so that growing copies nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import numpy as np

from .columns import Slots
from .values import Floats

BLOCK_FLOATS: Final = 2**20
"""Floats per block (4 MiB): fits a last-level cache, and numpy's overhead per block vanishes beside the arithmetic."""
COPIED_SINGLY: Final = 48
"""Up to so many rows are copied one by one, 0.3 us each: sorting them by block first costs some 20 us."""


class VectorRows:
    """One vector per slot with its squared length. Not thread-safe for writing: the store guards it."""

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self.count = 0
        self._shift = max(4, (BLOCK_FLOATS // max(1, dimension)).bit_length() - 1)
        self._blocks: list[Floats] = []
        self._squares: Floats = np.zeros(0, np.float32)
        self._longest = 0.0
        self._owned: set[int] = set()
        self._squares_shared = False

    def fork(self) -> VectorRows:
        """The same rows once more; blocks are shared until one side writes into them, and copied one by one."""
        twin = VectorRows(self.dimension)
        twin.count, twin._blocks, twin._squares = self.count, list(self._blocks), self._squares
        twin._longest = self._longest
        self._owned = set()
        self._squares_shared = twin._squares_shared = True
        return twin

    @property
    def squares(self) -> Floats:
        """The squared length of every row, float32 (count,); inf or 0 where float32 does not reach."""
        return self._squares[: self.count]

    @property
    def longest(self) -> float:
        """The largest squared length there ever was; inf where float32 does not reach."""
        return self._longest

    def append(self, rows: Floats) -> None:
        """Give the next slots these vectors, (m, dimension)."""
        done = 0
        for room in self.room(len(rows)):
            room[...] = rows[done : done + len(room)]
            done += len(room)

    def room(self, count: int) -> Iterator[Floats]:
        """The rows of the next `count` slots, a view at a time, each to be filled before the next one is asked for."""
        self._own_squares()
        end = self.count + count
        if end > len(self._squares):
            grown = np.zeros(max(end, len(self._squares) * 3 // 2), np.float32)
            grown[: self.count] = self.squares
            self._squares = grown
        size = 1 << self._shift
        while self.count < end:
            block, inside = divmod(self.count, size)
            if block == len(self._blocks):
                self._blocks.append(np.empty((size, self.dimension), np.float32))
                self._owned.add(block)
            self._own(block)
            rows = self._blocks[block][inside : inside + end - self.count]
            yield rows
            filled = self.count + len(rows)
            self._squares[self.count : filled] = self._measured(rows)
            self.count = filled

    def replace(self, slots: Slots, rows: Floats) -> None:
        """Overwrite the vectors of distinct slots."""
        self._own_squares()
        self._squares[slots] = self._measured(rows)
        blocks, inside = slots >> self._shift, slots & ((1 << self._shift) - 1)
        for block in np.unique(blocks).tolist():
            which = blocks == block
            self._own(block)
            self._blocks[block][inside[which]] = rows[which]

    def take(self, slots: Slots) -> Floats:
        """A copy of the vectors of these slots, (m, dimension), in the order given."""
        if len(slots) <= COPIED_SINGLY:
            return self._taken_singly(slots)
        order = None if bool((slots[1:] >= slots[:-1]).all()) else np.argsort(slots)
        rows = np.empty((len(slots), self.dimension), np.float32)
        for start, inside, block in self._spread(slots if order is None else slots[order]):
            _copy(block, inside, rows[start : start + len(inside)])
        if order is None:
            return rows
        given = np.empty_like(rows)
        given[order] = rows
        return given

    def pieces(self, slots: Slots, size: int) -> Iterator[tuple[int, Floats]]:
        """The vectors of these ascending slots, about `size` at a time, with the place of the first in `slots`.

        All are copied to the same memory: a piece lasts until the next is asked for.
        """
        parts = list(self._spread(slots))
        longest = max((len(inside) for _, inside, _ in parts), default=0)
        room = np.empty((max(longest, min(size, len(slots))), self.dimension), np.float32)
        first = 0
        for start, inside, block in parts:
            if start + len(inside) - first > len(room):
                yield first, room[: start - first]
                first = start
            _copy(block, inside, room[start - first :][: len(inside)])
        yield first, room[: len(slots) - first]

    def _spread(self, ascending: Slots) -> Iterator[tuple[int, Slots, Floats]]:
        """Blocks that hold some of the slots, with the place of the first of these and their rows within the block."""
        size = 1 << self._shift
        bounds = np.searchsorted(ascending, np.arange(0, self.count + size, size)).tolist()
        for block, (start, end) in enumerate(pairwise(bounds)):
            if start < end:
                yield start, ascending[start:end] - block * size, self._blocks[block]

    def _taken_singly(self, slots: Slots) -> Floats:
        rows = np.empty((len(slots), self.dimension), np.float32)
        last = (1 << self._shift) - 1
        for i, slot in enumerate(slots.tolist()):
            rows[i] = self._blocks[slot >> self._shift][slot & last]
        return rows

    def blocks(self) -> Iterator[tuple[int, Floats]]:
        """Views of the rows with the slot each view starts at, in slot order."""
        size = 1 << self._shift
        for block, start in enumerate(range(0, self.count, size)):
            yield start, self._blocks[block][: self.count - start]

    def keep(self, kept: Slots) -> None:
        """Renumber after a compaction: slot `kept[i]` (ascending) becomes slot i."""
        size = 1 << self._shift
        old, self._blocks, self._owned = self._blocks, [], set()
        squares = self._squares[kept]
        self.count = 0
        self._squares = np.zeros(0, np.float32)
        blocks, inside = kept >> self._shift, kept & (size - 1)
        for block in range(len(old)):
            rows = old[block][inside[blocks == block]]
            old[block] = rows[:0]
            self.append(rows)
        self._squares[: self.count] = squares

    def _measured(self, rows: Floats) -> Floats:
        """The squared length of each of these rows, which are on their way in."""
        squares = squared_lengths(rows)
        self._longest = max(self._longest, float(squares.max(initial=0)))
        return squares

    def _own(self, block: int) -> None:
        """Called before a block is written into: copies it when a fork may still be reading it."""
        if block not in self._owned:
            self._blocks[block] = self._blocks[block].copy()
            self._owned.add(block)

    def _own_squares(self) -> None:
        if self._squares_shared:
            self._squares = self._squares.copy()
            self._squares_shared = False


def _copy(block: Floats, inside: Slots, out: Floats) -> None:
    # "clip" lets numpy write straight into `out`; every index is in range.
    np.take(block, inside, axis=0, out=out, mode="clip")


def squared_lengths(rows: Floats) -> Floats:
    """The squared Euclidean length of each row, in float32."""
    with np.errstate(over="ignore", invalid="ignore"):
        squares: Floats = np.einsum("ij,ij->i", rows, rows)
    return squares
