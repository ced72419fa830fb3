"""The schema of a collection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar, cast, get_args

from .._core.expectations import mapping, shown
from ..errors import InvalidInputError, WrongTypeError
from ..search.key import Key, name_of
from .cmek import Cmek
from .indexes import (
    DOCUMENT,
    BoolInvertedIndexConfig,
    FloatInvertedIndexConfig,
    FtsIndexConfig,
    IndexConfig,
    IntInvertedIndexConfig,
    SparseVectorIndexConfig,
    StringInvertedIndexConfig,
    VectorIndexConfig,
)
from .schema_json import read, told
from .value_types import ValueTypes

if TYPE_CHECKING:
    from ..embeddings.protocol import AsyncTextEmbedder

S = TypeVar("S", bound="Schema")

EMBEDDING = "#embedding"


class Schema:
    """Which indexes a collection keeps, for all keys (`defaults`) and for single ones (`keys`).

    A new schema is Chroma's default: filters on all metadata, full-text search of documents, dense vectors of the
    default embedding function. `create_index` and `delete_index` change it and answer it, so that calls chain.

    Examples:
        >>> schema = Schema().create_index(VectorIndexConfig(space="l2", embedding_function=HashingEmbeddingFunction()))
        >>> client.create_collection("plots", schema).configuration["hnsw"]["space"]
        'l2'
    """

    def __init__(self) -> None:
        self.defaults = _with(
            (FtsIndexConfig(), False),
            (StringInvertedIndexConfig(), True),
            (VectorIndexConfig(), False),
            (SparseVectorIndexConfig(), False),
            (IntInvertedIndexConfig(), True),
            (FloatInvertedIndexConfig(), True),
            (BoolInvertedIndexConfig(), True),
        )
        self.keys: dict[str, ValueTypes] = {
            DOCUMENT: _with((FtsIndexConfig(), True), (StringInvertedIndexConfig(), False)),
            EMBEDDING: _with((VectorIndexConfig(source_key=DOCUMENT), True)),
        }
        self.cmek: Cmek | None = None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Schema):
            return NotImplemented
        return (self.defaults, self.keys, self.cmek) == (other.defaults, other.keys, other.cmek)

    __hash__ = None  # type: ignore[assignment]  # it changes

    def __repr__(self) -> str:
        return f"Schema(defaults={self.defaults!r}, keys={self.keys!r}, cmek={self.cmek!r})"

    def create_index(self: S, config: IndexConfig | None = None, key: Key | str | None = None) -> S:
        """Keep this index: for one metadata key, or for all where `key` is None.

        Dense vectors have one index for the whole collection, so VectorIndexConfig goes without a key; FtsIndexConfig
        goes with `K.DOCUMENT`; SparseVectorIndexConfig needs a key of its own, and several keys may have one. Raises
        InvalidInputError for other combinations.
        """
        name = _key(key, config, "create")
        config = _checked(config)
        if isinstance(config, VectorIndexConfig):
            _refuse_key(name)
            self._set_vector_index(config)
        elif isinstance(config, SparseVectorIndexConfig):
            self._put(_sparse_key(name, config), config, enabled=True)
        else:
            self._put(name, config, enabled=True)
        return self

    def delete_index(self: S, config: IndexConfig | None = None, key: Key | str | None = None) -> S:
        """Keep this index no longer: for one metadata key, or for all where `key` is None.

        The indexes of dense and sparse vectors cannot go. Raises InvalidInputError for what cannot.
        """
        name = _key(key, config, "delete")
        config = _checked(config)
        if isinstance(config, VectorIndexConfig | SparseVectorIndexConfig):
            raise InvalidInputError(f"config: the index of a {type(config).__name__} cannot be deleted")
        self._put(name, config, enabled=False)
        return self

    def set_cmek(self: S, cmek: Cmek | None) -> S:
        """Encrypt the collection with this key, where the server encrypts; None = with none of the customer's."""
        if cmek is not None and not isinstance(cmek, Cmek):
            raise WrongTypeError(f"cmek: expected a Cmek or None, got {shown(cmek)}")
        self.cmek = cmek
        return self

    def serialize_to_json(self) -> dict[str, object]:
        """The schema on the wire, as the official client tells it; classes of embedding functions are registered."""
        found: dict[str, object] = {
            "defaults": told(self.defaults),
            "keys": {key: told(types) for key, types in self.keys.items()},
        }
        return found if self.cmek is None else {**found, "cmek": self.cmek.to_dict()}

    @classmethod
    def deserialize_from_json(cls: type[S], json_data: Mapping[str, object]) -> S:
        """The schema that `serialize_to_json`, or a server, told.

        Embedding functions are rebuilt by name; one that cannot be keeps its name and raises EmbeddingError when a
        text is to be embedded. What this client does not know is left out.
        """
        made = cls()
        made.defaults = read(json_data.get("defaults"))
        made.keys = {key: read(one) for key, one in mapping(json_data.get("keys", {}), "keys").items()}
        cmek = json_data.get("cmek")
        made.cmek = None if cmek is None else Cmek.from_dict(mapping(cmek, "cmek"))
        return made

    @property
    def embedding_function(self) -> AsyncTextEmbedder | None:
        """What makes the collection's dense vectors; None = the caller."""
        for types in (self.keys.get(EMBEDDING), self.defaults):
            if types is not None and types.vector is not None:
                return types.vector.embedding_function
        return None

    def _set_vector_index(self, config: VectorIndexConfig) -> None:
        """Of all and of `#embedding`, whose vectors are always made of the document and always indexed."""
        own = VectorIndexConfig(
            space=config.space,
            embedding_function=config.embedding_function,
            source_key=DOCUMENT,
            hnsw=config.hnsw,
            spann=config.spann,
        )
        self.defaults = self.defaults.with_index(config, enabled=False)
        self._put(EMBEDDING, own, enabled=True)

    def _put(self, key: str | None, config: IndexConfig, *, enabled: bool) -> None:
        if key is None:
            self.defaults = self.defaults.with_index(config, enabled=enabled)
        else:
            self.keys[key] = self.keys.get(key, ValueTypes()).with_index(config, enabled=enabled)


