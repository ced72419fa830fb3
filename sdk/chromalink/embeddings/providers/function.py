"""An embedding function made of a provider's API: sync, async, stored and rebuilt as the official client does."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Self, cast

from chromalink.config import provider_options
from chromalink.errors import EmbeddingError
from chromalink.patience import DEFAULT_RETRIES, DEFAULT_TIMEOUTS, RetryPolicy, Timeouts

from ..protocol import EmbeddingFunction, Space
from ..texts import checked
from .asking import asked, dense
from .connection import Connection
from .keys import chosen_variable, key_of
from .service import Ask, Item, Service, batches

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from chromalink._core.effects import Flow


@dataclass(eq=False, repr=False)
class Provided:
    """What functions of providers share: a service, a key, connections, and a configuration without the key."""

    service: ClassVar[Service]
    retries: int | RetryPolicy = field(default=DEFAULT_RETRIES, kw_only=True)
    """How often and how patiently a request is repeated; not stored."""
    timeouts: Timeouts = field(default=DEFAULT_TIMEOUTS, kw_only=True)
    """Of one request; not stored."""

    def __post_init__(self, api_key: str | None = None) -> None:  # noqa: RUF033 - not every function takes a key
        told = chosen_variable(self.service, cast("str | None", vars(self).get("api_key_env_var")))
        if "api_key_env_var" in self.service.fields:
            vars(self)["api_key_env_var"] = told
        self.check()
        self._key = key_of(self.service, told, api_key) if "api_key_env_var" in self.service.fields else None
        self._policy = RetryPolicy.of(self.retries)
        self._connection = Connection(
            provider_options(
                self.base_url(),
                {**({} if self._key is None else self.key_headers(self._key)), **self.headers()},
                () if self._key is None else (self._key,),
                timeouts=self.patience(),
                retries=self._policy,
            )
        )

    def __repr__(self) -> str:
        shown = {name: vars(self).get(name) for name in ("model_name", "model") if vars(self).get(name)}
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in shown.items())})"

    def check(self) -> None:
        """Raise InvalidInputError where the fields do not go together."""
        return

    @abstractmethod
    def base_url(self) -> str:
        """Where the requests go, without the path of each."""
        ...

    def headers(self) -> Mapping[str, str]:
        """Headers of all requests, in lower case; they win over the key's."""
        return {}

    def key_headers(self, key: str) -> Mapping[str, str]:
        """What the key becomes on the wire."""
        return self.service.headers(key)

    def patience(self) -> Timeouts:
        """The limits of one request."""
        return self.timeouts

    @abstractmethod
    def ask(self, items: Sequence[Item], query: bool) -> Ask:
        """The request for `items`, which the service takes at once."""
        ...

    def asks(self, items: Sequence[Item], query: bool) -> list[tuple[Ask, int]]:
        """The requests for `items`, each with the number of its inputs."""
        return [(self.ask(batch, query), len(batch)) for batch in batches(self.service, items)]

    def close(self) -> None:
        """Close connections that were kept open; a later call opens new ones."""
        self._connection.close()

    def get_config(self) -> dict[str, object]:
        """The stored configuration: the name of the key's variable, never the key."""
        found = {name: vars(self)[name] for name in self.service.fields}
        return {name: value for name, value in found.items() if value is not None or name not in self.service.optional}

    @classmethod
    def name(cls) -> str:
        """The name a collection stores."""
        return cls.service.stored_name

    @classmethod
    def build_from_config(cls, config: dict[str, object]) -> Self:
        """The function that `get_config` described; fields it lacks have their defaults, others are left alone."""
        build = cast("Callable[..., Self]", cls)
        return build(**{name: config[name] for name in cls.service.fields if name in config})

    def validate_config_update(self, old_config: dict[str, object], new_config: dict[str, object]) -> None:
        """Raise ValueError where another model, or what else shapes the vectors, would replace the stored one."""
        for name in self.service.fixed:
            if name in new_config and new_config[name] != old_config.get(name):
                raise ValueError(f"{name}: expected {old_config.get(name)!r} as stored, got {new_config[name]!r}")


@dataclass(eq=False, repr=False)
class HttpEmbeddingFunction(  # pyright: ignore[reportIncompatibleMethodOverride]  # class methods serve as static ones
    Provided, EmbeddingFunction[Sequence[Item]]
):
    """Embeds through a provider's HTTP API: float32, of shape (inputs, dimension).

    A sync client blocks in it; an async one awaits `acall` and `aembed_query`, so that its loop stays free. Inputs
    go in requests as large as the provider takes, one after the other. Raises EmbeddingError, naming the provider.
    """

    def __call__(self, input: Sequence[Item]) -> npt.NDArray[np.float32]:
        return self._connection.run(self._embedded(input, query=False))

    def embed_query(self, input: Sequence[Item]) -> npt.NDArray[np.float32]:
        """Like calling it, for what is searched with."""
        return self._connection.run(self._embedded(input, query=True))

    async def acall(self, input: Sequence[Item]) -> npt.NDArray[np.float32]:
        """Like calling it, awaited."""
        return await self._connection.arun(self._embedded(input, query=False))

    async def aembed_query(self, input: Sequence[Item]) -> npt.NDArray[np.float32]:
        """Like `embed_query`, awaited."""
        return await self._connection.arun(self._embedded(input, query=True))

    def default_space(self) -> Space:
        return "cosine"

    def items(self, input: object) -> Sequence[Item]:
        """`input` where the provider takes it: texts, unless it takes images too; else InvalidInputError."""
        return checked(input)

    def _embedded(self, input: object, *, query: bool) -> Flow[npt.NDArray[np.float32]]:
        import numpy as np

        asks = self.asks(self.items(input), query)
        vectors = yield from asked(self.service, asks, dense, self._policy)
        if len({len(vector) for vector in vectors}) > 1:
            raise EmbeddingError(f"{self.service.title}: answered vectors of several lengths")
        return np.stack(vectors) if vectors else np.empty((0, 0), dtype=np.float32)
