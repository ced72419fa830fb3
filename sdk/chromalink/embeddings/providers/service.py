"""What the HTTP API of a provider is: a frozen declaration, its requests, and where its answers keep the vectors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias, cast

from chromalink.errors import EmbeddingError

if TYPE_CHECKING:
    from ..protocol import Array

Item: TypeAlias = "str | Array"
"""A text, or an image: an array of uint8 of shape (height, width), (height, width, 3) or (height, width, 4)."""
Reader: TypeAlias = Callable[[object], Sequence[object]]
"""The vectors in a parsed answer, as they stand there, in the order of the inputs."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request of a provider: a POST of `body` to `path` below the function's base URL."""

    body: Mapping[str, object]
    path: str = ""
    query: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    """May hold the key."""


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


def listed(*keys: str) -> Reader:
    """Reads a list of vectors found under `keys`; without keys the answer is that list."""

    def read(answer: object) -> Sequence[object]:
        return _list(_inside(answer, keys), keys)

    return read


def indexed(*, vector: str = "embedding", under: str = "data") -> Reader:
    """Reads a list of objects that have a vector each and, as OpenAI's do, its place."""

    def read(answer: object) -> Sequence[object]:
        entries = [_object(entry, under) for entry in _list(_inside(answer, (under,)), (under,))]
        if all(isinstance(entry.get("index"), int) for entry in entries):
            entries.sort(key=lambda entry: cast("int", entry["index"]))
        return [entry.get(vector) for entry in entries]

    return read


OPENAI_ANSWER = indexed()


@dataclass(frozen=True, slots=True)
class Service:
    """The API of a provider, and what collections store of its functions."""

    title: str
    """The provider in messages."""
    stored_name: str
    fields: tuple[str, ...]
    """The stored configuration: attributes of the function, in the official order."""
    optional: tuple[str, ...] = ()
    """Fields left out of the configuration while they are None."""
    fixed: tuple[str, ...] = ("model_name",)
    """Fields that a collection's configuration may not change."""
    variable: str | None = None
    """The provider's own environment variable for keys."""
    official_variable: str | None = None
    """The variable that the official client looks at by default, after the provider's."""
    needs_key: bool = True
    headers: Callable[[str], Mapping[str, str]] = bearer
    """What a key becomes on the wire."""
    reader: Reader = OPENAI_ANSWER
    encoding: str = "<f4"
    """What the bytes of a vector are where the provider sends base64 text: a numpy dtype."""
    most_items: int = 100
    """Inputs of one request, by the provider's documentation."""
    most_images: int | None = None
    """Images of one request, where fewer than texts; None where as many."""
    most_bytes: int | None = None
    """UTF-8 bytes of the texts of one request, where the provider limits tokens: no token is shorter than a byte."""


def batches(service: Service, items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """`items` in order, in runs that the service takes in one request; one text beyond the limit goes alone."""
    only_texts = all(isinstance(item, str) for item in items)
    most = service.most_items if only_texts else (service.most_images or service.most_items)
    start = size = 0
    for place, item in enumerate(items):
        length = len(item.encode(errors="replace")) if isinstance(item, str) else 0
        too_large = service.most_bytes is not None and size + length > service.most_bytes
        if place > start and (place - start == most or too_large):
            yield items[start:place]
            start, size = place, 0
        size += length
    if start < len(items):
        yield items[start:]


def _inside(answer: object, keys: Sequence[str]) -> object:
    for key in keys:
        answer = _object(answer, key).get(key)
    return answer


def _object(value: object, key: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise EmbeddingError(f"expected an object with {key!r}, got {type(value).__name__}")
    return cast("Mapping[str, object]", value)


def _list(value: object, keys: Sequence[str]) -> Sequence[object]:
    if not isinstance(value, list):
        place = ".".join(keys) or "the answer"
        raise EmbeddingError(f"expected a list at {place}, got {type(value).__name__}")
    return cast("list[object]", value)
