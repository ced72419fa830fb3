"""Where collection ids come from, and how a written id is read."""

from __future__ import annotations

import string
from collections.abc import Callable
from threading import Lock
from uuid import UUID

NIL = UUID(int=0)
"""The recorded id of `default_database`."""

_HEX = frozenset(string.hexdigits)
_LEADING_BITS = 60
_RANDOM_BITS = 62


class GrowingIds:
    """Version-4-shaped UUIDs whose leading 60 bits never go down, so that ascending ids are creation order.

    The leading bits count 1/4096 ms since the epoch, which keeps them growing across restarts too. `clock` gives
    nanoseconds since the epoch, `random_bits(n)` n random bits. Safe to call from several threads.
    """

    def __init__(self, clock: Callable[[], int], random_bits: Callable[[int], int]) -> None:
        self._clock = clock
        self._random_bits = random_bits
        self._last = 0
        self._lock = Lock()

    def follow(self, id: UUID) -> None:
        """From now on give only ids greater than this one."""
        with self._lock:
            self._last = max(self._last, id.int >> 80 << 12 | id.int >> 64 & 0xFFF)

    def __call__(self) -> UUID:
        with self._lock:
            now = self._clock() * 4096 // 1_000_000
            self._last = max(now, self._last + 1)
            leading = self._last & ((1 << _LEADING_BITS) - 1)
        high, low = leading >> 12, leading & 0xFFF
        return UUID(int=high << 80 | 4 << 76 | low << 64 | 0b10 << 62 | self._random_bits(_RANDOM_BITS))


def read_uuid(text: str) -> UUID | None:
    """The UUID written as 32 digits, hyphenated, `urn:uuid:` or braced; None for anything else."""
    if text.startswith("urn:uuid:"):
        text = text[9:]
        hyphenated = True
    elif text.startswith("{") and text.endswith("}"):
        text = text[1:-1]
        hyphenated = True
    else:
        hyphenated = len(text) != 32
    if hyphenated:
        if len(text) != 36 or not text[8] == text[13] == text[18] == text[23] == "-":
            return None
        text = text.replace("-", "")
    if len(text) != 32 or not _HEX.issuperset(text):
        return None
    return UUID(int=int(text, 16))
