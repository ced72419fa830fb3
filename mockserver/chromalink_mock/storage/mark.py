"""How far writes were acknowledged, kept beside the journal, so that a journal cut short is noticed.

SQLite drops whatever follows a damaged page of its write-ahead log and says nothing. The mark lies in a file mapped
into memory: setting it costs no system call, and it outlives the process.
"""

from __future__ import annotations

import mmap
import os
import zlib
from pathlib import Path
from struct import Struct
from typing import Final

NAME: Final = "acknowledged"
_SLOT: Final = Struct("<QII")
_SIZE: Final = 4096


class Mark:
    """The number and the chain of the last entry that was kept. Two slots in turn: one is always whole."""

    def __init__(self, directory: Path) -> None:
        """Makes the file where there is none; raises OSError."""
        path = directory / NAME
        path.touch()
        with path.open("r+b") as file:
            missing = _SIZE - file.seek(0, os.SEEK_END)
            file.write(bytes(max(0, missing)))
            file.flush()
            self._map = mmap.mmap(file.fileno(), _SIZE)

    def get(self) -> tuple[int, int]:
        """Number and chain; zeros when nothing was marked."""
        found = (0, 0)
        for at in (0, _SLOT.size):
            seq, chain, check = _SLOT.unpack_from(self._map, at)
            if check == _check(seq, chain):
                found = max(found, (seq, chain))
        return found

    def set(self, seq: int, chain: int) -> None:
        """This entry is kept, and so are all before it."""
        _SLOT.pack_into(self._map, (seq & 1) * _SLOT.size, seq, chain, _check(seq, chain))

    def reset(self, seq: int, chain: int) -> None:
        """As `set`, for an entry before the one marked."""
        self._map[: 2 * _SLOT.size] = bytes(2 * _SLOT.size)
        self.set(seq, chain)

    def close(self) -> None:
        self._map.close()


def _check(seq: int, chain: int) -> int:
    return zlib.crc32(seq.to_bytes(8, "little") + chain.to_bytes(4, "little"), 1)
