"""What a command raises when it comes to nothing through no fault of the program."""

from __future__ import annotations


class Failure(Exception):
    """Told on stderr in one line, without a traceback; `code` is the exit code: 1 = failed, 2 = it made no sense."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code
