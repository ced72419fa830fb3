"""What the calls of one client share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from ..config import ClientOptions

if TYPE_CHECKING:
    from ..embeddings.protocol import AsyncEmbeddingFunction, EmbeddingFunction
    from ..types import DataLoader
    from .sparse_embedding import SparseKey


@dataclass(frozen=True, slots=True)
class Scope:
    """The tenant and database that calls are about."""

    tenant: str
    database: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What the server takes in one write; None = it sets no bound."""

    max_batch_size: int | None
    base64: bool


class Session:
    """The state of one client: its options, and what it has learned from its server.

    The scope is None until the first call has settled it. `awaits` says whether embedding functions may be async.
    """

    def __init__(self, options: ClientOptions, *, awaits: bool) -> None:
        self.options = options
        self.awaits = awaits
        self.scope: Scope | None = None
        self.limits: Limits | None = None

    @property
    def tenant(self) -> str:
        return self.scope.tenant if self.scope is not None else self.options.tenant or ""

    @property
    def database(self) -> str:
        return self.scope.database if self.scope is not None else self.options.database or ""


@dataclass(frozen=True, slots=True)
class CollectionRef:
    """A collection as the last answer described it, and how this client embeds for it."""

    session: Session
    id: UUID
    name: str
    tenant: str
    database: str
    metadata: Mapping[str, object] | None
    configuration: Mapping[str, object]
    schema: Mapping[str, object] | None
    embedder: EmbeddingFunction | AsyncEmbeddingFunction | None
    loader: DataLoader | None
    sparse: Mapping[str, SparseKey] = field(default_factory=dict[str, "SparseKey"])
    """How texts become sparse vectors, by the metadata key that holds them."""
