"""One process at a time: a lock on a file that names its holder, gone with the process whatever ends it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final
from weakref import WeakSet

from .errors import PathInUse

NAME: Final = "lock"
_FAR: Final = 1 << 30
"""Where Windows locks: beyond the text, so that others can read who holds the lock."""

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class DirectoryLock:
    """The lock of one directory, held from the making of this object until `release`."""

    def __init__(self, directory: Path) -> None:
        """Raises PathInUse when another holds it, OSError when the file cannot be written."""
        descriptor = os.open(directory / NAME, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            try:
                _take(descriptor)
            except OSError:
                os.lseek(descriptor, 0, os.SEEK_SET)
                raise PathInUse(directory, _pid(os.read(descriptor, 32))) from None
            os.lseek(descriptor, 0, os.SEEK_SET)
            os.ftruncate(descriptor, 0)
            os.write(descriptor, b"%d\n" % os.getpid())
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor: int | None = descriptor
        _HELD.add(self)

    def release(self) -> None:
        """Let others have it; may be called twice. In a forked child it drops only the child's hold of it."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


_HELD: Final[WeakSet[DirectoryLock]] = WeakSet()


def _forked() -> None:
    """A child has no part in its parent's locks, which would otherwise last as long as the child."""
    for lock in list(_HELD):
        lock.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)


def _pid(text: bytes) -> int | None:
    return int(text) if text.strip().isdigit() else None
