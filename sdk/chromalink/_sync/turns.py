"""Who may use a connection, when there are fewer connections than calls."""

from __future__ import annotations

import threading
from collections import deque


class Turns:
    """At most `places` at a time, first come, first served; None sets no bound."""

    def __init__(self, places: int | None) -> None:
        self._free = places
        self._waiting: deque[threading.Event] = deque()
        self._lock = threading.Lock()

    def take(self, patience: float | None) -> bool:
        """Wait for a turn; False when none came within `patience` seconds (None waits for ever)."""
        with self._lock:
            if self._free is None:
                return True
            if self._free > 0:
                self._free -= 1
                return True
            turn = threading.Event()
            self._waiting.append(turn)
        try:
            turn.wait(patience)
        except BaseException:
            if not self._left(turn):
                self.give_back()
            raise
        return not self._left(turn)

    def give_back(self) -> None:
        """End a turn; it goes to whoever waits longest."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            elif self._free is not None:
                self._free += 1

    def _left(self, turn: threading.Event) -> bool:
        """Stop waiting; False when the turn had come."""
        with self._lock:
            if turn.is_set():
                return False
            self._waiting.remove(turn)
            return True
