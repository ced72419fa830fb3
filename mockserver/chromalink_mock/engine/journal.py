"""What an engine is told, as entries to be kept, and whoever keeps them.

The engine decides what a request comes to, has the entry kept, and only then changes anything. An entry names all that
chance, the clock or the state before it had a say in, so that the same entries in the same order make the same state.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias
from uuid import UUID

if TYPE_CHECKING:
    from .collection import Place
    from .configuration import CollectionMetadata
    from .functions import Attachment
    from .schema import Schema
    from .values import Batch


@dataclass(frozen=True, slots=True)
class Founded:
    """All there was is gone; these tenants and databases are what there is."""

    tenants: tuple[str, ...]
    databases: tuple[tuple[UUID, Place], ...]


@dataclass(frozen=True, slots=True)
class TenantCreated:
    name: str


@dataclass(frozen=True, slots=True)
class ResourceNamed:
    """The resource name of a tenant that exists; None takes it away."""

    tenant: str
    resource_name: str | None


@dataclass(frozen=True, slots=True)
class DatabaseCreated:
    id: UUID
    place: Place


@dataclass(frozen=True, slots=True)
class DatabaseDropped:
    """Its collections went with it."""

    place: Place


@dataclass(frozen=True, slots=True)
class CollectionCreated:
    id: UUID
    place: Place
    name: str
    metadata: CollectionMetadata | None
    schema: Schema


@dataclass(frozen=True, slots=True)
class CollectionChanged:
    """What a collection is called, says of itself and is indexed by from now on."""

    id: UUID
    name: str
    metadata: CollectionMetadata | None
    schema: Schema


@dataclass(frozen=True, slots=True)
class CollectionForked:
    id: UUID
    source: UUID
    name: str


@dataclass(frozen=True, slots=True)
class CollectionDropped:
    """A function attached to it, or filling it, went with it."""

    id: UUID


@dataclass(frozen=True, slots=True)
class FunctionAttached:
    """`output` is a collection made for it, with this schema and the name that `asked` gives."""

    id: UUID
    input: UUID
    asked: Attachment
    output: UUID
    schema: Schema


@dataclass(frozen=True, slots=True)
class FunctionDetached:
    """The function of the collection `input` was taken off; its output was dropped or stays."""

    input: UUID
    drop_output: bool


@dataclass(frozen=True, slots=True)
class DimensionFixed:
    """The first vectors came, and be it in a write that was refused."""

    collection: UUID
    dimension: int


@dataclass(frozen=True, slots=True)
class RecordsAdded:
    """As sent: ids that exist, or come twice, are passed over."""

    collection: UUID
    batch: Batch


@dataclass(frozen=True, slots=True)
class RecordsUpdated:
    """As sent: ids that do not exist are passed over."""

    collection: UUID
    batch: Batch


@dataclass(frozen=True, slots=True)
class RecordsExchanged:
    """These records are `gone`, the others upserted; `reached` is set when an attached function wrote its output."""

    collection: UUID
    gone: Sequence[str]
    batch: Batch
    reached: int | None = None


@dataclass(frozen=True, slots=True)
class RecordsRemoved:
    """The records a delete came to; all existed."""

    collection: UUID
    ids: Sequence[str]


RecordEntry: TypeAlias = DimensionFixed | RecordsAdded | RecordsUpdated | RecordsExchanged | RecordsRemoved
"""Kept and applied under the lock of the collection's records; void where the collection has been dropped before."""
CatalogEntry: TypeAlias = (
    Founded
    | TenantCreated
    | ResourceNamed
    | DatabaseCreated
    | DatabaseDropped
    | CollectionCreated
    | CollectionChanged
    | CollectionForked
    | CollectionDropped
    | FunctionAttached
    | FunctionDetached
)
"""Kept and applied under the lock of the catalog; a fork under that of the source's records as well."""
Entry: TypeAlias = CatalogEntry | RecordEntry


class Journal(Protocol):
    """Keeps entries. Thread-safe."""

    def recording(self, entry: Entry) -> AbstractContextManager[None]:
        """Keep the entry on entering, for good; to be applied inside the block, which must not record another.

        Raises NotKept where it cannot be kept; nothing may be applied then.
        """
        ...


class Forgetful:
    """Keeps nothing: what lives in memory only."""

    def __init__(self) -> None:
        self._nothing = nullcontext()

    def recording(self, entry: Entry) -> AbstractContextManager[None]:
        return self._nothing


FORGETFUL: Final = Forgetful()
