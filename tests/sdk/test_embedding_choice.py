"""Which function embeds, what a collection stores of it, and what comes of a function that fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import anyio
import httpx
import numpy as np
import pytest

from chromalink import (
    AsyncEmbeddingFunction,
    Collection,
    DefaultEmbeddingFunction,
    EmbeddingFunction,
    HashingEmbeddingFunction,
    register_embedding_function,
)
from chromalink.embeddings import known_embedding_functions
from chromalink.errors import EmbeddingError, InvalidInputError

from .fake_chroma import FakeChroma, body, description, vectors


class Lengths(EmbeddingFunction[list[str]]):
    """Named, with a configuration, cosine by default."""

    def __init__(self, dim: int = 2) -> None:
        self.dim = dim

    def __call__(self, input: list[str]) -> list[list[float]]:
        return [[float(len(text))] * self.dim for text in input]

    def embed_query(self, input: list[str]) -> list[list[float]]:
        return [[-float(len(text))] * self.dim for text in input]

    @staticmethod
    def name() -> str:
        return "lengths"

    def get_config(self) -> dict[str, object]:
        return {"dim": self.dim}

    def default_space(self) -> Any:
        return "cosine"

    @staticmethod
    def build_from_config(config: dict[str, Any]) -> Lengths:
        return Lengths(config["dim"])

    def validate_config_update(self, old_config: dict[str, object], new_config: dict[str, object]) -> None:
        if old_config["dim"] != new_config.get("dim"):
            raise ValueError("dim cannot change")


class Others(Lengths):
    @staticmethod
    def name() -> str:
        return "others"

    @staticmethod
    def build_from_config(config: dict[str, Any]) -> Others:
        return Others(config["dim"])


class Nameless(EmbeddingFunction[list[str]]):
    def __call__(self, input: list[str]) -> list[list[float]]:
        return [[7.0] for _ in input]


class Awaited(AsyncEmbeddingFunction[list[str]]):
    async def __call__(self, input: list[str]) -> list[list[float]]:
        await anyio.lowlevel.checkpoint()
        return [[9.0] for _ in input]

    @staticmethod
    def name() -> str:
        return "awaited"

    def get_config(self) -> dict[str, object]:
        return {}

    @staticmethod
    def build_from_config(config: dict[str, object]) -> Awaited:
        return Awaited()


@pytest.fixture(autouse=True)
def _own_registry() -> Iterator[None]:
    """Leaves the process's registry as it was."""
    before = dict(known_embedding_functions)
    yield
    known_embedding_functions.clear()
    known_embedding_functions.update(before)


def known(name: str, **config: object) -> dict[str, object]:
    return {"name": name, "type": "known", "config": config}


def storing(stored: Mapping[str, object] | None, *, schema: object = None) -> dict[str, object]:
    """A collection that remembers an embedding function."""
    configuration = {"hnsw": {"space": "l2"}, "spann": None, "embedding_function": stored}
    return description(configuration_json=configuration, schema=schema)


def configuration_sent(chroma: FakeChroma, **given: Any) -> object:
    chroma.client().create_collection("films", **given)
    return body(chroma.asked("POST collections")[0])["configuration"]


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({}, {"hnsw": {"space": "l2"}, "spann": None, "embedding_function": known("default")}),
        (
            {"embedding_function": Lengths()},
            {"hnsw": {"space": "cosine"}, "spann": None, "embedding_function": known("lengths", dim=2)},
        ),
        (
            {"embedding_function": Lengths(), "configuration": {"hnsw": {"space": "ip", "ef_search": 9}}},
            {"hnsw": {"space": "ip", "ef_search": 9}, "spann": None, "embedding_function": known("lengths", dim=2)},
        ),
        (
            {"configuration": {"embedding_function": Lengths(3)}},
            {"hnsw": {"space": "cosine"}, "spann": None, "embedding_function": known("lengths", dim=3)},
        ),
        (
            {"metadata": {"hnsw:space": "cosine"}},
            {"hnsw": None, "spann": None, "embedding_function": known("default")},
        ),
        (
            {"embedding_function": Lengths(), "configuration": {"spann": {"search_nprobe": 9}}},
            {
                "hnsw": None,
                "spann": {"search_nprobe": 9, "space": "cosine"},
                "embedding_function": known("lengths", dim=2),
            },
        ),
        ({"embedding_function": None}, None),
        (
            {"embedding_function": None, "configuration": {"hnsw": {"ef_search": 9}}},
            {"hnsw": {"ef_search": 9}, "spann": None, "embedding_function": {"type": "legacy"}},
        ),
        (
            {"embedding_function": Lengths(), "configuration": {"spann": {"space": "l2"}}},
            {"hnsw": None, "spann": {"space": "l2"}, "embedding_function": known("lengths", dim=2)},
        ),
    ],
)
def test_a_new_collection_stores_what_the_official_client_would_store(
    given: dict[str, Any], sent: object, chroma: FakeChroma
) -> None:
    assert configuration_sent(chroma, **given) == sent


