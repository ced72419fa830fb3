"""Where records come from: a collection, or a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from ..bulk import Record
from ..errors import TransferError
from ..types import Include
from .checksum import Checksum
from .description import Description

if TYPE_CHECKING:
    from .._sync.collection import Collection

EVERYTHING: Include = ("documents", "embeddings", "metadatas", "uris")


class Source(Protocol):
    """A collection that can be read."""

    @property
    def description(self) -> Description:
        """What it says of itself."""
        ...

    @property
    def key(self) -> str:
        """What tells it apart from every other source of the same name."""
        ...

    def total(self) -> int:
        """How many records there are to expect, for a progress bar."""
        ...

    def records(self) -> Iterator[Record]:
        """Every record in its order, each time from the start. Raises TransferError where something is wrong."""
        ...

    def confirm(self, read: Checksum) -> None:
        """Raises TransferError where what was read cannot have been all."""
        ...


class CollectionSource:
    """The records of a collection, page by page."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self.description = Description.of(collection)
        self.key = str(collection.id)

    def total(self) -> int:
        return self._collection.count()

    def records(self) -> Iterator[Record]:
        return self._collection.iter_records(include=EVERYTHING)

    def confirm(self, read: Checksum) -> None:
        now = self._collection.count()
        if now != read.count:
            raise TransferError(
                f"{self.description.name}: {read.count} records were read, and now there are {now}: it was written to"
                " meanwhile; run this again when nobody writes"
            )
