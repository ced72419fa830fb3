"""What the calls of one client share."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING

from ..config import CallOptions, ClientOptions
from ..embeddings.protocol import is_async
from ..errors import InvalidInputError
from ..events import Hooks
from . import logbook
from .effects import exchange
from .embedder_choice import EmbedderChoice
from .signing import signed
from .watching import Line, Watch

if TYPE_CHECKING:
    from uuid import UUID

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

    def within(self, records: int) -> Limits:
        """The same, and no more than so many records."""
        return Limits(min(records, self.max_batch_size or records), self.base64)


UNLIMITED = Limits(max_batch_size=2**31 - 1, base64=True)
"""What an engine in this process takes; a number, since callers split their work by it."""


class Session:
    """The state of one client: its options, and what it has learned from its server.

    The scope is None until the first call has settled it. `awaits` says whether embedding functions may be async.
    """

    def __init__(self, options: ClientOptions, *, awaits: bool) -> None:
        if not awaits:
            _refuse_async(options)
        self.options = options
        self.awaits = awaits
        self.scope: Scope | None = None
        self.limits: Limits | None = None
        self._unwatched = Line(exchange if options.credentials is None else signed)
        self._calls = count(1)

    def under(self, options: CallOptions) -> Session:
        """A session of its own from here on, which begins with what this one has learned."""
        view = copy(self)
        view.options = options.applied(self.options)
        return view

    @property
    def tenant(self) -> str:
        return self.scope.tenant if self.scope is not None else self.options.tenant or ""

    @property
    def database(self) -> str:
        return self.scope.database if self.scope is not None else self.options.database or ""

    @property
    def hooks(self) -> tuple[Hooks, ...]:
        """Who is told of events: the caller's hooks, and the log where somebody reads it."""
        return (*self.options.hooks, logbook.HOOKS) if logbook.wanted() else self.options.hooks

    def line(self) -> Line:
        """How the next call goes out."""
        hooks = self.hooks
        if not hooks:
            return self._unwatched
        return Line(self._unwatched.exchange, Watch(hooks, next(self._calls), self.options.base_url))


def _refuse_async(options: ClientOptions) -> None:
    """What a sync client cannot await is refused while it is made."""
    if is_async(options.credentials):
        raise InvalidInputError("auth: expected a sync function, got an async one; use it with an async client")
    for name, hook in (each for one in options.hooks for each in one.each().items()):
        if is_async(hook):
            raise InvalidInputError(f"hooks: expected a sync function as {name}, got an async one")


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
    choice: EmbedderChoice
    loader: DataLoader | None
    sparse: Mapping[str, SparseKey] = field(default_factory=dict[str, "SparseKey"])
    """How texts become sparse vectors, by the metadata key that holds them."""
    dimension: int | None = None
    version: int = 0
    log_position: int = 0

    @property
    def embedder(self) -> EmbeddingFunction | AsyncEmbeddingFunction | None:
        """The function it embeds with; one that the collection stores is rebuilt when first asked for."""
        return self.choice.function

    def under(self, options: CallOptions) -> CollectionRef:
        """The same for a session under other options."""
        return replace(self, session=self.session.under(options))
