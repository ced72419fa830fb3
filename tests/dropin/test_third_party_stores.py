"""What vector stores of other frameworks reach for in the official package, beyond its clients and collections."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chromalink import EphemeralClient, HashingEmbeddingFunction
from chromalink.api.types import validate_where, validate_where_document
from chromalink.errors import EmbeddingError, InvalidInputError
from chromalink.utils.embedding_functions import (
    GooglePalmEmbeddingFunction,
    GoogleVertexEmbeddingFunction,
    ONNXMiniLM_L6_V2,
)


def test_good_filters_are_valid() -> None:
    assert validate_where({"year": {"$gt": 1990}}) is None  # type: ignore[func-returns-value]  # as the official one
    assert validate_where_document({"$contains": "heist"}) is None  # type: ignore[func-returns-value]  # likewise


@pytest.mark.parametrize("wrong", [None, {}, {"year": {"$gt": "1990"}}, {"$contains": "x"}, "year"])
def test_a_wrong_filter_of_metadata_is_a_value_error_that_names_where(wrong: object) -> None:
    check: Callable[..., None] = validate_where
    with pytest.raises(ValueError, match=r"^where") as refused:
        check(wrong)
    assert isinstance(refused.value, InvalidInputError)


@pytest.mark.parametrize("wrong", [None, {}, {"$contains": 1}, {"year": 1990}])
def test_a_wrong_filter_of_documents_is_a_value_error_that_names_it(wrong: object) -> None:
    check: Callable[..., None] = validate_where_document
    with pytest.raises(ValueError, match=r"^where_document"):
        check(wrong)


@pytest.mark.parametrize(
    ("unbuilt", "instead"),
    [
        (GooglePalmEmbeddingFunction, "GoogleGeminiEmbeddingFunction"),
        (GoogleVertexEmbeddingFunction, "GoogleGeminiEmbeddingFunction"),
        (ONNXMiniLM_L6_V2, "DefaultEmbeddingFunction"),
    ],
)
def test_a_function_that_is_not_built_imports_and_says_what_to_use_when_made(
    unbuilt: Callable[[], object], instead: str
) -> None:
    with pytest.raises(EmbeddingError, match=instead):
        unbuilt()


def test_the_function_of_a_collection_stands_where_the_official_client_keeps_it() -> None:
    with EphemeralClient() as client:
        function = HashingEmbeddingFunction()
        films = client.create_collection("films", embedding_function=function)
        kept = films._embedding_function
        assert isinstance(kept, HashingEmbeddingFunction)
        again = client.create_collection("again", embedding_function=kept)
        again.add(ids=["heat"], documents=["heist"])
        assert again.query(query_texts=["heist"], n_results=1)["ids"] == [["heat"]]
