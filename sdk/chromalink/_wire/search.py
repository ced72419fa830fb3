"""The search operation. It writes and reads JSON without the generated models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chromalink_rest.api.search import search_records

from .._core.effects import Answer, Call
from .._core.session import CollectionRef
from ..results import SearchResult
from . import decode
from .requests import SEPARATE, encoded, request
from .sparse import restored

COLUMNS = ("documents", "embeddings", "metadatas", "scores")


def search(ref: CollectionRef, payloads: Sequence[Mapping[str, object]], read_level: str) -> Call[SearchResult]:
    kwargs = search_records._get_kwargs(ref.tenant, ref.database, str(ref.id), body=SEPARATE)
    content = encoded({"searches": payloads, "read_level": read_level})
    return Call(request("searchRecords", kwargs, content), _searched, repeatable=True)


def _searched(answer: Answer) -> SearchResult:
    body = decode.fields(answer)
    try:
        columns = {name: _columns(body, name) for name in COLUMNS}
        for metadatas in columns["metadatas"]:
            restored(answer, metadatas)
        return SearchResult(ids=body["ids"], **columns, select=body["select"])
    except (IndexError, KeyError, TypeError, AttributeError, ValueError) as exc:
        raise decode.unexpected(answer, f"searched records ({exc!r})") from exc


def _columns(body: Mapping[str, Any], name: str) -> list[Any]:
    """One column per search, or None, each as long as its ids; a server may leave all of them out."""
    found: list[Any] = body.get(name) or [None] * len(body["ids"])
    for ids, column in zip(body["ids"], found, strict=True):
        if column is not None and len(column) != len(ids):
            raise ValueError(f"{name}: expected {len(ids)} elements, got {len(column)}")
    return found
