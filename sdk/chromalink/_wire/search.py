"""The search operation. It writes and reads JSON without the generated models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from chromalink_rest.api.search import search_records

from .._core.effects import Answer, Call
from .._core.session import CollectionRef
from ..explanation import Explanation
from ..results import SearchResult
from . import decode
from .requests import SEPARATE, encoded, path, request
from .sparse import restored

COLUMNS = ("documents", "embeddings", "metadatas", "scores")


def search(
    ref: CollectionRef, payloads: Sequence[Mapping[str, object]], read_level: str, *, explain: bool
) -> Call[SearchResult]:
    kwargs = search_records._get_kwargs(*path(ref), body=SEPARATE)
    if explain:
        kwargs["params"] = {"explain": "true"}
    content = encoded({"searches": payloads, "read_level": read_level})
    asked = request("searchRecords", kwargs, content, collection=ref.name, records=len(payloads))
    return Call(asked, partial(_searched, explain), repeatable=True)


def _searched(explain: bool, answer: Answer) -> SearchResult:
    body = decode.fields(answer)
    if explain and "explanations" not in body:
        raise decode.unexpected(answer, "explanations, which only chromalink's own server gives,")
    try:
        columns = {name: _columns(body, name) for name in COLUMNS}
        columns["embeddings"] = [_vectors(column) for column in columns["embeddings"]]
        for metadatas in columns["metadatas"]:
            restored(answer, metadatas)
        found = SearchResult(ids=body["ids"], **columns, select=body["select"])
        if explain:
            trees = zip(body["ids"], body["explanations"], strict=True)
            found["explanations"] = [_explained(ids, of_one) for ids, of_one in trees]
        return found
    except (IndexError, KeyError, TypeError, AttributeError, ValueError) as exc:
        raise decode.unexpected(answer, f"searched records ({exc!r})") from exc


def _vectors(column: Sequence[Any] | None) -> list[Any] | None:
    """A float32 array for each record, None for one without."""
    return None if column is None else [None if one is None else np.asarray(one, np.float32) for one in column]


def _explained(ids: Sequence[str], trees: list[dict[str, Any]] | None) -> list[Explanation] | None:
    return None if trees is None else [_explanation(tree) for _, tree in zip(ids, trees, strict=True)]


def _explanation(tree: Mapping[str, Any]) -> Explanation:
    return Explanation(
        operator=tree["operator"],
        value=tree["value"],
        operands=tuple(map(_explanation, tree.get("operands", ()))),
        key=tree.get("key"),
        found=tree.get("found"),
        place=tree.get("rank"),
        distance=tree.get("distance"),
    )


def _columns(body: Mapping[str, Any], name: str) -> list[Any]:
    """One column per search, or None, each as long as its ids; a server may leave all of them out."""
    found: list[Any] = body.get(name) or [None] * len(body["ids"])
    for ids, column in zip(body["ids"], found, strict=True):
        if column is not None and len(column) != len(ids):
            raise ValueError(f"{name}: expected {len(ids)} elements, got {len(column)}")
    return found