def test_a_nameless_function_is_stored_as_legacy_with_a_warning(chroma: FakeChroma) -> None:
    with pytest.warns(DeprecationWarning, match="Nameless is a legacy embedding function"):
        sent = configuration_sent(chroma, embedding_function=Nameless())
    assert sent == {"hnsw": None, "spann": None, "embedding_function": {"type": "legacy"}}


@pytest.mark.parametrize(
    "given", [{"configuration": {"hnsw": {"space": "l2"}}}, {"metadata": {"hnsw:space": "l2"}}], ids=str
)
def test_a_distance_that_means_nothing_to_the_function_draws_a_warning(
    given: dict[str, Any], chroma: FakeChroma
) -> None:
    class OnlyCosine(Lengths):
        def supported_spaces(self) -> list[Any]:
            return ["cosine"]

    with pytest.warns(UserWarning, match="'lengths' is made for cosine, not for l2"):
        chroma.client().create_collection("films", embedding_function=OnlyCosine(), **given)


def test_a_schema_is_sent_in_place_of_a_configuration(chroma: FakeChroma) -> None:
    schema: dict[str, object] = {"defaults": {}, "keys": {}}
    chroma.client().create_collection("films", schema)
    sent = body(chroma.asked("POST collections")[0])
    assert sent["schema"] == schema
    assert sent.get("configuration") is None


def test_the_callers_configuration_is_not_changed(chroma: FakeChroma) -> None:
    given: Any = {"hnsw": {"ef_search": 9}}
    configuration_sent(chroma, configuration=given)
    assert given == {"hnsw": {"ef_search": 9}}


def test_two_names_on_creation_are_refused(chroma: FakeChroma) -> None:
    with pytest.raises(InvalidInputError, match=r"embedding_function: 'lengths' was given, .* has 'others'"):
        chroma.client().create_collection(
            "films", embedding_function=Lengths(), configuration={"embedding_function": Others()}
        )
    assert chroma.requests == []


def test_another_name_than_the_stored_one_is_refused(chroma: FakeChroma) -> None:
    chroma.stored = storing(known("others", dim=2))
    with pytest.raises(InvalidInputError, match=r"embedding_function: 'lengths' was given, .* stores 'others'"):
        chroma.client().get_collection("films", Lengths())


def test_get_or_create_refuses_another_name_than_an_existing_collection_stores(chroma: FakeChroma) -> None:
    chroma.reply("POST collections", httpx.Response(200, json=storing(known("others", dim=2))))
    with pytest.raises(InvalidInputError, match="stores 'others'"):
        chroma.client().get_or_create_collection("films", embedding_function=Lengths())


def test_only_names_are_compared_and_the_given_function_embeds(chroma: FakeChroma) -> None:
    chroma.stored = storing(known("lengths", dim=2))
    assert embedded(chroma, chroma.collection(Lengths(5))) == [[1.0] * 5]


