"""The documents of a collection: literal substring, regular expression, equality.

Documents lie in segments, each with its texts joined into one buffer. A needle that is not in the buffer is in none of
its documents; only segments where it is found are looked at one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from . import regex
from .columns import Slots
from .filters import Mask, Order
from .values import Scalar

SEGMENT: Final = 512
"""Documents per buffer: long enough that one search serves many, short enough that a write spoils little."""


class Documents:
    """One text or None per slot; also what `where` sees under the document's reserved metadata key.

    Not thread-safe for writing: the store guards it. Reads may run beside each other.
    """

    def __init__(self) -> None:
        self._texts: list[str | None] = []
        self._joined: dict[int, str] = {}
        self._shared = False

    def fork(self) -> Documents:
        """The same documents once more; whoever writes first copies what the two share."""
        twin = Documents()
        twin._texts, twin._joined = self._texts, self._joined
        self._shared = twin._shared = True
        return twin

    def append(self, count: int) -> None:
        """Add so many slots without a document."""
        self._own()
        self._texts += [None] * count

    def write(self, slots: Sequence[int], texts: Sequence[str | None]) -> None:
        """Set the documents of these slots; None keeps the old one."""
        self._own()
        for slot, text in zip(slots, texts, strict=True):
            if text is not None:
                self._texts[slot] = text
                self._joined.pop(slot // SEGMENT, None)

    def remove(self, slots: Sequence[int]) -> None:
        """Forget the documents of these slots."""
        self._own()
        for slot in slots:
            self._texts[slot] = None
            self._joined.pop(slot // SEGMENT, None)

    def read(self, slots: Slots) -> list[str | None]:
        """The document of each slot, None where there is none."""
        return list(map(self._texts.__getitem__, slots.tolist()))

    def keep(self, kept: Slots) -> None:
        """Renumber after a compaction: slot `kept[i]` becomes slot i."""
        self._shared = False
        self._texts = self.read(kept)
        self._joined = {}

    def containing(self, needle: str, among: Mask) -> Mask:
        """Slots of `among` whose document has this substring; the empty needle finds every document."""
        texts, candidates = self._texts, self._candidates(needle, among)
        return _mask([slot for slot in candidates if (text := texts[slot]) is not None and needle in text], len(among))

    def matching(self, pattern: str, among: Mask) -> Mask:
        """Slots of `among` in whose document the regular expression is found."""
        found = regex.searcher(pattern)
        texts, candidates = self._texts, np.flatnonzero(among).tolist()
        return _mask([slot for slot in candidates if (text := texts[slot]) is not None and found(text)], len(among))

    def one_of(self, operands: Sequence[Scalar], size: int) -> Mask:
        """Slots whose whole document equals an operand."""
        texts, everywhere = self._texts, np.ones(size, np.bool_)
        hits = [
            slot
            for operand in operands
            if isinstance(operand, str)
            for slot in self._candidates(operand, everywhere)
            if texts[slot] == operand
        ]
        return _mask(hits, size)

    def ordered(self, order: Order, operand: int | float, size: int) -> Mask:
        """None: a text is not a number."""
        return np.zeros(size, np.bool_)

    def holds(self, element: Scalar, size: int) -> Mask:
        """None: a text is not a list."""
        return np.zeros(size, np.bool_)

    def _own(self) -> None:
        """Called before anything is written in place: copies what a fork may still be reading."""
        if self._shared:
            self._texts, self._joined = list(self._texts), dict(self._joined)
            self._shared = False

    def _candidates(self, needle: str, among: Mask) -> list[int]:
        """Slots of `among` outside of which no document of `among` has the needle."""
        chosen = np.flatnonzero(among)
        if len(chosen) * SEGMENT <= len(self._texts):
            return chosen.tolist()
        found = [
            start + np.flatnonzero(among[start : start + SEGMENT])
            for start in range(0, len(among), SEGMENT)
            if needle in self._buffer(start // SEGMENT)
        ]
        return np.concatenate(found).tolist() if found else []

    def _buffer(self, segment: int) -> str:
        buffer = self._joined.get(segment)
        if buffer is None:
            texts = self._texts[segment * SEGMENT : (segment + 1) * SEGMENT]
            # Two readers may join the same segment; both put the same text there.
            buffer = self._joined[segment] = "\0".join(text for text in texts if text)
        return buffer


def _mask(slots: list[int], size: int) -> Mask:
    mask = np.zeros(size, np.bool_)
    mask[slots] = True
    return mask
