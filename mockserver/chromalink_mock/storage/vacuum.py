"""Making a store as small as it can be."""

from __future__ import annotations

import os
from dataclasses import dataclass

from .errors import ForeignDirectory, UnusablePath
from .store import FORMAT_FILE, Store, resolved


@dataclass(frozen=True, slots=True)
class Vacuumed:
    """What a store took on disk before and after, in bytes."""

    before: int
    after: int


def size_of(path: str | os.PathLike[str]) -> int:
    """The bytes of all files of a store; raises UnusablePath when there is no such directory."""
    directory = resolved(path)
    if not directory.is_dir():
        raise UnusablePath(f"{directory} is no directory")
    return sum(each.stat().st_size for each in directory.rglob("*") if each.is_file())


def vacuum(path: str | os.PathLike[str], *, accept_loss: bool = False) -> Vacuumed:
    """Put a store into one snapshot with an empty journal; raises StoreError, PathInUse while anybody has it open.

    With `accept_loss`, a damaged store is brought back to what can still be read of it. What was acknowledged after
    the damaged entry is lost for good.
    """
    before = size_of(path)
    if not (resolved(path) / FORMAT_FILE).exists():
        raise ForeignDirectory(f"{resolved(path)} is no store of chromalink")
    store = Store(resolved(path), "full", accept_loss=accept_loss)
    try:
        store.compact()
    finally:
        store.close()
    return Vacuumed(before, size_of(path))
