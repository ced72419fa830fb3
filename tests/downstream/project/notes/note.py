"""What is kept."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    id: str
    author: str
    text: str


class NotesUnavailable(Exception):
    """The notes cannot be had now; `wait` is in how many seconds it is worth trying again, if that is known."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait
