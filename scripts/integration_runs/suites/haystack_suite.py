"""Haystack's standard tests of a document store, sync and async, on `ChromaDocumentStore`.

All of them, including those of what Chroma cannot do (order of dates, nulls): such tests fail with the official client
against the official server too.
"""

# The framework is not installed where types are checked.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

from operator import attrgetter
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from chromadb.api.types import Documents, EmbeddingFunction, Embeddings
from chromadb.utils.embedding_functions import register_embedding_function
from haystack import Document  # type: ignore[import-not-found]  # in an environment of its own
from haystack.testing import document_store as sync  # type: ignore[import-not-found]  # in an environment of its own
from haystack.testing import document_store_async as asynchronous
from haystack_integrations.document_stores.chroma import (  # type: ignore[import-not-found]  # in an environment of its own
    ChromaDocumentStore,
)
from haystack_integrations.document_stores.chroma.utils import (  # type: ignore[import-not-found]  # see above
    FUNCTION_REGISTRY,
)

from integration_runs.suites.place import HOST, port


@register_embedding_function
class LengthFunction(EmbeddingFunction[Documents]):
    """Vectors of 768 floats, as long as those of the tests' own documents, that need no model."""

    def __init__(self) -> None:
        pass

    def __call__(self, input: Documents) -> Embeddings:
        return [np.full(768, len(text), np.float32) for text in input]

    @staticmethod
    def name() -> str:
        return "length"

    @staticmethod
    def build_from_config(config: dict[str, Any]) -> LengthFunction:
        return LengthFunction()

    def get_config(self) -> dict[str, Any]:
        return {}


FUNCTION_REGISTRY["length"] = LengthFunction


def opened() -> ChromaDocumentStore:
    """An empty store in a collection of its own, over HTTP or in memory."""
    name, number = f"haystack-{uuid4().hex}", port()
    if number is None:
        return ChromaDocumentStore(collection_name=name, embedding_function="length")
    return ChromaDocumentStore(collection_name=name, embedding_function="length", host=HOST, port=number)


def assert_equal(received: list[Document], expected: list[Document]) -> None:
    """The same documents in any order, embeddings to float32; the store embeds those that have none."""
    assert len(received) == len(expected)
    for one, other in zip(sorted(received, key=attrgetter("id")), sorted(expected, key=attrgetter("id")), strict=True):
        assert (one.id, one.content, one.meta) == (other.id, other.content, other.meta)
        if other.embedding is not None:
            assert one.embedding == pytest.approx(other.embedding)


class TestSync(
    sync.DocumentStoreBaseExtendedTests,
    sync.CountDocumentsByFilterTest,
    sync.CountUniqueMetadataByFilterTest,
    sync.GetMetadataFieldsInfoTest,
    sync.GetMetadataFieldMinMaxTest,
    sync.GetMetadataFieldUniqueValuesTest,
):
    assert_documents_are_equal = staticmethod(assert_equal)

    @pytest.fixture
    def document_store(self) -> ChromaDocumentStore:
        return opened()


class TestAsync(
    asynchronous.CountDocumentsAsyncTest,
    asynchronous.WriteDocumentsAsyncTest,
    asynchronous.DeleteDocumentsAsyncTest,
    asynchronous.FilterDocumentsAsyncTest,
    asynchronous.DeleteAllAsyncTest,
    asynchronous.DeleteByFilterAsyncTest,
    asynchronous.UpdateByFilterAsyncTest,
    asynchronous.CountDocumentsByFilterAsyncTest,
    asynchronous.CountUniqueMetadataByFilterAsyncTest,
    asynchronous.GetMetadataFieldsInfoAsyncTest,
    asynchronous.GetMetadataFieldMinMaxAsyncTest,
    asynchronous.GetMetadataFieldUniqueValuesAsyncTest,
):
    assert_documents_are_equal = staticmethod(assert_equal)

    @pytest.fixture
    def document_store(self) -> ChromaDocumentStore:
        if port() is None:
            pytest.skip("the store's async methods need a server")
        return opened()
