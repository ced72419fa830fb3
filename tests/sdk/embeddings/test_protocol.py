from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, cast

import pytest

from chromalink.embeddings.protocol import (
    AsyncEmbeddingFunction,
    AsyncTextEmbedder,
    EmbeddingFunction,
    adopt,
    is_async,
)
from chromalink.errors import InvalidInputError


class CallOnly(EmbeddingFunction[list[str]]):
    def __call__(self, input: list[str]) -> list[list[float]]:
        return [[float(len(text))] for text in input]


class Complete(CallOnly):
    def __init__(self, factor: float = 1) -> None:
        self.factor = factor

    @staticmethod
    def name() -> str:
        return "complete"

    def get_config(self) -> dict[str, Any]:
        return {"factor": self.factor}

    @staticmethod
    def build_from_config(config: dict[str, Any]) -> Complete:
        return Complete(config["factor"])


class AsyncCallOnly(AsyncEmbeddingFunction[Sequence[str]]):
    async def __call__(self, input: Sequence[str]) -> list[list[float]]:
        return [[float(len(text))] for text in input]


class OfficialInShape:
    """As third parties write it: the full surface without our base class."""

    def __call__(self, input: list[str]) -> list[list[float]]:
        return [[0.0] for _ in input]

    def embed_query(self, input: list[str]) -> list[list[float]]:
        return self(input)

    @staticmethod
    def name() -> str:
        return "official"

    def get_config(self) -> dict[str, Any]:
        return {}

    @staticmethod
    def build_from_config(config: dict[str, Any]) -> Any:
        return OfficialInShape()

    def default_space(self) -> str:
        return "ip"

    def supported_spaces(self) -> list[str]:
        return ["ip"]

    def validate_config_update(self, old_config: dict[str, Any], new_config: dict[str, Any]) -> None: ...

    @staticmethod
    def validate_config(config: dict[str, Any]) -> None: ...

    def is_legacy(self) -> bool:
        return False


def lengths(texts: list[str]) -> list[list[float]]:
    return [[float(len(text))] for text in texts]


async def lengths_later(texts: list[str]) -> list[list[float]]:
    return lengths(texts)


def test_a_subclass_with_call_alone_is_a_legacy_function_with_the_defaults() -> None:
    function = CallOnly()
    assert function.is_legacy()
    assert function.default_space() == "l2"
    assert function.supported_spaces() == ["cosine", "l2", "ip"]
    assert function.embed_query(["abc"]) == [[3.0]]


def test_a_subclass_with_name_config_and_way_back_is_no_legacy_function() -> None:
    assert not Complete().is_legacy()


@pytest.mark.parametrize("missing", ["name", "get_config", "build_from_config"])
def test_a_subclass_that_lacks_one_of_the_three_is_a_legacy_function(missing: str) -> None:
    partly = type("Partly", (Complete,), {missing: getattr(EmbeddingFunction, missing)})
    if missing != "get_config":
        partly = type("Partly", (Complete,), {missing: staticmethod(getattr(EmbeddingFunction, missing))})
    assert cast("Complete", partly()).is_legacy()


@pytest.mark.parametrize("function", [CallOnly(), Complete(), OfficialInShape()])
def test_what_has_the_full_surface_is_adopted_as_it_is(function: Any) -> None:
    assert adopt(function) is function


def test_a_plain_function_is_adopted_whatever_its_argument_is_called() -> None:
    adopted = adopt(lengths)
    assert adopted.is_legacy()
    assert not is_async(adopted)
    assert adopted(["ab"]) == [[2.0]]


def test_an_object_that_only_names_its_argument_input_is_adopted() -> None:
    class Bare:
        def __call__(self, input: list[str]) -> list[list[float]]:
            return lengths(input)

    assert adopt(Bare()).embed_query(["ab"]) == [[2.0]]


def test_an_object_whose_argument_has_another_name_is_refused() -> None:
    class Renamed:
        def __call__(self, texts: list[str]) -> list[list[float]]:
            return lengths(texts)

    with pytest.raises(InvalidInputError, match=r"expected __call__\(self, input\), found Renamed\(texts"):
        adopt(Renamed())


@pytest.mark.parametrize("function", [CallOnly, "all-MiniLM", 3])
def test_a_class_or_what_cannot_be_called_is_refused(function: object) -> None:
    with pytest.raises(InvalidInputError, match="embedding_function: expected an object that is called"):
        adopt(cast("AsyncTextEmbedder", function))


def test_a_function_without_room_for_the_texts_is_refused() -> None:
    def nothing() -> list[list[float]]:
        return []

    with pytest.raises(InvalidInputError, match="expected one argument, the list of texts"):
        adopt(cast("AsyncTextEmbedder", nothing))


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (lengths, False),
        (lengths_later, True),
        (functools.partial(lengths_later), True),
        (CallOnly(), False),
        (AsyncCallOnly(), True),
        (adopt(lengths_later), True),
    ],
)
def test_async_functions_are_told_from_sync_ones_without_calling_them(function: object, expected: bool) -> None:
    assert is_async(function) is expected


@pytest.mark.asyncio
async def test_an_async_subclass_embeds_queries_like_documents() -> None:
    assert await AsyncCallOnly().embed_query(["abc"]) == [[3.0]]


@pytest.mark.asyncio
async def test_a_plain_async_function_is_adopted_with_the_async_surface() -> None:
    adopted = cast("AsyncEmbeddingFunction", adopt(lengths_later))
    assert adopted.is_legacy()
    assert await adopted.embed_query(["abc"]) == [[3.0]]