def _with(*indexes: tuple[IndexConfig, bool]) -> ValueTypes:
    types = ValueTypes()
    for config, enabled in indexes:
        types = types.with_index(config, enabled=enabled)
    return types


def _key(key: object, config: object, verb: str) -> str | None:
    """The name of a key that an index may be put on."""
    name = None if key is None else name_of(key, "key")
    if name is None and config is None:
        raise InvalidInputError(f"config, key: expected the index to {verb}, got neither")
    if name == EMBEDDING:
        raise InvalidInputError(f"key: {EMBEDDING!r} has its index always; set a VectorIndexConfig without a key")
    if name is not None and name.startswith("#") and name != DOCUMENT:
        raise InvalidInputError(f"key: expected {DOCUMENT!r} or a metadata key, got {name!r}")
    if (name == DOCUMENT) != isinstance(config, FtsIndexConfig):
        raise InvalidInputError(
            f"config, key: FtsIndexConfig and {DOCUMENT!r} go together only, got {shown(config)} for {name!r}"
        )
    return name


def _checked(config: object) -> IndexConfig:
    if config is None:
        raise InvalidInputError("config: expected the index that is meant, got None")
    if not isinstance(config, get_args(IndexConfig)):
        raise WrongTypeError(f"config: expected one of the index configurations, got {shown(config)}")
    return cast("IndexConfig", config)


def _refuse_key(name: str | None) -> None:
    if name is not None:
        raise InvalidInputError(f"key: expected none with a VectorIndexConfig, which is for all vectors, got {name!r}")


def _sparse_key(name: str | None, config: SparseVectorIndexConfig) -> str:
    if name is None:
        raise InvalidInputError("key: expected the metadata key that holds the sparse vectors, got None")
    if config.source_key is not None and config.embedding_function is None:
        raise InvalidInputError(
            f"config: expected an embedding_function to make vectors of source_key {config.source_key!r}, got None"
        )
    return name
