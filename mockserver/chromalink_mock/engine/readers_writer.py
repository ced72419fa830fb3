"""A lock that readers share and a writer has to itself."""

from __future__ import annotations

from threading import Condition, Lock


class ReadersWriterLock:
    """Readers run beside each other, writers alone; a waiting writer goes before readers that come later.

    Not reentrant: a thread that holds it in either way must not ask for it again.
    """

    def __init__(self) -> None:
        self._gate = Lock()
        self._changed = Condition(self._gate)
        self._readers = 0
        self._writing = False
        self._writers_waiting = 0

    def reading(self) -> Reading:
        """Hold the lock beside other readers."""
        return Reading(self)

    def writing(self) -> Writing:
        """Hold the lock alone."""
        return Writing(self)

    def try_reading(self) -> bool:
        """Begin to read if that needs no waiting; True obliges the caller to `end_reading`."""
        with self._gate:
            if self._writing or self._writers_waiting:
                return False
            self._readers += 1
            return True

    def begin_reading(self) -> None:
        """Begin to read, after waiting if need be; obliges the caller to `end_reading`."""
        with self._gate:
            while self._writing or self._writers_waiting:
                self._changed.wait()
            self._readers += 1

    def end_reading(self) -> None:
        """Give back what `begin_reading` or `try_reading` took."""
        with self._gate:
            self._readers -= 1
            # While there are readers, others wait only behind a writer.
            if not self._readers and self._writers_waiting:
                self._changed.notify_all()

    def begin_writing(self) -> None:
        """Wait until nobody else holds the lock; obliges the caller to `end_writing`."""
        with self._gate:
            self._writers_waiting += 1
            try:
                while self._writing or self._readers:
                    self._changed.wait()
                self._writing = True
            finally:
                self._writers_waiting -= 1
                if not self._writing:
                    self._changed.notify_all()  # interrupted: readers waited for this writer

    def end_writing(self) -> None:
        """Give back what `begin_writing` took."""
        with self._gate:
            self._writing = False
            self._changed.notify_all()


class Reading:
    """A block that reads."""

    __slots__ = ("_lock",)

    def __init__(self, lock: ReadersWriterLock) -> None:
        self._lock = lock

    def __enter__(self) -> None:
        self._lock.begin_reading()

    def __exit__(self, *_: object) -> None:
        self._lock.end_reading()


class Writing:
    """A block that writes."""

    __slots__ = ("_lock",)

    def __init__(self, lock: ReadersWriterLock) -> None:
        self._lock = lock

    def __enter__(self) -> None:
        self._lock.begin_writing()

    def __exit__(self, *_: object) -> None:
        self._lock.end_writing()
