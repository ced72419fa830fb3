"""Vectors that the server makes itself, for texts that come without."""

from __future__ import annotations

import logging
from array import array
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ..engine.errors import Internal, InvalidArgument
from ..engine.values import Floats
from .call import Call
from .decode.cloud_openapi import TextQuery, TextSearch
from .decode.records import Query, Write
from .decode.search import SearchBody
from .decode.vectors import VectorRows

Embedder: TypeAlias = Callable[[list[str]], npt.ArrayLike]
"""Makes one vector per text, all of one length. Called in worker threads, several of them at a time."""

_LOG = logging.getLogger("chromalink_mock")


async def of_new_records(embedder: Embedder | None, call: Call, asked: Write) -> Write:
    """The write with vectors for its documents if it brought none; raises InvalidArgument, Internal."""
    if asked.embeddings is not None or asked.documents is None:
        return asked
    texts = [text for text in asked.documents if text is not None]
    if len(texts) < len(asked.documents):
        missing = asked.documents.index(None)
        raise InvalidArgument(f"documents[{missing}]: expected a text to embed, or embeddings beside it; got null")
    return replace(asked, embeddings=VectorRows(numbers=await _embedded(call, embedder, texts, "documents")))


async def of_changed_records(embedder: Embedder | None, call: Call, asked: Write) -> Write:
    """As `of_new_records`, for an update: records whose document is null keep their vector."""
    texts = [text for text in asked.documents or () if text is not None]
    if asked.embeddings is not None or asked.documents is None or not texts:
        return asked
    numbers = await _embedded(call, embedder, texts, "documents")
    places = iter(range(len(texts)))
    rows = [-1 if text is None else next(places) for text in asked.documents]
    return replace(asked, embeddings=VectorRows(numbers=numbers, rows=rows))


async def of_query(embedder: Embedder | None, call: Call, asked: Query) -> Query:
    """The query with vectors for its texts; raises InvalidArgument, Internal."""
    if not isinstance(asked, TextQuery):
        return asked
    numbers = await _embedded(call, embedder, asked.texts, "query_texts")
    return Query(asked.filter, numbers, asked.n_results, asked.include)


async def of_search(embedder: Embedder | None, call: Call, asked: SearchBody) -> SearchBody:
    """The searches with vectors for their texts; raises InvalidArgument, Internal."""
    if not isinstance(asked, TextSearch):
        return asked
    return asked.with_vectors(await _embedded(call, embedder, asked.texts, "rank.$knn.query"))


async def _embedded(
    call: Call, embedder: Embedder | None, texts: Sequence[str], argument: str
) -> Sequence[array[float]]:
    if not texts:
        return ()
    if embedder is None:
        raise InvalidArgument(
            f"{argument}: expected embeddings instead, because this server has no embedder; "
            "it gets one with --embedder module:name or serve(embedder=...)"
        )
    matrix = await call.server.workers.run(partial(_vectors, embedder, list(texts)))
    return [array("f", row.tobytes()) for row in matrix]


def _vectors(embedder: Embedder, texts: list[str]) -> Floats:
    """(n, dimension) float32; raises Internal, the cause being told to the log only."""
    try:
        made = embedder(texts)
    except Exception as error:
        _LOG.error("the embedder failed for %d texts", len(texts), exc_info=error)
        raise Internal("The embedder of the server failed") from error
    try:
        return _checked(made, len(texts))
    except (TypeError, ValueError) as error:
        message = f"The embedder of the server broke its contract: {error}"
        _LOG.error(message)
        raise Internal(message) from error


def _checked(made: npt.ArrayLike, wanted: int) -> Floats:
    """The vectors as one matrix; raises TypeError or ValueError for what is none."""
    found = np.asarray(made, np.float32)
    if found.ndim == 0 or len(found) != wanted:
        raise ValueError(
            f"expected {wanted} vectors for {wanted} texts, got {len(found) if found.ndim else repr(made)}"
        )
    if found.ndim != 2 or not found.shape[1]:
        raise ValueError(f"expected a vector of numbers per text, got an array of shape {found.shape}")
    if not np.isfinite(found).all():
        raise ValueError("expected finite numbers")
    return found