def embedded(chroma: FakeChroma, collection: Collection, text: str = "x") -> list[list[float]]:
    collection.add("id", documents=text)
    return [one.tolist() for one in vectors(chroma.asked("POST add")[-1])]


@pytest.mark.parametrize(
    "opened",
    [
        lambda client: client.get_collection("films"),
        lambda client: client.get_collection("films", None),
        lambda client: client.get_collection_by_id("11111111-2222-4333-8444-555555555555"),
        lambda client: client.list_collections()[0],
    ],
)
def test_the_stored_function_is_rebuilt(opened: Callable[..., Collection], chroma: FakeChroma) -> None:
    register_embedding_function(Lengths)
    chroma.stored = storing(known("lengths", dim=3))
    found = opened(chroma.client())
    assert embedded(chroma, found) == [[1.0, 1.0, 1.0]]
    assert isinstance(found.configuration["embedding_function"], Lengths)


def test_the_function_of_a_schema_is_rebuilt(chroma: FakeChroma) -> None:
    register_embedding_function(Lengths)
    index = {"vector_index": {"config": {"embedding_function": known("lengths", dim=4)}}}
    chroma.stored = storing(None, schema={"defaults": {}, "keys": {"#embedding": {"float_list": index}}})
    assert embedded(chroma, chroma.client().get_collection("films")) == [[1.0] * 4]


@pytest.mark.parametrize("stored", [None, {"type": "legacy"}, {"type": "unknown"}])
def test_a_collection_that_stores_no_name_takes_any_function(stored: Any, chroma: FakeChroma) -> None:
    chroma.stored = storing(stored)
    assert embedded(chroma, chroma.collection(Nameless())) == [[7.0]]
    assert isinstance(
        chroma.client().get_collection("films").configuration["embedding_function"], DefaultEmbeddingFunction
    )


def test_a_function_that_cannot_be_built_lets_the_collection_open_and_fails_at_the_first_text(
    chroma: FakeChroma,
) -> None:
    chroma.stored = storing(known("nobody-has-this", dim=3))
    collection = chroma.client().get_collection("films")
    collection.add("id", [1.0])
    chroma.requests.clear()
    with pytest.raises(EmbeddingError, match="nobody-has-this"):
        collection.add("id", documents="x")
    assert chroma.requests == []


def test_queries_use_the_functions_way_with_questions(chroma: FakeChroma) -> None:
    chroma.collection(Lengths()).query(query_texts=["abc", "a"])
    assert body(chroma.requests[0])["query_embeddings"] == [[-3.0, -3.0], [-1.0, -1.0]]


def test_one_text_is_one_record(chroma: FakeChroma) -> None:
    assert embedded(chroma, chroma.collection(Lengths(1)), "four") == [[4.0]]


def test_given_vectors_are_not_embedded_again(chroma: FakeChroma) -> None:
    chroma.collection(Lengths()).add("id", [5.0], documents="four")
    assert vectors(chroma.asked("POST add")[0])[0].tolist() == [5.0]


def test_an_update_embeds_new_documents(chroma: FakeChroma) -> None:
    collection = chroma.collection(Lengths(1))
    collection.update("id", documents="four")
    collection.update("id", metadatas={"n": 1})
    sent = chroma.asked("POST update")
    assert vectors(sent[0])[0].tolist() == [4.0]
    assert "embeddings" not in body(sent[1])


def failing(answer: Any) -> Callable[[list[str]], Any]:
    def function(input: list[str]) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return function


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ([[1.0]], "returned 1 vectors for 2 inputs"),
        ([[1.0]] * 3, "returned 3 vectors for 2 inputs"),
        (None, "returned 0 vectors for 2 inputs"),
        ([], "the embedding function's result: expected at least one"),
        ([[1.0], [1.0, 2.0]], r"the embedding function's result\[1\]: expected 1 numbers"),
        ([[float("nan")], [1.0]], r"the embedding function's result\[0\]: expected finite"),
        (["a", "b"], "the embedding function's result"),
        (np.zeros((2, 2, 2)), "the embedding function's result"),
        (5, "the embedding function's result"),
        (ZeroDivisionError("oops"), "raised ZeroDivisionError: oops"),
        (StopIteration(), "raised"),
    ],
)
def test_a_function_that_fails_is_an_embedding_error_and_nothing_is_sent(
    answer: Any, message: str, chroma: FakeChroma
) -> None:
    collection = chroma.collection(failing(answer))
    with pytest.raises(EmbeddingError, match=message):
        collection.add(["a", "b"], documents=["x", "y"])
    with pytest.raises(EmbeddingError):
        collection.query(query_texts=["x", "y"])
    assert chroma.requests == []


