"""LangChain's standard tests of a vector store, on `langchain_chroma.Chroma`."""

# The framework is not installed where types are checked.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from langchain_chroma import Chroma  # type: ignore[import-not-found]  # in an environment of its own
from langchain_tests.integration_tests import (  # type: ignore[import-not-found]  # in an environment of its own
    VectorStoreIntegrationTests,
)

from integration_runs.suites.place import HOST, port


class TestChroma(VectorStoreIntegrationTests):
    @pytest.fixture
    def vectorstore(self) -> Iterator[Chroma]:
        """An empty store in a collection of its own, over HTTP or in memory."""
        name, number = f"langchain-{uuid4().hex}", port()
        embedding = self.get_embeddings()
        if number is None:
            store = Chroma(collection_name=name, embedding_function=embedding)
        else:
            store = Chroma(collection_name=name, embedding_function=embedding, host=HOST, port=number)
        yield store
        store.delete_collection()
