"""A lock that readers share and a writer has to itself."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from threading import Condition, Lock


class ReadersWriterLock:
    """Readers run beside each other, writers alone; a waiting writer goes before readers that come later.

    Not reentrant: a thread that holds it in either way must not ask for it again.
    """

    def __init__(self) -> None:
        self._changed = Condition(Lock())
        self._readers = 0
        self._writing = False
        self._writers_waiting = 0

    @contextmanager
    def reading(self) -> Generator[None, None, None]:
        """Hold the lock beside other readers."""
        with self._changed:
            while self._writing or self._writers_waiting:
                self._changed.wait()
            self._readers += 1
        try:
            yield
        finally:
            self.end_reading()

    def try_reading(self) -> bool:
        """Begin to read if that needs no waiting; True obliges the caller to `end_reading`."""
        with self._changed:
            if self._writing or self._writers_waiting:
                return False
            self._readers += 1
            return True

    def end_reading(self) -> None:
        """Give back what `try_reading` took."""
        with self._changed:
            self._readers -= 1
            if not self._readers:
                self._changed.notify_all()

    @contextmanager
    def writing(self) -> Generator[None, None, None]:
        """Hold the lock alone."""
        with self._changed:
            self._writers_waiting += 1
            try:
                while self._writing or self._readers:
                    self._changed.wait()
                self._writing = True
            finally:
                self._writers_waiting -= 1
                if not self._writing:
                    self._changed.notify_all()  # interrupted: readers waited for this writer
        try:
            yield
        finally:
            with self._changed:
                self._writing = False
                self._changed.notify_all()