def test_the_cause_of_a_failure_is_kept(chroma: FakeChroma) -> None:
    cause = ZeroDivisionError("oops")
    with pytest.raises(EmbeddingError) as caught:
        chroma.collection(failing(cause)).add("a", documents="x")
    assert caught.value.__cause__ is cause


async def coroutine_function(input: list[str]) -> list[list[float]]:
    return [[1.0] for _ in input]


@pytest.mark.parametrize("function", [Awaited(), coroutine_function])
@pytest.mark.parametrize(
    "call",
    [
        lambda client, function: client.create_collection("films", embedding_function=function),
        lambda client, function: client.get_or_create_collection("films", embedding_function=function),
        lambda client, function: client.create_collection("films", configuration={"embedding_function": function}),
        lambda client, function: client.get_collection("films", function),
        lambda client, function: client.get_collection_by_id("11111111-2222-4333-8444-555555555555", function),
    ],
)
def test_a_sync_client_refuses_an_async_function(
    function: Any, call: Callable[..., object], chroma: FakeChroma
) -> None:
    client = chroma.client()
    with pytest.raises(InvalidInputError, match="embedding_function: expected a sync function, got an async one"):
        call(client, function)
    assert chroma.requests == []


def test_a_stored_async_function_fails_under_a_sync_client_at_the_first_text_only(chroma: FakeChroma) -> None:
    register_embedding_function(Awaited)
    chroma.stored = storing(known("awaited"))
    collection = chroma.client().get_collection("films")
    assert collection.count() == 0
    with pytest.raises(EmbeddingError, match="Awaited is async: use an async client"):
        collection.add("a", documents="x")


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize(("function", "value"), [(Awaited(), 9.0), (coroutine_function, 1.0), (Nameless(), 7.0)])
def test_an_async_client_embeds_with_functions_of_either_colour(
    backend: str, function: Any, value: float, chroma: FakeChroma
) -> None:
    async def main() -> None:
        async with chroma.async_client() as client:
            collection = await client.get_collection("films", function)
            await collection.add("a", documents="x")
            await collection.query(query_texts="x")

    anyio.run(main, backend=backend)
    assert vectors(chroma.asked("POST add")[0])[0].tolist() == [value]
    assert body(chroma.asked("POST query")[0])["query_embeddings"] == [[value]]


def test_a_replaced_function_is_stored_and_embeds(chroma: FakeChroma) -> None:
    chroma.stored = storing(None)
    collection = chroma.collection()
    collection.modify(configuration={"embedding_function": Lengths(2)})
    sent = body(chroma.requests[0])["new_configuration"]
    assert sent == {"embedding_function": known("lengths", dim=2)}
    assert embedded(chroma, collection) == [[1.0, 1.0]]


def test_a_replacement_that_the_stored_function_refuses_is_not_sent(chroma: FakeChroma) -> None:
    chroma.stored = storing(known("lengths", dim=2))
    collection = chroma.collection(Lengths(2))
    with pytest.raises(InvalidInputError, match="dim cannot change"):
        collection.modify(configuration={"embedding_function": Lengths(3)})
    assert chroma.requests == []


def test_the_offline_function_embeds_where_it_is_passed(chroma: FakeChroma) -> None:
    found = embedded(chroma, chroma.collection(HashingEmbeddingFunction()), "pineapple pizza")
    assert np.linalg.norm(found[0]) == pytest.approx(1.0, abs=1e-5)
