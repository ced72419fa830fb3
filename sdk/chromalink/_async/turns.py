"""Who may use a connection, when there are fewer connections than calls."""

from __future__ import annotations

from collections import deque

import anyio


class AsyncTurns:
    """At most `places` at a time, first come, first served; None sets no bound."""

    def __init__(self, places: int | None) -> None:
        self._free = places
        self._waiting: deque[anyio.Event] = deque()

    async def take(self, patience: float | None) -> bool:
        """Wait for a turn; False when none came within `patience` seconds (None waits for ever)."""
        if self._free is None:
            return True
        if self._free > 0:
            self._free -= 1
            return True
        turn = anyio.Event()
        self._waiting.append(turn)
        try:
            with anyio.move_on_after(patience):
                await turn.wait()
        except BaseException:
            if not self._left(turn):
                self.give_back()
            raise
        return not self._left(turn)

    def give_back(self) -> None:
        """End a turn; it goes to whoever waits longest."""
        if self._waiting:
            self._waiting.popleft().set()
        elif self._free is not None:
            self._free += 1

    def _left(self, turn: anyio.Event) -> bool:
        """Stop waiting; False when the turn had come."""
        if turn.is_set():
            return False
        self._waiting.remove(turn)
        return True
