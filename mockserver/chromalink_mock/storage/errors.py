"""Why a directory cannot be opened as a store.

StoreError
├ UnusablePath       a file, a directory that cannot be made, read or written, a full disk
├ ForeignDirectory   holds something that is no store
│ └ OfficialStore    holds a database of the official Chroma
├ NewerFormat        a later version wrote it
├ PathInUse          another process has it open (.pid)
├ DifferentSettings  this process has it open, with other settings
├ NoWriteAheadLog    SQLite cannot keep a write-ahead log there
└ DamagedStore       what was written is not what is read

Whatever the error, the directory is left as it was found.
"""

from __future__ import annotations

from pathlib import Path


class StoreError(Exception):
    """A store cannot be opened; the message names the path, what was found there and what to do."""


class UnusablePath(StoreError):
    """The path is no directory that can be used."""


class ForeignDirectory(StoreError):
    """The directory holds files, none of which says that it is a store."""


class OfficialStore(ForeignDirectory):
    """The directory holds a database of the official Chroma."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} holds a database of the official Chroma (chroma.sqlite3), which is left untouched; choose another "
            f"directory, and bring the data over with: chromalink copy --from {path} --to DIRECTORY --all"
        )


class NewerFormat(StoreError):
    """A later version of this package wrote the store."""


class PathInUse(StoreError):
    """Another process has the store open; `pid` is that process, None where it cannot be told."""

    def __init__(self, path: Path, pid: int | None) -> None:
        holder = "another process" if pid is None else f"process {pid}"
        super().__init__(
            f"{path} is in use by {holder}; one process at a time may open it: end that one, or run "
            "`chromalink serve --path` and connect to it from both"
        )
        self.pid = pid


class DifferentSettings(StoreError):
    """The store is open in this process, with other settings."""


class NoWriteAheadLog(StoreError):
    """SQLite cannot keep a write-ahead log in this directory."""


class DamagedStore(StoreError):
    """What is read is not what was written."""
