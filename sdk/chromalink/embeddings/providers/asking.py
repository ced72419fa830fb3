"""The conversation with a provider, without a colour: requests out in order, vectors in, failures as EmbeddingError."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar, cast

from chromalink._core.effects import Answer, Call, Flow, Request
from chromalink._core.transmit import transmit
from chromalink._wire import providers as wire
from chromalink.errors import ChromaError, EmbeddingError
from chromalink.patience import RetryPolicy

from .service import Ask, Service

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

T = TypeVar("T")


def asked(
    service: Service,
    asks: Sequence[tuple[Ask, int]],
    read: Callable[[Service, Sequence[object]], Sequence[T]],
    policy: RetryPolicy,
) -> Flow[list[T]]:
    """What `read` makes of the answers to `asks`, each told with the number of its inputs.

    Every request is repeated as `policy` says, for embedding twice does no harm. Raises EmbeddingError, naming the
    provider, with what happened as its cause.
    """
    found: list[T] = []
    for ask, count in asks:

        def decode(answer: Answer, count: int = count) -> list[T]:
            vectors = read(service, service.reader(wire.parsed(answer)))
            if len(vectors) != count:
                raise EmbeddingError(f"answered {len(vectors)} vectors for {count} inputs")
            return list(vectors)

        request = Request("embed", "POST", ask.path, query=ask.query, content=wire.body(ask.body), records=count)
        try:
            found += yield from transmit(Call(request, decode, True, refusal=wire.refusal), policy)
        except ChromaError as exc:
            raise EmbeddingError(f"{service.title}: {exc}") from exc
    return found


def dense(service: Service, vectors: Sequence[object]) -> Sequence[npt.NDArray[np.float32]]:
    """The vectors as float32 arrays, from lists of numbers or base64 text."""
    found: list[npt.NDArray[np.float32]] = []
    for vector in vectors:
        try:
            numbers = _numbers(vector, service.encoding)
        except (TypeError, ValueError, binascii.Error) as exc:
            raise EmbeddingError(f"answered a vector that is none: {exc}") from exc
        if numbers.ndim != 1:
            raise EmbeddingError(f"answered a vector of shape {numbers.shape}, expected one dimension")
        found.append(numbers)
    return found


def _numbers(vector: object, encoding: str) -> npt.NDArray[np.float32]:
    import numpy as np

    if isinstance(vector, str):
        return np.frombuffer(base64.b64decode(vector, validate=True), dtype=encoding).astype(np.float32)
    return np.asarray(cast("Sequence[float]", vector), dtype=np.float32)
