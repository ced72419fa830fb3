"""What a server remembers: a directory with a journal and snapshots. Without one, everything lives in memory."""

from .errors import (
    DamagedStore,
    DifferentSettings,
    ForeignDirectory,
    NewerFormat,
    NoWriteAheadLog,
    OfficialStore,
    PathInUse,
    StoreError,
    UnusablePath,
)
from .journal import Durability
from .store import Store, resolved
from .vacuum import Vacuumed, size_of, vacuum

__all__ = [
    "DamagedStore",
    "DifferentSettings",
    "Durability",
    "ForeignDirectory",
    "NewerFormat",
    "NoWriteAheadLog",
    "OfficialStore",
    "PathInUse",
    "Store",
    "StoreError",
    "UnusablePath",
    "Vacuumed",
    "resolved",
    "size_of",
    "vacuum",
]
