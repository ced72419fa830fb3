"""What a collection says of itself, beside its records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .json_values import as_object

if TYPE_CHECKING:
    from .._sync.collection import Collection

_ALWAYS_THERE = ("#document", "#embedding")
_INDEX = ("keys", "#embedding", "float_list", "vector_index", "config", "hnsw")
_UNTOLD_BY_CONFIGURATION = ("num_threads", "batch_size")


@dataclass(frozen=True, slots=True)
class Description:
    """A collection as its server tells it; embedding functions stay the JSON they are."""

    name: str
    metadata: Mapping[str, object] | None
    configuration: Mapping[str, object]
    schema: Mapping[str, object] | None

    @classmethod
    def of(cls, collection: Collection) -> Description:
        """As of the last answer that described the collection."""
        told = collection.metadata or None
        return cls(collection.name, told, collection.configuration_json, collection.schema_json)

    @property
    def embedding_function(self) -> Mapping[str, object] | None:
        """What is stored of it."""
        return _inside(self.configuration, "embedding_function")

    @property
    def hnsw(self) -> Mapping[str, object] | None:
        """The index settings, with those that only the schema tells."""
        told = _inside(self.configuration, "hnsw")
        if told is None:
            return None
        more = _inside(self.schema, *_INDEX) or {}
        return {**told, **{name: more[name] for name in _UNTOLD_BY_CONFIGURATION if name in more}}

    @property
    def spann(self) -> Mapping[str, object] | None:
        """The index settings of a collection in Chroma Cloud."""
        return _inside(self.configuration, "spann")

    @property
    def space(self) -> object:
        """How distances are measured."""
        return (self.hnsw or self.spann or {}).get("space")


def essential_difference(wanted: Description, found: Description) -> str | None:
    """What makes two collections different ones, whatever their records; None where nothing does."""
    for what, left, right in (
        ("metadata", wanted.metadata, found.metadata),
        ("space", wanted.space, found.space),
        ("embedding function", _named(wanted), _named(found)),
    ):
        if left != right:
            return f"its {what} is {right!r} rather than {left!r}"
    return None


def differences(wanted: Description, found: Description) -> tuple[str, ...]:
    """What two collections say differently of their index and schema, a line for each setting."""
    lines = list(_settings("configuration", wanted.configuration, found.configuration))
    if wanted.schema is not None and found.schema is not None:
        lines += _settings("schema", wanted.schema, found.schema)
    elif wanted.schema is not None:
        keys = _inside(wanted.schema, "keys") or {}
        lines += [f"schema.keys.{key}: given up" for key in keys if key not in _ALWAYS_THERE]
    return tuple(lines)


def _named(description: Description) -> Mapping[str, object] | None:
    """The embedding function, where it is one that a collection remembers."""
    found = description.embedding_function
    return found if found is not None and "name" in found else None


def _settings(at: str, wanted: object, found: object) -> Iterator[str]:
    left, right = as_object(wanted), as_object(found)
    if left is not None and right is not None:
        for key in dict.fromkeys((*left, *right)):
            yield from _settings(f"{at}.{key}", left.get(key), right.get(key))
    elif wanted != found:
        yield f"{at}: {_shown(wanted)} became {_shown(found)}"


def _shown(value: object) -> str:
    return "nothing" if value is None else "{...}" if isinstance(value, Mapping) else repr(value)


def _inside(value: object, *keys: str) -> Mapping[str, object] | None:
    for key in keys:
        value = (as_object(value) or {}).get(key)
    return as_object(value)
